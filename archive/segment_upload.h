// Cold storage: sealed segments and their CDXJ lines sent to an object store, and fetched back.
//
// What is sent was compared with the digest in the index first; what is stored is compared by size
// and ETag, and by content (read back, SHA-256) when the ETag is no MD5, when it is asked for, and
// always before a local file is dropped. Killed anywhere, the next call goes on with the next part.
// A dropped segment stays in the index: `query` finds its captures, `get` says where they are.
// REQUIRES: no other process uses the archive; the lock is taken here. Memory: one part.
#ifndef ARSIP_ARCHIVE_SEGMENT_UPLOAD_H_
#define ARSIP_ARCHIVE_SEGMENT_UPLOAD_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "archive/object_store.h"
#include "base/result.h"

namespace arsip::archive {

struct UploadOptions {
  std::string prefix;  // of every key
  // Larger files are sent in parts of this size (larger ones when there would be more than
  // 10,000). S3 itself wants 5 MiB at least. Default: 16 MiB.
  uint64_t part_bytes = 16u << 20;
  bool read_back = false;   // compare the content of what is stored already, too
  bool drop_local = false;  // remove the local file once its content was compared
};

struct UploadedSegment {
  std::string filename;
  std::string key;
  uint64_t size = 0;
  uint64_t sent_bytes = 0;  // 0: all of it was stored before
  bool resumed = false;     // some parts had been sent by an earlier run
  bool read_back = false;
  bool dropped = false;
};

// Bytes of the segment at hand. Returns false to stop: kUnavailable.
using UploadProgress = std::function<bool(uint64_t done, uint64_t total)>;
using UploadedSegmentSink = std::function<void(const UploadedSegment&)>;

// `filenames` empty: every sealed segment. Ends at the first error. Errors: the store's
// (object_store.h); kCorruption: a local file is not what was sealed, or the stored object is not
// what was sent (named, nothing dropped); kNotFound; kInvalidInput; kUnavailable; kIo.
Status UploadSegments(const std::string& archive_directory,
                      const std::vector<std::string>& filenames, ObjectStore& store,
                      const UploadOptions& options, const UploadedSegmentSink& each,
                      const UploadProgress& progress);

// Brings absent segments back; `filenames` empty: all of them. A file whose content is not what was
// uploaded is not kept: kCorruption. REQUIRES: `store` has the bucket that they were sent to.
Status FetchSegments(const std::string& archive_directory,
                     const std::vector<std::string>& filenames, ObjectStore& store,
                     const UploadedSegmentSink& each, const UploadProgress& progress);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_SEGMENT_UPLOAD_H_
