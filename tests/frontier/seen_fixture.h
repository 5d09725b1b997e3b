// What the tests of the seen set share: keys by number, and files to damage.
#ifndef ARSIP_TESTS_FRONTIER_SEEN_FIXTURE_H_
#define ARSIP_TESTS_FRONTIER_SEEN_FIXTURE_H_

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/url_key.h"
#include "frontier/seen_run.h"

namespace arsip::frontier {

inline std::string HrefNumber(uint64_t number) {
  return "http://h" + std::to_string(number % 7) + ".example/" + std::to_string(number);
}
inline UrlKey KeyNumber(uint64_t number) { return KeyOf(*Url::Parse(HrefNumber(number))); }

inline std::vector<std::string> FilesIn(const std::string& directory) {
  std::vector<std::string> files;
  std::error_code none;
  for (const auto& file : std::filesystem::recursive_directory_iterator(directory, none)) {
    if (file.is_regular_file()) files.push_back(file.path().string());
  }
  return files;
}

// Flips one bit.
inline void Rot(const std::string& path, uint64_t offset) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(static_cast<std::streamoff>(offset));
  const auto byte = static_cast<char>(file.get() ^ 0x10);
  file.seekp(static_cast<std::streamoff>(offset));
  file.put(byte);
}

}  // namespace arsip::frontier

#endif  // ARSIP_TESTS_FRONTIER_SEEN_FIXTURE_H_
