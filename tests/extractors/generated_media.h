// Video and audio for tests, made by the ffmpeg program at test time from its own patterns and
// from formulas.
#ifndef ARSIP_TESTS_EXTRACTORS_GENERATED_MEDIA_H_
#define ARSIP_TESTS_EXTRACTORS_GENERATED_MEDIA_H_

#include <cstdint>
#include <string>
#include <vector>

namespace arsip::extractors {

// The standard output of a program; empty when it fails.
std::string OutputOf(const std::string& command);

// What `ffmpeg ARGUMENTS FILE` writes, FILE ending with `suffix`. Each set of arguments is made
// once a process. Empty when ffmpeg fails.
const std::string& MediaOf(const std::string& arguments, const std::string& suffix);

// A file of these bytes, under the test's own directory.
std::string FileOf(const std::string& bytes, const std::string& suffix);

// Moving patterns with text-like edges: `seconds` at 25 frames a second; another seed, another
// picture.
std::string PatternInput(int seconds, int width, int height, int seed = 0);

// WAV of a tune: notes of a scale with overtones, chosen by `seed`, a new one every 0.3 s; mono, 16
// bits, 22,050 Hz.
std::string Tune(double seconds, uint32_t seed);

}  // namespace arsip::extractors

#endif  // ARSIP_TESTS_EXTRACTORS_GENERATED_MEDIA_H_
