// CaptureIndex: DIR/index, the LevelDB rows by which captures are found. docs/index-format.md has
// every byte.
//
// Disposable: every row is a function of the WARC files alone, whatever the order in which records
// were added, so an index rebuilt from the files is identical to the one written while crawling.
// What cannot be read off the WARC bytes does not belong here.
//
//   IndexBatch batch(*index);
//   ARSIP_TRY(batch.AddFile("arsip-...-00001-....warc.gz", SegmentKind::kCaptures));  // before its
//   first record ARSIP_TRY(batch.AddRecord(file_id, record));                                   //
//   once it is durable ARSIP_TRY(index->Write(batch, KeyValueStore::Sync::kYes));
//
// One process per directory. CaptureIndex is thread-safe; an IndexBatch belongs to one thread, and
// only one batch may be filled at a time. Errors: kUnavailable (another process has it), kNotFound
// (must_exist), kNoSpace (nothing of the batch is kept; the same batch may be written again),
// kCorruption (the message advises `arsip index rebuild`).
#ifndef ARSIP_ARCHIVE_CAPTURE_INDEX_H_
#define ARSIP_ARCHIVE_CAPTURE_INDEX_H_

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "archive/block_rows.h"
#include "archive/capture.h"
#include "archive/indexed_record.h"
#include "archive/pending_rows.h"
#include "archive/warc_record.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/key_value_store.h"
#include "base/mutex.h"
#include "base/result.h"

namespace arsip::archive {

struct CaptureKey;
struct CaptureRow;
class ClusterLog;
class ImageClusters;

// A record that later ones refer to: all that WARC-Refers-To, -Target-URI and -Date need.
struct IndexedOriginal {
  std::string record_id;
  std::string target_uri;
  std::string date;  // the exact text
  UtcTime time{};
  Sha1 payload_sha1{};
};

// Where a record begins; how long it is is not always known.
struct RecordPlace {
  std::string filename;  // final name
  uint64_t offset = 0;
  SegmentKind kind = SegmentKind::kCaptures;
};

// The last capture of a URL with status 200 and its whole payload (in the record, or in the one it
// refers to).
struct IndexedLast {
  UtcTime time{};  // of that capture; `original` may be older
  std::string etag;
  std::string last_modified;
  IndexedOriginal original;
  RecordPlace place;  // of the original
};

struct IndexedLocation {
  RecordType type = RecordType::kWarcinfo;
  std::string record_id;
  RecordLocation location;
};

class CaptureIndex {
 public:
  // kCorruption when the directory holds something else, another schema or another canonicaliser
  // version.
  static Result<std::unique_ptr<CaptureIndex>> Open(const std::string& index_directory,
                                                    bool must_exist);
  explicit CaptureIndex(std::unique_ptr<KeyValueStore> store);
  ~CaptureIndex();
  // From now on what becomes of clusters of images is told there before it is written.
  void LogClusterChanges(std::unique_ptr<ClusterLog> log);

  // The rows of the batch, all or none. On success the batch is empty again.
  Status Write(class IndexBatch& batch, KeyValueStore::Sync sync);

  // Where the first untruncated response lies whose payload has this SHA-256, or one that begins
  // alike: only its record can tell (payload_originals.h). Empty payloads are never found.
  Result<std::optional<RecordPlace>> FindDigest(const Sha256& payload);
  // Imported captures are passed over. `url` is compared as Url::Parse canonicalises it; of the
  // captures with its urlkey the latest kMaxLastRows are looked at.
  static constexpr int kMaxLastRows = 1000;
  Result<std::optional<IndexedLast>> FindLast(std::string_view url);
  // An id of ours lies in the first block or two that have ids which begin like it; more than
  // kMaxBlocksAlike are not searched: only who makes up ids in a file to be imported has so many.
  static constexpr int kMaxBlocksAlike = 1000;
  Result<std::optional<IndexedLocation>> FindRecord(std::string_view record_id);
  // The WARC-Record-ID of a capture that this index gave: one look-up, which scans do without.
  Result<std::string> RecordIdOf(const Capture& capture);
  // The response or resource captured from `target_uri` at `time`: what a revisit refers to.
  Result<std::optional<Capture>> FindOriginal(std::string_view target_uri, UtcTime time);

  Result<std::optional<IndexedFile>> FindFile(std::string_view filename);
  Result<bool> HasFile(FileId id);
  Result<IndexedFile> File(FileId id);  // kCorruption when no row has it
  Status ForEachFile(const std::function<bool(const IndexedFile&)>& each);  // by id

