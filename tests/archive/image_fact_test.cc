#include "archive/image_fact.h"

#include "gtest/gtest.h"

namespace arsip::archive {
namespace {

const std::string kDigest = "payload-sha256: " + FormatDigest(Sha256{}) + "\r\n";
const std::string kHex(64, 'a');

TEST(ImageFactTest, IsReadFromItsLineAsItWasWritten) {
  ImageFact fact{Sha256{}, *ParseHash256(kHex), 77, 1, 4096, false};
  const auto read = [](const ImageFact& written) {
    return ImageFactOf("via: x\r\n" + kDigest + "image-hash: " + FormatImageHash(written) +
                       "; width=8; type=image/png\r\nimage-hash-state: damaged\r\n");
  };
  EXPECT_EQ(read(fact), fact);
  EXPECT_TRUE(fact.matchable());
  fact.degenerate = true;
  EXPECT_EQ(read(fact), fact);
  EXPECT_FALSE(fact.matchable());
  fact.degenerate = false;
  fact.quality = 49;
  EXPECT_FALSE(fact.matchable());
}

TEST(ImageFactTest, TurnedHashesAreReadAllOrNone) {
  const Hash256 hash = *ParseHash256(kHex);
  ImageFact fact{Sha256{}, hash, 77, 2, 4096, false};
  EXPECT_EQ(fact.forms(), FormsOf(hash));
  fact.turned = {*ParseHash256(std::string(64, '1')), *ParseHash256(std::string(64, '2')),
                 *ParseHash256(std::string(64, '3'))};
  const std::string line = "image-hash: " + FormatImageHash(fact);
  EXPECT_EQ(ImageFactOf(kDigest + line + "; width=8\r\n"), fact);
  EXPECT_EQ(fact.forms(), FormsOf(hash, *fact.turned));
  const size_t last = line.find("; flipy=");
  const auto without = ImageFactOf(kDigest + line.substr(0, last) + "\r\n");
  ASSERT_TRUE(without);
  EXPECT_EQ(without->turned, std::nullopt);
  EXPECT_FALSE(ImageFactOf(kDigest + line.substr(0, line.size() - 1) + "\r\n"));
}

TEST(ImageFactTest, LinesThatAreNoneAreNoFacts) {
  EXPECT_TRUE(ImageFactOf(kDigest + "image-hash: pdq " + kHex + "; quality=50\r\n"));
  for (const std::string& bad :
       {"pdq " + kHex.substr(1), "phash " + kHex, "pdq " + kHex + "; quality=101",
        "pdq " + kHex + "; quality=", "pdq " + kHex + "; rule=-1", "pdq " + kHex + "x",
        "pdq A" + kHex.substr(1)}) {
    EXPECT_FALSE(ImageFactOf(kDigest + "image-hash: " + bad + "\r\n")) << bad;
  }
  EXPECT_FALSE(ImageFactOf("image-hash: pdq " + kHex + "; quality=50\r\n"));
  EXPECT_FALSE(ImageFactOf(kDigest));
}

TEST(ImageFactTest, HexIsThatOfPdq) {
  const std::string hex = "d8f8f0cce0f4a84f0e370a22028f67f0b36e2ed596623e1d33e6b39c4e9c9b22";
  EXPECT_EQ(FormatHash256(*ParseHash256(hex)), hex);
  EXPECT_EQ(ParseHash256(hex)->words[0], 0xd8f8f0cce0f4a84fU);
  EXPECT_FALSE(ParseHash256(hex.substr(1)));
}

}  // namespace
}  // namespace arsip::archive
