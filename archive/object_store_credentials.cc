#include "archive/object_store_credentials.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <string_view>
#include <utility>

namespace arsip::archive {
namespace {

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
  return lower;
}

std::string_view Trim(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

}  // namespace

Result<ObjectStoreCredentials> ReadCredentials(const std::string& path) {
  ObjectStoreCredentials credentials;
  const std::array names = {std::pair{"aws_access_key_id", &credentials.access_key_id},
                            std::pair{"aws_secret_access_key", &credentials.secret_access_key},
                            std::pair{"aws_session_token", &credentials.session_token}};
  if (path.empty()) {
    const std::array variables = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY",
                                  "AWS_SESSION_TOKEN"};
    for (size_t i = 0; i < names.size(); ++i) {
      if (const char* value = std::getenv(variables.at(i))) *names.at(i).second = value;
    }
  } else {
    struct stat status {};
    if (stat(path.c_str(), &status) != 0) return ErrnoError(errno, "cannot open", path);
    if ((status.st_mode & 077) != 0) {
      return Error{ErrorCode::kPermission, "others may read this file of keys; run chmod 600",
                   path};
    }
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
      const size_t equals = line.find('=');
      if (equals == std::string::npos) continue;
      const std::string name = Lower(Trim(std::string_view(line).substr(0, equals)));
      for (const auto& [known, value] : names) {
        if (name == known) *value = Trim(std::string_view(line).substr(equals + 1));
      }
    }
  }
  if (!credentials.access_key_id.empty() && !credentials.secret_access_key.empty()) {
    return credentials;
  }
  return Error{ErrorCode::kNotFound,
               "no key for the object store: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or "
               "name a file that has them",
               path};
}

}  // namespace arsip::archive
