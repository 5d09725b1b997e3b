#include "extractors/charset_indexes.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace arsip::extractors {
namespace {

size_t Entries(const MultiByteIndex& index) {
  return index.size() - static_cast<size_t>(std::count(index.begin(), index.end(), 0u));
}

// As many as the standard's files have lines. What they say is in charset_decoders_test.cc.
TEST(WhatwgIndexes, HaveAsManyEntriesAsTheStandards) {
  const CharsetIndexes& indexes = MultiByteIndexes();
  EXPECT_EQ(Entries(indexes.big5), 18'590u);
  EXPECT_EQ(Entries(indexes.euc_kr), 17'048u);
  EXPECT_EQ(Entries(indexes.gb18030), 23'940u);
  EXPECT_EQ(Entries(indexes.jis0208), 7'724u);
  EXPECT_EQ(Entries(indexes.jis0212), 6'067u);
  EXPECT_EQ(indexes.gb18030_four_bytes.size(), 39'420u);
}

TEST(WhatwgIndexes, WindowsCodePagesPassC1AndThaiLeavesGaps) {
  const SingleByteIndex thai = MakeSingleByteIndex("CP874");
  EXPECT_EQ(thai[0x81 - 0x80], 0x81);
  EXPECT_EQ(thai[0xA1 - 0x80], 0x0E01);
  EXPECT_EQ(thai[0xDB - 0x80], 0);
}

TEST(WhatwgIndexes, AnUnknownTableHasNoEntries) {
  EXPECT_EQ(MakeSingleByteIndex("no-such-table")[0], 0);
}

}  // namespace
}  // namespace arsip::extractors
