#include "extractors/content_decoding.h"

#include <gtest/gtest.h>

#include <string>

#include "gzipped.h"

namespace arsip::extractors {
namespace {

constexpr uint64_t kNoLimit = 1u << 30;

class ContentDecoderTest : public ::testing::Test {
 protected:
  DecodedContent Decode(std::string_view coded, std::vector<std::string_view> codings,
                        uint64_t max_bytes = kNoLimit) {
    return decoder_.Decode(coded, codings, max_bytes);
  }
  static bool Clean(const DecodedContent& decoded) {
    return !decoded.bomb && !decoded.cut && !decoded.bad_encoding && !decoded.truncated_encoding;
  }
  // Random enough not to compress.
  static std::string Noise(size_t bytes) {
    std::string noise(bytes, '\0');
    uint32_t state = 1;
    for (char& c : noise) c = static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
    return noise;
  }

  ContentDecoder decoder_;
};

using Rfc9110Section841 = ContentDecoderTest;

TEST_F(Rfc9110Section841, EveryCodingAndItsAlias) {
  const std::string text = "some text, some text, some text";
  for (const char* coding : {"gzip", "x-gzip", "GZip"}) {
    const DecodedContent decoded = Decode(Deflated(text), {coding});
    EXPECT_EQ(decoded.bytes, text) << coding;
    EXPECT_TRUE(Clean(decoded)) << coding;
  }
  EXPECT_EQ(Decode(Deflated(text, Wrapper::kZlib), {"deflate"}).bytes, text);
}

TEST_F(Rfc9110Section841, NoCodingAndIdentityLeaveTheBytes) {
  EXPECT_EQ(Decode("plain", {}).bytes, "plain");
  EXPECT_EQ(Decode("plain", {"identity", "", " , identity"}).bytes, "plain");
  EXPECT_TRUE(Clean(Decode("plain", {"identity"})));
}

TEST_F(Rfc9110Section841, CodingsComeOffInReverseOrder) {
  const std::string coded = Deflated(Deflated("text", Wrapper::kZlib));
  EXPECT_EQ(Decode(coded, {"deflate, gzip"}).bytes, "text");
  EXPECT_EQ(Decode(coded, {"deflate", "gzip"}).bytes, "text");
}

TEST_F(Rfc9110Section841, SeveralGzipMembersAreOneText) {
  EXPECT_EQ(Decode(Deflated("one") + Deflated("two"), {"gzip"}).bytes, "onetwo");
}

using LenientContentDecoding = ContentDecoderTest;

TEST_F(LenientContentDecoding, DeflateMayBeRawOrReallyGzip) {
  EXPECT_EQ(Decode(Deflated("text", Wrapper::kRaw), {"deflate"}).bytes, "text");
  EXPECT_EQ(Decode(Deflated("text"), {"deflate"}).bytes, "text");
}

TEST_F(LenientContentDecoding, WhatFollowsTheLastMemberIsIgnored) {
  const DecodedContent decoded = Decode(Deflated("text") + "garbage", {"gzip"});
  EXPECT_EQ(decoded.bytes, "text");
  EXPECT_TRUE(Clean(decoded));
}

using HostileCoding = ContentDecoderTest;

TEST_F(HostileCoding, ABombIsCutAtTheRatio) {
  const std::string bomb = Deflated(std::string(64u << 20, '\0'));
  const DecodedContent decoded = Decode(bomb, {"gzip"});
  EXPECT_TRUE(decoded.bomb);
  EXPECT_LE(decoded.bytes.size(), bomb.size() * kMaxDecodingRatio + (1u << 20));
  EXPECT_GE(decoded.bytes.size(), kRatioFreeBytes);
}

TEST_F(HostileCoding, ALayeredBombIsMeasuredAgainstTheWire) {
  const std::string bomb = Deflated(Deflated(std::string(64u << 20, '\0')));
  const DecodedContent decoded = Decode(bomb, {"gzip, gzip"});
  EXPECT_TRUE(decoded.bomb);
  EXPECT_LT(decoded.bytes.size(), 3u << 20);
}

TEST_F(HostileCoding, AHighRatioInTheFirstMebibyteIsNoBomb) {
  const std::string zeros(900u << 10, '\0');
  const DecodedContent decoded = Decode(Deflated(zeros), {"gzip"});
  EXPECT_EQ(decoded.bytes.size(), zeros.size());
  EXPECT_TRUE(Clean(decoded));
}

TEST_F(HostileCoding, TheCapOnDecodedBytesHolds) {
  const DecodedContent decoded = Decode(Deflated(Noise(3u << 20)), {"gzip"}, 1u << 20);
  EXPECT_TRUE(decoded.cut);
  EXPECT_EQ(decoded.bytes.size(), 1u << 20);
}

TEST_F(HostileCoding, OfSixLayersThreeAreUndone) {
  std::string coded = "text";
  for (int i = 0; i < 6; ++i) coded = Deflated(coded);
  const DecodedContent decoded = Decode(coded, {"gzip,gzip,gzip", "gzip,gzip,gzip"});
  EXPECT_TRUE(decoded.bad_encoding);
  EXPECT_EQ(decoded.bytes, Deflated(Deflated(Deflated("text"))));
}

TEST_F(HostileCoding, WhatIsNotInItsCodingIsLeftAsItIs) {
  for (const char* coding : {"gzip", "br", "zstd", "compress", "\"gzip\""}) {
    const DecodedContent decoded = Decode("<p>plain", {coding});
    EXPECT_TRUE(decoded.bad_encoding) << coding;
    EXPECT_EQ(decoded.bytes, "<p>plain") << coding;
  }
}

TEST_F(HostileCoding, ATruncatedStreamYieldsWhatWasThere) {
  const std::string text = Noise(100'000);
  const std::string coded = Deflated(text);
  const DecodedContent decoded =
      Decode(std::string_view(coded).substr(0, coded.size() / 2), {"gzip"});
  EXPECT_TRUE(decoded.truncated_encoding);
  EXPECT_FALSE(decoded.bytes.empty());
  EXPECT_TRUE(text.starts_with(decoded.bytes));
}

TEST_F(HostileCoding, ADamagedStreamYieldsWhatCameBefore) {
  const std::string text = Noise(200'000);
  std::string coded = Deflated(text);
  coded[coded.size() - 5] = static_cast<char>(coded[coded.size() - 5] + 1);  // in the trailer
  const DecodedContent decoded = Decode(coded, {"gzip"});
  EXPECT_TRUE(decoded.bad_encoding);
  EXPECT_EQ(decoded.bytes, text);
}

TEST_F(HostileCoding, NothingAtAllIsNoError) { EXPECT_TRUE(Clean(Decode("", {"gzip"}))); }

TEST_F(ContentDecoderTest, OneDecoderServesManyBodies) {
  for (int i = 0; i < 20; ++i) {
    const std::string text(static_cast<size_t>(i) * 50'000 + 1, static_cast<char>('a' + i));
    EXPECT_EQ(Decode(Deflated(text), {"gzip"}).bytes, text);
  }
}

}  // namespace
}  // namespace arsip::extractors
