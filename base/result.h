// Result<T> and Error: how every folder says that something could not be done.
//
// An Error is about what *we* could not do (write a record, parse a collection). What a server did
// wrong - a 5xx, a body cut short, a bad certificate - is data: it is recorded, it is not an Error.
//
// House rules: return early with ARSIP_TRY / ARSIP_ASSIGN; no monadic chains; no exceptions across
// folders (an adapter catches what its library throws and turns it into an Error).
#ifndef ARSIP_BASE_RESULT_H_
#define ARSIP_BASE_RESULT_H_

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace arsip {

// Codes are about what the caller can do next. Not part of any persistent format.
enum class ErrorCode {
  kInvalidInput,  // the input breaks its contract; a retry cannot help
  kNotFound,      // nothing there
  kCorruption,    // stored bytes are not what was written; never overwrite, never repair in place
  kUnavailable,   // busy, locked, unreachable: retry later
  kTimeout,       // retry later
  kPermission,    // policy, scope, robots or the operating system says no
  kNoSpace,       // the disk (or quota) is full: pause, retry when space returns
  kIo,            // any other I/O error. After a failed fsync never retry: stop the process
  kInternal,      // a defect of ours
};

// "invalid input", "not found", ...
const char* ErrorCodeName(ErrorCode code);

struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;  // what happened, in words a user can act on
  std::string where;    // the URL, or "file:line", or "file@offset"; may be empty

  // "collection.yaml:12: unknown key 'sope' (invalid input)"
  std::string ToString() const;
};

template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using tl::expected<T, Error>::expected;
  Result(Error error)  // NOLINT(google-explicit-constructor): `return Error{...}` reads well
      : tl::expected<T, Error>(tl::unexpect, std::move(error)) {}
};

using Status = Result<void>;

inline Status Ok() { return Status(); }

// errno as an Error: ENOSPC and EDQUOT become kNoSpace, EACCES and EPERM kPermission, ENOENT
// kNotFound.
Error ErrnoError(int error_number, std::string action, std::string where);

#define ARSIP_CONCAT_INNER(a, b) a##b
#define ARSIP_CONCAT(a, b) ARSIP_CONCAT_INNER(a, b)

// Returns the error of a Status or Result from the enclosing function.
#define ARSIP_TRY(expr)                                    \
  do {                                                     \
    if (auto arsip_try = (expr); !arsip_try.has_value())   \
      return ::arsip::Error(std::move(arsip_try.error())); \
  } while (false)

// ARSIP_ASSIGN(auto record, ReadRecord(...)): binds the value or returns the error.
#define ARSIP_ASSIGN(declaration, expr) \
  ARSIP_ASSIGN_INNER(ARSIP_CONCAT(arsip_result_, __LINE__), declaration, expr)
// NOLINTBEGIN(bugprone-macro-parentheses): neither a declaration nor a name can stand in them.
#define ARSIP_ASSIGN_INNER(name, declaration, expr)                      \
  auto name = (expr);                                                    \
  if (!name.has_value()) return ::arsip::Error(std::move(name.error())); \
  declaration = std::move(*name)
// NOLINTEND(bugprone-macro-parentheses)

}  // namespace arsip

#endif  // ARSIP_BASE_RESULT_H_
