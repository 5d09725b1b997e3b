// An index of its own for each test, and a file to add records of.
#ifndef ARSIP_TESTS_ARCHIVE_CAPTURE_INDEX_FIXTURE_H_
#define ARSIP_TESTS_ARCHIVE_CAPTURE_INDEX_FIXTURE_H_

#include <memory>
#include <string>

#include "archive/capture_index.h"
#include "capture_samples.h"
#include "gtest/gtest.h"
#include "index_samples.h"

namespace arsip::archive::testing {

inline constexpr const char* kFirst = "arsip-20261122101112000-00001-7~host~0.warc.gz";
inline constexpr const char* kSecond = "arsip-20261122101113000-00002-7~host~0.warc.gz";

class CaptureIndexFixture : public ::testing::Test {
 protected:
  void SetUp() override { Reopen(false); }
  void Reopen(bool must_exist) {
    index_.reset();
    auto index = CaptureIndex::Open(path(), must_exist);
    ASSERT_TRUE(index.has_value()) << index.error().ToString();
    index_ = std::move(*index);
  }
  std::string path() const { return directory_.path() + "/index"; }

  void Add(SampleRecord& record, const std::string& filename = kFirst,
           SegmentKind kind = SegmentKind::kCaptures) {
    IndexBatch batch(*index_);
    const auto file = batch.AddFile(filename, kind);
    ASSERT_TRUE(file.has_value());
    const Status added = batch.AddRecord(*file, record.Indexed());
    ASSERT_TRUE(added.has_value()) << added.error().ToString();
    ASSERT_TRUE(index_->Write(batch, KeyValueStore::Sync::kNo).has_value());
    EXPECT_TRUE(batch.empty());
  }

  TemporaryDirectory directory_;
  std::unique_ptr<CaptureIndex> index_;
};

}  // namespace arsip::archive::testing

#endif  // ARSIP_TESTS_ARCHIVE_CAPTURE_INDEX_FIXTURE_H_
