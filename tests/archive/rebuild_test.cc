#include "archive/rebuild.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "archive/archive_lock.h"
#include "archive/segment_list.h"
#include "crawled_archive.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "index_samples.h"
#include "warc_bytes.h"

namespace arsip::archive {
namespace {

using testing::CapturesOf;
using testing::DumpOf;
using testing::Gzip;
using testing::HandMadeRequest;
using testing::HandMadeResponse;
using testing::HandMadeWarcinfo;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using testing::WriteBytes;
using Rows = std::vector<std::pair<std::string, std::string>>;

class RebuildTest : public ::testing::Test {
 protected:
  std::string path() const { return directory_.path(); }
  Rows Dump() {
    const auto index = CaptureIndex::Open(path() + "/index", true);
    EXPECT_TRUE(index.has_value());
    return index.has_value() ? DumpOf(**index) : Rows();
  }
  Result<IndexingCounts> Rebuild(const IndexingProgress& progress = {}) {
    problems_ = ReadProblems();
    return RebuildIndex(path(), problems_, progress);
  }
  Result<IndexingCounts> CatchUp() {
    const auto index = CaptureIndex::Open(path() + "/index", false);
    EXPECT_TRUE(index.has_value());
    problems_ = ReadProblems();
    return CatchUpIndex(path(), **index, problems_, {});
  }
  std::string WriteSegment(const std::string& name, std::string_view bytes) {
    std::filesystem::create_directories(path() + "/warc");
    const std::string file = path() + "/warc/" + name;
    WriteBytes(file, bytes);
    return file;
  }

