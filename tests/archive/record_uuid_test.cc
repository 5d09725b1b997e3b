#include "archive/record_uuid.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace arsip::archive {
namespace {

TEST(RecordUuid, RoundTripsAsTextAndAsBytes) {
  constexpr std::string_view kText = "<urn:uuid:01234567-89ab-cdef-0123-456789abcdef>";
  const auto uuid = ParseRecordUuid(kText);
  ASSERT_TRUE(uuid.has_value());
  EXPECT_EQ(uuid->high, 0x0123456789abcdefu);
  EXPECT_EQ(FormatRecordUuid(*uuid), kText);
  EXPECT_EQ(UuidBytes(*uuid)[15], 0xef);
  EXPECT_EQ(UuidFromBytes(UuidBytes(*uuid)), *uuid);
}

TEST(RecordUuid, OtherSpellingsAreTexts) {
  for (const char* text :
       {"<urn:uuid:01234567-89AB-cdef-0123-456789abcdef>",
        "urn:uuid:01234567-89ab-cdef-0123-456789abcdef",
        "<urn:uuid:0123456789ab-cdef-0123-456789abcdef--->",
        "<urn:uuid:0123456-789ab-cdef-0123-456789abcdef>",
        "<urn:uuid:01234567-89ab-cdef-0123-456789abcdeg>",
        "<urn:uuid:01234567-89ab-cdef-0123-456789abcdef]", "<http://example.org/records/1>", ""}) {
    EXPECT_FALSE(ParseRecordUuid(text).has_value()) << text;
  }
}

TEST(NewRecordUuid, IsOfVersion8AndFollowsTheOneBefore) {
  const RecordUuid first = NewRecordUuid();
  EXPECT_EQ(first.high >> 12 & 0xf, 8u);  // RFC 9562 section 5.8
  EXPECT_EQ(first.low >> 62, 2u);         // section 4.1
  const RecordUuid second = NewRecordUuid();
  EXPECT_TRUE(second.SameRun(first));
  EXPECT_GT(second.counter(), first.counter());
}

TEST(NewRecordUuid, IsNeverGivenTwiceWhateverTheThread) {
  constexpr size_t kThreads = 4, kEach = 5000;
  std::vector<std::vector<uint64_t>> made(kThreads);
  {
    std::vector<std::jthread> threads;
    for (auto& mine : made) {
      threads.emplace_back([&mine] {
        for (size_t i = 0; i < kEach; ++i) mine.push_back(NewRecordUuid().counter());
      });
    }
  }
  std::vector<uint64_t> all;
  for (const auto& mine : made) all.insert(all.end(), mine.begin(), mine.end());
  std::ranges::sort(all);
  EXPECT_EQ(std::ranges::adjacent_find(all), all.end());
}

// The pipe carries what the child made.
TEST(NewRecordUuid, TheChildOfAForkBeginsARunOfItsOwn) {
  const RecordUuid before = NewRecordUuid();
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const auto bytes = UuidBytes(NewRecordUuid());
    _exit(write(ends[1], bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) ? 0 : 1);
  }
  std::array<uint8_t, kUuidBytes> bytes{};
  EXPECT_EQ(read(ends[0], bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  close(ends[0]);
  close(ends[1]);
  EXPECT_FALSE(UuidFromBytes(bytes).SameRun(before));
  EXPECT_TRUE(NewRecordUuid().SameRun(before));
}

}  // namespace
}  // namespace arsip::archive
