// The rows of the index, as keys and values. docs/index-format.md has the same tables in words.
//
// Pure: bytes to values and back. Decoders give nullopt for bytes that no encoder makes; the caller
// turns that into kCorruption. Integers in keys are big-endian so that byte order is numeric order.
// Thread-safe.
#ifndef ARSIP_ARCHIVE_INDEX_ROWS_H_
#define ARSIP_ARCHIVE_INDEX_ROWS_H_

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "archive/indexed_record.h"
#include "archive/record_block.h"
#include "archive/record_uuid.h"
#include "archive/warc_record.h"
#include "base/clock.h"
#include "base/digest.h"

namespace arsip::archive {

// Part of the persistent format: bump when the meaning of any row changes. An index of another
// version is rebuilt, never migrated.
inline constexpr uint32_t kIndexSchemaVersion = 5;
inline constexpr std::string_view kSchemaKey = "Mschema";
inline constexpr std::string_view kCanonicaliserKey = "Mcanonicaliser";

// First byte of every key. Persistent.
enum class Table : char {
  kCapture = 'C',
  kDigest = 'D',
  kSha1 = 'H',
  kImage = 'I',  // I, K and S: image_rows.h
  kMember = 'K',
  kMeta = 'M',
  kPhysical = 'P',
  kRecordId = 'R',
  kSighting = 'S',
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

// C urlkey 00 time(8) position length-of-position(1)
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
  bool imported = false;  // others wrote it
  int status = 0;
  std::string mime;
  uint64_t length = 0;
  std::optional<Sha1> sha1;
  std::optional<Sha256> sha256;  // of a revisit of others that says no SHA-1
  std::string url;
  std::string redirect;
  std::string date;  // WARC-Date when it is not FormatWarcDate of the time; else empty
  // Only of status 200.
  std::string etag;
  std::string last_modified;
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

// D sha256(first 8): where the first untruncated response with this payload lies. Whether it is
// this payload, and not another that begins so, its record tells: payload_originals.h.
std::string DigestKey(const Sha256& sha256);
std::string EncodeDigestRow(const RecordPosition& row);
std::optional<RecordPosition> DecodeDigestRow(std::string_view value);

// H digest(first 8) sha256(first 8): what imported responses a digest stands for; leads to the
// capture row of the first of them. The digest is the payload's SHA-1, or what the record's
// WARC-Payload-Digest says.
struct Sha1Row {
  RecordPosition position;
  UtcTime time{};
  std::string urlkey;
  // The digest, when it is not the SHA-1 in the capture row: at most one of them. SHA-1 of the body
  // with its chunk framing; SHA-256 of it, or of the payload.
  std::optional<Sha1> framed;
  std::optional<Sha256> said_sha256;
};
std::string Sha1KeyPrefix(const Sha1& sha1);
std::string Sha1Key(const Sha1& sha1, const Sha256& sha256);
std::string SaidSha256KeyPrefix(const Sha256& said);
std::string SaidSha256Key(const Sha256& said, const Sha256& sha256);
std::string EncodeSha1Row(const Sha1Row& row);
std::optional<Sha1Row> DecodeSha1Row(std::string_view value);

// Of the D and H rows that records compete for: both begin with the position, so that the row of
// the first record is the lower one.
std::optional<RecordPosition> PositionOfRow(std::string_view value);

// P position of the first record in a block: record_block.h
std::string BlockKey(const RecordPosition& first);
std::optional<RecordPosition> DecodeBlockKey(std::string_view key);

// What R rows know a record id by: the bytes of its UUID, else of the SHA-256 of its text. The
// block has the whole id.
using LookupId = std::array<uint8_t, kUuidBytes>;
LookupId LookupIdOf(const BlockRecordId& id);

// R lookup-id(all but the last byte) position-of-the-block: the last bytes of those in the block.
std::string RecordIdKeyPrefix(const LookupId& id);
std::string RecordIdKey(const LookupId& id, const RecordPosition& block);
std::optional<RecordPosition> DecodeRecordIdKey(std::string_view key);
using LastBytes = std::bitset<256>;
std::string EncodeLastBytes(const LastBytes& last);
std::optional<LastBytes> DecodeLastBytes(std::string_view value);

// W file(4), and w filename -> file(4)
std::string FileKey(FileId file);
std::string EncodeFileRow(const IndexedFile& file);
std::optional<IndexedFile> DecodeFileRow(FileId id, std::string_view value);
std::string FilenameKey(std::string_view filename);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_INDEX_ROWS_H_
