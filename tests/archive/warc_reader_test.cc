#include "archive/warc_reader.h"

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
using testing::HandMadeRecord;
using testing::HandMadeRequest;
using testing::HandMadeResponse;
using testing::HandMadeWarcinfo;
using testing::IntactIds;
using ::testing::IsEmpty;
using testing::KindsOf;
using testing::ReadAll;
using testing::ReadBack;
using ::testing::SizeIs;
using testing::TemporaryDirectory;
using testing::WriteBytes;
using Kind = ReadProblem::Kind;

class WarcReaderTest : public ::testing::Test {
 protected:
  // Record i has id i; the first is a warcinfo.
  static std::vector<std::string> Records() {
    return {HandMadeWarcinfo().Bytes(),
            HandMadeResponse(1, "https://example.org/", "first body").Bytes(),
            HandMadeRequest(2, "https://example.org/", 1).Bytes(),
            HandMadeResponse(3, "https://example.org/b", "second body").Bytes(),
            HandMadeRequest(4, "https://example.org/b", 3).Bytes()};
  }
  static std::vector<std::string> Members() {
    std::vector<std::string> members;
    for (const std::string& record : Records()) members.push_back(Gzip(record));
    return members;
  }
  static std::string Join(const std::vector<std::string>& parts) {
    std::string joined;
    for (const std::string& part : parts) joined += part;
    return joined;
  }
  static uint64_t OffsetOf(const std::vector<std::string>& parts, size_t i) {
    uint64_t offset = 0;
    for (size_t at = 0; at < i; ++at) offset += parts[at].size();
    return offset;
  }
  std::string Write(std::string_view bytes, const std::string& name = "x.warc.gz") {
    const std::string path = directory_.path() + "/" + name;
    WriteBytes(path, bytes);
    return path;
  }
  std::vector<ReadBack> Read(std::string_view bytes, const std::string& name = "x.warc.gz") {
    problems_ = ReadProblems();
    return ReadAll(Write(bytes, name), problems_);
  }

  TemporaryDirectory directory_;
  ReadProblems problems_;
};

TEST_F(WarcReaderTest, ReadsEveryRecordOfACompressedFile) {
  const auto members = Members();
  const auto records = Read(Join(members));
  EXPECT_THAT(IntactIds(records), ElementsAre(0, 1, 2, 3, 4));
  EXPECT_EQ(problems_.count(), 0u);
  for (size_t i = 0; i < records.size(); ++i) {
    EXPECT_EQ(records[i].offset, OffsetOf(members, i));
    EXPECT_EQ(records[i].length, members[i].size());
    EXPECT_EQ(records[i].index_in_member, 0u);
  }
  EXPECT_TRUE(records[1].block.ends_with("\r\n\r\nfirst body"));
}

TEST_F(WarcReaderTest, ReadsEveryRecordOfAPlainFile) {
  const auto plain = Records();
  const auto records = Read(Join(plain), "x.warc");
  EXPECT_THAT(IntactIds(records), ElementsAre(0, 1, 2, 3, 4));
  EXPECT_EQ(problems_.count(), 0u);
  for (size_t i = 0; i < records.size(); ++i) {
    EXPECT_EQ(records[i].offset, OffsetOf(plain, i));
    EXPECT_EQ(records[i].length, plain[i].size());
  }
}

TEST_F(WarcReaderTest, TheContentDecidesTheFormNotTheName) {
  EXPECT_THAT(IntactIds(Read(Join(Records()), "plain.warc.gz")), SizeIs(5));
  EXPECT_THAT(IntactIds(Read(Join(Members()), "compressed.warc")), SizeIs(5));
  EXPECT_THAT(IntactIds(Read(Join(Members()), "growing.warc.gz.open")), SizeIs(5));
}

TEST_F(WarcReaderTest, AnEmptyFileHoldsNoRecordAndNoProblem) {
  EXPECT_THAT(Read(""), IsEmpty());
  EXPECT_EQ(problems_.count(), 0u);
}

TEST_F(WarcReaderTest, AMissingFileIsAnErrorADirectoryToo) {
  EXPECT_EQ(WarcReader::Open(directory_.path() + "/none", {}, problems_).error().code,
            ErrorCode::kNotFound);
  EXPECT_FALSE(WarcReader::Open(directory_.path(), {}, problems_).has_value());
}

