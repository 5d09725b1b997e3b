// MediaIndex: which videos and recordings of an archive have frames or stretches in common, and
// where each was captured. A file is named by the SHA-256 of its payload. Rows follow from
// DIR/derived/ (derived_follower.h): catching up and building from nothing are the same; what the
// newest rules derived from a payload counts. Rows are read into memory when the index is opened
// (video_index.h, audio_index.h). One process; one thread.
#ifndef ARSIP_ARCHIVE_MEDIA_INDEX_H_
#define ARSIP_ARCHIVE_MEDIA_INDEX_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "archive/audio_index.h"
#include "archive/derived_follower.h"
#include "archive/media_rows.h"
#include "archive/video_index.h"
#include "base/key_value_store.h"
#include "base/result.h"

namespace arsip::archive {

class MediaIndex {
 public:
  // Creates the directory; an archive's is DIR/media-index. kUnavailable: another process has it.
  // kInvalidInput: it has another schema. kCorruption: a row is unreadable. Delete it, then, and
  // build it anew.
  static Result<std::unique_ptr<MediaIndex>> Open(const std::string& directory);

  // From DIR/derived/ of the archive, whoever writes there. Errors as of DerivedFollower.
  Result<FollowCounts> CatchUp(const std::string& archive_directory, ReadReporter* reporter,
                               const DerivedFollower::Progress& progress);
  // Puts the rows of one derived record of JSON lines into `batch`, and the file into the indexes;
  // nothing when it is of no video or audio. REQUIRES: what was put before is written.
  Status Take(const DerivedRecord& record, WriteBatch& batch);

  const VideoIndex& videos() const { return videos_; }
  const AudioIndex& recordings() const { return recordings_; }
  // Earliest first.
  Result<std::vector<MediaOccurrence>> Occurrences(const Sha256& payload);

  // Every row but those that say how far DIR/derived/ was read, by key.
  Status Dump(const std::function<void(std::string_view key, std::string_view value)>& visit);
  KeyValueStore& store() { return *store_; }

 private:
  explicit MediaIndex(std::unique_ptr<KeyValueStore> store) : store_(std::move(store)) {}
  Status Load();
  Status ForEachRow(const std::string& prefix,
                    const std::function<Status(std::string_view, std::string_view)>& visit);

  std::unique_ptr<KeyValueStore> store_;
  VideoIndex videos_;
  AudioIndex recordings_;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_MEDIA_INDEX_H_
