// Appending to DIR/access-rules.jsonl.
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <string_view>
#include <utility>

#include "archive/access_rule_line.h"
#include "archive/access_rules.h"
#include "archive/file_descriptor.h"

namespace arsip::archive {
namespace {

bool HasControls(std::string_view text) {
  return std::ranges::any_of(text,
                             [](char c) { return static_cast<uint8_t>(c) < ' ' || c == 0x7f; });
}

Status CheckRule(const AccessRule& rule) {
  const auto wrong = [&rule](const char* what) {
    return Error{ErrorCode::kInvalidInput, what, rule.target};
  };
  if (HasControls(rule.target) || HasControls(rule.by) || HasControls(rule.reason)) {
    return wrong("a rule holds no control characters");
  }
  const bool embargo = rule.kind == AccessKind::kEmbargo;
  if (embargo && !rule.until.has_value()) return wrong("an embargo needs an end (until)");
  if (!embargo && rule.until.has_value()) return wrong("only an embargo has an end (until)");
  if (rule.from.has_value() && rule.to.has_value() && *rule.to < *rule.from) {
    return wrong("`from` is after `to`");
  }
  return Ok();
}

// The file, locked against other writers until the descriptor is closed.
Result<FileDescriptor> OpenLocked(const std::string& path) {
  FileDescriptor file(
      open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640));
  if (!file.open()) return ErrnoError(errno, "open", path);
  if (flock(file.get(), LOCK_EX) != 0) return ErrnoError(errno, "lock", path);
  return file;
}

Status AppendLine(const FileDescriptor& file, std::string line, const std::string& path) {
  line.push_back('\n');
  const off_t before = lseek(file.get(), 0, SEEK_END);
  const ssize_t written = write(file.get(), line.data(), line.size());
  if (written != static_cast<ssize_t>(line.size())) {
    const int error = written < 0 ? errno : ENOSPC;
    // A line by half would make every later reading an error.
    if (before >= 0 && ftruncate(file.get(), before) != 0)
      return ErrnoError(errno, "restore", path);
    return ErrnoError(error, "append to", path);
  }
  if (fsync(file.get()) != 0) return ErrnoError(errno, "sync", path);
  return Ok();
}

}  // namespace

Result<AccessRule> AddAccessRule(const std::string& archive_directory, AccessRule rule) {
  ARSIP_TRY(CheckRule(rule));
  const std::string path = AccessRules::PathIn(archive_directory);
  ARSIP_ASSIGN(const FileDescriptor file, OpenLocked(path));
  ARSIP_ASSIGN(AccessRules rules, AccessRules::Load(archive_directory));
  rule.id = rules.last_id_ + 1;
  const std::string line = FormatAddLine(rule);
  // What the file could not be read with is not written to it.
  if (const Status fits = rules.Apply(line, path); !fits) {
    return Error{ErrorCode::kInvalidInput, fits.error().message, rule.target};
  }
  ARSIP_TRY(AppendLine(file, line, path));
  return rule;
}

Status RemoveAccessRule(const std::string& archive_directory, uint64_t id, const std::string& by,
                        const std::string& reason, UtcTime now) {
  if (HasControls(by) || HasControls(reason)) {
    return Error{ErrorCode::kInvalidInput, "a rule holds no control characters", "access rule"};
  }
  const std::string path = AccessRules::PathIn(archive_directory);
  ARSIP_ASSIGN(const FileDescriptor file, OpenLocked(path));
  ARSIP_ASSIGN(const AccessRules rules, AccessRules::Load(archive_directory));
  if (std::ranges::find(rules.list(), id, &AccessRule::id) == rules.list().end()) {
    return Error{ErrorCode::kNotFound, "no rule in force has the id " + std::to_string(id), path};
  }
  return AppendLine(file, FormatRemoveLine(id, by, reason, now), path);
}

}  // namespace arsip::archive
