// The names that meta elements go by, and what they are used for. Dublin Core, OpenGraph
// (https://ogp.me/), and what publishers' systems write. Pure; thread-safe.
#ifndef ARSIP_EXTRACTORS_META_NAMES_H_
#define ARSIP_EXTRACTORS_META_NAMES_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace arsip::extractors {

enum class MetaRole : uint8_t {
  kNone,
  kTitle,
  kAuthor,
  kPublished,
  kModified,
  kDescription,
  kSite,
  kUrl,
  kImage,
  kVideo,
  kAudio,
};

// In lower case, at most 128 bytes.
std::string LowerMetaName(std::string_view name);
// `lower` is of LowerMetaName().
MetaRole MetaRoleOf(std::string_view lower);
// Whether the element is kept as a fact of the page.
bool IsFactName(std::string_view lower);
// The content of meta name=generator of forum software.
bool IsForumSoftware(std::string_view generator);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_META_NAMES_H_
