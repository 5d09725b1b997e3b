// What a capture costs on disk, all tables counted. tests/bench/index_bench does the same at 10^8.
#include <filesystem>

#include "archive/capture_index.h"
#include "capture_samples.h"
#include "gtest/gtest.h"
#include "synthetic_captures.h"

namespace arsip::archive {
namespace {

using testing::SyntheticCapture;

constexpr uint64_t kCaptures = 200'000;
constexpr uint64_t kBatch = 10'000;

TEST(IndexSize, OfTwoHundredThousandCapturesIsWithinItsBound) {
  const testing::TemporaryDirectory directory;
  {
    const auto index = CaptureIndex::Open(directory.path(), false);
    ASSERT_TRUE(index.has_value());
    IndexBatch batch(**index);
    const auto file = batch.AddFile(SyntheticCapture::FilenameOf(0), SegmentKind::kCaptures);
    const auto next = batch.AddFile(SyntheticCapture::FilenameOf(1), SegmentKind::kCaptures);
    for (uint64_t i = 0; i < kCaptures; ++i) {
      const SyntheticCapture capture(i);
      const FileId in = i < SyntheticCapture::kPerFile ? *file : *next;
      ASSERT_TRUE(batch.AddRecord(in, capture.record()).has_value());
      if (i % kBatch == kBatch - 1) {
        ASSERT_TRUE((*index)->Write(batch, KeyValueStore::Sync::kNo).has_value());
      }
    }
    ASSERT_TRUE((*index)->store().Compact().has_value());
  }
  uint64_t bytes = 0;
  for (const auto& file : std::filesystem::directory_iterator(directory.path())) {
    bytes += file.file_size();
  }
  RecordProperty("bytes_per_capture", static_cast<int>(bytes / kCaptures));
  // Measured: 227. docs/benchmarks.md says what of it is random.
  EXPECT_LE(bytes / kCaptures, 235u);
}

}  // namespace
}  // namespace arsip::archive
