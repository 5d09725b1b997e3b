#include "archive/import_source.h"

#include "archive/zip_directory.h"
#include "archive/zip_file.h"
#include "capture_samples.h"
#include "exported_wacz.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "warc_bytes.h"

namespace arsip::archive {
namespace {

using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

std::string Read(const ImportSource& source) {
  std::string bytes;
  EXPECT_TRUE(source
                  .read([&bytes](std::string_view piece) {
                    bytes.append(piece);
                    return Ok();
                  })
                  .has_value());
  return bytes;
}

TEST(ImportSourcesOf, AFileIsItself) {
  const testing::TemporaryDirectory directory;
  const std::string path = directory.path() + "/crawl.warc";
  testing::WriteBytes(path, "bytes");
  const auto sources = ImportSourcesOf(path);
  ASSERT_TRUE(sources.has_value());
  ASSERT_THAT(*sources, SizeIs(1));
  EXPECT_EQ(sources->front().name, "crawl.warc");
  EXPECT_EQ(sources->front().path, path);
  EXPECT_EQ(sources->front().bytes, 5u);
  EXPECT_EQ(Read(sources->front()), "bytes");
  EXPECT_EQ(Read(sources->front()), "bytes");
}

TEST(ImportSourcesOf, WhatIsNotThereIsNotFound) {
  EXPECT_EQ(ImportSourcesOf("/nowhere/crawl.warc").error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(ImportSourcesOf("/").has_value());
}

class ImportSourcesOfWacz : public testing::ExportedWacz {
 protected:
  void SetUp() override { testing::WriteCrawl(archive(), 9, 5'000); }
};

TEST_F(ImportSourcesOfWacz, ItsWarcFilesAreReadInPlace) {
  Export(Options());
  auto files = Files();
  const auto sources = ImportSourcesOf(path());
  ASSERT_TRUE(sources.has_value()) << sources.error().ToString();
  EXPECT_GT(sources->size(), 1u);
  for (const ImportSource& source : *sources) {
    const std::string& bytes = files.at("archive/" + source.name);
    EXPECT_EQ(source.path, path() + ":archive/" + source.name);
    EXPECT_EQ(source.bytes, bytes.size());
    EXPECT_EQ(Read(source), bytes);
    EXPECT_EQ(Read(source), bytes);
    ASSERT_TRUE(source.listing.has_value());
    EXPECT_FALSE(source.listing->deflated);
    EXPECT_EQ(source.listing->sha256, ComputeSha256(std::string_view(bytes)));
    EXPECT_EQ(source.listing->others.empty(), &source != &sources->front());
  }
  EXPECT_THAT(sources->front().listing->others,
              UnorderedElementsAre("indexes/index.cdx", "pages/pages.jsonl", "datapackage.json",
                                   "datapackage-digest.json"));
}

TEST_F(ImportSourcesOfWacz, ADamagedOneIsInvalidInput) {
  Export(Options());
  const auto whole = ReadZipDirectory(path());
  ASSERT_TRUE(whole.has_value());
  std::string bytes = testing::ReadBytes(path());
  const uint64_t at = whole->front().data_offset;
  bytes[at] = static_cast<char>(bytes[at] ^ 1);
  testing::WriteBytes(path(), bytes);
  const auto sources = ImportSourcesOf(path());
  ASSERT_TRUE(sources.has_value());
  EXPECT_EQ(sources->front().read([](std::string_view) { return Ok(); }).error().code,
            ErrorCode::kInvalidInput);
  bytes.resize(bytes.size() - 5);
  testing::WriteBytes(path(), bytes);
  EXPECT_EQ(ImportSourcesOf(path()).error().code, ErrorCode::kInvalidInput);
}

TEST(ImportSourcesOf, AZipFileWithoutWarcFilesIsInvalidInput) {
  const testing::TemporaryDirectory directory;
  const std::string path = directory.path() + "/crawl.warc";
  {
    const auto zip = std::move(*ZipFileWriter::Create(path, {}));
    ASSERT_TRUE(zip->Begin("a.warc.gz", 1).has_value());
    ASSERT_TRUE(zip->Write("x").has_value());
    ASSERT_TRUE(zip->End().has_value());
    ASSERT_TRUE(zip->Close().has_value());
  }
  EXPECT_EQ(ImportSourcesOf(path).error().code, ErrorCode::kInvalidInput);
}

TEST(ImportSourcesOf, ErrorsOfTheSinkAreHandedOn) {
  const testing::TemporaryDirectory directory;
  const std::string path = directory.path() + "/crawl.warc";
  testing::WriteBytes(path, "bytes");
  const auto sources = *ImportSourcesOf(path);
  const Status status = sources.front().read([](std::string_view) {
    return Status(Error{ErrorCode::kNoSpace, "full", ""});
  });
  EXPECT_EQ(status.error().code, ErrorCode::kNoSpace);
}

}  // namespace
}  // namespace arsip::archive
