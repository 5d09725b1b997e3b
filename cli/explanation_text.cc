#include "cli/explanation_text.h"

#include <chrono>
#include <nlohmann/json.hpp>

#include "base/log.h"
#include "cli/progress_line.h"

namespace arsip::cli {

std::string ExplanationText(const nlohmann::json& explanation) {
  std::string text = Neutralise(explanation.value("subject", "")) + "\n";
  if (explanation.contains("state")) text += "  state   " + explanation.value("state", "") + "\n";
  text += "  reason  " + Neutralise(explanation.value("reason", "")) + "\n";
  if (explanation.contains("wakes_in_seconds")) {
    const std::chrono::duration<double> wakes_in(explanation.value("wakes_in_seconds", 0.0));
    text += "  wakes   in " + HumanDuration(std::chrono::duration_cast<Duration>(wakes_in)) + "\n";
  }
  for (const std::string hop : explanation.value("via", nlohmann::json::array())) {
    text += "  via     " + Neutralise(hop) + "\n";
  }
  return text;
}

}  // namespace arsip::cli
