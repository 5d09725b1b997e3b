#include "portal/access_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

namespace arsip::portal {

Result<std::unique_ptr<AccessLog>> AccessLog::Open(const std::string& path, const Clock& clock) {
  std::error_code ignored;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ignored);
  archive::FileDescriptor file(
      open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640));
  if (!file.open()) return ErrnoError(errno, "open", path);
  return std::unique_ptr<AccessLog>(new AccessLog(std::move(file), path, clock));
}

Status AccessLog::Write(const HttpRequest& request, const RawFetch& fetch) {
  nlohmann::ordered_json line = {{"time", FormatWarcDate(clock_.Utc())},
                                 {"peer", request.peer},
                                 {"method", request.method},
                                 {"target", request.target},
                                 {"status", fetch.response.status},
                                 {"subject", fetch.subject}};
  if (!fetch.timestamp.empty()) line["timestamp"] = fetch.timestamp;
  if (fetch.response.length.has_value()) line["bytes"] = *fetch.response.length;
  if (fetch.denied_by != 0) line["denied_by"] = fetch.denied_by;
  const std::string_view range = request.Get("Range");
  if (!range.empty()) line["range"] = range;
  // A front door on the local socket says who it let in; anyone else may say anything.
  if (request.peer == "unix") {
    for (const auto& [member, field] :
         {std::pair("user", "X-Arsip-User"), std::pair("client", "X-Real-IP")}) {
      if (const std::string_view value = request.Get(field); !value.empty()) line[member] = value;
    }
  }
  const std::string text =
      line.dump(-1, ' ', true, nlohmann::ordered_json::error_handler_t::replace) + "\n";
  const ssize_t written = write(file_.get(), text.data(), text.size());
  if (written == static_cast<ssize_t>(text.size())) return Ok();
  return ErrnoError(written < 0 ? errno : ENOSPC, "append to", path_);
}

}  // namespace arsip::portal
