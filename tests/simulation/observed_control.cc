#include "observed_control.h"

#include <utility>

namespace arsip::simulation {

using frontier::UrlAnswer;

void ObservedControl::Made(bool committed) {
  if (committed) {
    model_.Committed();
  } else {
    model_.Unsure();
  }
}

void ObservedControl::StartWith(const SimulatedScope& scope) {
  const SyntheticWeb& web = model_.web();
  behind_.SetScopeJudge([scope, &web](const Url& url, std::string_view, uint32_t depth) {
    return Judge(scope, web, url, depth);
  });
}

void ObservedControl::RescopeTo(const SimulatedScope& scope) {
  const SimulatedScope meant =
      mutation_ == Mutation::kOldScope ? model_.operator_model().scope() : scope;
  const SyntheticWeb& web = model_.web();
  behind_.Rescope([meant, &web](const Url& url, std::string_view, uint32_t depth) {
    return Judge(meant, web, url, depth);
  });
  asked_ = true;
  model_.operator_model().Rescope(scope);
}

Result<frontier::RescopeStep> ObservedControl::ContinueRescope() {
  auto step = behind_.ContinueRescope();
  Made(step.has_value());
  return step;
}

bool ObservedControl::rescoping() const {
  if (mutation_ == Mutation::kForgetRescope && !asked_) return false;
  return behind_.rescoping();
}

void ObservedControl::Pause(std::string reason) {
  behind_.Pause(std::move(reason));
  model_.operator_model().Pause(true);
}

void ObservedControl::Resume() {
  behind_.Resume();
  model_.operator_model().Pause(false);
}

Result<std::vector<std::string>> ObservedControl::BlockHost(std::string_view authority,
                                                            std::optional<Duration> lasts,
                                                            std::string reason) {
  auto origins = behind_.BlockHost(authority, lasts, std::move(reason));
  if (!origins) return origins;
  model_.operator_model().Block(*origins,
                                lasts.has_value() ? model_.now() + *lasts : Duration::max());
  if (mutation_ == Mutation::kNoBlock) return behind_.UnblockHost(authority);
  return origins;
}

Result<std::vector<std::string>> ObservedControl::UnblockHost(std::string_view authority) {
  auto origins = behind_.UnblockHost(authority);
  if (origins) model_.operator_model().Block(*origins, std::nullopt);
  return origins;
}

void ObservedControl::SetBudgets(const frontier::Budgets& budgets) {
  if (mutation_ != Mutation::kNoLiveBudget) behind_.SetBudgets(budgets);
  model_.operator_model().SetBudgets(budgets);
}

Result<UrlAnswer> ObservedControl::AddSeed(const Url& url) {
  const bool inside = model_.operator_model().Inside(url, 0);
  const bool loses = mutation_ == Mutation::kLoseSeed && inside;
  auto answer =
      loses ? Result<UrlAnswer>(UrlAnswer{true, "queued as a seed"}) : behind_.AddSeed(url);
  if (answer && inside != (answer->what.find("refused (scope): ") != 0)) {
    model_.trace().Violate("scope", "a seed was judged wrongly: " + url.href());
  }
  if (inside && !loses) Made(answer.has_value());
  if (answer && answer->queued) model_.Wanted(url);
  return answer;
}

Result<UrlAnswer> ObservedControl::CaptureNow(const Url& url) {
  const bool inside = model_.operator_model().Inside(url, 0);
  const auto known = model_.urls().find(url.href());
  const bool late = mutation_ == Mutation::kLateCapture && inside && known != model_.urls().end() &&
                    known->second.state == frontier::UrlState::kQueued;
  frontier::DiscoveredUrl wanted;
  wanted.url = url;
  wanted.hop = frontier::Hop::kSeed;
  if (inside) model_.Discovered({&wanted, 1});
  auto answer = late ? Result<UrlAnswer>(UrlAnswer{true, "moved"}) : behind_.CaptureNow(url);
  if (inside && !late) Made(answer.has_value());
  if (!answer || !answer->queued || answer->what == "is being fetched now") return answer;
  model_.Wanted(url);
  model_.operator_model().CaptureNow(url);
  return answer;
}

Status ObservedControl::SetIgnoreRules(const std::vector<std::string>& rules) {
  const bool keeps = mutation_ == Mutation::kKeepRules && rules.empty();
  Status status = mutation_ == Mutation::kNoIgnore || keeps ? Ok() : behind_.SetIgnoreRules(rules);
  model_.operator_model().SetRules(rules, status.has_value());
  if (mutation_ != Mutation::kNoIgnore && !keeps) Made(status.has_value());
  return status;
}

}  // namespace arsip::simulation
