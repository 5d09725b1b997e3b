// What a header says, and what it says that cannot be.
#include "extractors/media_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "read_media.h"

extern "C" {
#include <libavutil/rational.h>
}

namespace arsip::extractors {
namespace {

TEST(MediaFactsTest, AreContainerStreamsAndTags) {
  const std::string wav = FileOf(Tune(2, 1), ".wav");
  const Extraction extraction =
      Read(MediaOf(PatternInput(2, 160, 120) + " -i " + wav +
                       " -c:v libx264 -c:a aac -metadata title=Judul -metadata artist=Ani "
                       "-metadata creation_time=2026-03-01T05:00:00Z -metadata:s:a language=ind",
                   ".mp4"));
  const Record& record = extraction.records(0);
  EXPECT_EQ(record.title(), "Judul");
  ASSERT_EQ(record.authors_size(), 1);
  EXPECT_EQ(record.authors(0).name(), "Ani");
  EXPECT_EQ(record.published().utc(), "2026-03-01T05:00:00Z");
  EXPECT_EQ(record.published().source(), "media:creation_time");
  const MediaFacts& facts = record.media_facts();
  ASSERT_EQ(facts.streams_size(), 2);
  EXPECT_EQ(facts.streams(0).kind(), "video");
  EXPECT_EQ(facts.streams(0).language(), "");
  EXPECT_EQ(facts.streams(1).kind(), "audio");
  EXPECT_EQ(facts.streams(1).codec(), "aac");
  EXPECT_EQ(facts.streams(1).language(), "ind");
  EXPECT_EQ(facts.streams(1).sample_rate(), 22'050u);
  EXPECT_EQ(facts.streams(1).channels(), 1u);
}

// security.md item 70.
TEST(MediaFactsTest, TimesThatCannotBeAreNone) {
  EXPECT_EQ(MillisecondsOf(2'500, {1, 1'000}), 2'500u);
  EXPECT_EQ(MillisecondsOf(-2'500, {1, 1'000}), 0u);
  EXPECT_EQ(MillisecondsOf(INT64_MIN, {1, 1}), 0u);
  EXPECT_EQ(MillisecondsOf(INT64_MAX, {1, 1}), 0u);
  EXPECT_EQ(MillisecondsOf(100, {1, 0}), 0u);
  EXPECT_EQ(MillisecondsOf(100, {-1, 5}), 0u);
}

TEST(MediaFactsTest, ASecondStreamOfAKindIsDescribedAndNotRead) {
  const std::string wav = FileOf(Tune(2, 1), ".wav");
  const Extraction extraction =
      Read(MediaOf("-i " + wav + " -i " + wav + " -map 0:a -map 1:a -c:a flac", ".mkv"));
  const MediaFacts& facts = extraction.records(0).media_facts();
  ASSERT_EQ(facts.streams_size(), 2);
  EXPECT_EQ(facts.streams(0).state(), "");
  EXPECT_EQ(facts.streams(1).state(), "not the first");
}

}  // namespace
}  // namespace arsip::extractors
