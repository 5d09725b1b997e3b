#include "archive/record_payload.h"

#include <filesystem>

#include "archive/rebuild.h"
#include "capture_samples.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "index_samples.h"
#include "warc_bytes.h"

namespace arsip::archive {
namespace {

using testing::CapturesOf;
using testing::Gzip;
using testing::HandMade;
using testing::HandMadeResponse;
using testing::HandMadeRevisit;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr const char* kFile = "x.warc.gz";
constexpr const char* kUrl = "https://example.org/";
constexpr const char* kGzipHead = "Content-Type: text/html\r\nContent-Encoding: gzip\r\n";

class RecordPayloadTest : public ::testing::Test {
 protected:
  std::string path() const { return directory_.path(); }
  std::string file() const { return path() + "/warc/" + kFile; }

  // The records, one a member, and the captures that an index finds among them.
  void Write(const std::vector<HandMade>& records) {
    std::string bytes;
    for (const HandMade& record : records) bytes += Gzip(record.Bytes());
    std::filesystem::create_directories(path() + "/warc");
    testing::WriteBytes(file(), bytes);
    ReadProblems problems;
    ASSERT_TRUE(RebuildIndex(path(), problems, {}).has_value());
    captures_ = CapturesOf(**CaptureIndex::Open(path() + "/index", true));
  }
  void Flip(uint64_t offset) {
    std::string bytes = testing::ReadBytes(file());
    bytes.at(offset) = static_cast<char>(bytes.at(offset) ^ 0x20);
    testing::WriteBytes(file(), bytes);
  }
  Result<PayloadRead> Payload(const Capture& capture, const PayloadOptions& options = {}) {
    given_.clear();
    return ReadPayload(path(), capture, options, sink_);
  }

