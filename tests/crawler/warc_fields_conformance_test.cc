// WARC/1.1 (ISO 28500:2017) sections 4 and 5 over what a real crawl leaves; each suite is named
// after the section that it holds. What a writer must refuse, and what happens on a bad disk, is
// shown in tests/archive (record_rules_test.cc, segment_writer_test.cc).
#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "base/digest.h"
#include "crawled_site.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace arsip::crawler {
namespace {

using archive::testing::RawRecord;
using ::testing::ElementsAre;
using ::testing::Gt;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

TEST(Section4_FileAndRecordModel, ARecordIsVersionFieldsBlankLineBlockAndTwoLineEnds) {
  ASSERT_THAT(Site().records, SizeIs(Gt(30u)));
  for (const StoredRecord& stored : Site().records) {
    EXPECT_EQ(stored.record.version, "WARC/1.1");
    EXPECT_EQ(stored.record.end, "\r\n\r\n") << stored.offset;
    const std::string header = stored.bytes.substr(0, stored.bytes.find("\r\n\r\n") + 4);
    EXPECT_EQ(std::ranges::count(header, '\n'), std::ranges::count(header, '\r'));
    EXPECT_EQ(header.find("\r\n "), std::string::npos) << "a folded line";
    EXPECT_EQ(header.find("=?"), std::string::npos) << "an RFC 2047 word";
  }
}

TEST(Section5_1_NamedFields, NoneIsRepeatedButConcurrentToAndProtocol) {
  ForEvery([](const RawRecord& record) {
    std::set<std::string> seen;
    for (const std::string& name : record.Names()) {
      if (name == "WARC-Concurrent-To" || name == "WARC-Protocol") continue;
      EXPECT_TRUE(seen.insert(name).second) << name;
    }
  });
}

TEST(Section5_2_WarcRecordId, IsAUniqueBracketedUuid) {
  std::set<std::string> seen;
  ForEvery([&seen](const RawRecord& record) {
    const std::string id = record.Get("WARC-Record-ID");
    EXPECT_THAT(id, MatchesRegex("<urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}"
                                 "-[0-9a-f]{12}>"));
    EXPECT_TRUE(seen.insert(id).second) << id;
  });
}

TEST(Section5_3_ContentLength, IsTheLengthOfTheBlockOnEveryRecord) {
  ForEvery([](const RawRecord& record) {
    EXPECT_EQ(record.Get("Content-Length"), std::to_string(record.block.size()));
  });
}

TEST(Section5_4_WarcDate, IsUtcWithAFractionAndOneOfACaptureEvent) {
  std::map<std::string, std::string> date_of;
  ForEvery([&date_of](const RawRecord& record) {
    EXPECT_THAT(record.Get("WARC-Date"),
                MatchesRegex("20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}"
                             "\\.[0-9]{1,9}Z"));
    date_of[record.Get("WARC-Record-ID")] = record.Get("WARC-Date");
  });
  int compared = 0;
  for (const StoredRecord& stored : Site().records) {
    if (!Has(stored.record, "WARC-Concurrent-To")) continue;
    EXPECT_EQ(stored.record.Get("WARC-Date"), date_of[stored.record.Get("WARC-Concurrent-To")]);
    ++compared;
  }
  EXPECT_GT(compared, 20);
}

TEST(Section5_5_WarcType, IsOneOfTheEightAndNeverContinuation) {
  std::set<std::string> types;
  ForEvery([&types](const RawRecord& record) { types.insert(record.Get("WARC-Type")); });
  EXPECT_EQ(types, (std::set<std::string>{"warcinfo", "response", "request", "metadata", "revisit",
                                          "resource", "conversion"}));
}

TEST(Section5_6_ContentType, IsOnEveryBlockAndSaysWhatItIs) {
  ForEvery([](const RawRecord& record) {
    const std::string type = record.Get("Content-Type");
    EXPECT_EQ(type == kNone, record.block.empty());
    if (Is(record, {"response"})) {
      EXPECT_EQ(type, "application/http; msgtype=response");
    }
    if (Is(record, {"request"})) {
      EXPECT_EQ(type, "application/http; msgtype=request");
    }
    if (Is(record, {"warcinfo", "metadata"})) {
      EXPECT_EQ(type, "application/warc-fields");
    }
  });
}

TEST(Section5_7_WarcConcurrentTo, LeadsFromRequestAndMetadataToTheRecordBeforeThem) {
  std::string capture;
  for (const StoredRecord& stored : Site().records) {
    const RawRecord& record = stored.record;
    if (Is(record, {"response", "revisit", "resource"})) capture = record.Get("WARC-Record-ID");
    if (Is(record, {"request", "metadata"})) {
      EXPECT_EQ(record.Get("WARC-Concurrent-To"), capture);
    } else {
      EXPECT_FALSE(Has(record, "WARC-Concurrent-To"));
    }
  }
}

TEST(Section5_8_WarcBlockDigest, IsSha256OfTheWholeBlockInLowerHex) {
  ForEvery([](const RawRecord& record) {
    EXPECT_EQ(record.Get("WARC-Block-Digest"),
              FormatDigest(ComputeSha256(std::string_view(record.block))));
    EXPECT_THAT(record.Get("WARC-Block-Digest"), MatchesRegex("sha256:[0-9a-f]{64}"));
  });
}

TEST(Section5_9_WarcPayloadDigest, IsSha1OfTheEntityBodyInUpperBase32) {
  int compared = 0;
  for (const StoredRecord& stored : Site().records) {
    const RawRecord& record = stored.record;
    if (Has(record, "WARC-Payload-Digest")) {
      EXPECT_THAT(record.Get("WARC-Payload-Digest"), MatchesRegex("sha1:[A-Z2-7]{32}"));
    }
    if (!Is(record, {"response"})) continue;
    EXPECT_EQ(record.Get("WARC-Payload-Digest"), FormatDigest(ComputeSha1(BodyOf(record))));
    ++compared;
  }
  EXPECT_GT(compared, 8);
}

TEST(Section5_9_WarcPayloadDigest, IsOnNoRecordWithoutAPayloadOfItsOwn) {
  ForEvery([](const RawRecord& record) {
    if (Is(record, {"warcinfo", "metadata", "request"})) {
      EXPECT_FALSE(Has(record, "WARC-Payload-Digest"));
    }
  });
}

TEST(Section5_9_WarcPayloadDigest, OfATruncatedRecordIsThatOfWhatIsStored) {
  const RawRecord& large = Find("response", "/large");
  EXPECT_EQ(BodyOf(large).size(), kMaxBody);
  EXPECT_EQ(large.Get("WARC-Payload-Digest"),
            FormatDigest(ComputeSha1(std::string(kMaxBody, 'x'))));
}

TEST(Section5_10_WarcIpAddress, IsThePeerAndNotOnWarcinfoOrConversion) {
  ForEvery([](const RawRecord& record) {
    if (Is(record, {"response", "request"})) {
      EXPECT_EQ(record.Get("WARC-IP-Address"), "127.0.0.1");
    }
    if (Is(record, {"warcinfo", "conversion"})) {
      EXPECT_FALSE(Has(record, "WARC-IP-Address"));
    }
  });
}

TEST(Section5_11_WarcRefersTo, IsOnRevisitsAndConversionsAlone) {
  ForEvery([](const RawRecord& record) {
    EXPECT_EQ(Has(record, "WARC-Refers-To"), Is(record, {"revisit", "conversion"}));
  });
}

// Replay tools use the URI and the date alone, and compare the date as text.
TEST(Section5_12_WarcRefersToTargetUriAndDate, AreThoseOfAnOriginalThatIsWholeAndNoRevisit) {
  std::map<std::string, const RawRecord*> by_id;
  for (const StoredRecord& stored : Site().records) {
    by_id[stored.record.Get("WARC-Record-ID")] = &stored.record;
  }
  int revisits = 0;
  for (const StoredRecord& stored : Site().records) {
    if (!Is(stored.record, {"revisit"})) continue;
    const RawRecord* original = by_id[stored.record.Get("WARC-Refers-To")];
    ASSERT_NE(original, nullptr);
    EXPECT_EQ(original->Get("WARC-Type"), "response");
    EXPECT_FALSE(Has(*original, "WARC-Truncated"));
    EXPECT_EQ(stored.record.Get("WARC-Refers-To-Target-URI"), original->Get("WARC-Target-URI"));
    EXPECT_EQ(stored.record.Get("WARC-Refers-To-Date"), original->Get("WARC-Date"));
    EXPECT_EQ(stored.record.Get("WARC-Payload-Digest"), original->Get("WARC-Payload-Digest"));
    ++revisits;
  }
  EXPECT_GT(revisits, 5);
}

TEST(Section5_14_WarcTargetUri, IsEscapedWithoutFragmentAndBrackets) {
  ForEvery([](const RawRecord& record) {
    if (Is(record, {"warcinfo"})) {
      EXPECT_FALSE(Has(record, "WARC-Target-URI"));
      return;
    }
    const std::string uri = record.Get("WARC-Target-URI");
    EXPECT_NE(uri, kNone);
    EXPECT_EQ(uri.find('#'), std::string::npos) << uri;
    EXPECT_THAT(uri, Not(StartsWith("<")));
    EXPECT_TRUE(std::ranges::all_of(uri, [](char c) { return c > ' ' && c < 0x7f; })) << uri;
  });
}

TEST(Section5_14_WarcTargetUri, OfAHostileLinkForgesNoField) {
  EXPECT_EQ(Find("response", "/sp%20ace%0d%0aX-Forged:%201").Get("X-Forged"), kNone);
}

TEST(Section5_15_WarcTruncated, SaysWhyAndTheServersLengthIsKeptUnderAnotherName) {
  const RawRecord& large = Find("response", "/large");
  EXPECT_EQ(large.Get("WARC-Truncated"), "length");
  EXPECT_THAT(HeadOf(large), HasSubstr("X-Crawler-Content-Length: 300000\r\n"));
  EXPECT_THAT(HeadOf(large), HasSubstr("\r\nContent-Length: 100000\r\n"));
  // Never an original: the recrawl stores it again.
  const auto copies = std::ranges::count_if(Site().records, [](const StoredRecord& stored) {
    return stored.record.Get("WARC-Target-URI") == Site().origin + "/large" &&
           Is(stored.record, {"response"});
  });
  EXPECT_EQ(copies, 2);
}

TEST(Section5_16_WarcWarcinfoId, IsThatOfTheFileOnEveryOtherRecord) {
  std::string warcinfo;
  for (const StoredRecord& stored : Site().records) {
    if (Is(stored.record, {"warcinfo"})) {
      warcinfo = stored.record.Get("WARC-Record-ID");
      EXPECT_FALSE(Has(stored.record, "WARC-Warcinfo-ID"));
    } else {
      EXPECT_EQ(stored.record.Get("WARC-Warcinfo-ID"), warcinfo);
    }
  }
}

TEST(Section5_17_WarcFilename, IsTheFinalNameOnWarcinfoAlone) {
  for (const StoredRecord& stored : Site().records) {
    EXPECT_EQ(stored.record.Get("WARC-Filename"),
              Is(stored.record, {"warcinfo"}) ? stored.file : kNone);
  }
}

TEST(Section5_18_WarcProfile, IsOneOfTheTwoOfWarc11OnRevisitsAlone) {
  std::set<std::string> profiles;
  ForEvery([&profiles](const RawRecord& record) {
    EXPECT_EQ(Has(record, "WARC-Profile"), Is(record, {"revisit"}));
    if (Has(record, "WARC-Profile")) profiles.insert(record.Get("WARC-Profile"));
  });
  EXPECT_THAT(profiles,
              ElementsAre("http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
                          "http://netpreserve.org/warc/1.1/revisit/server-not-modified"));
}

// The server says text/html of everything. Replay puts the identified type before its word.
TEST(Section5_19_WarcIdentifiedPayloadType, IsOfTheBytesAndNotTheServersWord) {
  for (const StoredRecord& stored : Site().records) {
    if (!Has(stored.record, "WARC-Identified-Payload-Type")) continue;
    EXPECT_TRUE(Is(stored.record, {"response"}));
  }
  EXPECT_EQ(Find("response", "/picture").Get("WARC-Identified-Payload-Type"), "image/png");
}

TEST(Section5_19_WarcIdentifiedPayloadType, IsNotSaidOfTextThatBytesCannotTellApart) {
  EXPECT_FALSE(Has(Find("response", "/large"), "WARC-Identified-Payload-Type"));
  EXPECT_FALSE(Has(Find("response", "/"), "WARC-Identified-Payload-Type"));
  EXPECT_THAT(Find("metadata", "/large").block, HasSubstr("sniffed-media-type: text/plain\r\n"));
}

TEST(Section5_20_WarcSegmentFields, AreNeverWritten) {
  ForEvery([](const RawRecord& record) {
    for (const char* field :
         {"WARC-Segment-Number", "WARC-Segment-Origin-ID", "WARC-Segment-Total-Length"}) {
      EXPECT_FALSE(Has(record, field));
    }
  });
}

}  // namespace
}  // namespace arsip::crawler
