#include "archive/warc_header_parser.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace arsip::archive {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A header that holds the mandatory fields, `extra` lines before them.
std::string With(const std::string& extra, const std::string& version = "WARC/1.1") {
  return version + "\r\n" + extra +
         "WARC-Type: response\r\nWARC-Record-ID: <urn:uuid:a>\r\n"
         "WARC-Date: 2026-11-22T10:11:12Z\r\nContent-Length: 12\r\n\r\n";
}

std::string Without(const std::string& line) {
  std::string bytes = With("");
  const size_t at = bytes.find(line);
  EXPECT_NE(at, std::string::npos);
  return bytes.erase(at, bytes.find("\r\n", at) + 2 - at);
}

std::string Replaced(const std::string& from, const std::string& to) {
  std::string bytes = With("");
  const size_t at = bytes.find(from);
  EXPECT_NE(at, std::string::npos);
  return bytes.replace(at, from.size(), to);
}

TEST(Warc11Section4, VersionFieldsAndBlankLineAreAHeader) {
  const auto header = WarcHeader::Parse(With("WARC-Target-URI: https://example.org/\r\n"));
  ASSERT_TRUE(header.has_value());
  EXPECT_EQ(header->version(), "WARC/1.1");
  EXPECT_TRUE(header->known_type());
  EXPECT_EQ(header->type(), RecordType::kResponse);
  EXPECT_EQ(header->record_id(), "<urn:uuid:a>");
  EXPECT_EQ(header->date(), "2026-11-22T10:11:12Z");
  EXPECT_EQ(header->time(), *ParseWarcDate("2026-11-22T10:11:12Z"));
  EXPECT_EQ(header->content_length(), 12u);
  EXPECT_EQ(header->target_uri(), "https://example.org/");
  EXPECT_THAT(header->leniencies(), IsEmpty());
}

TEST(Warc11Section4, FieldNamesAreCaseInsensitive) {
  const auto header = WarcHeader::Parse(With("warc-target-uri: https://example.org/\r\n"));
  ASSERT_TRUE(header.has_value());
  EXPECT_EQ(header->Get("WARC-Target-URI"), "https://example.org/");
  EXPECT_EQ(header->Get("WARC-Absent"), "");
}

TEST(Warc11Section4, WhatIsNoVersionLineIsNoHeader) {
  for (const char* version : {"WARC/0.18", "WARC/2.0", "WARC/1.", "WARC/1.x", "HTTP/1.1 200 OK", "",
                              "WARC/1.123", " WARC/1.1"}) {
    EXPECT_FALSE(WarcHeader::Parse(With("", version)).has_value()) << version;
  }
  EXPECT_FALSE(WarcHeader::Parse("").has_value());
}

TEST(Warc11Section5, EachMandatoryFieldMustBeThere) {
  for (const char* name : {"WARC-Type", "WARC-Record-ID", "WARC-Date", "Content-Length"}) {
    const auto header = WarcHeader::Parse(Without(name));
    ASSERT_FALSE(header.has_value()) << name;
    EXPECT_THAT(header.error().message, HasSubstr(name));
  }
}

TEST(Warc11Section5, LengthsAndDatesMustBeReadable) {
  for (const char* length : {"-1", "0x10", "12 ", "1e3", "99999999999999999999"}) {
    const std::string bytes =
        Replaced("Content-Length: 12", std::string("Content-Length:") + length + ".");
    EXPECT_FALSE(WarcHeader::Parse(bytes).has_value()) << length;
  }
  EXPECT_FALSE(WarcHeader::Parse(Replaced("2026-11-22T", "2026-13-22T")).has_value());
}

TEST(Warc11Section54, DatesOfEveryGranularityAreRead) {
  for (const char* date : {"2026", "2026-11-22", "2026-11-22T10:11:12.123456789Z"}) {
    const auto header = WarcHeader::Parse(Replaced("2026-11-22T10:11:12Z", date));
    ASSERT_TRUE(header.has_value()) << date;
    EXPECT_EQ(header->date(), date);
    EXPECT_THAT(header->leniencies(), IsEmpty());
  }
}

TEST(Warc11Section57, ConcurrentToMayRepeat) {
  const auto header =
      WarcHeader::Parse(With("WARC-Concurrent-To: <urn:x:1>\r\nWARC-Concurrent-To: <urn:x:2>\r\n"));
  ASSERT_TRUE(header.has_value());
  EXPECT_THAT(header->GetAll("WARC-Concurrent-To"), ElementsAre("<urn:x:1>", "<urn:x:2>"));
  EXPECT_THAT(header->leniencies(), IsEmpty());
}

TEST(Warc11Section6, UnknownTypesAreReadToBeIgnored) {
  const auto header = WarcHeader::Parse(Replaced("response", "screenshot"));
  ASSERT_TRUE(header.has_value());
  EXPECT_FALSE(header->known_type());
}

TEST(LenientWarc, Version10IsReadTheSameWay) {
  const auto header = WarcHeader::Parse(With("", "WARC/1.0"));
  ASSERT_TRUE(header.has_value());
  EXPECT_EQ(header->version(), "WARC/1.0");
  EXPECT_THAT(header->leniencies(), IsEmpty());
}

TEST(LenientWarc, UnknownMinorVersionsAreReadAndSaid) {
  const auto header = WarcHeader::Parse(With("", "WARC/1.2"));
  ASSERT_TRUE(header.has_value());
  EXPECT_THAT(header->leniencies(), ElementsAre("unknown version WARC/1.2"));
}

