#include "base/result.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <memory>
#include <set>

namespace arsip {
namespace {

Result<int> Half(int n) {
  if (n % 2 != 0) return Error{ErrorCode::kInvalidInput, std::to_string(n) + " is odd", "n"};
  return n / 2;
}

Result<int> Quarter(int n) {
  ARSIP_ASSIGN(const int half, Half(n));
  ARSIP_ASSIGN(const int quarter, Half(half));
  return quarter;
}

Status RequireEven(int n) {
  ARSIP_TRY(Half(n));
  return Ok();
}

TEST(Result, AssignBindsTheValueOrReturnsTheError) {
  EXPECT_EQ(Quarter(12).value(), 3);
  ASSERT_FALSE(Quarter(6).has_value());
  EXPECT_EQ(Quarter(6).error().message, "3 is odd");
  EXPECT_EQ(Quarter(6).error().where, "n");
}

TEST(Result, TryReturnsTheErrorWithItsCode) {
  EXPECT_TRUE(RequireEven(2).has_value());
  ASSERT_FALSE(RequireEven(1).has_value());
  EXPECT_EQ(RequireEven(1).error().code, ErrorCode::kInvalidInput);
}

TEST(Result, MoveOnlyValuesAreMovedOut) {
  const auto take = []() -> Result<int> {
    ARSIP_ASSIGN(const std::unique_ptr<int> owned,
                 Result<std::unique_ptr<int>>(std::make_unique<int>(4)));
    return *owned;
  };
  EXPECT_EQ(take().value(), 4);
}

TEST(Error, TextSaysWhereWhatAndWhatKind) {
  const Error error{ErrorCode::kInvalidInput, "unknown key 'sope'", "collection.yaml:12"};
  EXPECT_EQ(error.ToString(), "collection.yaml:12: unknown key 'sope' (invalid input)");
  EXPECT_EQ((Error{ErrorCode::kTimeout, "no answer", ""}.ToString()),
            "no answer (timeout, retry later)");
}

TEST(Error, EveryCodeHasItsOwnName) {
  std::set<std::string> names;
  for (int code = 0; code <= static_cast<int>(ErrorCode::kInternal); ++code) {
    names.insert(ErrorCodeName(static_cast<ErrorCode>(code)));
  }
  EXPECT_EQ(names.size(), static_cast<size_t>(ErrorCode::kInternal) + 1);
  EXPECT_EQ(names.count("unknown error"), 0u);
}

TEST(ErrnoError, CodesSayWhatTheCallerCanDo) {
  EXPECT_EQ(ErrnoError(ENOSPC, "write", "f").code, ErrorCode::kNoSpace);
  EXPECT_EQ(ErrnoError(EDQUOT, "write", "f").code, ErrorCode::kNoSpace);
  EXPECT_EQ(ErrnoError(EACCES, "open", "f").code, ErrorCode::kPermission);
  EXPECT_EQ(ErrnoError(EPERM, "open", "f").code, ErrorCode::kPermission);
  EXPECT_EQ(ErrnoError(ENOENT, "open", "f").code, ErrorCode::kNotFound);
  EXPECT_EQ(ErrnoError(EIO, "fsync", "f").code, ErrorCode::kIo);
  EXPECT_EQ(ErrnoError(ENOSPC, "write", "a.warc.gz").ToString(),
            "a.warc.gz: write: No space left on device (no space left)");
}

}  // namespace
}  // namespace arsip
