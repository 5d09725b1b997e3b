#include "archive/index_snapshot.h"

#include <filesystem>

#include "archive/query.h"
#include "crawled_archive.h"
#include "warc_bytes.h"
#include "warc_samples.h"

namespace arsip::archive {
namespace {

size_t Count(CaptureIndex& index) {
  size_t count = 0;
  EXPECT_TRUE(
      index.ForEachCapture({}, {}, [&](const Capture&) { return ++count > 0; }).has_value());
  return count;
}

class IndexSnapshotTest : public ::testing::Test {
 protected:
  void SetUp() override { testing::WriteCrawl(path(), 6, 1'000'000); }
  const std::string& path() const { return directory_.path(); }
  testing::TemporaryDirectory directory_;
};

TEST_F(IndexSnapshotTest, IsReadWhileTheIndexIsWrittenByItsOwner) {
  const auto snapshot = IndexSnapshot::Take(path());
  ASSERT_TRUE(snapshot.has_value()) << snapshot.error().ToString();
  EXPECT_FALSE((*snapshot)->Outdated());
  testing::WriteCrawl(path(), 3, 1'000'000);  // would not open if the snapshot held the index
  EXPECT_EQ(Count((*snapshot)->index()), 9u);
  EXPECT_TRUE((*snapshot)->Outdated());
  EXPECT_GT(Count((*IndexSnapshot::Take(path()))->index()), 9u);
}

TEST_F(IndexSnapshotTest, HasWhatACrashLeftInTheFilesAlone) {
  testing::WriteBytes(
      path() + "/warc/x.warc.gz.open",
      testing::Gzip(testing::HandMadeWarcinfo().Bytes()) +
          testing::Gzip(testing::HandMadeResponse(1, "https://new.example/", "x").Bytes()));
  const auto snapshot = *IndexSnapshot::Take(path());
  EXPECT_EQ(Count(snapshot->index()), 10u);
  EXPECT_FALSE(snapshot->Outdated());
}

TEST_F(IndexSnapshotTest, LeavesNothingBehindAndClearsUpAfterTheDead) {
  const std::string orphan = path() + "/serving/999999999-1";  // beyond any pid
  std::filesystem::create_directories(orphan);
  std::string directory;
  {
    const auto snapshot = *IndexSnapshot::Take(path());
    directory = snapshot->directory();
    EXPECT_TRUE(std::filesystem::exists(directory));
    EXPECT_FALSE(std::filesystem::exists(orphan));
  }
  EXPECT_FALSE(std::filesystem::exists(directory));
}

TEST_F(IndexSnapshotTest, WithoutAnIndexThereIsNone) {
  std::filesystem::remove_all(path() + "/index");
  EXPECT_EQ(IndexSnapshot::Take(path()).error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace arsip::archive
