#include "base/url_patterns.h"

#include <re2/re2.h>
#include <re2/set.h>

namespace arsip {
namespace {

// Bytes for the automata of one pattern, and of all of them together.
constexpr int64_t kMaxPatternMemory = 1 << 20;
constexpr int64_t kMaxSetMemory = 32 << 20;

RE2::Options Options(int64_t max_memory) {
  RE2::Options options(RE2::Quiet);
  options.set_max_mem(max_memory);
  return options;
}

}  // namespace

struct UrlPatterns::Rep {
  std::vector<std::string> patterns;
  // One pass for all; each alone when the set's automaton outgrows its memory.
  std::unique_ptr<RE2::Set> set;
  std::vector<std::unique_ptr<RE2>> singles;
};

Result<UrlPatterns> UrlPatterns::Compile(const std::vector<std::string>& patterns) {
  auto rep = std::make_shared<Rep>();
  rep->patterns = patterns;
  rep->set = std::make_unique<RE2::Set>(Options(kMaxSetMemory), RE2::UNANCHORED);
  for (const std::string& pattern : patterns) {
    rep->singles.push_back(std::make_unique<RE2>(pattern, Options(kMaxPatternMemory)));
    std::string error = rep->singles.back()->error();
    if (error.empty() && rep->set->Add(pattern, &error) >= 0) continue;
    return Error{ErrorCode::kInvalidInput, "pattern '" + pattern.substr(0, 200) + "': " + error,
                 ""};
  }
  if (!rep->set->Compile()) rep->set.reset();
  return UrlPatterns(std::move(rep));
}

std::optional<size_t> UrlPatterns::Match(std::string_view href) const {
  const re2::StringPiece text(href.data(), href.size());
  if (rep_->set != nullptr) {
    RE2::Set::ErrorInfo error{};
    // Most URLs match none; asking which pattern matched costs a longer search.
    const bool any = rep_->set->Match(text, nullptr, &error);
    if (!any && error.kind == RE2::Set::kNoError) return std::nullopt;
  }
  for (size_t i = 0; i < rep_->singles.size(); ++i) {
    if (RE2::PartialMatch(text, *rep_->singles[i])) return i;
  }
  return std::nullopt;
}

const std::string& UrlPatterns::pattern(size_t index) const { return rep_->patterns[index]; }

}  // namespace arsip
