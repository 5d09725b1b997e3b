// SeenRun: one immutable, sorted file of the seen set: URL keys with the arrivals of their URLs.
// docs/frontier-format.md section 5.
//
// A run is derived from the store's URLs, and may be lost: whoever opens it says what it must be
// (SeenRunName, kept in the store), and anything else - missing, torn, of another store, rotten -
// is kCorruption or kNotFound, never a wrong answer. In memory is its filter alone: a key's place
// in the order says which page it is in, or, where keys crowd, which page its neighbours overflow
// from. Look-ups are made in groups, because memory is what they wait for. Thread-safe; a
// SeenRunReader is not, and has a descriptor of its own.
#ifndef ARSIP_FRONTIER_SEEN_RUN_H_
#define ARSIP_FRONTIER_SEEN_RUN_H_

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "base/result.h"
#include "base/url_key.h"
#include "frontier/seen_filter.h"
#include "frontier/seen_mapping.h"

namespace arsip::frontier {

struct SeenEntry {
  UrlKey key;
  uint64_t arrival = 0;
};

// What runs are sorted by: the half of a key that is a digest of the whole URL. Those of one host
// are spread as evenly as all others.
inline uint64_t SeenHash(const UrlKey& key) {
  uint64_t half;
  std::memcpy(&half, key.bytes.data() + 8, sizeof half);
  return std::endian::native == std::endian::little ? __builtin_bswap64(half) : half;
}
inline bool SeenBefore(const UrlKey& a, const UrlKey& b) {
  const uint64_t left = SeenHash(a);
  const uint64_t right = SeenHash(b);
  return left != right ? left < right : a < b;
}

struct SeenRunName {
  uint64_t number = 0;  // its file is "run-" and this, in the directory of the seen set
  uint64_t entries = 0;
  Sha256 digest{};  // of everything but the pages, which have checks of their own, and their number
  bool operator==(const SeenRunName&) const = default;
};

std::string SeenRunPath(const std::string& directory, uint64_t number);

inline constexpr size_t kSeenPageBytes = 512;
inline constexpr size_t kSeenEntryBytes = 24;  // key, arrival (big-endian)
inline constexpr size_t kSeenPageEntries = (kSeenPageBytes - 8) / kSeenEntryBytes;
using SeenPage = std::array<char, kSeenPageBytes>;

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

// What stands in a page's last 8 bytes: over the rest of it, its run and its place.
uint64_t SeenPageCheck(const SeenPage& page, uint64_t run, uint64_t page_number);
// The page that an entry goes to unless it is full: of `pages`, in proportion to its hash.
uint64_t SeenHomePage(uint64_t hash, uint64_t pages);
// Pages that a run of `entries` has when none of the last ones overflows.
uint64_t SeenPagesFor(uint64_t entries);
Sha256 SeenRunDigest(std::string_view filter, uint64_t pages);
void WriteSeenEntry(const SeenEntry& entry, char* bytes);
// A page's free slots have the arrival 0.
SeenEntry ReadSeenEntry(const char* bytes);

inline constexpr size_t kSeenGroup = 64;  // keys

class SeenRun {
 public:
  static Result<std::unique_ptr<SeenRun>> Open(const std::string& directory,
                                               const SeenRunName& name);

  const SeenRunName& name() const { return name_; }
  void Prefetch(const UrlKey& key) const { filter_.Prefetch(key); }
  // Of each key whose arrival is 0: the arrival of its URL, when it is in this run. REQUIRES: at
  // most kSeenGroup keys, as many arrivals.
  Status FindGroup(std::span<const UrlKey> keys, std::span<uint64_t> arrivals) const;
  // The arrival of the URL; nullopt: not in this run.
  Result<std::optional<uint64_t>> Find(const UrlKey& key) const;
  // Of memory that grows with the run.
  uint64_t memory_bytes() const;

 private:
  struct Lookup;

  SeenRun(SeenFile file, const SeenRunName& name) : file_(std::move(file)), name_(name) {}
  Status LoadFilter();
  const SeenPage& PageAt(uint64_t page) const;
  Status CheckPageAt(uint64_t page) const;
  // 0: it is not in this run.
  Result<uint64_t> ArrivalOf(const Lookup& lookup) const;
  // The last page that may hold what its own page has no room for.
  Result<uint64_t> OverflowOf(const Lookup& lookup) const;

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
