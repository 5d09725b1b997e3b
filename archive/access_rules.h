// AccessRules: which captures of an archive may be shown, and which not: embargo, block, takedown,
// legal hold.
//
// Kept in DIR/access-rules.jsonl, beside the WARC files and outside the index, because the index is
// disposable and a rule is not (docs/adr/0010-access-rules-are-a-file-of-the-archive.md). One JSON
// object a line, only ever appended to: a line adds a rule, a later line removes it, so the file
// says who was kept from what, and when. A line that cannot be read makes the whole file an error:
// what cannot be judged is not shown. docs/access-rules.md has the format.
//
// A rule says nothing of the bytes: they stay in the WARC files. AccessRules is an immutable value;
// thread-safe.
#ifndef ARSIP_ARCHIVE_ACCESS_RULES_H_
#define ARSIP_ARCHIVE_ACCESS_RULES_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/capture.h"
#include "archive/query_range.h"
#include "base/clock.h"
#include "base/result.h"

namespace arsip::archive {

// What stands in the file as "embargo", "blocked", "takedown", "legal-hold".
enum class AccessKind : uint8_t {
  kEmbargo,    // not shown before `until`
  kBlocked,    // not shown
  kTakedown,   // not shown; the law or a court asks for it (HTTP 451)
  kLegalHold,  // shown; a note that nothing of it may be deleted
};
inline constexpr std::array kDenyingKinds = {AccessKind::kEmbargo, AccessKind::kBlocked,
                                             AccessKind::kTakedown};
const char* AccessKindName(AccessKind kind);
Result<AccessKind> ParseAccessKind(std::string_view name);

// exact: one URL. prefix: urlkeys that begin with the URL's. host: the host, all its ports. domain:
// that and all hosts below it. surt: urlkeys that begin with the text as it stands. all:
// everything. In the file as these words.
enum class AccessMatch : uint8_t { kExact, kPrefix, kHost, kDomain, kSurt, kAll };
Result<AccessMatch> ParseAccessMatch(std::string_view name);
const char* AccessMatchName(AccessMatch match);

struct AccessRule {
  uint64_t id = 0;  // 1, 2, ...: given when it is added, never again
  AccessKind kind = AccessKind::kBlocked;
  AccessMatch match = AccessMatch::kExact;
  std::string target;                 // URL, host or SURT, as it was given
  std::optional<UtcTime> from = {};   // captures of this time and later; none: from the first
  std::optional<UtcTime> to = {};     // captures of this time and earlier; none: to the last
  std::optional<UtcTime> until = {};  // of an embargo: when it ends
  std::string reason;                 // for the archive's own people; never sent to a reader
  std::string by;                     // who added it
  UtcTime added{};
};

class AccessRules {
 public:
  // A file that is not there holds no rule. kCorruption names file and line.
  static Result<AccessRules> Load(const std::string& archive_directory);
  // Of text in the file's format; `where` names it in errors.
  static Result<AccessRules> Parse(std::string_view lines, const std::string& where);
  static std::string PathIn(const std::string& archive_directory);

  // In force, by id.
  const std::vector<AccessRule>& list() const { return rules_; }
  // The rule that forbids to show a capture with this urlkey and time, at the time `now`; the
  // strictest when several do (takedown, blocked, embargo). nullptr: it may be shown.
  const AccessRule* Denial(std::string_view urlkey, UtcTime time, UtcTime now) const;
  // Of a capture, and, for a revisit, of the original whose payload it shows.
  const AccessRule* Denial(const Capture& capture, UtcTime now) const;
  // Of a record by its WARC-Target-URI and WARC-Date; a record without URI is never denied.
  const AccessRule* DenialOfRecord(std::string_view target_uri, UtcTime time, UtcTime now) const;
  // Where in the index captures lie that some rule denies at the time `now`; others lie there too.
  std::vector<QueryRange> DenyingRanges(UtcTime now) const;
  // The first rule that denies anything at the time `now`; nullptr: none does.
  const AccessRule* FirstDenying(UtcTime now) const;
  bool DeniesAnything(UtcTime now) const { return FirstDenying(now) != nullptr; }
  // The first embargo that ends after `now`.
  std::optional<UtcTime> NextChange(UtcTime now) const;

 private:
  friend Result<AccessRule> AddAccessRule(const std::string& archive_directory, AccessRule rule);
  struct Selector {
    std::string key;  // what the urlkey is compared with
  };
  Status Apply(std::string_view line, const std::string& where);
  bool Selects(size_t at, std::string_view urlkey, UtcTime time) const;

  std::vector<AccessRule> rules_;
  std::vector<Selector> selectors_;  // of rules_, at the same places
  uint64_t last_id_ = 0;
};

// How many captures rules kept out of an answer or a file, by the kind of the rule that is named.
struct HiddenCaptures {
  std::array<uint64_t, 4> by_kind{};  // by AccessKind

  void Add(AccessKind kind) { ++by_kind.at(static_cast<size_t>(kind)); }
  uint64_t count(AccessKind kind) const { return by_kind.at(static_cast<size_t>(kind)); }
  uint64_t total() const { return by_kind[0] + by_kind[1] + by_kind[2] + by_kind[3]; }
};

// Appends the rule, synced to the disk, and gives it its id. kInvalidInput: an embargo without an
// end, an end without an embargo, a host that is none, `from` after `to`, text with control
// characters. One process appends at a time (flock).
Result<AccessRule> AddAccessRule(const std::string& archive_directory, AccessRule rule);
// kNotFound: no rule in force has this id.
Status RemoveAccessRule(const std::string& archive_directory, uint64_t id, const std::string& by,
                        const std::string& reason, UtcTime now);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_ACCESS_RULES_H_
