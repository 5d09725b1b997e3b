#include "archive/text_rows.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "archive/row_bytes.h"
#include "base/key_value_store.h"

namespace arsip::archive {
namespace {

constexpr size_t kSha256Bytes = std::tuple_size_v<Sha256>;
constexpr size_t kBandHashBytes = 5;
constexpr size_t kBandPrefixBytes = 2 + kBandHashBytes;
constexpr size_t kTimeBytes = 8;
constexpr size_t kOccurrenceHead = 1 + kSha256Bytes + kTimeBytes;
constexpr size_t kIndexBytes = 4;

std::string_view BytesOf(const Sha256& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

Sha256 DigestFrom(std::string_view bytes) {
  Sha256 digest{};
  std::ranges::copy(bytes.substr(0, digest.size()), digest.begin());
  return digest;
}

// FNV-1a, then splitmix64's last steps: the order of rows says nothing.
uint64_t HashOfBand(const TextSketch& sketch, size_t band) {
  uint64_t hash = 0xCBF29CE484222325;
  for (size_t i = band * kBandPlaces; i < (band + 1) * kBandPlaces; ++i) {
    hash = (hash ^ sketch.places[i]) * 0x100000001B3;
  }
  hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9;
  hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EB;
  return hash ^ (hash >> 31);
}

}  // namespace

std::string BandPrefix(const TextSketch& sketch, size_t band) {
  std::string key = "B";
  key.push_back(static_cast<char>(band));
  std::string hash;
  AppendBigEndian64(hash, HashOfBand(sketch, band));
  return key.append(hash, 0, kBandHashBytes);
}

std::string BandKey(const TextSketch& sketch, size_t band) {
  return BandPrefix(sketch, band).append(BytesOf(sketch.digest).substr(0, kItemBytes));
}

std::string_view ItemOfBandKey(std::string_view key) {
  return key.size() == kBandPrefixBytes + kItemBytes ? key.substr(kBandPrefixBytes)
                                                     : std::string_view();
}

std::string SketchPrefix(std::string_view item) { return "T" + std::string(item); }

std::string SketchKey(const Sha256& digest) { return SketchPrefix(BytesOf(digest)); }

std::string SketchRow(const TextSketch& sketch) {
  RowWriter writer;
  writer.Varint(sketch.shingles);
  std::string row = writer.Take();
  if (sketch.comparable()) row += SketchBytes(sketch);
  return row;
}

std::optional<TextSketch> ParseSketchRow(std::string_view key, std::string_view row) {
  if (key.size() != 1 + kSha256Bytes) return std::nullopt;
  TextSketch sketch;
  sketch.digest = DigestFrom(key.substr(1));
  const size_t tail = row.size() > kSketchBytes ? kSketchBytes : 0;
  RowReader reader(row.substr(0, row.size() - tail));
  const uint64_t shingles = reader.Varint();
  if (!reader.done() || shingles > UINT32_MAX) return std::nullopt;
  sketch.shingles = static_cast<uint32_t>(shingles);
  if (sketch.comparable() != (tail > 0)) return std::nullopt;
  if (tail > 0) sketch.places = *PlacesFromBytes(row.substr(row.size() - tail));
  return sketch;
}

std::string OccurrencePrefix(const Sha256& digest) { return "O" + std::string(BytesOf(digest)); }

std::string OccurrenceKey(const TextOccurrence& occurrence) {
  std::string key = OccurrencePrefix(occurrence.digest);
  AppendBigEndian64(key, TimeBits(occurrence.time));
  key += occurrence.source;
  AppendBigEndian32(key, occurrence.index);
  return key;
}

std::string OccurrenceRow(const TextOccurrence& occurrence) {
  RowWriter writer;
  return writer.Text(occurrence.url).Text(occurrence.kind).Text(occurrence.uri).Take();
}

std::optional<TextOccurrence> ParseOccurrence(std::string_view key, std::string_view row) {
  if (key.size() < kOccurrenceHead + kIndexBytes) return std::nullopt;
  TextOccurrence occurrence;
  occurrence.digest = DigestFrom(key.substr(1));
  occurrence.time = TimeFromBits(ReadBigEndian64(key.substr(1 + kSha256Bytes)));
  occurrence.source = key.substr(kOccurrenceHead, key.size() - kOccurrenceHead - kIndexBytes);
  occurrence.index = ReadBigEndian32(key.substr(key.size() - kIndexBytes));
  RowReader reader(row);
  occurrence.url = reader.Text();
  occurrence.kind = reader.Text();
  occurrence.uri = reader.Text();
  if (!reader.done()) return std::nullopt;
  return occurrence;
}

std::string SourceKey(std::string_view record_id) { return "S" + std::string(record_id); }

std::string SourceRow(const TextSource& source) {
  RowWriter writer;
  writer.Text(source.revision).Time(source.time).Varint(source.texts.size());
  for (const TextSource::Text& text : source.texts) writer.Bytes(text.digest).Varint(text.index);
  return writer.Take();
}

std::optional<TextSource> ParseSourceRow(std::string_view row) {
  RowReader reader(row);
  TextSource source;
  source.revision = reader.Text();
  source.time = reader.Time();
  const uint64_t texts = reader.Varint();
  for (uint64_t i = 0; i < texts && reader.ok(); ++i) {
    TextSource::Text text;
    text.digest = reader.Bytes<kSha256Bytes>();
    const uint64_t index = reader.Varint();
    if (index > UINT32_MAX) reader.Fail();
    text.index = static_cast<uint32_t>(index);
    source.texts.push_back(text);
  }
  if (!reader.done()) return std::nullopt;
  return source;
}

}  // namespace arsip::archive
