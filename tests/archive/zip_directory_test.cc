#include "archive/zip_directory.h"

#include <sys/stat.h>
#include <zlib.h>

#include "archive/zip_file.h"
#include "capture_samples.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "warc_bytes.h"

namespace arsip::archive {
namespace {

using testing::ReadBytes;
using testing::WriteBytes;

class ZipDirectoryTest : public ::testing::Test {
 protected:
  std::string path() const { return directory_.path() + "/x.zip"; }
  void Write(const std::vector<std::pair<std::string, std::string>>& entries) {
    auto zip = ZipFileWriter::Create(path(), UtcTime(std::chrono::seconds(1'790'000'000)));
    ASSERT_TRUE(zip.has_value()) << zip.error().ToString();
    for (const auto& [name, bytes] : entries) {
      ASSERT_TRUE((*zip)->Begin(name, bytes.size()).has_value());
      ASSERT_TRUE((*zip)->Write(bytes).has_value());
      const auto entry = (*zip)->End();
      ASSERT_TRUE(entry.has_value()) << entry.error().ToString();
      EXPECT_EQ(entry->sha256, ComputeSha256(std::string_view(bytes)));
    }
    ASSERT_TRUE((*zip)->Close().has_value());
    EXPECT_EQ((*zip)->bytes(), ReadBytes(path()).size());
  }
  Result<std::string> Read(const ZipEntry& entry) {
    std::string bytes;
    ARSIP_TRY(ReadZipEntry(path(), entry, [&](std::string_view piece) {
      bytes.append(piece);
      return Ok();
    }));
    return bytes;
  }
  std::string Refusal() {
    const auto entries = ReadZipDirectory(path());
    return entries.has_value() ? "" : entries.error().message;
  }
  testing::TemporaryDirectory directory_;
};

TEST_F(ZipDirectoryTest, EntriesLieInTheFileAsTheyAre) {
  const std::string large = testing::RandomBytes(300'000, 1);
  Write({{"archive/a.warc.gz", large}, {"empty", ""}, {"datapackage.json", "{}"}});
  const auto entries = ReadZipDirectory(path());
  ASSERT_TRUE(entries.has_value()) << entries.error().ToString();
  ASSERT_EQ(entries->size(), 3u);
  EXPECT_EQ((*entries)[0].name, "archive/a.warc.gz");
  EXPECT_TRUE((*entries)[0].stored);
  EXPECT_EQ(ReadBytes(path()).substr((*entries)[0].data_offset, large.size()), large);
  EXPECT_EQ(*Read((*entries)[0]), large);
  EXPECT_EQ(*Read((*entries)[1]), "");
  EXPECT_EQ(*Read((*entries)[2]), "{}");
}

TEST_F(ZipDirectoryTest, EveryFlippedByteOfAHeaderIsRefusedOrNamesAnotherTime) {
  Write({{"a", "first"}, {"b", "second"}});
  const std::string bytes = ReadBytes(path());
  const auto entries = *ReadZipDirectory(path());
  uint64_t unseen = 0;
  for (size_t at = 0; at < bytes.size(); ++at) {
    std::string changed = bytes;
    changed[at] = static_cast<char>(changed[at] ^ 0x20);
    WriteBytes(path(), changed);
    const auto read = ReadZipDirectory(path());
    bool refused = !read.has_value();
    for (size_t i = 0; !refused && i < read->size(); ++i) {
      refused = !Read((*read)[i]).has_value() || (*read)[i].name != entries[i].name;
    }
    unseen += refused ? 0 : 1;
  }
  // Versions, extra fields and permissions: nothing that says what a file is.
  EXPECT_LT(unseen, bytes.size() / 2);
  EXPECT_GT(unseen, 0u);
}

TEST_F(ZipDirectoryTest, ACutFileIsRefused) {
  Write({{"a", "first"}, {"b", "second"}});
  const std::string bytes = ReadBytes(path());
  for (size_t length = 0; length < bytes.size(); ++length) {
    WriteBytes(path(), bytes.substr(0, length));
    EXPECT_NE(Refusal(), "") << length;
  }
}

TEST_F(ZipDirectoryTest, BytesOutsideEveryEntryAreRefused) {
  Write({{"a", "first"}});
  const std::string bytes = ReadBytes(path());
  WriteBytes(path(), "x" + bytes);
  EXPECT_NE(Refusal(), "");
  WriteBytes(path(), bytes + "x");
  EXPECT_NE(Refusal(), "");
}

TEST_F(ZipDirectoryTest, NamesThatLeaveTheDirectoryAreRefused) {
  for (const char* name : {"../a", "/etc/a", "a/../../b", "a\\b", "a//b", "./a", "c:/a", "a\x01"}) {
    Write({{name, "x"}});
    EXPECT_EQ(Refusal(), "the name of an entry is no plain relative path") << name;
  }
}

TEST_F(ZipDirectoryTest, ANameGivenTwiceIsRefused) {
  Write({{"a", "first"}, {"a", "second"}});
  EXPECT_EQ(Refusal(), "a second entry of the name a");
}

TEST_F(ZipDirectoryTest, LimitsAreHeld) {
  Write({{"a", "first"}, {"b", "second"}});
  const auto few = ReadZipDirectory(path(), {.max_entries = 1});
  ASSERT_FALSE(few.has_value());
  EXPECT_EQ(few.error().code, ErrorCode::kInvalidInput);
  EXPECT_FALSE(ReadZipDirectory(path(), {.max_directory_bytes = 10}).has_value());
  EXPECT_FALSE(ReadZipDirectory(path(), {.max_name_bytes = 0}).has_value());
}

// A ZIP file of one deflated entry, by hand.
std::string Deflated(const std::string& text, uint32_t said_size) {
  std::string packed(compressBound(text.size()), '\0');
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  const auto little = [](uint64_t value, int bytes) {
    std::string out;
    for (int i = 0; i < bytes; ++i) out.push_back(static_cast<char>(value >> 8 * i));
    return out;
  };
  const auto crc = crc32_z(0, reinterpret_cast<const Bytef*>(text.data()), text.size());
  const std::string common = little(0, 2) + little(8, 2) + little(0, 4) + little(crc, 4) +
                             little(packed.size(), 4) + little(said_size, 4) + little(1, 2) +
                             little(0, 2);
  const std::string local = "PK\x03\x04" + little(20, 2) + common + "a" + packed;
  const std::string central =
      "PK\x01\x02" + little(20, 2) + little(20, 2) + common + little(0, 8) + little(0, 6) + "a";
  return local + central + "PK\x05\x06" + little(0, 4) + little(1, 2) + little(1, 2) +
         little(central.size(), 4) + little(local.size(), 4) + little(0, 2);
}

TEST_F(ZipDirectoryTest, DeflatedEntriesAreReadNoFurtherThanTheySay) {
  const std::string text(1'000'000, 'a');
  WriteBytes(path(), Deflated(text, 1'000'000));
  auto entries = ReadZipDirectory(path());
  ASSERT_TRUE(entries.has_value()) << entries.error().ToString();
  EXPECT_FALSE((*entries)[0].stored);
  EXPECT_EQ(*Read((*entries)[0]), text);
  WriteBytes(path(), Deflated(text, 1000));
  entries = ReadZipDirectory(path());
  ASSERT_TRUE(entries.has_value());
  const auto bomb = Read((*entries)[0]);
  ASSERT_FALSE(bomb.has_value());
  EXPECT_EQ(bomb.error().message, "more bytes than the directory says");
}

}  // namespace
}  // namespace arsip::archive
