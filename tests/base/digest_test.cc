#include "base/digest.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace arsip {
namespace {

// FIPS 180-4's examples, from
// https://csrc.nist.gov/projects/cryptographic-standards-and-guidelines/example-values
TEST(Digest, NistExamplesAreMet) {
  EXPECT_EQ(HexEncode(ComputeSha1("abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(HexEncode(ComputeSha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(HexEncode(ComputeSha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Digest, EmptyInputHasTheDigestsOfEmptyPayloads) {
  EXPECT_EQ(FormatDigest(ComputeSha1("")), "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ");
  EXPECT_EQ(FormatDigest(ComputeSha256("")),
            "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(ComputeSha256(std::span<const std::string_view>{}), ComputeSha256(""));
}

TEST(Digest, PartsAndStreamGiveTheDigestOfTheWhole) {
  const std::string whole(100'000, 'x');
  const std::string_view view = whole;
  const std::vector<std::string_view> parts = {view.substr(0, 1), "", view.substr(1, 63),
                                               view.substr(64)};
  EXPECT_EQ(ComputeSha256(parts), ComputeSha256(whole));
  Sha256Stream stream;
  for (const std::string_view part : parts) stream.Update(part);
  Sha256Stream moved(std::move(stream));
  EXPECT_EQ(moved.Finish(), ComputeSha256(whole));
}

TEST(Digest, AlternatingAlgorithmsDoNotDisturbEachOther) {
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(HexEncode(ComputeSha1("abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
    Sha256Stream open;
    open.Update("ab");
    EXPECT_EQ(ComputeSha256("x"), ComputeSha256("x"));
    open.Update("c");
    EXPECT_EQ(open.Finish(), ComputeSha256("abc"));
  }
}

TEST(Digest, ThreadsComputeIndependently) {
  const Sha256 expected = ComputeSha256("page");
  std::vector<int> wrong(4, 0);
  std::vector<std::thread> threads;
  for (size_t t = 0; t < wrong.size(); ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 1000; ++i) wrong[t] += ComputeSha256("page") != expected ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, std::vector<int>(4, 0));
}

std::string Base32(std::string_view text) {
  return Base32Encode({reinterpret_cast<const uint8_t*>(text.data()), text.size()});
}

// https://www.rfc-editor.org/rfc/rfc4648#section-10
TEST(Rfc4648Section10, Base32ExamplesAreMet) {
  EXPECT_EQ(Base32(""), "");
  EXPECT_EQ(Base32("f"), "MY======");
  EXPECT_EQ(Base32("fo"), "MZXQ====");
  EXPECT_EQ(Base32("foo"), "MZXW6===");
  EXPECT_EQ(Base32("foob"), "MZXW6YQ=");
  EXPECT_EQ(Base32("fooba"), "MZXW6YTB");
  EXPECT_EQ(Base32("foobar"), "MZXW6YTBOI======");
}

TEST(ParseDigest, EverySpellingFoundInArchivesIsRead) {
  const Sha1 sha1 = ComputeSha1("");
  for (const char* text :
       {"sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", "3i42h3s6nnfq2msvx7xzkyayscx5qbyj",
        "SHA1:DA39A3EE5E6B4B0D3255BFEF95601890AFD80709", "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "sha-1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"}) {
    ASSERT_TRUE(ParseSha1(text).has_value()) << text;
    EXPECT_EQ(*ParseSha1(text), sha1) << text;
  }
  const Sha256 sha256 = ComputeSha256("");
  const std::string base32 = Base32Encode(sha256);
  EXPECT_EQ(ParseSha256("sha256:" + base32).value(), sha256);
  EXPECT_EQ(ParseSha256(base32.substr(0, 52)).value(), sha256);  // without its padding
  EXPECT_EQ(ParseSha256("SHA-256:" + HexEncode(sha256)).value(), sha256);
  EXPECT_EQ(ParseSha256(FormatDigest(sha256)).value(), sha256);
}

TEST(ParseDigest, WhatIsNoDigestIsRefusedAndNamed) {
  for (const char* text :
       {"", "sha1:", "sha256:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ",
        "md5:d41d8cd98f00b204e9800998ecf8427e", "3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBY1",
        "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJA", "sha1:sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ",
        "da39a3ee5e6b4b0d3255bfef95601890afd8070", "da39a3ee5e6b4b0d3255bfef95601890afd8070g"}) {
    auto digest = ParseSha1(text);
    ASSERT_FALSE(digest.has_value()) << text;
    EXPECT_EQ(digest.error().code, ErrorCode::kInvalidInput);
    EXPECT_NE(digest.error().message.find(text), std::string::npos);
  }
}

TEST(ParseDigest, SpareBase32BitsHaveToBeZero) {
  std::string base32 = Base32Encode(ComputeSha256("")).substr(0, 52);
  EXPECT_EQ(base32.back(), 'Q');  // ends with 4 spare bits
  base32.back() = 'R';
  EXPECT_FALSE(ParseSha256(base32).has_value());
}

TEST(Hex, DecodesWhatItEncoded) {
  EXPECT_EQ(HexDecode("00ff7Fa0").value(), std::string("\0\xff\x7f\xa0", 4));
  EXPECT_EQ(HexDecode("").value(), "");
  EXPECT_FALSE(HexDecode("0").has_value());
  EXPECT_FALSE(HexDecode("0x").has_value());
}

}  // namespace
}  // namespace arsip
