#include "archive/derived_follower.h"

#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "archive/segment_conversion.h"
#include "archive_fixture.h"
#include "crawled_archive.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "warc_bytes.h"

namespace arsip::archive {
namespace {

using testing::ConversionOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::ReadBytes;
using testing::SampleDate;
using ::testing::SizeIs;
using testing::WriteBytes;
using Rows = std::vector<std::pair<std::string, std::string>>;

std::string SourceId(int i) {
  std::string digits = std::to_string(i);
  return "<urn:uuid:00000000-0000-4000-8000-" + std::string(12 - digits.size(), '0') + digits + ">";
}

WarcRecord Derived(int source, const std::string& text, int version = 1) {
  WarcRecord record =
      ConversionOf("https://e.org/" + std::to_string(source), text, SampleDate(), SourceId(source));
  record.fields.emplace_back("X-Arsip-Extractor", "html/" + std::to_string(version));
  return record;
}

class DerivedFollowerTest : public ::testing::Test {
 protected:
  void SetUp() override { store_ = OpenStore("followed"); }
  std::string path() const { return directory_.path(); }
  std::string DerivedDirectory() const { return path() + "/derived/"; }
  std::unique_ptr<KeyValueStore> OpenStore(const std::string& name) {
    return std::move(*KeyValueStore::Open(path() + "/" + name, {}));
  }
  void OpenArchive(uint64_t segment_bytes = 1'000'000) {
    ArchiveOptions options;
    options.segment_bytes = segment_bytes;
    options.min_free_bytes = 0;
    options.group_commit = std::chrono::milliseconds(1);
    archive_ = std::move(*Archive::Open(path(), options, clock_));
  }
  void Append(WarcRecord record) {
    std::promise<bool> durable;
    std::vector<WarcRecord> records;
    records.push_back(std::move(record));
    archive_->AppendDerived(std::move(records),
                            [&](const auto& location) { durable.set_value(location.has_value()); });
    ASSERT_TRUE(durable.get_future().get());
  }
  // Sources [from, to), each with a text of `bytes`.
  void AppendSome(int from, int to, size_t bytes = 100) {
    for (int i = from; i < to; ++i) {
      Append(Derived(i, testing::RandomBytes(bytes, static_cast<uint32_t>(i))));
    }
  }
  // An index as a follower's owner keeps it: of each source the payload of the revision that
  // counts.
  static Status TakeInto(KeyValueStore& store, const DerivedRecord& record, WriteBatch& batch) {
    const std::string key = "item/" + record.refers_to + record.media_type;
    ARSIP_ASSIGN(const auto old, store.Get(key + "/revision"));
    if (old.has_value() && *old > record.revision) return Ok();
    batch.Put(key + "/revision", record.revision);
    batch.Put(key, record.payload);
    return Ok();
  }
  // The sources that were given.
  std::vector<std::string> Follow(KeyValueStore& store, DerivedFollowerOptions options = {}) {
    std::vector<std::string> given;
    DerivedFollower follower(path(), store, std::move(options));
    const auto counts = follower.CatchUp(
        [&](const DerivedRecord& record, WriteBatch& batch) {
          given.push_back(record.target_uri.substr(14));
          return TakeInto(store, record, batch);
        },
        nullptr, {});
    EXPECT_TRUE(counts.has_value()) << counts.error().ToString();
    if (counts) counts_ = *counts;
    EXPECT_EQ(counts_.records, given.size());
    return given;
  }
  std::vector<std::string> Follow() { return Follow(*store_); }
  static Rows Dump(KeyValueStore& store, const std::string& prefix) {
    Rows rows;
    const auto all = *store.NewIterator();
    for (all->Seek(prefix); all->Valid() && all->key().starts_with(prefix); all->Next()) {
      rows.emplace_back(all->key(), all->value());
    }
    return rows;
  }
  // Same rows as one that reads everything from nothing.
  void ExpectAsIfMadeAnew() {
    const auto anew = OpenStore("anew");
    Follow(*anew);
    EXPECT_EQ(Dump(*store_, "item/"), Dump(*anew, "item/"));
  }

