#include "archive/segment_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "capture_samples.h"
#include "warc_bytes.h"

namespace arsip::archive {
namespace {

using ::testing::ElementsAre;
using testing::ReadBytes;
using testing::TemporaryDirectory;

mode_t ModeOf(const std::string& path) {
  struct stat status {};
  EXPECT_EQ(stat(path.c_str(), &status), 0);
  return status.st_mode & 0777;
}

class SegmentDirectoryTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto opened = OpenSegmentDirectory(path_);
    ASSERT_TRUE(opened.has_value());
    directory_ = std::move(*opened);
  }
  TemporaryDirectory temporary_;
  const std::string path_ = temporary_.path() + "/a/warc";
  std::unique_ptr<SegmentDirectory> directory_;
};

TEST_F(SegmentDirectoryTest, DirectoriesAndFilesAreClosedToOthers) {
  const mode_t mask = umask(0);
  TemporaryDirectory temporary;
  auto directory = OpenSegmentDirectory(temporary.path() + "/x/y");
  ASSERT_TRUE(directory.has_value());
  ASSERT_TRUE((*directory)->Create("f").has_value());
  umask(mask);
  EXPECT_EQ(ModeOf(temporary.path() + "/x"), 0750u);
  EXPECT_EQ(ModeOf(temporary.path() + "/x/y"), 0750u);
  EXPECT_EQ(ModeOf(temporary.path() + "/x/y/f"), 0640u);
}

TEST_F(SegmentDirectoryTest, AppendTruncateAndAppendLeaveNoHole) {
  auto file = directory_->Create("f");
  ASSERT_TRUE(file.has_value());
  ASSERT_TRUE((*file)->Append("0123456789").has_value());
  ASSERT_TRUE((*file)->Truncate(4).has_value());
  ASSERT_TRUE((*file)->Append("x").has_value());
  ASSERT_TRUE((*file)->Sync().has_value());
  EXPECT_EQ(ReadBytes(path_ + "/f"), "0123x");
}

TEST_F(SegmentDirectoryTest, ATakenNameIsNeitherCreatedNorRenamedOver) {
  ASSERT_TRUE((*directory_->Create("a"))->Append("evidence").has_value());
  ASSERT_TRUE(directory_->Create("b").has_value());
  const auto again = directory_->Create("a");
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().code, ErrorCode::kInvalidInput);
  const Status renamed = directory_->Rename("b", "a");
  ASSERT_FALSE(renamed.has_value());
  EXPECT_EQ(renamed.error().code, ErrorCode::kInvalidInput);
  EXPECT_EQ(ReadBytes(path_ + "/a"), "evidence");
}

TEST_F(SegmentDirectoryTest, RenameAndRemoveAreListed) {
  ASSERT_TRUE(directory_->Create("b").has_value());
  ASSERT_TRUE(directory_->Create("a.open").has_value());
  ASSERT_TRUE(directory_->Create("gone").has_value());
  ASSERT_TRUE(directory_->Rename("a.open", "a").has_value());
  ASSERT_TRUE(directory_->Remove("gone").has_value());
  ASSERT_TRUE(directory_->SyncDirectory().has_value());
  EXPECT_THAT(*directory_->List(), ElementsAre("a", "b"));
}

TEST_F(SegmentDirectoryTest, OpenExistingAppendsAtTheEnd) {
  testing::WriteBytes(path_ + "/f", "abc");
  ASSERT_TRUE((*directory_->OpenExisting("f"))->Append("d").has_value());
  EXPECT_EQ(ReadBytes(path_ + "/f"), "abcd");
  const auto missing = directory_->OpenExisting("missing");
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
}

TEST_F(SegmentDirectoryTest, LinksAreNotFollowed) {
  ASSERT_EQ(symlink("/etc/passwd", (path_ + "/link").c_str()), 0);
  EXPECT_FALSE(directory_->OpenExisting("link").has_value());
  EXPECT_FALSE(directory_->Create("link").has_value());
}

TEST_F(SegmentDirectoryTest, FreeBytesAreSomeAndErrorsNameTheFile) {
  EXPECT_GT(*directory_->FreeBytes(), 0u);
  const Status removed = directory_->Remove("missing");
  ASSERT_FALSE(removed.has_value());
  EXPECT_EQ(removed.error().where, path_ + "/missing");
}

TEST(SegmentDirectoryOpen, AFileInTheWayIsAnError) {
  TemporaryDirectory temporary;
  testing::WriteBytes(temporary.path() + "/a", "x");
  EXPECT_FALSE(OpenSegmentDirectory(temporary.path() + "/a/warc").has_value());
  EXPECT_FALSE(OpenSegmentDirectory(temporary.path() + "/a").has_value());
}

TEST(SegmentDirectoryOpen, AFullDeviceIsNoSpace) {
  TemporaryDirectory temporary;
  auto directory = OpenSegmentDirectory("/dev");
  ASSERT_TRUE(directory.has_value());
  auto full = (*directory)->OpenExisting("full");
  ASSERT_TRUE(full.has_value());
  const Status written = (*full)->Append("x");
  ASSERT_FALSE(written.has_value());
  EXPECT_EQ(written.error().code, ErrorCode::kNoSpace);
}

}  // namespace
}  // namespace arsip::archive
