// A hash list of anybody: every line is an entry or is counted, entries are within their bounds,
// and what is told of bad lines is bounded. The input's first byte says what bare digits are.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>
#include <string_view>

#include "crawler/hash_list_file.h"

namespace {

using namespace arsip::crawler;

void Require(bool holds) {
  if (!holds) std::abort();
}

bool IsClean(std::string_view label) {
  for (const char c : label) {
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f' || c == ';') return false;
  }
  return label.size() <= 256;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  std::string input(reinterpret_cast<const char*>(bytes), size);
  arsip::seeds::HashList list;
  list.name = "fuzz";
  list.bare_is_sha256 = !input.empty() && input.front() == 's';
  const uint64_t lines = 1 + static_cast<uint64_t>(std::count(input.begin(), input.end(), '\n'));
  std::istringstream stream(std::move(input));
  LoadedHashList loaded;
  uint64_t entries = 0;
  uint64_t last_line = 0;
  const auto status = ReadHashList(stream, list, loaded, [&](HashListEntry entry) {
    ++entries;
    Require(entry.line > last_line && entry.line <= lines);
    last_line = entry.line;
    Require(entry.pdq.has_value() != entry.sha256.has_value());
    Require(IsClean(entry.category) && IsClean(entry.tags));
  });
  Require(status.has_value());
  Require(entries == loaded.pdq + loaded.sha256);
  Require(entries + loaded.other + loaded.degenerate + loaded.bad_lines <= lines);
  Require(loaded.problems.size() <= LoadedHashList::kMaxProblems);
  for (const std::string& problem : loaded.problems) Require(problem.size() < 200);
  return 0;
}
