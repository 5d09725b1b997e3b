#include "extractors/extractor_versions.h"

#include <magic.h>
#include <unicode/uversion.h>

#include <array>

#include "extractors/extract.h"

namespace arsip::extractors {

std::string ExtractorVersions() {
  UVersionInfo icu;
  ::u_getVersion(icu);
  std::array<char, U_MAX_VERSION_STRING_LENGTH> icu_text{};
  ::u_versionToString(icu, icu_text.data());
  return "extraction " + std::string(kExtractionVersion) + ", icu " + icu_text.data() + ", magic " +
         std::to_string(::magic_version());
}

}  // namespace arsip::extractors
