// The hash index beside FAISS, in turns in one process on one core: build, memory, queries, recall.
//
//   hash_index_bench [--hashes 1000000] [--data random|skewed|crowded|pdq] [--queries 20000]
//   [--rounds 5]
//                    [--seconds 2] [--cut K] [--no-multihash] [--no-faiss]
//
// Data: `random` bits; `skewed`, each of the 16 words one of 4,096 values; `crowded`, 0 to 24 bits
// from one of 4,096 centres, as the frames of films and much posted pictures are; `pdq`, random
// hashes of 128 bits set, as PDQ's are. Every other query is a stored hash with 0 to 31 bits
// flipped (of `pdq`: as many of each kind, so that 128 stay set), the others are new. A contestant
// answers the same queries in each round, as many as --seconds allow, and the median round counts.
// Recall: of all pairs within distance 31 that a plain scan of the first 100 queries finds, and of
// the planted ones. The contestants' rivals are FAISS 1.7.3 as Debian ships it: IndexBinaryFlat,
// and IndexBinaryMultiHash of 16 x 16 bits with nflip 1, which is what HMA searches PDQ by. --cut K
// searches one MultiIndex of K substrings instead of the index.
#include <faiss/IndexBinaryFlat.h>
#include <faiss/IndexBinaryHash.h>
#include <faiss/impl/AuxIndexStructures.h>
#include <omp.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "archive/bit_permutation.h"
#include "archive/hash_index.h"
#include "process_cost.h"

namespace arsip::archive {
namespace {

constexpr unsigned kRadius = 31;
constexpr size_t kScanned = 100;

struct Options {
  size_t hashes = 1'000'000;
  std::string data = "random";
  size_t queries = 20'000;
  int rounds = 5;
  double seconds = 2;
  unsigned cut = 0;
  bool flat = true;
  bool multi_hash = true;
};

// CPU time, not the clock's: what other processes take of a shared core is nobody's merit. Their
// hold on its caches remains.
double Seconds() { return CpuSecondsOf(CLOCK_PROCESS_CPUTIME_ID); }

class Hashes {
 public:
  explicit Hashes(std::string data) : data_(std::move(data)) {
    for (auto& values : skewed_) {
      for (uint64_t& value : values) value = random_() & 0xffff;
    }
    for (Hash256& centre : centres_) {
      for (uint64_t& word : centre.words) word = random_();
    }
  }
  Hash256 Next() {
    Hash256 hash;
    if (data_ == "crowded") {
      hash = centres_[random_() % centres_.size()];
      for (uint64_t flips = random_() % 25; flips > 0; --flips) Flip(hash, random_() % 256);
      return hash;
    }
    if (data_ == "skewed") {
      for (size_t i = 0; i < 16; ++i) {
        hash.words[i / 4] |= skewed_[i][random_() % 4096] << (i % 4 * 16);
      }
    } else {
      for (uint64_t& word : hash.words) word = random_();
    }
    while (data_ == "pdq" && BitsSet(hash) != 128) {
      const unsigned bit = random_() % 256;
      const bool is_set = (hash.words[bit / 64] >> (bit % 64) & 1) != 0;
      if (is_set == (BitsSet(hash) > 128)) Flip(hash, bit);
    }
    return hash;
  }
  Hash256 Near(Hash256 hash) {
    unsigned flips = random_() % (kRadius + 1);
    if (data_ == "pdq") flips &= ~1u;
    std::set<unsigned> flipped;
    unsigned ones = 0;
    while (flipped.size() < flips) {
      const unsigned bit = random_() % 256;
      const bool is_set = (hash.words[bit / 64] >> (bit % 64) & 1) != 0;
      if (data_ == "pdq" && ones + (is_set ? 1 : 0) > flips / 2) continue;
      if (data_ == "pdq" && !is_set && flipped.size() - ones >= flips / 2) continue;
      if (!flipped.insert(bit).second) continue;
      if (is_set) ++ones;
      Flip(hash, bit);
    }
    return hash;
  }
  uint64_t Number() { return random_(); }

