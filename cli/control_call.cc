#include "cli/control_call.h"

#include <chrono>
#include <nlohmann/json.hpp>

#include "cli/json_text.h"
#include "crawler/control_answer.h"
#include "crawler/control_socket.h"

namespace arsip::cli {
namespace {

constexpr std::chrono::seconds kTimeout{60};

}  // namespace

Result<nlohmann::json> CallControl(const std::string& archive_directory,
                                   const nlohmann::json& request) {
  ARSIP_ASSIGN(const std::string answer,
               crawler::AskControl(archive_directory, JsonText(request, -1), kTimeout));
  return crawler::ReadAnswer(answer);
}

}  // namespace arsip::cli
