#include "archive/record_block.h"

#include "gtest/gtest.h"

namespace arsip::archive {
namespace {

constexpr RecordUuid kRun{0xb2d5f3a1c4978e60, 0xa400000000000000};
constexpr RecordUuid kOtherRun{0x0123456789ab8def, 0x9c00000000000000};

BlockRecord RecordAt(uint64_t offset, uint64_t length, BlockRecordId id) {
  return {RecordType::kResponse, offset, length, std::move(id)};
}
BlockRecordId Numbered(uint64_t counter, const RecordUuid& run = kRun) {
  return {run.WithCounter(counter), {}};
}

std::string Encoded(const std::vector<BlockRecord>& records) {
  RecordBlockWriter writer;
  for (const BlockRecord& record : records) writer.Add(record);
  return writer.value();
}

void ExpectRoundTrip(const std::vector<BlockRecord>& records) {
  const std::string value = Encoded(records);
  const auto read = DecodeRecordBlock(records.front().offset, value);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(*read, records);
}

TEST(RecordBlock, RecordsThatFollowEachOtherTakeThreeBytesEach) {
  std::vector<BlockRecord> records;
  for (uint64_t i = 0; i < 100; ++i) records.push_back(RecordAt(i * 900, 900, Numbered(7 + i)));
  ExpectRoundTrip(records);
  EXPECT_EQ(Encoded(records).size(), 16u + 100 * 3);
}

TEST(RecordBlock, RoundTripsEveryFormOfAnId) {
  ExpectRoundTrip(
      {RecordAt(5, 1, Numbered(100)), RecordAt(6, 1, Numbered(99)),
       RecordAt(10, 200, BlockRecordId::Of("<http://example.org/records/1>")),
       RecordAt(210, 1, Numbered(100)), RecordAt(211, 1, Numbered(8, kOtherRun)),
       RecordAt(212, 1, Numbered(101)), RecordAt(213, 1, Numbered(300)),
       RecordAt(214, 0, Numbered(RecordUuid::kCounterMask)), RecordAt(214, 1, Numbered(0)),
       RecordAt(300, 1, Numbered(9, kOtherRun)),
       RecordAt(301, 1, BlockRecordId::Of("<urn:uuid:01234567-89ab-4def-8123-456789abcdef>")),
       RecordAt(302, 1, BlockRecordId::Of("<urn:uuid:41234567-89ab-4def-8123-456789abcdef>")),
       RecordAt(303, 1, Numbered(1)), RecordAt(304, 1ull << 40, Numbered(1))});
}

TEST(RecordBlock, AnIdBetweenDoesNotEndARun) {
  const std::string value =
      Encoded({RecordAt(0, 1, Numbered(1)),
               RecordAt(1, 1, BlockRecordId::Of("<urn:uuid:01234567-89ab-4def-8123-456789abcdef>")),
               RecordAt(2, 1, Numbered(2))});
  EXPECT_EQ(value.size(), 2 * (2 + 16u) + 3);
}

TEST(RecordBlock, EveryTypeAndGapIsKept) {
  std::vector<BlockRecord> records;
  for (uint8_t type = 0; type < 8; ++type) {
    records.push_back({static_cast<RecordType>(type), 10 + type * 30u, type % 2 == 0 ? 30u : 20u,
                       Numbered(type)});
  }
  ExpectRoundTrip(records);
}

TEST(RecordBlock, OnlyWholeValuesAreRead) {
  const std::string value = Encoded({RecordAt(0, 1, Numbered(1))});
  EXPECT_TRUE(DecodeRecordBlock(0, value).has_value());
  for (size_t length = 0; length < value.size(); ++length) {
    EXPECT_FALSE(DecodeRecordBlock(0, value.substr(0, length)).has_value()) << length;
  }
  EXPECT_FALSE(DecodeRecordBlock(0, value + "\x01").has_value());
}

TEST(RecordBlock, ValuesHaveOneEncoding) {
  using namespace std::string_literals;
  const std::string first = Encoded({RecordAt(0, 1, Numbered(1))});
  EXPECT_TRUE(DecodeRecordBlock(0, first + "\x01\x01"s).has_value());
  EXPECT_FALSE(DecodeRecordBlock(0, first + "\x11\x01\x00"s).has_value());  // next, as a step
  EXPECT_TRUE(DecodeRecordBlock(0, first + "\x11\x01\x02"s).has_value());
  EXPECT_FALSE(DecodeRecordBlock(0, first + "\x21\x01\x02"s).has_value());  // of a run that is none
  EXPECT_FALSE(DecodeRecordBlock(0, first + "\x61\x01"s).has_value());      // no such form
  EXPECT_FALSE(DecodeRecordBlock(0, first + "\x81\x01"s).has_value());
  EXPECT_FALSE(DecodeRecordBlock(0, first + "\x09\x00\x01"s).has_value());  // a gap of nothing
  EXPECT_FALSE(DecodeRecordBlock(0, first + "\x51\x01\x00"s).has_value());  // an empty text
  EXPECT_FALSE(DecodeRecordBlock(0, "\x01\x01"s).has_value());              // nothing to follow
  EXPECT_FALSE(DecodeRecordBlock(0, "\x09\x01"s + first.substr(1)).has_value());
  const std::string again = first + "\x41\x01"s + first.substr(2);  // the run is known
  EXPECT_FALSE(DecodeRecordBlock(0, again).has_value());
  const std::string uuid_as_text =
      first + "\x51\x01\x2f<urn:uuid:01234567-89ab-4def-8123-456789abcdef>"s;
  EXPECT_FALSE(DecodeRecordBlock(0, uuid_as_text).has_value());
}

TEST(RecordBlock, AnEndBeyondAllFilesIsRefused) {
  const std::string value = Encoded({RecordAt(10, UINT64_MAX - 5, Numbered(1))});
  EXPECT_FALSE(DecodeRecordBlock(10, value).has_value());
}

TEST(RecordBlock, EndsWithItsWindow) {
  RecordBlockWriter writer;
  EXPECT_TRUE(writer.Takes(kBlockWindowBytes + 5));
  writer.Add(RecordAt(kBlockWindowBytes + 5, 1, Numbered(1)));
  EXPECT_TRUE(writer.Takes(2 * kBlockWindowBytes - 1));
  EXPECT_FALSE(writer.Takes(2 * kBlockWindowBytes));
}

TEST(RecordBlock, EndsWhenItIsFull) {
  RecordBlockWriter writer;
  for (uint64_t i = 0; i < kMaxBlockRecords; ++i) {
    ASSERT_TRUE(writer.Takes(i));
    writer.Add(RecordAt(i, 1, Numbered(i)));
  }
  EXPECT_FALSE(writer.Takes(kMaxBlockRecords));
  RecordBlockWriter texts;
  texts.Add(RecordAt(0, 1, BlockRecordId::Of("<" + std::string(kFullBlockBytes, 'x') + ">")));
  EXPECT_FALSE(texts.Takes(1));
}

}  // namespace
}  // namespace arsip::archive
