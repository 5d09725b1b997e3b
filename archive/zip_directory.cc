#include "archive/zip_directory.h"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "archive/file_window.h"

namespace arsip::archive {
namespace {

constexpr uint32_t kLocalSignature = 0x04034b50;
constexpr uint32_t kCentralSignature = 0x02014b50;
constexpr uint32_t kDescriptorSignature = 0x08074b50;
constexpr uint32_t kEndSignature = 0x06054b50;
constexpr uint32_t kEnd64Signature = 0x06064b50;
constexpr uint32_t kLocator64Signature = 0x07064b50;
constexpr size_t kLocalBytes = 30, kCentralBytes = 46, kEndBytes = 22;
constexpr size_t kEnd64Bytes = 56, kLocator64Bytes = 20;
constexpr uint16_t kZip64Extra = 1;
constexpr uint16_t kEncrypted = 0x2041;  // flags: encrypted, strongly, directory masked
constexpr uint16_t kSizesFollow = 8;     // a data descriptor follows the bytes
constexpr uint32_t kInZip64 = 0xFFFFFFFF;

// A little-endian integer of N bytes at `at`. REQUIRES: it is within `bytes`.
template <size_t N>
uint64_t Little(std::string_view bytes, size_t at) {
  uint64_t value = 0;
  for (size_t i = N; i > 0; --i) value = value << 8 | static_cast<uint8_t>(bytes[at + i - 1]);
  return value;
}
uint16_t Little16(std::string_view bytes, size_t at) {
  return static_cast<uint16_t>(Little<2>(bytes, at));
}
uint32_t Little32(std::string_view bytes, size_t at) {
  return static_cast<uint32_t>(Little<4>(bytes, at));
}
uint64_t Little64(std::string_view bytes, size_t at) { return Little<8>(bytes, at); }

struct Placed {
  ZipEntry entry;
  uint64_t header_offset = 0;
  uint16_t flags = 0, method = 0;
  uint32_t time = 0;
};

struct Extent {  // of the directory
  uint64_t begin = 0, bytes = 0, entries = 0;
};

bool PlainPath(std::string_view name) {
  if (name.empty() || name.front() == '/' || name.find(':') == 1) return false;
  for (const char c : name) {
    if (static_cast<unsigned char>(c) < ' ' || c == '\\' || c == '\x7f') return false;
  }
  while (!name.empty()) {
    const size_t slash = std::min(name.find('/'), name.size());
    const std::string_view part = name.substr(0, slash);
    if (part.empty() || part == "." || part == "..") return false;
    name.remove_prefix(std::min(name.size(), slash + 1));
  }
  return true;
}

class DirectoryReader {
 public:
  DirectoryReader(std::unique_ptr<FileWindow> file, const ZipLimits& limits)
      : file_(std::move(file)), limits_(limits) {}
  Result<std::vector<ZipEntry>> Read();

 private:
  Error Broken(uint64_t offset, std::string what) const {
    return Error{ErrorCode::kCorruption, std::move(what),
                 file_->path() + "@" + std::to_string(offset)};
  }
  Result<std::string> Bytes(uint64_t offset, uint64_t length);
  Result<Extent> FindDirectory();
  Result<Extent> ReadEnd64(uint64_t end_offset, const Extent& small);
  Status ReadCentral(const Extent& extent);
  Result<Placed> ReadCentralHeader(std::string_view header, uint64_t offset);
  Status ReadZip64Extra(std::string_view extra, uint64_t offset, Placed& placed) const;
  Status CheckLocalHeaders(uint64_t directory_begin);
  Status CheckLocalHeader(Placed& placed, uint64_t end);
  Status CheckDescriptor(const Placed& placed, uint64_t begin, uint64_t end);