TEST_F(WarcReaderTest, ARecordIsReadAtItsOffset) {
  const auto members = Members();
  const std::string path = Write(Join(members));
  WarcReaderOptions options;
  options.begin = OffsetOf(members, 3);
  options.only_first_record = true;
  EXPECT_THAT(IntactIds(ReadAll(path, problems_, options)), ElementsAre(3));
  EXPECT_EQ(problems_.count(), 0u);
  options.begin += 1;
  EXPECT_THAT(ReadAll(path, problems_, options), IsEmpty());
  ASSERT_EQ(problems_.count(), 1u);
  EXPECT_EQ(problems_.list()[0].offset, options.begin);
}

TEST_F(WarcReaderTest, BytesFromTheEndOnAreNotRead) {
  const auto members = Members();
  WarcReaderOptions options;
  options.begin = OffsetOf(members, 1);
  options.end = OffsetOf(members, 3);
  EXPECT_THAT(IntactIds(ReadAll(Write(Join(members)), problems_, options)), ElementsAre(1, 2));
  EXPECT_EQ(problems_.count(), 0u);
}

TEST_F(WarcReaderTest, NextPassesABlockThatWasNotRead) {
  const std::string path = Write(Join(Members()));
  const auto reader = WarcReader::Open(path, {}, problems_);
  size_t records = 0;
  while (*(*reader)->Next()) ++records;
  EXPECT_EQ(records, 5u);
  EXPECT_EQ((*reader)->position(), std::filesystem::file_size(path));
}

// Larger than every buffer: streamed, and the length still exact.
TEST_F(WarcReaderTest, LargeBlocksAreStreamedInPieces) {
  const std::string body = testing::RandomBytes(5'000'000, 7) + std::string(3'000'000, 'z');
  const std::vector<std::string> members = {
      Gzip(HandMadeWarcinfo().Bytes()), Gzip(HandMadeResponse(1, "https://e.org/", body).Bytes()),
      Gzip(HandMadeRequest(2, "https://e.org/", 1).Bytes())};
  const auto records = Read(Join(members));
  ASSERT_THAT(IntactIds(records), ElementsAre(0, 1, 2));
  EXPECT_TRUE(records[1].block.ends_with(body));
  EXPECT_EQ(records[1].length, members[1].size());
  EXPECT_EQ(problems_.count(), 0u);
  EXPECT_THAT(IntactIds(Read(HandMadeResponse(1, "https://e.org/", body).Bytes(), "p.warc")),
              ElementsAre(1));
}

TEST_F(WarcReaderTest, ManyRecordsCrossEveryBufferBorder) {
  std::string bytes = Gzip(HandMadeWarcinfo().Bytes());
  for (int i = 1; i < 400; ++i) {
    bytes +=
        Gzip(HandMadeResponse(i, "https://e.org/", testing::RandomBytes(4000 + i * 7, i)).Bytes());
  }
  EXPECT_THAT(IntactIds(Read(bytes)), SizeIs(400));
  EXPECT_EQ(problems_.count(), 0u);
}

// Security item 85: whatever is cut off the end, what is before the cut is read, and the cut is
// told.
TEST_F(WarcReaderTest, AFileCutAtAnyByteGivesTheRecordsBeforeTheCut) {
  const auto members = Members();
  const std::string whole = Join(members);
  for (size_t cut = 0; cut < whole.size(); ++cut) {
    size_t complete = 0;
    while (OffsetOf(members, complete + 1) <= cut) ++complete;
    const auto records = Read(whole.substr(0, cut));
    EXPECT_EQ(IntactIds(records).size(), complete) << cut;
    const bool between = cut == OffsetOf(members, complete);
    EXPECT_EQ(problems_.count(), between ? 0u : 1u) << cut;
    if (!between) {
      EXPECT_EQ(problems_.list()[0].kind, Kind::kTruncated) << cut;
      EXPECT_EQ(problems_.list()[0].offset, OffsetOf(members, complete)) << cut;
    }
  }
}