  testing::TemporaryDirectory directory_;
  ReadProblems problems_;
};

TEST_F(RebuildTest, GivesTheIndexThatTheCrawlWrote) {
  testing::WriteCrawl(path(), 60, 20'000);
  const Rows live = Dump();
  ASSERT_GT(ListSegments(path())->size(), 4u);
  const auto counts = Rebuild();
  ASSERT_TRUE(counts.has_value()) << counts.error().ToString();
  EXPECT_EQ(problems_.count(), 0u);
  EXPECT_EQ(counts->captures, 63u);
  EXPECT_EQ(counts->files, ListSegments(path())->size());
  EXPECT_EQ(Dump(), live);
  EXPECT_FALSE(std::filesystem::exists(path() + "/index.old"));
  EXPECT_FALSE(std::filesystem::exists(path() + "/index.rebuilding"));
}

TEST_F(RebuildTest, NeedsNoOldIndex) {
  testing::WriteCrawl(path(), 10, 20'000);
  const Rows live = Dump();
  std::filesystem::remove_all(path() + "/index");
  ASSERT_TRUE(Rebuild().has_value());
  EXPECT_EQ(Dump(), live);
}

// Security item 88.
TEST_F(RebuildTest, ReplacesAnIndexThatDoesNotOpen) {
  testing::WriteCrawl(path(), 10, 20'000);
  const Rows live = Dump();
  for (const std::string& name : testing::NamesIn(path() + "/index")) {
    if (name != "LOCK") WriteBytes(path() + "/index/" + name, "rot");
  }
  ASSERT_FALSE(CaptureIndex::Open(path() + "/index", true).has_value());
  ASSERT_TRUE(Rebuild().has_value());
  EXPECT_EQ(Dump(), live);
}

TEST_F(RebuildTest, AnInterruptedRebuildLeavesTheOldIndexAndBeginsAgain) {
  testing::WriteCrawl(path(), 20, 20'000);
  const Rows live = Dump();
  uint64_t calls = 0;
  const auto stopped = Rebuild([&](uint64_t, uint64_t) { return ++calls < 10; });
  ASSERT_FALSE(stopped.has_value());
  EXPECT_EQ(stopped.error().code, ErrorCode::kUnavailable);
  EXPECT_TRUE(std::filesystem::exists(path() + "/index.rebuilding"));
  EXPECT_EQ(Dump(), live);
  // The power went between the two renames.
  std::filesystem::rename(path() + "/index", path() + "/index.old");
  ASSERT_TRUE(Rebuild().has_value());
  EXPECT_EQ(Dump(), live);
  EXPECT_FALSE(std::filesystem::exists(path() + "/index.old"));
}

TEST_F(RebuildTest, ProgressEndsWithAllBytes) {
  testing::WriteCrawl(path(), 20, 20'000);
  uint64_t last_done = 0;
  uint64_t all = 0;
  ASSERT_TRUE(Rebuild([&](uint64_t done, uint64_t total) {
                EXPECT_GE(done, last_done);
                EXPECT_LE(done, total);
                last_done = done;
                all = total;
                return true;
              }).has_value());
  EXPECT_EQ(last_done, all);
  uint64_t on_disk = 0;
  const auto segments = *ListSegments(path());
  for (const SegmentOnDisk& segment : segments) on_disk += segment.size;
  EXPECT_EQ(all, on_disk);
}

TEST_F(RebuildTest, WaitsForNoWriter) {
  testing::WriteCrawl(path(), 3, 20'000);
  const auto lock = ArchiveLock::Acquire(path());
  ASSERT_TRUE(lock.has_value());
  EXPECT_EQ(Rebuild().error().code, ErrorCode::kUnavailable);
}

// A reader of another process would write into the directory that takes the old one's place.
TEST_F(RebuildTest, WaitsForNoReaderOfAnotherProcess) {
  testing::WriteCrawl(path(), 3, 20'000);
  int ready[2];
  int done[2];
  ASSERT_EQ(pipe(ready), 0);
  ASSERT_EQ(pipe(done), 0);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    close(done[1]);
    const auto index = CaptureIndex::Open(path() + "/index", true);
    char byte = index.has_value() ? 'y' : 'n';
    ssize_t ignored = write(ready[1], &byte, 1);
    ignored = read(done[0], &byte, 1);  // until the parent closes its end
    _exit(ignored == 0 ? 0 : 1);
  }
  char byte = 0;
  ASSERT_EQ(read(ready[0], &byte, 1), 1);
  EXPECT_EQ(byte, 'y');
  EXPECT_EQ(Rebuild().error().code, ErrorCode::kUnavailable);
  close(done[1]);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(Rebuild().has_value());
}

TEST_F(RebuildTest, WhatIsNoArchiveIsNotTouched) {
  EXPECT_EQ(Rebuild().error().code, ErrorCode::kNotFound);
  EXPECT_THAT(testing::NamesIn(path()), IsEmpty());
}

TEST_F(RebuildTest, DamageIsToldAndLeftOut) {
  testing::WriteCrawl(path(), 10, 10'000'000);
  const auto segments = *ListSegments(path());
  std::string bytes = testing::ReadBytes(segments.front().path);
  const auto members = testing::ReadMembers(bytes).whole;
  ASSERT_GT(members.size(), 10u);
  const uint64_t at = members[4].offset + members[4].length / 2;
  bytes[at] = static_cast<char>(bytes[at] ^ 0xff);
  WriteBytes(segments.front().path, bytes);
  const auto counts = Rebuild();
  ASSERT_TRUE(counts.has_value());
  EXPECT_EQ(counts->problems, 1u);
  ASSERT_THAT(problems_.list(), SizeIs(1));
  EXPECT_EQ(problems_.list()[0].offset, members[4].offset);
}

TEST_F(RebuildTest, RecordsThatCannotBeIndexedAreTold) {
  auto nameless = HandMadeResponse(1, "", "body");
  nameless.Remove("WARC-Target-URI");
  WriteSegment("x.warc.gz", Gzip(nameless.Bytes()) +
                                Gzip(HandMadeResponse(2, "https://example.org/", "b").Bytes()));
  const auto counts = Rebuild();
  ASSERT_TRUE(counts.has_value());
  EXPECT_EQ(counts->records, 1u);
  EXPECT_EQ(counts->problems, 1u);
  EXPECT_THAT(problems_.list()[0].what, HasSubstr("WARC-Target-URI"));
}

TEST_F(RebuildTest, OtherPeoplesFilesAreIndexedToo) {
  const auto original = HandMadeResponse(1, "<https://example.org/a>", "body");
  auto revisit = testing::HandMadeRevisit(2, "https://example.org/b", original);
  std::string plain = HandMadeWarcinfo().Bytes() + original.Bytes() + revisit.Bytes();
  WriteSegment("foreign.warc", plain);
  ASSERT_TRUE(Rebuild().has_value());
  EXPECT_EQ(problems_.count(), 0u);
  const auto index = *CaptureIndex::Open(path() + "/index", true);
  const auto captures = CapturesOf(*index);
  ASSERT_THAT(captures, SizeIs(2));
  EXPECT_EQ(captures[0].url, "https://example.org/a");
  EXPECT_EQ(captures[0].location.filename, "foreign.warc");
  ASSERT_TRUE(captures[1].original.has_value());
  EXPECT_EQ(captures[1].original->url, "https://example.org/a");
}

TEST_F(RebuildTest, OnlyTheFirstRecordOfAMemberHasAnAddress) {
  WriteSegment("x.warc.gz", Gzip(HandMadeResponse(1, "https://example.org/a", "a").Bytes() +
                                 HandMadeResponse(2, "https://example.org/b", "b").Bytes()));
  const auto counts = Rebuild();
  ASSERT_TRUE(counts.has_value());
  EXPECT_EQ(counts->records, 1u);
  EXPECT_EQ(counts->problems, 1u);
}

class CatchUpTest : public RebuildTest {};

TEST_F(CatchUpTest, AddsWhatIsBeyondTheMarkAndSealsWhatIsClosed) {
  const std::string name = "arsip-20261122101112000-00001-7~host~0.warc.gz";
  const std::string start = Gzip(HandMadeWarcinfo().Bytes()) +
                            Gzip(HandMadeResponse(1, "https://example.org/", "one").Bytes());
  const std::string rest = Gzip(HandMadeRequest(2, "https://example.org/", 1).Bytes());
  const std::string open = WriteSegment(name + ".open", start + rest.substr(0, 20));
  EXPECT_EQ(CatchUp()->records, 2u);
  WriteBytes(open, start + rest);
  EXPECT_EQ(CatchUp()->records, 1u);
  {
    const auto index = *CaptureIndex::Open(path() + "/index", true);
    EXPECT_FALSE((*index->FindFile(name))->sealed);
  }
  std::filesystem::rename(open, open.substr(0, open.size() - 5));
  EXPECT_EQ(CatchUp()->records, 0u);
  EXPECT_EQ(CatchUp()->files, 0u);
  const Rows live = Dump();
  const auto index = CaptureIndex::Open(path() + "/index", true);
  const auto file = *(*index)->FindFile(name);
  EXPECT_TRUE(file->sealed);
  EXPECT_EQ(file->size, start.size() + rest.size());
  EXPECT_EQ(file->sha256, ComputeSha256(start + rest));
  EXPECT_EQ(file->records, 3u);
}

TEST_F(CatchUpTest, AnOpenFileWithNothingButItsWarcinfoStaysUnknown) {
  const std::string warcinfo = Gzip(HandMadeWarcinfo().Bytes());
  for (const std::string& bytes : {std::string(), warcinfo, warcinfo + warcinfo.substr(0, 30)}) {
    WriteSegment("arsip-20261122101112000-00001-7~host~0.warc.gz.open", bytes);
    EXPECT_EQ(CatchUp()->records, 0u);
    const auto index = *CaptureIndex::Open(path() + "/index", true);
    EXPECT_THAT(DumpOf(*index), SizeIs(2));  // the versions
  }
}

TEST_F(CatchUpTest, AFileThatLostRecordsIsCorruption) {
  const std::string bytes = Gzip(HandMadeWarcinfo().Bytes()) +
                            Gzip(HandMadeResponse(1, "https://example.org/", "one").Bytes());
  const std::string file = WriteSegment("x.warc.gz", bytes);
  ASSERT_TRUE(CatchUp().has_value());
  WriteBytes(file, bytes.substr(0, bytes.size() - 1));
  const auto shorter = CatchUp();
  ASSERT_FALSE(shorter.has_value());
  EXPECT_EQ(shorter.error().code, ErrorCode::kCorruption);
  EXPECT_THAT(shorter.error().where, HasSubstr("x.warc.gz"));
  WriteBytes(file, bytes + "x");
  EXPECT_EQ(CatchUp().error().code, ErrorCode::kCorruption);
}

TEST_F(CatchUpTest, AnArchiveWithoutFilesHasNothingToAdd) {
  const auto counts = CatchUp();
  ASSERT_TRUE(counts.has_value());
  EXPECT_EQ(counts->records, 0u);
}

}  // namespace
}  // namespace arsip::archive
