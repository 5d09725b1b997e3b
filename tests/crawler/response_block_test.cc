#include "crawler/response_block.h"

#include <gtest/gtest.h>

namespace arsip::crawler {
namespace {

TEST(Warc11ResponseBlock, KeepsAnHonestHeadByteForByte) {
  const std::string head =
      "HTTP/1.1 200 OK\r\nServer: x\r\ncOnTent-length: 5\r\nX-A: 1\r\nx-a:  2 \r\n\r\n";
  EXPECT_EQ(StoredHead(head, false, 5), head);
}

TEST(Warc11ResponseBlock, RenamesTheRemovedTransferCodingAndAddsTheTrueLength) {
  EXPECT_EQ(StoredHead("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nA: b\r\n\r\n", true, 7),
            "HTTP/1.1 200 OK\r\nX-Crawler-Transfer-Encoding: chunked\r\nA: b\r\nContent-Length: "
            "7\r\n\r\n");
}

TEST(Warc11ResponseBlock, LeavesAnotherTransferEncodingThatWasNotRemoved) {
  EXPECT_EQ(
      StoredHead("HTTP/1.1 200 OK\r\nTransfer-Encoding: x\r\nContent-Length: 1\r\n\r\n", false, 1),
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: x\r\nContent-Length: 1\r\n\r\n");
}

TEST(Warc11ResponseBlock, RenamesALengthThatTheStoredBodyDoesNotHave) {
  EXPECT_EQ(StoredHead("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", false, 1000),
            "HTTP/1.1 200 OK\r\nX-Crawler-Content-Length: 5000\r\nContent-Length: 1000\r\n\r\n");
}

TEST(Warc11ResponseBlock, KeepsOneOfTwoEqualLengths) {
  EXPECT_EQ(
      StoredHead("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\n", false, 3),
      "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nX-Crawler-Content-Length: 3\r\n\r\n");
}

TEST(Warc11ResponseBlock, AddsNoLengthToABodilessStatus) {
  EXPECT_EQ(StoredHead("HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n", false, 0),
            "HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n");
}

TEST(LenientResponseBlock, ClosesAnLfOnlyHeadWithCrlf) {
  EXPECT_EQ(StoredHead("HTTP/1.0 200 OK\nA: b\n\n", false, 2),
            "HTTP/1.0 200 OK\nA: b\nContent-Length: 2\r\n\r\n");
}

TEST(LenientResponseBlock, FoldedTransferEncodingStaysOneField) {
  const std::string stored =
      StoredHead("HTTP/1.1 200 OK\r\nTransfer-Encoding:\r\n chunked\r\n\r\n", true, 1);
  EXPECT_EQ(
      stored,
      "HTTP/1.1 200 OK\r\nX-Crawler-Transfer-Encoding:\r\n chunked\r\nContent-Length: 1\r\n\r\n");
}

TEST(VerbatimHead, AChunkedResponseKeepsEveryByteOfItsHead) {
  for (const std::string head :
       {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\ntransfer-encoding:\n gzip, chunked\n\n"}) {
    EXPECT_EQ(VerbatimHead(head, 17), head);
  }
}

TEST(VerbatimHead, ABodyThatEndsWithTheConnectionGetsNoLength) {
  const std::string head = "HTTP/1.0 200 OK\r\nA: b\r\n\r\n";
  EXPECT_EQ(VerbatimHead(head, 17), head);
  EXPECT_EQ(VerbatimHead("HTTP/1.1 200 OK\nContent-Length: 5\n\n", 5),
            "HTTP/1.1 200 OK\nContent-Length: 5\n\n");
}

TEST(VerbatimHead, ALengthThatIsNotStoredIsRenamed) {
  EXPECT_EQ(VerbatimHead("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", 1000),
            "HTTP/1.1 200 OK\r\nX-Crawler-Content-Length: 5000\r\nContent-Length: 1000\r\n\r\n");
}

}  // namespace
}  // namespace arsip::crawler
