// Scope: may this URL be fetched for this collection? Pure; thread-safe.
#ifndef ARSIP_SEEDS_SCOPE_H_
#define ARSIP_SEEDS_SCOPE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/url.h"
#include "seeds/collection.h"

namespace arsip::seeds {

struct ScopeVerdict {
  enum class Kind : uint8_t { kIn, kOut, kTrap } kind = Kind::kIn;
  // "no prefix, host or domain of the scope matches", "depth 4 > 3",
  // "segment 'a' repeats 3 times > 2", "invite link: not public". Empty for kIn.
  std::string reason;
};

class Scope {
 public:
  // kInvalidInput when an exclude pattern does not compile.
  static Result<Scope> Create(const ScopeRules& rules);

  // `hop_path`: letters since the seed, the URL's own hop last ("LLE"); `depth`: its L and M hops.
  ScopeVerdict Judge(const Url& url, std::string_view hop_path, uint32_t depth) const;
  // The rule that lets `url` in, for its record: "host example.org", "domain example.org",
  // "prefix //example.org/a/", "embed hop 1 of 1". Empty when none does; what keeps it out in spite
  // of the rule is Judge's.
  std::string AdmittedBy(const Url& url, std::string_view hop_path) const;

 private:
  struct Rep;
  explicit Scope(std::shared_ptr<const Rep> rep) : rep_(std::move(rep)) {}
  std::shared_ptr<const Rep> rep_;
};

}  // namespace arsip::seeds

#endif  // ARSIP_SEEDS_SCOPE_H_
