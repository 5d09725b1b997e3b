#include "crawler/body.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace arsip::crawler {
namespace {

class BodyTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string path = testing::TempDir() + "body-XXXXXX";
    ASSERT_NE(::mkdtemp(path.data()), nullptr);
    directory_ = path;
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }
  bool SpoolIsEmpty() const { return std::filesystem::is_empty(directory_); }

  std::string directory_;
};

TEST_F(BodyTest, EmptyBodyHasAnEmptyView) {
  Body body(directory_, 10);
  ASSERT_TRUE(body.Finish());
  EXPECT_EQ(body.size(), 0U);
  EXPECT_TRUE(body.view().empty());
}

TEST_F(BodyTest, SmallBodyStaysInMemory) {
  Body body("/nowhere", 10);
  ASSERT_TRUE(body.Append("01234"));
  ASSERT_TRUE(body.Append("56789"));
  ASSERT_TRUE(body.Finish());
  EXPECT_EQ(body.view(), "0123456789");
}

TEST_F(BodyTest, LargeBodyIsSpooledAndReadAsOneView) {
  Body body(directory_, 10);
  std::string expected;
  for (int i = 0; i < 10000; ++i) {
    const std::string part = std::to_string(i) + ",";
    ASSERT_TRUE(body.Append(part));
    expected += part;
  }
  EXPECT_EQ(body.size(), expected.size());
  EXPECT_TRUE(SpoolIsEmpty()) << "a spool file has no name to leave behind";
  ASSERT_TRUE(body.Finish());
  EXPECT_EQ(body.view(), expected);
}

TEST_F(BodyTest, BytesWithNulsAndNewlinesAreKept) {
  const std::string bytes("\0\r\n\xff\0end", 8);
  Body body(directory_, 3);
  ASSERT_TRUE(body.Append(bytes));
  ASSERT_TRUE(body.Finish());
  EXPECT_EQ(body.view(), bytes);
}

TEST_F(BodyTest, ExpectationThatDoesNotComeTrueChangesNothing) {
  Body body(directory_, 1 << 20);
  body.Expect(1 << 20);
  ASSERT_TRUE(body.Append("short"));
  ASSERT_TRUE(body.Finish());
  EXPECT_EQ(body.view(), "short");
  Body huge(directory_, 10);
  huge.Expect(SIZE_MAX);
  ASSERT_TRUE(huge.Append("still short, and spooled"));
  ASSERT_TRUE(huge.Finish());
  EXPECT_EQ(huge.view(), "still short, and spooled");
}

TEST_F(BodyTest, FinishedBodyTakesNoMore) {
  Body body(directory_, 10);
  ASSERT_TRUE(body.Finish());
  const Status appended = body.Append("x");
  ASSERT_FALSE(appended);
  EXPECT_EQ(appended.error().code, ErrorCode::kInternal);
  EXPECT_TRUE(body.Finish());
}

TEST_F(BodyTest, MissingSpoolDirectoryIsNamed) {
  Body body(directory_ + "/absent", 4);
  const Status appended = body.Append("too much");
  ASSERT_FALSE(appended);
  EXPECT_EQ(appended.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(appended.error().where, testing::HasSubstr("/absent"));
}

// In a mount namespace of its own: a tmpfs of 64 KiB.
int FillSmallDisk(const std::string& directory) {
  const bool root = ::geteuid() == 0;
  if (::unshare(CLONE_NEWNS | (root ? 0 : CLONE_NEWUSER)) != 0) return 10;
  if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return 11;
  if (::mount("tmpfs", directory.c_str(), "tmpfs", 0, "size=64k") != 0) return 12;
  Body body(directory, 1000);
  const std::string chunk(10'000, 'a');
  size_t kept = 0;
  Status appended;
  while (kept < 1'000'000 && (appended = body.Append(chunk))) kept += chunk.size();
  if (appended || appended.error().code != ErrorCode::kNoSpace) return 1;
  if (body.size() != kept) return 2;
  if (!body.Finish()) return 3;
  const Status room = CheckSpoolRoom(directory, 10'000);
  if (room || room.error().code != ErrorCode::kNoSpace) return 5;
  return body.view() == std::string(kept, 'a') ? 0 : 4;
}

TEST_F(BodyTest, RoomInTheSpoolIsFoundAndLeftAsItWas) {
  EXPECT_TRUE(CheckSpoolRoom(directory_, 100'000));
  EXPECT_TRUE(std::filesystem::is_empty(directory_));
  EXPECT_EQ(CheckSpoolRoom(directory_ + "/absent", 1).error().code, ErrorCode::kNotFound);
}

TEST_F(BodyTest, FullDiskIsNoSpaceAndWhatWasKeptStaysReadable) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) ::_exit(FillSmallDisk(directory_));
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0) << "10 to 12: no mount namespace to be had here";
}

}  // namespace
}  // namespace arsip::crawler
