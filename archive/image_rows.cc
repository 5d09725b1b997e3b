#include "archive/image_rows.h"

#include "archive/index_rows.h"
#include "archive/row_bytes.h"

namespace arsip::archive {
namespace {

// Flag bits of the I row. Part of the persistent format.
constexpr uint8_t kDegenerate = 1;
constexpr uint8_t kHasExemplar = 2;
constexpr uint8_t kIsExemplar = 4;
constexpr uint8_t kTurned = 8;
constexpr uint8_t kAllFlags = 15;

constexpr size_t kIdKeyBytes = 9;
constexpr size_t kMemberKeyBytes = 25;
constexpr size_t kSightingPrefixBytes = 17;

std::string Key(Table table, ImageId id) {
  std::string key(1, static_cast<char>(table));
  AppendBigEndian64(key, id);
  return key;
}

}  // namespace

ImageId IdOf(const Sha256& payload) {
  return ReadBigEndian64({reinterpret_cast<const char*>(payload.data()), payload.size()});
}

std::string ImageKey(ImageId id) { return Key(Table::kImage, id); }

std::string EncodeImageRow(const ImageRow& row) {
  uint8_t flags = row.fact.degenerate ? kDegenerate : 0;
  if (row.exemplar) flags |= row.is_exemplar() ? kIsExemplar : kHasExemplar;
  if (row.fact.turned) flags |= kTurned;
  RowWriter out;
  out.Byte(flags).Bytes(row.fact.payload).Bytes(row.fact.hash.bytes());
  out.Byte(static_cast<uint8_t>(row.fact.quality)).Varint(row.fact.rule).Varint(row.fact.bytes);
  out.Time(row.first);
  if ((flags & kHasExemplar) != 0) out.Bytes(*row.exemplar).Byte(row.distance).Byte(row.form);
  if (row.fact.turned) {
    out.Bytes(row.fact.turned->rot180.bytes());
    out.Bytes(row.fact.turned->flipx.bytes()).Bytes(row.fact.turned->flipy.bytes());
  }
  return out.Take();
}

std::optional<ImageRow> DecodeImageRow(std::string_view value) {
  RowReader in(value);
  ImageRow row;
  const uint8_t flags = in.Byte();
  row.fact.degenerate = (flags & kDegenerate) != 0;
  row.fact.payload = in.Bytes<32>();
  row.fact.hash = Hash256::FromBytes(in.Bytes<32>());
  row.fact.quality = in.Byte();
  row.fact.rule = static_cast<uint32_t>(in.Varint());
  row.fact.bytes = in.Varint();
  row.first = in.Time();
  if ((flags & kIsExemplar) != 0) row.exemplar = row.fact.payload;
  if ((flags & kHasExemplar) != 0) {
    row.exemplar = in.Bytes<32>();
    row.distance = in.Byte();
    row.form = in.Byte();
  }
  if ((flags & kTurned) != 0) {
    TurnedHashes& turned = row.fact.turned.emplace();
    turned.rot180 = Hash256::FromBytes(in.Bytes<32>());
    turned.flipx = Hash256::FromBytes(in.Bytes<32>());
    turned.flipy = Hash256::FromBytes(in.Bytes<32>());
  }
  if (!in.done() || (flags & ~kAllFlags) != 0 || EncodeImageRow(row) != value) return std::nullopt;
  return row;
}

std::string MemberKeyPrefix(ImageId exemplar) { return Key(Table::kMember, exemplar); }

std::string EncodeMemberKey(const MemberKey& key) {
  std::string bytes = MemberKeyPrefix(key.exemplar);
  AppendBigEndian64(bytes, TimeBits(key.first));
  AppendBigEndian64(bytes, key.id);
  return bytes;
}

std::optional<MemberKey> DecodeMemberKey(std::string_view key) {
  if (key.size() != kMemberKeyBytes || key[0] != static_cast<char>(Table::kMember)) {
    return std::nullopt;
  }
  return MemberKey{ReadBigEndian64(key.substr(1)),
                   TimeFromBits(ReadBigEndian64(key.substr(kIdKeyBytes))),
                   ReadBigEndian64(key.substr(kIdKeyBytes + 8))};
}

std::string SightingKeyPrefix(const Sha256& payload) {
  std::string key(1, static_cast<char>(Table::kSighting));
  return key.append(reinterpret_cast<const char*>(payload.data()), kSightingPrefixBytes - 1);
}

std::string EncodeSightingKey(const Sha256& payload, const Sighting& sighting) {
  std::string key = SightingKeyPrefix(payload);
  AppendBigEndian64(key, TimeBits(sighting.time));
  return key + sighting.url;
}

std::optional<Sighting> DecodeSightingKey(std::string_view key) {
  constexpr size_t kUrlAt = kSightingPrefixBytes + 8;
  if (key.size() < kUrlAt || key[0] != static_cast<char>(Table::kSighting)) return std::nullopt;
  return Sighting{TimeFromBits(ReadBigEndian64(key.substr(kSightingPrefixBytes))),
                  std::string(key.substr(kUrlAt))};
}

}  // namespace arsip::archive
