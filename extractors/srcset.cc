#include "extractors/srcset.h"

#include <cstddef>

#include "extractors/white_space.h"

namespace arsip::extractors {
namespace {

// Steps 8 and following: a comma inside parentheses does not end the descriptors.
size_t SkipDescriptors(std::string_view attribute, size_t at) {
  bool in_parentheses = false;
  for (; at < attribute.size(); ++at) {
    const char c = attribute[at];
    if (c == '(') in_parentheses = true;
    if (c == ')') in_parentheses = false;
    if (c == ',' && !in_parentheses) return at + 1;
  }
  return at;
}

}  // namespace

std::vector<std::string_view> ImageCandidates(std::string_view attribute) {
  std::vector<std::string_view> candidates;
  size_t at = 0;
  while (true) {
    while (at < attribute.size() && (IsSpace(attribute[at]) || attribute[at] == ',')) ++at;
    if (at == attribute.size()) return candidates;
    const size_t begin = at;
    while (at < attribute.size() && !IsSpace(attribute[at])) ++at;
    std::string_view url = attribute.substr(begin, at - begin);
    if (url.back() == ',') {
      while (!url.empty() && url.back() == ',') url.remove_suffix(1);
    } else {
      at = SkipDescriptors(attribute, at);
    }
    candidates.push_back(url);
  }
}

}  // namespace arsip::extractors
