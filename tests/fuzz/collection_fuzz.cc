// The collection parser: YAML, schema and scope. It runs on an operator's own file, but one that
// may come from somebody else's list; whatever it holds, the answer is a collection or a list of
// problems.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "seeds/collection.h"
#include "seeds/scope.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using arsip::seeds::ScopeVerdict;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const arsip::UtcTime today(std::chrono::seconds(1'795'305'600));  // 2026-11-22
  const auto collection = arsip::seeds::ParseCollection(text, "fuzz.yaml", today);
  if (!collection.has_value()) {
    if (collection.error().message.empty()) std::abort();
    return 0;
  }
  // What was accepted keeps its promises: it can be judged, and each seed is in scope.
  const auto scope = arsip::seeds::Scope::Create(collection->scope);
  if (!scope.has_value() || collection->seeds.empty()) std::abort();
  for (const auto& seed : collection->seeds) {
    if (scope->Judge(seed.url, "", 0).kind != ScopeVerdict::Kind::kIn) std::abort();
    if (seed.url.href().find('@') < seed.url.href().find('/', 8)) std::abort();
  }
  return 0;
}
