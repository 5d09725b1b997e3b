// ExtractorVersions: what an answer of arsip-sandbox depends on besides the payload: our rules and
// the libraries that this process runs with. A payload that ended a process is worth another try
// only when this has changed. Pure; thread-safe.
#ifndef ARSIP_EXTRACTORS_EXTRACTOR_VERSIONS_H_
#define ARSIP_EXTRACTORS_EXTRACTOR_VERSIONS_H_

#include <string>

namespace arsip::extractors {

// "extraction 1, icu 72.1, magic 544"; fewer than 128 bytes.
std::string ExtractorVersions();

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_EXTRACTOR_VERSIONS_H_
