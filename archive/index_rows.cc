#include "archive/index_rows.h"

#include <algorithm>
#include <bit>

#include "archive/derived_url.h"
#include "archive/fixdate.h"
#include "archive/frequent_values.h"
#include "archive/packed_etag.h"
#include "archive/row_bytes.h"
#include "base/key_value_store.h"

namespace arsip::archive {
namespace {

// Flag bits of the rows. Part of the persistent format.
constexpr uint8_t kTruncated = 1;
constexpr uint8_t kKnownFlags = 0xfd;  // 2 has no meaning
constexpr uint8_t kHasRedirect = 4;
constexpr uint8_t kHasSha1 = 8;
constexpr uint8_t kHasSha256 = 16;
constexpr uint8_t kHasRefersTo = 32;
constexpr uint8_t kOtherUri = 64;  // refers-to URI is not the capture's own
constexpr uint8_t kImported = 128;
// In the byte of the record type.
constexpr uint8_t kTypeBits = 7;
constexpr uint8_t kHasEtag = 8;
constexpr uint8_t kHasLastModified = 16;
constexpr uint8_t kIsFixdate = 32;  // Last-Modified as seconds
constexpr uint8_t kHasDate = 64;
constexpr uint8_t kPackedEtag = 128;
constexpr uint8_t kIsFramed = 1;  // of an H row, as the next
constexpr uint8_t kIsSaidSha256 = 2;
constexpr uint8_t kFileSealed = 1;
constexpr uint8_t kFileDerived = 2;
constexpr uint8_t kFileImported = 4;

constexpr size_t kPrefixBytes = 8;  // of digests in keys
constexpr size_t kIdBytesInKey = kUuidBytes - 1;
constexpr size_t kMostListed = 8;  // last bytes; more of them are a bitmap

std::string Key(Table table, std::string_view rest = {}) {
  std::string key(1, static_cast<char>(table));
  key.append(rest);
  return key;
}

template <size_t N>
std::string_view View(const std::array<uint8_t, N>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), N};
}

// As many leading ones as bytes follow, then the value, big-endian: 7 bits a byte, and byte order
// is numeric order.
void AppendOrdered(std::string& key, uint64_t value) {
  int more = 0;
  while (more < 8 && value >> (7 * (more + 1)) != 0) ++more;
  const auto ones = static_cast<uint8_t>(0xff00 >> more);
  key.push_back(static_cast<char>(more == 8 ? ones : ones | value >> (8 * more)));
  for (int shift = 8 * (more - 1); shift >= 0; shift -= 8) {
    key.push_back(static_cast<char>(value >> shift & 0xff));
  }
}

// Takes it from the front; the shortest form only.
std::optional<uint64_t> TakeOrdered(std::string_view& bytes) {
  if (bytes.empty()) return std::nullopt;
  const auto first = static_cast<uint8_t>(bytes[0]);
  const auto more = static_cast<size_t>(std::countl_one(first));
  if (bytes.size() <= more) return std::nullopt;
  uint64_t value = more >= 7 ? 0 : first & (0x7f >> more);
  for (size_t i = 1; i <= more; ++i) value = value << 8 | static_cast<uint8_t>(bytes[i]);
  if (more > 0 && value >> (7 * more) == 0) return std::nullopt;
  bytes.remove_prefix(more + 1);
  return value;
}

void AppendPosition(std::string& key, const RecordPosition& position) {
  AppendOrdered(key, position.file);
  AppendOrdered(key, position.offset);
}

// Takes it from the front.
std::optional<RecordPosition> TakePosition(std::string_view& bytes) {
  const auto file = TakeOrdered(bytes);
  const auto offset = TakeOrdered(bytes);
  if (!file || !offset || *file > UINT32_MAX) return std::nullopt;
  return RecordPosition{static_cast<FileId>(*file), *offset};
}

std::optional<RecordPosition> ReadPosition(std::string_view bytes) {
  const auto position = TakePosition(bytes);
  return bytes.empty() ? position : std::nullopt;
}

std::optional<RecordType> TypeFromByte(uint8_t byte) {
  if (byte > static_cast<uint8_t>(RecordType::kContinuation)) return std::nullopt;
  return static_cast<RecordType>(byte);
}

uint8_t Flag(bool set, uint8_t bit) { return set ? bit : 0; }

}  // namespace

std::string CaptureTableKey(std::string_view urlkey_bound) {
  std::string key(1, static_cast<char>(Table::kCapture));
  return key.append(urlkey_bound);
}

