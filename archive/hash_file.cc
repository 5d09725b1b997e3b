#include "archive/hash_file.h"

#include <fcntl.h>
#include <libdeflate.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "archive/file_descriptor.h"
#include "base/key_value_store.h"

namespace arsip::archive {
namespace {

constexpr std::string_view kFileMagic = "ARSIPHSH";
constexpr uint32_t kVersion = 1;
constexpr uint32_t kBlockMagic = 0x48424c4b;  // "HBLK"
constexpr size_t kCheckedBytes = 28;          // of a header, before its own checksum

uint32_t Crc32(std::string_view bytes) { return libdeflate_crc32(0, bytes.data(), bytes.size()); }

struct BlockHeader {
  HashOperation operation = HashOperation::kAdd;
  uint32_t count = 0;
  uint32_t payload_crc = 0;
  uint64_t sequence = 0;
  uint32_t generation = 0;  // its low 32 bits
};

// nullopt: no header of a block of this format.
std::optional<BlockHeader> DecodeBlockHeader(std::string_view bytes) {
  if (bytes.size() < kHashBlockHeaderBytes || ReadBigEndian32(bytes) != kBlockMagic ||
      ReadBigEndian32(bytes.substr(kCheckedBytes)) != Crc32(bytes.substr(0, kCheckedBytes))) {
    return std::nullopt;
  }
  const uint32_t operation = ReadBigEndian32(bytes.substr(4));
  BlockHeader header{static_cast<HashOperation>(operation), ReadBigEndian32(bytes.substr(8)),
                     ReadBigEndian32(bytes.substr(12)), ReadBigEndian64(bytes.substr(16)),
                     ReadBigEndian32(bytes.substr(24))};
  const bool is_end = header.operation == HashOperation::kEnd;
  if (operation < 1 || operation > 3 || header.count > kMaxBlockEntries ||
      (header.count == 0) != is_end) {
    return std::nullopt;
  }
  return header;
}

class Reader {
 public:
  Reader(const HashFile& file, const HashFileIdentity& identity)
      : file_(file), identity_(identity) {}

  Status ReadHeader() {
    ARSIP_ASSIGN(const std::string_view bytes, Read(0, kHashFileHeaderBytes));
    if (bytes != EncodeHashFileHeader(identity_)) {
      return Damaged(0, "not the header of this hash file");
    }
    end_.offset = kHashFileHeaderBytes;
    return Ok();
  }

  // False: what is at the offset is no whole block that belongs there.
  Result<bool> ReadBlock() {
    ARSIP_ASSIGN(const std::string_view bytes, Read(end_.offset, kHashBlockHeaderBytes));
    header_ = DecodeBlockHeader(bytes);
    if (!header_.has_value() || header_->sequence != end_.entries ||
        header_->generation != static_cast<uint32_t>(identity_.generation)) {
      header_.reset();
      return false;
    }
    const size_t length = header_->count * kStoredEntryBytes;
    ARSIP_ASSIGN(const std::string_view payload, Read(end_.offset + kHashBlockHeaderBytes, length));
    if (payload.size() != length || Crc32(payload) != header_->payload_crc) return false;
    entries_.resize(header_->count);
    for (size_t i = 0; i < entries_.size(); ++i) {
      const std::string_view stored = payload.substr(i * kStoredEntryBytes, kStoredEntryBytes);
      entries_[i].id = ReadBigEndian64(stored);
      for (size_t word = 0; word < 4; ++word) {
        entries_[i].hash.words[word] = ReadBigEndian64(stored.substr(8 + 8 * word));
      }
    }
    end_.offset += kHashBlockHeaderBytes + length;
    end_.entries += header_->count;
    return true;
  }

  // REQUIRES: ReadBlock returned false, at the end of what is whole. Blocks begin at multiples of
  // 8.
  Result<bool> BlocksFollow() {
    constexpr size_t kPieceBytes = 256u << 10;
    uint64_t at = end_.offset + 8;
    // With a good header the place of the next is known, and no entry passes for one.
    if (header_.has_value()) {
      at = end_.offset + kHashBlockHeaderBytes + header_->count * kStoredEntryBytes;
    }
    while (at < file_.size) {
      ARSIP_ASSIGN(const std::string_view piece, Read(at, kPieceBytes));
      if (piece.size() < kHashBlockHeaderBytes) break;
      size_t i = 0;
      for (; i + kHashBlockHeaderBytes <= piece.size(); i += 8) {
        const auto header = DecodeBlockHeader(piece.substr(i, kHashBlockHeaderBytes));
        if (header.has_value() && header->sequence >= end_.entries &&
            header->generation == static_cast<uint32_t>(identity_.generation)) {
          return true;
        }
      }
      at += i;
    }
    return false;
  }

