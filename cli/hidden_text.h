// What access rules kept out of a file, for people.
#ifndef ARSIP_CLI_HIDDEN_TEXT_H_
#define ARSIP_CLI_HIDDEN_TEXT_H_

#include <string>

#include "archive/access_rules.h"

namespace arsip::cli {

// "3 captures are left out by access rules (2 blocked, 1 takedown); --hidden includes them\n";
// empty when there are none.
std::string FormatHidden(const archive::HiddenCaptures& hidden);

}  // namespace arsip::cli

#endif  // ARSIP_CLI_HIDDEN_TEXT_H_
