#include "frontier/crawl_url.h"

namespace arsip::frontier {

const char* UrlStateName(UrlState state) {
  switch (state) {
    case UrlState::kDiscovered:
      return "discovered";
    case UrlState::kQueued:
      return "queued";
    case UrlState::kLeased:
      return "leased";
    case UrlState::kCaptured:
      return "captured";
    case UrlState::kFailed:
      return "failed";
    case UrlState::kRefused:
      return "refused";
    case UrlState::kDormant:
      return "dormant";
  }
  return "unknown";
}

const char* RefusalName(Refusal refusal) {
  switch (refusal) {
    case Refusal::kNone:
      return "none";
    case Refusal::kScope:
      return "scope";
    case Refusal::kRobots:
      return "robots";
    case Refusal::kTrap:
      return "trap";
    case Refusal::kBudget:
      return "budget";
    case Refusal::kGate:
      return "gate";
  }
  return "unknown";
}

}  // namespace arsip::frontier
