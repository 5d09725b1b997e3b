#include "extractors/element_hints.h"

#include <gtest/gtest.h>

#include <string>

namespace arsip::extractors {
namespace {

TEST(ElementHintsTest, WordsAreFoundInAnyCaseAndCompound) {
  EXPECT_EQ(HintsOfWords("left sidebar") & kHintChrome, kHintChrome);
  EXPECT_EQ(HintsOfWords("jp-Related_posts") & kHintChrome, kHintChrome);
  EXPECT_EQ(HintsOfWords("ArticleSidebar2") & kHintChrome, kHintChrome);
  EXPECT_EQ(HintsOfWords("css-1kx2p"), 0u);
}

TEST(ElementHintsTest, WordsOfTheRegion) {
  EXPECT_EQ(HintsOfWords("berita-terkait") & kHintChrome, kHintChrome);
  EXPECT_EQ(HintsOfWords("kolom-kanan") & kHintChrome, kHintChrome);
  EXPECT_EQ(HintsOfWords("isi-berita"), kHintContent);
  EXPECT_EQ(HintsOfWords("kotak-komentar") & kHintComments, kHintComments);
}

TEST(ElementHintsTest, WhatSpeaksOfThePageIsNoHint) {
  EXPECT_EQ(HintsOfWords("single has-sidebar no-comments"), 0u);
}

TEST(ElementHintsTest, AnyLengthOfName) {
  EXPECT_EQ(HintsOfWords(std::string(100'000, 'a')), 0u);
  EXPECT_EQ(HintsOfWords(std::string(100'000, '-')), 0u);
}

}  // namespace
}  // namespace arsip::extractors
