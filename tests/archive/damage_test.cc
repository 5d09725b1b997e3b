// Every way in which a WARC file or an index is damaged, and what of it is still read: each piece
// of damage is named with its file and offset, and reading goes on behind it.
#include <algorithm>
#include <filesystem>

#include "archive/archive.h"
#include "archive/rebuild.h"
#include "archive/record_payload.h"
#include "archive/segment_list.h"
#include "archive/verify.h"
#include "crawled_archive.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "index_samples.h"
#include "warc_bytes.h"
#include "warc_samples.h"

namespace arsip::archive {
namespace {

using testing::Gzip;
using testing::HandMade;
using testing::HandMadeResponse;
using testing::HandMadeWarcinfo;
using ::testing::HasSubstr;
using testing::IntactIds;
using ::testing::IsEmpty;
using testing::ReadAll;
using testing::ReadBytes;
using testing::TemporaryDirectory;
using testing::WriteBytes;

const std::string kUrl = "https://example.org/";

// Eight records of 2 kB; of one member each, and where each begins.
struct Sample {
  std::vector<std::string> records;
  std::vector<std::string> members;
  std::string gzip;
  std::string plain;
  std::vector<uint64_t> gzip_offsets;
  std::vector<uint64_t> plain_offsets;

  Sample() {
    records.push_back(HandMadeWarcinfo().Bytes());
    for (int id = 1; id < 8; ++id) {
      const std::string body = testing::RandomBytes(2000, static_cast<uint32_t>(id));
      records.push_back(HandMadeResponse(id, kUrl + std::to_string(id), body).Bytes());
    }
    for (const std::string& record : records) {
      members.push_back(Gzip(record));
      gzip_offsets.push_back(gzip.size());
      plain_offsets.push_back(plain.size());
      gzip += members.back();
      plain += record;
    }
  }
};

class DamagedWarc : public ::testing::Test {
 protected:
  std::vector<testing::ReadBack> Read(const std::string& bytes, bool gzip) {
    problems_ = ReadProblems();
    file_ = directory_.path() + (gzip ? "/x.warc.gz" : "/x.warc");
    WriteBytes(file_, bytes);
    return ReadAll(file_, problems_);
  }
  // Some problem names the file and an offset in [begin, end].
  bool Named(uint64_t begin, uint64_t end) const {
    return std::ranges::any_of(problems_.list(), [&](const ReadProblem& problem) {
      return problem.file == file_ && problem.offset >= begin && problem.offset <= end;
    });
  }
  // All but one.
  static std::vector<int> Without(int id) {
    std::vector<int> ids;
    for (int other = 0; other < 8; ++other) {
      if (other != id) ids.push_back(other);
    }
    return ids;
  }

