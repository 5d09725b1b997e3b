// One test for each way in which other writers depart from the standard, with the tools that are
// known for it. That such a record is read and kept is shown in import_test.cc.
#include "archive/foreign_record.h"

#include <functional>
#include <map>

#include "capture_samples.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "warc_bytes.h"
#include "warc_samples.h"

namespace arsip::archive {
namespace {

using ::testing::ElementsAre;
using testing::Gzip;
using testing::HandMade;
using testing::HandMadeRequest;
using testing::HandMadeResponse;
using testing::HandMadeRevisit;
using testing::HandMadeWarcinfo;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Pair;

constexpr const char* kUrl = "https://example.org/";
constexpr const char* kChunked = "Transfer-Encoding: chunked\r\n";
const std::string kChunks = "4\r\nbody\r\n0\r\n\r\n";

class ForeignRecord : public ::testing::Test {
 protected:
  using Told = std::map<Deviation, std::string>;

  Told Tell(const std::string& bytes) {
    const std::string file = directory_.path() + "/x.warc";
    testing::WriteBytes(file, bytes);
    ReadProblems problems;
    const auto reader = *WarcReader::Open(file, {}, problems);
    EXPECT_TRUE(*reader->Next());
    Told told;
    const auto tell = [&told](Deviation deviation, std::string detail) {
      told.emplace(deviation, std::move(detail));
    };
    const auto facts = ReadRecordFacts(*reader, FactsToCompare(reader->header()));
    EXPECT_TRUE(facts.has_value());
    EXPECT_TRUE(reader->intact());
    TellHeaderDeviations(reader->header(), tell);
    TellBlockDeviations(reader->header(), *facts, tell);
    return told;
  }
  Told Tell(const HandMade& record) { return Tell(record.Bytes()); }
  static HandMade Page() { return HandMadeResponse(1, kUrl, "body"); }

