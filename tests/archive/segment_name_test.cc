#include "archive/segment_name.h"

#include <gtest/gtest.h>

#include "capture_samples.h"

namespace arsip::archive {
namespace {

TEST(Warc11FileNames, ArePrefixTimeSerialProcessHost) {
  EXPECT_EQ(FormatSegmentName({.prefix = "arsip",
                               .time = testing::SampleDate(),
                               .serial = 7,
                               .process_id = 4242,
                               .host = "crawl-1.example.org"}),
            "arsip-20261122101111123-00007-4242~crawl-1.example.org~0.warc.gz");
}

TEST(Warc11FileNames, SerialsGrowBeyondFiveDigits) {
  EXPECT_EQ(FormatSegmentName(
                {.prefix = "p", .time = UtcTime{}, .serial = 123456, .process_id = 1, .host = "h"}),
            "p-19700101000000000-123456-1~h~0.warc.gz");
}

TEST(Warc11FileNames, AHostNameCannotLeaveTheDirectory) {
  EXPECT_EQ(
      FormatSegmentName(
          {.prefix = "p", .time = UtcTime{}, .serial = 1, .process_id = 1, .host = "../a b~c"}),
      "p-19700101000000000-00001-1~..-a-b-c~0.warc.gz");
}

TEST(Warc11FileNames, PrefixesThatAreNoPlainNameAreRefused) {
  for (const std::string& prefix :
       {std::string(), std::string("a/b"), std::string(".hidden"), std::string("-x"),
        std::string("a b"), std::string("a~b"), std::string(101, 'a')}) {
    const Status status = CheckSegmentPrefix(prefix);
    ASSERT_FALSE(status.has_value()) << prefix;
    EXPECT_EQ(status.error().code, ErrorCode::kInvalidInput);
  }
  EXPECT_TRUE(CheckSegmentPrefix("Arsip_2026.a-b").has_value());
}

TEST(SegmentSerials, BeginAtOneAndGoOnAfterTheHighestSeen) {
  SegmentSerials serials;
  EXPECT_EQ(serials.Next(), 1u);
  serials.Saw("arsip-20261122101111123-00007-1~h~0.warc.gz");
  serials.Saw("arsip-derived-20261122101111123-00009-1~h~0.warc.gz.open");
  serials.Saw("arsip-20261122101111123-00012-1~h~0.warc.gz.torn-17");
  serials.Saw("arsip-20261122101111123-00003-1~h~0.warc.gz");
  serials.Saw("notes.txt");
  serials.Saw("foreign.warc.gz");
  EXPECT_EQ(serials.Next(), 13u);
  EXPECT_EQ(serials.Next(), 14u);
}

TEST(HostName, IsNotEmpty) { EXPECT_FALSE(HostName().empty()); }

}  // namespace
}  // namespace arsip::archive
