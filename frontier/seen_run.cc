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

// A key as two numbers, which compare as its bytes do.
struct KeyWords {
  uint64_t high;
  uint64_t low;
};

KeyWords WordsOf(const void* key) {
  std::array<uint64_t, 2> words;
  std::memcpy(words.data(), key, sizeof words);
  if constexpr (std::endian::native == std::endian::little) {
    for (uint64_t& word : words) word = __builtin_bswap64(word);
  }
  return {words[0], words[1]};
}

// Without a branch that depends on the keys: they are random, and it would be mispredicted.
size_t NotAfter(const KeyWords& a, const KeyWords& b) {
  return static_cast<size_t>(a.high < b.high) |
         (static_cast<size_t>(a.high == b.high) & static_cast<size_t>(a.low <= b.low));
}

}  // namespace

// One key that the filter passed.
struct SeenRun::Lookup {
  KeyWords key;
  size_t index;   // in its group
  uint64_t page;  // once SeekPages() has ended, the only one that can hold it
};

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
  ARSIP_ASSIGN(pages_, file_.Map(index_begin));
  return Ok();
}

uint64_t SeenRun::memory_bytes() const {
  return filter_.bytes().size() + fences_.capacity() * sizeof(UrlKey);
}

Result<std::optional<uint64_t>> SeenRun::Find(const UrlKey& key) const {
  uint64_t arrival = 0;
  ARSIP_TRY(FindGroup({&key, 1}, {&arrival, 1}));
  if (arrival == 0) return std::optional<uint64_t>();
  return std::optional<uint64_t>(arrival);
}

// Each step for all keys before the next one: what one of them waits for is on its way while the
// others are computed.
Status SeenRun::FindGroup(std::span<const UrlKey> keys, std::span<uint64_t> arrivals) const {
  std::array<Lookup, kSeenGroup> passed;
  size_t count = 0;
  for (size_t i = 0; i < keys.size(); ++i) {
    if (arrivals[i] != 0 || !filter_.MayHold(keys[i])) continue;
    passed[count++] = {WordsOf(keys[i].bytes.data()), i, 0};
  }
  const std::span<Lookup> lookups(passed.data(), count);
  SeekPages(lookups);
  for (const Lookup& lookup : lookups) {
    const char* const page = PageOf(lookup).data();
    for (size_t at = 0; at < kSeenPageBytes; at += 64) __builtin_prefetch(page + at);
  }
  for (const Lookup& lookup : lookups) {
    ARSIP_ASSIGN(arrivals[lookup.index], ArrivalInPage(lookup));
  }
  return Ok();
}

// The last page whose first key is not after the look-up's: it is among the `left` from `page` on.
void SeenRun::SeekPages(std::span<Lookup> lookups) const {
  for (size_t left = fences_.size(); left > 1;) {
    const size_t half = left / 2;
    left -= half;
    for (Lookup& lookup : lookups) {
      const KeyWords first = WordsOf(fences_[lookup.page + half].bytes.data());
      lookup.page += half * NotAfter(first, lookup.key);
      __builtin_prefetch(&fences_[lookup.page + left / 2]);
    }
  }
}

const SeenPage& SeenRun::PageOf(const Lookup& lookup) const {
  return *reinterpret_cast<const SeenPage*>(pages_.data() + lookup.page * kSeenPageBytes);
}

Result<uint64_t> SeenRun::ArrivalInPage(const Lookup& lookup) const {
  const SeenPage& page = PageOf(lookup);
  ARSIP_TRY(CheckPage(page, name_.number, lookup.page, file_.path()));
  size_t at = 0;
  for (size_t left = EntriesOfSeenPage(lookup.page, name_.entries); left > 1;) {
    const size_t half = left / 2;
    left -= half;
    at += half * NotAfter(WordsOf(page.data() + (at + half) * kSeenEntryBytes), lookup.key);
  }
  const char* const entry = page.data() + at * kSeenEntryBytes;
  const KeyWords found = WordsOf(entry);
  if (found.high != lookup.key.high || found.low != lookup.key.low) return 0;
  return ReadSeenEntry(entry).arrival;
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
