#include "archive/archive_lock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "capture_samples.h"

namespace arsip::archive {
namespace {

using ::testing::HasSubstr;

TEST(ArchiveLock, ASecondWriterIsToldWhoHasIt) {
  testing::TemporaryDirectory temporary;
  const auto lock = ArchiveLock::Acquire(temporary.path());
  ASSERT_TRUE(lock.has_value());
  const auto second = ArchiveLock::Acquire(temporary.path());
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(second.error().message, HasSubstr("pid " + std::to_string(getpid()) + ")"));
  EXPECT_EQ(second.error().where, temporary.path());
}

TEST(ArchiveLock, EndsWithItsOwner) {
  testing::TemporaryDirectory temporary;
  { ASSERT_TRUE(ArchiveLock::Acquire(temporary.path()).has_value()); }
  EXPECT_TRUE(ArchiveLock::Acquire(temporary.path()).has_value());
}

TEST(ArchiveLock, EndsWithAKilledProcess) {
  testing::TemporaryDirectory temporary;
  int locked[2];
  ASSERT_EQ(pipe(locked), 0);
  const pid_t child = fork();
  if (child == 0) {
    const auto lock = ArchiveLock::Acquire(temporary.path());
    const char answer = lock.has_value() ? 'y' : 'n';
    if (write(locked[1], &answer, 1) != 1) _exit(1);
    pause();
    _exit(0);
  }
  char answer = 0;
  ASSERT_EQ(read(locked[0], &answer, 1), 1);
  EXPECT_EQ(answer, 'y');
  const auto held = ArchiveLock::Acquire(temporary.path());
  ASSERT_FALSE(held.has_value());
  EXPECT_THAT(held.error().message, HasSubstr(std::to_string(child)));
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  close(locked[0]);
  close(locked[1]);
  EXPECT_TRUE(ArchiveLock::Acquire(temporary.path()).has_value());
}

TEST(ArchiveLock, AMissingDirectoryIsNotFound) {
  const auto lock = ArchiveLock::Acquire("/nonexistent/archive");
  ASSERT_FALSE(lock.has_value());
  EXPECT_EQ(lock.error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace arsip::archive
