// PackageParts: the XML of a document that is a ZIP file: EPUB (OCF 3), Office Open XML (ECMA-376
// part 2), OpenDocument (ODF 1.3 part 2).
#ifndef ARSIP_EXTRACTORS_PACKAGE_PARTS_H_
#define ARSIP_EXTRACTORS_PACKAGE_PARTS_H_

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace arsip::extractors {

enum class PackageKind { kNone, kEpub, kOoxml, kOdf };
// By what the specifications put at the front of the file, else by names in its directory.
PackageKind SniffPackage(std::string_view zip);

// Not thread-safe.
class PackageParts {
 public:
  static constexpr size_t kMaxPartBytes = 32u << 20;
  static constexpr size_t kMaxBytes = 128u << 20;
  static constexpr size_t kMaxParts = 4'000;

  // Whether the text of a package may lie in a member of that name.
  static bool IsPart(std::string_view name);
  // False when it is too much; such a document is read in part.
  bool Keep(std::string name, std::string content);
  bool complete() const { return complete_; }

  // Null when there is none.
  const std::string* Find(std::string_view name) const;
  // Parts whose names begin and end so, numbers in them counted as numbers.
  std::vector<std::pair<std::string_view, std::string_view>> Matching(
      std::string_view prefix, std::string_view suffix) const;

 private:
  std::map<std::string, std::string, std::less<>> parts_;
  size_t bytes_ = 0;
  bool complete_ = true;
};

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_PACKAGE_PARTS_H_
