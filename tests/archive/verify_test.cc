#include "archive/verify.h"

#include <algorithm>
#include <filesystem>

#include "archive/archive_lock.h"
#include "archive/index_rows.h"
#include "archive/rebuild.h"
#include "archive/segment_list.h"
#include "crawled_archive.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "index_samples.h"
#include "warc_bytes.h"

namespace arsip::archive {
namespace {

using testing::Gzip;
using testing::HandMade;
using testing::HandMadeRequest;
using testing::HandMadeResponse;
using testing::HandMadeRevisit;
using testing::HandMadeWarcinfo;
using ::testing::HasSubstr;
using testing::IdOf;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using testing::WriteBytes;
using Severity = VerifyProblem::Severity;

constexpr const char* kUrl = "https://example.org/";

class VerifyTest : public ::testing::Test {
 protected:
  std::string path() const { return directory_.path(); }
  Result<VerifyReport> TryVerify(const VerifyProgress& progress = {}) {
    return Verify(path(), {}, progress);
  }
  VerifyReport Verified() {
    auto report = TryVerify();
    EXPECT_TRUE(report.has_value()) << report.error().ToString();
    EXPECT_FALSE(std::filesystem::exists(path() + "/index.verifying"));
    return report.has_value() ? std::move(*report) : VerifyReport();
  }
  std::string WriteSegment(const std::string& name, std::string_view bytes) {
    std::filesystem::create_directories(path() + "/warc");
    const std::string file = path() + "/warc/" + name;
    WriteBytes(file, bytes);
    return file;
  }
  void Index() {
    ReadProblems ignored;
    const auto counts = RebuildIndex(path(), ignored, {});
    ASSERT_TRUE(counts.has_value()) << counts.error().ToString();
  }
  // A segment x.warc.gz of one record a member, and the index as its bytes call for it.
  void WriteIndexed(const std::vector<HandMade>& records) {
    std::string bytes = Gzip(HandMadeWarcinfo().Bytes());
    for (const HandMade& record : records) bytes += Gzip(record.Bytes());
    WriteSegment("x.warc.gz", bytes);
    Index();
  }
  void ChangeIndex(const WriteBatch& rows) {
    const auto index = CaptureIndex::Open(path() + "/index", true);
    ASSERT_TRUE(index.has_value());
    ASSERT_TRUE((*index)->store().Write(rows, KeyValueStore::Sync::kYes).has_value());
  }
  std::vector<std::pair<std::string, std::string>> Rows() {
    const auto index = CaptureIndex::Open(path() + "/index", true);
    EXPECT_TRUE(index.has_value());
    return index.has_value() ? testing::DumpOf(**index)
                             : std::vector<std::pair<std::string, std::string>>();
  }
  SegmentOnDisk FirstSegment() { return ListSegments(path())->front(); }

