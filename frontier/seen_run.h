// SeenRun: one immutable, sorted file of the seen set: URL keys with the arrivals of their URLs.
// docs/frontier-format.md section 5.
//
// A run is derived from the store's URLs, and may be lost: whoever opens it says what it must be
// (SeenRunName, kept in the store), and anything else - missing, torn, of another store, rotten -
// is kCorruption or kNotFound, never a wrong answer. In memory are its filter and the first key of
// each page; a look-up that the filter passes reads one page. Look-ups are made in groups, because
// memory is what they wait for. Thread-safe; a SeenRunReader is not, and has a descriptor of its
// own.
#ifndef ARSIP_FRONTIER_SEEN_RUN_H_
#define ARSIP_FRONTIER_SEEN_RUN_H_

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "base/result.h"
#include "base/url_key.h"
#include "frontier/mapped_allocator.h"
#include "frontier/seen_filter.h"
#include "frontier/seen_mapping.h"

namespace arsip::frontier {

struct SeenEntry {
  UrlKey key;
  uint64_t arrival = 0;
};

struct SeenRunName {
  uint64_t number = 0;  // its file is "run-" and this, in the directory of the seen set
  uint64_t entries = 0;
  Sha256 digest{};  // of everything but the pages, which have checks of their own
  bool operator==(const SeenRunName&) const = default;
};

std::string SeenRunPath(const std::string& directory, uint64_t number);

inline constexpr size_t kSeenPageBytes = 2048;
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
// Entries of page `page_number` when the run has `entries`.
size_t EntriesOfSeenPage(uint64_t page_number, uint64_t entries);
SeenEntry ReadSeenEntry(const char* bytes);

using SeenFences = std::vector<UrlKey, MappedAllocator<UrlKey>>;
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
  Status LoadIndex();
  void SeekPages(std::span<Lookup> lookups) const;
  const SeenPage& PageOf(const Lookup& lookup) const;
  // 0: it is not in its page.
  Result<uint64_t> ArrivalInPage(const Lookup& lookup) const;

  SeenFile file_;
  SeenRunName name_;
  SeenFilter filter_;
  SeenFences fences_;  // first keys of the pages
  SeenMapping pages_;
};

// Entries of a run, in order.
class SeenRunReader {
 public:
  static Result<std::unique_ptr<SeenRunReader>> Open(const std::string& directory,
                                                     const SeenRunName& name);
  // nullopt at the end.
  Result<std::optional<SeenEntry>> Next();

 private:
  SeenRunReader(SeenFile file, const SeenRunName& name) : file_(std::move(file)), name_(name) {}
  Status LoadPages();

  static constexpr size_t kPagesAtOnce = 64;
  SeenFile file_;
  SeenRunName name_;
  std::vector<SeenPage> pages_;
  uint64_t first_page_ = 0;  // of pages_
  uint64_t next_ = 0;        // entry
};

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_SEEN_RUN_H_
