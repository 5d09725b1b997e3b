// WritingArchive: the Archive that a crawl holds. Joins queue, threads, segments and index, and
// hands calls on.
#ifndef ARSIP_ARCHIVE_WRITING_ARCHIVE_H_
#define ARSIP_ARCHIVE_WRITING_ARCHIVE_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "archive/archive.h"
#include "archive/archive_lock.h"
#include "archive/archive_thread.h"
#include "archive/capture_index.h"
#include "archive/payload_originals.h"
#include "archive/segment_directory.h"
#include "archive/segment_name.h"
#include "archive/write_queue.h"
#include "base/clock.h"
#include "base/result.h"

namespace arsip::archive {

// What an archive directory holds, locked and repaired. A test may wrap the segment directories or
// the index's store before it builds an archive on them.
struct ArchiveParts {
  std::string directory;
  std::unique_ptr<ArchiveLock> lock;
  std::unique_ptr<SegmentDirectory> captures;  // DIR/warc
  std::unique_ptr<SegmentDirectory> derived;   // DIR/derived
  std::unique_ptr<CaptureIndex> index;         // DIR/index
  SegmentSerials serials;
};

// Everything that Archive::Open does before the first Append: directories, lock, repair, index
// caught up.
Result<ArchiveParts> OpenArchiveParts(const std::string& directory);

// kInvalidInput names the option.
Status CheckArchiveOptions(const ArchiveOptions& options);

LastCapture LastCaptureOf(const IndexedLast& last, PayloadOriginals& originals);

class WritingArchive : public Archive {
 public:
  // REQUIRES: the options passed CheckArchiveOptions; `clock` outlives the archive.
  WritingArchive(ArchiveParts parts, const ArchiveOptions& options, const Clock& clock);
  ~WritingArchive() override;
  WritingArchive(const WritingArchive&) = delete;
  WritingArchive& operator=(const WritingArchive&) = delete;

  void Judge(const Sha256& payload, std::function<void(Result<DedupVerdict>)> done) override;
  void Forget(const Sha256& payload) override;
  void JudgeImage(const ImageFact& image, std::function<void(Result<DedupVerdict>)> done) override;
  Result<std::optional<LastCapture>> Last(std::string_view url) override;
  void Append(std::vector<WarcRecord> records,
              std::function<void(Result<RecordLocation>)> done) override;
  void AppendDerived(std::vector<WarcRecord> records,
                     std::function<void(Result<RecordLocation>)> done) override;
  bool Full() const override { return queue_.bytes() > queue_bytes_ || archive_thread_->paused(); }
  void OnPause(std::function<void(std::string)> on_pause) override;

 private:
  void Push(std::vector<WarcRecord> records, SegmentKind kind,
            std::function<void(Result<RecordLocation>)> done);

  ArchiveParts parts_;
  PayloadOriginals originals_;
  const uint64_t queue_bytes_;
  WriteQueue queue_;
  std::unique_ptr<ArchiveThread> archive_thread_;
  std::vector<std::thread> compression_threads_;
  std::thread thread_;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_WRITING_ARCHIVE_H_
