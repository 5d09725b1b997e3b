// What holds for the links of any document, however hostile: for the harnesses of extractors/.
#ifndef ARSIP_TESTS_FUZZ_LINK_CHECKS_H_
#define ARSIP_TESTS_FUZZ_LINK_CHECKS_H_

#include <cstdlib>
#include <string>
#include <string_view>

#include "extractors/extraction.pb.h"
#include "extractors/link_set.h"
#include "extractors/utf8.h"

namespace arsip::extractors {

inline constexpr size_t kFuzzedMaxLinks = 64;
inline constexpr size_t kFuzzedMaxLinkBytes = 32'768;

inline void Require(bool holds) {
  if (!holds) std::abort();
}

inline void RequireUtf8(std::string_view text) {
  std::string well_formed;
  AppendWellFormedUtf8(well_formed, text);
  Require(well_formed == text);
}

inline void RequireSoundLinks(const Extraction& extraction, size_t max_links, size_t max_bytes) {
  Require(static_cast<size_t>(extraction.links_size()) <= max_links);
  size_t bytes = 0;
  for (const Link& link : extraction.links()) {
    Require(!link.reference().empty() && link.reference().size() <= kMaxReferenceBytes);
    Require(link.reference().find_first_of("#\t\r\n") == std::string::npos);
    RequireUtf8(link.reference());
    Require(!link.context().empty());
    for (const char c : link.context()) Require(c > ' ' && c < 0x7F);
    bytes += link.reference().size() + link.context().size();
  }
  Require(bytes <= max_bytes);
}

// Runs `scan` on a fresh set of links and checks what it found.
template <class ScanFunction>
void CheckLinks(ScanFunction scan) {
  Extraction extraction;
  LinkSet links;
  links.Begin(extraction, kFuzzedMaxLinks, kFuzzedMaxLinkBytes);
  scan(links);
  RequireSoundLinks(extraction, kFuzzedMaxLinks, kFuzzedMaxLinkBytes);
}

}  // namespace arsip::extractors

#endif  // ARSIP_TESTS_FUZZ_LINK_CHECKS_H_
