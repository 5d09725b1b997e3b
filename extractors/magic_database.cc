#include "extractors/magic_database.h"

#include <magic.h>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace arsip::extractors {
namespace {

// The signatures alone. What is off reads further files (compressed ones by starting programs), is
// ours to decide (text, tar), or needs the whole file (ELF, compound documents).
constexpr int kFlags = MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TAR |
                       MAGIC_NO_CHECK_APPTYPE | MAGIC_NO_CHECK_ELF | MAGIC_NO_CHECK_TEXT |
                       MAGIC_NO_CHECK_CDF | MAGIC_NO_CHECK_CSV | MAGIC_NO_CHECK_TOKENS |
                       MAGIC_NO_CHECK_ENCODING | MAGIC_NO_CHECK_JSON;

// Below libmagic's own defaults of 50 levels, 50 uses of a name and 8 KiB for a regular expression.
constexpr std::pair<int, size_t> kLimits[] = {{MAGIC_PARAM_INDIR_MAX, 10},
                                              {MAGIC_PARAM_NAME_MAX, 30},
                                              {MAGIC_PARAM_REGEX_MAX, 1024},
                                              {MAGIC_PARAM_BYTES_MAX, MagicDatabase::kMaxBytes}};

bool IsMediaTypeByte(char c) {
  const auto between = [c](char first, char last) { return c >= first && c <= last; };
  return between('a', 'z') || between('A', 'Z') || between('0', '9') ||
         std::string_view("/-+._").find(c) != std::string_view::npos;
}

}  // namespace

void MagicDatabase::Close::operator()(magic_set* magic) const { ::magic_close(magic); }

Result<MagicDatabase> MagicDatabase::Load(const char* path) {
  MagicDatabase database(::magic_open(kFlags));
  magic_set* const magic = database.magic_.get();
  if (magic == nullptr) return Error{ErrorCode::kInternal, "no memory for libmagic", path};
  for (const auto& [parameter, limit] : kLimits) {
    if (::magic_setparam(magic, parameter, &limit) != 0) {
      return Error{ErrorCode::kInternal, "libmagic refuses a limit", path};
    }
  }
  if (::magic_load(magic, path) != 0) {
    const char* why = ::magic_error(magic);
    return Error{ErrorCode::kNotFound, why != nullptr ? why : "libmagic does not load it", path};
  }
  return database;
}

std::string_view MagicDatabase::Identify(std::string_view first_bytes) {
  const std::string_view bytes = first_bytes.substr(0, kMaxBytes);
  const char* answer = ::magic_buffer(magic_.get(), bytes.data(), bytes.size());
  if (answer == nullptr) return {};
  const std::string_view type(answer);
  // "application/x-empty" and "inode/..." are words for what is no payload.
  if (type == "text/plain" || type == "application/octet-stream" || type.starts_with("inode/") ||
      type == "application/x-empty" || type.size() > 100 ||
      type.find('/') == std::string_view::npos ||
      !std::all_of(type.begin(), type.end(), IsMediaTypeByte)) {
    return {};
  }
  return type;
}

}  // namespace arsip::extractors
