// SeenRun: one immutable, sorted file of the seen set: URL keys with the arrivals of their URLs.
// docs/frontier-format.md section 5.
//
// A run is derived from the store's URLs, and may be lost: whoever opens it says what it must be
// (SeenRunName, kept in the store), and anything else - missing, torn, of another store, rotten -
// is kCorruption or kNotFound, never a wrong answer. In memory is its filter alone: a key's place
// in the order says which page it is in, or, where keys crowd, which page its neighbours overflow
// from. Thread-safe; a SeenRunReader is not, and has a descriptor of its own.
#ifndef ARSIP_FRONTIER_SEEN_RUN_H_
#define ARSIP_FRONTIER_SEEN_RUN_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "base/result.h"
#include "base/url_key.h"
#include "frontier/seen_filter.h"
#include "frontier/seen_mapping.h"
#include "frontier/seen_page.h"

namespace arsip::frontier {

struct SeenRunName {
  uint64_t number = 0;  // its file is "run-" and this, in the directory of the seen set
  uint64_t entries = 0;
  Sha256 digest{};  // of everything but the pages, which have checks of their own, and their number
  bool operator==(const SeenRunName&) const = default;
};

std::string SeenRunPath(const std::string& directory, uint64_t number);

// An open file. Closed with its owner.
class SeenFile {
 public:
  static Result<SeenFile> Open(std::string path);
  static Result<SeenFile> Create(std::string path);
  ~SeenFile();
  SeenFile(SeenFile&& other) noexcept;
  SeenFile(const SeenFile&) = delete;
  SeenFile& operator=(const SeenFile&) = delete;
  // kCorruption when the file ends before.
  Status Read(uint64_t offset, char* out, size_t size) const;
  Status Append(std::string_view bytes);
  Status Sync();
  // Of the first `size` bytes, which the file must have.
  Result<SeenMapping> Map(uint64_t size) const;
  Result<uint64_t> size() const;
  const std::string& path() const { return path_; }

 private:
  SeenFile(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}
  int fd_;
  std::string path_;
};

// The page that an entry goes to unless it is full: of `pages`, in proportion to its hash.
uint64_t SeenHomePage(uint64_t hash, uint64_t pages);
// Pages that a run of `entries` has when none of the last ones overflows.
uint64_t SeenPagesFor(uint64_t entries);
Sha256 SeenRunDigest(std::string_view filter, uint64_t pages);

class SeenRun {
 public:
  static Result<std::unique_ptr<SeenRun>> Open(const std::string& directory,
                                               const SeenRunName& name);

  const SeenRunName& name() const { return name_; }
  // The steps of a look-up, each of which fetches what the next one reads: Prefetch() for
  // MayHold(), and when that is true, Begin(), Narrow() and End().
  struct Lookup {
    uint64_t page;
    SeenPage::Candidates candidates;  // in that page
  };
  void Prefetch(const UrlKey& key) const { filter_.Prefetch(key); }
  bool MayHold(const UrlKey& key) const { return filter_.MayHold(key); }
  Lookup Begin(const UrlKey& key) const;
  void Narrow(const UrlKey& key, Lookup& lookup) const;
  // The arrival of the URL; 0: not in this run.
  Result<uint64_t> End(const UrlKey& key, const Lookup& lookup) const;
  // All of them: the arrival of the URL; nullopt: not in this run.
  Result<std::optional<uint64_t>> Find(const UrlKey& key) const;
  // Of memory that grows with the run.
  uint64_t memory_bytes() const;

 private:
  SeenRun(SeenFile file, const SeenRunName& name) : file_(std::move(file)), name_(name) {}
  Status LoadFilter();
  const SeenPage& PageAt(uint64_t page) const;
  Status CheckPageAt(uint64_t page) const;
  // 0: it is not in that page.
  Result<uint64_t> ArrivalIn(uint64_t page, const UrlKey& key,
                             const SeenPage::Candidates& candidates) const;
  // The last page that may hold what its own page has no room for.
  Result<uint64_t> OverflowOf(const UrlKey& key, uint64_t home) const;

  SeenFile file_;
  SeenRunName name_;
  SeenFilter filter_;
  SeenMapping pages_;
  uint64_t page_count_ = 0;
  uint64_t home_pages_ = 0;
};

// Entries of a run, in order.
class SeenRunReader {
 public:
  // At its first entry.
  static Result<std::unique_ptr<SeenRunReader>> Open(const std::string& directory,
                                                     const SeenRunName& name);
  bool ended() const { return at_ == entries_.size(); }
  // REQUIRES: not ended().
  const SeenEntry& entry() const { return entries_[at_]; }
  Status Next() { return ++at_ < entries_.size() ? Ok() : Load(); }

 private:
  SeenRunReader(SeenFile file, const SeenRunName& name) : file_(std::move(file)), name_(name) {}
  Status Load();

  static constexpr size_t kPagesAtOnce = 256;
  SeenFile file_;
  SeenRunName name_;
  std::vector<SeenPage> pages_;
  std::vector<SeenEntry> entries_;  // of pages_
  size_t at_ = 0;
  uint64_t page_count_ = 0;
  uint64_t next_page_ = 0;
  uint64_t read_ = 0;  // entries
};

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_SEEN_RUN_H_
