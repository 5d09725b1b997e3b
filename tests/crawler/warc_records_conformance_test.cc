// WARC/1.1 (ISO 28500:2017) section 6, Annex C (file names) and Annex D (gzip) over what a real
// crawl leaves; each suite is named after the section that it holds.
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "base/digest.h"
#include "crawled_site.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "warc_samples.h"

namespace arsip::crawler {
namespace {

using archive::testing::Gzip;
using archive::testing::RawRecord;
using ::testing::ContainsRegex;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

TEST(Section6_2_Warcinfo, IsFirstInEveryFileAndTellsNoPathAndNoCommandLine) {
  std::string file;
  for (const StoredRecord& stored : Site().records) {
    EXPECT_EQ(Is(stored.record, {"warcinfo"}), stored.file != file);
    file = stored.file;
    if (!Is(stored.record, {"warcinfo"})) continue;
    EXPECT_EQ(stored.offset, 0u);
    for (const char* field : {"software: arsip", "format: WARC File Format 1.1", "conformsTo: ",
                              "robots: ", "http-header-user-agent: ", "isPartOf: "}) {
      EXPECT_THAT(stored.record.block, HasSubstr(field));
    }
    EXPECT_THAT(stored.record.block, Not(HasSubstr("/tmp")));
  }
}

TEST(Section6_3_Response, ARedirectIsARecordOfItsOwn) {
  EXPECT_THAT(HeadOf(Find("response", "/moved")), StartsWith("HTTP/1.1 302 Found\r\n"));
  EXPECT_EQ(BodyOf(Find("response", "/moved")), "m");
  EXPECT_EQ(BodyOf(Find("response", "/target")), "<p>/target");
}

TEST(Section6_3_Response, TheHeadIsKeptByteForByteWithoutInterimResponses) {
  EXPECT_EQ(Find("response", "/odd").block, kOddHead + "odd");
}

TEST(Section6_3_Response, TheContentCodingStaysAsItCame) {
  const RawRecord& packed = Find("response", "/gzip");
  EXPECT_EQ(BodyOf(packed), Gzip("<p>packed"));
  EXPECT_THAT(HeadOf(packed), HasSubstr("Content-Encoding: gzip\r\n"));
}

TEST(Section6_3_Response, TheTransferCodingIsRemovedAndNoFieldClaimsItStill) {
  const RawRecord& chunked = Find("response", "/chunked");
  EXPECT_EQ(BodyOf(chunked), "<p>chunked");
  EXPECT_THAT(HeadOf(chunked), HasSubstr("X-Crawler-Transfer-Encoding: chunked\r\n"));
  EXPECT_THAT(HeadOf(chunked), HasSubstr("\r\nContent-Length: 10\r\n"));
  EXPECT_THAT(HeadOf(chunked), Not(HasSubstr("\r\nTransfer-Encoding:")));
  EXPECT_THAT(HeadOf(chunked), Not(HasSubstr("X-Sum:"))) << "a trailer is no head";
}

TEST(Section6_3_Response, IsHttp11AndSaysSo) {
  for (const StoredRecord& stored : Site().records) {
    if (!Is(stored.record, {"response"})) continue;
    EXPECT_THAT(stored.record.block, StartsWith("HTTP/1.1 "));
    EXPECT_EQ(stored.record.Get("WARC-Protocol"), "http/1.1");
  }
}

TEST(Section6_4_Resource, HoldsTheCollectionAndTheCrawlLog) {
  std::vector<std::string> uris;
  for (const StoredRecord& stored : Site().records) {
    if (!Is(stored.record, {"resource"})) continue;
    uris.push_back(stored.record.Get("WARC-Target-URI"));
    EXPECT_EQ(stored.record.Get("WARC-Payload-Digest"),
              FormatDigest(ComputeSha1(stored.record.block)));
  }
  EXPECT_THAT(uris, SizeIs(4)) << "of two crawls";
}

TEST(Section6_5_Request, HoldsTheBytesThatTheServerGot) {
  std::set<std::string> got(Site().requests.begin(), Site().requests.end());
  int requests = 0;
  for (const StoredRecord& stored : Site().records) {
    if (!Is(stored.record, {"request"})) continue;
    EXPECT_TRUE(got.contains(stored.record.block)) << stored.record.block;
    ++requests;
  }
  EXPECT_EQ(requests, static_cast<int>(Site().requests.size()));
}

// Heritrix' order, which readers that pair them rely on.
TEST(Section6_5_Request, FollowsItsResponseAndMetadataFollowsIt) {
  const auto& records = Site().records;
  for (size_t i = 0; i < records.size(); ++i) {
    if (!Is(records[i].record, {"response", "revisit"})) continue;
    ASSERT_LT(i + 2, records.size());
    EXPECT_EQ(records[i + 1].record.Get("WARC-Type"), "request");
    EXPECT_EQ(records[i + 2].record.Get("WARC-Type"), "metadata");
    EXPECT_EQ(records[i + 2].file, records[i].file) << "one capture, one file";
  }
}

TEST(Section6_6_Metadata, SaysHowThePageWasFoundAndWhatItLinksTo) {
  const RawRecord& seed = Find("metadata", "/");
  EXPECT_THAT(seed.block, HasSubstr("hopsFromSeed: \r\n"));
  EXPECT_THAT(seed.block, ContainsRegex("fetchTimeMs: [0-9]+\r\n"));
  EXPECT_THAT(seed.block, HasSubstr("outlink: " + Site().origin + "/chunked L "));
  const RawRecord& target = Find("metadata", "/target");
  EXPECT_THAT(target.block, HasSubstr("via: " + Site().origin + "/moved\r\n"));
  EXPECT_THAT(target.block, HasSubstr("hopsFromSeed: LR\r\n"));
}

TEST(Section6_7_Revisit, OfAnIdenticalPayloadHoldsTheHeadersOnly) {
  int found = 0;
  for (const StoredRecord& stored : Site().records) {
    if (!stored.record.Get("WARC-Profile").ends_with("identical-payload-digest")) continue;
    EXPECT_THAT(stored.record.block, EndsWith("\r\n\r\n"));
    EXPECT_EQ(BodyOf(stored.record), "");
    EXPECT_EQ(stored.record.Get("WARC-Truncated"), "length");
    ++found;
  }
  EXPECT_GT(found, 1);
}

TEST(Section6_7_Revisit, OfA304IsEmptyAndItsHeadIsInTheMetadata) {
  const auto& records = Site().records;
  int found = 0;
  for (size_t i = 0; i < records.size(); ++i) {
    if (!records[i].record.Get("WARC-Profile").ends_with("server-not-modified")) continue;
    EXPECT_EQ(records[i].record.Get("Content-Length"), "0");
    EXPECT_NE(records[i].record.Get("WARC-Payload-Digest"), FormatDigest(ComputeSha1("")));
    ASSERT_LT(i + 2, records.size());
    EXPECT_THAT(records[i + 2].record.block, HasSubstr("304 Not Modified"));
    ++found;
  }
  EXPECT_EQ(found, 1);
}

TEST(Section6_7_Revisit, NothingIsNeverOne) {
  EXPECT_EQ(std::ranges::count_if(Site().records,
                                  [](const StoredRecord& stored) {
                                    return stored.record.Get("WARC-Target-URI") ==
                                               Site().origin + "/empty" &&
                                           Is(stored.record, {"response"});
                                  }),
            2);
}

TEST(Section6_8_Conversion, LiesApartAndLeadsToItsSource) {
  std::set<std::string> responses;
  for (const StoredRecord& stored : Site().records) {
    EXPECT_FALSE(Is(stored.record, {"conversion"}));
    if (Is(stored.record, {"response"})) responses.insert(stored.record.Get("WARC-Record-ID"));
  }
  int conversions = 0;
  for (const RawRecord& record : Site().derived) {
    if (!Is(record, {"conversion"})) continue;
    EXPECT_TRUE(responses.contains(record.Get("WARC-Refers-To")));
    EXPECT_FALSE(Has(record, "WARC-Concurrent-To"));
    ++conversions;
  }
  EXPECT_GT(conversions, 5);
}

TEST(AnnexC_FileNames, ArePrefixTimeSerialProcessHost) {
  ASSERT_THAT(Site().files, Not(IsEmpty()));
  for (const std::string& name : Site().files) {
    EXPECT_THAT(name, MatchesRegex("tiny(-derived)?-[0-9]{17}-[0-9]{5}-[0-9]+~[A-Za-z0-9.-]+~0"
                                   "\\.warc\\.gz"));
  }
}

TEST(AnnexD_RecordAtATimeCompression, EveryMemberIsOneRecord) {
  for (const StoredRecord& stored : Site().records) {
    EXPECT_THAT(stored.bytes, StartsWith("WARC/1.1\r\n"));
    const size_t header = stored.bytes.find("\r\n\r\n") + 4;
    EXPECT_EQ(stored.bytes.size(), header + stored.record.block.size() + 4);
  }
}

}  // namespace
}  // namespace arsip::crawler