 private:
  static void Flip(Hash256& hash, unsigned bit) {
    hash.words[bit / 64] ^= uint64_t{1} << (bit % 64);
  }
  const std::string data_;
  std::mt19937_64 random_{20261128};
  std::array<std::array<uint64_t, 4096>, 16> skewed_{};
  std::array<Hash256, 4096> centres_{};
};

struct Query {
  Hash256 hash;
  std::optional<uint64_t> planted;
};

// The ids found within the radius, in any order.
using Answer = std::function<std::vector<uint64_t>(const Hash256&)>;

struct Contestant {
  std::string name;
  double build_seconds = 0;
  double megabytes = 0;
  Answer answer;
  std::vector<double> rates;
};

// REQUIRES: `make` returns what answers, and keeps it alive.
Contestant Build(std::string name, const std::function<Answer()>& make) {
  Contestant contestant;
  contestant.name = std::move(name);
  const uint64_t before = AnonymousBytes();
  const double start = Seconds();
  contestant.answer = make();
  contestant.build_seconds = Seconds() - start;
  contestant.megabytes = static_cast<double>(AnonymousBytes() - before) / 1e6;
  std::printf("built %s in %.2f s, %.0f MB\n", contestant.name.c_str(), contestant.build_seconds,
              contestant.megabytes);
  std::fflush(stdout);
  return contestant;
}

Answer MakeArsip(const std::vector<Hash256>& hashes, unsigned cut) {
  std::vector<HashEntry> entries(hashes.size());
  for (size_t i = 0; i < hashes.size(); ++i) entries[i] = {i, hashes[i]};
  const HashQuery query{.radius = kRadius, .limit = 100};
  const auto ids = [](const HashMatches& matches) {
    std::vector<uint64_t> found;
    for (const HashMatch& match : matches.nearest) found.push_back(match.id);
    return found;
  };
  if (cut == 0) {
    auto index = std::make_shared<HashIndex>(std::move(entries));
    std::printf("arsip says it holds %.0f MB\n", static_cast<double>(index->memory_bytes()) / 1e6);
    return [=](const Hash256& hash) { return ids(Require(index->Search({&hash, 1}, query))); };
  }
  for (HashEntry& entry : entries) entry.hash = BitPermutation::Fixed().Apply(entry.hash);
  auto index = std::make_shared<MultiIndex>(std::move(entries), SubstringPlan::Equal(cut));
  return [=](const Hash256& hash) {
    NearestHashes nearest({&hash, 1}, query.radius, query.limit);
    index->Search(nearest);
    return ids(nearest.Take());
  };
}

template <class Index>
Answer MakeFaiss(std::shared_ptr<Index> index, const std::vector<Hash256>& hashes) {
  constexpr size_t kAtOnce = 100'000;
  std::vector<uint8_t> bytes;
  for (size_t begin = 0; begin < hashes.size(); begin += kAtOnce) {
    const size_t end = std::min(hashes.size(), begin + kAtOnce);
    bytes.clear();
    for (size_t i = begin; i < end; ++i) {
      const auto some = hashes[i].bytes();
      bytes.insert(bytes.end(), some.begin(), some.end());
    }
    index->add(static_cast<faiss::IndexBinary::idx_t>(end - begin), bytes.data());
  }
  return [index](const Hash256& hash) {
    const auto query = hash.bytes();
    faiss::RangeSearchResult result(1);
    index->range_search(1, query.data(), kRadius + 1, &result);  // its radius is exclusive
    return std::vector<uint64_t>(result.labels, result.labels + result.lims[1]);
  };
}

void Race(std::vector<Contestant>& contestants, const std::vector<Query>& queries,
          const Options& options) {
  uint64_t found = 0;
  for (int round = 0; round < options.rounds; ++round) {
    for (Contestant& contestant : contestants) {
      const double start = Seconds();
      size_t done = 0;
      double seconds = 0;
      while (done < queries.size() && seconds < options.seconds) {
        found += contestant.answer(queries[done++].hash).size();
        if (done % 8 == 0 || seconds == 0) seconds = Seconds() - start;
      }
      contestant.rates.push_back(static_cast<double>(done) / (Seconds() - start));
    }
  }
  std::printf("(%llu matches)\n", static_cast<unsigned long long>(found));
}

// Pairs that the scan finds, and of these how many the contestant did; wrong ones are a defect.
void PrintRecall(Contestant& contestant, const std::vector<Hash256>& hashes,
                 const std::vector<Query>& queries) {
  size_t pairs = 0;
  size_t missed = 0;
  size_t wrong = 0;
  for (size_t i = 0; i < std::min(kScanned, queries.size()); ++i) {
    std::set<uint64_t> expected;
    ForEachWithin(hashes, queries[i].hash, kRadius, [&](size_t at) { expected.insert(at); });
    pairs += expected.size();
    size_t right = 0;
    for (const uint64_t id : contestant.answer(queries[i].hash)) {
      expected.contains(id) ? ++right : ++wrong;
    }
    // Of more than 100, arsip was asked for as many.
    const size_t wanted = std::min<size_t>(expected.size(), 100);
    missed += wanted - std::min(right, wanted);
  }
  size_t planted = 0;
  size_t planted_found = 0;
  const double start = Seconds();
  for (const Query& query : queries) {
    if (!query.planted.has_value()) continue;
    if (Seconds() - start > 5) break;
    ++planted;
    const std::vector<uint64_t> ids = contestant.answer(query.hash);
    if (std::ranges::find(ids, *query.planted) != ids.end()) ++planted_found;
  }
  std::printf("recall %s: %zu of %zu pairs missed, %zu wrong; planted %zu of %zu found\n",
              contestant.name.c_str(), missed, pairs, wrong, planted_found, planted);
}

void PrintRates(Contestant& contestant) {
  std::ranges::sort(contestant.rates);
  std::printf("| %s | %.1f | %.1f - %.1f | %.0f | %.2f |\n", contestant.name.c_str(),
              contestant.rates[contestant.rates.size() / 2], contestant.rates.front(),
              contestant.rates.back(), contestant.megabytes, contestant.build_seconds);
}

Options Parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view name = argv[i];
    if (name == "--no-multihash" || name == "--no-faiss") {
      options.multi_hash = false;
      if (name == "--no-faiss") options.flat = false;
      continue;
    }
    if (i + 1 == argc)
      Require(Status(Error{ErrorCode::kInvalidInput, "a value is missing", argv[i]}));
    const char* const value = argv[++i];
    if (name == "--hashes")
      options.hashes = std::strtoull(value, nullptr, 10);
    else if (name == "--data")
      options.data = value;
    else if (name == "--queries")
      options.queries = std::strtoull(value, nullptr, 10);
    else if (name == "--rounds")
      options.rounds = std::atoi(value);
    else if (name == "--seconds")
      options.seconds = std::atof(value);
    else if (name == "--cut")
      options.cut = static_cast<unsigned>(std::atoi(value));
    else
      Require(Status(Error{ErrorCode::kInvalidInput, "unknown option", argv[i - 1]}));
  }
  return options;
}

