#include "extractors/package_parts.h"

#include <algorithm>
#include <array>
#include <functional>

namespace arsip::extractors {
namespace {

// "slide10.xml" behind "slide9.xml": of names that begin alike the longer one.
bool NumberLess(std::string_view left, std::string_view right) {
  return left.size() != right.size() ? left.size() < right.size() : left < right;
}

}  // namespace

PackageKind SniffPackage(std::string_view zip) {
  constexpr size_t kLocalHeaderBytes = 30;
  constexpr std::string_view kMimetype = "mimetype";
  constexpr size_t kDirectoryBytes = 64u << 10;
  constexpr size_t kFrontBytes = 8u << 10;
  if (!zip.starts_with("PK\3\4") || zip.size() < kLocalHeaderBytes) return PackageKind::kNone;
  // ODF 1.3 part 2 section 3.3, OCF 3.3 section 4.3: the first member, stored, without extra field.
  if (zip.substr(kLocalHeaderBytes).starts_with(kMimetype)) {
    const std::string_view type = zip.substr(kLocalHeaderBytes + kMimetype.size());
    if (type.starts_with("application/epub+zip")) return PackageKind::kEpub;
    if (type.starts_with("application/vnd.oasis.opendocument.")) return PackageKind::kOdf;
  }
  const std::string_view front = zip.substr(0, kFrontBytes);
  const std::string_view tail =
      zip.substr(zip.size() > kDirectoryBytes ? zip.size() - kDirectoryBytes : 0);
  const auto names = [&](std::string_view name) {
    return front.find(name) != std::string_view::npos || tail.find(name) != std::string_view::npos;
  };
  if (names("[Content_Types].xml")) return PackageKind::kOoxml;
  if (names("META-INF/container.xml")) return PackageKind::kEpub;
  return PackageKind::kNone;
}

bool PackageParts::IsPart(std::string_view name) {
  constexpr std::array<std::string_view, 7> kEndings = {".xml", ".rels", ".xhtml", ".html",
                                                        ".htm", ".opf",  ".ncx"};
  return name == "mimetype" || std::ranges::any_of(kEndings, [name](std::string_view ending) {
           return name.ends_with(ending);
         });
}

bool PackageParts::Keep(std::string name, std::string content) {
  if (content.size() > kMaxPartBytes || content.size() > kMaxBytes - bytes_ ||
      parts_.size() >= kMaxParts) {
    complete_ = false;
    return false;
  }
  const size_t bytes = content.size();
  // Of two members with one name the first counts.
  if (parts_.emplace(std::move(name), std::move(content)).second) bytes_ += bytes;
  return true;
}

const std::string* PackageParts::Find(std::string_view name) const {
  const auto found = parts_.find(name);
  return found == parts_.end() ? nullptr : &found->second;
}

std::vector<std::pair<std::string_view, std::string_view>> PackageParts::Matching(
    std::string_view prefix, std::string_view suffix) const {
  std::vector<std::pair<std::string_view, std::string_view>> found;
  for (auto at = parts_.lower_bound(prefix); at != parts_.end() && at->first.starts_with(prefix);
       ++at) {
    if (at->first.ends_with(suffix)) found.emplace_back(at->first, at->second);
  }
  std::ranges::sort(found, NumberLess, &std::pair<std::string_view, std::string_view>::first);
  return found;
}

}  // namespace arsip::extractors
