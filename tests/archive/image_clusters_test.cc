#include "archive/image_clusters.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "archive/hash_forms.h"
#include "capture_samples.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "hash_samples.h"

namespace arsip::archive {
namespace {

using testing::HashSource;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using testing::TemporaryDirectory;
using Rows = std::vector<std::pair<std::string, std::string>>;

UtcTime At(int64_t seconds) { return UtcTime(std::chrono::seconds(1'800'000'000 + seconds)); }

Sha256 PayloadNumber(uint64_t number) { return ComputeSha256(std::to_string(number)); }

struct Seen {
  ImageFact fact;
  UtcTime time{};
  std::string url;
};

Seen SeenImage(uint64_t number, const Hash256& hash, int64_t seconds, uint32_t quality = 80) {
  Seen seen;
  seen.fact = {PayloadNumber(number), hash, quality, 1, 1000 + number, false};
  seen.time = At(seconds);
  seen.url = "https://example.org/" + std::to_string(number);
  return seen;
}

// The distance, and the first form of `a` that is nearest.
std::pair<unsigned, unsigned> Nearness(const ImageFact& a, const ImageFact& b) {
  std::pair<unsigned, unsigned> nearest{257, 0};
  for (const HashForms& forms : {FormsOf(a.hash), a.forms()}) {
    for (unsigned form = 0; form < forms.size(); ++form) {
      const unsigned distance = HammingDistance(forms[form], b.hash);
      if (distance < nearest.first) nearest = {distance, form};
    }
  }
  return {PictureDistance(a.forms(), b.forms()), nearest.second};
}

// The rows by the rule as it is written: all images in their order, one after the other.
Rows NaiveRows(const std::vector<Seen>& all) {
  std::map<Sha256, ImageRow> images;
  std::set<std::pair<std::string, std::string>> rows;
  for (const Seen& seen : all) {
    rows.emplace(EncodeSightingKey(seen.fact.payload, {seen.time, seen.url}), "");
    auto [known, fresh] = images.try_emplace(seen.fact.payload);
    if (fresh || seen.fact.rule > known->second.fact.rule) known->second.fact = seen.fact;
    known->second.first = fresh ? seen.time : std::min(known->second.first, seen.time);
  }
  std::vector<ImageRow> in_order;
  for (const auto& [payload, row] : images) in_order.push_back(row);
  std::ranges::sort(in_order, {}, &ImageRow::order);
  std::vector<ImageRow> exemplars;
  for (ImageRow& row : in_order) {
    if (row.fact.matchable()) {
      row.exemplar = row.fact.payload;
      unsigned best = kNearDistance + 1;
      for (const ImageRow& exemplar : exemplars) {
        const auto [distance, form] = Nearness(row.fact, exemplar.fact);
        if (distance >= best) continue;
        best = distance;
        row.exemplar = exemplar.fact.payload;
        row.distance = static_cast<uint8_t>(distance);
        row.form = static_cast<uint8_t>(form);
      }
      if (row.is_exemplar()) exemplars.push_back(row);
      rows.emplace(EncodeMemberKey({IdOf(*row.exemplar), row.first, row.id()}), "");
    }
    rows.emplace(ImageKey(row.id()), EncodeImageRow(row));
  }
  return {rows.begin(), rows.end()};
}

class ImageClustersTest : public ::testing::Test {
 protected:
  void SetUp() override { Empty(); }
  void Empty() {
    store_.reset();
    auto store = KeyValueStore::Open(directory_.path() + "/" + std::to_string(++stores_), {});
    ASSERT_TRUE(store.has_value());
    store_ = std::move(*store);
    Reload();
  }
  void Reload() {
    auto clusters = ImageClusters::Load(*store_);
    ASSERT_TRUE(clusters.has_value()) << clusters.error().ToString();
    clusters_ = std::move(*clusters);
  }
  // In batches of `batch`.
  void Add(const std::vector<Seen>& all, size_t batch = 1) {
    PendingRows rows(*store_);
    for (size_t i = 0; i < all.size(); ++i) {
      const Status added = clusters_->Add(all[i].fact, all[i].time, all[i].url, rows);
      ASSERT_TRUE(added.has_value()) << added.error().ToString();
      if ((i + 1) % batch != 0 && i + 1 < all.size()) continue;
      WriteBatch write;
      rows.AddTo(write);
      ASSERT_TRUE(store_->Write(write, KeyValueStore::Sync::kNo).has_value());
      rows.Clear();
    }
  }
  Rows Dump() {
    Rows rows;
    auto iterator = store_->NewIterator();
    for ((*iterator)->Seek(""); (*iterator)->Valid(); (*iterator)->Next()) {
      rows.emplace_back((*iterator)->key(), (*iterator)->value());
    }
    return rows;
  }
  ImageRow RowOf(uint64_t number) {
    PendingRows rows(*store_);
    auto row = ReadImageRow(rows, IdOf(PayloadNumber(number)));
    return row.has_value() && row->has_value() ? **row : ImageRow();
  }

  TemporaryDirectory directory_;
  int stores_ = 0;
  std::unique_ptr<KeyValueStore> store_;
  std::unique_ptr<ImageClusters> clusters_;
};

// As the pixels of some picture may have them.
TurnedHashes Turned(HashSource& source, const Hash256& hash) {
  const HashForms derived = FormsOf(hash);
  const auto off = [&source](const Hash256& form) {
    return source.At(2 * static_cast<unsigned>(source.Number(10)), form);
  };
  return {off(derived[2]), off(derived[4]), off(derived[5])};
}

// Families of near hashes, chains among them, turned pictures, poor ones, and payloads that are
// seen again, earlier or by a newer rule. Of some the turned hashes are known.
std::vector<Seen> Pictures(HashSource& source, size_t count) {
  std::vector<Seen> all;
  for (uint64_t number = 0; number < count; ++number) {
    Hash256 hash = source.Even();
    if (number > 4 && source.Number(10) < 8) {
      const Seen& parent = all[source.Number(all.size())];
      const unsigned distance = static_cast<unsigned>(source.Number(44));
      hash = source.At(distance, parent.fact.forms()[source.Number(8)]);
    }
    // Few instants, so that digests decide often.
    const auto seconds = static_cast<int64_t>(source.Number(count / 4 + 1));
    all.push_back(SeenImage(number, hash, seconds, source.Number(12) == 0 ? 49 : 80));
    if (source.Number(3) != 0) all.back().fact.turned = Turned(source, hash);
    if (number > 0 && source.Number(5) == 0) {
      Seen again = all[source.Number(all.size())];
      again.time = At(static_cast<int64_t>(source.Number(count)));
      again.url += "?again";
      if (source.Number(3) == 0) {
        again.fact.rule = 2;
        again.fact.hash = source.At(20, again.fact.hash);
        again.fact.hash.words[0] ^= again.fact.payload[0];
        again.fact.turned = Turned(source, again.fact.hash);
      }
      all.push_back(again);
    }
  }
  // One payload has one hash by one rule.
  std::map<Sha256, ImageFact> by_new_rule;
  for (Seen& seen : all) {
    if (seen.fact.rule == 2) {
      seen.fact = by_new_rule.try_emplace(seen.fact.payload, seen.fact).first->second;
    }
  }
  return all;
}

TEST_F(ImageClustersTest, RowsAreThoseOfTheRuleWhateverTheOrder) {
  for (uint64_t seed = 1; seed <= 6; ++seed) {
    HashSource source(seed);
    std::vector<Seen> all = Pictures(source, 120);
    const Rows expected = NaiveRows(all);
    std::mt19937_64 random(seed);
    for (int order = 0; order < 6; ++order) {
      Empty();
      Add(all, 1 + source.Number(40));
      ASSERT_EQ(Dump(), expected) << "seed " << seed << ", order " << order;
      std::shuffle(all.begin(), all.end(), random);
    }
  }
}

TEST_F(ImageClustersTest, ALiveCrawlOnlyAppends) {
  HashSource source(7);
  std::vector<Seen> all = Pictures(source, 200);
  std::erase_if(all, [](const Seen& seen) { return seen.fact.rule == 2; });
  std::ranges::stable_sort(all, {}, [](const Seen& seen) {
    return ImageOrder{seen.time, seen.fact.payload};
  });
  Add(all, 8);
  EXPECT_EQ(Dump(), NaiveRows(all));
  EXPECT_THAT(clusters_->TakeChanges(), IsEmpty());
}

TEST_F(ImageClustersTest, GoesOnFromItsRowsAfterARestart) {
  HashSource source(8);
  const std::vector<Seen> all = Pictures(source, 160);
  const auto half = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
  Add({all.begin(), half});
  Reload();
  Add({half, all.end()});
  EXPECT_EQ(Dump(), NaiveRows(all));
}

TEST_F(ImageClustersTest, MembersAreNearTheirExemplarAndDoNotChain) {
  HashSource source(9);
  const Hash256 first = source.Even();
  const Hash256 second = source.At(30, first);
  Hash256 third = second;
  // Further on, away from the first.
  for (unsigned bit = 0, flipped = 0; flipped < 30; ++bit) {
    const uint64_t mask = uint64_t{1} << (bit % 64);
    if (((first ^ second).words[bit / 64] & mask) != 0) continue;
    third.words[bit / 64] ^= mask;
    ++flipped;
  }
  ASSERT_EQ(HammingDistance(second, third), 30u);
  ASSERT_EQ(HammingDistance(first, third), 60u);
  Add({SeenImage(1, first, 1), SeenImage(2, second, 2), SeenImage(3, third, 3)});
  EXPECT_EQ(RowOf(2).exemplar, PayloadNumber(1));
  EXPECT_EQ(RowOf(2).distance, 30);
  EXPECT_TRUE(RowOf(3).is_exemplar());
}

TEST_F(ImageClustersTest, TurnedPictureJoinsAndItsFormIsKept) {
  HashSource source(10);
  const Hash256 hash = source.Even();
  Add({SeenImage(1, hash, 1), SeenImage(2, source.At(3, FormsOf(hash)[5]), 2)});
  EXPECT_EQ(RowOf(2).exemplar, PayloadNumber(1));
  EXPECT_EQ(RowOf(2).distance, 3);
  EXPECT_EQ(NameOfForm(RowOf(2).form), "flipy");
}

TEST_F(ImageClustersTest, TurnedPictureIsHeldAgainstTheHashesOfItsOwnPixels) {
  HashSource source(15);
  Seen first = SeenImage(1, source.Even(), 1);
  const HashForms derived = FormsOf(first.fact.hash);
  first.fact.turned = {derived[2], source.At(26, derived[4]), derived[5]};
  // Upside down and stored again; turned once more it is the first but for as many bits.
  Seen second = SeenImage(2, source.At(8, first.fact.turned->flipx), 2);
  second.fact.turned = {derived[2], source.At(8, first.fact.hash), derived[5]};
  ASSERT_GT(PictureDistance(FormsOf(first.fact.hash), FormsOf(second.fact.hash)),
            kNearDistance - 10);
  Add({first, second});
  EXPECT_EQ(RowOf(2).exemplar, PayloadNumber(1));
  EXPECT_EQ(RowOf(2).distance, 8);
  EXPECT_EQ(NameOfForm(RowOf(2).form), "flipx");
}

TEST_F(ImageClustersTest, NearInOneDirectionAloneIsNotNear) {
  HashSource source(16);
  Seen first = SeenImage(1, source.Even(), 1);
  Seen second = SeenImage(2, source.Even(), 2);
  second.fact.turned = {first.fact.hash, source.Even(), source.Even()};
  Add({first, second});
  EXPECT_TRUE(RowOf(2).is_exemplar());
  Empty();
  Add({second, first});
  EXPECT_TRUE(RowOf(2).is_exemplar());
}

TEST_F(ImageClustersTest, ThirtyOneBitsAreNearAndThirtyTwoAreNot) {
  HashSource source(11);
  const Hash256 hash = source.Even();
  Add({SeenImage(1, hash, 1), SeenImage(2, source.At(31, hash), 2),
       SeenImage(3, source.At(32, hash), 3)});
  EXPECT_EQ(RowOf(2).exemplar, PayloadNumber(1));
  EXPECT_TRUE(RowOf(3).exemplar != PayloadNumber(1));
}

TEST_F(ImageClustersTest, PoorAndDegenerateImagesAreKeptButMatchNothing) {
  HashSource source(12);
  const Hash256 hash = source.Even();
  Seen degenerate = SeenImage(3, hash, 3);
  degenerate.fact.degenerate = true;
  Add({SeenImage(1, hash, 1, 49), SeenImage(2, hash, 2, 50), degenerate});
  EXPECT_EQ(RowOf(1).exemplar, std::nullopt);
  EXPECT_TRUE(RowOf(2).is_exemplar());
  EXPECT_EQ(RowOf(3).exemplar, std::nullopt);
  EXPECT_EQ(clusters_->images(), 1u);
  PendingRows rows(*store_);
  EXPECT_EQ(*clusters_->FindNearest(degenerate.fact, rows), std::nullopt);
}

TEST_F(ImageClustersTest, OlderImageTakesTheClusterOverAndTheMergeIsTold) {
  HashSource source(13);
  const Hash256 hash = source.Even();
  Add({SeenImage(1, hash, 10), SeenImage(2, source.At(2, hash), 20)});
  EXPECT_THAT(clusters_->TakeChanges(), IsEmpty());
  Add({SeenImage(3, source.At(4, hash), 5)});
  EXPECT_TRUE(RowOf(3).is_exemplar());
  EXPECT_EQ(RowOf(1).exemplar, PayloadNumber(3));
  EXPECT_EQ(RowOf(2).exemplar, PayloadNumber(3));
  const auto changes = clusters_->TakeChanges();
  ASSERT_THAT(changes, SizeIs(2));
  EXPECT_EQ(changes[0].image, PayloadNumber(1));
  EXPECT_EQ(changes[0].from, PayloadNumber(1));
  EXPECT_EQ(changes[0].to, PayloadNumber(3));
  EXPECT_EQ(changes[0].distance, 4u);
  EXPECT_EQ(changes[0].because.payload, PayloadNumber(3));
  EXPECT_EQ(changes[0].because.first, At(5));
}

TEST_F(ImageClustersTest, NearestExemplarIsFoundForAnImageThatIsNotThereYet) {
  HashSource source(14);
  const Hash256 hash = source.Even();
  Add({SeenImage(1, hash, 1), SeenImage(2, source.Even(), 2)});
  PendingRows rows(*store_);
  const auto nearest = clusters_->FindNearest(SeenImage(3, source.At(6, hash), 0).fact, rows);
  ASSERT_TRUE(nearest.has_value() && nearest->has_value());
  EXPECT_EQ((*nearest)->row.fact.payload, PayloadNumber(1));
  EXPECT_EQ((*nearest)->distance, 6u);
  EXPECT_EQ(*clusters_->FindNearest(SeenImage(1, hash, 0).fact, rows), std::nullopt);
}

}  // namespace
}  // namespace arsip::archive
