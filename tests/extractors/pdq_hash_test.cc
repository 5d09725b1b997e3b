#include "extractors/pdq_hash.h"

#include <gtest/gtest.h>

#include <string>

namespace arsip::extractors {
namespace {

const std::string kHex = "dd4bf732554b3b3a5549e136554aa532d54a553a006aded6aaa5aadabff30001";

TEST(PdqHexadecimal, FirstDigitHoldsTheHighestBits) {
  PdqHash hash;
  hash.SetBit(255);
  hash.SetBit(0);
  EXPECT_EQ(hash.ToHex(), "8" + std::string(62, '0') + "1");
  EXPECT_EQ(hash.words()[15], 0x8000);
  EXPECT_EQ(hash.words()[0], 1);
}

TEST(PdqHexadecimal, IsReadBackAsItWasWritten) {
  const auto hash = PdqHash::FromHex(kHex);
  ASSERT_TRUE(hash);
  EXPECT_EQ(hash->ToHex(), kHex);
  EXPECT_EQ(hash->words()[15], 0xdd4b);
  EXPECT_TRUE(hash->bit(0));
  EXPECT_FALSE(hash->bit(1));
}

TEST(PdqHexadecimal, NothingElseIsAHash) {
  EXPECT_FALSE(PdqHash::FromHex(""));
  EXPECT_FALSE(PdqHash::FromHex(kHex.substr(1)));
  EXPECT_FALSE(PdqHash::FromHex(kHex + "0"));
  EXPECT_FALSE(PdqHash::FromHex(" " + kHex.substr(1)));
  EXPECT_FALSE(PdqHash::FromHex("DD4B" + kHex.substr(4)));
  EXPECT_FALSE(PdqHash::FromHex("0x" + kHex.substr(2)));
}

TEST(PdqBytes, AreTheDigitsTwoByTwo) {
  const PdqHash hash = *PdqHash::FromHex(kHex);
  const std::string bytes = hash.ToBytes();
  ASSERT_EQ(bytes.size(), PdqHash::kBytes);
  EXPECT_EQ(static_cast<uint8_t>(bytes.front()), 0xdd);
  EXPECT_EQ(static_cast<uint8_t>(bytes.back()), 0x01);
  EXPECT_EQ(PdqHash::FromBytes(bytes), hash);
  EXPECT_FALSE(PdqHash::FromBytes(bytes.substr(1)));
}

TEST(PdqDistance, CountsTheBitsThatDiffer) {
  const PdqHash a = *PdqHash::FromHex(kHex);
  PdqHash b = a;
  EXPECT_EQ(Distance(a, b), 0);
  b.SetBit(1);
  b.SetBit(200);
  const int expected = (a.bit(1) ? 0 : 1) + (a.bit(200) ? 0 : 1);
  EXPECT_EQ(Distance(a, b), expected);
  EXPECT_EQ(
      Distance(*PdqHash::FromHex(std::string(64, '0')), *PdqHash::FromHex(std::string(64, 'f'))),
      256);
  EXPECT_EQ(a.set_bits(), 128);
}

std::string Repeated(const std::string& digits) {
  std::string text;
  while (text.size() < 64) text += digits;
  return text;
}

TEST(PdqDenyList, HoldsWhatUnlikeImagesShare) {
  for (const char* digits : {"0", "f", "5555aaaa", "aaaa5555", "ffff0000", "0000ffff", "5", "a"}) {
    EXPECT_TRUE(IsDegenerate(*PdqHash::FromHex(Repeated(digits)))) << digits;
  }
}

TEST(PdqDenyList, HoldsTheirNeighboursOfEightBits) {
  PdqHash near;
  for (size_t bit = 0; bit < 8; ++bit) near.SetBit(bit * 31);
  EXPECT_TRUE(IsDegenerate(near));
  near.SetBit(255);
  EXPECT_FALSE(IsDegenerate(near));
}

TEST(PdqDenyList, LetsAPictureThrough) { EXPECT_FALSE(IsDegenerate(*PdqHash::FromHex(kHex))); }

}  // namespace
}  // namespace arsip::extractors
