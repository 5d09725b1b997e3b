#include "cli/json_text.h"

#include <nlohmann/json.hpp>

namespace arsip::cli {

std::string JsonText(const nlohmann::json& json, int indent) {
  return json.dump(indent, ' ', true, nlohmann::json::error_handler_t::replace);
}

}  // namespace arsip::cli
