#include "extractors/speculative_links.h"

#include "extractors/extract.h"
#include "gmock/gmock.h"
#include "scanned.h"

namespace arsip::extractors {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> SpeculativeLinks(std::string_view text) {
  Extraction extraction;
  LinkSet links;
  links.Begin(extraction, 100'000, 16u << 20);
  size_t taken = 0;
  CollectSpeculativeLinks(text, "js@text", taken, links);
  std::vector<std::string> references;
  for (const Link& link : extraction.links()) {
    EXPECT_EQ(link.kind(), Link::SPECULATIVE);
    references.push_back(link.reference());
  }
  return references;
}

TEST(SpeculativeLinksTest, QuotedUrlsAndPathsAreFound) {
  EXPECT_THAT(SpeculativeLinks("var a = \"https://c.example/v/1.mp4\", b='//c.example/x.js', "
                               "c=`/api/posts?page=2`; d('../img/a.png'); e('media/a.m3u8');"),
              ElementsAre("https://c.example/v/1.mp4", "//c.example/x.js", "/api/posts?page=2",
                          "../img/a.png", "media/a.m3u8"));
}

TEST(SpeculativeLinksTest, EscapesAreDecoded) {
  EXPECT_THAT(SpeculativeLinks(R"({"u":"https:\/\/c.example\/a\u002Fb.jpg","v":"\x2Fa\x2Fb"})"),
              ElementsAre("https://c.example/a/b.jpg", "/a/b"));
}

// Strings that scripts are full of.
TEST(SpeculativeLinksTest, OrdinaryStringsAreNotTaken) {
  for (const char* text : {"text/html",
                           "application/json",
                           "image/png",
                           "use strict",
                           "/",
                           "/a",
                           "//",
                           "//comment",
                           "a/b",
                           "and/or",
                           "01/02/2026",
                           "/01/02",
                           "1.2.3",
                           "v1.0",
                           "Node.js",
                           "React.js",
                           "package.json",
                           "e.target",
                           "window.location",
                           "foo.bar()",
                           "http://www.w3.org/2000/svg",
                           "https://schema.org/Person",
                           "http://",
                           "https://localhost",
                           "http://x",
                           "${base}/a/b.png",
                           "/${id}/x",
                           "a b.png",
                           "<a href=/x/y>",
                           "#/route/x",
                           "^/a/b$",
                           "/^[a-z]/x/",
                           "Y/m/d H:i",
                           "US/Eastern",
                           "en/US",
                           "km/h",
                           "{{url}}/a.png",
                           "*.png",
                           ".png",
                           "rgba(0,0,0,.5)",
                           "\\n",
                           "javascript:void(0)",
                           "mailto:a@b.org",
                           "data:image/png;base64,AAAA/BBBB.png"}) {
    EXPECT_FALSE(LooksLikeReference(text)) << text;
  }
}

TEST(SpeculativeLinksTest, ReferencesAreTaken) {
  for (const char* text :
       {"http://10.0.0.1/a", "https://xn--abc.example", "berita.html", "a/b.js", "/a.html",
        "/wp-json/wp/v2/posts", "./a.css", "unduh/majalah.pdf", "v.mp4?x=1", "/cari?q=x",
        "https://c.example:8443/a(1).png", "/berita/ข่าว"}) {
    EXPECT_TRUE(LooksLikeReference(text)) << text;
  }
}

TEST(SpeculativeLinksTest, QuoteThatIsNeverClosedEndsWithItsLine) {
  EXPECT_THAT(SpeculativeLinks("// don't\nx = '/a/b.png'"), ElementsAre("/a/b.png"));
}

TEST(SpeculativeLinksTest, NumberIsBounded) {
  std::string text;
  for (int i = 0; i < 3'000; ++i) text += "'/a/" + std::to_string(i) + ".png',";
  Extraction extraction;
  LinkSet links;
  links.Begin(extraction, 100'000, 16u << 20);
  size_t taken = 0;
  CollectSpeculativeLinks(text, "js@text", taken, links);
  EXPECT_EQ(static_cast<size_t>(extraction.links_size()), kMaxSpeculativeLinks);
  EXPECT_EQ(links.dropped(), 3'000u - kMaxSpeculativeLinks);
}

Extraction Extracted(const char* type, std::string_view payload, bool speculative) {
  ExtractionRequest request;
  request.set_url("http://example.org/");
  request.set_content_type(type);
  request.set_max_decoded_bytes(1u << 20);
  request.set_want_speculative(speculative);
  return Extract(request, payload);
}

TEST(SpeculativeExtractionTest, IsOffUnlessAskedFor) {
  constexpr std::string_view kPage = "<!doctype html><script>load('/a/b.json')</script>";
  EXPECT_THAT(Described(Extracted("text/html", kPage, false)), IsEmpty());
  EXPECT_THAT(Described(Extracted("text/html", kPage, true)),
              ElementsAre("SPECULATIVE script@text /a/b.json"));
  EXPECT_THAT(Described(Extracted("text/javascript", "load('/a/b.json')", false)), IsEmpty());
  EXPECT_THAT(Described(Extracted("text/javascript", "load('/a/b.json')", true)),
              ElementsAre("SPECULATIVE js@text /a/b.json"));
  EXPECT_THAT(Described(Extracted("application/json", R"(["/a/b.json"])", false)), IsEmpty());
  EXPECT_THAT(Described(Extracted("application/json", R"(["/a/b.json"])", true)),
              ElementsAre("SPECULATIVE json@text /a/b.json"));
}

}  // namespace
}  // namespace arsip::extractors
