#include "cli/hidden_text.h"

#include "cli/progress_line.h"

namespace arsip::cli {

std::string FormatHidden(const archive::HiddenCaptures& hidden) {
  if (hidden.total() == 0) return {};
  std::string kinds;
  for (const archive::AccessKind kind : archive::kDenyingKinds) {
    if (hidden.count(kind) == 0) continue;
    if (!kinds.empty()) kinds += ", ";
    kinds += Grouped(hidden.count(kind)) + " " + archive::AccessKindName(kind);
  }
  return Grouped(hidden.total()) + (hidden.total() == 1 ? " capture is" : " captures are") +
         " left out by access rules (" + kinds + "); --hidden includes them\n";
}

}  // namespace arsip::cli
