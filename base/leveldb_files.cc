#include "base/leveldb_files.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <vector>

namespace arsip {
namespace {

constexpr size_t kHeaderBytes = 7;  // checksum 4, length 2, type 1; little-endian
constexpr uint8_t kLastType = 4;    // 1 full, 2 first, 3 middle, 4 last; 0 is preallocated space

uint8_t ByteAt(std::string_view bytes, size_t at) { return static_cast<uint8_t>(bytes[at]); }

// CRC-32C (Castagnoli), reflected.
constexpr std::array<uint32_t, 256> MakeCrcTable() {
  std::array<uint32_t, 256> table{};
  for (uint32_t i = 0; i < 256; ++i) {
    uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1) != 0 ? crc >> 1 ^ 0x82F63B78u : crc >> 1;
    table[i] = crc;
  }
  return table;
}
constexpr std::array<uint32_t, 256> kCrcTable = MakeCrcTable();

// The checksum of type and content, as stored: rotated and offset, so that a checksum of bytes
// which contain checksums stays useful.
uint32_t MaskedCrc(std::string_view type_and_content) {
  uint32_t crc = 0xFFFFFFFFu;
  for (const char c : type_and_content) {
    crc = kCrcTable[(crc ^ static_cast<uint8_t>(c)) & 0xFF] ^ crc >> 8;
  }
  crc = ~crc;
  return (crc >> 15 | crc << 17) + 0xA282EAD8u;
}

size_t LengthAt(std::string_view block, size_t at) {
  return ByteAt(block, at + 4) | static_cast<size_t>(ByteAt(block, at + 5)) << 8;
}

bool IsRecord(std::string_view block, size_t at, size_t length) {
  const uint8_t type = ByteAt(block, at + 6);
  if (type == 0 || type > kLastType || at + kHeaderBytes + length > block.size()) return false;
  uint32_t stored = 0;
  for (size_t i = 4; i-- > 0;) stored = stored << 8 | ByteAt(block, at + i);
  return stored == MaskedCrc(block.substr(at + 6, 1 + length));
}

// Whole records at or behind `begin`, where a header makes no sense.
bool RecordsFrom(std::string_view block, size_t begin) {
  // The last record of the file whose length alone is damaged: its content is all that is left.
  if (IsRecord(block, begin, block.size() - begin - kHeaderBytes)) return true;
  for (size_t at = begin + 1; at + kHeaderBytes <= block.size(); ++at) {
    if (LengthAt(block, at) > 0 && IsRecord(block, at, LengthAt(block, at))) return true;
  }
  return false;
}

struct Listing {
  bool current = false;
  bool tables = false;
  bool first_manifest = false;       // CURRENT names MANIFEST-000001: never opened before
  std::vector<std::string> logs;     // *.log
  std::vector<std::string> records;  // files in log format: logs and manifests
};

Result<Listing> List(const std::string& directory) {
  Listing listing;
  std::error_code error;
  for (std::filesystem::directory_iterator it(directory, error), end; !error && it != end;
       it.increment(error)) {
    const std::string name = it->path().filename().string();
    if (name == "CURRENT") listing.current = true;
    if (name.ends_with(".ldb") || name.ends_with(".sst")) listing.tables = true;
    if (name.ends_with(".log")) listing.logs.push_back(it->path().string());
    if (name.ends_with(".log") || name.starts_with("MANIFEST-")) {
      listing.records.push_back(it->path().string());
    }
  }
  if (error == std::errc::no_such_file_or_directory) return listing;
  if (error) return ErrnoError(error.value(), "list", directory);
  if (listing.current) {
    std::string named;
    std::getline(std::ifstream(directory + "/CURRENT"), named);
    listing.first_manifest = named == "MANIFEST-000001";
  }
  return listing;
}

Status CheckRecords(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::error_code error;
  // LevelDB of another process may have deleted it since: its lock will say so.
  if (!file && !std::filesystem::exists(path, error)) return Ok();
  if (!file) return Error{ErrorCode::kIo, "cannot read", path};
  std::string block(kLevelDbLogBlockBytes, '\0');
  for (size_t offset = 0; file; offset += block.size()) {
    file.read(block.data(), static_cast<std::streamsize>(block.size()));
    const std::string_view got(block.data(), static_cast<size_t>(file.gcount()));
    if (file.bad()) return Error{ErrorCode::kIo, "cannot read", path};
    if (LogBlockHidesRecords(got)) {
      return Error{ErrorCode::kCorruption, "records behind a damaged header would be lost",
                   path + "@" + std::to_string(offset)};
    }
  }
  return Ok();
}

}  // namespace

bool LogBlockHidesRecords(std::string_view block) {
  size_t at = 0;
  while (at + kHeaderBytes <= block.size()) {
    const size_t length = LengthAt(block, at);
    const bool preallocated = length == 0 && ByteAt(block, at + 6) == 0;
    if (preallocated || at + kHeaderBytes + length > block.size()) return RecordsFrom(block, at);
    at += kHeaderBytes + length;
  }
  return false;
}

bool LevelDbExists(const std::string& directory) {
  std::error_code error;
  return std::filesystem::exists(directory + "/CURRENT", error);
}

Status CheckLevelDbFiles(const std::string& directory) {
  ARSIP_ASSIGN(const Listing listing, List(directory));
  if (!listing.current) {
    if (!listing.tables && listing.logs.empty()) return Ok();
    return Error{ErrorCode::kCorruption, "CURRENT is missing from a database", directory};
  }
  // LevelDB makes the first log after the first CURRENT, and every later one before it drops the
  // old.
  if (listing.logs.empty() && !listing.first_manifest) {
    return Error{ErrorCode::kCorruption, "the log is missing from a database", directory};
  }
  for (const std::string& path : listing.records) ARSIP_TRY(CheckRecords(path));
  return Ok();
}

}  // namespace arsip
