#include "archive/hash_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <cerrno>

#include "base/key_value_store.h"
#include "capture_samples.h"
#include "hash_samples.h"
#include "warc_bytes.h"

namespace arsip::archive {
namespace {

using testing::HashSource;
using testing::TemporaryDirectory;
using testing::WriteBytes;

constexpr HashFileIdentity kLog{HashFileKind::kLog, 3};
constexpr HashFileIdentity kSealed{HashFileKind::kSealed, 3};

struct ReadBack {
  std::vector<std::pair<HashOperation, HashEntry>> changes;
  Result<HashFileEnd> end = HashFileEnd{};
};

ReadBack Read(const std::string& bytes, const HashFileIdentity& identity) {
  const TemporaryDirectory directory;
  const std::string path = directory.path() + "/file";
  WriteBytes(path, bytes);
  ReadBack back;
  const auto file = OpenHashFile(path);
  EXPECT_TRUE(file.has_value());
  back.end = ReadHashFile(*file, identity,
                          [&](HashOperation operation, std::span<const HashEntry> entries) {
                            for (const HashEntry& entry : entries) {
                              back.changes.emplace_back(operation, entry);
                            }
                            return Ok();
                          });
  return back;
}

// A header, two blocks that add 3 and 2, one that removes 1.
struct SampleLog {
  SampleLog() : entries(HashSource(30).Entries(5)) {
    const std::span all(entries);
    bytes = EncodeHashFileHeader(kLog);
    const auto append = [&](uint64_t sequence, HashOperation operation, auto some) {
      bytes += EncodeHashBlock(kLog, sequence, operation, some);
      ends.push_back(bytes.size());
    };
    append(0, HashOperation::kAdd, all.first(3));
    append(3, HashOperation::kAdd, all.subspan(3));
    append(5, HashOperation::kRemove, all.first(1));
  }
  std::vector<HashEntry> entries;
  std::string bytes;
  std::vector<size_t> ends;
};

void ExpectCorrupt(const ReadBack& back, const std::string& where) {
  ASSERT_FALSE(back.end.has_value());
  EXPECT_EQ(back.end.error().code, ErrorCode::kCorruption);
  EXPECT_THAT(back.end.error().where, ::testing::EndsWith(where));
}

TEST(HashFile, ReturnsEveryChangeInOrder) {
  const SampleLog log;
  const ReadBack back = Read(log.bytes, kLog);
  ASSERT_TRUE(back.end.has_value());
  EXPECT_EQ(back.end->offset, log.bytes.size());
  EXPECT_EQ(back.end->entries, 6u);
  ASSERT_EQ(back.changes.size(), 6u);
  for (size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(back.changes[i], std::pair(HashOperation::kAdd, log.entries[i]));
  }
  EXPECT_EQ(back.changes[5], std::pair(HashOperation::kRemove, log.entries[0]));
}

// docs/hash-index-format.md, byte for byte.
TEST(HashFile, IsWhatTheFormatSays) {
  HashEntry entry{.id = 0x0102030405060708, .hash = {}};
  entry.hash.words = {0x1112131415161718, 0, 0, 0x21};
  const std::string block = EncodeHashBlock(kLog, 9, HashOperation::kRemove, {&entry, 1});
  ASSERT_EQ(block.size(), 72u);
  EXPECT_EQ(block.substr(0, 12), std::string("HBLK\0\0\0\2\0\0\0\1", 12));
  EXPECT_EQ(block.substr(16, 12), std::string("\0\0\0\0\0\0\0\x09\0\0\0\3", 12));
  EXPECT_EQ(block.substr(32, 16), "\1\2\3\4\5\6\7\x08\x11\x12\x13\x14\x15\x16\x17\x18");
  EXPECT_EQ(block.back(), '\x21');
  const auto crc = [](std::string_view bytes) {
    std::string big_endian;
    AppendBigEndian32(big_endian,
                      static_cast<uint32_t>(
                          crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size())));
    return big_endian;
  };
  EXPECT_EQ(block.substr(12, 4), crc(block.substr(32)));
  EXPECT_EQ(block.substr(28, 4), crc(block.substr(0, 28)));
  const std::string header = EncodeHashFileHeader(kLog);
  EXPECT_EQ(header.substr(0, 28),
            std::string("ARSIPHSH\0\0\0\1\0\0\0\1\0\0\0\0\0\0\0\3\0\0\0\0", 28));
  EXPECT_EQ(header.substr(28), crc(header.substr(0, 28)));
}

TEST(HashFile, ALogThatIsCutAnywhereEndsWithItsLastWholeBlock) {
  const SampleLog log;
  for (size_t size = kHashFileHeaderBytes; size < log.bytes.size(); ++size) {
    size_t whole = kHashFileHeaderBytes;
    for (const size_t end : log.ends) whole = end <= size ? end : whole;
    const ReadBack back = Read(log.bytes.substr(0, size), kLog);
    ASSERT_TRUE(back.end.has_value()) << size;
    ASSERT_EQ(back.end->offset, whole) << size;
  }
  for (size_t size = 0; size < kHashFileHeaderBytes; ++size) {
    ExpectCorrupt(Read(log.bytes.substr(0, size), kLog), "@0");
  }
}

TEST(HashFile, ADamagedByteBeforeTheLastBlockIsCorruptionAndNamesTheBlock) {
  const SampleLog log;
  for (size_t at = 0; at < log.ends[1]; ++at) {
    std::string damaged = log.bytes;
    damaged[at] ^= 0x10;
    const size_t block = at < kHashFileHeaderBytes ? 0
                         : at < log.ends[0]        ? kHashFileHeaderBytes
                                                   : log.ends[0];
    ExpectCorrupt(Read(damaged, kLog), "@" + std::to_string(block));
  }
  for (size_t at = log.ends[1]; at < log.bytes.size(); ++at) {
    std::string damaged = log.bytes;
    damaged[at] ^= 0x10;
    const ReadBack back = Read(damaged, kLog);
    ASSERT_TRUE(back.end.has_value());
    EXPECT_EQ(back.end->offset, log.ends[1]);
  }
}

TEST(HashFile, BlocksOfAnotherPlaceOrGenerationDoNotCount) {
  const SampleLog log;
  // The last block twice: its sequence is not what follows.
  const std::string last = log.bytes.substr(log.ends[1]);
  const ReadBack twice = Read(log.bytes + last, kLog);
  ASSERT_TRUE(twice.end.has_value());
  EXPECT_EQ(twice.end->offset, log.bytes.size());
  const std::string other = EncodeHashBlock({HashFileKind::kLog, 2}, 6, HashOperation::kAdd,
                                            std::span(log.entries).first(1));
  const ReadBack older = Read(log.bytes + other, kLog);
  ASSERT_TRUE(older.end.has_value());
  EXPECT_EQ(older.end->offset, log.bytes.size());
  ExpectCorrupt(Read(log.bytes, kSealed), "@0");
  ExpectCorrupt(Read(log.bytes, {HashFileKind::kLog, 4}), "@0");
}

TEST(HashFile, ASealedFileIsWholeOrCorrupt) {
  const std::vector<HashEntry> entries = HashSource(31).Entries(4);
  std::string bytes = EncodeHashFileHeader(kSealed);
  bytes += EncodeHashBlock(kSealed, 0, HashOperation::kAdd, entries);
  const size_t end = bytes.size();
  bytes += EncodeHashBlock(kSealed, 4, HashOperation::kEnd, {});
  const ReadBack whole = Read(bytes, kSealed);
  ASSERT_TRUE(whole.end.has_value());
  EXPECT_EQ(whole.changes.size(), 4u);
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(Read(bytes.substr(0, size), kSealed).end.has_value()) << size;
  }
  ExpectCorrupt(Read(bytes.substr(0, end), kSealed), "@" + std::to_string(end));
  EXPECT_FALSE(Read(bytes + "x", kSealed).end.has_value());
  std::string removes = EncodeHashFileHeader(kSealed);
  removes += EncodeHashBlock(kSealed, 0, HashOperation::kRemove, entries);
  EXPECT_FALSE(Read(removes, kSealed).end.has_value());
}

TEST(HashFile, AnErrorOfReadingNamesTheOffset) {
  const SampleLog log;
  HashFile failing{"/some/log", log.bytes.size(),
                   [&](uint64_t offset, std::span<char> buffer) -> Result<size_t> {
                     if (offset >= log.ends[0])
                       return ErrnoError(EIO, "cannot read", "/some/log@" + std::to_string(offset));
                     log.bytes.copy(buffer.data(), buffer.size(), offset);
                     return buffer.size();
                   }};
  const auto end = ReadHashFile(failing, kLog, [](auto, auto) { return Ok(); });
  ASSERT_FALSE(end.has_value());
  EXPECT_EQ(end.error().code, ErrorCode::kIo);
  EXPECT_EQ(end.error().where, "/some/log@" + std::to_string(log.ends[0]));
  EXPECT_EQ(OpenHashFile("/nowhere/log").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(OpenHashFile("/dev/null").error().code, ErrorCode::kCorruption);
}

}  // namespace
}  // namespace arsip::archive