// Security item 86: every byte flipped in turn. The damage is told at its record, and the records
// after it, and before it, are found.
TEST_F(WarcReaderTest, AFlippedByteCostsItsOwnRecordOnly) {
  const auto members = Members();
  const std::string whole = Join(members);
  size_t harmless = 0;
  for (size_t at = 0; at < whole.size(); ++at) {
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 0xff);
    size_t hit = 0;
    while (OffsetOf(members, hit + 1) <= at) ++hit;
    const auto records = Read(bytes);
    const auto ids = IntactIds(records);
    for (int id = 0; id < 5; ++id) {
      if (static_cast<size_t>(id) != hit) {
        EXPECT_THAT(ids, ::testing::Contains(id)) << "byte " << at;
      }
    }
    if (problems_.count() == 0) {
      // MTIME, XFL and OS of the gzip header mean nothing to a reader.
      EXPECT_GE(at - OffsetOf(members, hit), 4u);
      EXPECT_LT(at - OffsetOf(members, hit), 10u);
      EXPECT_THAT(ids, SizeIs(5));
      ++harmless;
    } else {
      EXPECT_EQ(problems_.list()[0].offset, OffsetOf(members, hit)) << at;
    }
  }
  EXPECT_EQ(harmless, 5u * 6);
}

TEST_F(WarcReaderTest, AFlippedByteInAPlainHeaderCostsItsOwnRecordOnly) {
  const auto plain = Records();
  const std::string whole = Join(plain);
  // Without its blank line a header takes the one of the HTTP head for its own.
  const size_t header = plain[1].find("\r\n\r\n");
  for (size_t at = 0; at < header; ++at) {
    std::string bytes = whole;
    bytes[plain[0].size() + at] = static_cast<char>(bytes[plain[0].size() + at] ^ 0x55);
    const auto ids = IntactIds(Read(bytes, "x.warc"));
    EXPECT_THAT(ids, ::testing::IsSupersetOf({0, 2, 3, 4})) << at;
  }
}

TEST_F(WarcReaderTest, GarbageBetweenMembersIsToldAndPassed) {
  auto members = Members();
  for (const std::string& garbage :
       {std::string("garbage"), std::string(1'000'000, '\0'),
        std::string("\x1f\x8b\x08\x00 not deflate"), Gzip("a member, but no record")}) {
    const auto records = Read(members[0] + members[1] + garbage + members[2]);
    EXPECT_THAT(IntactIds(records), ElementsAre(0, 1, 2));
    ASSERT_EQ(problems_.count(), 1u);
    EXPECT_EQ(problems_.list()[0].offset, OffsetOf(members, 2));
    EXPECT_EQ(problems_.list()[0].skipped, garbage.size());
  }
}

TEST_F(WarcReaderTest, GarbageAtTheEndIsTold) {
  const auto members = Members();
  EXPECT_THAT(IntactIds(Read(Join(members) + "trailing")), SizeIs(5));
  ASSERT_THAT(KindsOf(problems_), ElementsAre(Kind::kGarbage));
  EXPECT_EQ(problems_.list()[0].skipped, 8u);
  EXPECT_EQ(problems_.list()[0].ToString(), directory_.path() + "/x.warc.gz@" +
                                                std::to_string(OffsetOf(members, 5)) +
                                                ": no gzip member here (8 bytes skipped)");
}

TEST_F(WarcReaderTest, SeveralRecordsInOneMemberAreReadAndTold) {
  const auto plain = Records();
  const std::vector<std::string> members = {Gzip(plain[0]), Gzip(plain[1] + plain[2] + plain[3]),
                                            Gzip(plain[4])};
  const auto records = Read(Join(members));
  ASSERT_THAT(IntactIds(records), ElementsAre(0, 1, 2, 3, 4));
  EXPECT_THAT(KindsOf(problems_), ElementsAre(Kind::kSeveralRecords));
  for (size_t i = 1; i < 4; ++i) {
    EXPECT_EQ(records[i].offset, members[0].size());
    EXPECT_EQ(records[i].length, members[1].size());
    EXPECT_EQ(records[i].index_in_member, i - 1);
  }
  EXPECT_EQ(records[4].offset, members[0].size() + members[1].size());
}