  testing::TemporaryDirectory directory_;
};

std::string Text(const VerifyReport& report) {
  std::string text;
  for (const VerifyProblem& problem : report.problems) text += problem.ToString() + "\n";
  return text;
}

bool Tells(const VerifyReport& report, const std::string& where, const std::string& words,
           Severity severity = Severity::kError) {
  return std::ranges::any_of(report.problems, [&](const VerifyProblem& problem) {
    return problem.where == where && problem.severity == severity &&
           problem.what.find(words) != std::string::npos;
  });
}

TEST_F(VerifyTest, AnArchiveAsCrawledIsWhole) {
  testing::WriteCrawl(path(), 30, 20'000);
  const auto rows = Rows();
  const VerifyReport report = Verified();
  EXPECT_TRUE(report.ok());
  EXPECT_THAT(report.problems, IsEmpty()) << Text(report);
  const auto segments = *ListSegments(path());
  EXPECT_EQ(report.files, segments.size());
  EXPECT_EQ(report.sealed_files, segments.size());
  EXPECT_EQ(report.captures, 33u);
  EXPECT_GT(report.revisits, 1u);
  EXPECT_EQ(report.records, 30 * 3 + 3 + 1 + segments.size());
  EXPECT_EQ(report.block_digests, report.records);
  EXPECT_EQ(report.payload_digests, report.captures - report.revisits + 1);  // the conversion's
  EXPECT_EQ(report.without_digest, 0u);
  EXPECT_EQ(report.index_rows, rows.size());
  EXPECT_EQ(Rows(), rows);
}

TEST_F(VerifyTest, AFlippedByteIsFound) {
  testing::WriteCrawl(path(), 6, 10'000'000);
  ASSERT_TRUE(Verified().ok());
  const SegmentOnDisk segment = FirstSegment();
  std::string bytes = testing::ReadBytes(segment.path);
  const auto member = testing::ReadMembers(bytes).whole.at(4);
  // Of its CRC-32 (RFC 1952): elsewhere it is chance which rule is broken first.
  const uint64_t at = member.offset + member.length - 8;
  bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
  WriteBytes(segment.path, bytes);
  const VerifyReport report = Verified();
  const std::string where = segment.filename + "@" + std::to_string(member.offset);
  EXPECT_FALSE(report.ok());
  EXPECT_TRUE(Tells(report, where, "member")) << Text(report);
  EXPECT_TRUE(Tells(report, where, "record row that no whole record calls for"));
  EXPECT_TRUE(Tells(report, segment.filename, "when it was sealed it was sha256:"));
}

TEST_F(VerifyTest, ACutFileIsFound) {
  testing::WriteCrawl(path(), 6, 10'000'000);
  const SegmentOnDisk segment = FirstSegment();
  const auto last = testing::ReadMembers(testing::ReadBytes(segment.path)).whole.back();
  std::filesystem::resize_file(segment.path, segment.size - 10);
  const VerifyReport report = Verified();
  EXPECT_TRUE(Tells(report, segment.filename + "@" + std::to_string(last.offset), "the file ends"))
      << Text(report);
  EXPECT_TRUE(Tells(report, segment.filename, "when it was sealed it had"));
}

TEST_F(VerifyTest, AFileThatIsGoneIsNamed) {
  testing::WriteCrawl(path(), 12, 5'000);
  const SegmentOnDisk segment = FirstSegment();
  std::filesystem::remove(segment.path);
  const VerifyReport report = Verified();
  EXPECT_TRUE(Tells(report, segment.filename, "the file is gone")) << Text(report);
  EXPECT_TRUE(
      Tells(report, segment.filename + "@0", "record block that no whole record calls for"));
}

TEST_F(VerifyTest, AFileThatTheIndexDoesNotKnowIsNamed) {
  WriteIndexed({HandMadeResponse(1, kUrl, "one")});
  WriteSegment("y.warc", HandMadeResponse(2, kUrl, "two").Bytes());
  const VerifyReport report = Verified();
  EXPECT_TRUE(Tells(report, "y.warc", "the index lacks its file row")) << Text(report);
  EXPECT_TRUE(Tells(report, "y.warc@0", "the index lacks its capture row of org,example)/"));
}

TEST_F(VerifyTest, WhatWeSayOfAPayloadIsHeldAgainstItsBytes) {
  const std::string field = "X-Arsip-Payload-Digest";
  auto good = HandMadeResponse(1, kUrl, "one");
  auto wrong = HandMadeResponse(2, kUrl, "two");
  auto unreadable = HandMadeResponse(3, kUrl, "three");
  const std::string other = FormatDigest(ComputeSha256(std::string_view("other")));
  WriteIndexed({good.Add(field, FormatDigest(ComputeSha256(std::string_view("one")))),
                wrong.Add(field, other), unreadable.Add(field, "sha256:none")});
  const VerifyReport report = Verified();
  EXPECT_EQ(report.errors, 2u) << Text(report);
  EXPECT_THAT(Text(report), HasSubstr("the record says " + other));
  EXPECT_THAT(Text(report), HasSubstr(field + " is no digest"));
}

TEST_F(VerifyTest, DigestsThatDoNotHoldAreFound) {
  const std::string other = FormatDigest(ComputeSha256(std::string_view("other")));
  auto block = HandMadeResponse(1, kUrl, "one");
  block.Set("WARC-Block-Digest", other);
  auto payload = HandMadeResponse(2, kUrl, "two");
  payload.Set("WARC-Payload-Digest", FormatDigest(ComputeSha1("other")));
  auto unreadable = HandMadeResponse(3, kUrl, "three");
  unreadable.Set("WARC-Block-Digest", "sha256:no-digest");
  auto unknown = HandMadeResponse(4, kUrl, "four");
  unknown.Set("WARC-Block-Digest", "md5:0cc175b9c0f1b6a831c399e269772661");
  WriteIndexed({block, payload, unreadable, unknown});
  const auto members = testing::ReadMembers(testing::ReadBytes(path() + "/warc/x.warc.gz")).whole;
  const auto where = [&](size_t n) { return "x.warc.gz@" + std::to_string(members[n].offset); };
  const VerifyReport report = Verified();
  EXPECT_EQ(report.errors, 3u) << Text(report);
  EXPECT_TRUE(Tells(report, where(1), "the block is sha256:"));
  EXPECT_TRUE(Tells(report, where(1), "the record says " + other));
  EXPECT_TRUE(Tells(report, where(2), "the payload is sha1:"));
  EXPECT_TRUE(Tells(report, where(3), "WARC-Block-Digest is no digest"));
  EXPECT_EQ(report.block_digests, 3u);
  EXPECT_EQ(report.without_digest, 2u);
}

TEST_F(VerifyTest, AMissingRowOfEveryTableIsNamed) {
  testing::WriteCrawl(path(), 6, 10'000'000);
  std::string tables;
  for (const auto& [key, value] : Rows()) {
    if (tables.find(key[0]) != std::string::npos || key[0] == 'M' || key[0] == 'W') continue;
    tables += key[0];
    WriteBatch without;
    without.Delete(key);
    ChangeIndex(without);
    const VerifyReport report = Verified();
    EXPECT_EQ(report.errors, 1u) << key[0] << "\n" << Text(report);
    EXPECT_THAT(Text(report), HasSubstr("the index lacks its ")) << key[0];
    WriteBatch again;
    again.Put(key, value);
    ChangeIndex(again);
  }
  EXPECT_EQ(tables, "CDPRw");
}

TEST_F(VerifyTest, RowsThatNoRecordCallsForAreNamed) {
  WriteIndexed({HandMadeResponse(1, kUrl, "one")});
  CaptureRow row;
  row.url = kUrl;
  const FileId file = [&] {
    const auto index = CaptureIndex::Open(path() + "/index", true);
    return (*(*index)->FindFile("x.warc.gz"))->id;
  }();
  WriteBatch bogus;
  bogus.Put(EncodeCaptureKey({"org,example)/", UtcTime{}, {file, 77}}),
            EncodeCaptureRow(row, "org,example)/"));
  bogus.Put(RecordIdKey(LookupIdOf(BlockRecordId::Of(IdOf(9))), {file, 77}), "9");
  bogus.Put("Zunknown", "");
  ChangeIndex(bogus);
  const VerifyReport report = Verified();
  EXPECT_EQ(report.errors, 3u) << Text(report);
  EXPECT_TRUE(Tells(report, "x.warc.gz@77", "has a capture row of org,example)/"));
  EXPECT_TRUE(Tells(report, "x.warc.gz@77", "has a record-id row"));
  EXPECT_TRUE(Tells(report, "index", "has a row 5a756e6b6e6f776e"));
}

// That each of them is compared, not only their block.
TEST_F(VerifyTest, RecordsOfABlockAreToldOneByOne) {
  WriteIndexed({HandMadeResponse(1, kUrl, "one"), HandMadeResponse(2, kUrl, "two"),
                HandMadeResponse(3, kUrl, "three")});
  for (const auto& [key, value] : Rows()) {
    if (key[0] != 'P') continue;
    const RecordPosition first = *DecodeBlockKey(key);
    std::vector<BlockRecord> records = *DecodeRecordBlock(first.offset, value);
    ASSERT_THAT(records, SizeIs(4));
    records[2].type = RecordType::kMetadata;
    records[3].offset += 7;
    RecordBlockWriter other;
    for (const BlockRecord& record : records) other.Add(record);
    WriteBatch changed;
    changed.Put(key, other.value());
    ChangeIndex(changed);
    const VerifyReport report = Verified();
    EXPECT_EQ(report.errors, 3u) << Text(report);
    const auto at = [&](size_t i) { return "x.warc.gz@" + std::to_string(records[i].offset); };
    EXPECT_TRUE(Tells(report, at(2), "the record row of the index is not what the records call"));
    EXPECT_TRUE(Tells(report, at(3), "has a record row that no whole record calls for"));
    return;
  }
  FAIL() << "there is no block";
}

TEST_F(VerifyTest, AChangedRowIsNamed) {
  WriteIndexed({HandMadeResponse(1, kUrl, "one")});
  WriteBatch changed;
  for (const auto& [key, value] : Rows()) {
    if (key[0] == 'C') changed.Put(key, value + "x");
  }
  ChangeIndex(changed);
  const VerifyReport report = Verified();
  EXPECT_EQ(report.errors, 1u);
  EXPECT_THAT(Text(report), HasSubstr("is not what the records call for"));
}

TEST_F(VerifyTest, RecordsAreVerifiedWithoutAnIndex) {
  testing::WriteCrawl(path(), 6, 20'000);
  const uint64_t records = Verified().records;
  for (const std::string& name : testing::NamesIn(path() + "/index")) {
    if (name != "LOCK") WriteBytes(path() + "/index/" + name, "rot");
  }
  const VerifyReport rotten = Verified();
  EXPECT_EQ(rotten.errors, 1u) << Text(rotten);
  EXPECT_EQ(rotten.problems.front().where, "index");
  EXPECT_EQ(rotten.records, records);
  std::filesystem::remove_all(path() + "/index");
  const VerifyReport report = Verified();
  EXPECT_EQ(report.errors, 1u) << Text(report);
  EXPECT_TRUE(Tells(report, "index", "arsip index rebuild"));
  EXPECT_EQ(report.records, records);
  EXPECT_EQ(report.index_rows, 0u);
  EXPECT_FALSE(std::filesystem::exists(path() + "/index"));
}

TEST_F(VerifyTest, ReferencesLeadForwardAndBackward) {
  const auto response = HandMadeResponse(2, kUrl, "one");
  WriteIndexed({HandMadeRequest(1, kUrl, 2), response, HandMadeRequest(3, kUrl, 2),
                HandMadeRevisit(4, kUrl, response)});
  const VerifyReport report = Verified();
  EXPECT_TRUE(report.ok()) << Text(report);
}

TEST_F(VerifyTest, ReferencesThatLeadNowhereAreFound) {
  const auto response = HandMadeResponse(2, kUrl, "one");
  auto revisit = HandMadeRevisit(4, kUrl, response);
  revisit.Set("WARC-Refers-To", IdOf(98));
  WriteIndexed({response, HandMadeRequest(3, kUrl, 99), revisit});
  const auto members = testing::ReadMembers(testing::ReadBytes(path() + "/warc/x.warc.gz")).whole;
  const VerifyReport report = Verified();
  EXPECT_EQ(report.errors, 2u) << Text(report);
  EXPECT_TRUE(Tells(report, "x.warc.gz@" + std::to_string(members[2].offset),
                    "WARC-Concurrent-To " + IdOf(99)));
  EXPECT_TRUE(Tells(report, "x.warc.gz@" + std::to_string(members[3].offset),
                    "WARC-Refers-To " + IdOf(98)));
}

TEST_F(VerifyTest, MissingFieldsAreFound) {
  auto uri = HandMadeRequest(1, kUrl, 2);
  uri.Remove("WARC-Target-URI");
  const auto response = HandMadeResponse(2, kUrl, "one");
  auto profile = HandMadeRevisit(3, kUrl, response);
  profile.Remove("WARC-Profile");
  auto nameless = HandMadeResponse(4, kUrl, "one");
  nameless.Remove("WARC-Target-URI");
  WriteIndexed({uri, response, profile, nameless});
  const VerifyReport report = Verified();
  EXPECT_EQ(report.errors, 3u) << Text(report);
  EXPECT_THAT(Text(report), HasSubstr("request record without a usable WARC-Target-URI"));
  EXPECT_THAT(Text(report), HasSubstr("revisit record without a usable WARC-Profile"));
  EXPECT_THAT(Text(report), HasSubstr("response record without a usable WARC-Target-URI"));
}

TEST_F(VerifyTest, WhatOnlyAStrictReaderObjectsToIsAWarning) {
  auto odd = HandMadeResponse(2, kUrl, "two");
  odd.line_end = "\n";
  WriteSegment("x.warc.gz", Gzip(odd.Bytes()) + Gzip(HandMadeResponse(3, kUrl, "3").Bytes() +
                                                     HandMadeResponse(4, kUrl, "4").Bytes()));
  Index();
  const VerifyReport report = Verified();
  EXPECT_TRUE(report.ok()) << Text(report);
  EXPECT_GE(report.warnings, 2u);
  EXPECT_TRUE(Tells(report, "x.warc.gz@0", "", Severity::kWarning));
}

TEST_F(VerifyTest, WhatAKilledCrawlLeftBeyondTheMarkIsAWarning) {
  const std::string name = "arsip-20261122101112000-00001-7~host~0.warc.gz";
  const std::string start =
      Gzip(HandMadeWarcinfo().Bytes()) + Gzip(HandMadeResponse(1, kUrl, "one").Bytes());
  const std::string rest = Gzip(HandMadeRequest(2, kUrl, 99).Bytes());
  const std::string file = WriteSegment(name + ".open", start);
  Index();
  EXPECT_THAT(Text(Verified()), IsEmpty());
  WriteBytes(file, start + rest + rest.substr(0, 30));
  const VerifyReport report = Verified();
  EXPECT_TRUE(report.ok()) << Text(report);
  EXPECT_TRUE(Tells(report, name, "the next crawl sees to the rest", Severity::kWarning));
  WriteBytes(file, start.substr(0, start.size() - 1));
  EXPECT_FALSE(Verified().ok());
}

TEST_F(VerifyTest, ProblemsBeyondTheLimitAreCounted) {
  testing::WriteCrawl(path(), 6, 10'000'000);
  std::filesystem::remove(FirstSegment().path);
  const uint64_t all = Verified().errors;
  VerifyOptions options;
  options.max_problems = 2;
  const auto report = Verify(path(), options, {});
  ASSERT_TRUE(report.has_value());
  EXPECT_THAT(report->problems, SizeIs(2));
  EXPECT_EQ(report->errors, all);
  EXPECT_GT(all, 2u);
}

TEST_F(VerifyTest, WaitsForNoCrawlAndNoReader) {
  testing::WriteCrawl(path(), 3, 20'000);
  {
    const auto lock = ArchiveLock::Acquire(path());
    ASSERT_TRUE(lock.has_value());
    EXPECT_EQ(TryVerify().error().code, ErrorCode::kUnavailable);
  }
  {
    const auto index = CaptureIndex::Open(path() + "/index", true);
    ASSERT_TRUE(index.has_value());
    EXPECT_EQ(TryVerify().error().code, ErrorCode::kUnavailable);
  }
  EXPECT_TRUE(Verified().ok());
}

TEST_F(VerifyTest, WhatIsNoArchiveIsNotTouched) {
  EXPECT_EQ(TryVerify().error().code, ErrorCode::kNotFound);
  EXPECT_THAT(testing::NamesIn(path()), IsEmpty());
}

TEST_F(VerifyTest, ProgressEndsWithAllBytesAndMayStop) {
  testing::WriteCrawl(path(), 10, 20'000);
  uint64_t last = 0;
  uint64_t all = 0;
  const auto report = TryVerify([&](uint64_t done, uint64_t total) {
    EXPECT_GE(done, last);
    last = done;
    all = total;
    return true;
  });
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(last, all);
  EXPECT_EQ(report->bytes, all);
  const auto stopped = TryVerify([](uint64_t, uint64_t) { return false; });
  ASSERT_FALSE(stopped.has_value());
  EXPECT_EQ(stopped.error().code, ErrorCode::kUnavailable);
  EXPECT_FALSE(std::filesystem::exists(path() + "/index.verifying"));
}

}  // namespace
}  // namespace arsip::archive
