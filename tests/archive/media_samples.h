// Made-up videos and recordings.
#ifndef ARSIP_TESTS_ARCHIVE_MEDIA_SAMPLES_H_
#define ARSIP_TESTS_ARCHIVE_MEDIA_SAMPLES_H_

#include <cstdint>
#include <random>
#include <vector>

#include "archive/video_match.h"
#include "base/digest.h"

namespace arsip::archive::testing {

inline Sha256 PayloadOf(uint8_t number) {
  Sha256 payload{};
  payload[0] = number;
  payload[31] = number;
  return payload;
}

// A frame a second; seeds that follow each other share all but one.
inline std::vector<FrameHash> Frames(uint64_t seed, uint32_t count) {
  std::vector<FrameHash> frames;
  for (uint32_t i = 0; i < count; ++i) {
    std::mt19937_64 random(seed + i);
    FrameHash frame{{}, 90, i * 1'000};
    for (uint64_t& word : frame.hash.words) word = random();
    frames.push_back(frame);
  }
  return frames;
}

inline std::vector<uint32_t> Words(uint32_t seed, size_t count) {
  std::mt19937 random(seed);
  std::vector<uint32_t> words(count);
  for (uint32_t& word : words) word = static_cast<uint32_t>(random());
  return words;
}

}  // namespace arsip::archive::testing

#endif  // ARSIP_TESTS_ARCHIVE_MEDIA_SAMPLES_H_
