#include "frontier/seen_manifest.h"

#include <gtest/gtest.h>

namespace arsip::frontier {
namespace {

SeenManifest SomeManifest() {
  SeenManifest manifest;
  manifest.covered = 1ULL << 40;
  manifest.runs = {{1, 100, {}}, {70'000, 1ULL << 33, {}}};
  manifest.runs[1].digest.fill(0xab);
  return manifest;
}

TEST(SeenManifest, ReadsBackAsItWas) {
  EXPECT_EQ(*DecodeSeenManifest(EncodeSeenManifest(SomeManifest())), SomeManifest());
  EXPECT_EQ(*DecodeSeenManifest(EncodeSeenManifest({})), SeenManifest());
}

TEST(SeenManifest, OneOfAnotherVersionIsCorruption) {
  std::string bytes = EncodeSeenManifest(SomeManifest());
  for (const char version : {2, 3}) {  // of runs with fences; with no byte of each key
    bytes[0] = version;
    EXPECT_EQ(DecodeSeenManifest(bytes).error().code, ErrorCode::kCorruption);
  }
}

TEST(SeenManifest, WhatIsCutShortOrTooLongIsCorruption) {
  const std::string bytes = EncodeSeenManifest(SomeManifest());
  for (size_t size = 0; size < bytes.size(); ++size) {
    const auto manifest = DecodeSeenManifest(bytes.substr(0, size));
    ASSERT_FALSE(manifest.has_value()) << size;
    EXPECT_EQ(manifest.error().code, ErrorCode::kCorruption);
  }
  EXPECT_FALSE(DecodeSeenManifest(bytes + "x").has_value());
}

}  // namespace
}  // namespace arsip::frontier
