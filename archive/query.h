// Query: captures by URL and time, streaming from the index.
#ifndef ARSIP_ARCHIVE_QUERY_H_
#define ARSIP_ARCHIVE_QUERY_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "archive/capture.h"
#include "base/clock.h"
#include "base/result.h"

namespace arsip::archive {

enum class Match : uint8_t { kExact, kPrefix, kHost, kDomain, kAll };  // kAll: `url` is not read

struct Query {
  std::string url;
  Match match = Match::kExact;
  std::optional<UtcTime> from = {};  // inclusive
  std::optional<UtcTime> to = {};
  // "[!][=|~]field:expression", pywb's dialect: contains by default, `=` equals, `~` regular
  // expression (RE2 syntax), `!` inverts. Fields as in CDXJ.
  std::vector<std::string> filters = {};
  uint64_t limit = 0;  // 0: no limit
};

// What a user may write instead of a match: "*.example.org" is a domain, a last "*" a prefix.
void ReadWildcards(Query& query);

class CaptureIndex;

// The same over an index that this process has open already, a crawl's. Thread-safe.
Status QueryIndex(CaptureIndex& index, const Query& query,
                  const std::function<bool(const Capture&)>& each);

// Adds what a crash left durable in the files and not in the index. A file that cannot be read does
// not make the others unfindable: it is logged.
void CatchUpForReading(const std::string& archive_directory, CaptureIndex& index);

// Read access to DIR/index. One process at a time (LevelDB): kUnavailable while a crawl writes,
// except through that crawl's own process. Thread-safe.
class CaptureReader {
 public:
  // Adds first what a crash left in the WARC files alone. kNotFound: there is no index;
  // kCorruption: rebuild it.
  static Result<std::unique_ptr<CaptureReader>> Open(const std::string& archive_directory);
  virtual ~CaptureReader() = default;
  // In CDXJ order; `each` returns false to stop. Bounded memory.
  virtual Status ForEach(const Query& query, const std::function<bool(const Capture&)>& each) = 0;
  // Every capture of the archive, in CDXJ order.
  virtual Status ForEachCapture(const std::function<bool(const Capture&)>& each) = 0;
  // The index itself; lives as long as the reader.
  virtual CaptureIndex& index() = 0;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_QUERY_H_
