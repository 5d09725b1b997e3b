// What a PDQ hash costs, one kind after the other in each round of one run, so that a busy machine
// slows all of them alike: the algorithm written down step by step (the peer), four lanes (SSE2),
// eight (AVX2), and from a JPEG. Prints the median processor time of each, its ratio to the
// peer's, and the least, which a busy machine disturbs less.   pdq_bench [ROUNDS [FILE.jpg]]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "encoded_image.h"
#include "extractors/image_hash.h"
#include "naive_pdq.h"

namespace arsip::extractors {
namespace {

constexpr uint32_t kSide = 512;

double ProcessorSeconds() {
  timespec time{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

// As hard to compress as a photograph: about 80 KB of JPEG.
PaintedImage Photograph() {
  PaintedImage image = Scene(kSide, kSide, 3, 1);
  std::mt19937 random(1);
  for (uint8_t& sample : image.samples) {
    sample = static_cast<uint8_t>(
        std::clamp<int>(sample + static_cast<int>(random() % 31) - 15, 0, 255));
  }
  return image;
}

struct Case {
  const char* name;
  std::function<void()> run;
  std::vector<double> seconds;

  double median() {
    std::nth_element(seconds.begin(), seconds.begin() + static_cast<ptrdiff_t>(seconds.size() / 2),
                     seconds.end());
    return seconds[seconds.size() / 2];
  }
};

int Run(int rounds, std::string jpeg) {
  const PaintedImage image = Photograph();
  if (jpeg.empty()) jpeg = Encoded(image, ".jpg[Q=83]");
  if (!HashImage(jpeg)) return 1;
  Pdq four(PdqLanes::kFour);
  ImageHasher hasher_four(PdqLanes::kFour);
  std::vector<Case> cases = {
      {"step by step", [&] { NaivePdqOf(image.view()); }, {}},
      {"four lanes (SSE2)", [&] { four.Hash(image.view()); }, {}},
      {"JPEG, decoding alone", [&] { Decoded decoded(jpeg); }, {}},
      {"JPEG, four lanes, 8 forms", [&] { (void)hasher_four.Hash(jpeg); }, {}}};
  Pdq eight;
  ImageHasher hasher_eight;
  if (LanesOfThisProcessor() == PdqLanes::kEight) {
    cases.push_back({"eight lanes (AVX2)", [&] { eight.Hash(image.view()); }, {}});
    cases.push_back({"eight lanes, 8 forms", [&] { eight.HashDihedral(image.view()); }, {}});
    cases.push_back({"JPEG, eight lanes, 8 forms", [&] { (void)hasher_eight.Hash(jpeg); }, {}});
  }
  for (int round = -2; round < rounds; ++round) {
    for (Case& one : cases) {
      const double start = ProcessorSeconds();
      one.run();
      if (round >= 0) one.seconds.push_back(ProcessorSeconds() - start);
    }
  }
  const auto least = [](const Case& one) {
    return *std::min_element(one.seconds.begin(), one.seconds.end());
  };
  std::printf("%u x %u, JPEG of %zu bytes, %d rounds: median, per second, times the peer; least\n",
              kSide, kSide, jpeg.size(), rounds);
  const double peer = cases[0].median();
  for (Case& one : cases) {
    const double median = one.median();
    std::printf("%-28s %8.3f ms %8.0f /s %6.1f x %8.3f ms\n", one.name, median * 1e3, 1 / median,
                peer / median, least(one) * 1e3);
  }
  return 0;
}

}  // namespace
}  // namespace arsip::extractors

int main(int argc, char** argv) {
  std::string jpeg;
  if (argc > 2) {
    std::ifstream file(argv[2], std::ios::binary);
    jpeg.assign(std::istreambuf_iterator<char>(file), {});
  }
  return arsip::extractors::Run(argc > 1 ? std::max(1, std::atoi(argv[1])) : 200, std::move(jpeg));
}