std::string CaptureTableEnd() {
  return {static_cast<char>(static_cast<char>(Table::kCapture) + 1)};
}

std::string CaptureKeyPrefix(std::string_view urlkey) {
  std::string key = Key(Table::kCapture, urlkey);
  key.push_back('\0');
  return key;
}

std::string CaptureKeyPrefix(std::string_view urlkey, UtcTime time) {
  std::string key = CaptureKeyPrefix(urlkey);
  AppendBigEndian64(key, TimeBits(time));
  return key;
}

std::string EncodeCaptureKey(const CaptureKey& key) {
  std::string encoded = CaptureKeyPrefix(key.urlkey, key.time);
  const size_t before = encoded.size();
  AppendPosition(encoded, key.position);
  encoded.push_back(static_cast<char>(encoded.size() - before));
  return encoded;
}

// From the end: a urlkey may hold NUL.
std::optional<CaptureKey> DecodeCaptureKey(std::string_view key) {
  constexpr size_t kNulAndTime = 1 + 8;
  if (key.empty() || key[0] != static_cast<char>(Table::kCapture)) return std::nullopt;
  const size_t tail = kNulAndTime + static_cast<uint8_t>(key.back()) + 1;
  if (key.size() < 1 + tail) return std::nullopt;
  const std::string_view urlkey = key.substr(1, key.size() - 1 - tail);
  key.remove_prefix(1 + urlkey.size());
  key.remove_suffix(1);
  const auto position = ReadPosition(key.substr(kNulAndTime));
  if (key[0] != '\0' || !position.has_value()) return std::nullopt;
  return CaptureKey{std::string(urlkey), TimeFromBits(ReadBigEndian64(key.substr(1))), *position};
}

namespace {

uint8_t TypeByte(const CaptureRow& row) {
  return static_cast<uint8_t>(row.type) | Flag(!row.etag.empty(), kHasEtag) |
         Flag(!row.last_modified.empty(), kHasLastModified) |
         Flag(ParseFixdate(row.last_modified).has_value(), kIsFixdate) |
         Flag(!row.date.empty(), kHasDate) | Flag(PackETag(row.etag).has_value(), kPackedEtag);
}

void WriteValidators(RowWriter& out, const CaptureRow& row) {
  if (const auto packed = PackETag(row.etag); packed.has_value()) {
    out.Append(*packed);
  } else if (!row.etag.empty()) {
    out.Text(row.etag);
  }
  if (const auto seconds = ParseFixdate(row.last_modified); seconds.has_value()) {
    out.Varint(*seconds);
  } else if (!row.last_modified.empty()) {
    out.Text(row.last_modified);
  }
  if (!row.date.empty()) out.Text(row.date);
}

void ReadValidators(RowReader& in, uint8_t type_byte, CaptureRow& row) {
  if ((type_byte & kPackedEtag) != 0) {
    row.etag = ReadPackedETag(in);
    if ((type_byte & kHasEtag) == 0) in.Fail();
  } else if ((type_byte & kHasEtag) != 0) {
    row.etag = in.Text();
    if (PackETag(row.etag).has_value()) in.Fail();
  }
  if ((type_byte & kIsFixdate) != 0) {
    const uint64_t seconds = in.Varint();
    if (seconds > UINT32_MAX || (type_byte & kHasLastModified) == 0) in.Fail();
    row.last_modified = FormatFixdate(static_cast<uint32_t>(seconds));
  } else if ((type_byte & kHasLastModified) != 0) {
    row.last_modified = in.Text();
  }
  if ((type_byte & kHasDate) != 0) row.date = in.Text();
}

}  // namespace

std::string EncodeCaptureRow(const CaptureRow& row, std::string_view urlkey) {
  const uint8_t rule = UrlRule(row.url, urlkey);
  const bool other_uri = row.refers_to.has_value() && row.refers_to->target_uri != row.url;
  RowWriter out;
  out.Byte(Flag(row.truncated, kTruncated) | Flag(!row.redirect.empty(), kHasRedirect) |
           Flag(row.sha1.has_value(), kHasSha1) | Flag(row.sha256.has_value(), kHasSha256) |
           Flag(row.refers_to.has_value(), kHasRefersTo) | Flag(other_uri, kOtherUri) |
           Flag(row.imported, kImported));
  out.Byte(TypeByte(row)).Byte(rule);
  WriteStatus(out, static_cast<uint64_t>(row.status));
  out.Varint(row.length);
  WriteMime(out, row.mime);
  if (row.sha1.has_value()) out.Bytes(*row.sha1);
  if (row.sha256.has_value()) out.Bytes(*row.sha256);
  if (rule == kUrlExplicit) out.Text(row.url);
  if (!row.redirect.empty()) out.Text(row.redirect);
  if (row.refers_to.has_value()) out.Time(row.refers_to->time);
  if (other_uri) out.Text(row.refers_to->target_uri);
  WriteValidators(out, row);
  return out.Take();
}

