// Recall and precision of text sketches over tests/extractors/reposts.h, by change, by language, by
// shingle length and banding; and what a sketch costs. Prints the tables of docs/text-sketch.md.
//   text_sketch_report [posts of a language, default 60]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "extractors/text_folding.h"
#include "extractors/text_sketch.h"
#include "reposts.h"

namespace arsip::extractors {
namespace {

struct Banding {
  size_t bands;
  size_t rows;
};

bool SharesBand(const TextSketch& a, const TextSketch& b, const Banding& banding) {
  for (size_t band = 0; band < banding.bands; ++band) {
    const auto from = static_cast<std::ptrdiff_t>(band * banding.rows);
    const auto to = from + static_cast<std::ptrdiff_t>(banding.rows);
    if (std::equal(a.places.begin() + from, a.places.begin() + to, b.places.begin() + from)) {
      return true;
    }
  }
  return false;
}

struct Counts {
  size_t pairs = 0;
  size_t found = 0;
  double share() const {
    return pairs == 0 ? 0 : 100.0 * static_cast<double>(found) / static_cast<double>(pairs);
  }
};

struct Judged {
  std::map<std::string, Counts> by_change;
  std::map<std::string, Counts> by_language;
  Counts reposts;
  Counts others;  // found: false matches
  size_t candidates = 0;
  double precision() const {
    const size_t all = reposts.found + others.found;
    return all == 0 ? 0 : 100.0 * static_cast<double>(reposts.found) / static_cast<double>(all);
  }
};

bool Match(const TextSketch& a, const TextSketch& b, const Banding& banding, double least) {
  if (a.digest == b.digest) return true;
  return a.comparable() && b.comparable() && SharesBand(a, b, banding) &&
         EstimatedJaccard(a, b) >= least;
}

Judged Judge(const std::vector<Post>& posts, const std::vector<TextSketch>& sketches,
             const Banding& banding, double least) {
  Judged judged;
  for (size_t i = 0; i < posts.size(); ++i) {
    for (size_t j = i + 1; j < posts.size(); ++j) {
      const bool same = posts[i].origin == posts[j].origin;
      // Posts that share a good part of their sentences are neither.
      if (!same && SharedSentences(posts[i], posts[j]) > 0.34) continue;
      if (same && posts[i].change != "none") continue;
      const bool match = Match(sketches[i], sketches[j], banding, least);
      Counts& counts = same ? judged.reposts : judged.others;
      ++counts.pairs;
      counts.found += match ? 1 : 0;
      if (!same) continue;
      for (Counts* part :
           {&judged.by_change[posts[j].change], &judged.by_language[posts[j].language]}) {
        ++part->pairs;
        part->found += match ? 1 : 0;
      }
    }
  }
  return judged;
}

double Seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

void PrintCost() {
  std::string english;
  std::string thai;
  for (const Post& post : PostsAndReposts(60, 2)) {
    if (post.change != "none") continue;
    if (post.language == "en" && english.size() < 2'000) english += post.text + "\n";
    if (post.language == "th" && thai.size() < 2'000) thai += post.text + "\n";
  }
  for (const auto& [name, text] : {std::pair{"English", english}, std::pair{"Thai", thai}}) {
    constexpr int kTimes = 2'000;
    uint32_t sum = 0;
    double best = 1e9;
    for (int round = 0; round < 5; ++round) {
      const double begin = Seconds();
      for (int i = 0; i < kTimes; ++i) sum += SketchText(text).shingles;
      best = std::min(best, (Seconds() - begin) / kTimes);
    }
    std::printf("%s, %zu bytes, %u shingles: %.1f us a sketch\n", name, text.size(),
                sum / 5 / kTimes, 1e6 * best);
  }
}

void Run(size_t posts_of_language) {
  const auto posts = PostsAndReposts(posts_of_language, 1);
  std::vector<std::string> folded;
  for (const Post& post : posts) folded.push_back(FoldText(post.text));
  std::printf(
      "%zu texts\n\n| words | characters | bands x rows | least | recall | precision | false of "
      "pairs |\n",
      posts.size());
  for (const ShingleLengths lengths :
       {ShingleLengths{5, 13}, ShingleLengths{3, 9}, ShingleLengths{2, 7}, ShingleLengths{2, 6},
        ShingleLengths{1, 5}}) {
    std::vector<TextSketch> sketches;
    for (const std::string& text : folded) sketches.push_back(SketchOfFolded(text, lengths));
    for (const Banding banding : {Banding{14, 8}, Banding{22, 5}}) {
      for (const double least : {0.5, 0.6, 0.7}) {
        const Judged judged = Judge(posts, sketches, banding, least);
        std::printf("| %zu | %zu | %zu x %zu | %.1f | %.1f %% | %.2f %% | %zu of %zu |\n",
                    lengths.words, lengths.characters, banding.bands, banding.rows, least,
                    judged.reposts.share(), judged.precision(), judged.others.found,
                    judged.others.pairs);
      }
    }
  }
  for (const ShingleLengths lengths : {ShingleLengths{5, 13}, ShingleLengths{2, 7}}) {
    std::vector<TextSketch> sketches;
    for (const std::string& text : folded) sketches.push_back(SketchOfFolded(text, lengths));
    const Judged judged = Judge(posts, sketches, {kSketchBands, kBandPlaces}, kLeastJaccard);
    std::printf("\n%zu words\n", lengths.words);
    for (const auto& [change, counts] : judged.by_change) {
      std::printf("| %s | %zu | %.1f %% |\n", change.c_str(), counts.pairs, counts.share());
    }
    for (const auto& [language, counts] : judged.by_language) {
      std::printf("| %s | %zu | %.1f %% |\n", language.c_str(), counts.pairs, counts.share());
    }
  }
}

}  // namespace
}  // namespace arsip::extractors

int main(int argc, char** argv) {
  const size_t posts = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 60;
  arsip::extractors::Run(posts);
  arsip::extractors::PrintCost();
  return 0;
}