  // Captures whose key is in [begin, end) of urlkeys, in CDXJ order; `end` empty: no end.
  // `original` of a revisit is resolved by WARC-Refers-To-Target-URI and -Date, else by its
  // WARC-Payload-Digest: the last response before it at its own URL, else an imported one when the
  // digest leads to one payload only.
  Status ForEachCapture(std::string_view begin, std::string_view end,
                        const std::function<bool(const Capture&)>& each);
  // Records of a file that touch its bytes [begin, end), whatever their type, in order.
  Status ForEachRecord(FileId file, uint64_t begin, uint64_t end,
                       const std::function<bool(const IndexedLocation&)>& each);
  // Every row, in key order: what two indexes are compared by.
  Status Dump(const std::function<bool(std::string_view key, std::string_view value)>& each);
  KeyValueStore& store() { return *store_; }
  // For the thread that fills the batch; read at the first call.
  Result<ImageClusters*> Images();

 private:
  friend class CaptureCursor;
  friend class IndexBatch;
  struct FileName {
    std::string filename;
    SegmentKind kind = SegmentKind::kCaptures;
  };
  Result<FileName> NameOf(FileId id) EXCLUDES_LOCK(mutex_);
  Result<std::string> FilenameOf(FileId id);
  // The capture of the row that `rows` stands at.
  Result<Capture> CaptureAt(KeyValueStore::Iterator& rows, KeyValueStore::Iterator& originals);
  struct Found;
  Result<std::optional<IndexedLocation>> FindInBlock(const RecordPosition& block,
                                                     const BlockRecordId& id);
  Result<std::string> RecordIdAt(const RecordPosition& position);
  Result<IndexedOriginal> AsOriginal(const Found& found);
  Result<std::optional<Found>> OriginalRow(std::string_view target_uri, UtcTime time);
  Result<std::optional<IndexedLast>> LastOf(const Found& capture);
  // revisit_resolution.cc
  Status Resolve(Capture& revisit, const CaptureRow& row, KeyValueStore::Iterator& rows);
  Status LearnSha1(Capture& revisit, KeyValueStore::Iterator& rows);
  Status ResolveByName(Capture& revisit, CaptureRow::RefersTo named, KeyValueStore::Iterator& rows);
  Result<std::optional<CaptureRow::RefersTo>> LookByName(Capture& revisit,
                                                         const CaptureRow::RefersTo& named,
                                                         KeyValueStore::Iterator& rows);
  Status ResolveAtItsUrl(Capture& revisit, KeyValueStore::Iterator& rows);
  Status ResolveBySha1(Capture& revisit, KeyValueStore::Iterator& rows);
  Status SetOriginal(Capture& revisit, const CaptureKey& key, const CaptureRow& row);

  std::unique_ptr<KeyValueStore> store_;
  std::unique_ptr<ImageClusters> images_;
  std::unique_ptr<ClusterLog> cluster_log_;
  Mutex mutex_;
  std::map<FileId, FileName> filenames_ GUARDED_BY(mutex_);  // never change once written
};

// Rows that become durable together. Sees its own pending rows.
class IndexBatch {
 public:
  explicit IndexBatch(CaptureIndex& index) : index_(index), image_rows_(index.store()) {}
  ~IndexBatch();
  IndexBatch(const IndexBatch&) = delete;
  IndexBatch& operator=(const IndexBatch&) = delete;

  // Gives the file its id (indexed_record.h). Idempotent.
  Result<FileId> AddFile(std::string_view filename, SegmentKind kind);
  // In file order; a record below the file's high-water mark is known already and skipped.
  // kInvalidInput names the field that is not what a record of that type has; nothing is added
  // then.
  Status AddRecord(FileId file, const IndexedRecord& record);
  // The file has its final name and its last byte.
  Status SealFile(FileId file, uint64_t size, const Sha256& sha256);

  bool empty() const {
    return own_rows_.empty() && rows_.empty() && files_.empty() && image_rows_.empty();
  }
  size_t bytes() const { return bytes_ + image_rows_.bytes(); }  // approximately

 private:
  friend class CaptureIndex;
  Result<std::optional<std::string>> Get(const std::string& key);
  void Put(std::string key, std::string value);
  // The file as this batch leaves it.
  Result<IndexedFile*> PendingFile(FileId id);
  // Those that the next record of the file goes to.
  Result<BlockRows*> BlocksOf(const IndexedFile& file);
  Status Compete(std::string key, std::string value);
  Status AddImage(const IndexedRecord& record);

  CaptureIndex& index_;
  std::vector<std::pair<std::string, std::string>> own_rows_;  // theirs alone: see record_rows.h
  std::map<std::string, std::string, std::less<>> rows_;       // D, H and w rows
  std::map<FileId, IndexedFile> files_;                        // W rows, decoded
  std::map<FileId, BlockRows> blocks_;  // the last P row of each, and its R rows
  PendingRows image_rows_;              // I, K and S rows
  size_t bytes_ = 0;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_CAPTURE_INDEX_H_
