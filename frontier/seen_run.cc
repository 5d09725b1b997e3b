#include "frontier/seen_run.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/key_value_store.h"

namespace arsip::frontier {
namespace {

constexpr uint64_t kMeanEntries = 15;  // of a page: one in fifty then overflows into the next one

Error Damaged(const std::string& path, uint64_t offset) {
  return Error{ErrorCode::kCorruption, "a run of the seen set is damaged",
               path + "+" + std::to_string(offset)};
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

std::string SeenRunPath(const std::string& directory, uint64_t number) {
  return directory + "/run-" + std::to_string(number);
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
  if (!MayHold(key)) return std::optional<uint64_t>();
  Lookup lookup = Begin(key);
  Narrow(key, lookup);
  ARSIP_ASSIGN(const uint64_t arrival, End(key, lookup));
  if (arrival == 0) return std::optional<uint64_t>();
  return std::optional<uint64_t>(arrival);
}

SeenRun::Lookup SeenRun::Begin(const UrlKey& key) const {
  const uint64_t page = SeenHomePage(SeenHash(key), home_pages_);
  PageAt(page).Prefetch();
  return {page, {}};
}

void SeenRun::Narrow(const UrlKey& key, Lookup& lookup) const {
  const SeenPage& page = PageAt(lookup.page);
  lookup.candidates = page.CandidatesFor(key);
  page.Prefetch(lookup.candidates);
}

// Where keys crowd, their pages are full and the last ones of them stand in the pages behind.
Result<uint64_t> SeenRun::End(const UrlKey& key, const Lookup& lookup) const {
  ARSIP_ASSIGN(const uint64_t arrival, ArrivalIn(lookup.page, key, lookup.candidates));
  if (arrival != 0) return arrival;
  const auto last = PageAt(lookup.page).At(kSeenPageEntries - 1);
  if (!last.has_value() || SeenBefore(key, last->key)) return 0;
  ARSIP_ASSIGN(const uint64_t page, OverflowOf(key, lookup.page));
  return page == lookup.page ? 0 : ArrivalIn(page, key, PageAt(page).CandidatesFor(key));
}

const SeenPage& SeenRun::PageAt(uint64_t page) const {
  return *reinterpret_cast<const SeenPage*>(pages_.data() + page * kSeenPageBytes);
}

Status SeenRun::CheckPageAt(uint64_t page) const {
  if (PageAt(page).Intact(name_.number, page)) return Ok();
  return Damaged(file_.path(), page * kSeenPageBytes);
}

Result<uint64_t> SeenRun::ArrivalIn(uint64_t page, const UrlKey& key,
                                    const SeenPage::Candidates& candidates) const {
  const SeenPage::Found found = PageAt(page).Find(key, candidates, name_.number);
  if (found.damaged) return Damaged(file_.path(), page * kSeenPageBytes);
  if (found.arrival == 0) ARSIP_TRY(CheckPageAt(page));
  return found.arrival;
}

// Steps that double and then halve: a publisher may look for URLs that all crowd into one page.
Result<uint64_t> SeenRun::OverflowOf(const UrlKey& key, uint64_t home) const {
  uint64_t page = home;
  uint64_t step = 1;
  for (bool growing = true; step > 0; step = growing ? 2 * step : step / 2) {
    bool behind = page + step >= page_count_;
    if (!behind) {
      ARSIP_TRY(CheckPageAt(page + step));
      const auto first = PageAt(page + step).At(0);
      behind = !first.has_value() || SeenBefore(key, first->key);
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
    ARSIP_TRY(file_.Read(next_page_ * kSeenPageBytes, reinterpret_cast<char*>(pages_.data()),
                         pages_.size() * kSeenPageBytes));
    for (const SeenPage& page : pages_) {
      if (!page.Intact(name_.number, next_page_)) {
        return Damaged(file_.path(), next_page_ * kSeenPageBytes);
      }
      ++next_page_;
      for (size_t slot = 0; slot < kSeenPageEntries; ++slot) {
        const auto entry = page.At(slot);
        if (!entry.has_value()) break;
        entries_.push_back(*entry);
      }
    }
  }
  read_ += entries_.size();
  if (ended() && read_ != name_.entries) return Damaged(file_.path(), 0);
  return Ok();
}

}  // namespace arsip::frontier
