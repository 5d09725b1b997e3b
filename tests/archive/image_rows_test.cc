#include "archive/image_rows.h"

#include "gtest/gtest.h"
#include "hash_samples.h"

namespace arsip::archive {
namespace {

ImageRow SampleRow() {
  testing::HashSource source(1);
  ImageRow row;
  row.fact = {ComputeSha256("a"), source.Random(), 80, 300, 1u << 20, false};
  row.first = UtcTime(std::chrono::microseconds(-5));
  return row;
}

TEST(ImageRowsTest, AreDecodedAsTheyWereEncoded) {
  ImageRow row = SampleRow();
  EXPECT_EQ(DecodeImageRow(EncodeImageRow(row)), row);
  row.exemplar = row.fact.payload;
  EXPECT_TRUE(row.is_exemplar());
  EXPECT_EQ(DecodeImageRow(EncodeImageRow(row)), row);
  row.exemplar = ComputeSha256("b");
  row.distance = 31;
  row.form = 7;
  EXPECT_EQ(DecodeImageRow(EncodeImageRow(row)), row);
  testing::HashSource source(2);
  row.fact.turned = {source.Random(), source.Random(), source.Random()};
  EXPECT_EQ(DecodeImageRow(EncodeImageRow(row)), row);
}

TEST(ImageRowsTest, OtherBytesAreNoRow) {
  const std::string whole = EncodeImageRow(SampleRow());
  for (size_t length = 0; length < whole.size(); ++length) {
    EXPECT_FALSE(DecodeImageRow(whole.substr(0, length))) << length;
  }
  EXPECT_FALSE(DecodeImageRow(whole + '\0'));
  ImageRow turned = SampleRow();
  turned.fact.turned.emplace();
  EXPECT_FALSE(DecodeImageRow(EncodeImageRow(turned).substr(0, whole.size() + 95)));
  std::string flags = whole;
  flags[0] = 6;  // a member that is an exemplar
  EXPECT_FALSE(DecodeImageRow(flags));
}

TEST(ImageRowsTest, KeysSortByTime) {
  const UtcTime early(std::chrono::seconds(-1));
  const UtcTime late(std::chrono::seconds(1));
  EXPECT_LT(EncodeMemberKey({7, early, 9}), EncodeMemberKey({7, late, 8}));
  const auto member = DecodeMemberKey(EncodeMemberKey({7, late, 8}));
  ASSERT_TRUE(member);
  EXPECT_EQ(member->exemplar, 7u);
  EXPECT_EQ(member->first, late);
  EXPECT_EQ(member->id, 8u);
  EXPECT_FALSE(DecodeMemberKey("K"));
  const Sha256 payload = ComputeSha256("a");
  const Sighting sighting{late, "https://example.org/"};
  EXPECT_EQ(DecodeSightingKey(EncodeSightingKey(payload, sighting)), sighting);
  EXPECT_TRUE(EncodeSightingKey(payload, sighting).starts_with(SightingKeyPrefix(payload)));
  EXPECT_FALSE(DecodeSightingKey(SightingKeyPrefix(payload)));
}

}  // namespace
}  // namespace arsip::archive
