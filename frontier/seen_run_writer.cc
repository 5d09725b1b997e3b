#include "frontier/seen_run_writer.h"

#include <utility>

#include "frontier/mapped_allocator.h"

namespace arsip::frontier {
namespace {

// What is written at once the kernel's file cache keeps as one huge page, when its file system can
// (ext4 from Linux 6.16 on, XFS), and then maps as one.
constexpr size_t kBuffer = kHugePageBytes;

}  // namespace

Result<std::unique_ptr<SeenRunWriter>> SeenRunWriter::Create(const std::string& directory,
                                                             uint64_t number, uint64_t entries) {
  ARSIP_ASSIGN(SeenFile file, SeenFile::Create(SeenRunPath(directory, number)));
  return std::unique_ptr<SeenRunWriter>(
      new SeenRunWriter(std::move(file), directory, number, entries));
}

Status SeenRunWriter::Add(const SeenEntry& entry) {
  if (entry.arrival > kMostSeenArrival) {
    return Error{ErrorCode::kInvalidInput, "a run has no room for so high an arrival",
                 file_.path()};
  }
  const uint64_t home = SeenHomePage(SeenHash(entry.key), home_pages_);
  while (page_number_ < home || slot_ == kSeenPageEntries) ARSIP_TRY(EndPage());
  page_.Put(slot_++, entry, name_.number);
  filter_.Add(entry.key);
  ++name_.entries;
  return Ok();
}

Status SeenRunWriter::EndPage() {
  page_.Seal(name_.number, page_number_++);
  buffer_.append(reinterpret_cast<const char*>(&page_), sizeof page_);
  page_ = {};
  slot_ = 0;
  if (buffer_.size() < kBuffer) return Ok();
  ARSIP_TRY(file_.Append(buffer_));
  buffer_.clear();
  return Ok();
}

Result<SeenRunName> SeenRunWriter::Finish() {
  while (page_number_ < home_pages_ || slot_ > 0) ARSIP_TRY(EndPage());
  ARSIP_TRY(file_.Append(buffer_));
  if (name_.entries != entries_) {
    return Error{ErrorCode::kInvalidInput, "a run has not the entries it was created for",
                 file_.path()};
  }
  ARSIP_TRY(file_.Append(filter_.bytes()));
  name_.digest = SeenRunDigest(filter_.bytes(), page_number_);
  ARSIP_TRY(file_.Sync());
  ARSIP_ASSIGN(SeenFile directory, SeenFile::Open(directory_));
  ARSIP_TRY(directory.Sync());
  return name_;
}

}  // namespace arsip::frontier
