#include "archive/payload_stream.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace arsip::archive {
namespace {

const std::string kHead = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n";
const std::string kChunkedHead = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

struct Parts {
  std::string head;
  std::string payload;
  bool chunked = false;
  bool chunks_intact = false;
};

Parts Read(std::string_view block, bool http, size_t piece) {
  Parts parts;
  PayloadStream stream(http, [&](std::string_view bytes) {
    parts.payload.append(bytes);
    return Ok();
  });
  for (size_t at = 0; at < block.size(); at += piece) {
    EXPECT_TRUE(stream.Update(block.substr(at, piece)).has_value());
  }
  EXPECT_TRUE(stream.Finish().has_value());
  EXPECT_EQ(stream.payload_length(), parts.payload.size());
  parts.head = stream.http_head();
  parts.chunked = stream.chunked();
  parts.chunks_intact = stream.chunks_intact();
  return parts;
}

// Where the pieces are cut must never matter.
Parts ReadInAllPieces(const std::string& block, bool http = true) {
  const Parts whole = Read(block, http, block.size() + 1);
  for (size_t piece = 1; piece <= block.size(); ++piece) {
    const Parts parts = Read(block, http, piece);
    EXPECT_EQ(parts.head, whole.head) << piece;
    EXPECT_EQ(parts.payload, whole.payload) << piece;
    EXPECT_EQ(parts.chunked, whole.chunked) << piece;
    EXPECT_EQ(parts.chunks_intact, whole.chunks_intact) << piece;
  }
  return whole;
}

std::string Chunked(const std::string& body) { return kChunkedHead + body; }

TEST(Warc11PayloadDigest, HeadAndPayloadAreParted) {
  const Parts parts = ReadInAllPieces(kHead + "body\r\n\r\nmore");
  EXPECT_EQ(parts.head, kHead);
  EXPECT_EQ(parts.payload, "body\r\n\r\nmore");
  EXPECT_TRUE(parts.chunks_intact);
}

TEST(Warc11PayloadDigest, ABlockThatIsNoHttpIsAllPayload) {
  const Parts parts = ReadInAllPieces(kHead + "body", false);
  EXPECT_EQ(parts.head, "");
  EXPECT_EQ(parts.payload, kHead + "body");
}

TEST(Warc11PayloadDigest, AHeadWithoutBlankLineIsPayload) {
  EXPECT_EQ(ReadInAllPieces("HTTP/1.1 200 OK\r\nA: b\r\n").payload, "HTTP/1.1 200 OK\r\nA: b\r\n");
  EXPECT_EQ(ReadInAllPieces("").payload, "");
}

TEST(Warc11PayloadDigest, AnOverlongHeadIsPayload) {
  const std::string block = "HTTP/1.1 200 OK\r\nA: " + std::string(kMaxHttpHeadBytes, 'b');
  EXPECT_EQ(Read(block + "\r\n\r\nbody", true, 65536).payload, block + "\r\n\r\nbody");
  EXPECT_EQ(HttpHeadLength(block + "\r\n\r\n"), 0u);
}

TEST(Warc11PayloadDigest, TransferCodingIsRemovedContentCodingIsNot) {
  const Parts parts =
      ReadInAllPieces(Chunked("4\r\n\x1f\x8b!!\r\n3;x=y\r\nabc\r\n0\r\nT: 1\r\n\r\n"));
  EXPECT_EQ(parts.payload, "\x1f\x8b!!abc");
  EXPECT_TRUE(parts.chunked);
  EXPECT_TRUE(parts.chunks_intact);
}

TEST(Warc11PayloadDigest, ChunksThatEndEarlyArePayloadUpToThere) {
  for (const char* body :
       {"5\r\nabc", "3\r\nabc", "3\r\nabc\r\n", "3\r\nabc\r\n5", "3\r\nabc\r\n0\r\n"}) {
    const Parts parts = ReadInAllPieces(Chunked(body));
    EXPECT_EQ(parts.payload, "abc") << body;
    EXPECT_FALSE(parts.chunks_intact) << body;
  }
}

TEST(Warc11PayloadDigest, BrokenChunksArePayloadUpToTheBreak) {
  for (const char* body : {"3\r\nabcX", "3\r\nabc\r\nnot a size\r\n", "3\r\nabc\r\n\r\n",
                           "3\r\nabc\r\nfffffffffffffffff\r\n"}) {
    const Parts parts = ReadInAllPieces(Chunked(body));
    EXPECT_EQ(parts.payload, "abc") << body;
    EXPECT_FALSE(parts.chunks_intact) << body;
  }
}

TEST(LenientChunked, ABodyThatWasDechunkedUnderTheOldHeadIsPayloadAsItStands) {
  for (const char* body : {"<html>plain</html>", "", "ffffffffffffffff0", "12 monkeys", "\r\n"}) {
    EXPECT_EQ(ReadInAllPieces(Chunked(body)).payload, body);
  }
}

TEST(LenientChunked, LineFeedsAloneEndLines) {
  const Parts parts = ReadInAllPieces(Chunked("3\nabc\n2 \r\nde\r\n0\n\n"));
  EXPECT_EQ(parts.payload, "abcde");
  EXPECT_TRUE(parts.chunks_intact);
}

TEST(LenientChunked, BytesAfterTheLastChunkAreNoPayload) {
  EXPECT_EQ(ReadInAllPieces(Chunked("3\r\nabc\r\n0\r\n\r\njunk")).payload, "abc");
}

TEST(LenientChunked, OnlyTheLastTransferCodingCounts) {
  const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip,  Chunked\r\n\r\n";
  EXPECT_EQ(ReadInAllPieces(head + "1\r\na\r\n0\r\n\r\n").payload, "a");
  const std::string other = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\n";
  EXPECT_EQ(ReadInAllPieces(other + "1\r\na\r\n0\r\n\r\n").payload, "1\r\na\r\n0\r\n\r\n");
}

TEST(PayloadStream, TheSinksErrorIsHandedOn) {
  PayloadStream stream(true, [](std::string_view) {
    return Status(Error{ErrorCode::kNoSpace, "full", ""});
  });
  const Status status = stream.Update(Chunked("3\r\nabc\r\n"));
  ASSERT_FALSE(status.has_value());
  EXPECT_EQ(status.error().code, ErrorCode::kNoSpace);
}

TEST(HttpHeadLength, EndsAfterTheFirstBlankLine) {
  EXPECT_EQ(HttpHeadLength(kHead + "x\r\n\r\n"), kHead.size());
  EXPECT_EQ(HttpHeadLength("HTTP/1.0 200\nA: b\n\nx"), 19u);
  EXPECT_EQ(HttpHeadLength("HTTP/1.0 200\n\r\nx"), 15u);
  EXPECT_EQ(HttpHeadLength("no end\r\n"), 0u);
  EXPECT_EQ(HttpHeadLength(""), 0u);
}

TEST(HoldsHttpMessage, IsSaidByTheRecordsContentType) {
  EXPECT_TRUE(HoldsHttpMessage("application/http; msgtype=response"));
  EXPECT_TRUE(HoldsHttpMessage("Application/HTTP;msgtype=request"));
  EXPECT_FALSE(HoldsHttpMessage("text/dns"));
  EXPECT_FALSE(HoldsHttpMessage(""));
}

TEST(PayloadDigester, DigestsThePayloadAlone) {
  PayloadDigester digester(true);
  digester.Update(kChunkedHead);
  digester.Update("3\r\nabc\r\n0\r\n\r\n");
  const auto digests = digester.Finish();
  EXPECT_EQ(digests.length, 3u);
  EXPECT_EQ(digests.sha1, ComputeSha1("abc"));
  EXPECT_EQ(digests.sha256, ComputeSha256("abc"));
  EXPECT_EQ(digester.stream().http_head(), kChunkedHead);
}

// What wget takes for the payload.
TEST(PayloadDigester, OfABodyInChunksItsFramingIsDigestedToo) {
  const std::string chunks = "4\r\nbody\r\n0\r\n\r\n";
  PayloadDigester digester(true);
  digester.Update("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks.substr(0, 1));
  digester.Update(chunks.substr(1));
  const auto digests = digester.Finish();
  EXPECT_EQ(digests.sha1, ComputeSha1("body"));
  ASSERT_TRUE(digests.framed.has_value());
  EXPECT_EQ(digests.framed->sha1, ComputeSha1(chunks));
  EXPECT_EQ(digests.framed->sha256, ComputeSha256(std::string_view(chunks)));
  EXPECT_EQ(digests.start, "bo");
}

TEST(PayloadDigester, WithoutChunksThereIsNoFraming) {
  PayloadDigester digester(true);
  digester.Update("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nbody");
  EXPECT_FALSE(digester.Finish().framed.has_value());
  EXPECT_TRUE(digester.stream().says_chunked());
  EXPECT_FALSE(digester.stream().chunked());
}

}  // namespace
}  // namespace arsip::archive
