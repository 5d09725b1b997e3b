// SegmentWriter: appends members to the one open segment of a directory, begins and seals segments.
//
// A segment is NAME.open while it is written; Seal makes it NAME, and nothing touches it again. Its
// first record is a warcinfo. A capture is written whole or not at all: after an error the file is
// cut back to where the capture began, so what lies in it is always whole members. Not thread-safe:
// owned by the archive's thread.
#ifndef ARSIP_ARCHIVE_SEGMENT_WRITER_H_
#define ARSIP_ARCHIVE_SEGMENT_WRITER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "archive/gzip_member.h"
#include "archive/segment_directory.h"
#include "archive/segment_name.h"
#include "archive/warc_record.h"
#include "archive/warc_serialiser.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/result.h"

namespace arsip::archive {

struct SegmentOptions {
  std::string prefix = "arsip";
  uint64_t segment_bytes = 1'000'000'000;
  MemberCoding coding = {};
  std::vector<std::pair<std::string, std::string>> warcinfo = {};  // fields, in order
};

// kInvalidInput names the option.
Status CheckSegmentOptions(const SegmentOptions& options);

// What a writer of the index needs to know of the open segment.
struct OpenSegment {
  std::string filename;  // final
  WarcRecord warcinfo;
  RecordLocation warcinfo_location;
};

struct SealedSegment {
  std::string filename;
  uint64_t size = 0;
  Sha256 sha256{};  // of the file
};

class SegmentWriter {
 public:
  // REQUIRES: the options passed CheckSegmentOptions; the other arguments outlive the writer.
  SegmentWriter(SegmentDirectory& directory, SegmentOptions options, SegmentSerials& serials,
                const Clock& clock);

  // What WARC-Warcinfo-ID the next capture's records must have. Changes with Seal.
  const std::string& warcinfo_id() const { return warcinfo_id_; }
  // Whether a capture of that many bytes would pass the size of a segment: Seal first. Never true
  // of a segment without captures, so one that is larger than a segment gets its own.
  bool MustSeal(uint64_t capture_bytes) const;

  // Adjacent members of one capture; begins a segment when none is open. Not durable before Sync.
  // kNoSpace: nothing of it was written; try again later. kInternal: this capture cannot be
  // written. Any other error: the disk fails; write no more. REQUIRES: as many `prepared` as
  // `records`, made for warcinfo_id().
  Result<std::vector<RecordLocation>> Append(std::span<const WarcRecord> records,
                                             std::span<const PreparedRecord> prepared);
  // The segment that the last Append wrote to. REQUIRES: an Append succeeded since the last Seal.
  const OpenSegment& segment() const { return segment_; }

  // What was appended survives a power cut. Never retry after an error.
  Status Sync();

  // fsync, rename, fsync of the directory. Nothing when none is open or it holds only a warcinfo:
  // that one is removed. kNoSpace: try again later.
  Result<std::optional<SealedSegment>> Seal();

  const SegmentDirectory& directory() const { return directory_; }
  Result<uint64_t> FreeBytes() { return directory_.FreeBytes(); }

 private:
  Status Begin();
  Status WriteBytes(std::string_view bytes);
  Status WriteMember(const WarcRecord& record, const PreparedRecord& prepared);
  Error CutBack(uint64_t size, Error error);
  WarcRecord WarcinfoRecord() const;
  Result<Sha256> FinishDigest(const std::string& open_name);

  SegmentDirectory& directory_;
  const SegmentOptions options_;
  SegmentSerials& serials_;
  const Clock& clock_;

  std::string warcinfo_id_;
  std::unique_ptr<SegmentFile> file_;
  OpenSegment segment_;
  uint64_t size_ = 0;
  uint64_t captures_ = 0;
  bool unsynced_ = false;
  // Of the bytes up to size_; nothing once bytes had to be cut: Seal reads the file then.
  std::optional<Sha256Stream> digest_;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_SEGMENT_WRITER_H_
