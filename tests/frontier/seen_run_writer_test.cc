#include "frontier/seen_run_writer.h"

#include <gtest/gtest.h>

#include "seen_fixture.h"
#include "temporary_directory.h"

namespace arsip::frontier {
namespace {

TEST(SeenRunWriter, WritesARunOfTheNameItGives) {
  const TemporaryDirectory directory;
  const auto writer = SeenRunWriter::Create(directory.path(), 7, 1);
  ASSERT_TRUE(writer.has_value());
  ASSERT_TRUE((*writer)->Add({KeyNumber(1), 5}).has_value());
  const auto name = (*writer)->Finish();
  ASSERT_TRUE(name.has_value());
  EXPECT_EQ(name->number, 7U);
  EXPECT_EQ(name->entries, 1U);
  EXPECT_EQ(**(*SeenRun::Open(directory.path(), *name))->Find(KeyNumber(1)), 5U);
}

TEST(SeenRunWriter, ARunWithFewerEntriesThanItWasCreatedForIsNotMade) {
  const TemporaryDirectory directory;
  const auto writer = SeenRunWriter::Create(directory.path(), 1, 10'000);
  ASSERT_TRUE(writer.has_value());
  ASSERT_TRUE((*writer)->Add({KeyNumber(1), 1}).has_value());
  EXPECT_FALSE((*writer)->Finish().has_value());
}

TEST(SeenRunWriter, AnArrivalThatAPageHasNoRoomForIsRefused) {
  const TemporaryDirectory directory;
  const auto writer = SeenRunWriter::Create(directory.path(), 1, 2);
  ASSERT_TRUE(writer.has_value());
  EXPECT_TRUE((*writer)->Add({KeyNumber(1), kMostSeenArrival}).has_value());
  EXPECT_EQ((*writer)->Add({KeyNumber(2), kMostSeenArrival + 1}).error().code,
            ErrorCode::kInvalidInput);
}

TEST(SeenRunWriter, ADirectoryThatIsNotThereIsNotFound) {
  EXPECT_EQ(SeenRunWriter::Create("/nonexistent", 1, 1).error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace arsip::frontier
