// Quarantine: payloads that ended sandbox processes, by digest. Nothing hands them to a sandbox
// again until what ended over them is another version: their bytes are in the archive, only their
// derived facts are missing. docs/sandbox.md has the format of the file.
//
// Thread-safe. Holds the file open; one process at a time writes it (the archive's lock).
#ifndef ARSIP_CRAWLER_QUARANTINE_H_
#define ARSIP_CRAWLER_QUARANTINE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/digest.h"
#include "base/mutex.h"
#include "base/result.h"

namespace arsip::crawler {

// Beyond, nothing is added: a crawl that loses so many payloads has another trouble.
inline constexpr size_t kMaxQuarantined = 100'000;

class Quarantine {
 public:
  // Reads what is there; a line that is none (a torn last one) is passed over. An empty path keeps
  // everything in memory. Errors: kIo, naming the file.
  static Result<std::shared_ptr<Quarantine>> Open(const std::string& path);
  ~Quarantine();
  Quarantine(const Quarantine&) = delete;
  Quarantine& operator=(const Quarantine&) = delete;

  // Why the payload must not be handed to a sandbox of these versions. Computes a digest only when
  // something as long is in quarantine.
  std::optional<std::string> Find(std::string_view payload, std::string_view versions) const;
  // Returns the payload's digest. What cannot be written holds in memory alone, and is logged.
  // Tabs and control characters of `versions` and `reason` are spaces in the file.
  Sha256 Add(std::string_view payload, std::string_view versions, std::string_view reason,
             UtcTime time);
  size_t size() const;

 private:
  struct Entry {
    uint64_t bytes = 0;
    std::string versions;
    std::string reason;
  };

  Quarantine() = default;
  Status Load(const std::string& path);
  void Read(std::string_view line) REQUIRES_LOCK(mutex_);

  mutable Mutex mutex_;
  std::string path_;
  int fd_ = -1;
  std::map<Sha256, Entry> entries_ GUARDED_BY(mutex_);
  std::map<uint64_t, uint32_t> lengths_ GUARDED_BY(mutex_);  // of the entries, counted
};

// That of the archive in `archive_directory`, which exists: DIR/quarantine.tsv.
Result<std::shared_ptr<Quarantine>> OpenQuarantine(const std::string& archive_directory);

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_QUARANTINE_H_
