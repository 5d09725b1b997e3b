// PayloadOriginals: which record holds a payload, read off the record itself.
//
// The index has 8 bytes of a payload's SHA-256 and a position. Whether the record there holds this
// payload, and what a WARC-Refers-To needs of it, its header says: kPayloadDigestField. Where that
// is missing (older archives), or in a file that others wrote, the payload is read and digested;
// that costs no more than to store it again. A record that cannot be read (in cold storage, gone,
// damaged) is never referred to: its payload counts as new, and unreadable() says how often.
//
// Keeps kMaxOpenFiles files open. Thread-safe. `index` outlives it. Errors: kCorruption, of the
// index.
#ifndef ARSIP_ARCHIVE_PAYLOAD_ORIGINALS_H_
#define ARSIP_ARCHIVE_PAYLOAD_ORIGINALS_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "archive/capture.h"
#include "archive/capture_index.h"
#include "archive/file_descriptor.h"
#include "archive/warc_header_parser.h"
#include "base/digest.h"
#include "base/mutex.h"
#include "base/result.h"

namespace arsip::archive {

class PayloadOriginals {
 public:
  static constexpr size_t kMaxOpenFiles = 8;

  PayloadOriginals(std::string archive_directory, CaptureIndex& index)
      : directory_(std::move(archive_directory)), index_(index) {}
  CaptureIndex& index() { return index_; }

  // The first untruncated response with this payload. Empty payloads are never found.
  Result<std::optional<IndexedOriginal>> Find(const Sha256& payload);
  // Whether a response of this archive holds it. One that cannot be read now counts.
  Result<bool> Holds(const Sha256& payload);
  // What the header at that place says of its payload. Nullopt: nothing that can be relied on, or
  // not within one small read.
  std::optional<Sha256> SaidAt(const RecordPlace& place, std::string_view record_id);
  // Of the payload of a capture: of a revisit, of its original's. Also errors of PayloadLocationOf
  // and OpenRecordAt.
  Result<Sha256> DigestOf(const Capture& capture);

  // Lookups that led to a record that could not be read.
  uint64_t unreadable() const { return unreadable_; }

 private:
  struct Stored {
    WarcHeader header;
    Sha1 sha1{};
    Sha256 sha256{};
  };
  enum class Holding : uint8_t { kNone, kOther, kUnreadable, kThis };
  struct Answer {
    Holding holding = Holding::kNone;
    IndexedOriginal original;
  };
  Result<Answer> Ask(const Sha256& payload);
  Result<Stored> Read(const RecordPlace& place);
  std::optional<WarcHeader> HeadAt(const RecordPlace& place) EXCLUDES_LOCK(mutex_);
  void TellUnreadable(const RecordPlace& place, const Error& error);

  const std::string directory_;
  CaptureIndex& index_;
  std::atomic<uint64_t> unreadable_{0};
  Mutex mutex_;
  // By name, the last opened at the end.
  std::deque<std::pair<std::string, std::shared_ptr<FileDescriptor>>> files_ GUARDED_BY(mutex_);
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_PAYLOAD_ORIGINALS_H_
