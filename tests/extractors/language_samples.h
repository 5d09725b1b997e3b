// The sentences of tests/data/language, one a line; a file is named by its language and, where a
// language has two scripts, its script.
#ifndef ARSIP_TESTS_EXTRACTORS_LANGUAGE_SAMPLES_H_
#define ARSIP_TESTS_EXTRACTORS_LANGUAGE_SAMPLES_H_

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace arsip::extractors {

struct LanguageSample {
  std::string name;  // "ms-Arab"
  std::string text;
  std::string language() const { return name.substr(0, name.find('-')); }
};

inline std::filesystem::path LanguageSampleDirectory() {
  if (const char* directory = std::getenv("ARSIP_LANGUAGE_SAMPLES")) return directory;
  return std::filesystem::path(ARSIP_TEST_DATA) / "language";
}

inline std::vector<std::string> LinesOf(const std::filesystem::path& path) {
  std::vector<std::string> lines;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (!line.empty()) lines.push_back(line);
  }
  return lines;
}

inline std::vector<LanguageSample> LanguageSamples() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(LanguageSampleDirectory())) {
    if (entry.path().extension() == ".txt") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<LanguageSample> samples;
  for (const auto& path : paths) {
    for (std::string& line : LinesOf(path)) samples.push_back({path.stem(), std::move(line)});
  }
  return samples;
}

}  // namespace arsip::extractors

#endif  // ARSIP_TESTS_EXTRACTORS_LANGUAGE_SAMPLES_H_
