#include "base/result.h"

#include <cerrno>
#include <system_error>

namespace arsip {

const char* ErrorCodeName(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidInput:
      return "invalid input";
    case ErrorCode::kNotFound:
      return "not found";
    case ErrorCode::kCorruption:
      return "corruption";
    case ErrorCode::kUnavailable:
      return "unavailable, retry later";
    case ErrorCode::kTimeout:
      return "timeout, retry later";
    case ErrorCode::kPermission:
      return "not permitted";
    case ErrorCode::kNoSpace:
      return "no space left";
    case ErrorCode::kIo:
      return "I/O error";
    case ErrorCode::kInternal:
      return "internal error";
  }
  return "unknown error";
}

std::string Error::ToString() const {
  std::string text;
  if (!where.empty()) text = where + ": ";
  text += message;
  text += " (";
  text += ErrorCodeName(code);
  text += ")";
  return text;
}

Error ErrnoError(int error_number, std::string action, std::string where) {
  ErrorCode code = ErrorCode::kIo;
  if (error_number == ENOSPC || error_number == EDQUOT) code = ErrorCode::kNoSpace;
  if (error_number == EACCES || error_number == EPERM) code = ErrorCode::kPermission;
  if (error_number == ENOENT) code = ErrorCode::kNotFound;
  return Error{code, std::move(action) + ": " + std::generic_category().message(error_number),
               std::move(where)};
}

}  // namespace arsip
