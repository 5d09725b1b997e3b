#include "archive/cluster_log.h"

#include <filesystem>

#include "capture_samples.h"
#include "gtest/gtest.h"
#include "hash_samples.h"
#include "warc_bytes.h"

namespace arsip::archive {
namespace {

UtcTime At(int64_t seconds) { return UtcTime(std::chrono::seconds(1'800'000'000 + seconds)); }

TEST(ClusterLogTest, SaysWhatWhenAndWhyOncePerChange) {
  const testing::TemporaryDirectory directory;
  auto store = KeyValueStore::Open(directory.path() + "/rows", {});
  ASSERT_TRUE(store.has_value());
  auto clusters = ImageClusters::Load(**store);
  ASSERT_TRUE(clusters.has_value());
  testing::HashSource source(15);
  const Hash256 hash = source.Even();
  const Sha256 late = ComputeSha256("late");
  const Sha256 early = ComputeSha256("early");
  PendingRows rows(**store);
  const ManualClock clock(At(100));
  const std::string path = directory.path() + "/reports/image-clusters.jsonl";
  ClusterLog log(path, clock);

  ASSERT_TRUE((*clusters)->Add({late, hash, 80, 1, 1, false}, At(10), "u", rows).has_value());
  ASSERT_TRUE(log.Append(**clusters).has_value());
  EXPECT_FALSE(std::filesystem::exists(path));
  ASSERT_TRUE(
      (*clusters)->Add({early, source.At(4, hash), 80, 1, 1, false}, At(5), "v", rows).has_value());
  ASSERT_TRUE(log.Append(**clusters).has_value());
  ASSERT_TRUE(log.Append(**clusters).has_value());
  EXPECT_EQ(testing::ReadBytes(path),
            "{\"at\":\"" + FormatWarcDate(At(100)) + "\",\"change\":\"merged\",\"image\":\"" +
                FormatDigest(late) + "\",\"from\":\"" + FormatDigest(late) + "\",\"to\":\"" +
                FormatDigest(early) + "\",\"distance\":4,\"because\":\"" + FormatDigest(early) +
                "\",\"because_first_captured\":\"" + FormatWarcDate(At(5)) + "\"}\n");
}

TEST(ClusterLogTest, AFileThatCannotBeWrittenKeepsTheChanges) {
  const testing::TemporaryDirectory directory;
  auto store = KeyValueStore::Open(directory.path() + "/rows", {});
  auto clusters = ImageClusters::Load(**store);
  testing::HashSource source(16);
  const Hash256 hash = source.Even();
  PendingRows rows(**store);
  const ManualClock clock(At(100));
  const std::string path = directory.path() + "/reports/image-clusters.jsonl";
  std::filesystem::create_directories(path);  // a directory where the file should be
  ClusterLog log(path, clock);
  ASSERT_TRUE(
      (*clusters)->Add({ComputeSha256("a"), hash, 80, 1, 1, false}, At(10), "u", rows).has_value());
  ASSERT_TRUE(
      (*clusters)->Add({ComputeSha256("b"), hash, 80, 1, 1, false}, At(5), "v", rows).has_value());
  EXPECT_FALSE(log.Append(**clusters).has_value());
  std::filesystem::remove(path);
  ASSERT_TRUE(log.Append(**clusters).has_value());
  EXPECT_GT(std::filesystem::file_size(path), 0u);
}

}  // namespace
}  // namespace arsip::archive
