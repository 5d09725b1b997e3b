// ArchiveMembers: the members of a container, one after the other, by libarchive: ZIP, tar and 7z;
// gzip and Zstandard around tar or around one file. Formats that are not asked for (RAR, CAB, ISO,
// xz, bzip2 around something) are not registered. Names are bytes of a stranger, never a path:
// nothing is written anywhere.
//
// Bounded by a MemberBudget that all containers of one payload share, however they nest.
#ifndef ARSIP_EXTRACTORS_ARCHIVE_MEMBERS_H_
#define ARSIP_EXTRACTORS_ARCHIVE_MEMBERS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/digest.h"
#include "base/result.h"

namespace arsip::extractors {

inline constexpr uint32_t kMaxMembers = 10'000;
inline constexpr uint64_t kMaxMemberBytesOfPayload = 1u << 30;
inline constexpr uint64_t kMaxExpansionRatio = 200;
inline constexpr uint64_t kExpansionFreeBytes = 1u << 20;
// A container in the payload has depth 1.
inline constexpr uint32_t kMaxContainerDepth = 3;
// A longer member is digested, not read.
inline constexpr uint64_t kMaxReadMemberBytes = 64u << 20;

// What the members of one payload may still cost.
class MemberBudget {
 public:
  explicit MemberBudget(uint64_t payload_bytes)
      : ratio_bytes_(kExpansionFreeBytes + kMaxExpansionRatio * payload_bytes) {}

  // False, and refusal() says which, when a bound is reached; nothing is granted after that.
  bool TakeMember();
  bool TakeBytes(uint64_t bytes);
  void Refuse(std::string_view why) { refusal_ = why; }
  bool exhausted() const { return !refusal_.empty(); }
  // "refused-limit: members", "refused-limit: bytes", "refused-limit: ratio".
  std::string_view refusal() const { return refusal_; }

 private:
  uint64_t ratio_bytes_;
  uint64_t bytes_ = 0;
  uint32_t members_ = 0;
  std::string_view refusal_;
};

struct ArchiveMember {
  enum class Kind { kFile, kDirectory, kLink, kOther };
  std::string name;  // as it stands in the container; any bytes
  Kind kind = Kind::kFile;
  std::string link_target;
  std::optional<uint64_t> claimed_bytes;
  std::optional<int64_t> modified;  // seconds since 1970, as claimed
  uint64_t bytes = 0;               // counted
  Sha256 sha256{};
  std::string content;  // whole; empty when `kept` is false
  bool kept = false;
  std::string_view state;  // empty: whole; "encrypted", "corrupt", a refusal of the budget
};

// Not thread-safe.
class ArchiveMembers {
 public:
  // Loads what libarchive would look for when it first needs it.
  static void Preload();
  // Of libarchive, "3.6.2".
  static std::string Version();
  static bool IsContainer(std::string_view media_type);
  // `bytes` outlive the object; the sniffed type decides what is tried. A compressed file that is
  // no tar is a container of one member without a name. kInvalidInput: no such container.
  static Result<std::unique_ptr<ArchiveMembers>> Open(std::string_view bytes,
                                                      std::string_view media_type);
  virtual ~ArchiveMembers() = default;

  enum class Step { kMember, kEnd, kCorrupt, kExhausted };
  // Overwrites `member`. A member cut by the budget still comes as a member; the next step is then
  // kExhausted.
  virtual Step Next(ArchiveMember& member, MemberBudget& budget) = 0;
};

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_ARCHIVE_MEMBERS_H_