TEST(LenientWarc, BracketsRoundTheTargetUriAreTakenOff) {
  const std::string line = "WARC-Target-URI: <https://example.org/>\r\n";
  const auto header = WarcHeader::Parse(With(line));
  ASSERT_TRUE(header.has_value());
  EXPECT_EQ(header->target_uri(), "https://example.org/");
  EXPECT_THAT(header->leniencies(), ElementsAre("angle brackets round WARC-Target-URI"));
  // The grammar of WARC/1.0 asks for them.
  const auto old = WarcHeader::Parse(With(line, "WARC/1.0"));
  EXPECT_EQ(old->target_uri(), "https://example.org/");
  EXPECT_THAT(old->leniencies(), IsEmpty());
}

TEST(LenientWarc, ARecordIdWithoutBracketsGetsThem) {
  const auto header = WarcHeader::Parse(Replaced("<urn:uuid:a>", "urn:uuid:a"));
  ASSERT_TRUE(header.has_value());
  EXPECT_EQ(header->record_id(), "<urn:uuid:a>");
  EXPECT_THAT(header->leniencies(), ElementsAre("a WARC-Record-ID without angle brackets"));
}

TEST(LenientWarc, LineFeedsAloneEndLines) {
  std::string bytes = With("WARC-Target-URI: https://example.org/\r\n");
  std::erase(bytes, '\r');
  const auto header = WarcHeader::Parse(bytes);
  ASSERT_TRUE(header.has_value());
  EXPECT_EQ(header->target_uri(), "https://example.org/");
  EXPECT_THAT(header->leniencies(), ElementsAre("a line ends with LF alone"));
}

TEST(LenientWarc, FoldedLinesAreJoined) {
  const auto header = WarcHeader::Parse(With("WARC-Target-URI: https://\r\n\t example.org/\r\n"));
  ASSERT_TRUE(header.has_value());
  EXPECT_EQ(header->target_uri(), "https:// example.org/");
  EXPECT_THAT(header->leniencies(), ElementsAre("a folded line"));
}

TEST(LenientWarc, OfARepeatedFieldTheFirstCounts) {
  const auto header =
      WarcHeader::Parse(With("WARC-Target-URI: https://a.example/\r\nWarc-target-uri: x\r\n"));
  ASSERT_TRUE(header.has_value());
  EXPECT_EQ(header->target_uri(), "https://a.example/");
  EXPECT_THAT(header->leniencies(), ElementsAre("repeated Warc-target-uri"));
}

TEST(LenientWarc, LinesThatAreNoFieldsAreSkipped) {
  const auto header = WarcHeader::Parse(With("no colon here\r\n: no name\r\n"));
  ASSERT_TRUE(header.has_value());
  EXPECT_THAT(header->leniencies(), ElementsAre("a line that is no field"));
  EXPECT_EQ(header->fields().size(), 4u);
}

TEST(LenientWarc, WhiteSpaceRoundTheColonIsNoPartOfTheField) {
  const auto header = WarcHeader::Parse(With("WARC-Target-URI\t : \t https://example.org/ \t\r\n"));
  ASSERT_TRUE(header.has_value());
  EXPECT_EQ(header->target_uri(), "https://example.org/");
  EXPECT_THAT(header->leniencies(), ElementsAre("white space before a colon"));
}

TEST(LenientWarc, TypesInCapitalsAreKnown) {
  const auto header = WarcHeader::Parse(Replaced("response", "Response"));
  ASSERT_TRUE(header.has_value());
  EXPECT_EQ(header->type(), RecordType::kResponse);
  EXPECT_THAT(header->leniencies(), ElementsAre("a WARC-Type in capitals"));
}

TEST(LenientWarc, DatesOfFourteenDigitsAreRead) {
  const auto header = WarcHeader::Parse(Replaced("2026-11-22T10:11:12Z", "20261122101112"));
  ASSERT_TRUE(header.has_value());
  EXPECT_EQ(header->time(), *ParseWarcDate("2026-11-22T10:11:12Z"));
  EXPECT_THAT(header->leniencies(), ElementsAre("a WARC-Date of 14 digits"));
}

TEST(WarcHeader, KeepsABoundedNumberOfFieldsAndComplaints) {
  std::string many;
  for (int i = 0; i < 3000; ++i) many += "X-" + std::to_string(i % 1500) + ": y\r\n";
  const std::string bytes = With("WARC-Target-URI: x\r\n");
  const std::string crowded = bytes.substr(0, bytes.size() - 2) + many + "\r\n";
  const auto header = WarcHeader::Parse(crowded);
  ASSERT_TRUE(header.has_value());
  EXPECT_EQ(header->fields().size(), 1024u);
  EXPECT_THAT(header->leniencies(), Contains("more than 1024 fields"));
  std::string repeats;
  for (int i = 0; i < 20; ++i)
    repeats += "X-" + std::to_string(i) + ": y\r\nX-" + std::to_string(i) + ": z\r\n";
  EXPECT_EQ(WarcHeader::Parse(With(repeats))->leniencies().size(), 8u);
}

TEST(WithoutBrackets, TakesOffAPairOnly) {
  EXPECT_EQ(WithoutBrackets("<a>"), "a");
  EXPECT_EQ(WithoutBrackets("<>"), "");
  EXPECT_EQ(WithoutBrackets("<a"), "<a");
  EXPECT_EQ(WithoutBrackets("a>"), "a>");
  EXPECT_EQ(WithoutBrackets("<"), "<");
}

}  // namespace
}  // namespace arsip::archive
