// The options that choose captures, as `arsip query` and `arsip export` have them.
#ifndef ARSIP_CLI_QUERY_FLAGS_H_
#define ARSIP_CLI_QUERY_FLAGS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "archive/query.h"
#include "base/result.h"
#include "cli/verb.h"

namespace arsip::cli {

struct QueryFlags {
  std::string url = {};
  std::string match = {};
  std::string from = {}, to = {};
  std::vector<std::string> filters = {};
  uint64_t limit = 0;
};

// --match, --from, --to, --filter. `flags` outlives the parse; its url and limit are the verb's
// own.
void AddQueryFlags(Verb verb, QueryFlags& flags);

// "http://example.org/a*" is a prefix and "*.example.org" a domain query, as CDX servers read them,
// unless --match says otherwise. kInvalidInput names the time that is none.
Result<archive::Query> MakeQuery(const QueryFlags& flags);

}  // namespace arsip::cli

#endif  // ARSIP_CLI_QUERY_FLAGS_H_