  testing::TemporaryDirectory directory_;
};

TEST_F(ForeignRecord, OfARightOneNothingIsTold) {
  EXPECT_THAT(Tell(Page()), IsEmpty());
  EXPECT_THAT(Tell(HandMadeWarcinfo()), IsEmpty());
  EXPECT_THAT(Tell(HandMadeRequest(2, kUrl, 1)), IsEmpty());
  EXPECT_THAT(Tell(HandMadeRevisit(2, kUrl, Page())), IsEmpty());
}

TEST_F(ForeignRecord, LineFeedsAlone) {
  HandMade record = Page();
  record.line_end = "\n";
  EXPECT_THAT(Tell(record), ElementsAre(Key(Deviation::kLineFeedAlone)));
}

TEST_F(ForeignRecord, FoldedLines) {
  EXPECT_THAT(Tell(Page().Add("X-Note", "one\r\n two")), ElementsAre(Key(Deviation::kFoldedLine)));
}

TEST_F(ForeignRecord, LinesThatAreNoField) {
  EXPECT_THAT(Tell(Page().Add("X-Note", "one\r\njunk")), ElementsAre(Key(Deviation::kNoField)));
}

TEST_F(ForeignRecord, WhiteSpaceBeforeTheColon) {
  EXPECT_THAT(Tell(Page().Add("X-Note ", "one")), ElementsAre(Key(Deviation::kSpaceBeforeColon)));
}

TEST_F(ForeignRecord, AVersionThatIsNotKnown) {
  HandMade record = Page();
  record.version = "WARC/1.7";
  EXPECT_THAT(Tell(record), ElementsAre(Pair(Deviation::kUnknownVersion, "WARC/1.7")));
}

TEST_F(ForeignRecord, ARepeatedFieldIsNamed) {
  EXPECT_THAT(Tell(Page().Add("WARC-IP-Address", "192.0.2.1").Add("WARC-IP-Address", "192.0.2.2")),
              ElementsAre(Pair(Deviation::kRepeatedField, "WARC-IP-Address")));
}

TEST_F(ForeignRecord, ATypeInCapitals) {
  EXPECT_THAT(Tell(Page().Set("WARC-Type", "Response")),
              ElementsAre(Key(Deviation::kTypeInCapitals)));
}

TEST_F(ForeignRecord, ATypeThatIsNotKnown) {
  EXPECT_THAT(Tell(Page().Set("WARC-Type", "screenshot")),
              ElementsAre(Pair(Deviation::kUnknownType, "screenshot")));
}

TEST_F(ForeignRecord, AnIdWithoutBrackets) {
  EXPECT_THAT(Tell(Page().Set("WARC-Record-ID", "urn:uuid:1")),
              ElementsAre(Key(Deviation::kIdWithoutBrackets)));
}

TEST_F(ForeignRecord, ADateOf14Digits) {
  EXPECT_THAT(Tell(Page().Set("WARC-Date", "20261122101112")),
              ElementsAre(Key(Deviation::kShortDate)));
}

// wget 1.19.4 and later; WARC/1.0 as well as 1.1.
TEST_F(ForeignRecord, BracketsRoundTheTargetUri) {
  HandMade record = Page().Set("WARC-Target-URI", "<https://example.org/>");
  EXPECT_THAT(Tell(record), ElementsAre(Key(Deviation::kBracketedUri)));
  record.version = "WARC/1.0";
  EXPECT_THAT(Tell(record), ElementsAre(Key(Deviation::kBracketedUri)));
}

TEST_F(ForeignRecord, SpacesAndUmlautsInTheTargetUri) {
  EXPECT_THAT(Tell(Page().Set("WARC-Target-URI", "https://example.org/a b")),
              ElementsAre(Pair(Deviation::kRawUri, "https://example.org/a b")));
  EXPECT_THAT(Tell(Page().Set("WARC-Target-URI", "https://example.org/\xc3\xbc")),
              ElementsAre(Key(Deviation::kRawUri)));
}

TEST_F(ForeignRecord, AFragmentInTheTargetUri) {
  EXPECT_THAT(Tell(Page().Set("WARC-Target-URI", "https://example.org/#top")),
              ElementsAre(Key(Deviation::kUriFragment)));
}

TEST_F(ForeignRecord, FieldsThatTheTypeMustOrMayNotHave) {
  EXPECT_THAT(Tell(Page().Remove("WARC-Target-URI")),
              ElementsAre(Pair(Deviation::kMissingField, "WARC-Target-URI")));
  EXPECT_THAT(Tell(HandMadeWarcinfo().Add("WARC-Target-URI", kUrl)),
              ElementsAre(Pair(Deviation::kMisplacedField, "WARC-Target-URI")));
  EXPECT_THAT(Tell(Page().Add("WARC-Filename", "x.warc.gz")),
              ElementsAre(Pair(Deviation::kMisplacedField, "WARC-Filename")));
  EXPECT_THAT(Tell(HandMadeRevisit(2, kUrl, Page()).Remove("WARC-Profile")),
              ElementsAre(Pair(Deviation::kMissingField, "WARC-Profile")));
  // Some versions of Heritrix.
  EXPECT_THAT(Tell(HandMadeRevisit(2, kUrl, Page()).Remove("WARC-Payload-Digest")),
              ElementsAre(Pair(Deviation::kMissingField, "WARC-Payload-Digest")));
  EXPECT_THAT(Tell(HandMadeRevisit(2, kUrl, Page())
                       .Remove("WARC-Payload-Digest")
                       .Set("WARC-Profile", std::string(kProfileServerNotModified))),
              IsEmpty());
  EXPECT_THAT(Tell(HandMadeRequest(2, kUrl, 1).Set("WARC-Type", "continuation")),
              ElementsAre(Pair(Deviation::kMissingField, "WARC-Segment-Number")));
}

TEST_F(ForeignRecord, ABlockWithoutContentType) {
  EXPECT_THAT(Tell(HandMadeWarcinfo().Remove("Content-Type")),
              ElementsAre(Key(Deviation::kNoContentType)));
}

// browsertrix-crawler#532, outbackcdx#102: hexadecimal SHA-1, lower case, capitals in the label.
TEST_F(ForeignRecord, DigestsInUnusualSpellings) {
  const Sha1 sha1 = ComputeSha1("body");
  std::string lower = FormatDigest(sha1);
  for (char& c : lower) c = static_cast<char>(std::tolower(c));
  const Sha256 sha256 = ComputeSha256(std::string_view(Page().block));
  for (const std::string& spelling :
       {"sha1:" + HexEncode(sha1), lower, "SHA1:" + FormatDigest(sha1).substr(5)}) {
    EXPECT_THAT(Tell(Page().Set("WARC-Payload-Digest", spelling)),
                ElementsAre(Pair(Deviation::kDigestSpelling, spelling)));
  }
  const std::string padded = Base32Encode(sha256);
  const std::string unpadded = padded.substr(0, padded.find('='));
  for (const std::string& spelling : {"sha256:" + padded, "sha256:" + unpadded}) {
    EXPECT_THAT(Tell(Page().Set("WARC-Block-Digest", spelling)),
                ElementsAre(Pair(Deviation::kDigestSpelling, spelling)));
  }
}

TEST_F(ForeignRecord, ADigestThatIsNone) {
  EXPECT_THAT(Tell(Page().Set("WARC-Payload-Digest", "sha1:beef")),
              ElementsAre(Key(Deviation::kNoDigest)));
  EXPECT_THAT(Tell(Page().Set("WARC-Payload-Digest", FormatDigest(ComputeSha1("body")).substr(5))),
              ElementsAre(Key(Deviation::kNoDigest)));
  // Section 5.8 names no algorithm that a writer has to use.
  EXPECT_THAT(Tell(Page().Set("WARC-Payload-Digest", "md5:d41d8cd98f00b204e9800998ecf8427e")),
              IsEmpty());
}

TEST_F(ForeignRecord, ABlockThatIsNotWhatItsDigestSays) {
  const auto told =
      Tell(Page().Set("WARC-Block-Digest", FormatDigest(ComputeSha256(std::string_view("x")))));
  ASSERT_THAT(told, ElementsAre(Key(Deviation::kBlockDigest)));
  EXPECT_THAT(told.begin()->second,
              HasSubstr(FormatDigest(ComputeSha256(std::string_view(Page().block)))));
}

// wget's revisits.
TEST_F(ForeignRecord, ABlockDigestOfNothing) {
  EXPECT_THAT(
      Tell(
          HandMadeRevisit(2, kUrl, Page()).Set("WARC-Block-Digest", FormatDigest(ComputeSha1("")))),
      ElementsAre(Key(Deviation::kBlockDigestOfNothing)));
}

TEST_F(ForeignRecord, APayloadThatIsNotWhatItsDigestSays) {
  EXPECT_THAT(Tell(Page().Set("WARC-Payload-Digest", FormatDigest(ComputeSha1("x")))),
              ElementsAre(Key(Deviation::kPayloadDigest)));
}

// wget, wpull, Heritrix before 2026.
TEST_F(ForeignRecord, APayloadDigestOverTheChunkFraming) {
  EXPECT_THAT(Tell(HandMadeResponse(1, kUrl, kChunks, kChunked)),
              ElementsAre(Key(Deviation::kPayloadDigestOfChunks)));
  EXPECT_THAT(Tell(HandMadeResponse(1, kUrl, kChunks, kChunked)
                       .Set("WARC-Payload-Digest", FormatDigest(ComputeSha1("body")))),
              IsEmpty());
}

TEST_F(ForeignRecord, ARevisitByRecordIdAlone) {
  HandMade revisit = HandMadeRevisit(2, kUrl, Page());
  revisit.Remove("WARC-Refers-To-Target-URI").Remove("WARC-Refers-To-Date");
  EXPECT_THAT(Tell(revisit), ElementsAre(Key(Deviation::kRevisitById)));
}

// httrack#778, pywb#88 and #802.
TEST_F(ForeignRecord, ARevisitThatNamesNoOriginal) {
  HandMade revisit = HandMadeRevisit(2, kUrl, Page());
  revisit.Remove("WARC-Refers-To").Remove("WARC-Refers-To-Date");
  EXPECT_THAT(Tell(revisit), ElementsAre(Key(Deviation::kRevisitOfNothing)));
}

// Browsertrix, of a crawl that knows the pages of others.
TEST_F(ForeignRecord, ARevisitOfWhatIsInAnotherFile) {
  const HandMade revisit =
      HandMadeRevisit(2, kUrl, Page()).Add("WARC-Refers-To-Container", "file://first.wacz");
  EXPECT_THAT(Tell(revisit), ElementsAre(Pair(Deviation::kOtherContainer, "file://first.wacz")));
}

// Browsertrix, and whatever else records a browser.
TEST_F(ForeignRecord, ARequestThatIsNoGet) {
  HandMade post = HandMadeRequest(2, kUrl, 1).Remove("WARC-Block-Digest");
  post.block = "POST /api HTTP/1.1\r\nHost: example.org\r\n\r\n{}";
  EXPECT_THAT(Tell(post), ElementsAre(Pair(Deviation::kNotGet, "POST")));
  for (const char* block : {"", "\x01\x02 /", "get / HTTP/1.1\r\n\r\n"}) {
    post.block = block;
    EXPECT_THAT(Tell(post), IsEmpty()) << block;
  }
}

// pywb#584
TEST_F(ForeignRecord, ChunkedOverABodyInNoChunks) {
  EXPECT_THAT(Tell(HandMadeResponse(1, kUrl, "body", kChunked)),
              ElementsAre(Key(Deviation::kDechunked)));
}

TEST_F(ForeignRecord, ChunksThatBreakOff) {
  const std::string cut = kChunks.substr(0, 9);
  const HandMade record = HandMadeResponse(1, kUrl, cut, kChunked)
                              .Set("WARC-Payload-Digest", FormatDigest(ComputeSha1("body")));
  EXPECT_THAT(Tell(record), ElementsAre(Key(Deviation::kBrokenChunks)));
  HandMade truncated = record;
  EXPECT_THAT(Tell(truncated.Add("WARC-Truncated", "disconnect")), IsEmpty());
}

// news-crawl#30, warctools#14
TEST_F(ForeignRecord, ContentEncodingOverADecodedBody) {
  EXPECT_THAT(Tell(HandMadeResponse(1, kUrl, "body", "Content-Encoding: gzip\r\n")),
              ElementsAre(Key(Deviation::kDecoded)));
  EXPECT_THAT(Tell(HandMadeResponse(1, kUrl, Gzip("body"), "Content-Encoding: gzip\r\n")),
              IsEmpty());
  EXPECT_THAT(Tell(HandMadeResponse(1, kUrl, "", "Content-Encoding: gzip\r\n")), IsEmpty());
}

TEST_F(ForeignRecord, AContentLengthThatIsNotTheBodys) {
  EXPECT_THAT(Tell(HandMadeResponse(1, kUrl, "body", "Content-Length: 5000\r\n")),
              ElementsAre(Pair(Deviation::kHttpLength, "it says 5000, the body has 4 bytes")));
  EXPECT_THAT(Tell(HandMadeResponse(1, kUrl, "body", "Content-Length: 5000\r\n")
                       .Add("WARC-Truncated", "length")),
              IsEmpty());
}

// A leniency that the parser gains must not fall under a name that means something else.
TEST_F(ForeignRecord, EveryLeniencyOfTheParserIsKnown) {
  HandMade all = Page();
  all.version = "WARC/1.9";
  all.line_end = "\n";
  all.Set("WARC-Type", "RESPONSE").Set("WARC-Record-ID", "urn:uuid:1");
  all.Set("WARC-Date", "20261122101112").Add("X ", "1\n folded\njunk").Add("X", "2");
  const auto header = WarcHeader::Parse(all.Bytes().substr(0, all.Bytes().find("\n\n") + 2));
  ASSERT_TRUE(header.has_value()) << header.error().ToString();
  EXPECT_EQ(header->leniencies().size(), 8u);
  bool other = false;
  TellHeaderDeviations(*header, [&other](Deviation deviation, const std::string&) {
    other = other || deviation == Deviation::kOtherField;
  });
  EXPECT_FALSE(other);
}

TEST(DeviationOf, EveryProblemOfTheReaderIsOne) {
  EXPECT_EQ(DeviationOf(ReadProblem::Kind::kGarbage), Deviation::kGarbage);
  EXPECT_EQ(DeviationOf(ReadProblem::Kind::kTruncated), Deviation::kTruncated);
  EXPECT_EQ(DeviationOf(ReadProblem::Kind::kBadMember), Deviation::kBadMember);
  EXPECT_EQ(DeviationOf(ReadProblem::Kind::kBadHeader), Deviation::kBadHeader);
  EXPECT_EQ(DeviationOf(ReadProblem::Kind::kShortBlock), Deviation::kShortBlock);
  EXPECT_EQ(DeviationOf(ReadProblem::Kind::kBadTrailer), Deviation::kTrailer);
  EXPECT_EQ(DeviationOf(ReadProblem::Kind::kSeveralRecords), Deviation::kSeveralRecords);
  EXPECT_EQ(DeviationOf(ReadProblem::Kind::kForeignRecord), Deviation::kRecordInDamage);
}

}  // namespace
}  // namespace arsip::archive