  testing::TemporaryDirectory directory_;
  SystemClock clock_;
  std::unique_ptr<Archive> archive_;
  std::unique_ptr<KeyValueStore> store_;
  FollowCounts counts_;
};

TEST_F(DerivedFollowerTest, SaysWhatARecordIsAndWhereItLies) {
  OpenArchive();
  const WarcRecord written = Derived(7, "a text", 12);
  const std::string id = written.record_id;
  Append(written);
  std::vector<DerivedRecord> given;
  DerivedFollower follower(path(), *store_, {});
  const auto take = [&](const DerivedRecord& record, WriteBatch&) {
    given.push_back(record);
    return Ok();
  };
  ASSERT_TRUE(follower.CatchUp(take, nullptr, {}).has_value());
  ASSERT_THAT(given, SizeIs(1));
  EXPECT_EQ(given[0].record_id, id);
  EXPECT_EQ(given[0].refers_to, SourceId(7));
  EXPECT_EQ(given[0].target_uri, "https://e.org/7");
  EXPECT_EQ(given[0].date, SampleDate());
  EXPECT_EQ(given[0].media_type, "text/plain");
  EXPECT_EQ(given[0].extractor, "html/12");
  EXPECT_EQ(given[0].rule_version, 12u);
  EXPECT_EQ(given[0].payload, "a text");
  EXPECT_FALSE(given[0].payload_cut);
  const std::string file = ReadBytes(DerivedDirectory() + given[0].location.filename + ".open");
  const auto member =
      testing::ReadMembers(file.substr(given[0].location.offset, given[0].location.length));
  ASSERT_THAT(member.whole, SizeIs(1));
  EXPECT_EQ(testing::SplitRecord(member.whole[0].bytes).Get("WARC-Record-ID"), id);
}

TEST_F(DerivedFollowerTest, BesideTheWriterGivesEachRecordOnce) {
  OpenArchive(3'000);
  EXPECT_THAT(Follow(), IsEmpty());
  AppendSome(0, 9, 900);
  EXPECT_THAT(Follow(), SizeIs(9));
  EXPECT_THAT(Follow(), IsEmpty());
  AppendSome(9, 11, 900);
  EXPECT_THAT(Follow(), ElementsAre("9", "10"));
  archive_.reset();  // seals
  ASSERT_GT(testing::NamesIn(DerivedDirectory()).size(), 3u);
  EXPECT_THAT(Follow(), IsEmpty());
  OpenArchive();
  AppendSome(11, 12);
  EXPECT_THAT(Follow(), ElementsAre("11"));
  ExpectAsIfMadeAnew();
}

TEST_F(DerivedFollowerTest, AMemberThatIsBeingWrittenWaits) {
  OpenArchive();
  AppendSome(0, 3, 5'000);
  archive_.reset();
  const std::string name = testing::NamesIn(DerivedDirectory()).at(0);
  const std::string whole = ReadBytes(DerivedDirectory() + name);
  std::filesystem::remove(DerivedDirectory() + name);
  const uint64_t third = testing::ReadMembers(whole).whole.at(3).offset;
  const std::vector<std::pair<uint64_t, size_t>> steps = {
      {third - 200, 1}, {third, 1}, {third + 5, 0}, {third + 700, 0}, {whole.size() - 1, 0}};
  for (const auto& [length, news] : steps) {
    WriteBytes(DerivedDirectory() + name + ".open", whole.substr(0, length));
    EXPECT_THAT(Follow(), SizeIs(news)) << length;
    EXPECT_EQ(counts_.problems, 0u);
  }
  std::filesystem::rename(DerivedDirectory() + name + ".open", DerivedDirectory() + name);
  WriteBytes(DerivedDirectory() + name, whole);
  EXPECT_THAT(Follow(), ElementsAre("2"));
  ExpectAsIfMadeAnew();
}

TEST_F(DerivedFollowerTest, AConvertedSegmentIsNeitherReadTwiceNorLost) {
  OpenArchive(4'000);
  AppendSome(0, 8, 900);
  EXPECT_THAT(Follow(), SizeIs(8));  // the last segment half, for it is open
  AppendSome(8, 9, 900);
  archive_.reset();
  for (const std::string& name : testing::NamesIn(DerivedDirectory())) {
    ASSERT_TRUE(ConvertSegment(path(), name, {}, {}).has_value());
  }
  EXPECT_THAT(Follow(), ElementsAre("8"));
  EXPECT_THAT(Follow(), IsEmpty());
  for (const std::string& name : testing::NamesIn(DerivedDirectory())) {
    ASSERT_TRUE(name.ends_with(".warc.zst"));
    ASSERT_TRUE(
        ConvertSegment(path(), name, {.coding = {SegmentForm::kGzip, 9}, .drop_original = true}, {})
            .has_value());
  }
  EXPECT_THAT(Follow(), IsEmpty());
  ExpectAsIfMadeAnew();
}

TEST_F(DerivedFollowerTest, ASegmentThatComesBackIsReadThen) {
  OpenArchive(3'000);
  AppendSome(0, 8, 900);
  archive_.reset();
  const std::string first = testing::NamesIn(DerivedDirectory()).at(0);
  std::filesystem::rename(DerivedDirectory() + first, path() + "/away");
  const size_t others = Follow().size();
  EXPECT_LT(others, 8u);
  std::filesystem::rename(path() + "/away", DerivedDirectory() + first);
  EXPECT_THAT(Follow(), SizeIs(8 - others));
  ExpectAsIfMadeAnew();
}

TEST_F(DerivedFollowerTest, WhatWasTakenBackIsGivenAnew) {
  OpenArchive();
  AppendSome(0, 4);
  archive_.reset();
  const std::string name = testing::NamesIn(DerivedDirectory()).at(0);
  const std::string whole = ReadBytes(DerivedDirectory() + name);
  const auto members = testing::ReadMembers(whole).whole;
  ASSERT_THAT(members, SizeIs(5));  // the first is the warcinfo
  EXPECT_THAT(Follow(), SizeIs(4));
  // As after a power cut: two records gone, others in their place.
  store_.reset();
  std::filesystem::remove_all(path() + "/followed");
  store_ = OpenStore("followed");
  const std::string open = DerivedDirectory() + name + ".open";
  std::filesystem::rename(DerivedDirectory() + name, open);
  EXPECT_THAT(Follow(), SizeIs(4));
  WriteBytes(open, whole.substr(0, members[3].offset) +
                       whole.substr(members[4].offset, members[4].length));
  EXPECT_THAT(Follow(), ElementsAre("0", "1", "3"));
  EXPECT_THAT(Follow(), IsEmpty());
}

TEST_F(DerivedFollowerTest, DamageIsToldAndPassedOver) {
  OpenArchive();
  AppendSome(0, 3, 5'000);
  archive_.reset();
  const std::string name = testing::NamesIn(DerivedDirectory()).at(0);
  std::string bytes = ReadBytes(DerivedDirectory() + name);
  const auto members = testing::ReadMembers(bytes).whole;
  bytes[members[2].offset + members[2].length / 2] ^= 0x10;
  WriteBytes(DerivedDirectory() + name, bytes);
  EXPECT_THAT(Follow(), ElementsAre("0", "2"));
  EXPECT_GT(counts_.problems, 0u);
  EXPECT_THAT(Follow(), IsEmpty());
}

TEST_F(DerivedFollowerTest, TheRevisionSaysWhichRulesCount) {
  OpenArchive();
  Append(Derived(1, "newest", 10));
  Append(Derived(1, "old", 9));
  Append(Derived(2, "first", 10));
  Append(Derived(2, "rederived", 10));
  Follow();
  EXPECT_EQ(**store_->Get("item/" + SourceId(1) + "text/plain"), "newest");
  EXPECT_EQ(**store_->Get("item/" + SourceId(2) + "text/plain"), "rederived");
}

TEST_F(DerivedFollowerTest, GivesOnlyTheTypesAskedForAndNoMoreThanTheBound) {
  OpenArchive();
  Append(Derived(1, "text"));
  WarcRecord lines = Derived(2, std::string(2'000, 'x'));
  lines.content_type = "application/jsonl";
  Append(std::move(lines));
  DerivedFollower follower(path(), *store_,
                           {.media_types = {"application/jsonl"}, .max_payload_bytes = 1'000});
  std::vector<std::string> given;
  ASSERT_TRUE(follower
                  .CatchUp(
                      [&](const DerivedRecord& record, WriteBatch&) {
                        given.push_back(record.payload);
                        EXPECT_TRUE(record.payload_cut);
                        return Ok();
                      },
                      nullptr, {})
                  .has_value());
  EXPECT_THAT(given, ElementsAre(std::string(1'000, 'x')));
}

TEST_F(DerivedFollowerTest, AnErrorOrAStopLosesNothing) {
  OpenArchive();
  AppendSome(0, 6);
  std::atomic<int> failing{0};
  ErrorCode code = ErrorCode::kNoSpace;
  {
    testing::FaultyStore faulty(std::move(store_), failing, code);
    DerivedFollower follower(path(), faulty, {});
    int given = 0;
    const auto failed = follower.CatchUp(
        [&](const DerivedRecord& record, WriteBatch& batch) {
          if (++given == 3) failing = 1;
          return TakeInto(faulty, record, batch);
        },
        nullptr, {});
    ASSERT_FALSE(failed.has_value());
    EXPECT_EQ(failed.error().code, ErrorCode::kNoSpace);
    EXPECT_THAT(Dump(faulty, "item/"), SizeIs(4));  // two sources, two rows each
    int asked = 0;
    const auto stopped =
        follower.CatchUp([&](const DerivedRecord& record,
                             WriteBatch& batch) { return TakeInto(faulty, record, batch); },
                         nullptr, [&](uint64_t, uint64_t) { return ++asked < 3; });
    ASSERT_TRUE(stopped.has_value());
    EXPECT_TRUE(stopped->stopped);
    EXPECT_EQ(stopped->records, 2u);
  }
  store_ = OpenStore("followed");
  EXPECT_THAT(Follow(), ElementsAre("4", "5"));
  ExpectAsIfMadeAnew();
}

TEST_F(DerivedFollowerTest, KilledBetweenTakingAndWritingComesToTheSameRows) {
  OpenArchive(4'000);
  AppendSome(0, 12, 600);
  Append(Derived(3, "newer", 2));
  store_.reset();
  for (int life = 1; life <= 5; ++life) {
    const pid_t child = fork();
    if (child == 0) {
      const auto store = OpenStore("followed");
      DerivedFollower follower(path(), *store, {});
      int given = 0;
      (void)follower.CatchUp(
          [&](const DerivedRecord& record, WriteBatch& batch) {
            const Status taken = TakeInto(*store, record, batch);
            if (++given == 3) _exit(9);
            return taken;
          },
          nullptr, {});
      _exit(0);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(WEXITSTATUS(status), 9) << life;  // each gets two records further
  }
  store_ = OpenStore("followed");
  EXPECT_THAT(Follow(), SizeIs(3));
  ExpectAsIfMadeAnew();
}

}  // namespace
}  // namespace arsip::archive