TEST_F(WarcReaderTest, OtherBytesAfterARecordInItsMemberAreTold) {
  const auto plain = Records();
  const auto records = Read(Gzip(plain[0] + "\r\njunk") + Gzip(plain[1]));
  EXPECT_THAT(IntactIds(records), ElementsAre(0, 1));
  EXPECT_THAT(KindsOf(problems_), ElementsAre(Kind::kSeveralRecords));
}

TEST_F(WarcReaderTest, AMissingTrailerIsToldAndTheRecordKept) {
  for (const char* trailer : {"", "\r\n", "\r\n\r", "\n\n"}) {
    HandMade record = HandMadeResponse(1, "https://example.org/", "body");
    record.trailer = trailer;
    const auto records = Read(Gzip(record.Bytes()) + Members()[2]);
    EXPECT_THAT(IntactIds(records), ElementsAre(1, 2)) << trailer;
    ASSERT_GE(problems_.count(), 1u);
    EXPECT_EQ(problems_.list()[0].kind, Kind::kBadTrailer);
    EXPECT_THAT(IntactIds(Read(record.Bytes() + Records()[2], "x.warc")), ElementsAre(1, 2));
    EXPECT_EQ(problems_.list()[0].kind, Kind::kBadTrailer);
  }
}

TEST_F(WarcReaderTest, AMemberThatEndsBeforeItsBlockIsTold) {
  HandMade record = HandMadeResponse(1, "https://example.org/", "body");
  record.Add("Content-Length", "100000");
  const auto records = Read(Gzip(record.Bytes()) + Members()[2]);
  EXPECT_THAT(IntactIds(records), ElementsAre(2));
  EXPECT_THAT(KindsOf(problems_), ElementsAre(Kind::kShortBlock));
  // In a plain file only its end can tell.
  EXPECT_THAT(IntactIds(Read(record.Bytes() + Records()[2], "x.warc")), ElementsAre(2));
  EXPECT_THAT(KindsOf(problems_), ElementsAre(Kind::kTruncated));
}

TEST_F(WarcReaderTest, ABlockLongerThanItsContentLengthIsTold) {
  HandMade record = HandMadeResponse(1, "https://example.org/", "body");
  record.Add("Content-Length", "10");
  EXPECT_THAT(IntactIds(Read(record.Bytes() + Records()[2], "x.warc")), ElementsAre(1, 2));
  EXPECT_THAT(KindsOf(problems_), ElementsAre(Kind::kBadTrailer, Kind::kBadHeader));
}