  std::unique_ptr<FileWindow> file_;
  const ZipLimits& limits_;
  std::vector<Placed> entries_;
};

Result<std::string> DirectoryReader::Bytes(uint64_t offset, uint64_t length) {
  if (offset > file_->size() || length > file_->size() - offset) {
    return Broken(offset, "the ZIP file ends too early");
  }
  std::string bytes;
  bytes.reserve(length);
  file_->Seek(offset);
  while (bytes.size() < length) {
    const size_t left = static_cast<size_t>(length) - bytes.size();
    ARSIP_ASSIGN(const std::string_view piece, file_->Peek(std::min(left, FileWindow::kBytes)));
    if (piece.empty()) return Broken(offset, "the ZIP file ends too early");
    bytes.append(piece);
    file_->Skip(piece.size());
  }
  return bytes;
}

// 4.3.16, at the very end: a comment could hold a second directory.
Result<Extent> DirectoryReader::FindDirectory() {
  if (file_->size() < kEndBytes) return Broken(0, "not a ZIP file: it is too short");
  const uint64_t at = file_->size() - kEndBytes;
  ARSIP_ASSIGN(const std::string end, Bytes(at, kEndBytes));
  if (Little32(end, 0) != kEndSignature || Little16(end, 20) != 0) {
    return Broken(at, "not a ZIP file, or one that is cut off: it does not end with a directory");
  }
  const Extent small{Little32(end, 16), Little32(end, 12), Little16(end, 10)};
  if (Little16(end, 4) == 0 && Little16(end, 6) == 0 && Little16(end, 8) == small.entries &&
      small.begin + small.bytes == at) {
    return small;
  }
  return ReadEnd64(at, small);
}

// 4.3.14 and 4.3.15. Fields of the small end are all ones where these say more.
Result<Extent> DirectoryReader::ReadEnd64(uint64_t end_offset, const Extent& small) {
  if (end_offset < kLocator64Bytes + kEnd64Bytes) return Broken(end_offset, "no directory");
  const uint64_t at = end_offset - kLocator64Bytes - kEnd64Bytes;
  ARSIP_ASSIGN(const std::string end, Bytes(at, kEnd64Bytes + kLocator64Bytes));
  if (Little32(end, 0) != kEnd64Signature || Little32(end, kEnd64Bytes) != kLocator64Signature ||
      Little64(end, kEnd64Bytes + 8) != at || Little32(end, 16) != 0 || Little32(end, 20) != 0) {
    return Broken(at, "the directory is not where the end of the ZIP file says");
  }
  const Extent large{Little64(end, 48), Little64(end, 40), Little64(end, 32)};
  const bool agrees = (small.begin == kInZip64 || small.begin == large.begin) &&
                      (small.bytes == kInZip64 || small.bytes == large.bytes) &&
                      (small.entries == 0xFFFF || small.entries == large.entries);
  if (!agrees || Little64(end, 24) != large.entries || large.begin > at ||
      large.bytes != at - large.begin) {
    return Broken(at, "the two ends of the ZIP file contradict each other");
  }
  return large;
}

Status DirectoryReader::ReadZip64Extra(std::string_view extra, uint64_t offset,
                                       Placed& placed) const {
  while (extra.size() >= 4) {
    const uint16_t id = Little16(extra, 0);
    const size_t length = Little16(extra, 2);
    extra.remove_prefix(4);
    if (length > extra.size()) return Broken(offset, "an extra field is cut off");
    std::string_view field = extra.substr(0, length);
    extra.remove_prefix(length);
    if (id != kZip64Extra) continue;
    for (uint64_t* value :
         {&placed.entry.size, &placed.entry.compressed_size, &placed.header_offset}) {
      if (*value != kInZip64 || field.size() < 8) continue;
      *value = Little64(field, 0);
      field.remove_prefix(8);
    }
  }
  return Ok();
}

// `header` begins with the fixed part.
Result<Placed> DirectoryReader::ReadCentralHeader(std::string_view header, uint64_t offset) {
  const size_t name_bytes = Little16(header, 28);
  const size_t extra_bytes = Little16(header, 30);
  Placed placed;
  placed.entry.name = header.substr(kCentralBytes, name_bytes);
  placed.flags = Little16(header, 8);
  placed.method = Little16(header, 10);
  placed.time = Little32(header, 12);
  placed.entry.crc32 = Little32(header, 16);
  placed.entry.compressed_size = Little32(header, 20);
  placed.entry.size = Little32(header, 24);
  placed.header_offset = Little32(header, 42);
  placed.entry.stored = placed.method == 0;
  ARSIP_TRY(ReadZip64Extra(header.substr(kCentralBytes + name_bytes, extra_bytes), offset, placed));
  if (name_bytes > limits_.max_name_bytes || !PlainPath(placed.entry.name)) {
    return Broken(offset, "the name of an entry is no plain relative path");
  }
  if ((placed.flags & kEncrypted) != 0) return Broken(offset, "an encrypted entry");
  if (placed.method != 0 && placed.method != 8) {
    return Broken(offset, "compression method " + std::to_string(placed.method) +
                              " where stored or deflate should be");
  }
  if (placed.entry.stored && placed.entry.size != placed.entry.compressed_size) {
    return Broken(offset, "a stored entry has two different sizes");
  }
  return placed;
}

Status DirectoryReader::ReadCentral(const Extent& extent) {
  if (extent.entries > limits_.max_entries || extent.bytes > limits_.max_directory_bytes) {
    return Error{ErrorCode::kInvalidInput,
                 "the ZIP file has " + std::to_string(extent.entries) +
                     " entries in a directory of " + std::to_string(extent.bytes) +
                     " bytes, more than are read",
                 file_->path()};
  }
  ARSIP_ASSIGN(const std::string directory, Bytes(extent.begin, extent.bytes));
  std::string_view rest = directory;
  std::set<std::string> names;
  while (!rest.empty()) {
    const uint64_t offset = extent.begin + (directory.size() - rest.size());
    if (rest.size() < kCentralBytes || Little32(rest, 0) != kCentralSignature) {
      return Broken(offset, "the directory of the ZIP file is broken");
    }
    const size_t length =
        kCentralBytes + Little16(rest, 28) + Little16(rest, 30) + Little16(rest, 32);
    if (length > rest.size()) return Broken(offset, "the directory of the ZIP file is cut off");
    ARSIP_ASSIGN(Placed placed, ReadCentralHeader(rest, offset));
    if (!names.insert(placed.entry.name).second) {
      return Broken(offset, "a second entry of the name " + placed.entry.name);
    }
    entries_.push_back(std::move(placed));
    rest.remove_prefix(length);
  }
  if (entries_.size() == extent.entries) return Ok();
  return Broken(extent.begin, "the directory does not have as many entries as it says");
}

// 4.3.9: with or without a signature, sizes of 4 or 8 bytes.
Status DirectoryReader::CheckDescriptor(const Placed& placed, uint64_t begin, uint64_t end) {
  const uint64_t length = end - begin;
  if (placed.entry.compressed_size == 0 && placed.entry.size == 0 && length == 0) return Ok();
  if ((placed.flags & kSizesFollow) == 0) {
    return length == 0 ? Ok() : Broken(begin, "bytes that belong to no entry");
  }
  if (length != 12 && length != 16 && length != 20 && length != 24) {
    return Broken(begin, "bytes that belong to no entry");
  }
  ARSIP_ASSIGN(const std::string bytes, Bytes(begin, length));
  std::string_view descriptor = bytes;
  if (length == 16 || length == 24) {
    if (Little32(descriptor, 0) != kDescriptorSignature) return Broken(begin, "no data descriptor");
    descriptor.remove_prefix(4);
  }
  const bool large = length >= 20;
  const uint64_t compressed = large ? Little64(descriptor, 4) : Little32(descriptor, 4);
  const uint64_t size = large ? Little64(descriptor, 12) : Little32(descriptor, 8);
  if (Little32(descriptor, 0) != placed.entry.crc32 || size != placed.entry.size ||
      compressed != placed.entry.compressed_size) {
    return Broken(
        begin, "the data descriptor of " + placed.entry.name + " is not what the directory says");
  }
  return Ok();
}

// 4.3.7. All zeros or all ones: a data descriptor, or an extra field, says it.
Status DirectoryReader::CheckLocalHeader(Placed& placed, uint64_t end) {
  const uint64_t at = placed.header_offset;
  ZipEntry& entry = placed.entry;
  ARSIP_ASSIGN(const std::string header, Bytes(at, kLocalBytes + entry.name.size()));
  const auto agrees = [&header](size_t field, uint64_t value) {
    const uint32_t said = Little32(header, field);
    return said == 0 || said == kInZip64 || said == value;
  };
  if (Little32(header, 0) != kLocalSignature || Little16(header, 6) != placed.flags ||
      Little16(header, 8) != placed.method || Little32(header, 10) != placed.time ||
      !agrees(14, entry.crc32) || !agrees(18, entry.compressed_size) || !agrees(22, entry.size) ||
      Little16(header, 26) != entry.name.size() ||
      std::string_view(header).substr(kLocalBytes) != entry.name) {
    return Broken(at, "the header of " + entry.name + " is not what the directory says");
  }
  entry.data_offset = at + header.size() + Little16(header, 28);
  if (entry.data_offset > end || entry.compressed_size > end - entry.data_offset) {
    return Broken(at, entry.name + " reaches into what follows it");
  }
  return CheckDescriptor(placed, entry.data_offset + entry.compressed_size, end);
}

// Entries in the order in which they lie leave no byte between them.
Status DirectoryReader::CheckLocalHeaders(uint64_t directory_begin) {
  std::vector<Placed*> by_offset;
  by_offset.reserve(entries_.size());
  for (Placed& placed : entries_) by_offset.push_back(&placed);
  std::ranges::sort(by_offset, {}, &Placed::header_offset);
  uint64_t expected = 0;
  for (size_t i = 0; i < by_offset.size(); ++i) {
    if (by_offset[i]->header_offset != expected) {
      return Broken(expected, "bytes that belong to no entry, or to two");
    }
    expected = i + 1 < by_offset.size() ? by_offset[i + 1]->header_offset : directory_begin;
    ARSIP_TRY(CheckLocalHeader(*by_offset[i], expected));
  }
  if (expected == directory_begin) return Ok();
  return Broken(expected, "bytes that belong to no entry");
}

Result<std::vector<ZipEntry>> DirectoryReader::Read() {
  ARSIP_ASSIGN(const Extent extent, FindDirectory());
  ARSIP_TRY(ReadCentral(extent));
  ARSIP_TRY(CheckLocalHeaders(extent.begin));
  std::vector<ZipEntry> entries;
  entries.reserve(entries_.size());
  for (Placed& placed : entries_) entries.push_back(std::move(placed.entry));
  return entries;
}

}  // namespace

Result<std::vector<ZipEntry>> ReadZipDirectory(const std::string& path, const ZipLimits& limits) {
  ARSIP_ASSIGN(auto file, FileWindow::Open(path));
  return DirectoryReader(std::move(file), limits).Read();
}

}  // namespace arsip::archive
