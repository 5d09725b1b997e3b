// What `arsip explain` prints.
#ifndef ARSIP_CLI_EXPLANATION_TEXT_H_
#define ARSIP_CLI_EXPLANATION_TEXT_H_

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace arsip::cli {

// Of crawler::ExplanationJson: the subject, then a line each for state, reason, wake and path.
// Harmless in a terminal.
std::string ExplanationText(const nlohmann::json& explanation);

}  // namespace arsip::cli

#endif  // ARSIP_CLI_EXPLANATION_TEXT_H_
