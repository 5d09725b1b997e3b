#include "archive/record_bytes.h"

#include "archive/query.h"
#include "archive/record_payload.h"
#include "crawled_archive.h"
#include "warc_bytes.h"

namespace arsip::archive {
namespace {

template <class Source>
std::string ReadAll(Source& source) {
  std::string all;
  while (true) {
    const auto piece = source.Read();
    EXPECT_TRUE(piece.has_value());
    if (!piece.has_value() || piece->empty()) return all;
    all += *piece;
  }
}

class RecordBytesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    testing::WriteCrawl(path(), 6, 1'000'000);
    const auto reader = *CaptureReader::Open(path());
    ASSERT_TRUE(reader
                    ->ForEachCapture([&](const Capture& capture) {
                      captures_.push_back(capture);
                      return true;
                    })
                    .has_value());
  }
  const std::string& path() const { return directory_.path(); }
  testing::TemporaryDirectory directory_;
  std::vector<Capture> captures_;
};

TEST_F(RecordBytesTest, WhatIsPulledIsWhatIsPushed) {
  ASSERT_EQ(captures_.size(), 9u);
  for (const Capture& capture : captures_) {
    std::string pushed;
    const auto sink = [&pushed](std::string_view bytes) {
      pushed.append(bytes);
      return Ok();
    };
    ASSERT_TRUE(CopyRecord(path(), capture.location, sink).has_value());
    auto record = RecordBytes::Open(path(), capture.location);
    ASSERT_TRUE(record.has_value()) << record.error().ToString();
    EXPECT_EQ(ReadAll(*record), pushed);
    EXPECT_EQ(record->length(), pushed.size());
    EXPECT_EQ(record->sha256(), ComputeSha256(std::string_view(pushed)));

    pushed.clear();
    PayloadOptions options;
    options.decode = false;
    const auto read = ReadPayload(path(), capture, options, sink);
    ASSERT_TRUE(read.has_value()) << read.error().ToString();
    auto payload = PayloadBytes::Open(path(), capture);
    ASSERT_TRUE(payload.has_value()) << payload.error().ToString();
    EXPECT_EQ(ReadAll(*payload), pushed);
    EXPECT_EQ(payload->length(), pushed.size());
    EXPECT_EQ(payload->own_head().empty() ? payload->payload_head() : payload->own_head(),
              read->http_head);
  }
}

TEST_F(RecordBytesTest, DamageIsSaidBeforeTheFirstByte) {
  const Capture& capture = captures_.front();
  const std::string file = path() + "/warc/" + capture.location.filename;
  std::string bytes = testing::ReadBytes(file);
  bytes[capture.location.offset + capture.location.length / 2] ^= 0x55;
  testing::WriteBytes(file, bytes);
  EXPECT_EQ(RecordBytes::Open(path(), capture.location).error().code, ErrorCode::kCorruption);
  EXPECT_FALSE(PayloadBytes::Open(path(), capture).has_value());
}

}  // namespace
}  // namespace arsip::archive
