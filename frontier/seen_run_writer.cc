#include "frontier/seen_run_writer.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/key_value_store.h"

namespace arsip::frontier {
namespace {

constexpr size_t kBuffer = size_t{1} << 20;

}  // namespace

Result<std::unique_ptr<SeenRunWriter>> SeenRunWriter::Create(const std::string& directory,
                                                             uint64_t number, uint64_t entries) {
  ARSIP_ASSIGN(SeenFile file, SeenFile::Create(SeenRunPath(directory, number)));
  std::unique_ptr<SeenRunWriter> writer(
      new SeenRunWriter(std::move(file), directory, number, entries));
  writer->fences_.reserve(entries / kSeenPageEntries + 1);
  return writer;
}

Status SeenRunWriter::Add(const SeenEntry& entry) {
  const size_t slot = name_.entries % kSeenPageEntries;
  if (slot == 0) fences_.push_back(entry.key);
  char* const bytes = page_.data() + slot * kSeenEntryBytes;
  std::memcpy(bytes, entry.key.bytes.data(), entry.key.bytes.size());
  std::string arrival;
  AppendBigEndian64(arrival, entry.arrival);
  std::copy(arrival.begin(), arrival.end(), bytes + entry.key.bytes.size());
  filter_.Add(entry.key);
  ++name_.entries;
  return slot + 1 == kSeenPageEntries ? EndPage() : Ok();
}

Status SeenRunWriter::EndPage() {
  const uint64_t check = SeenPageCheck(page_, name_.number, fences_.size() - 1);
  std::memcpy(page_.data() + kSeenPageBytes - 8, &check, sizeof check);
  buffer_.append(page_.data(), page_.size());
  page_ = {};
  if (buffer_.size() < kBuffer) return Ok();
  ARSIP_TRY(file_.Append(buffer_));
  buffer_.clear();
  return Ok();
}

Result<SeenRunName> SeenRunWriter::Finish() {
  if (name_.entries % kSeenPageEntries != 0) ARSIP_TRY(EndPage());
  ARSIP_TRY(file_.Append(buffer_));
  // Keys that were announced and did not come leave the filter larger than its run's.
  std::string_view filter = filter_.bytes();
  if (filter.size() != SeenFilter::BytesFor(name_.entries)) {
    return Error{ErrorCode::kInvalidInput, "a run has not the entries it was created for",
                 file_.path()};
  }
  const std::array<std::string_view, 2> parts = {
      filter, std::string_view(reinterpret_cast<const char*>(fences_.data()),
                               fences_.size() * sizeof(UrlKey))};
  for (const std::string_view part : parts) ARSIP_TRY(file_.Append(part));
  name_.digest = ComputeSha256(parts);
  ARSIP_TRY(file_.Sync());
  ARSIP_ASSIGN(SeenFile directory, SeenFile::Open(directory_));
  ARSIP_TRY(directory.Sync());
  return name_;
}

}  // namespace arsip::frontier
