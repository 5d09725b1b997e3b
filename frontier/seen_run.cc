#include "frontier/seen_run.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "base/key_value_store.h"

namespace arsip::frontier {
namespace {

constexpr uint64_t kMeanEntries = 16;  // of a page: one in fifty then overflows into the next one

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

// The words of a key as they lie in memory: only good for telling whether two are the same.
using KeyWords = std::array<uint64_t, 2>;

KeyWords WordsOf(const void* key) {
  KeyWords words;
  std::memcpy(words.data(), key, sizeof words);
  return words;
}

const char* SlotOf(const SeenPage& page, size_t slot) {
  return page.data() + slot * kSeenEntryBytes;
}

// Nullopt: the page has none.
std::optional<UrlKey> FirstKey(const SeenPage& page) {
  const SeenEntry first = ReadSeenEntry(SlotOf(page, 0));
  if (first.arrival == 0) return std::nullopt;
  return first.key;
}

// 0: it is not in that page. Without a branch that depends on the keys, which would be
// mispredicted.
uint64_t ArrivalIn(const SeenPage& page, const UrlKey& key) {
  const KeyWords sought = WordsOf(key.bytes.data());
  size_t found = 0;
  bool any = false;
  for (size_t slot = 0; slot < kSeenPageEntries; ++slot) {
    const KeyWords words = WordsOf(SlotOf(page, slot));
    const bool same = ((words[0] ^ sought[0]) | (words[1] ^ sought[1])) == 0;
    found = same ? slot : found;
    any |= same;
  }
  return any ? ReadSeenEntry(SlotOf(page, found)).arrival : 0;
}

// What `run`'s file has beside its filter, when that is whole pages.
Result<uint64_t> PagesIn(const SeenFile& file, const SeenRunName& name) {
  ARSIP_ASSIGN(const uint64_t size, file.size());
  const uint64_t filter = SeenFilter::BytesFor(name.entries);
  const uint64_t least = SeenPagesFor(name.entries);
  const uint64_t pages = size < filter ? 0 : (size - filter) / kSeenPageBytes;
  if (pages < least || pages > least + name.entries || size != filter + pages * kSeenPageBytes) {
    return Damaged(file.path(), size);
  }
  return pages;
}

}  // namespace

// One key that the filter passed.
struct SeenRun::Lookup {
  UrlKey key;
  size_t index = 0;  // in its group
  uint64_t page = 0;
};

uint64_t SeenHomePage(uint64_t hash, uint64_t pages) { return (hash >> 32) * pages >> 32; }

uint64_t SeenPagesFor(uint64_t entries) {
  return std::min<uint64_t>(entries / kMeanEntries + 1, UINT32_MAX);
}

Sha256 SeenRunDigest(std::string_view filter, uint64_t pages) {
  std::string count;
  AppendBigEndian64(count, pages);
  const std::array<std::string_view, 2> parts = {filter, count};
  return ComputeSha256(parts);
}

void WriteSeenEntry(const SeenEntry& entry, char* bytes) {
  std::memcpy(bytes, entry.key.bytes.data(), entry.key.bytes.size());
  const uint64_t arrival =
      std::endian::native == std::endian::little ? __builtin_bswap64(entry.arrival) : entry.arrival;
  std::memcpy(bytes + entry.key.bytes.size(), &arrival, sizeof arrival);
}

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
  ARSIP_TRY(run->LoadFilter());
  return run;
}

Status SeenRun::LoadFilter() {
  // Checked before anything of that size is allocated.
  ARSIP_ASSIGN(page_count_, PagesIn(file_, name_));
  home_pages_ = SeenPagesFor(name_.entries);
  const uint64_t filter_begin = page_count_ * kSeenPageBytes;
  const uint64_t filter_bytes = SeenFilter::BytesFor(name_.entries);
  ARSIP_TRY(file_.Read(filter_begin, filter_.Resize(filter_bytes), filter_bytes));
  if (SeenRunDigest(filter_.bytes(), page_count_) != name_.digest) {
    return Damaged(file_.path(), filter_begin);
  }
  ARSIP_ASSIGN(pages_, file_.Map(filter_begin));
  return Ok();
}

