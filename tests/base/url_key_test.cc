#include "base/url_key.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "base/url_keys.h"

namespace arsip {
namespace {

Url ParsedUrl(std::string_view text) { return *Url::Parse(text); }

// Expected values: Python's hashlib.blake2b(text, digest_size=8).
TEST(UrlKeyTest, IsBlake2bOfHostThenOfHref) {
  EXPECT_EQ(KeyOf(ParsedUrl("https://example.org/")).ToHex(), "24dab28d73e82db56ec7e91c7656bfb8");
  EXPECT_EQ(HostHash("example.org"), 0x24dab28d73e82db5u);
  EXPECT_EQ(HostHash(""), 0xe4a6a0577479b2b4u);
}

TEST(UrlKeyTest, PagesOfOneHostShareTheirFirstHalf) {
  const UrlKey a = KeyOf(ParsedUrl("https://example.org/a"));
  const UrlKey b = KeyOf(ParsedUrl("http://example.org:8080/b?c"));
  const UrlKey c = KeyOf(ParsedUrl("https://example.com/a"));
  EXPECT_EQ(a.view().substr(0, 8), b.view().substr(0, 8));
  EXPECT_NE(a.view().substr(8), b.view().substr(8));
  EXPECT_NE(a.view().substr(0, 8), c.view().substr(0, 8));
}

TEST(UrlKeyTest, SpellingsOfOneUrlAreOneKey) {
  EXPECT_EQ(KeyOf(ParsedUrl("HTTP://u:p@Example.ORG:80/a/../b#c")),
            KeyOf(ParsedUrl("http://example.org/b")));
}

TEST(UrlKeyTest, BytesRoundTrip) {
  const UrlKey key = KeyOf(ParsedUrl("https://example.org/"));
  const Result<UrlKey> read = UrlKey::FromBytes(key.view());
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(*read, key);
}

TEST(UrlKeyTest, OtherLengthsAreCorruption) {
  for (std::string_view bytes : {"", "123456789012345", "12345678901234567"}) {
    const Result<UrlKey> read = UrlKey::FromBytes(bytes);
    ASSERT_FALSE(read.has_value());
    EXPECT_EQ(read.error().code, ErrorCode::kCorruption);
  }
}

TEST(UrlKeyTest, HashesOfThreadsThatStartTogetherAgree) {
  std::vector<uint64_t> hashes(4);
  std::vector<std::thread> threads;
  for (uint64_t& hash : hashes) threads.emplace_back([&hash] { hash = HostHash("example.org"); });
  for (std::thread& thread : threads) thread.join();
  for (uint64_t hash : hashes) EXPECT_EQ(hash, HostHash("example.org"));
}

TEST(UrlKeysTest, GivesTheSameKeysWhateverHostCameBefore) {
  UrlKeys keys;
  for (const char* const href :
       {"https://example.org/", "https://example.org/a", "https://example.com/a",
        "http://example.com:8080/b", "https://example.org/", "https://[::1]/", "http://[::1]/x"}) {
    EXPECT_EQ(keys.KeyOf(ParsedUrl(href)), KeyOf(ParsedUrl(href))) << href;
  }
  EXPECT_EQ(keys.KeyOf(Url()), KeyOf(Url()));
}

}  // namespace
}  // namespace arsip
