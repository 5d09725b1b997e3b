#include "archive/index_export.h"

#include <algorithm>
#include <filesystem>

#include "crawled_archive.h"
#include "gtest/gtest.h"
#include "warc_bytes.h"

namespace arsip::archive {
namespace {

using testing::ReadBytes;

class IndexExportTest : public ::testing::Test {
 protected:
  void SetUp() override { testing::WriteCrawl(archive(), 9, 10'000'000); }
  std::string archive() const { return directory_.path() + "/archive"; }
  std::string output() const { return directory_.path() + "/out"; }
  Result<IndexExportCounts> Export(IndexForm form, const std::string& output,
                                   bool include_hidden = false) {
    return ExportIndex({archive(), form, output, include_hidden}, SystemClock());
  }

  testing::TemporaryDirectory directory_;
};

TEST_F(IndexExportTest, TheTextIsEveryCaptureSortedByBytes) {
  EXPECT_EQ(Export(IndexForm::kCdxj, output())->captures, 12u);
  const std::string text = ReadBytes(output());
  std::vector<std::string> lines;
  for (size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
    lines.push_back(text.substr(at, text.find('\n', at) - at));
  }
  EXPECT_EQ(lines.size(), 12u);
  EXPECT_TRUE(std::ranges::is_sorted(lines));
  EXPECT_FALSE(std::filesystem::exists(output() + ".scratch"));
}

TEST_F(IndexExportTest, TheBlocksHoldTheSameText) {
  ASSERT_TRUE(Export(IndexForm::kCdxj, output()).has_value());
  ASSERT_TRUE(Export(IndexForm::kZipNum, output() + "-blocks").has_value());
  std::string text;
  for (const auto& member :
       testing::ReadMembers(ReadBytes(output() + "-blocks/index.cdx.gz")).whole) {
    text += member.bytes;
  }
  EXPECT_EQ(text, ReadBytes(output()));
  EXPECT_TRUE(ReadBytes(output() + "-blocks/index.idx").starts_with("!meta 0 "));
}

TEST_F(IndexExportTest, WhatRulesHideIsLeftOutUnlessAskedFor) {
  AccessRule rule;
  rule.kind = AccessKind::kBlocked;
  rule.target = "https://host0.example/page/3";
  ASSERT_TRUE(AddAccessRule(archive(), rule).has_value());
  const auto counts = Export(IndexForm::kCdxj, output());
  ASSERT_TRUE(counts.has_value());
  EXPECT_EQ(counts->captures, 11u);
  EXPECT_EQ(counts->hidden.count(AccessKind::kBlocked), 1u);
  EXPECT_EQ(ReadBytes(output()).find("/page/3"), std::string::npos);
  EXPECT_EQ(Export(IndexForm::kCdxj, output() + "-all", true)->captures, 12u);
}

TEST_F(IndexExportTest, NothingIsReplaced) {
  testing::WriteBytes(output(), "mine");
  for (const IndexForm form : {IndexForm::kCdxj, IndexForm::kZipNum}) {
    const auto captures = Export(form, output());
    ASSERT_FALSE(captures.has_value());
    EXPECT_EQ(captures.error().code, ErrorCode::kInvalidInput) << captures.error().ToString();
  }
  EXPECT_EQ(ReadBytes(output()), "mine");
}

TEST_F(IndexExportTest, AnArchiveWithoutIndexIsNotFound) {
  EXPECT_EQ(ExportIndex({.archive_directory = directory_.path() + "/none", .output = output()},
                        SystemClock())
                .error()
                .code,
            ErrorCode::kNotFound);
}

}  // namespace
}  // namespace arsip::archive
