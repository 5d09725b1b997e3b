#include "generated_media.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <random>

namespace arsip::extractors {
namespace {

std::string NewPath(const std::string& suffix) {
  static int made = 0;
  return testing::TempDir() + "arsip-media-" + std::to_string(::getpid()) + "-" +
         std::to_string(made++) + suffix;
}

void AppendLittle(std::string& out, uint32_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i));
}

}  // namespace

std::string OutputOf(const std::string& command) {
  FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return "";
  std::string out;
  std::array<char, 1 << 16> piece{};
  while (const size_t count = std::fread(piece.data(), 1, piece.size(), pipe)) {
    out.append(piece.data(), count);
  }
  return ::pclose(pipe) == 0 ? out : "";
}

const std::string& MediaOf(const std::string& arguments, const std::string& suffix) {
  static std::map<std::string, std::string> made;
  const auto [at, is_new] = made.try_emplace(arguments + " " + suffix);
  if (!is_new) return at->second;
  const std::string path = NewPath(suffix);
  const std::string command =
      "ffmpeg -nostdin -v error -y -threads 1 " + arguments + " '" + path + "'";
  if (std::system(command.c_str()) == 0) {
    std::ifstream file(path, std::ios::binary);
    at->second.assign(std::istreambuf_iterator<char>(file), {});
  }
  ::unlink(path.c_str());
  return at->second;
}

std::string FileOf(const std::string& bytes, const std::string& suffix) {
  const std::string path = NewPath(suffix);
  std::ofstream(path, std::ios::binary) << bytes;
  return path;
}

// A Mandelbrot zoom, drawn small since drawing it costs more than coding it: no two seconds alike,
// and detail at every scale that a hash looks at.
std::string PatternInput(int seconds, int width, int height, int seed) {
  constexpr int kSmaller = 4;
  const auto size = [](int across, int down, char by) {
    return std::to_string(across) + by + std::to_string(down);
  };
  std::string start;
  switch (seed) {
    case 0:
      start = "start_x=-0.743643887:start_y=-0.131825905:start_scale=3:end_scale=0.01:end_pts=120";
      break;
    case 1:
      start = "start_x=-1.7499:start_y=0.0001:start_scale=1.2:end_scale=0.004:end_pts=150";
      break;
    default:
      start = "start_x=0.2821:start_y=0.5301:start_scale=1.5:end_scale=0.005:end_pts=140";
  }
  return "-f lavfi -t " + std::to_string(seconds) +
         " -i mandelbrot=size=" + size(width / kSmaller, height / kSmaller, 'x') +
         ":rate=25:maxiter=60:" + start + ",scale=" + size(width, height, ':') +
         ":flags=bicubic,format=yuv420p";
}

std::string Tune(double seconds, uint32_t seed) {
  constexpr uint32_t kRate = 22'050;
  constexpr double kNoteSeconds = 0.3;
  constexpr double kPi = 3.14159265358979;
  constexpr std::array<int, 7> kScale = {0, 2, 3, 5, 7, 8, 10};
  std::mt19937 random(seed);
  const auto count = static_cast<uint32_t>(seconds * kRate);
  std::string samples;
  std::array<double, 3> pitch{};
  uint32_t note = ~0u;
  for (uint32_t i = 0; i < count; ++i) {
    const double time = static_cast<double>(i) / kRate;
    if (const auto now = static_cast<uint32_t>(time / kNoteSeconds); now != note) {
      note = now;
      for (double& frequency : pitch) {
        const int step = kScale[random() % kScale.size()] + 12 * static_cast<int>(random() % 3);
        frequency = 110.0 * std::pow(2.0, step / 12.0);
      }
    }
    double value = 0;
    for (const double frequency : pitch) {
      for (int overtone = 1; overtone <= 4; ++overtone) {
        value += std::sin(2 * kPi * frequency * overtone * time) / overtone;
      }
    }
    const double fade = 1.0 - 0.7 * std::fmod(time, kNoteSeconds) / kNoteSeconds;
    AppendLittle(samples, static_cast<uint32_t>(static_cast<int32_t>(value * fade * 4'000)), 2);
  }
  std::string wav = "RIFF";
  AppendLittle(wav, static_cast<uint32_t>(36 + samples.size()), 4);
  wav += "WAVEfmt ";
  AppendLittle(wav, 16, 4);
  AppendLittle(wav, 1, 2);
  AppendLittle(wav, 1, 2);
  AppendLittle(wav, kRate, 4);
  AppendLittle(wav, kRate * 2, 4);
  AppendLittle(wav, 2, 2);
  AppendLittle(wav, 16, 2);
  wav += "data";
  AppendLittle(wav, static_cast<uint32_t>(samples.size()), 4);
  return wav + samples;
}

}  // namespace arsip::extractors
