#include "extractors/text_sketch.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <random>
#include <set>
#include <string>

#include "reposts.h"

namespace arsip::extractors {
namespace {

std::string WordsFrom(size_t first, size_t count) {
  std::string text;
  for (size_t i = first; i < first + count; ++i) text += "word" + std::to_string(i) + " ";
  return text;
}

bool ShareABand(const TextSketch& a, const TextSketch& b) {
  for (size_t band = 0; band < kSketchBands; ++band) {
    bool equal = true;
    for (size_t i = 0; i < kBandPlaces; ++i) {
      equal &= a.places[band * kBandPlaces + i] == b.places[band * kBandPlaces + i];
    }
    if (equal) return true;
  }
  return false;
}

bool Match(const TextSketch& a, const TextSketch& b) {
  if (a.digest == b.digest) return true;
  return a.comparable() && b.comparable() && ShareABand(a, b) &&
         EstimatedJaccard(a, b) >= kLeastJaccard;
}

// The persistent form: a change of these needs a new kTextSketchVersion.
TEST(TextSketching, GivesTheSameBytesAsEver) {
  const TextSketch sketch = SketchText(
      "Pemerintah daerah berencana memperbaiki jalan desa karena banyak kendaraan rusak. "
      "\u0E02\u0E48"
      "\u0E32\u0E27\u0E27\u0E31\u0E19\u0E19\u0E35\u0E49");
  EXPECT_EQ(sketch.shingles, 13u);
  EXPECT_EQ(HexEncode(sketch.digest).substr(0, 16), "a8d7fe93c52c8376");
  EXPECT_EQ(HexEncode({reinterpret_cast<const uint8_t*>(SketchBytes(sketch).data()), 8}),
            "9cdf92a04d589b56");
}

TEST(TextSketching, ShinglesAreTwoWordsOrSevenCharacters) {
  EXPECT_EQ(ShinglesOf("a b c d").size(), 3u);
  EXPECT_EQ(ShinglesOf("a").size(), 1u);
  EXPECT_EQ(ShinglesOf("").size(), 0u);
  const std::string thai = "\u0E02\u0E48\u0E32\u0E27\u0E27\u0E31\u0E19\u0E19\u0E35\u0E49";
  EXPECT_EQ(ShinglesOf(thai).size(), 4u);
  EXPECT_EQ(ShinglesOf("a b " + thai + " c").size(), 1u + 4u + 1u);
  EXPECT_NE(ShinglesOf("a b"), ShinglesOf("b a"));
}

TEST(TextSketching, AShortTextIsOnlyTheSameAsItself) {
  const TextSketch short_one = SketchText("Selamat pagi, dunia!");
  EXPECT_FALSE(short_one.comparable());
  EXPECT_EQ(short_one.digest, SketchText("\U0001F525 selamat PAGI dunia https://a.b/c").digest);
  EXPECT_NE(short_one.digest, SketchText("Selamat malam, dunia!").digest);
}

TEST(TextSketching, EstimatesTheJaccardOfTheShingles) {
  double squares = 0;
  int trials = 0;
  for (const size_t shared : {100u, 200u, 300u, 400u}) {
    for (size_t round = 0; round < 20; ++round) {
      const size_t base = round * 10'000;
      const TextSketch a = SketchText(WordsFrom(base, 500));
      const TextSketch b = SketchText(WordsFrom(base + 500 - shared, 500));
      const double truth =
          static_cast<double>(shared - 1) / static_cast<double>(2 * 499 - (shared - 1));
      const double error = EstimatedJaccard(a, b) - truth;
      squares += error * error / (truth * (1 - truth) / kSketchPlaces);
      ++trials;
    }
  }
  // Of an unbiased MinHash of 112 places it is 1.
  EXPECT_NEAR(squares / trials, 1.0, 0.35);
}

struct Counts {
  size_t pairs = 0;
  size_t found = 0;
  double share() const { return static_cast<double>(found) / static_cast<double>(pairs); }
};

// docs/text-sketch.md prints the table; these are floors of it.
TEST(TextSketching, RepostsInSevenLanguagesAreFoundAndOthersAreNot) {
  const auto posts = PostsAndReposts(10, 1);
  std::vector<TextSketch> sketches;
  for (const Post& post : posts) sketches.push_back(SketchText(post.text));
  std::map<std::string, Counts> by_change;
  std::map<std::string, Counts> by_language;
  Counts all;
  Counts others;
  for (size_t i = 0; i < posts.size(); ++i) {
    for (size_t j = i + 1; j < posts.size(); ++j) {
      const bool same = posts[i].origin == posts[j].origin;
      if (same ? posts[i].change != "none" : SharedSentences(posts[i], posts[j]) > 0.34) continue;
      const size_t found = Match(sketches[i], sketches[j]) ? 1 : 0;
      for (Counts* counts : {same ? &all : &others, same ? &by_change[posts[j].change] : nullptr,
                             same ? &by_language[posts[j].language] : nullptr}) {
        if (counts == nullptr) continue;
        ++counts->pairs;
        counts->found += found;
      }
    }
  }
  const std::map<std::string, double> floors = {
      {"prefix", 0.93}, {"several", 0.93}, {"signed", 0.93}, {"truncated", 0.85}, {"typo", 0.90}};
  for (const auto& [change, counts] : by_change) {
    const auto floor = floors.find(change);
    EXPECT_GE(counts.share(), floor == floors.end() ? 1.0 : floor->second) << change;
  }
  for (const auto& [language, counts] : by_language) EXPECT_GE(counts.share(), 0.9) << language;
  EXPECT_GE(all.share(), 0.96);
  ASSERT_GT(others.pairs, 250'000u);
  EXPECT_LE(others.found, 2u);
  std::printf("reposts %zu of %zu, others %zu of %zu\n", all.found, all.pairs, others.found,
              others.pairs);
}

}  // namespace
}  // namespace arsip::extractors
