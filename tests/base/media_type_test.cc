#include "base/media_type.h"

#include <gtest/gtest.h>

namespace arsip {
namespace {

TEST(Rfc9110Section831, EssenceAndCharsetAreLowerCase) {
  const MediaType type = MediaType::Parse("Text/HTML; Charset=UTF-8");
  EXPECT_EQ(type.essence, "text/html");
  EXPECT_EQ(type.charset, "utf-8");
}

TEST(Rfc9110Section831, QuotedAndPlainParametersAreEqual) {
  for (const char* value :
       {"text/html;charset=utf-8", "text/html; charset=\"utf-8\"", "text/html;charset=\"UTF-8\"",
        "text/html ; charset = utf-8", "text/html;x=1;charset=utf-8",
        "text/html; x=\"a;b\"; charset=utf-8", "text/html; charset=\"ut\\f-8\"",
        "text/html;;charset=utf-8;", "text/html; flag; charset=utf-8"}) {
    EXPECT_EQ(MediaType::Parse(value).essence, "text/html") << value;
    EXPECT_EQ(MediaType::Parse(value).charset, "utf-8") << value;
  }
}

TEST(Rfc9110Section831, AbsentPartsAreEmpty) {
  EXPECT_EQ(MediaType::Parse("image/png").charset, "");
  EXPECT_EQ(MediaType::Parse("text/html; charset").charset, "");
  EXPECT_EQ(MediaType::Parse("text/html; charset=").charset, "");
  EXPECT_EQ(MediaType::Parse("text/html; charset=\"").charset, "");
  EXPECT_EQ(MediaType::Parse("text/html; charset=\"utf-8").charset, "utf-8");
}

TEST(Rfc9110Section831, WhatIsNoMediaTypeHasNoEssence) {
  for (const char* value : {"", " ", "text", "/html", "text/", "te xt/html", "text/ht ml",
                            "text/html/x", "; charset=utf-8", "text\xE9/html", "*"}) {
    EXPECT_EQ(MediaType::Parse(value).essence, "") << value;
    EXPECT_EQ(MediaType::Parse(value).charset, "") << value;
  }
}

TEST(LenientMediaType, TheFirstOfJoinedFieldsCounts) {
  EXPECT_EQ(MediaType::Parse("text/html, text/plain").essence, "text/html");
}

TEST(LenientMediaType, TheFirstCharsetCounts) {
  EXPECT_EQ(MediaType::Parse("text/html; charset=utf-8; charset=latin1").charset, "utf-8");
}

TEST(LenientMediaType, SingleQuotesGo) {
  EXPECT_EQ(MediaType::Parse("text/html; charset='utf-8'").charset, "utf-8");
  EXPECT_EQ(MediaType::Parse("text/html; charset='").charset, "'");
}

TEST(LenientMediaType, FoldedValuesAreOneValue) {
  EXPECT_EQ(MediaType::Parse("text/html;\r\n charset=utf-8").charset, "utf-8");
}

TEST(MediaTypeTest, TextualIsWhatIsMadeOfCharacters) {
  for (const char* type :
       {"text/css", "text/html; charset=utf-8", "application/json", "application/ld+json",
        "application/javascript", "image/svg+xml", "application/xhtml+xml"}) {
    EXPECT_TRUE(MediaType::Parse(type).textual()) << type;
  }
  for (const char* type : {"", "image/png", "application/pdf", "application/octet-stream"}) {
    EXPECT_FALSE(MediaType::Parse(type).textual()) << type;
  }
}

TEST(MediaTypeKinds, AreToldByTheEssence) {
  EXPECT_TRUE(MediaType::Parse("text/html").html());
  EXPECT_TRUE(MediaType::Parse("application/xhtml+xml").html());
  EXPECT_TRUE(MediaType::Parse("application/xhtml+xml").xml());
  EXPECT_TRUE(MediaType::Parse("application/rss+xml").xml());
  EXPECT_TRUE(MediaType::Parse("text/xml").xml());
  EXPECT_FALSE(MediaType::Parse("text/html").xml());
  EXPECT_TRUE(MediaType::Parse("text/css").css());
  EXPECT_TRUE(MediaType::Parse("image/png").image());
  EXPECT_TRUE(MediaType::Parse("video/mp4").video());
  EXPECT_TRUE(MediaType::Parse("audio/mpeg").audio());
  EXPECT_FALSE(MediaType::Parse("").html());
}

}  // namespace
}  // namespace arsip
