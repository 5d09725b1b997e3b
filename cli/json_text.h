// JSON as it is printed: what came from a server stays harmless in a terminal.
#ifndef ARSIP_CLI_JSON_TEXT_H_
#define ARSIP_CLI_JSON_TEXT_H_

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace arsip::cli {

// `indent` spaces a level, or (-1) one line; no newline at the end. Everything but ASCII is
// escaped, and what is no UTF-8 replaced, so that nothing of a server reaches the terminal raw.
// In a file of its own: nlohmann's dump() takes each file that calls it seconds to compile.
std::string JsonText(const nlohmann::json& json, int indent);

}  // namespace arsip::cli

#endif  // ARSIP_CLI_JSON_TEXT_H_
