#include "archive/text_index.h"

#include <algorithm>
#include <random>

#include "crawled_archive.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace arsip::archive {
namespace {

using testing::ConversionOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::SampleDate;
using ::testing::SizeIs;
using Rows = std::vector<std::pair<std::string, std::string>>;

// A text with random places, and others that agree with it in all but `changed` of them.
TextSketch SketchNamed(const std::string& name, uint32_t seed, size_t changed = 0) {
  TextSketch sketch;
  sketch.digest = ComputeSha256(std::string_view(name));
  sketch.shingles = 50;
  std::mt19937 random(seed);
  for (uint16_t& place : sketch.places) place = static_cast<uint16_t>(random());
  for (size_t i = 0; i < changed; ++i) ++sketch.places[i];
  return sketch;
}

TextSketch ShortSketch(const std::string& name) {
  TextSketch sketch;
  sketch.digest = ComputeSha256(std::string_view(name));
  sketch.shingles = kMinShingles - 1;
  return sketch;
}

std::string Line(const TextSketch& sketch, int index, const std::string& uri = "") {
  const std::string places = SketchBytes(sketch);
  std::string line =
      R"({"kind":"post","index":)" + std::to_string(index) + R"(,"parent":0,"uri":")" + uri +
      R"(","text":"x","text_sketch":{"version":1,)" + R"("shingles":)" +
      std::to_string(sketch.shingles) + R"(,"digest":")" + HexEncode(sketch.digest) + "\"";
  if (sketch.comparable()) {
    line += R"(,"places":")" +
            HexEncode({reinterpret_cast<const uint8_t*>(places.data()), places.size()}) + "\"";
  }
  return line + "}}\n";
}

DerivedRecord Record(int source, const std::string& lines, int revision = 1) {
  DerivedRecord record;
  record.refers_to = "<urn:uuid:source-" + std::to_string(source) + ">";
  record.target_uri = "https://e.org/" + std::to_string(source);
  record.date = SampleDate() + std::chrono::hours(source);
  record.revision = "r" + std::to_string(revision);
  record.payload = lines;
  return record;
}

class TextIndexTest : public ::testing::Test {
 protected:
  void SetUp() override { index_ = OpenIndex("texts"); }
  std::unique_ptr<TextIndex> OpenIndex(const std::string& name) {
    auto index = TextIndex::Open(directory_.path() + "/" + name);
    EXPECT_TRUE(index.has_value()) << index.error().ToString();
    return index.has_value() ? std::move(*index) : nullptr;
  }
  static void Take(TextIndex& index, const DerivedRecord& record) {
    WriteBatch batch;
    const Status taken = index.Take(record, batch);
    ASSERT_TRUE(taken.has_value()) << taken.error().ToString();
    ASSERT_TRUE(index.store().Write(batch, KeyValueStore::Sync::kNo).has_value());
  }
  void Take(const DerivedRecord& record) { Take(*index_, record); }
  static Rows Dump(TextIndex& index) {
    Rows rows;
    EXPECT_TRUE(index
                    .Dump([&rows](std::string_view key, std::string_view value) {
                      rows.emplace_back(key, value);
                    })
                    .has_value());
    return rows;
  }
  std::vector<std::string> UrlsOf(const TextSketch& sketch) {
    std::vector<std::string> urls;
    EXPECT_TRUE(index_
                    ->ForEachOccurrence(sketch.digest,
                                        [&urls](const TextOccurrence& occurrence) {
                                          urls.push_back(occurrence.url);
                                          return true;
                                        })
                    .has_value());
    return urls;
  }
  std::vector<Sha256> NearTo(const TextSketch& sketch) {
    std::vector<Sha256> digests;
    const auto near = index_->Near(sketch);
    EXPECT_TRUE(near.has_value());
    for (const NearText& text : near->texts) digests.push_back(text.digest);
    return digests;
  }

  testing::TemporaryDirectory directory_;
  std::unique_ptr<TextIndex> index_;
};