std::optional<CaptureRow> DecodeCaptureRow(std::string_view value, std::string_view urlkey) {
  RowReader in(value);
  CaptureRow row;
  const uint8_t flags = in.Byte();
  const uint8_t type_byte = in.Byte();
  const auto type = TypeFromByte(type_byte & kTypeBits);
  const uint8_t rule = in.Byte();
  const uint64_t status = ReadStatus(in);
  if ((flags & ~kKnownFlags) != 0) return std::nullopt;
  if (!type.has_value() || status > 999) return std::nullopt;
  row.type = *type;
  row.truncated = (flags & kTruncated) != 0;
  row.imported = (flags & kImported) != 0;
  row.status = static_cast<int>(status);
  row.length = in.Varint();
  row.mime = ReadMime(in);
  if ((flags & kHasSha1) != 0) row.sha1 = in.Bytes<20>();
  if ((flags & kHasSha256) != 0) row.sha256 = in.Bytes<32>();
  if (rule == kUrlExplicit) {
    row.url = in.Text();
  } else {
    auto url = UrlFromUrlkey(urlkey, rule);
    if (!url.has_value()) return std::nullopt;
    row.url = std::move(*url);
  }
  if ((flags & kHasRedirect) != 0) row.redirect = in.Text();
  if ((flags & kHasRefersTo) != 0) row.refers_to = CaptureRow::RefersTo{row.url, in.Time()};
  if ((flags & kOtherUri) != 0) {
    if (!row.refers_to.has_value()) return std::nullopt;
    row.refers_to->target_uri = in.Text();
  }
  ReadValidators(in, type_byte, row);
  if (!in.done()) return std::nullopt;
  return row;
}

std::string DigestKey(const Sha256& sha256) {
  return Key(Table::kDigest, View(sha256).substr(0, kPrefixBytes));
}

std::string EncodeDigestRow(const RecordPosition& row) {
  std::string value;
  AppendPosition(value, row);
  return value;
}

std::optional<RecordPosition> DecodeDigestRow(std::string_view value) {
  return ReadPosition(value);
}

std::string Sha1KeyPrefix(const Sha1& sha1) {
  return Key(Table::kSha1, View(sha1).substr(0, kPrefixBytes));
}

std::string Sha1Key(const Sha1& sha1, const Sha256& sha256) {
  return Sha1KeyPrefix(sha1).append(View(sha256).substr(0, kPrefixBytes));
}

std::string SaidSha256KeyPrefix(const Sha256& said) {
  return Key(Table::kSha1, View(said).substr(0, kPrefixBytes));
}

std::string SaidSha256Key(const Sha256& said, const Sha256& sha256) {
  return SaidSha256KeyPrefix(said).append(View(sha256).substr(0, kPrefixBytes));
}

std::string EncodeSha1Row(const Sha1Row& row) {
  std::string value = EncodeDigestRow(row.position);
  RowWriter out;
  out.Byte(Flag(row.framed.has_value(), kIsFramed) |
           Flag(row.said_sha256.has_value(), kIsSaidSha256));
  out.Time(row.time).Text(row.urlkey);
  if (row.framed.has_value()) out.Bytes(*row.framed);
  if (row.said_sha256.has_value()) out.Bytes(*row.said_sha256);
  return value.append(out.Take());
}

std::optional<Sha1Row> DecodeSha1Row(std::string_view value) {
  const auto position = TakePosition(value);
  if (!position.has_value()) return std::nullopt;
  RowReader in(value);
  const uint8_t flags = in.Byte();
  if (flags > kIsSaidSha256) return std::nullopt;
  Sha1Row row;
  row.position = *position;
  row.time = in.Time();
  row.urlkey = in.Text();
  if (flags == kIsFramed) row.framed = in.Bytes<20>();
  if (flags == kIsSaidSha256) row.said_sha256 = in.Bytes<32>();
  if (!in.done()) return std::nullopt;
  return row;
}

