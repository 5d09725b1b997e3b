#include "archive/sha1_stream.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace arsip::archive {
namespace {

TEST(Sha1Stream, PiecesGiveTheDigestOfTheWhole) {
  const std::string text(100'000, 'x');
  for (const size_t piece : {1u, 63u, 64u, 99'999u}) {
    Sha1Stream stream;
    for (size_t at = 0; at < text.size(); at += piece) {
      stream.Update(std::string_view(text).substr(at, piece));
    }
    EXPECT_EQ(stream.Finish(), ComputeSha1(text)) << piece;
  }
}

TEST(Sha1Stream, OfNothingIsTheKnownDigest) {
  Sha1Stream stream;
  Sha1Stream moved(std::move(stream));
  EXPECT_EQ(FormatDigest(moved.Finish()), "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ");
}

}  // namespace
}  // namespace arsip::archive
