// Videos and recordings among many, and the index that follows DIR/derived/.
#include "archive/media_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <future>
#include <map>
#include <random>

#include "archive_fixture.h"
#include "crawled_archive.h"
#include "warc_bytes.h"

namespace arsip::archive {
namespace {

using testing::ConversionOf;
using testing::SampleDate;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Sha256 PayloadOf(uint8_t number) {
  Sha256 payload{};
  payload[0] = number;
  payload[31] = number;
  return payload;
}

std::vector<FrameHash> Frames(uint64_t seed, uint32_t count) {
  std::vector<FrameHash> frames;
  for (uint32_t i = 0; i < count; ++i) {
    std::mt19937_64 random(seed + i);
    FrameHash frame{{}, 90, i * 1'000};
    for (uint64_t& word : frame.hash.words) word = random();
    frames.push_back(frame);
  }
  return frames;
}

std::vector<uint32_t> Words(uint32_t seed, size_t count) {
  std::mt19937 random(seed);
  std::vector<uint32_t> words(count);
  for (uint32_t& word : words) word = static_cast<uint32_t>(random());
  return words;
}

TEST(VideoIndexTest, FindsTheVideosThatShareFramesAndNoOther) {
  VideoIndex index;
  for (uint8_t i = 0; i < 50; ++i) index.Add(PayloadOf(i), Frames(1'000 * i, 30));
  auto query = Frames(1'000 * 7, 10);  // the beginning of the eighth
  for (FrameHash& frame : query) frame.hash.words[2] ^= 0xFF;
  const auto similar = index.Similar(query);
  ASSERT_TRUE(similar);
  ASSERT_THAT(*similar, SizeIs(1));
  EXPECT_EQ((*similar)[0].payload, PayloadOf(7));
  EXPECT_DOUBLE_EQ((*similar)[0].match.query_percent, 100);
  EXPECT_NEAR((*similar)[0].match.candidate_percent, 100.0 / 3, 1e-9);
  EXPECT_EQ((*similar)[0].match.candidate_ranges, (std::vector<TimeRange>{{0, 10'000}}));
  const Sha256 itself = PayloadOf(7);
  EXPECT_THAT(*index.Similar(query, {}, &itself), IsEmpty());
}

TEST(VideoIndexTest, ReplacesWhatWasSaidOfAPayload) {
  VideoIndex index;
  index.Add(PayloadOf(1), Frames(1, 10));
  index.Add(PayloadOf(1), Frames(500, 10));
  EXPECT_EQ(index.entries(), 10u);
  EXPECT_THAT(*index.Similar(Frames(1, 10)), IsEmpty());
  EXPECT_THAT(*index.Similar(Frames(500, 10)), SizeIs(1));
}

TEST(VideoIndexTest, TwoPayloadsWithTheSameBeginningAreTwo) {
  Sha256 other = PayloadOf(1);
  other[31] = 99;
  VideoIndex index;
  index.Add(PayloadOf(1), Frames(1, 10));
  index.Add(other, Frames(500, 10));
  EXPECT_EQ(index.videos(), 2u);
  EXPECT_EQ((*index.Similar(Frames(500, 10)))[0].payload, other);
  EXPECT_EQ((*index.Similar(Frames(1, 10)))[0].payload, PayloadOf(1));
}

TEST(AudioIndexTest, FindsTheRecordingAndThePlace) {
  AudioIndex index;
  std::map<uint8_t, std::vector<uint32_t>> tracks;
  for (uint8_t i = 0; i < 60; ++i) {
    tracks[i] = Words(i, 1'500);
    index.Add(PayloadOf(i), tracks[i]);
  }
  std::vector<uint32_t> clip(tracks[9].begin() + 700, tracks[9].begin() + 900);
  std::mt19937 random(5);
  for (uint32_t& word : clip) word ^= 1u << (random() % 32);
  const auto similar = index.Similar(clip);
  ASSERT_THAT(similar, SizeIs(1));
  EXPECT_EQ(similar[0].payload, PayloadOf(9));
  EXPECT_EQ(similar[0].segments[0].candidate_begin, 700u);
  EXPECT_EQ(similar[0].segments[0].words, 200u);
  EXPECT_THAT(index.Similar(Words(999, 300)), IsEmpty());
  const Sha256 itself = PayloadOf(9);
  EXPECT_THAT(index.Similar(clip, {}, &itself), IsEmpty());
}

TEST(AudioIndexTest, ReplacesWhatWasSaidOfAPayload) {
  AudioIndex index;
  index.Add(PayloadOf(1), Words(1, 300));
  index.Add(PayloadOf(1), Words(2, 300));
  EXPECT_THAT(index.Similar(Words(1, 300)), IsEmpty());
  EXPECT_THAT(index.Similar(Words(2, 300)), SizeIs(1));
}

TEST(MediaRowsTest, AFrameIsReadAsVpdqWritesIt) {
  const std::string hash(64, 'a');
  const auto frame = ParseFrame("25,99," + hash + ",1.001");
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->quality, 99u);
  EXPECT_EQ(frame->time_ms, 1'001u);
  EXPECT_EQ(frame->hash.words[0], 0xaaaaaaaaaaaaaaaau);
  for (const std::string& wrong :
       {std::string(), "25,99," + hash, "25,101," + hash + ",1.0", "x,99," + hash + ",1.0",
        "25,99," + hash.substr(1) + ",1.0", "25,99," + hash + ",-1", "25,99," + hash + ",nan",
        "25,99," + hash + ",1.0,"}) {
    EXPECT_FALSE(ParseFrame(wrong)) << wrong;
  }
}

TEST(MediaRowsTest, ARowIsReadBackAndACutOneIsNot) {
  const MediaRow row{"revision", Frames(1, 3), Words(1, 5)};
  const std::string value = EncodeMediaRow(row);
  const auto read = DecodeMediaRow(value);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->revision, row.revision);
  EXPECT_EQ(read->frames, row.frames);
  EXPECT_EQ(read->words, row.words);
  for (size_t cut = 0; cut < value.size(); ++cut) EXPECT_FALSE(DecodeMediaRow(value.substr(0, cut)));
  EXPECT_FALSE(DecodeMediaRow(value + "x"));
}

TEST(MediaRowsTest, WhatKeepsToNoSchemaIsNoItem) {
  for (const char* line :
       {"", "{", "[]", "{}", R"({"media_facts":{}})", R"({"media_facts":{},"capture":{}})",
        R"({"media_facts":{"frames":1},"capture":{"timestamp":"20260302101112","payload_digest":"sha256:00"}})"}) {
    EXPECT_FALSE(ReadMediaItem(line)) << line;
  }
}

std::string HexOf(const Sha256& bytes) {
  std::string hex;
  for (const uint8_t byte : bytes) {
    char digits[3];
    std::snprintf(digits, sizeof digits, "%02x", byte);
    hex += digits;
  }
  return hex;
}

// As crawler/record_json.cc writes it.
std::string Line(const Sha256& payload, const std::string& url, const std::vector<FrameHash>& frames,
                 const std::vector<uint32_t>& words) {
  std::string line = R"({"kind":"video","index":0,"parent":0,"text":"","media_facts":{"frames":[)";
  for (size_t i = 0; i < frames.size(); ++i) {
    const auto bytes = frames[i].hash.bytes();
    Sha256 hash{};
    std::copy(bytes.begin(), bytes.end(), hash.begin());
    line += (i > 0 ? ",\"" : "\"") + std::to_string(i * 25) + "," +
            std::to_string(frames[i].quality) + "," + HexOf(hash) + "," + std::to_string(i) +
            ".000\"";
  }
  line += R"(],"fingerprint":")";
  for (const uint32_t word : words) {
    char digits[9];
    std::snprintf(digits, sizeof digits, "%08x", word);
    line += digits;
  }
  return line + R"("},"capture":{"url":")" + url +
         R"(","timestamp":"20260302101112","record_id":"<urn:x>","payload_digest":"sha256:)" +
         HexOf(payload) + "\"}}\n";
}

DerivedRecord Record(const std::string& line, const std::string& source,
                     const std::string& revision) {
  DerivedRecord record;
  record.refers_to = source;
  record.media_type = "application/jsonl";
  record.extractor = "media/1";
  record.revision = revision;
  record.payload = line;
  return record;
}

Status TakeInto(MediaIndex& index, const DerivedRecord& record) {
  WriteBatch batch;
  ARSIP_TRY(index.Take(record, batch));
  return index.store().Write(batch, KeyValueStore::Sync::kNo);
}

class MediaIndexTest : public ::testing::Test {
 protected:
  std::unique_ptr<MediaIndex> Open(const std::string& name = "media-index") {
    auto index = MediaIndex::Open(directory_.path() + "/" + name);
    EXPECT_TRUE(index) << index.error().ToString();
    return index ? std::move(*index) : nullptr;
  }
  std::string path() const { return directory_.path(); }
  void Append(WarcRecord record) {
    std::promise<bool> durable;
    std::vector<WarcRecord> records;
    records.push_back(std::move(record));
    archive_->AppendDerived(std::move(records),
                            [&](const auto& location) { durable.set_value(location.has_value()); });
    ASSERT_TRUE(durable.get_future().get());
  }
  void OpenArchive() {
    ArchiveOptions options;
    options.min_free_bytes = 0;
    options.group_commit = std::chrono::milliseconds(1);
    archive_ = std::move(*Archive::Open(path(), options, clock_));
  }
  static WarcRecord Derived(const std::string& line, const std::string& source) {
    WarcRecord record = ConversionOf("https://e.org/film", line, SampleDate(), source);
    record.content_type = "application/jsonl";
    record.fields.emplace_back("X-Arsip-Extractor", "media/1");
    return record;
  }

  testing::TemporaryDirectory directory_;
  SystemClock clock_;
  std::unique_ptr<Archive> archive_;
};

std::map<std::string, std::string> RowsOf(MediaIndex& index) {
  std::map<std::string, std::string> rows;
  EXPECT_TRUE(index.Dump([&rows](std::string_view key, std::string_view value) {
    rows.emplace(key, value);
  }));
  return rows;
}

TEST_F(MediaIndexTest, FollowsTheArchiveAndFindsAfterItIsOpenedAgain) {
  OpenArchive();
  const std::string film = "<urn:uuid:00000000-0000-4000-8000-000000000001>";
  const std::string again = "<urn:uuid:00000000-0000-4000-8000-000000000002>";
  Append(Derived(Line(PayloadOf(1), "https://e.org/film", Frames(1, 8), Words(1, 200)), film));
  Append(Derived(Line(PayloadOf(2), "https://e.org/copy", Frames(3, 8), Words(1, 100)), again));
  {
    const auto index = Open();
    const auto counts = index->CatchUp(path(), nullptr, {});
    ASSERT_TRUE(counts) << counts.error().ToString();
    EXPECT_EQ(counts->records, 2u);
    EXPECT_EQ(index->videos().videos(), 2u);
  }
  const auto index = Open();
  EXPECT_EQ(index->CatchUp(path(), nullptr, {})->records, 0u);
  const Sha256 first = PayloadOf(1);
  const auto similar = index->videos().Similar(*index->videos().Frames(first), {}, &first);
  ASSERT_TRUE(similar);
  ASSERT_THAT(*similar, SizeIs(1));
  EXPECT_DOUBLE_EQ((*similar)[0].match.query_percent, 75);
  const auto heard =
      index->recordings().Similar(*index->recordings().Words(first), {}, &first);
  ASSERT_THAT(heard, SizeIs(1));
  EXPECT_EQ(heard[0].segments[0].words, 100u);
  const auto occurrences = index->Occurrences(first);
  ASSERT_TRUE(occurrences);
  EXPECT_EQ(*occurrences,
            (std::vector<MediaOccurrence>{{"20260302101112", "https://e.org/film"}}));
}

TEST_F(MediaIndexTest, ComesToTheSameRowsInAnyOrder) {
  const std::vector<DerivedRecord> records = {
      Record(Line(PayloadOf(1), "https://e.org/a", Frames(1, 4), Words(1, 50)), "<a>", "1 x"),
      Record(Line(PayloadOf(1), "https://e.org/b", Frames(9, 4), Words(2, 50)), "<b>", "2 y"),
      Record(Line(PayloadOf(2), "https://e.org/c", Frames(5, 4), {}), "<c>", "1 z")};
  std::map<std::string, std::string> rows;
  for (const std::vector<size_t>& order :
       {std::vector<size_t>{0, 1, 2}, {2, 1, 0}, {1, 0, 2}, {1, 1, 0, 2, 0}}) {
    std::string name = "index";
    for (const size_t i : order) name += std::to_string(i);
    const auto index = Open(name);
    for (const size_t i : order) ASSERT_TRUE(TakeInto(*index, records[i]));
    if (rows.empty()) rows = RowsOf(*index);
    EXPECT_EQ(RowsOf(*index), rows) << name;
    EXPECT_EQ(index->videos().Frames(PayloadOf(1))->at(0), Frames(9, 4)[0]) << name;
  }
}

TEST_F(MediaIndexTest, OfAnotherSchemaIsRefused) {
  {
    const auto index = Open();
  }
  {
    auto store = KeyValueStore::Open(path() + "/media-index", {});
    ASSERT_TRUE(store);
    WriteBatch batch;
    batch.Put("schema", "media 9");
    ASSERT_TRUE((*store)->Write(batch, KeyValueStore::Sync::kYes));
  }
  const auto index = MediaIndex::Open(path() + "/media-index");
  ASSERT_FALSE(index);
  EXPECT_EQ(index.error().code, ErrorCode::kInvalidInput);
}

}  // namespace
}  // namespace arsip::archive