void Run(const Options& options) {
  omp_set_num_threads(1);
  Hashes source(options.data);
  std::vector<Hash256> hashes(options.hashes);
  for (Hash256& hash : hashes) hash = source.Next();
  std::vector<Query> queries(options.queries);
  for (size_t i = 0; i < queries.size(); ++i) {
    if (i % 2 == 0) queries[i].planted = source.Number() % hashes.size();
    queries[i].hash = queries[i].planted ? source.Near(hashes[*queries[i].planted]) : source.Next();
  }
  std::printf("%zu %s hashes\n", hashes.size(), options.data.c_str());
  std::vector<Contestant> contestants;
  contestants.push_back(Build("arsip", [&] { return MakeArsip(hashes, options.cut); }));
  if (options.flat) {
    contestants.push_back(Build("FAISS BinaryFlat", [&] {
      return MakeFaiss(std::make_shared<faiss::IndexBinaryFlat>(256), hashes);
    }));
  }
  if (options.multi_hash) {
    contestants.push_back(Build("FAISS BinaryMultiHash 16x16, nflip 1", [&] {
      auto index = std::make_shared<faiss::IndexBinaryMultiHash>(256, 16, 16);
      index->nflip = 1;
      return MakeFaiss(std::move(index), hashes);
    }));
  }
  Race(contestants, queries, options);
  std::printf("| | queries a CPU-s | of the rounds | MB | build CPU-s |\n|---|---|---|---|---|\n");
  for (Contestant& contestant : contestants) PrintRates(contestant);
  for (Contestant& contestant : contestants) PrintRecall(contestant, hashes, queries);
}

}  // namespace
}  // namespace arsip::archive

int main(int argc, char** argv) {
  arsip::archive::Run(arsip::archive::Parse(argc, argv));
  return 0;
}