uint64_t SeenRun::memory_bytes() const { return filter_.bytes().size(); }

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
    passed[count] = {keys[i], i, SeenHomePage(SeenHash(keys[i]), home_pages_)};
    const char* const page = PageAt(passed[count++].page).data();
    for (size_t at = 0; at < kSeenPageBytes; at += 64) __builtin_prefetch(page + at);
  }
  for (size_t i = 0; i < count; ++i) {
    ARSIP_ASSIGN(arrivals[passed[i].index], ArrivalOf(passed[i]));
  }
  return Ok();
}

const SeenPage& SeenRun::PageAt(uint64_t page) const {
  return *reinterpret_cast<const SeenPage*>(pages_.data() + page * kSeenPageBytes);
}

Status SeenRun::CheckPageAt(uint64_t page) const {
  return CheckPage(PageAt(page), name_.number, page, file_.path());
}

// Where keys crowd, their pages are full and the last ones of them stand in the pages behind.
Result<uint64_t> SeenRun::ArrivalOf(const Lookup& lookup) const {
  ARSIP_TRY(CheckPageAt(lookup.page));
  const SeenPage& home = PageAt(lookup.page);
  if (const uint64_t arrival = ArrivalIn(home, lookup.key); arrival != 0) return arrival;
  const SeenEntry last = ReadSeenEntry(SlotOf(home, kSeenPageEntries - 1));
  if (last.arrival == 0 || SeenBefore(lookup.key, last.key)) return 0;
  ARSIP_ASSIGN(const uint64_t page, OverflowOf(lookup));
  return ArrivalIn(PageAt(page), lookup.key);
}

// Steps that double and then halve: a publisher may look for URLs that all crowd into one page.
Result<uint64_t> SeenRun::OverflowOf(const Lookup& lookup) const {
  uint64_t page = lookup.page;
  uint64_t step = 1;
  for (bool growing = true; step > 0; step = growing ? 2 * step : step / 2) {
    bool behind = page + step >= page_count_;
    if (!behind) {
      ARSIP_TRY(CheckPageAt(page + step));
      const auto first = FirstKey(PageAt(page + step));
      behind = !first.has_value() || SeenBefore(lookup.key, *first);
    }
    if (behind) growing = false;
    if (!behind) page += step;
  }
  return page;
}

Result<std::unique_ptr<SeenRunReader>> SeenRunReader::Open(const std::string& directory,
                                                           const SeenRunName& name) {
  ARSIP_ASSIGN(SeenFile file, SeenFile::Open(SeenRunPath(directory, name.number)));
  std::unique_ptr<SeenRunReader> reader(new SeenRunReader(std::move(file), name));
  ARSIP_ASSIGN(reader->page_count_, PagesIn(reader->file_, name));
  ARSIP_TRY(reader->Load());
  return reader;
}

Status SeenRunReader::Load() {
  at_ = 0;
  entries_.clear();
  while (entries_.empty() && next_page_ < page_count_) {
    pages_.resize(std::min<uint64_t>(kPagesAtOnce, page_count_ - next_page_));
    ARSIP_TRY(file_.Read(next_page_ * kSeenPageBytes, pages_.front().data(),
                         pages_.size() * kSeenPageBytes));
    for (const SeenPage& page : pages_) {
      ARSIP_TRY(CheckPage(page, name_.number, next_page_++, file_.path()));
      for (size_t slot = 0; slot < kSeenPageEntries; ++slot) {
        const SeenEntry entry = ReadSeenEntry(SlotOf(page, slot));
        if (entry.arrival == 0) break;
        entries_.push_back(entry);
      }
    }
  }
  read_ += entries_.size();
  if (ended() && read_ != name_.entries) return Damaged(file_.path(), 0);
  return Ok();
}

}  // namespace arsip::frontier
