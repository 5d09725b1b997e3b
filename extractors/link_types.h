// What link and meta elements mean by their tokens.
// https://html.spec.whatwg.org/multipage/links.html#linkTypes
// https://html.spec.whatwg.org/multipage/semantics.html#pragma-directives
// Pure functions. Arguments have their character references decoded or had none.
#ifndef ARSIP_EXTRACTORS_LINK_TYPES_H_
#define ARSIP_EXTRACTORS_LINK_TYPES_H_

#include <optional>
#include <string_view>

#include "extractors/extraction.pb.h"

namespace arsip::extractors {

// A list of ASCII case-insensitive tokens between white space or commas (rel, meta robots).
bool HasToken(std::string_view list, std::string_view token);

// The kind of a link element's reference: see link_scanner.h. Nullopt when it names no resource
// (dns-prefetch, preconnect).
std::optional<Link::Kind> LinkElementKind(std::string_view rel, std::string_view type);

// "Shared declarative refresh steps": the URL of `5; url='next.html'`. Empty when there is none.
std::string_view RefreshTarget(std::string_view content);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_LINK_TYPES_H_
