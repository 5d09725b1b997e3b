#include "archive/record_facts.h"

#include "capture_samples.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "warc_bytes.h"
#include "warc_samples.h"

namespace arsip::archive {
namespace {

using testing::HandMade;
using testing::HandMadeResponse;
using testing::HandMadeRevisit;
using testing::IdOf;

constexpr const char* kUrl = "https://example.org/";
const std::string kHead = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n";

class RecordFactsTest : public ::testing::Test {
 protected:
  // Leaves the reader behind the record.
  RecordFacts FactsOf(const HandMade& record, const WantedFacts& wanted = {}) {
    const std::string file = directory_.path() + "/x.warc.gz";
    testing::WriteBytes(file, testing::Gzip(record.Bytes()));
    reader_ = *WarcReader::Open(file, {}, problems_);
    EXPECT_TRUE(*reader_->Next());
    const auto facts = ReadRecordFacts(*reader_, wanted);
    EXPECT_TRUE(facts.has_value());
    EXPECT_TRUE(reader_->intact());
    return *facts;
  }

  testing::TemporaryDirectory directory_;
  ReadProblems problems_;
  std::unique_ptr<WarcReader> reader_;
};

TEST_F(RecordFactsTest, OnlyTheDigestsAskedForAreTaken) {
  const HandMade record = HandMadeResponse(1, kUrl, "body");
  const RecordFacts none = FactsOf(record);
  EXPECT_FALSE(none.block_sha1.has_value());
  EXPECT_FALSE(none.block_sha256.has_value());
  EXPECT_EQ(none.block_length, record.block.size());
  const RecordFacts both = FactsOf(record, {.block_sha1 = true, .block_sha256 = true});
  EXPECT_EQ(both.block_sha1, ComputeSha1(record.block));
  EXPECT_EQ(both.block_sha256, ComputeSha256(std::string_view(record.block)));
}

TEST_F(RecordFactsTest, ThePayloadOfAResponseIsItsBody) {
  const RecordFacts facts = FactsOf(HandMadeResponse(1, kUrl, "body"));
  EXPECT_EQ(facts.http_head, kHead);
  ASSERT_TRUE(facts.payload.has_value());
  EXPECT_EQ(facts.payload->length, 4u);
  EXPECT_EQ(facts.payload->sha1, ComputeSha1("body"));
  EXPECT_EQ(facts.payload->sha256, ComputeSha256(std::string_view("body")));
}

TEST_F(RecordFactsTest, CutChunksAreTold) {
  const std::string chunked = "Transfer-Encoding: chunked\r\n";
  EXPECT_TRUE(FactsOf(HandMadeResponse(1, kUrl, "4\r\nbody\r\n0\r\n\r\n", chunked)).chunks_intact);
  EXPECT_FALSE(FactsOf(HandMadeResponse(1, kUrl, "4\r\nbo", chunked)).chunks_intact);
}

TEST_F(RecordFactsTest, OtherTypesHaveAPayloadWhenAskedFor) {
  const HandMade request = testing::HandMadeRequest(1, kUrl, 2);
  EXPECT_FALSE(FactsOf(request).payload.has_value());
  const RecordFacts facts = FactsOf(request, {.payload_of_any_type = true});
  ASSERT_TRUE(facts.payload.has_value());
  EXPECT_EQ(facts.payload->length, 0u);
}

TEST_F(RecordFactsTest, TheIndexTakesAResponseWithItsDigests) {
  const RecordFacts facts =
      FactsOf(HandMadeResponse(1, kUrl, "body").Add("WARC-Truncated", "time"));
  const IndexedRecord record = FactsForIndex(*reader_, facts).record();
  EXPECT_EQ(record.type, RecordType::kResponse);
  EXPECT_EQ(record.record_id, IdOf(1));
  EXPECT_EQ(record.target_uri, kUrl);
  EXPECT_EQ(record.http_head, kHead);
  EXPECT_EQ(record.payload_sha256, ComputeSha256(std::string_view("body")));
  EXPECT_TRUE(record.truncated);
  EXPECT_EQ(record.offset, 0u);
  EXPECT_EQ(record.length, reader_->length());
}

TEST_F(RecordFactsTest, TheIndexTakesARevisitWithTheDigestThatItNames) {
  const RecordFacts facts =
      FactsOf(HandMadeRevisit(2, kUrl, HandMadeResponse(1, "https://example.org/a", "body")));
  const IndexedRecord record = FactsForIndex(*reader_, facts).record();
  EXPECT_EQ(record.payload_sha1, ComputeSha1("body"));
  EXPECT_FALSE(record.payload_sha256.has_value());
  EXPECT_EQ(record.refers_to, IdOf(1));
  EXPECT_EQ(record.refers_to_target_uri, "https://example.org/a");
  EXPECT_EQ(record.http_head, kHead);
}

TEST_F(RecordFactsTest, ADigestOverTheChunkFramingIsForTheIndexToo) {
  const std::string chunks = "4\r\nbody\r\n0\r\n\r\n";
  const RecordFacts facts =
      FactsOf(HandMadeResponse(1, kUrl, chunks, "Transfer-Encoding: chunked\r\n"));
  EXPECT_FALSE(facts.dechunked_under_old_head);
  EXPECT_EQ(FactsForIndex(*reader_, facts).record().framed_sha1, ComputeSha1(chunks));
  const RecordFacts right =
      FactsOf(HandMadeResponse(1, kUrl, chunks, "Transfer-Encoding: chunked\r\n")
                  .Set("WARC-Payload-Digest", FormatDigest(ComputeSha1("body"))));
  EXPECT_EQ(FactsForIndex(*reader_, right).record().framed_sha1, std::nullopt);
}

TEST_F(RecordFactsTest, ASha256ThatTheRecordSaysIsForTheIndexWhenItHolds) {
  const auto said = [this](HandMade record, const Sha256& sha256) {
    const RecordFacts facts = FactsOf(record.Set("WARC-Payload-Digest", FormatDigest(sha256)));
    return FactsForIndex(*reader_, facts).record().said_sha256;
  };
  const Sha256 body = ComputeSha256(std::string_view("body"));
  const Sha256 other = ComputeSha256(std::string_view("other"));
  const HandMade page = HandMadeResponse(1, kUrl, "body");
  EXPECT_EQ(said(page, body), body);
  EXPECT_EQ(said(page, other), std::nullopt);
  EXPECT_EQ(said(HandMadeRevisit(2, kUrl, page), other), other);
  const std::string chunks = "4\r\nbody\r\n0\r\n\r\n";
  const Sha256 framed = ComputeSha256(std::string_view(chunks));
  EXPECT_EQ(said(HandMadeResponse(3, kUrl, chunks, "Transfer-Encoding: chunked\r\n"), framed),
            framed);
  const RecordFacts facts = FactsOf(page);
  EXPECT_EQ(FactsForIndex(*reader_, facts).record().said_sha256, std::nullopt);
}

TEST_F(RecordFactsTest, ABodyInNoChunksUnderAHeadThatSaysSoIsTold) {
  EXPECT_TRUE(FactsOf(HandMadeResponse(1, kUrl, "body", "Transfer-Encoding: chunked\r\n"))
                  .dechunked_under_old_head);
  EXPECT_EQ(FactsOf(HandMadeResponse(1, kUrl, "body"), {.block_start = 4}).block_start, "HTTP");
}

}  // namespace
}  // namespace arsip::archive
