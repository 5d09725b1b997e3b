// The rows of the index, as keys and values. docs/index-format.md has the same tables in words.
//
// Pure: bytes to values and back. Decoders give nullopt for bytes that no encoder makes; the caller
// turns that into kCorruption. Integers in keys are big-endian so that byte order is numeric order.
// Thread-safe.
#ifndef ARSIP_ARCHIVE_INDEX_ROWS_H_
#define ARSIP_ARCHIVE_INDEX_ROWS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "archive/indexed_record.h"
#include "archive/warc_record.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/url_key.h"

namespace arsip::archive {

// Part of the persistent format: bump when the meaning of any row changes. An index of another
// version is rebuilt, never migrated.
inline constexpr uint32_t kIndexSchemaVersion = 1;
inline constexpr std::string_view kSchemaKey = "Mschema";
inline constexpr std::string_view kCanonicaliserKey = "Mcanonicaliser";

// First byte of every key. Persistent.
enum class Table : char {
  kCapture = 'C',
  kDigest = 'D',
  kSha1 = 'H',
  kLast = 'L',
  kMeta = 'M',
  kPhysical = 'P',
  kRecordId = 'R',
  kFile = 'W',
  kFilename = 'w',
};

// Caps on text a server chose; what is longer is left out of the row (it is in the WARC).
inline constexpr size_t kMaxMimeBytes = 127;
inline constexpr size_t kMaxRedirectBytes = 4096;
inline constexpr size_t kMaxValidatorBytes = 1024;

// Where a record lies; orders records as they were written.
struct RecordPosition {
  FileId file = 0;
  uint64_t offset = 0;
  auto operator<=>(const RecordPosition&) const = default;
};

// C urlkey 00 time(8) file(4) offset(8)
struct CaptureKey {
  std::string urlkey;
  UtcTime time{};
  RecordPosition position;
};
std::string EncodeCaptureKey(const CaptureKey& key);
std::optional<CaptureKey> DecodeCaptureKey(std::string_view key);
// The keys of all captures of `urlkey`, and of those at `time`, begin with this.
std::string CaptureKeyPrefix(std::string_view urlkey);
std::string CaptureKeyPrefix(std::string_view urlkey, UtcTime time);

// The key of a bound of query_range.h, and the end of all capture keys.
std::string CaptureTableKey(std::string_view urlkey_bound);
std::string CaptureTableEnd();

struct CaptureRow {
  RecordType type = RecordType::kResponse;
  bool truncated = false;
  int status = 0;
  std::string mime;
  uint64_t length = 0;
  std::optional<Sha1> sha1;
  std::optional<Sha256> sha256;
  std::string record_id;
  std::string url;
  std::string redirect;
  // Of a revisit that names its original.
  struct RefersTo {
    std::string target_uri;
    UtcTime time{};
  };
  std::optional<RefersTo> refers_to;
};
// A url that follows from its urlkey by one of a few simple rules is not stored.
std::string EncodeCaptureRow(const CaptureRow& row, std::string_view urlkey);
std::optional<CaptureRow> DecodeCaptureRow(std::string_view value, std::string_view urlkey);

// D sha256(32): the first untruncated response with this payload.
struct DigestRow {
  RecordPosition position;
  UtcTime time{};
  std::string date;
  Sha1 sha1{};
  std::string record_id;
  std::string target_uri;
};
std::string DigestKey(const Sha256& sha256);
std::string EncodeDigestRow(const DigestRow& row);
std::optional<DigestRow> DecodeDigestRow(std::string_view value);

// H sha1(20) sha256(32), no value: what payloads a SHA-1 stands for.
std::string Sha1Key(const Sha1& sha1, const Sha256& sha256);

// L url key(16): the last capture with status 200 and its whole payload.
struct LastRow {
  RecordPosition position;
  UtcTime time{};
  std::string etag;
  std::string last_modified;
  Sha1 sha1{};
  std::optional<Sha256> sha256;  // absent when the capture is a revisit
  std::string original_id;
  std::string original_uri;
  std::string original_date;
};
std::string LastKey(const UrlKey& url);
std::string EncodeLastRow(const LastRow& row);
std::optional<LastRow> DecodeLastRow(std::string_view value);

// P file(4) offset(8)
struct PhysicalRow {
  RecordType type = RecordType::kWarcinfo;
  uint64_t length = 0;
  std::string record_id;
};
std::string PhysicalKey(const RecordPosition& position);
std::optional<RecordPosition> DecodePhysicalKey(std::string_view key);
std::string EncodePhysicalRow(const PhysicalRow& row);
std::optional<PhysicalRow> DecodePhysicalRow(std::string_view value);

// R uuid(16) file(4) offset(8), no value. Ids that are no UUID stand there as the first half of
// their SHA-256.
std::string RecordIdKeyPrefix(std::string_view record_id);
std::string RecordIdKey(std::string_view record_id, const RecordPosition& position);
std::optional<RecordPosition> DecodeRecordIdKey(std::string_view key);

// W file(4), and w filename -> file(4)
std::string FileKey(FileId file);
std::string EncodeFileRow(const IndexedFile& file);
std::optional<IndexedFile> DecodeFileRow(FileId id, std::string_view value);
std::string FilenameKey(std::string_view filename);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_INDEX_ROWS_H_
