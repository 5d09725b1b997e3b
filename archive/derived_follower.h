// DerivedFollower: gives each conversion record of DIR/derived/ once, from where it stopped.
//
// What an index makes of a record and how far DIR/derived/ was read are rows of one WriteBatch, so
// catching up after a crash and building from nothing are the same code. How far is kept for each
// segment: of a segment that comes back from cold storage, or out of turn, nothing is lost.
//
// A segment is known by its name without ".gz", ".zst" and ".open", and a place in it by the number
// and id of the last record read: sealed or converted to another compression it goes on there. When
// that record is gone (a full disk or a power cut took it back) its segment is given anew from the
// beginning: `take` must come to the same rows when it is given a record twice. Rows of what was
// taken back stay until the index is built from nothing.
//
// Reads beside a running writer: of an open segment only whole members, up to the first that is
// not. Memory: one payload and ~1 MiB. Not thread-safe; `store` must outlive it.
#ifndef ARSIP_ARCHIVE_DERIVED_FOLLOWER_H_
#define ARSIP_ARCHIVE_DERIVED_FOLLOWER_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/segment_list.h"
#include "archive/warc_reader.h"
#include "archive/warc_record.h"
#include "base/clock.h"
#include "base/key_value_store.h"
#include "base/result.h"

namespace arsip::archive {

struct DerivedRecord {
  std::string record_id;
  std::string refers_to;   // record id of the source
  std::string target_uri;  // of the source
  UtcTime date{};          // of the source's capture
  std::string media_type;  // essence of the Content-Type
  std::string extractor;   // X-Arsip-Extractor: "html/2"
  uint32_t rule_version = 0;
  // Of the records of one source and media type, the one whose revision is greatest by bytes
  // counts: the newest rules, then the last written. The same however often and in whatever order
  // records are given, and after a conversion.
  std::string revision;
  std::string payload;
  bool payload_cut = false;  // there was more than max_payload_bytes
  // Where it lay when it was read: a conversion moves it. The record id stays.
  RecordLocation location;
};

// "html/2" -> 2; 0 when it says no number.
uint32_t RuleVersion(std::string_view extractor);

struct DerivedFollowerOptions {
  // Only records of these types are given. Default: of all.
  std::vector<std::string> media_types;
  size_t max_payload_bytes = 64u << 20;  // Default: 64 MiB.
  // Of the rows that say how far; nothing else in the store begins so. Default: "position/".
  std::string key_prefix = "position/";
};

struct FollowCounts {
  uint64_t records = 0;   // given
  uint64_t bytes = 0;     // read, compressed
  uint64_t problems = 0;  // damage in sealed segments: told and passed over
  uint64_t missed = 0;    // segments being converted: theirs come next time
  bool stopped = false;
};

class DerivedFollower {
 public:
  // Puts what follows from the record into the batch. An error ends the reading before the record.
  using Take = std::function<Status(const DerivedRecord&, WriteBatch&)>;
  // Bytes of the segments done and to do; false stops.
  using Progress = std::function<bool(uint64_t done, uint64_t total)>;

  DerivedFollower(std::string archive_directory, KeyValueStore& store,
                  DerivedFollowerOptions options);

  // To the end of what was there when it was called. Each batch is written before the next record
  // is given, so `take` finds its rows in the store; all are durable when it returns. `reporter`
  // and `progress` may be empty. Errors: of `take` and of the store; kIo, kPermission;
  // kCorruption when a row that says how far is unreadable.
  Result<FollowCounts> CatchUp(const Take& take, ReadReporter* reporter, const Progress& progress);

 private:
  struct Position;
  class Reading;

  std::string KeyOf(const std::string& filename) const;
  Result<Position> ReadPosition(const std::string& key);
  Result<bool> Follow(const SegmentOnDisk& segment, Reading& reading);

  const std::string archive_directory_;
  KeyValueStore& store_;
  const DerivedFollowerOptions options_;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_DERIVED_FOLLOWER_H_
