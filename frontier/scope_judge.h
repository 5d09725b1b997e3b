// ScopeJudge: the frontier's way to ask whether a URL belongs to the crawl. What the answer is made
// of is not the frontier's: whoever runs it sets the judge, and replaces it when the scope changes.
#ifndef ARSIP_FRONTIER_SCOPE_JUDGE_H_
#define ARSIP_FRONTIER_SCOPE_JUDGE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/url.h"
#include "frontier/crawl_url.h"

namespace arsip::frontier {

struct ScopeRuling {
  Refusal refusal = Refusal::kNone;  // kNone: inside; else kScope or kTrap
  std::string reason;                // of a refusal
};

// `hop_path` and `depth` as in DiscoveredUrl. Pure; called on the frontier's thread.
using ScopeJudge =
    std::function<ScopeRuling(const Url& url, std::string_view hop_path, uint32_t depth)>;

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_SCOPE_JUDGE_H_