TEST_F(TextIndexTest, NearTextsAreFoundNearestFirst) {
  const TextSketch origin = SketchNamed("origin", 1);
  const TextSketch near = SketchNamed("near", 1, 20);
  const TextSketch far = SketchNamed("far", 1, 50);  // 62 of 112 agree: less than 0.6
  Take(Record(1, Line(origin, 0)));
  Take(Record(2, Line(near, 0)));
  Take(Record(3, Line(far, 0) + Line(SketchNamed("other", 2), 1)));
  EXPECT_THAT(NearTo(origin), ElementsAre(origin.digest, near.digest));
  const auto of_near = index_->Near(near);
  ASSERT_THAT(of_near->texts, SizeIs(3));  // far agrees with it in 82 places
  EXPECT_EQ(of_near->texts[0].jaccard, 1.0);
  EXPECT_NEAR(of_near->texts[1].jaccard, 92.0 / 112, 1e-9);
  EXPECT_NEAR(of_near->texts[2].jaccard, 82.0 / 112, 1e-9);
  EXPECT_EQ(of_near->dropped, 0u);
}

TEST_F(TextIndexTest, OccurrencesOfATextAreListedByCaptureTime) {
  const TextSketch text = SketchNamed("text", 1);
  for (const int source : {5, 3, 9}) {
    Take(Record(source, Line(text, 0, "https://claimed.example/") + Line(ShortSketch("s"), 1)));
  }
  EXPECT_THAT(UrlsOf(text), ElementsAre("https://e.org/3", "https://e.org/5", "https://e.org/9"));
  std::vector<TextOccurrence> all;
  ASSERT_TRUE(index_->ForEachOccurrence(text.digest, [&all](const TextOccurrence& occurrence) {
    all.push_back(occurrence);
    return false;
  }));
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_EQ(all[0].time, SampleDate() + std::chrono::hours(3));
  EXPECT_EQ(all[0].source, "<urn:uuid:source-3>");
  EXPECT_EQ(all[0].kind, "post");
  EXPECT_EQ(all[0].uri, "https://claimed.example/");
  const auto texts = index_->TextsOf("<urn:uuid:source-5>");
  ASSERT_THAT(*texts, SizeIs(2));
  EXPECT_EQ((*texts)[1].digest, ShortSketch("s").digest);
  EXPECT_EQ((*texts)[1].index, 1u);
}

TEST_F(TextIndexTest, AShortTextIsFoundByItsDigestAlone) {
  Take(Record(1, Line(ShortSketch("one"), 0)));
  Take(Record(2, Line(ShortSketch("two"), 0)));
  EXPECT_THAT(NearTo(ShortSketch("one")), ElementsAre(ShortSketch("one").digest));
  EXPECT_THAT(NearTo(ShortSketch("three")), IsEmpty());
  EXPECT_EQ(index_->SketchOf(ShortSketch("three").digest).error().code, ErrorCode::kNotFound);
}

TEST_F(TextIndexTest, WhatNewerRulesDerivedTakesThePlaceOfTheOld) {
  const TextSketch old = SketchNamed("old", 1);
  const TextSketch kept = SketchNamed("kept", 2);
  const TextSketch fresh = SketchNamed("fresh", 3);
  Take(Record(1, Line(old, 0) + Line(kept, 1) + Line(old, 2), 1));
  Take(Record(2, Line(kept, 0), 1));
  Take(Record(1, Line(fresh, 0), 2));
  EXPECT_THAT(NearTo(old), IsEmpty());
  EXPECT_THAT(UrlsOf(old), IsEmpty());
  EXPECT_THAT(UrlsOf(kept), ElementsAre("https://e.org/2"));
  EXPECT_THAT(UrlsOf(fresh), ElementsAre("https://e.org/1"));
  Take(Record(1, Line(old, 0), 1));  // comes late: it counts no more
  EXPECT_THAT(NearTo(old), IsEmpty());
  const Rows rows = Dump(*index_);
  const auto other = OpenIndex("anew");
  Take(*other, Record(1, Line(fresh, 0), 2));
  Take(*other, Record(2, Line(kept, 0), 1));
  EXPECT_EQ(Dump(*other), rows);
}

