// The index of video and audio that follows DIR/derived/.
#include "archive/media_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <future>
#include <map>

#include "archive_fixture.h"
#include "crawled_archive.h"
#include "media_samples.h"
#include "warc_bytes.h"

namespace arsip::archive {
namespace {

using testing::ConversionOf;
using testing::Frames;
using testing::PayloadOf;
using testing::SampleDate;
using ::testing::SizeIs;
using testing::Words;

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
std::string Line(const Sha256& payload, const std::string& url,
                 const std::vector<FrameHash>& frames, const std::vector<uint32_t>& words) {
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
  EXPECT_TRUE(index.Dump(
      [&rows](std::string_view key, std::string_view value) { rows.emplace(key, value); }));
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
  const auto heard = index->recordings().Similar(*index->recordings().Words(first), {}, &first);
  ASSERT_THAT(heard, SizeIs(1));
  EXPECT_EQ(heard[0].segments[0].words, 100u);
  const auto occurrences = index->Occurrences(first);
  ASSERT_TRUE(occurrences);
  EXPECT_EQ(*occurrences, (std::vector<MediaOccurrence>{{"20260302101112", "https://e.org/film"}}));
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
  { const auto index = Open(); }
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
