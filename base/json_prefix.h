// Whether bytes can be the beginning of a JSON object or array (RFC 8259): a sniffer's question,
// not a parser's answer. Linear, no recursion, no allocation; thread-safe.
#ifndef ARSIP_BASE_JSON_PREFIX_H_
#define ARSIP_BASE_JSON_PREFIX_H_

#include <string_view>

namespace arsip {

// True when `text` opens an object or array and nothing up to its end contradicts the grammar;
// nesting beyond 64 levels is believed. A lone bracket is not enough.
bool IsJsonPrefix(std::string_view text);

}  // namespace arsip

#endif  // ARSIP_BASE_JSON_PREFIX_H_