TEST_F(TextIndexTest, TheSameRowsInWhateverOrder) {
  std::vector<DerivedRecord> records;
  std::mt19937 random(7);
  for (int i = 0; i < 120; ++i) {
    const int source = i % 40;
    std::string lines;
    for (int line = 0; line < 3; ++line) {
      const unsigned text = random() % 25;
      lines += text < 5 ? Line(ShortSketch(std::to_string(text)), line)
                        : Line(SketchNamed(std::to_string(text), text), line);
    }
    records.push_back(Record(source, lines, i / 40));
  }
  for (const DerivedRecord& record : records) Take(record);
  const Rows rows = Dump(*index_);
  ASSERT_GT(rows.size(), 300u);
  for (unsigned seed = 1; seed <= 3; ++seed) {
    std::shuffle(records.begin(), records.end(), random);
    const auto other = OpenIndex("order" + std::to_string(seed));
    for (const DerivedRecord& record : records) Take(*other, record);
    Take(*other, records[5]);  // twice
    EXPECT_EQ(Dump(*other), rows);
  }
}

TEST_F(TextIndexTest, LinesOfAnotherFormArePassedOver) {
  std::string bad = Line(SketchNamed("bad", 1), 0);
  bad.replace(bad.find("\"places\":\"") + 10, 4, "zzzz");
  Take(Record(1, "not json\n{}\n[1]\n" + bad +
                     R"({"text":"x","index":1,"text_sketch":{"version":9,"shingles":50}})" + "\n" +
                     Line(SketchNamed("good", 2), 2)));
  EXPECT_THAT(UrlsOf(SketchNamed("good", 2)), SizeIs(1));
  EXPECT_THAT(NearTo(SketchNamed("bad", 1)), IsEmpty());
  // Facts that are no records leave what is known of the source.
  Take(Record(1, R"({"video":"x"})", 5));
  EXPECT_THAT(UrlsOf(SketchNamed("good", 2)), SizeIs(1));
}

TEST_F(TextIndexTest, FollowsAnArchiveAndIsTheSameWhenBuiltAnew) {
  const SystemClock clock;
  ArchiveOptions options;
  options.segment_bytes = 4'000;
  options.min_free_bytes = 0;
  const std::string archive_directory = directory_.path() + "/archive";
  const auto archive = std::move(*Archive::Open(archive_directory, options, clock));
  const auto append = [&](int source, const TextSketch& sketch, int version) {
    WarcRecord record =
        ConversionOf("https://e.org/" + std::to_string(source), Line(sketch, 0), SampleDate(),
                     "<urn:uuid:source-" + std::to_string(source) + ">");
    record.content_type = "application/jsonl";
    record.fields.emplace_back("X-Arsip-Extractor", "html/" + std::to_string(version));
    std::promise<bool> durable;
    std::vector<WarcRecord> records;
    records.push_back(std::move(record));
    archive->AppendDerived(std::move(records),
                           [&](const auto& location) { durable.set_value(location.has_value()); });
    ASSERT_TRUE(durable.get_future().get());
  };
  for (int i = 0; i < 6; ++i) append(i, SketchNamed(std::to_string(i), 1, 2), 3);
  ASSERT_EQ(index_->CatchUp(archive_directory, nullptr, {})->records, 6u);
  append(2, SketchNamed("rederived", 9), 4);
  append(7, SketchNamed("new", 1), 3);
  ASSERT_EQ(index_->CatchUp(archive_directory, nullptr, {})->records, 2u);
  EXPECT_THAT(NearTo(SketchNamed("new", 1)), SizeIs(6));
  const auto anew = OpenIndex("anew");
  ASSERT_TRUE(anew->CatchUp(archive_directory, nullptr, {}).has_value());
  EXPECT_EQ(Dump(*anew), Dump(*index_));
}

TEST_F(TextIndexTest, AnIndexOfOtherRulesIsRefused) {
  WriteBatch batch;
  batch.Put(kTextSchemaKey, "0/1");
  ASSERT_TRUE(index_->store().Write(batch, KeyValueStore::Sync::kYes).has_value());
  index_.reset();
  const auto again = TextIndex::Open(directory_.path() + "/texts");
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().code, ErrorCode::kInvalidInput);
}

}  // namespace
}  // namespace arsip::archive
