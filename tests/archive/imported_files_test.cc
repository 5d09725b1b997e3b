#include "archive/imported_files.h"

#include <filesystem>

#include "archive/index_rows.h"
#include "capture_samples.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "warc_bytes.h"

namespace arsip::archive {
namespace {

using testing::ReadBytes;
using testing::WriteBytes;

TEST(ImportedStem, IsTheNameWithoutItsSuffixes) {
  EXPECT_EQ(ImportedStem("crawl.warc.gz"), "crawl");
  EXPECT_EQ(ImportedStem("crawl.warc"), "crawl");
  EXPECT_EQ(ImportedStem("crawl.warc.zst"), "crawl");
  EXPECT_EQ(ImportedStem("crawl.warc.gz.open"), "crawl");
  EXPECT_EQ(ImportedStem("WEB-20260101000000000-00001-1~h~8443.warc.gz"),
            "WEB-20260101000000000-00001-1~h~8443");
}

TEST(ImportedStem, LeadsNowhereElse) {
  EXPECT_EQ(ImportedStem("../../x.warc"), "imported..-..-x");
  EXPECT_EQ(ImportedStem(".hidden.warc"), "imported.hidden");
  EXPECT_EQ(ImportedStem("a b\n\x1b[31m.warc"), "a-b---31m");
  EXPECT_EQ(ImportedStem(".warc.gz"), "imported");
  EXPECT_EQ(ImportedStem(std::string(500, 'x') + ".warc").size(), 150u);
}

class ImportedFilesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    index_ = *CaptureIndex::Open(path() + "/index", false);
    files_ = *ImportedFiles::Open(path(), *index_);
  }
  std::string path() const { return directory_.path(); }
  std::string Scratch(const std::string& bytes) {
    WriteBytes(path() + "/scratch", bytes);
    return path() + "/scratch";
  }

  testing::TemporaryDirectory directory_;
  std::unique_ptr<CaptureIndex> index_;
  std::unique_ptr<ImportedFiles> files_;
};

TEST_F(ImportedFilesTest, AKeptFileHasItsDigestBesideIt) {
  const Sha256 sha256 = ComputeSha256(std::string_view("bytes"));
  const Sha256 source = ComputeSha256(std::string_view("source"));
  ASSERT_TRUE(files_->Keep(Scratch("bytes"), "x.warc.gz", sha256, source).has_value());
  EXPECT_EQ(ReadBytes(path() + "/imported/x.warc.gz"), "bytes");
  EXPECT_EQ(*DigestBeside(path() + "/imported/x.warc.gz"), sha256);
  EXPECT_EQ(files_->Find(sha256), "x.warc.gz");
  EXPECT_EQ(files_->Find(source), "x.warc.gz");
  EXPECT_EQ(files_->Find(Sha256{}), std::nullopt);
}

TEST_F(ImportedFilesTest, ADigestThatAKilledImportLeftIsReplaced) {
  WriteBytes(path() + "/imported/x.warc.gz.sha256", "left");
  EXPECT_EQ(DigestBeside(path() + "/imported/x.warc.gz").error().code, ErrorCode::kCorruption);
  const Sha256 sha256 = ComputeSha256(std::string_view("bytes"));
  ASSERT_TRUE(files_->Keep(Scratch("bytes"), "x.warc.gz", sha256, sha256).has_value());
  EXPECT_EQ(*DigestBeside(path() + "/imported/x.warc.gz"), sha256);
  EXPECT_EQ(*DigestBeside(path() + "/imported/none.warc.gz"), std::nullopt);
}

TEST_F(ImportedFilesTest, ANameIsFreeWhenNoFileAndNoRowHasIt) {
  EXPECT_EQ(*files_->FreeName("x", ".warc.gz"), "x.warc.gz");
  std::filesystem::create_directories(path() + "/warc");
  WriteBytes(path() + "/warc/x.warc.gz", "");
  EXPECT_EQ(*files_->FreeName("x", ".warc.gz"), "x~2.warc.gz");
  IndexBatch batch(*index_);
  ASSERT_TRUE(batch.AddFile("x~2.warc.gz", SegmentKind::kImported).has_value());
  ASSERT_TRUE(index_->Write(batch, KeyValueStore::Sync::kNo).has_value());
  EXPECT_EQ(*files_->FreeName("x", ".warc.gz"), "x~3.warc.gz");
}

// Ids follow from names: two names of one id would make a rebuilt index another than this one.
TEST_F(ImportedFilesTest, ANameWhoseFileIdIsTakenIsNotFree) {
  IndexedFile other;
  other.filename = "other.warc.gz";
  WriteBatch rows;
  rows.Put(FileKey(ForeignFileId("x.warc.gz")), EncodeFileRow(other));
  ASSERT_TRUE(index_->store().Write(rows, KeyValueStore::Sync::kNo).has_value());
  EXPECT_EQ(*files_->FreeName("x", ".warc.gz"), "x~2.warc.gz");
}

}  // namespace
}  // namespace arsip::archive