  testing::TemporaryDirectory directory_;
  std::vector<Capture> captures_;
  std::string given_;
  const ByteSink sink_ = [this](std::string_view bytes) {
    given_.append(bytes);
    return Ok();
  };
};

TEST_F(RecordPayloadTest, ARecordIsReadAndCopiedAsItWasWritten) {
  const HandMade response = HandMadeResponse(1, kUrl, "body");
  Write({response});
  const RecordLocation& location = captures_.at(0).location;
  const auto record = ReadRecord(path(), location);
  ASSERT_TRUE(record.has_value()) << record.error().ToString();
  EXPECT_EQ(record->header.record_id(), testing::IdOf(1));
  EXPECT_EQ(record->block, response.block);
  EXPECT_EQ(record->header_bytes + record->block + "\r\n\r\n", response.Bytes());
  ASSERT_TRUE(CopyRecord(path(), location, sink_).has_value());
  EXPECT_EQ(given_, response.Bytes());
}

TEST_F(RecordPayloadTest, ABlockBeyondTheLimitIsNotRead) {
  Write({HandMadeResponse(1, kUrl, std::string(1000, 'x'))});
  const auto record = ReadRecord(path(), captures_.at(0).location, 1000);
  ASSERT_FALSE(record.has_value());
  EXPECT_EQ(record.error().code, ErrorCode::kInvalidInput);
}

TEST_F(RecordPayloadTest, WhatIsNotThereIsToldApart) {
  Write({HandMadeResponse(1, kUrl, "body")});
  EXPECT_EQ(ReadRecord(path(), {"none.warc.gz", 0, 0}).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(ReadRecord(path(), {"../warc/x.warc.gz", 0, 0}).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(ReadRecord(path(), {kFile, 1, 0}).error().code, ErrorCode::kCorruption);
  EXPECT_EQ(ReadRecord(path(), {kFile, 1'000'000, 0}).error().code, ErrorCode::kCorruption);
}

TEST_F(RecordPayloadTest, ThePayloadIsTheEntityBody) {
  Write({HandMadeResponse(1, kUrl, "body")});
  const auto read = Payload(captures_.at(0));
  ASSERT_TRUE(read.has_value()) << read.error().ToString();
  EXPECT_EQ(given_, "body");
  EXPECT_EQ(read->length, 4u);
  EXPECT_EQ(read->coding, "");
  EXPECT_THAT(read->http_head, HasSubstr("HTTP/1.1 200 OK"));
}

TEST_F(RecordPayloadTest, ARevisitGivesThePayloadOfItsOriginalAndItsOwnHead) {
  const HandMade original = HandMadeResponse(1, kUrl, "body");
  HandMade revisit = HandMadeRevisit(2, "https://example.org/z", original);
  Write({original, revisit});
  ASSERT_THAT(captures_, SizeIs(2));
  const auto read = Payload(captures_[1]);
  ASSERT_TRUE(read.has_value()) << read.error().ToString();
  EXPECT_EQ(given_, "body");
  EXPECT_EQ(read->header.record_id(), testing::IdOf(1));
  EXPECT_EQ(read->http_head, revisit.block);
}

TEST_F(RecordPayloadTest, ARevisitWithoutItsOriginalIsNotFound) {
  Write({HandMadeRevisit(2, kUrl, HandMadeResponse(1, kUrl, "body"))});
  EXPECT_EQ(Payload(captures_.at(0)).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(given_, "");
}

TEST_F(RecordPayloadTest, TheContentCodingIsUndoneWhenAskedFor) {
  const std::string text(5000, 'x');
  Write({HandMadeResponse(1, kUrl, Gzip(text), kGzipHead)});
  const auto read = Payload(captures_.at(0));
  ASSERT_TRUE(read.has_value()) << read.error().ToString();
  EXPECT_EQ(given_, text);
  EXPECT_EQ(read->coding, "gzip");
  EXPECT_EQ(read->coded_length, Gzip(text).size());
  EXPECT_EQ(read->length, text.size());
  PayloadOptions options;
  options.decode = false;
  ASSERT_TRUE(Payload(captures_.at(0), options).has_value());
  EXPECT_EQ(given_, Gzip(text));
}

TEST_F(RecordPayloadTest, ContentBeyondTheLimitsOrOfUnknownCodingIsInvalid) {
  Write({HandMadeResponse(1, kUrl, Gzip(std::string(5000, 'x')), kGzipHead),
         HandMadeResponse(2, "https://example.org/z", "body", "Content-Encoding: br\r\n")});
  PayloadOptions options;
  options.max_decoded_bytes = 4999;
  EXPECT_EQ(Payload(captures_.at(0), options).error().code, ErrorCode::kInvalidInput);
  EXPECT_EQ(Payload(captures_.at(1)).error().code, ErrorCode::kInvalidInput);
}

TEST_F(RecordPayloadTest, OfADamagedRecordNoByteIsGiven) {
  Write({HandMadeResponse(1, kUrl, testing::RandomBytes(200'000, 5))});
  const Capture capture = captures_.at(0);
  Flip(capture.location.length - 100);
  const auto read = Payload(capture);
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().code, ErrorCode::kCorruption);
  EXPECT_THAT(read.error().where, HasSubstr("x.warc.gz@0"));
  EXPECT_EQ(CopyRecord(path(), capture.location, sink_).error().code, ErrorCode::kCorruption);
  EXPECT_EQ(given_, "");
}

// The gzip check value holds; only the digests tell.
TEST_F(RecordPayloadTest, OfAReplacedPayloadNoByteIsGiven) {
  HandMade response = HandMadeResponse(1, kUrl, "body");
  Write({response});
  const Capture capture = captures_.at(0);
  response.block.replace(response.block.size() - 4, 4, "BODY");
  const std::string forged = Gzip(response.Bytes());
  testing::WriteBytes(file(), forged);
  Capture there = capture;
  there.location.length = forged.size();
  const auto read = Payload(there);
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().code, ErrorCode::kCorruption);
  EXPECT_THAT(read.error().message, HasSubstr("the archive knows"));
  EXPECT_EQ(CopyRecord(path(), there.location, sink_).error().code, ErrorCode::kCorruption);
  EXPECT_EQ(given_, "");
}

TEST_F(RecordPayloadTest, ErrorsOfTheSinkAreHandedOn) {
  Write({HandMadeResponse(1, kUrl, "body")});
  const ByteSink full = [](std::string_view) -> Status {
    return Error{ErrorCode::kNoSpace, "full", ""};
  };
  EXPECT_EQ(ReadPayload(path(), captures_.at(0), {}, full).error().code, ErrorCode::kNoSpace);
  EXPECT_EQ(CopyRecord(path(), captures_.at(0).location, full).error().code, ErrorCode::kNoSpace);
}

// wget digests the chunks, and says that a revisit's block is nothing: the same bytes all the same.
TEST_F(RecordPayloadTest, DigestsOfWgetAreUnderstood) {
  const std::string chunks = "4\r\nbody\r\n0\r\n\r\n";
  const HandMade page = HandMadeResponse(1, kUrl, chunks, "Transfer-Encoding: chunked\r\n");
  HandMade revisit = HandMadeRevisit(2, kUrl, page);
  revisit.Set("WARC-Block-Digest", FormatDigest(ComputeSha1("")));
  Write({page, revisit});
  for (const Capture& capture : captures_) {
    ASSERT_TRUE(Payload(capture).has_value());
    EXPECT_EQ(given_, "body");
    given_.clear();
    EXPECT_TRUE(CopyRecord(path(), capture.location, sink_).has_value());
  }
}

TEST_F(RecordPayloadTest, ARevisitOfNothingNeedsNoOriginal) {
  const HandMade page = HandMadeResponse(1, kUrl, "");
  HandMade by_sha256 = HandMadeRevisit(3, kUrl, page);
  by_sha256.Set("WARC-Payload-Digest", FormatDigest(ComputeSha256(std::string_view())));
  Write({HandMadeRevisit(2, kUrl, page), by_sha256});
  ASSERT_EQ(captures_.size(), 2u);
  for (const Capture& capture : captures_) {
    ASSERT_TRUE(Payload(capture).has_value());
    EXPECT_EQ(given_, "");
  }
}

// openwayback#224: a 304 with the digest of its own empty body is no empty page.
TEST_F(RecordPayloadTest, A304WithoutOriginalIsNotFound) {
  const HandMade page = HandMadeResponse(1, kUrl, "");
  HandMade revisit = HandMadeRevisit(2, kUrl, page);
  revisit.block = "HTTP/1.1 304 Not Modified\r\n\r\n";
  revisit.Remove("WARC-Block-Digest").Remove("WARC-Refers-To-Date");
  revisit.Set("WARC-Profile", std::string(kProfileServerNotModified));
  Write({revisit});
  EXPECT_EQ(Payload(captures_.at(0)).error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace arsip::archive