  const Sample sample_;
  TemporaryDirectory directory_;
  ReadProblems problems_;
  std::string file_;
};

TEST_F(DamagedWarc, CutAnywhereTheRecordsBeforeTheCutAreReadAndTheCutIsNamed) {
  for (const bool gzip : {true, false}) {
    const std::string& whole = gzip ? sample_.gzip : sample_.plain;
    const auto& offsets = gzip ? sample_.gzip_offsets : sample_.plain_offsets;
    for (size_t cut = 1; cut < whole.size(); cut += 97) {
      const auto records = Read(whole.substr(0, cut), gzip);
      const auto after = std::ranges::upper_bound(offsets, cut - 1);
      const auto last = static_cast<size_t>(after - offsets.begin()) - 1;
      const size_t end = last + 1 < offsets.size() ? offsets[last + 1] : whole.size();
      const size_t trailer = gzip ? 0 : 4;  // a plain record without it is whole still
      const size_t expected = cut + trailer >= end ? last + 1 : last;
      EXPECT_EQ(IntactIds(records).size(), expected) << cut;
      if (cut != end) {
        EXPECT_TRUE(Named(offsets[last], offsets[last])) << cut;
      }
    }
  }
}

TEST_F(DamagedWarc, AFlippedByteAnywhereInAMemberCostsThatRecordAlone) {
  const uint64_t begin = sample_.gzip_offsets[3];
  for (uint64_t at = begin; at < sample_.gzip_offsets[4]; at += 13) {
    std::string bytes = sample_.gzip;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x55);
    const auto ids = IntactIds(Read(bytes, true));
    // Bytes of a gzip header that say nothing (time, system) damage nothing.
    if (ids.size() == 8) continue;
    EXPECT_EQ(ids, Without(3)) << at - begin;
    EXPECT_TRUE(Named(begin, sample_.gzip_offsets[4])) << at - begin;
  }
}

// Each named field of the header.
TEST_F(DamagedWarc, AFlippedByteInEachMandatoryFieldIsNamedAndPassed) {
  for (const char* field :
       {"WARC/1.1", "WARC-Type", "WARC-Record-ID", "WARC-Date", "Content-Length"}) {
    for (const bool gzip : {true, false}) {
      std::string record = sample_.records[3];
      record[record.find(field)] ^= 0x11;
      std::string bytes;
      for (size_t i = 0; i < sample_.records.size(); ++i) {
        const std::string& one = i == 3 ? record : sample_.records[i];
        bytes += gzip ? Gzip(one) : one;
      }
      EXPECT_EQ(IntactIds(Read(bytes, gzip)), Without(3)) << field << gzip;
      const uint64_t at = (gzip ? sample_.gzip_offsets : sample_.plain_offsets)[3];
      EXPECT_TRUE(Named(at, at)) << field << gzip;
    }
  }
}

TEST_F(DamagedWarc, AMissingTrailerIsNamedAndCostsNothing) {
  HandMade record = HandMadeResponse(3, kUrl + "3", "body");
  record.trailer = "";
  const std::string bytes = sample_.members[0] + Gzip(record.Bytes()) + sample_.members[1];
  EXPECT_THAT(IntactIds(Read(bytes, true)), ::testing::ElementsAre(0, 3, 1));
  EXPECT_TRUE(Named(sample_.members[0].size(), sample_.members[0].size()));
}

TEST_F(DamagedWarc, TwoRecordsInAMemberAreNamedAndBothRead) {
  const std::string bytes =
      sample_.members[0] + Gzip(sample_.records[1] + sample_.records[2]) + sample_.members[3];
  EXPECT_THAT(IntactIds(Read(bytes, true)), ::testing::ElementsAre(0, 1, 2, 3));
  EXPECT_TRUE(Named(sample_.members[0].size(), sample_.members[0].size()));
}

TEST_F(DamagedWarc, ARecordOf5GigabytesThatIsCutIsNamedWithoutReadingItIntoMemory) {
  HandMade record = HandMadeResponse(3, kUrl + "3", "body");
  record.Add("Content-Length", std::to_string(5'000'000'000));
  EXPECT_EQ(IntactIds(Read(sample_.members[0] + Gzip(record.Bytes()) + sample_.members[1], true)),
            (std::vector<int>{0, 1}));
  EXPECT_TRUE(Named(sample_.members[0].size(), sample_.members[0].size()));
}

// A sparse plain file: 5 GB of zeros take no room on the disk.
TEST_F(DamagedWarc, ARecordOf5GigabytesIsPassedAndTheNextOneFoundBeyond4) {
  constexpr uint64_t kBlock = 5'000'000'000;
  HandMade record = HandMadeResponse(3, kUrl + "3", "");
  record.block = "";
  record.trailer = "";
  record.Remove("WARC-Block-Digest").Add("Content-Length", std::to_string(kBlock));
  const std::string head = record.Bytes();
  file_ = directory_.path() + "/large.warc";
  WriteBytes(file_, head);
  std::filesystem::resize_file(file_, head.size() + kBlock);
  {
    std::ofstream file(file_, std::ios::binary | std::ios::app);
    file << "\r\n\r\n" << sample_.records[1];
  }
  const auto reader = *WarcReader::Open(file_, {}, problems_);
  ASSERT_TRUE(*reader->Next());
  ASSERT_TRUE(reader->Finish().has_value());
  EXPECT_TRUE(reader->intact());
  EXPECT_EQ(reader->length(), head.size() + kBlock + 4);
  ASSERT_TRUE(*reader->Next());
  EXPECT_EQ(reader->offset(), head.size() + kBlock + 4);
  EXPECT_EQ(reader->header().record_id(), testing::IdOf(1));
  EXPECT_EQ(problems_.count(), 0u);
}

TEST_F(DamagedWarc, GarbageBetweenRecordsIsNamedWithItsLength) {
  for (const bool gzip : {true, false}) {
    const auto& parts = gzip ? sample_.members : sample_.records;
    const std::string garbage = "x" + testing::RandomBytes(498, 99) + "\n";
    const auto records = Read(parts[0] + garbage + parts[1], gzip);
    EXPECT_EQ(IntactIds(records), (std::vector<int>{0, 1}));
    EXPECT_TRUE(Named(parts[0].size(), parts[0].size()));
    EXPECT_EQ(problems_.list().front().skipped, garbage.size());
  }
}

TEST_F(DamagedWarc, ZerosThatAPowerCutLeftAreNamed) {
  const std::string bytes = sample_.members[0] + std::string(8192, '\0') + sample_.members[1];
  EXPECT_EQ(IntactIds(Read(bytes, true)), (std::vector<int>{0, 1}));
  EXPECT_TRUE(Named(sample_.members[0].size(), sample_.members[0].size()));
}

TEST(TornSegment, CutAnywhereInItsEndItOpensTheTailIsSavedAndWholeRecordsAreKept) {
  TemporaryDirectory crawled;
  testing::WriteCrawl(crawled.path(), 6, 1'000'000);
  const SegmentOnDisk segment = ListSegments(crawled.path())->front();
  const std::string whole = ReadBytes(segment.path);
  const auto members = testing::ReadMembers(whole).whole;
  const SystemClock clock;
  ArchiveOptions options;
  options.min_free_bytes = 0;
  for (size_t cut = members[1].offset + 1; cut < whole.size(); cut += 331) {
    TemporaryDirectory directory;
    std::filesystem::create_directories(directory.path() + "/warc");
    const std::string file = directory.path() + "/warc/" + segment.filename;
    WriteBytes(file + ".open", whole.substr(0, cut));
    ASSERT_TRUE(Archive::Open(directory.path(), options, clock).has_value()) << cut;
    const auto end = std::ranges::find_if(
        members, [cut](const auto& member) { return member.offset + member.length > cut; });
    const size_t kept = end == members.end() ? whole.size() : end->offset;
    const bool captures = kept > members[1].offset;
    if (captures) {
      EXPECT_EQ(ReadBytes(file), whole.substr(0, kept)) << cut;
    }
    if (kept < cut) {
      const std::string torn = file + ".torn-" + std::to_string(captures ? kept : 0);
      const std::string alone = file + ".torn-" + std::to_string(kept);
      EXPECT_TRUE(std::filesystem::exists(torn) || std::filesystem::exists(alone)) << cut;
    }
  }
}

// No byte of a payload that is not what its digest says.
TEST(DamagedPayload, IsRefusedWithBothDigestsAndNamesItsPlace) {
  TemporaryDirectory directory;
  std::filesystem::create_directories(directory.path() + "/warc");
  const std::string file = directory.path() + "/warc/x.warc.gz";
  const HandMade page = HandMadeResponse(1, kUrl, "the true body");
  WriteBytes(file, Gzip(page.Bytes()));
  ReadProblems problems;
  ASSERT_TRUE(RebuildIndex(directory.path(), problems, {}).has_value());
  const auto captures =
      testing::CapturesOf(**CaptureIndex::Open(directory.path() + "/index", true));
  // A whole member with another body of the same length: only digests can tell.
  HandMade forged = HandMadeResponse(1, kUrl, "the fake body");
  forged.Set("WARC-Payload-Digest", FormatDigest(ComputeSha1("the true body")));
  Capture capture = captures.at(0);
  WriteBytes(file, Gzip(forged.Bytes()));
  capture.location.length = Gzip(forged.Bytes()).size();
  std::string given;
  const auto read = ReadPayload(directory.path(), capture, {}, [&given](std::string_view bytes) {
    given.append(bytes);
    return Ok();
  });
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().code, ErrorCode::kCorruption);
  EXPECT_EQ(given, "");
  EXPECT_EQ(read.error().where, "x.warc.gz@0");
  const std::string fake = FormatDigest(ComputeSha1("the fake body"));
  const std::string truth = FormatDigest(ComputeSha1("the true body"));
  EXPECT_THAT(read.error().message, HasSubstr(fake));
  EXPECT_THAT(read.error().message, HasSubstr(truth));
}

TEST(DamagedIndex, EachFileMissingEmptyFlippedOrAnothersIsRefusedAndARebuildEqualsTheFirst) {
  TemporaryDirectory directory;
  testing::WriteCrawl(directory.path(), 6, 20'000);
  const std::string index = directory.path() + "/index";
  const auto dump = [&index] { return testing::DumpOf(**CaptureIndex::Open(index, true)); };
  const auto rows = dump();
  TemporaryDirectory other;
  testing::WriteCrawl(other.path(), 2, 20'000);
  std::filesystem::copy(index, directory.path() + "/saved");
  const auto rebuilt = [&] {
    ReadProblems problems;
    EXPECT_TRUE(RebuildIndex(directory.path(), problems, {}).has_value());
    EXPECT_EQ(dump(), rows);
    std::filesystem::remove_all(index);
    std::filesystem::copy(directory.path() + "/saved", index);
  };
  int refused = 0;
  for (const std::string& name : testing::NamesIn(index)) {
    if (name == "LOCK" || name.starts_with("LOG")) continue;
    const std::string file = index + "/" + name;
    const std::string bytes = ReadBytes(file);
    if (bytes.empty()) continue;
    std::string flipped = bytes;
    for (size_t at = 0; at < flipped.size(); at += 7) flipped[at] ^= 0x40;
    const std::string anothers = ReadBytes(other.path() + "/index/" + name);
    for (const std::string& damage : {std::string(), flipped, anothers, std::string("missing")}) {
      if (damage == bytes) continue;
      if (damage == "missing") {
        std::filesystem::remove(file);
      } else {
        WriteBytes(file, damage);
      }
      const auto report = Verify(directory.path(), {}, {});
      ASSERT_TRUE(report.has_value()) << report.error().ToString();
      if (report->ok()) {
        EXPECT_EQ(dump(), rows) << name << ": lost without a word";
      } else {
        ++refused;
      }
      rebuilt();
    }
  }
  EXPECT_GE(refused, 6);
}

}  // namespace
}  // namespace arsip::archive
