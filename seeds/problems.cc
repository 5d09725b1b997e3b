#include "seeds/problems.h"

#include <algorithm>

#include "base/log.h"

namespace arsip::seeds {

void Problems::Add(uint32_t line, const std::string& what) {
  ++count_;
  if (shown_.size() < kMaxShown) shown_.emplace_back(line, Neutralise(what));
}

void Problems::AddExpired(uint32_t line, const std::string& what) {
  ++expired_;
  Add(line, what);
}

Status Problems::ToStatus() const {
  if (count_ == 0) return Ok();
  auto in_order = shown_;
  std::ranges::stable_sort(in_order, {}, &std::pair<uint32_t, std::string>::first);
  std::string message;
  for (const auto& [line, what] : in_order) {
    if (!message.empty()) message += '\n';
    message += file_ + ":" + std::to_string(line) + ": " + what;
  }
  if (count_ > shown_.size()) {
    message += "\n" + file_ + ": and " + std::to_string(count_ - shown_.size()) + " more problems";
  }
  const bool only_expired = expired_ == count_;
  return Error{only_expired ? ErrorCode::kPermission : ErrorCode::kInvalidInput, message, ""};
}

}  // namespace arsip::seeds
