#include "frontier/seen_run.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "base/key_value_store.h"

namespace arsip::frontier {
namespace {

uint64_t PagesOf(uint64_t entries) { return (entries + kSeenPageEntries - 1) / kSeenPageEntries; }

Error Damaged(const std::string& path, uint64_t offset) {
  return Error{ErrorCode::kCorruption, "a run of the seen set is damaged",
               path + "+" + std::to_string(offset)};
}

Status CheckPage(const SeenPage& page, uint64_t run, uint64_t page_number,
                 const std::string& path) {
  uint64_t stored;
  std::memcpy(&stored, page.data() + kSeenPageBytes - 8, sizeof stored);
  if (stored == SeenPageCheck(page, run, page_number)) return Ok();
  return Damaged(path, page_number * kSeenPageBytes);
}

}  // namespace

std::string SeenRunPath(const std::string& directory, uint64_t number) {
  return directory + "/run-" + std::to_string(number);
}

// Four lanes at a time: it is taken at every look-up.
uint64_t SeenPageCheck(const SeenPage& page, uint64_t run, uint64_t page_number) {
  constexpr uint64_t kFactor = 0x9fb21c651e98df25;
  std::array<uint64_t, 4> lanes = {run, page_number, ~run, ~page_number};
  for (size_t at = 0; at < kSeenPageBytes; at += 32) {
    std::array<uint64_t, 4> words;
    std::memcpy(words.data(), page.data() + at, sizeof words);
    if (at + 32 == kSeenPageBytes) words[3] = 0;  // the check itself
    for (size_t i = 0; i < 4; ++i) lanes[i] = std::rotl((lanes[i] ^ words[i]) * kFactor, 27);
  }
  uint64_t check = 0;
  for (const uint64_t lane : lanes) check = std::rotl((check ^ lane) * kFactor, 31);
  return check;
}

size_t EntriesOfSeenPage(uint64_t page_number, uint64_t entries) {
  const uint64_t before = page_number * kSeenPageEntries;
  return before < entries ? static_cast<size_t>(std::min(entries - before, kSeenPageEntries)) : 0;
}

SeenEntry ReadSeenEntry(const char* bytes) {
  SeenEntry entry;
  std::memcpy(entry.key.bytes.data(), bytes, entry.key.bytes.size());
  entry.arrival = ReadBigEndian64({bytes + entry.key.bytes.size(), 8});
  return entry;
}

Result<std::unique_ptr<SeenRun>> SeenRun::Open(const std::string& directory,
                                               const SeenRunName& name) {
  ARSIP_ASSIGN(SeenFile file, SeenFile::Open(SeenRunPath(directory, name.number)));
  std::unique_ptr<SeenRun> run(new SeenRun(std::move(file), name));
  ARSIP_TRY(run->LoadIndex());
  return run;
}

Status SeenRun::LoadIndex() {
  const uint64_t pages = PagesOf(name_.entries);
  const uint64_t filter_bytes = SeenFilter::BytesFor(name_.entries);
  const uint64_t index_begin = pages * kSeenPageBytes;
  ARSIP_ASSIGN(const uint64_t size, file_.size());
  // Checked before anything of that size is allocated.
  if (size != index_begin + filter_bytes + pages * sizeof(UrlKey))
    return Damaged(file_.path(), size);
  ARSIP_TRY(file_.Read(index_begin, filter_.Resize(filter_bytes), filter_bytes));
  fences_.resize(pages);
  char* const fences = reinterpret_cast<char*>(fences_.data());
  ARSIP_TRY(file_.Read(index_begin + filter_bytes, fences, pages * sizeof(UrlKey)));
  const std::array<std::string_view, 2> parts = {filter_.bytes(),
                                                 std::string_view(fences, pages * sizeof(UrlKey))};
  if (ComputeSha256(parts) != name_.digest) return Damaged(file_.path(), index_begin);
  return Ok();
}

uint64_t SeenRun::memory_bytes() const {
  return filter_.bytes().size() + fences_.capacity() * sizeof(UrlKey);
}

Result<std::optional<uint64_t>> SeenRun::Find(const UrlKey& key) {
  if (!filter_.MayHold(key)) return std::optional<uint64_t>();
  const auto after = std::upper_bound(fences_.begin(), fences_.end(), key);
  if (after == fences_.begin()) return std::optional<uint64_t>();
  const auto page_number = static_cast<uint64_t>(after - fences_.begin() - 1);
  ARSIP_TRY(LoadPage(page_number));
  size_t low = 0;
  size_t high = EntriesOfSeenPage(page_number, name_.entries);
  while (low < high) {
    const size_t middle = (low + high) / 2;
    const char* const entry = page_.data() + middle * kSeenEntryBytes;
    const int order = std::memcmp(entry, key.bytes.data(), key.bytes.size());
    if (order == 0) return std::optional<uint64_t>(ReadSeenEntry(entry).arrival);
    (order < 0 ? low : high) = order < 0 ? middle + 1 : middle;
  }
  return std::optional<uint64_t>();
}

Status SeenRun::LoadPage(uint64_t page_number) {
  if (page_number_ == page_number) return Ok();
  page_number_.reset();
  ARSIP_TRY(file_.Read(page_number * kSeenPageBytes, page_.data(), kSeenPageBytes));
  ARSIP_TRY(CheckPage(page_, name_.number, page_number, file_.path()));
  page_number_ = page_number;
  return Ok();
}

Result<std::unique_ptr<SeenRunReader>> SeenRunReader::Open(const std::string& directory,
                                                           const SeenRunName& name) {
  ARSIP_ASSIGN(SeenFile file, SeenFile::Open(SeenRunPath(directory, name.number)));
  return std::unique_ptr<SeenRunReader>(new SeenRunReader(std::move(file), name));
}

Result<std::optional<SeenEntry>> SeenRunReader::Next() {
  if (next_ == name_.entries) return std::optional<SeenEntry>();
  if (next_ % (kPagesAtOnce * kSeenPageEntries) == 0) ARSIP_TRY(LoadPages());
  const SeenPage& page = pages_[next_ / kSeenPageEntries - first_page_];
  const char* const bytes = page.data() + next_ % kSeenPageEntries * kSeenEntryBytes;
  ++next_;
  return std::optional<SeenEntry>(ReadSeenEntry(bytes));
}

Status SeenRunReader::LoadPages() {
  first_page_ = next_ / kSeenPageEntries;
  pages_.resize(std::min<uint64_t>(kPagesAtOnce, PagesOf(name_.entries) - first_page_));
  ARSIP_TRY(file_.Read(first_page_ * kSeenPageBytes, pages_.front().data(),
                       pages_.size() * kSeenPageBytes));
  for (size_t i = 0; i < pages_.size(); ++i) {
    ARSIP_TRY(CheckPage(pages_[i], name_.number, first_page_ + i, file_.path()));
  }
  return Ok();
}

}  // namespace arsip::frontier
