// Cost of the text index: what taking a text costs, bytes on the disk, and time of a query, over
// texts of which one in ten is a near copy of an earlier one.
//   text_index_bench DIRECTORY [texts, default 1,000,000]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "archive/text_index.h"

namespace arsip::archive {
namespace {

using Clock = std::chrono::steady_clock;

double SecondsSince(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

TextSketch SketchNumber(uint64_t number, size_t changed) {
  TextSketch sketch;
  sketch.digest = ComputeSha256(std::to_string(number) + "/" + std::to_string(changed));
  sketch.shingles = 300;
  std::mt19937_64 random(number);
  for (uint16_t& place : sketch.places) place = static_cast<uint16_t>(random());
  std::mt19937_64 where(number + changed);
  for (size_t i = 0; i < changed; ++i) ++sketch.places[where() % kSketchPlaces];
  return sketch;
}

// Every tenth is a copy of one before, with up to a quarter of its places changed.
TextSketch TextNumber(uint64_t i) {
  return i % 10 == 9 ? SketchNumber(i / 20 * 10, 1 + i % 28) : SketchNumber(i, 0);
}

std::string LineOf(const TextSketch& sketch) {
  const std::string places = SketchBytes(sketch);
  return R"({"kind":"page","index":0,"text":"","text_sketch":{"version":1,"shingles":300,"digest":")" +
         HexEncode(sketch.digest) + R"(","places":")" +
         HexEncode({reinterpret_cast<const uint8_t*>(places.data()), places.size()}) + "\"}}\n";
}

DerivedRecord RecordNumber(uint64_t i) {
  DerivedRecord record;
  char id[64];
  std::snprintf(id, sizeof id, "<urn:uuid:%08x-0000-4000-8000-%012llx>",
                static_cast<unsigned>(i * 2'654'435'761U), static_cast<unsigned long long>(i));
  record.refers_to = id;
  record.target_uri =
      "https://host" + std::to_string(i % 1'000) + ".example/page/" + std::to_string(i);
  record.date = UtcTime(std::chrono::seconds(1'795'342'271 + i));
  record.revision = "r";
  record.payload = LineOf(TextNumber(i));
  return record;
}

bool Fill(TextIndex& index, uint64_t texts) {
  const auto begin = Clock::now();
  for (uint64_t i = 0; i < texts; ++i) {
    WriteBatch batch;
    if (!index.Take(RecordNumber(i), batch)) return false;
    if (!index.store().Write(batch, KeyValueStore::Sync::kNo)) return false;
  }
  const double seconds = SecondsSince(begin);
  std::printf("taken: %llu texts in %.0f s, %.0f us each\n", static_cast<unsigned long long>(texts),
              seconds, 1e6 * seconds / static_cast<double>(texts));
  return true;
}

bool Ask(TextIndex& index, uint64_t texts, bool known) {
  constexpr int kQueries = 2'000;
  std::mt19937_64 random(1);
  std::vector<double> times;
  uint64_t found = 0;
  uint64_t candidates = 0;
  for (int i = 0; i < kQueries; ++i) {
    const TextSketch sketch =
        known ? TextNumber(random() % texts) : SketchNumber(texts + random() % texts, 0);
    const auto begin = Clock::now();
    const auto near = index.Near(sketch);
    times.push_back(SecondsSince(begin));
    if (!near) return false;
    if (known && (near->texts.empty() || near->texts[0].jaccard < 1)) return false;
    found += near->texts.size();
    candidates += near->candidates;
  }
  std::sort(times.begin(), times.end());
  double sum = 0;
  for (const double time : times) sum += time;
  std::printf("%s texts: %.0f us a query, median %.0f, 99th %.0f; %.2f found of %.2f candidates\n",
              known ? "known" : "unknown", 1e6 * sum / kQueries, 1e6 * times[kQueries / 2],
              1e6 * times[kQueries * 99 / 100], static_cast<double>(found) / kQueries,
              static_cast<double>(candidates) / kQueries);
  return true;
}

bool Run(const std::string& directory, uint64_t texts) {
  auto index = TextIndex::Open(directory);
  if (!index) return false;
  if (!Fill(**index, texts)) return false;
  (void)(*index)->store().Compact();
  const uint64_t bytes = (*index)->store().ApproximateBytes();
  std::printf("on disk: %.0f bytes a text\n",
              static_cast<double>(bytes) / static_cast<double>(texts));
  return Ask(**index, texts, true) && Ask(**index, texts, false);
}

}  // namespace
}  // namespace arsip::archive

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const uint64_t texts = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1'000'000;
  return arsip::archive::Run(argv[1], texts) ? 0 : 1;
}
