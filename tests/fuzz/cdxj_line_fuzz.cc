// Index lines of any bytes: cut into pieces anywhere they are the same lines, and what parses has
// the parts that a line must have.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "archive/cdxj_line.h"
#include "archive/zipnum.h"

namespace {

std::vector<std::string> LinesOf(std::string_view text, size_t piece) {
  std::vector<std::string> lines;
  arsip::archive::LineSplitter splitter([&](std::string_view line) {
    lines.emplace_back(line);
    return arsip::Ok();
  });
  for (size_t at = 0; at < text.size(); at += piece) {
    if (!splitter.Update(text.substr(at, piece)).has_value()) break;
  }
  return lines;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace arsip::archive;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  if (size > kMaxCdxjLineBytes) return 0;
  const auto lines = LinesOf(text, 7);
  if (lines != LinesOf(text, size + 1)) std::abort();
  for (const std::string& line : lines) {
    const auto parsed = ParseCdxjLine(line);
    if (parsed.has_value() && (parsed->urlkey.empty() || parsed->filename.empty())) std::abort();
    const auto block = ParseZipNumLine(line);
    if (block.has_value() && (block->length == 0 || !line.starts_with(block->key))) std::abort();
  }
  return 0;
}
