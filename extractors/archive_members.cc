#include "extractors/archive_members.h"

#include <archive.h>
#include <archive_entry.h>
#include <sys/stat.h>

#include <clocale>
#include <utility>
#include <vector>

namespace arsip::extractors {
namespace {

constexpr size_t kBlockBytes = 128u << 10;

struct FreeReader {
  void operator()(struct ::archive* reader) const { ::archive_read_free(reader); }
};
using Reader = std::unique_ptr<struct ::archive, FreeReader>;

bool IsCompressed(std::string_view media_type) {
  return media_type == "application/gzip" || media_type == "application/zstd";
}

Reader NewReader(std::string_view media_type) {
  Reader reader(::archive_read_new());
  if (!reader) return reader;
  if (media_type == "application/zip") ::archive_read_support_format_zip(reader.get());
  if (media_type == "application/x-7z-compressed") {
    ::archive_read_support_format_7zip(reader.get());
  }
  if (media_type == "application/x-tar" || IsCompressed(media_type)) {
    ::archive_read_support_format_tar(reader.get());
  }
  if (IsCompressed(media_type)) {
    ::archive_read_support_format_raw(reader.get());
    ::archive_read_support_filter_gzip(reader.get());
    ::archive_read_support_filter_zstd(reader.get());
  }
  return reader;
}

class LibarchiveMembers final : public ArchiveMembers {
 public:
  explicit LibarchiveMembers(Reader reader) : reader_(std::move(reader)), block_(kBlockBytes) {}

  Step Next(ArchiveMember& member, MemberBudget& budget) override {
    member = ArchiveMember();
    if (budget.exhausted()) return Step::kExhausted;
    struct ::archive_entry* entry = nullptr;
    const int status = ::archive_read_next_header(reader_.get(), &entry);
    if (status == ARCHIVE_EOF) return Step::kEnd;
    if (status < ARCHIVE_WARN) {
      if (::archive_read_has_encrypted_entries(reader_.get()) == 1) member.state = "encrypted";
      return Step::kCorrupt;
    }
    if (!budget.TakeMember()) return Step::kExhausted;
    Describe(entry, member);
    if (::archive_format(reader_.get()) == ARCHIVE_FORMAT_RAW) {
      // Bytes of a coding that could not be undone would be the container itself again.
      if (::archive_filter_code(reader_.get(), 0) == ARCHIVE_FILTER_NONE) return Step::kCorrupt;
      member.name.clear();  // libarchive's own word for a file that has none
    }
    if (member.kind != ArchiveMember::Kind::kFile) return Step::kMember;
    if (::archive_entry_is_data_encrypted(entry) == 1) {
      member.state = "encrypted";
      return Step::kMember;
    }
    Read(member, budget);
    return Step::kMember;
  }

 private:
  static void Describe(struct ::archive_entry* entry, ArchiveMember& member) {
    if (const char* name = ::archive_entry_pathname(entry)) {
      member.name = name;
    } else if (const char* utf8 = ::archive_entry_pathname_utf8(entry)) {
      member.name = utf8;
    }
    const char* target = ::archive_entry_symlink(entry);
    if (target == nullptr) target = ::archive_entry_hardlink(entry);
    const auto type = ::archive_entry_filetype(entry);
    if (target != nullptr) {
      member.kind = ArchiveMember::Kind::kLink;
      member.link_target = target;
    } else if (type == AE_IFDIR) {
      member.kind = ArchiveMember::Kind::kDirectory;
    } else if (type != AE_IFREG && type != 0) {
      member.kind = ArchiveMember::Kind::kOther;
    }
    if (::archive_entry_size_is_set(entry) != 0 && ::archive_entry_size(entry) >= 0) {
      member.claimed_bytes = static_cast<uint64_t>(::archive_entry_size(entry));
    }
    if (::archive_entry_mtime_is_set(entry) != 0) member.modified = ::archive_entry_mtime(entry);
  }

  void Read(ArchiveMember& member, MemberBudget& budget) {
    Sha256Stream digest;
    member.kept = true;
    while (true) {
      const la_ssize_t got = ::archive_read_data(reader_.get(), block_.data(), block_.size());
      if (got == 0) break;
      if (got < 0) {
        member.state = "corrupt";
        break;
      }
      const auto bytes = static_cast<size_t>(got);
      if (!budget.TakeBytes(bytes)) {
        member.state = budget.refusal();
        break;
      }
      digest.Update({block_.data(), bytes});
      member.bytes += bytes;
      if (member.bytes > kMaxReadMemberBytes) {
        member.kept = false;
        member.content = std::string();
      } else {
        member.content.append(block_.data(), bytes);
      }
    }
    member.sha256 = digest.Finish();
  }

  Reader reader_;
  std::vector<char> block_;
};

}  // namespace

bool MemberBudget::TakeMember() {
  if (!exhausted() && ++members_ > kMaxMembers) refusal_ = "refused-limit: members";
  return !exhausted();
}

bool MemberBudget::TakeBytes(uint64_t bytes) {
  if (exhausted()) return false;
  bytes_ += bytes;
  if (bytes_ > kMaxMemberBytesOfPayload) refusal_ = "refused-limit: bytes";
  if (bytes_ > ratio_bytes_) refusal_ = "refused-limit: ratio";
  return !exhausted();
}

void ArchiveMembers::Preload() {
  // Names in UTF-8 are handed out as they are, and not converted by tables that lie on a disk.
  std::setlocale(LC_CTYPE, "C.UTF-8");
  const Reader reader = NewReader("application/gzip");
}

std::string ArchiveMembers::Version() {
  // "libarchive 3.6.2"
  const std::string_view text = ::archive_version_string();
  return std::string(text.substr(text.find(' ') + 1));
}

bool ArchiveMembers::IsContainer(std::string_view media_type) {
  return media_type == "application/zip" || media_type == "application/x-7z-compressed" ||
         media_type == "application/x-tar" || IsCompressed(media_type);
}

Result<std::unique_ptr<ArchiveMembers>> ArchiveMembers::Open(std::string_view bytes,
                                                             std::string_view media_type) {
  Reader reader = NewReader(media_type);
  if (!reader ||
      ::archive_read_open_memory(reader.get(), bytes.data(), bytes.size()) != ARCHIVE_OK) {
    return Error{ErrorCode::kInvalidInput, "no container that is read here", ""};
  }
  return std::unique_ptr<ArchiveMembers>(std::make_unique<LibarchiveMembers>(std::move(reader)));
}

}  // namespace arsip::extractors