  Error Damaged(uint64_t offset, std::string message) const {
    return Error{ErrorCode::kCorruption, std::move(message) + "; rebuild the hash index",
                 file_.path + "@" + std::to_string(offset)};
  }
  HashOperation operation() const { return header_->operation; }
  std::span<const HashEntry> entries() const { return entries_; }
  const HashFileEnd& end() const { return end_; }

 private:
  // Fewer than `length` bytes at the end of the file. Valid until the next call.
  Result<std::string_view> Read(uint64_t offset, size_t length) {
    if (offset >= file_.size) return std::string_view();
    length = static_cast<size_t>(std::min<uint64_t>(length, file_.size - offset));
    if (buffer_.size() < length) buffer_.resize(length);
    ARSIP_ASSIGN(const size_t read, file_.read(offset, {buffer_.data(), length}));
    return std::string_view(buffer_.data(), read);
  }

  const HashFile& file_;
  const HashFileIdentity identity_;
  HashFileEnd end_;
  std::optional<BlockHeader> header_;
  std::vector<HashEntry> entries_;
  std::vector<char> buffer_;
};

}  // namespace

std::string EncodeHashFileHeader(const HashFileIdentity& identity) {
  std::string header(kFileMagic);
  AppendBigEndian32(header, kVersion);
  AppendBigEndian32(header, static_cast<uint32_t>(identity.kind));
  AppendBigEndian64(header, identity.generation);
  AppendBigEndian32(header, 0);
  AppendBigEndian32(header, Crc32(header));
  return header;
}

std::string EncodeHashBlock(const HashFileIdentity& identity, uint64_t sequence,
                            HashOperation operation, std::span<const HashEntry> entries) {
  std::string payload;
  payload.reserve(entries.size() * kStoredEntryBytes);
  for (const HashEntry& entry : entries) {
    AppendBigEndian64(payload, entry.id);
    for (const uint64_t word : entry.hash.words) AppendBigEndian64(payload, word);
  }
  std::string block;
  block.reserve(kHashBlockHeaderBytes + payload.size());
  AppendBigEndian32(block, kBlockMagic);
  AppendBigEndian32(block, static_cast<uint32_t>(operation));
  AppendBigEndian32(block, static_cast<uint32_t>(entries.size()));
  AppendBigEndian32(block, Crc32(payload));
  AppendBigEndian64(block, sequence);
  AppendBigEndian32(block, static_cast<uint32_t>(identity.generation));
  AppendBigEndian32(block, Crc32(block));
  block += payload;
  return block;
}

Result<HashFile> OpenHashFile(const std::string& path) {
  auto fd = std::make_shared<FileDescriptor>(
      open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!fd->open()) return ErrnoError(errno, "cannot open", path);
  struct stat status {};
  if (fstat(fd->get(), &status) != 0) return ErrnoError(errno, "stat", path);
  if (!S_ISREG(status.st_mode)) {
    return Error{ErrorCode::kCorruption, "not a regular file", path};
  }
  const auto read = [fd, path](uint64_t offset, std::span<char> buffer) -> Result<size_t> {
    size_t done = 0;
    while (done < buffer.size()) {
      const ssize_t length = pread(fd->get(), buffer.data() + done, buffer.size() - done,
                                   static_cast<off_t>(offset + done));
      if (length < 0 && errno == EINTR) continue;
      if (length < 0) {
        return ErrnoError(errno, "cannot read", path + "@" + std::to_string(offset + done));
      }
      if (length == 0) break;
      done += static_cast<size_t>(length);
    }
    return done;
  };
  return HashFile{path, static_cast<uint64_t>(status.st_size), read};
}

Result<HashFileEnd> ReadHashFile(
    const HashFile& file, const HashFileIdentity& identity,
    const std::function<Status(HashOperation, std::span<const HashEntry>)>& take) {
  const bool sealed = identity.kind == HashFileKind::kSealed;
  Reader reader(file, identity);
  ARSIP_TRY(reader.ReadHeader());
  while (reader.end().offset < file.size) {
    const uint64_t offset = reader.end().offset;
    ARSIP_ASSIGN(const bool whole, reader.ReadBlock());
    if (!whole) {
      if (sealed) return reader.Damaged(offset, "a block is damaged");
      ARSIP_ASSIGN(const bool followed, reader.BlocksFollow());
      if (followed) return reader.Damaged(offset, "a block is damaged, and others follow it");
      return reader.end();
    }
    if (reader.operation() == HashOperation::kEnd) {
      if (sealed && reader.end().offset == file.size) return reader.end();
      return reader.Damaged(offset, "an end block is not the last of a sealed file");
    }
    if (sealed && reader.operation() != HashOperation::kAdd) {
      return reader.Damaged(offset, "a sealed file removes");
    }
    ARSIP_TRY(take(reader.operation(), reader.entries()));
  }
  if (sealed) return reader.Damaged(reader.end().offset, "the file ends without its end block");
  return reader.end();
}

}  // namespace arsip::archive
