#include "cli/similar_texts.h"

#include <unistd.h>

#include <filesystem>
#include <future>

#include "archive/access_rules.h"
#include "archive/archive.h"
#include "base/text_sketch.h"
#include "cli/exit_code.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace arsip::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class SimilarTextsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = std::filesystem::temp_directory_path() / "arsip-similar-XXXXXX";
    directory_ = mkdtemp(name.data());
    archive::ArchiveOptions options;
    options.min_free_bytes = 0;
    archive_ = std::move(*archive::Archive::Open(directory_, options, clock_));
    Append("https://b.example/", 0, 2);
    Append("https://a.example/", 5, 1);
    Append("https://c.example/", 100, 3);
  }
  void TearDown() override {
    archive_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }
  static Sha256 DigestOf(const std::string& url) { return ComputeSha256(std::string_view(url)); }
  // A text that differs from others in `changed` places, captured `hour` hours after the first.
  void Append(const std::string& url, size_t changed, int hour) {
    std::string places(kSketchBytes, 'p');
    for (size_t i = 0; i < changed; ++i) places[2 * i] = static_cast<char>('q' + changed % 7);
    archive::WarcRecord record;
    record.type = archive::RecordType::kConversion;
    record.date = UtcTime(std::chrono::seconds(1'767'225'600)) + std::chrono::hours(hour);
    record.target_uri = url;
    record.content_type = "application/jsonl";
    record.fields = {{"WARC-Refers-To", archive::NewRecordId()}, {"X-Arsip-Extractor", "html/3"}};
    record.AppendBlock(
        R"({"kind":"post","index":0,"text":"","text_sketch":{"version":1,"shingles":40,"digest":")" +
        HexEncode(DigestOf(url)) + R"(","places":")" +
        HexEncode({reinterpret_cast<const uint8_t*>(places.data()), places.size()}) + "\"}}\n");
    std::promise<bool> durable;
    std::vector<archive::WarcRecord> records;
    records.push_back(std::move(record));
    archive_->AppendDerived(std::move(records),
                            [&](const auto& at) { durable.set_value(at.has_value()); });
    ASSERT_TRUE(durable.get_future().get());
  }
  std::string Print(SimilarTextsArguments arguments, int exit_code = kDone) {
    arguments.archive_directory = directory_;
    if (arguments.subject.empty()) arguments.subject = FormatDigest(DigestOf("https://a.example/"));
    ::testing::internal::CaptureStdout();
    EXPECT_EQ(PrintSimilarTexts(arguments, {}), exit_code);
    std::fflush(stdout);
    return ::testing::internal::GetCapturedStdout();
  }

  std::string directory_;
  SystemClock clock_;
  std::unique_ptr<archive::Archive> archive_;
};

TEST_F(SimilarTextsTest, NearTextsArePrintedByCaptureTimeBesideTheWriter) {
  const std::string digest = FormatDigest(DigestOf("https://a.example/"));
  EXPECT_EQ(Print({}), "2026-01-01T01:00:00.000000Z\t1.00\tpost\t" + digest +
                           "\thttps://a.example/\t\n2026-01-01T02:00:00.000000Z\t0.96\tpost\t" +
                           FormatDigest(DigestOf("https://b.example/")) +
                           "\thttps://b.example/\t\n");
  Append("https://d.example/", 1, 0);
  EXPECT_THAT(Print({}), HasSubstr("2026-01-01T00:00:00.000000Z\t0.9"));
  const std::string json = Print({.json = true});
  EXPECT_THAT(json, HasSubstr("\"jaccard\":1.0"));
  EXPECT_EQ(std::count(json.begin(), json.end(), '\n'), 3);
}

TEST_F(SimilarTextsTest, LimitsAndAccessRulesHold) {
  const std::string one = Print({.limit = 1});
  EXPECT_THAT(one, HasSubstr("https://a.example/"));
  EXPECT_THAT(one, Not(HasSubstr("https://b.example/")));
  archive::AccessRule rule;
  rule.target = "https://a.example/";
  ASSERT_TRUE(archive::AddAccessRule(directory_, rule).has_value());
  const std::string shown = Print({});
  EXPECT_THAT(shown, Not(HasSubstr("https://a.example/")));
  EXPECT_THAT(shown, HasSubstr("https://b.example/"));
  EXPECT_THAT(Print({.hidden = true}), HasSubstr("https://a.example/"));
}

TEST_F(SimilarTextsTest, WhatIsNotThereIsSaid) {
  const int refusals = ExitCodeOf(Error{ErrorCode::kNotFound, "", ""});
  EXPECT_EQ(Print({.subject = FormatDigest(Sha256{})}, refusals), "");
  EXPECT_EQ(Print({.subject = "sha256:xyz"}, kUsage), "");
}

}  // namespace
}  // namespace arsip::cli