std::optional<RecordPosition> PositionOfRow(std::string_view value) { return TakePosition(value); }

std::string BlockKey(const RecordPosition& first) {
  std::string key = Key(Table::kPhysical);
  AppendPosition(key, first);
  return key;
}

std::optional<RecordPosition> DecodeBlockKey(std::string_view key) {
  if (key.empty() || key[0] != static_cast<char>(Table::kPhysical)) return std::nullopt;
  return ReadPosition(key.substr(1));
}

LookupId LookupIdOf(const BlockRecordId& id) {
  if (id.text.empty()) return UuidBytes(id.uuid);
  const Sha256 digest = ComputeSha256(std::string_view(id.text));
  LookupId lookup{};
  std::copy_n(digest.begin(), lookup.size(), lookup.begin());
  return lookup;
}

std::string RecordIdKeyPrefix(const LookupId& id) {
  return Key(Table::kRecordId, View(id).substr(0, kIdBytesInKey));
}

std::string RecordIdKey(const LookupId& id, const RecordPosition& block) {
  std::string key = RecordIdKeyPrefix(id);
  AppendPosition(key, block);
  return key;
}

std::optional<RecordPosition> DecodeRecordIdKey(std::string_view key) {
  if (key.size() <= 1 + kIdBytesInKey || key[0] != static_cast<char>(Table::kRecordId)) {
    return std::nullopt;
  }
  return ReadPosition(key.substr(1 + kIdBytesInKey));
}

std::string EncodeLastBytes(const LastBytes& last) {
  std::string value;
  const bool listed = last.count() <= kMostListed;
  if (!listed) value.resize(last.size() / 8);
  for (size_t byte = 0; byte < last.size(); ++byte) {
    if (!last.test(byte)) continue;
    if (listed) {
      value.push_back(static_cast<char>(byte));
    } else {
      value[byte / 8] = static_cast<char>(value[byte / 8] | 1 << byte % 8);
    }
  }
  return value;
}

std::optional<LastBytes> DecodeLastBytes(std::string_view value) {
  LastBytes last;
  if (value.empty()) return std::nullopt;
  if (value.size() <= kMostListed) {
    for (const char byte : value) last.set(static_cast<uint8_t>(byte));
  } else if (value.size() == last.size() / 8) {
    for (size_t byte = 0; byte < last.size(); ++byte) {
      last.set(byte, (static_cast<uint8_t>(value[byte / 8]) >> byte % 8 & 1) != 0);
    }
  }
  // One set, one encoding.
  if (EncodeLastBytes(last) != value) return std::nullopt;
  return last;
}

std::string FileKey(FileId file) {
  std::string key = Key(Table::kFile);
  AppendBigEndian32(key, file);
  return key;
}

std::string EncodeFileRow(const IndexedFile& file) {
  RowWriter out;
  out.Byte(Flag(file.sealed, kFileSealed) | Flag(file.kind == SegmentKind::kDerived, kFileDerived) |
           Flag(file.kind == SegmentKind::kImported, kFileImported));
  out.Text(file.filename).Varint(file.indexed_bytes).Varint(file.records);
  out.Time(file.first).Time(file.last);
  if (file.sealed) out.Varint(file.size).Bytes(file.sha256);
  return out.Take();
}

std::optional<IndexedFile> DecodeFileRow(FileId id, std::string_view value) {
  RowReader in(value);
  const uint8_t flags = in.Byte();
  if ((flags & ~(kFileSealed | kFileDerived | kFileImported)) != 0) return std::nullopt;
  if ((flags & kFileDerived) != 0 && (flags & kFileImported) != 0) return std::nullopt;
  IndexedFile file;
  file.id = id;
  file.sealed = (flags & kFileSealed) != 0;
  if ((flags & kFileDerived) != 0) file.kind = SegmentKind::kDerived;
  if ((flags & kFileImported) != 0) file.kind = SegmentKind::kImported;
  file.filename = in.Text();
  file.indexed_bytes = in.Varint();
  file.records = in.Varint();
  file.first = in.Time();
  file.last = in.Time();
  if (file.sealed) {
    file.size = in.Varint();
    file.sha256 = in.Bytes<32>();
  }
  if (!in.done()) return std::nullopt;
  return file;
}

std::string FilenameKey(std::string_view filename) { return Key(Table::kFilename, filename); }

}  // namespace arsip::archive
