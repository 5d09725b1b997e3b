#include "crawler/capture_records.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>

namespace arsip::crawler {
namespace {

using archive::RecordType;
using archive::WarcRecord;

std::string Field(const WarcRecord& record, std::string_view name) {
  for (const auto& [key, value] : record.fields) {
    if (key == name) return value;
  }
  return "";
}

std::string Block(const WarcRecord& record) {
  std::string block;
  for (const std::string_view part : record.block) block += part;
  return block;
}

class CaptureRecordsTest : public ::testing::Test {
 protected:
  CaptureRecordsTest() {
    lease_.target.url = *Url::Parse("http://example.org/a");
    lease_.target.via = "http://example.org/";
    lease_.target.hop_path = "LE";
    fetched_.url = lease_.target.url;
    fetched_.began = UtcTime(std::chrono::seconds(1'767'225'600));
    fetched_.status_code = 200;
    fetched_.head =
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n";
    fetched_.transfer_decoded = true;
    fetched_.request_bytes = "GET /a HTTP/1.1\r\nHost: example.org\r\n\r\n";
    fetched_.peer_address = "192.0.2.1";
    fetched_.body =
        std::make_shared<Body>(std::filesystem::temp_directory_path().string(), 1 << 20);
    EXPECT_TRUE(fetched_.body->Append("<p>hello"));
    EXPECT_TRUE(fetched_.body->Finish());
  }

  CaptureFacts Facts() const { return {&lease_, &extraction_, "", DigestPayload(fetched_), ""}; }

  frontier::Lease lease_;
  FetchResult fetched_;
  extractors::Extraction extraction_;
};

TEST_F(CaptureRecordsTest, AResponseIsFollowedByItsRequestAndMetadataOfTheSameInstant) {
  const auto records = CaptureRecords(fetched_, {}, std::nullopt, Facts());
  ASSERT_EQ(records.size(), 3u);
  EXPECT_EQ(records[0].type, RecordType::kResponse);
  EXPECT_EQ(records[1].type, RecordType::kRequest);
  EXPECT_EQ(records[2].type, RecordType::kMetadata);
  for (const WarcRecord& record : records) {
    EXPECT_EQ(record.date, fetched_.began);
    EXPECT_EQ(record.target_uri, "http://example.org/a");
  }
  EXPECT_EQ(Field(records[1], "WARC-Concurrent-To"), records[0].record_id);
  EXPECT_EQ(Field(records[2], "WARC-Concurrent-To"), records[0].record_id);
  EXPECT_EQ(Block(records[1]), fetched_.request_bytes);
}

TEST_F(CaptureRecordsTest, TheBlockIsTheStoredHeadAndTheBody) {
  const auto records = CaptureRecords(fetched_, {}, std::nullopt, Facts());
  EXPECT_EQ(Block(records[0]),
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Crawler-Transfer-Encoding: chunked\r\n"
            "Content-Length: 8\r\n\r\n<p>hello");
  EXPECT_EQ(Field(records[0], "WARC-Payload-Digest"), FormatDigest(ComputeSha1("<p>hello")));
  EXPECT_EQ(records[0].payload_sha256, ComputeSha256("<p>hello"));
  EXPECT_EQ(Field(records[0], "WARC-IP-Address"), "192.0.2.1");
}

TEST_F(CaptureRecordsTest, VerbatimChunksAreStoredUnderTheirOwnHeadAndThePayloadIsDigested) {
  fetched_.transfer_coding = TransferCoding::kVerbatim;
  fetched_.transfer_decoded = false;
  fetched_.chunks =
      std::make_shared<Body>(std::filesystem::temp_directory_path().string(), 1 << 20);
  EXPECT_TRUE(fetched_.chunks->Append("8\r\n<p>hello\r\n0\r\n\r\n"));
  EXPECT_TRUE(fetched_.chunks->Finish());
  const auto records = CaptureRecords(fetched_, {}, std::nullopt, Facts());
  EXPECT_EQ(Block(records[0]), fetched_.head + "8\r\n<p>hello\r\n0\r\n\r\n");
  EXPECT_EQ(Field(records[0], "WARC-Payload-Digest"), FormatDigest(ComputeSha1("<p>hello")));
  EXPECT_EQ(records[0].payload_sha256, ComputeSha256("<p>hello"));
}

TEST_F(CaptureRecordsTest, Http2IsDeclaredWithItsTls) {
  fetched_.http_version = HttpVersion::kHttp2;
  fetched_.tls = TlsFacts{"tls/1.3", "TLS_AES_128_GCM_SHA256", {}, ""};
  const auto records = CaptureRecords(fetched_, {}, std::nullopt, Facts());
  std::vector<std::string> protocols;
  for (const auto& [name, value] : records[0].fields) {
    if (name == "WARC-Protocol") protocols.push_back(value);
  }
  EXPECT_EQ(protocols, (std::vector<std::string>{"h2", "tls/1.3"}));
  EXPECT_EQ(Field(records[0], "WARC-Cipher-Suite"), "TLS_AES_128_GCM_SHA256");
}

TEST_F(CaptureRecordsTest, MetadataSaysWhichRuleLetTheUrlIn) {
  CaptureFacts facts = Facts();
  facts.scope = "in; host example.org";
  const std::string block = Block(CaptureRecords(fetched_, {}, std::nullopt, facts)[2]);
  EXPECT_NE(block.find("\r\nscope: in; host example.org\r\n"), std::string::npos) << block;
}

TEST_F(CaptureRecordsTest, MetadataSaysHowThePageWasFoundAndWhatItLinksTo) {
  extraction_.set_extractor("html");
  extraction_.set_version("1");
  extraction_.set_title("A\nvia: page");
  auto* link = extraction_.add_links();
  link->set_reference("/b c");
  link->set_context("a@href");
  const std::string block = Block(CaptureRecords(fetched_, {}, std::nullopt, Facts())[2]);
  EXPECT_NE(block.find("via: http://example.org/\r\n"), std::string::npos) << block;
  EXPECT_NE(block.find("hopsFromSeed: LE\r\n"), std::string::npos);
  EXPECT_NE(block.find("outlink: http://example.org/b%20c L a@href\r\n"), std::string::npos)
      << block;
  EXPECT_NE(block.find("\r\ntitle: A via: page\r\n"), std::string::npos) << block;
  EXPECT_NE(block.find("payload-sha256: " + FormatDigest(ComputeSha256("<p>hello"))),
            std::string::npos);
}

TEST_F(CaptureRecordsTest, OutlinksAreUrlsWithTheLettersOfTheirHops) {
  using extractors::Link;
  extraction_.set_base("/deep/");
  for (const auto& [reference, kind] :
       {std::pair{"i.png", Link::EMBED}, std::pair{"//other.example/r", Link::REFRESH},
        std::pair{"javascript:void(0)", Link::ANCHOR}}) {
    auto* link = extraction_.add_links();
    link->set_reference(reference);
    link->set_kind(kind);
    link->set_context("x");
  }
  const std::string block = Block(CaptureRecords(fetched_, {}, std::nullopt, Facts())[2]);
  EXPECT_NE(block.find("outlink: http://example.org/deep/i.png E x\r\n"), std::string::npos)
      << block;
  EXPECT_NE(block.find("outlink: http://other.example/r R x\r\n"), std::string::npos);
  EXPECT_NE(block.find("outlink: javascript:void(0) L x\r\n"), std::string::npos);
}

TEST_F(CaptureRecordsTest, AHostileLinkCannotForgeAMetadataLine) {
  auto* link = extraction_.add_links();
  link->set_reference("x\r\nvia: http://forged.example/");
  const std::string block = Block(CaptureRecords(fetched_, {}, std::nullopt, Facts())[2]);
  EXPECT_EQ(block.find("\nvia: http://forged"), std::string::npos) << block;
}

TEST_F(CaptureRecordsTest, TheRobotsDecisionIsWrittenWithItsLine) {
  lease_.robots = {false, true, 7, "http://example.org/robots.txt", fetched_.began};
  const std::string block = Block(CaptureRecords(fetched_, {}, std::nullopt, Facts())[2]);
  EXPECT_NE(
      block.find("robots: allowed; line 7; http://example.org/robots.txt of 2026-01-01T00:00:00"),
      std::string::npos)
      << block;
}

TEST_F(CaptureRecordsTest, ACutBodySaysWhyAndADuplicateNeverRefersToIt) {
  fetched_.truncated = Truncated::kTime;
  const auto records = CaptureRecords(fetched_, {}, std::nullopt, Facts());
  EXPECT_EQ(Field(records[0], "WARC-Truncated"), "time");
}

TEST_F(CaptureRecordsTest, AnIdenticalPayloadBecomesARevisitWithHeadersOnly) {
  archive::DedupVerdict verdict;
  verdict.kind = archive::DedupVerdict::Kind::kRevisit;
  verdict.refers_to = "<urn:uuid:1>";
  verdict.refers_to_target_uri = "http://example.org/first";
  verdict.refers_to_date = "2026-01-01T00:00:00.5Z";
  const auto records = CaptureRecords(fetched_, verdict, std::nullopt, Facts());
  EXPECT_EQ(records[0].type, RecordType::kRevisit);
  EXPECT_EQ(Field(records[0], "WARC-Profile"), archive::kProfileIdenticalPayloadDigest);
  EXPECT_EQ(Field(records[0], "WARC-Refers-To"), "<urn:uuid:1>");
  EXPECT_EQ(Field(records[0], "WARC-Refers-To-Target-URI"), "http://example.org/first");
  EXPECT_EQ(Field(records[0], "WARC-Refers-To-Date"), "2026-01-01T00:00:00.5Z");
  EXPECT_TRUE(Block(records[0]).ends_with("\r\n\r\n"));
  EXPECT_EQ(Block(records[0]).find("hello"), std::string::npos);
}

TEST_F(CaptureRecordsTest, NotModifiedIsARevisitWithAnEmptyBlock) {
  fetched_.status_code = 304;
  fetched_.head = "HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n\r\n";
  archive::LastCapture last;
  last.as_original.refers_to = "<urn:uuid:1>";
  last.as_original.refers_to_target_uri = "http://example.org/a";
  last.as_original.payload_sha1 = ComputeSha1("old");
  const auto records = CaptureRecords(fetched_, {}, last, Facts());
  EXPECT_EQ(records[0].type, RecordType::kRevisit);
  EXPECT_EQ(Field(records[0], "WARC-Profile"), archive::kProfileServerNotModified);
  EXPECT_EQ(Field(records[0], "WARC-Payload-Digest"), FormatDigest(ComputeSha1("old")));
  EXPECT_EQ(records[0].block_length(), 0u);
  EXPECT_NE(Block(records[2]).find("response-head: ETag: \"x\"\r\n"), std::string::npos);
}

TEST_F(CaptureRecordsTest, AnUnasked304IsAResponseLikeAnyOther) {
  fetched_.status_code = 304;
  EXPECT_EQ(CaptureRecords(fetched_, {}, std::nullopt, Facts())[0].type, RecordType::kResponse);
}

TEST_F(CaptureRecordsTest, NoResponseLeavesNoRecord) {
  fetched_.head.clear();
  EXPECT_TRUE(CaptureRecords(fetched_, {}, std::nullopt, Facts()).empty());
}

TEST_F(CaptureRecordsTest, TextAndRecordsBecomeConversionRecords) {
  extraction_.set_extractor("html");
  extraction_.set_version("3");
  extraction_.set_text("Hello");
  extraction_.set_text_truncated(true);
  extraction_.add_records()->set_title("Halo");
  RecordOrigin origin;
  origin.url = "http://example.org/a";
  origin.time = fetched_.began;
  origin.record_id = "<urn:uuid:9>";
  const auto records = DerivedRecords(extraction_, origin);
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(records[0].content_type, "text/plain; charset=utf-8");
  EXPECT_EQ(Block(records[0]), "Hello");
  EXPECT_EQ(Field(records[0], "WARC-Truncated"), "length");
  EXPECT_EQ(records[1].content_type, "application/jsonl");
  EXPECT_THAT(Block(records[1]), testing::HasSubstr("\"title\":\"Halo\""));
  for (const WarcRecord& record : records) {
    EXPECT_EQ(record.type, RecordType::kConversion);
    EXPECT_EQ(record.target_uri, "http://example.org/a");
    EXPECT_EQ(Field(record, "WARC-Refers-To"), "<urn:uuid:9>");
    EXPECT_EQ(Field(record, "X-Arsip-Extractor"), "html/3");
  }
}

TEST_F(CaptureRecordsTest, NothingDerivedIsNoRecord) {
  extraction_.clear_text();
  EXPECT_TRUE(DerivedRecords(extraction_, {}).empty());
}

TEST_F(CaptureRecordsTest, OfAWithheldPayloadTheHeadIsStoredAndTheMetadataHasTheRest) {
  CaptureFacts facts = Facts();
  facts.withheld = "near-duplicate";
  archive::DedupVerdict verdict;
  verdict.kind = archive::DedupVerdict::Kind::kNearDuplicate;
  verdict.cluster = ComputeSha256("exemplar");
  verdict.distance = 7;
  verdict.form = "flipx";
  verdict.refers_to = "<urn:uuid:1>";
  verdict.refers_to_target_uri = "http://example.org/b";
  verdict.refers_to_date = "2026-01-01T00:00:00Z";
  const auto records = CaptureRecords(fetched_, verdict, std::nullopt, facts);
  ASSERT_EQ(records.size(), 3u);
  EXPECT_EQ(records[0].type, RecordType::kResponse);
  EXPECT_EQ(Field(records[0], "WARC-Truncated"), "unspecified");
  EXPECT_EQ(Field(records[0], "WARC-Payload-Digest"), FormatDigest(ComputeSha1("")));
  EXPECT_EQ(records[0].payload_sha256, ComputeSha256(std::string_view()));
  EXPECT_EQ(Block(records[0]),
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Crawler-Transfer-Encoding: chunked\r\n"
            "Content-Length: 0\r\n\r\n");
  const std::string metadata = Block(records[2]);
  for (const std::string& line :
       {"payload-sha256: " + FormatDigest(ComputeSha256("<p>hello")),
        "payload-sha1: " + FormatDigest(ComputeSha1("<p>hello")), std::string("payload-bytes: 8"),
        std::string("payload-withheld: near-duplicate"),
        "near-duplicate: cluster=" + FormatDigest(verdict.cluster) +
            "; distance=7; form=flipx; exemplar=<urn:uuid:1>; exemplar-date=2026-01-01T00:00:00Z"
            "; exemplar-uri=http://example.org/b"}) {
    EXPECT_THAT(metadata, ::testing::HasSubstr(line + "\r\n"));
  }
}

TEST_F(CaptureRecordsTest, AnImageHashStandsInTheMetadataAsTheIndexReadsIt) {
  CaptureFacts facts = Facts();
  extractors::ImageHash hash;
  hash.set_width(8);
  hash.set_state("damaged\r\nimage-hash: pdq");
  facts.image_hash = &hash;
  facts.image.emplace();
  facts.image->payload = facts.payload.sha256;
  facts.image->quality = 66;
  facts.image->rule = 1;
  facts.image->bytes = 8;
  const auto records = CaptureRecords(fetched_, {}, std::nullopt, facts);
  EXPECT_EQ(archive::ImageFactOf(Block(records[2])), facts.image);
  EXPECT_THAT(Block(records[2]),
              ::testing::HasSubstr("image-hash-state: damaged  image-hash: pdq\r\n"));
}

}  // namespace
}  // namespace arsip::crawler