TEST_F(WarcReaderTest, AHeaderWithoutEndIsToldWithoutReadingOn) {
  std::string lines = "WARC/1.1\r\n";
  while (lines.size() < 2 * kMaxWarcHeaderBytes) lines += "X: x\r\n";
  const std::string line = "WARC/1.1\r\nX: " + std::string(kMaxWarcLineBytes + 10'000, 'x');
  for (const std::string& endless : {lines, line}) {
    EXPECT_THAT(IntactIds(Read(Gzip(endless + "\r\n\r\n") + Members()[2])), ElementsAre(2));
    ASSERT_THAT(KindsOf(problems_), ElementsAre(Kind::kBadHeader));
    EXPECT_EQ(problems_.list()[0].what, "a WARC header without end");
  }
}

// Browsertrix with --saveStorage: WARC-JSON-Metadata.
TEST_F(WarcReaderTest, OneLongLineInAHeaderIsRead) {
  HandMade record = HandMadeResponse(7, "https://example.org/", "body");
  record.Add("WARC-JSON-Metadata", std::string(4'000'000, 'x'));
  for (const char* name : {"x.warc", "x.warc.gz"}) {
    const bool plain = std::string_view(name) == "x.warc";
    const std::string bytes = plain ? record.Bytes() : Gzip(record.Bytes());
    EXPECT_THAT(IntactIds(Read(bytes, name)), ElementsAre(7));
    EXPECT_THAT(problems_.list(), IsEmpty());
  }
}

TEST_F(WarcReaderTest, ATornTailFollowedByNewMembersCostsOnlyTheTornRecord) {
  const auto members = Members();
  const std::string torn = members[1].substr(0, members[1].size() / 2);
  const auto records = Read(members[0] + torn + members[2] + members[3]);
  EXPECT_THAT(IntactIds(records), ElementsAre(0, 2, 3));
  ASSERT_GE(problems_.count(), 1u);
  EXPECT_EQ(problems_.list()[0].offset, members[0].size());
}

// A page that is itself a WARC file, stored uncompressed in its member: damage opens it to the
// search.
TEST_F(WarcReaderTest, AnArchiveInsideADamagedRecordDoesNotComeToTheSurface) {
  HandMade forged = HandMadeResponse(66, "https://victim.example/", "forged");
  forged.Set("WARC-Warcinfo-ID", "<urn:uuid:ffffffff-0000-4000-8000-000000000000>");
  const std::string inner =
      Gzip(HandMadeRecord("warcinfo", 65, "x").Bytes()) + Gzip(forged.Bytes());
  const auto members = Members();
  const std::string hostile =
      Gzip(HandMadeResponse(9, "https://hostile.example/x.warc.gz", inner).Bytes(), 0);
  std::string bytes =
      Join(members) + hostile + Gzip(HandMadeRequest(10, "https://h.example/", 9).Bytes());
  EXPECT_THAT(IntactIds(Read(bytes)), ElementsAre(0, 1, 2, 3, 4, 9, 10));
  const size_t header = Join(members).size() + 30;
  ASSERT_NE(bytes.find(Gzip(forged.Bytes())), std::string::npos);
  bytes[header] = static_cast<char>(bytes[header] ^ 0x55);  // in the WARC header's version line
  EXPECT_THAT(IntactIds(Read(bytes)), ElementsAre(0, 1, 2, 3, 4, 10));
  EXPECT_THAT(KindsOf(problems_), ::testing::Contains(Kind::kForeignRecord).Times(2));
}

TEST_F(WarcReaderTest, RecordsOfUnknownTypeAreHandedOnAsUnknown) {
  const auto records = Read(Gzip(HandMadeRecord("screenshot", 1, "x").Bytes()) + Members()[2]);
  EXPECT_THAT(IntactIds(records), ElementsAre(1, 2));
  EXPECT_FALSE(records[0].header.known_type());
  EXPECT_EQ(problems_.count(), 0u);
}

TEST(LenientWarc, FurtherNewlinesBetweenPlainRecordsArePassed) {
  TemporaryDirectory directory;
  HandMade first = HandMadeResponse(1, "https://example.org/", "body");
  first.trailer = "\r\n\r\n\r\n\n";
  const std::string path = directory.path() + "/x.warc";
  WriteBytes(path, first.Bytes() + HandMadeRequest(2, "https://example.org/", 1).Bytes() + "\r\n");
  ReadProblems problems;
  EXPECT_THAT(IntactIds(ReadAll(path, problems)), ElementsAre(1, 2));
  EXPECT_EQ(problems.count(), 0u);
}

TEST(ReadProblems, KeepsTheFirstAndCountsAll) {
  ReadProblems problems(2);
  for (uint64_t i = 0; i < 5; ++i) problems.Report({Kind::kGarbage, "f", i, 0, "w"});
  EXPECT_EQ(problems.count(), 5u);
  EXPECT_THAT(problems.list(), SizeIs(2));
}

TEST_F(WarcReaderTest, TheLineEndsAfterABlockAreGiven) {
  for (const std::string trailer : {"", "\n", "\n\n", "\r\n", "\r\n\n", "\r\n\r\n"}) {
    for (const bool gzip : {true, false}) {
      HandMade record = HandMadeResponse(1, "https://example.org/", "body");
      record.trailer = trailer;
      const std::string file = directory_.path() + (gzip ? "/t.warc.gz" : "/t.warc");
      WriteBytes(file, gzip ? Gzip(record.Bytes()) : record.Bytes());
      ReadProblems problems;
      const auto reader = *WarcReader::Open(file, {}, problems);
      ASSERT_TRUE(*reader->Next());
      ASSERT_TRUE(reader->Finish().has_value());
      EXPECT_TRUE(reader->intact());
      EXPECT_EQ(reader->trailer_bytes(), trailer);
      EXPECT_EQ(reader->compressed(), gzip);
      EXPECT_EQ(problems.count(), trailer == "\r\n\r\n" ? 0u : 1u) << trailer;
    }
  }
}

}  // namespace
}  // namespace arsip::archive
