#include "archive/import.h"

#include <algorithm>
#include <filesystem>

#include "archive/archive_lock.h"
#include "crawled_archive.h"
#include "imported_archive.h"

namespace arsip::archive {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using testing::Gzip;
using testing::HandMade;
using testing::HandMadeRequest;
using testing::HandMadeResponse;
using testing::HandMadeRevisit;
using testing::HandMadeWarcinfo;
using ::testing::HasSubstr;
using testing::IdOf;
using testing::ImportFixture;
using ::testing::IsEmpty;
using testing::NamesIn;
using testing::ReadBytes;
using ::testing::SizeIs;
using Kept = ImportedFile::Kept;

const std::string kUrl = "https://example.org/";

class ImportTest : public ImportFixture {
 protected:
  static std::vector<HandMade> Crawl() {
    return {HandMadeWarcinfo(), HandMadeResponse(1, kUrl + "a", "first"),
            HandMadeRequest(2, kUrl + "a", 1), HandMadeResponse(3, kUrl + "b", "second")};
  }
  // Inflated, without the warcinfo record that importing put before them.
  std::string RecordsOf(const std::string& filename) {
    std::string records;
    const auto members = testing::ReadMembers(ReadBytes(imported() + "/" + filename)).whole;
    for (size_t i = 1; i < members.size(); ++i) records += members[i].bytes;
    return records;
  }
};

TEST_F(ImportTest, AFileOfOneRecordAMemberStaysByteForByte) {
  const std::string bytes = Members(Crawl());
  const ImportedFile file = Import(Source("crawl.warc.gz", bytes));
  EXPECT_EQ(file.kept, Kept::kAsItCame);
  EXPECT_EQ(file.filename, "crawl.warc.gz");
  EXPECT_EQ(file.sha256, ComputeSha256(std::string_view(bytes)));
  EXPECT_EQ(ReadBytes(imported() + "/crawl.warc.gz"), bytes);
  EXPECT_EQ(ReadBytes(imported() + "/crawl.warc.gz.sha256"),
            HexEncode(file.sha256) + "  crawl.warc.gz\n");
  EXPECT_EQ(file.survey.records, 4u);
  EXPECT_EQ(file.survey.count(RecordType::kResponse), 2u);
  EXPECT_EQ(file.survey.software, "by hand");
  EXPECT_THAT(file.survey.deviations.entries(), IsEmpty());
  EXPECT_EQ(Payload(0), "first");
  EXPECT_EQ(Payload(1), "second");
  ExpectRebuildIsIdentical();
  EXPECT_THAT(Verified().problems, IsEmpty());
  EXPECT_FALSE(std::filesystem::exists(path() + "/imported.partial"));
}

TEST_F(ImportTest, APlainFileIsWrittenAnewWithTheBytesOfItsRecords) {
  const std::string bytes = Plain(Crawl());
  const ImportedFile file = Import(Source("crawl.warc", bytes));
  EXPECT_EQ(file.kept, Kept::kPerRecord);
  EXPECT_EQ(file.filename, "crawl.per-record.warc.gz");
  EXPECT_EQ(file.original, "");
  EXPECT_EQ(RecordsOf(file.filename), bytes);
  const auto records = testing::ReadRecords(imported() + "/" + file.filename);
  ASSERT_THAT(records, SizeIs(5));
  EXPECT_EQ(records[0].Get("WARC-Type"), "warcinfo");
  EXPECT_THAT(records[0].block, HasSubstr("imported-filename: crawl.warc\r\n"));
  EXPECT_THAT(records[0].block, HasSubstr(FormatDigest(ComputeSha256(std::string_view(bytes)))));
  EXPECT_EQ(Payload(0), "first");
  ExpectRebuildIsIdentical();
  EXPECT_THAT(Verified().problems, IsEmpty());
}

TEST_F(ImportTest, SeveralRecordsInAMemberAreParted) {
  const std::string bytes = Plain(Crawl());
  const ImportedFile file = Import(Source("one-member.warc.gz", Gzip(bytes)));
  EXPECT_EQ(file.kept, Kept::kPerRecord);
  EXPECT_THAT(KindsOf(file.survey.deviations), ElementsAre(Deviation::kSeveralRecords));
  EXPECT_EQ(RecordsOf(file.filename), bytes);
  EXPECT_EQ(Payload(1), "second");
  ExpectRebuildIsIdentical();
}

// Whatever the framing, the bytes of each record stay its own.
TEST_F(ImportTest, UnusualLineEndsAreKept) {
  std::vector<HandMade> records = Crawl();
  for (HandMade& record : records) {
    record.line_end = "\n";
    record.trailer = "\n\n";
  }
  records[2].trailer = "\r\n";
  const ImportedFile plain = Import(Source("lf.warc", Plain(records)));
  EXPECT_THAT(KindsOf(plain.survey.deviations),
              ElementsAre(Deviation::kLineFeedAlone, Deviation::kTrailer));
  EXPECT_EQ(RecordsOf(plain.filename), Plain(records));
  const ImportedFile members = Import(Source("lf.warc.gz", Members(records)));
  EXPECT_EQ(members.kept, Kept::kAsItCame);
  EXPECT_EQ(Payload(0), "first");
  ExpectRebuildIsIdentical();
  const VerifyReport report = Verified();
  EXPECT_TRUE(report.ok());
  EXPECT_THAT(KindsOf(report.foreign), ElementsAre(Deviation::kLineFeedAlone, Deviation::kTrailer));
}

TEST_F(ImportTest, WhatADamagedFileHoldsIsImportedAndTheDamageNamed) {
  std::string bytes = Members(Crawl());
  const size_t last = bytes.size() - Gzip(Crawl()[3].Bytes()).size();
  bytes.resize(bytes.size() - 10);
  const ImportedFile file = Import(Source("cut.warc.gz", bytes));
  EXPECT_EQ(file.kept, Kept::kAsItCame);
  EXPECT_EQ(file.survey.records, 3u);
  EXPECT_EQ(ReadBytes(imported() + "/cut.warc.gz"), bytes);
  const auto& told = file.survey.deviations.entries().at(Deviation::kTruncated);
  EXPECT_EQ(told.first, "cut.warc.gz@" + std::to_string(last));
  ASSERT_THAT(Captures(), SizeIs(1));
  ExpectRebuildIsIdentical();
  const VerifyReport report = Verified();
  EXPECT_TRUE(report.ok());
  EXPECT_THAT(report.problems, IsEmpty());
  EXPECT_THAT(KindsOf(report.foreign), ElementsAre(Deviation::kTruncated));
}

TEST_F(ImportTest, ADamagedFileThatIsWrittenAnewIsKeptBesideToo) {
  std::string bytes = Plain(Crawl());
  bytes.resize(bytes.size() - 10);
  const ImportedFile file = Import(Source("cut.warc", bytes));
  EXPECT_EQ(file.kept, Kept::kPerRecord);
  EXPECT_EQ(file.original, "cut.warc.original");
  EXPECT_EQ(ReadBytes(imported() + "/cut.warc.original"), bytes);
  EXPECT_EQ(RecordsOf(file.filename) + Crawl()[3].Bytes().substr(0, Crawl()[3].Bytes().size() - 10),
            bytes);
  ExpectRebuildIsIdentical();
  EXPECT_THAT(Verified().problems, IsEmpty());
}

TEST_F(ImportTest, TheSameFileIsNotImportedTwice) {
  for (const auto& [name, bytes] :
       {std::pair{"a.warc.gz", Members(Crawl())}, std::pair{"a.warc", Plain(Crawl())}}) {
    const ImportedFile first = Import(Source(name, bytes));
    const auto names = NamesIn(imported());
    const ImportedFile second = Import(Source("copy.warc", bytes));
    EXPECT_EQ(second.kept, Kept::kAlready);
    EXPECT_EQ(second.filename, first.filename);
    EXPECT_EQ(NamesIn(imported()), names);
  }
}

TEST_F(ImportTest, AnotherFileOfTheSameNameGetsAnother) {
  Import(Source("crawl.warc.gz", Members(Crawl())));
  const std::string other = Members({HandMadeWarcinfo(), HandMadeResponse(7, kUrl + "c", "third")});
  EXPECT_EQ(Import(Source("crawl.warc.gz", other)).filename, "crawl~2.warc.gz");
  EXPECT_EQ(Payload(2), "third");
  ExpectRebuildIsIdentical();
}

// Heritrix and other Arsips name their files as we do: their serials are not ours.
TEST_F(ImportTest, ASerialInTheNameTakesNoIdOfOurSegments) {
  testing::WriteCrawl(path(), 4, 1'000'000);
  const std::string own = NamesIn(path() + "/warc").front();
  const std::string bytes = Members(Crawl());
  EXPECT_EQ(Import(Source("A" + own, bytes)).filename, "A" + own);  // before ours in any list
  ExpectRebuildIsIdentical();
  EXPECT_THAT(Verified().problems, IsEmpty());
  // The next segment of ours goes on where the last one ended.
  testing::WriteCrawl(path(), 2, 1'000'000);
  EXPECT_EQ(NamesIn(path() + "/warc").size(), 2u);
  ExpectRebuildIsIdentical();
}

TEST_F(ImportTest, WhatIsNoWarcFileLeavesNothing) {
  for (const std::string& bytes : {std::string(), std::string("<html>"), Gzip("<html>")}) {
    const auto file = TryImport(Source("x.warc.gz", bytes));
    ASSERT_FALSE(file.has_value());
    EXPECT_EQ(file.error().code, ErrorCode::kInvalidInput);
  }
  EXPECT_EQ(TryImport(directory_.path() + "/none").error().code, ErrorCode::kNotFound);
  EXPECT_THAT(NamesIn(imported()), IsEmpty());
  EXPECT_FALSE(std::filesystem::exists(path() + "/imported.partial"));
}

TEST_F(ImportTest, StoppedAnywhereNothingIsImportedAndTheNextOneIsWhole) {
  const std::string source = Source("crawl.warc", Plain(Crawl()));
  uint64_t calls = 0;
  ASSERT_TRUE(TryImport(Source("other.warc", Plain({HandMadeResponse(9, kUrl, "x")})), {},
                        [&](uint64_t, uint64_t) { return ++calls > 0; })
                  .has_value());
  const auto before = NamesIn(imported());
  // Digest, copy, four records surveyed, four written.
  for (int allowed = 0; allowed < 10; ++allowed) {
    int left = allowed;
    const auto file = TryImport(source, {}, [&left](uint64_t, uint64_t) { return --left >= 0; });
    ASSERT_FALSE(file.has_value()) << allowed;
    EXPECT_EQ(file.error().code, ErrorCode::kUnavailable);
    EXPECT_EQ(NamesIn(imported()), before);
    EXPECT_THAT(Captures(), SizeIs(1));
  }
  EXPECT_EQ(Import(source).survey.records, 4u);
  ExpectRebuildIsIdentical();
}

TEST_F(ImportTest, ProgressEndsWithAllBytes) {
  uint64_t done = 0;
  uint64_t total = 0;
  ASSERT_TRUE(TryImport(Source("crawl.warc", Plain(Crawl())), {}, [&](uint64_t d, uint64_t t) {
                EXPECT_GE(t, d);
                done = d;
                total = t;
                return true;
              }).has_value());
  EXPECT_EQ(done, total);
  EXPECT_EQ(total, 5 * Plain(Crawl()).size());
}

// Killed after the file was put in its place: the next to open the archive indexes it.
TEST_F(ImportTest, AFileInPlaceThatTheIndexLacksIsCaughtUp) {
  const std::string source = Source("crawl.warc.gz", Members(Crawl()));
  Import(source);
  const Rows live = Dump();
  std::filesystem::remove_all(path() + "/index");
  EXPECT_EQ(Import(source).kept, Kept::kAlready);
  EXPECT_EQ(Dump(), live);
}

TEST_F(ImportTest, PayloadsThatTheArchiveHasAreCountedAndKept) {
  Import(Source("one.warc.gz", Members(Crawl())));
  const std::string again = Members({HandMadeWarcinfo(), HandMadeResponse(11, kUrl + "c", "first"),
                                     HandMadeResponse(12, kUrl + "d", "new")});
  const ImportedFile file = Import(Source("two.warc.gz", again));
  EXPECT_EQ(file.kept, Kept::kAsItCame);
  EXPECT_EQ(file.survey.known_payloads, 1u);
  EXPECT_EQ(file.survey.known_payload_bytes, 5u);
  EXPECT_EQ(file.revisits_written, 0u);
  EXPECT_EQ(ReadBytes(imported() + "/two.warc.gz"), again);
}

TEST_F(ImportTest, WithDeduplicationTheyBecomeRevisits) {
  Import(Source("one.warc.gz", Members(Crawl())));
  HandMade copy = HandMadeResponse(11, kUrl + "c", "first");
  copy.Add("WARC-IP-Address", "192.0.2.9");
  const std::string again = Members({HandMadeWarcinfo(), copy, HandMadeRequest(12, kUrl + "c", 11),
                                     HandMadeResponse(13, kUrl + "d", "new")});
  const ImportedFile file =
      Import(Source("two.warc.gz", again), {.deduplicate = true, .coding = {}});
  EXPECT_EQ(file.kept, Kept::kPerRecord);
  EXPECT_EQ(file.revisits_written, 1u);
  const auto records = testing::ReadRecords(imported() + "/" + file.filename);
  ASSERT_THAT(records, SizeIs(5));
  EXPECT_EQ(records[2].Get("WARC-Type"), "revisit");
  EXPECT_EQ(records[2].Get("WARC-Record-ID"), IdOf(11));
  EXPECT_EQ(records[2].Get("WARC-Refers-To"), IdOf(1));
  EXPECT_EQ(records[2].Get("WARC-Refers-To-Target-URI"), kUrl + "a");
  EXPECT_EQ(records[2].Get("WARC-IP-Address"), "192.0.2.9");
  EXPECT_EQ(records[2].block, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n");
  EXPECT_EQ(Payload(2), "first");
  EXPECT_EQ(Payload(3), "new");
  ExpectRebuildIsIdentical();
  EXPECT_THAT(Verified().problems, IsEmpty());
}

// A truncated payload, and one captured before the archive's own, stand for themselves.
TEST_F(ImportTest, WhatMayNotBeARevisitIsKeptAsItIs) {
  Import(Source("one.warc.gz", Members(Crawl())));
  const std::string again =
      Members({HandMadeResponse(11, kUrl + "c", "first").Add("WARC-Truncated", "length"),
               HandMadeResponse(12, kUrl + "d", "first").Set("WARC-Date", "2020-01-01T00:00:00Z")});
  const ImportedFile file =
      Import(Source("two.warc.gz", again), {.deduplicate = true, .coding = {}});
  EXPECT_EQ(file.survey.known_payloads, 2u);
  EXPECT_EQ(file.kept, Kept::kAsItCame);
  EXPECT_EQ(file.revisits_written, 0u);
}

TEST_F(ImportTest, RecordsThatTheArchiveHasAreTold) {
  Import(Source("one.warc.gz", Members(Crawl())));
  const ImportedFile file = Import(Source("one.warc", Plain(Crawl())));
  const auto& told = file.survey.deviations.entries().at(Deviation::kKnownRecordId);
  EXPECT_EQ(told.count, 4u);
  EXPECT_EQ(told.detail, "as one.warc.gz@0");
}

// What wget writes: brackets, digests over chunks, revisits by record id with a digest of nothing.
TEST_F(ImportTest, RevisitsOfWgetLeadToTheirPayload) {
  const std::string chunks = "4\r\nbody\r\n0\r\n\r\n";
  const HandMade original =
      HandMadeResponse(1, "<" + kUrl + ">", chunks, "Transfer-Encoding: chunked\r\n");
  HandMade revisit = HandMadeRevisit(2, "<" + kUrl + "again>", original);
  revisit.Remove("WARC-Refers-To-Target-URI").Remove("WARC-Refers-To-Date");
  revisit.Set("WARC-Block-Digest", FormatDigest(ComputeSha1("")));
  HandMade empty = HandMadeRevisit(3, "<" + kUrl + "empty>", original);
  empty.Set("WARC-Payload-Digest", FormatDigest(ComputeSha1("")));
  empty.Remove("WARC-Refers-To-Target-URI").Remove("WARC-Refers-To-Date");
  // The revisits first: nothing depends on the order of files.
  Import(Source("a.warc.gz", Members({revisit, empty})));
  EXPECT_THAT(Payload(0), HasSubstr("not in the archive"));
  Import(Source("b.warc.gz", Members({original})));
  EXPECT_EQ(Payload(0), "body");
  EXPECT_EQ(Payload(1), "body");
  EXPECT_EQ(Payload(2), "");
  ExpectRebuildIsIdentical();
  const VerifyReport report = Verified();
  EXPECT_TRUE(report.ok());
  EXPECT_THAT(KindsOf(report.foreign), Contains(Deviation::kBlockDigestOfNothing));
  EXPECT_THAT(KindsOf(report.foreign), Contains(Deviation::kPayloadDigestOfChunks));
}

// A crawl that meets the same payload must be able to write its revisit.
TEST_F(ImportTest, WhatARevisitOfOursCouldNotNameIsNeverReferredTo) {
  const auto page = [](int id, const char* path, const char* body) {
    return HandMadeResponse(id, kUrl + path, body);
  };
  Import(Source("odd.warc.gz", Members({page(1, "a", "odd id").Set("WARC-Record-ID", "<odd id>"),
                                        page(2, "b", "odd date").Set("WARC-Date", "20261122101112"),
                                        page(3, "c", "plain")})));
  const auto archive = Archive::Open(path(), {.min_free_bytes = 0, .warcinfo = {}}, clock_);
  ASSERT_TRUE(archive.has_value());
  for (const char* body : {"odd id", "odd date", "plain"}) {
    const auto verdict =
        testing::JudgeAsync(**archive, ComputeSha256(std::string_view(body))).get();
    ASSERT_TRUE(verdict.has_value());
    const bool plain = std::string_view(body) == "plain";
    EXPECT_EQ(verdict->kind == DedupVerdict::Kind::kRevisit, plain) << body;
    (*archive)->Forget(ComputeSha256(std::string_view(body)));
    if (!plain) continue;
    const auto written =
        testing::AppendAsync(**archive, {testing::RevisitOf(kUrl + "new", *verdict)}).get();
    EXPECT_TRUE(written.has_value()) << written.error().ToString();
  }
}

// A 304 to another's validator would stand for a payload that we never got.
TEST_F(ImportTest, ValidatorsOfOthersAreNotAskedBy) {
  Import(Source("x.warc.gz", Members({HandMadeResponse(1, kUrl, "body", "ETag: \"v1\"\r\n")})));
  const auto archive = Archive::Open(path(), {.min_free_bytes = 0, .warcinfo = {}}, clock_);
  ASSERT_TRUE(archive.has_value());
  const auto last = (*archive)->Last(kUrl);
  ASSERT_TRUE(last.has_value());
  EXPECT_FALSE(last->has_value());
}

TEST_F(ImportTest, AByteThatChangedSinceIsOurDamage) {
  Import(Source("crawl.warc.gz", Members(Crawl())));
  std::string bytes = ReadBytes(imported() + "/crawl.warc.gz");
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 0x20);
  testing::WriteBytes(imported() + "/crawl.warc.gz", bytes);
  EXPECT_FALSE(Verified().ok());
  // A rebuilt index takes the changed file for what it is; the digest beside it does not.
  ReadProblems problems;
  ASSERT_TRUE(RebuildIndex(path(), problems, {}).has_value());
  const VerifyReport report = Verified();
  EXPECT_FALSE(report.ok());
  ASSERT_FALSE(report.problems.empty());
  EXPECT_THAT(report.problems[0].ToString(), HasSubstr("when it was imported it was sha256:"));
}

TEST_F(ImportTest, ARecordTooLargeToHoldIsStreamed) {
  const std::string body = testing::RandomBytes(20'000'000, 7);
  const std::string bytes = Plain({HandMadeResponse(1, kUrl, body)});
  const ImportedFile file = Import(Source("large.warc", bytes));
  EXPECT_EQ(RecordsOf(file.filename), bytes);
  EXPECT_EQ(Payload(0), body);
}

TEST_F(ImportTest, WaitsForNoOtherWriter) {
  std::filesystem::create_directories(path());
  const auto lock = ArchiveLock::Acquire(path());
  ASSERT_TRUE(lock.has_value());
  const auto importer = Importer::Open(path(), {}, clock_);
  ASSERT_FALSE(importer.has_value());
  EXPECT_EQ(importer.error().code, ErrorCode::kUnavailable);
}

TEST_F(ImportTest, ADiskThatWouldBeFullIsSaidBefore) {
  ImportOptions options;
  options.min_free_bytes = UINT64_MAX / 2;
  const auto file = TryImport(Source("crawl.warc.gz", Members(Crawl())), options);
  ASSERT_FALSE(file.has_value());
  EXPECT_EQ(file.error().code, ErrorCode::kNoSpace);
  EXPECT_THAT(NamesIn(imported()), IsEmpty());
}

}  // namespace
}  // namespace arsip::archive
