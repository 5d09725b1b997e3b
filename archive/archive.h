// Archive: the one writer of an archive directory: WARC segments, then the index, in that order.
//
//   DIR/warc/*.warc.gz(.open)   the truth          DIR/index/   disposable, rebuilt from the truth
//   DIR/derived/*-derived-*.warc.gz                DIR/reports/, DIR/frontier/, DIR/spool/
//   (both .warc.zst once converted)                DIR/cold/    what was sent to an object store
//
// Order of durability: members written and fdatasync'd (group commit) -> index batch synced ->
// `done`. A failed fsync is never retried: the segment is sealed as it is, every waiting and later
// Append fails with kIo, and the process must stop. A full disk (kNoSpace) cuts the file back to
// the last whole member and keeps the group: it is written again when space returns, and `on_pause`
// says so.
//
// Thread-safe. Append and Judge return at once; `done` runs on the archive's thread.
#ifndef ARSIP_ARCHIVE_ARCHIVE_H_
#define ARSIP_ARCHIVE_ARCHIVE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "archive/capture.h"
#include "archive/gzip_member.h"
#include "archive/image_fact.h"
#include "archive/warc_record.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/result.h"

namespace arsip::archive {

struct ArchiveOptions {
  std::string prefix = "arsip";  // of segment names. Default: arsip.
  uint64_t segment_bytes =
      1'000'000'000;  // a segment is sealed before a capture that would pass it. Default: 10^9.
  Compression compression = Compression::kLibdeflate;
  int compression_level = 1;    // libdeflate 1-12, ISA-L 0-3. Default: 1.
  int compression_threads = 1;  // 1-16; order is kept. Default: 1.
  Duration group_commit = std::chrono::milliseconds(
      20);  // longest wait for company before an fdatasync; at most 100 ms. Default: 20ms.
  uint64_t group_commit_bytes = 8u << 20;  // Default: 8 MiB.
  // Free bytes below which writing pauses before the disk is full. Default: 64 MiB.
  uint64_t min_free_bytes = 64u << 20;
  Duration full_disk_retry = std::chrono::seconds(1);  // Default: 1s.
  uint64_t queue_bytes =
      64u << 20;  // appended but not yet written; `Full()` beyond. Default: 64 MiB.
  // Fields of every warcinfo record, in order: software, format, conformsTo, robots, ...
  std::vector<std::pair<std::string, std::string>> warcinfo;
  bool read_only = false;  // open the index only. Default: false.
};

// What the archive knows of a payload (by sha256, never SHA-1 alone), and of how it looks.
struct DedupVerdict {
  enum class Kind : uint8_t { kNew, kRevisit, kNearDuplicate } kind = Kind::kNew;
  // With kRevisit: fills every WARC-Refers-To field. With kNearDuplicate: the record that holds the
  // exemplar's bytes; empty when no record of this archive does.
  std::string refers_to = {};  // record id
  std::string refers_to_target_uri = {};
  std::string refers_to_date = {};  // its WARC-Date, as it stands there: others write it otherwise
  Sha1 payload_sha1{};
  // With kNearDuplicate: near-duplicates.md.
  Sha256 cluster{};            // the exemplar's payload
  unsigned distance = 0;       // from the exemplar
  std::string_view form = {};  // which of its eight forms lies so near: hash_forms.h
};

// Validators and digest of the last full capture of a URL, for a conditional GET.
struct LastCapture {
  std::string etag;
  std::string last_modified;
  DedupVerdict as_original;  // what a server-not-modified revisit refers to
  // When the original's record says it within one small read: not of what older versions or others
  // wrote, nor of what is in cold storage.
  std::optional<Sha256> payload_sha256;
};

class Archive {
 public:
  // Repairs segments that a crash left open (the torn tail is saved beside them), replays into the
  // index what became durable without it. kUnavailable: another process writes here.
  static Result<std::unique_ptr<Archive>> Open(const std::string& directory,
                                               const ArchiveOptions& options, const Clock& clock);
  // Drains, seals the open segment, joins its thread.
  virtual ~Archive() = default;

  // Whether a durable, untruncated record holds this payload: asked of the record, so one that
  // cannot be read (in cold storage) counts for nothing. While another Append of the same
  // payload is in flight, waits for it, so that equal payloads are stored once. Payloads of 0 bytes
  // are always kNew. With kNew the caller holds the payload's reservation until its Append ends or
  // Forget() is called.
  virtual void Judge(const Sha256& payload, std::function<void(Result<DedupVerdict>)> done) = 0;
  virtual void Forget(const Sha256& payload) = 0;
  // Whether a durable image is the same to a person: kNearDuplicate with the nearest exemplar, or
  // kNew. Of payloads that Judge found new: the reservation holds for the image, too, and while an
  // image is in flight those that are near it wait.
  virtual void JudgeImage(const ImageFact& image,
                          std::function<void(Result<DedupVerdict>)> done) = 0;

  virtual Result<std::optional<LastCapture>> Last(std::string_view url) = 0;

  // Writes the records of one capture event, adjacent, into one segment, and indexes those that
  // replay (response, revisit, resource). `done` gets the first record's location once all is
  // durable.
  virtual void Append(std::vector<WarcRecord> records,
                      std::function<void(Result<RecordLocation>)> done) = 0;
  // The same for derived records, in DIR/derived/, never in the replay index.
  virtual void AppendDerived(std::vector<WarcRecord> records,
                             std::function<void(Result<RecordLocation>)> done) = 0;
  // True while more than queue_bytes wait, or writing is paused: the caller stops fetching.
  virtual bool Full() const = 0;
  // Called on the archive's thread with a sentence when writing pauses, and with "" when it goes
  // on.
  virtual void OnPause(std::function<void(std::string)> on_pause) = 0;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_ARCHIVE_H_
