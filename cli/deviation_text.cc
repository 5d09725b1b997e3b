#include "cli/deviation_text.h"

#include <algorithm>

#include "base/log.h"
#include "cli/progress_line.h"

namespace arsip::cli {

std::string FormatDeviations(const archive::DeviationCounts& deviations) {
  constexpr size_t kCountWidth = 9;
  std::string text;
  for (const auto& [deviation, entry] : deviations.entries()) {
    std::string count = Grouped(entry.count);
    count.insert(0, kCountWidth - std::min(kCountWidth, count.size()), ' ');
    text.append(count).append("  ").append(archive::DeviationSentence(deviation));
    text.append(" (").append(archive::DeviationName(deviation)).append("), first ");
    text.append(Neutralise(entry.first));
    if (!entry.detail.empty()) text.append(": ").append(Neutralise(entry.detail));
    text.append("\n");
  }
  return text;
}

nlohmann::json DeviationsJson(const archive::DeviationCounts& deviations) {
  nlohmann::json list = nlohmann::json::array();
  for (const auto& [deviation, entry] : deviations.entries()) {
    list.push_back({{"deviation", archive::DeviationName(deviation)},
                    {"what", archive::DeviationSentence(deviation)},
                    {"count", entry.count},
                    {"first", entry.first},
                    {"detail", entry.detail}});
  }
  return list;
}

}  // namespace arsip::cli
