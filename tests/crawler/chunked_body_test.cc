#include "crawler/chunked_body.h"

#include <string>

#include "gtest/gtest.h"

namespace arsip::crawler {
namespace {

constexpr std::string_view kHead = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

struct Kept {
  std::string chunks;
  std::string payload;
  bool ended = false;
  bool extra_bytes = false;
  bool intact = false;
};

Kept Keep(std::string_view wire, size_t piece, std::string_view head = kHead) {
  Body chunks(testing::TempDir(), 1 << 20);
  Body payload(testing::TempDir(), 1 << 20);
  ChunkedBody body(head, chunks, payload);
  for (size_t at = 0; at < wire.size(); at += piece) {
    EXPECT_TRUE(body.Append(wire.substr(at, piece)));
  }
  EXPECT_TRUE(body.Finish() && chunks.Finish() && payload.Finish());
  return {std::string(chunks.view()), std::string(payload.view()), body.ended(), body.extra_bytes(),
          body.intact()};
}

TEST(ChunkedBody, KeepsTheChunksAndWhatTheyHoldHoweverTheyArrive) {
  const std::string wire = "5;a=b\r\nhello\r\n6\r\n world\r\n0\r\nT: 1\r\n\r\n";
  for (size_t piece = 1; piece <= wire.size(); ++piece) {
    const Kept kept = Keep(wire, piece);
    EXPECT_EQ(kept.chunks, wire);
    EXPECT_EQ(kept.payload, "hello world");
    EXPECT_TRUE(kept.ended && kept.intact);
    EXPECT_FALSE(kept.extra_bytes);
  }
}

TEST(ChunkedBody, LeavesOutWhatComesBehindTheEnd) {
  const std::string wire = "1\r\na\r\n0\r\n\r\n";
  for (size_t piece = 1; piece <= wire.size() + 4; ++piece) {
    const Kept kept = Keep(wire + "more", piece);
    EXPECT_EQ(kept.chunks, wire) << piece;
    EXPECT_TRUE(kept.extra_bytes) << piece;
  }
}

TEST(ChunkedBody, KeepsABrokenChunkAndSaysSo) {
  for (size_t piece = 1; piece < 12; ++piece) {
    const Kept kept = Keep("1\r\na\r\nzz\r\nb", piece);
    EXPECT_EQ(kept.chunks, "1\r\na\r\nzz\r\nb");
    EXPECT_EQ(kept.payload, "a");
    EXPECT_FALSE(kept.intact);
  }
}

TEST(ChunkedBody, WhatBeginsAsNoChunkIsThePayload) {
  const Kept kept = Keep("<p>text", 3);
  EXPECT_EQ(kept.chunks, "<p>text");
  EXPECT_EQ(kept.payload, "<p>text");
}

TEST(ChunkedBody, ACodingBehindTheChunksLeavesThemInThePayload) {
  const Kept kept =
      Keep("1\r\na\r\n0\r\n\r\n", 2, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\n");
  EXPECT_EQ(kept.payload, kept.chunks);
  EXPECT_FALSE(kept.ended);
}

}  // namespace
}  // namespace arsip::crawler
