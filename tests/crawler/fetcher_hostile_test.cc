// What servers do wrong, and what is left of it: raw bytes from a scripted server.
#include <chrono>
#include <filesystem>
#include <string>

#include "crawler/fetcher.h"
#include "fetch_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "scripted_server.h"

namespace arsip::crawler {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::Gt;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Lt;
using testing::StartsWith;

using HostileFraming = FetchTest;
using HostileHead = FetchTest;
using HostilePace = FetchTest;

constexpr size_t kMiB = 1 << 20;

const std::string kOk = "HTTP/1.1 200 OK\r\n";

TEST_F(HostileFraming, BodyShorterThanItsLengthIsKeptAsDisconnected) {
  ScriptedServer server(kOk + "Content-Length: 100\r\n\r\npartial");
  const FetchResult result = Fetch(server.Url());
  EXPECT_THAT(result, FailedWith(FetchFailure::kTransfer));
  EXPECT_EQ(result.truncated, Truncated::kDisconnect);
  EXPECT_EQ(result.head, kOk + "Content-Length: 100\r\n\r\n");
  EXPECT_EQ(BodyOf(result), "partial");
}

TEST_F(HostileFraming, BytesAfterTheBodyAreFlaggedAndTheConnectionIsNotUsedAgain) {
  ScriptedServer server([](ScriptedConnection& connection) {
    while (!connection.ReadHead().empty()) {
      connection.Send(kOk + "Content-Length: 5\r\n\r\nhelloHTTP/1.1 200 Smuggled\r\n\r\n");
    }
  });
  const FetchResult result = Fetch(server.Url());
  EXPECT_THAT(result, FailedWith(FetchFailure::kNone));
  EXPECT_THAT(result, HasFlag("extra-bytes"));
  EXPECT_EQ(BodyOf(result), "hello");
  EXPECT_THAT(Fetch(server.Url()).head, StartsWith("HTTP/1.1 200 OK"));
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(HostileFraming, BytesThatComeLaterDoNotBecomeTheNextResponse) {
  ScriptedServer server([](ScriptedConnection& connection) {
    connection.ReadHead();
    connection.Send(kOk + "Content-Length: 5\r\n\r\nhello");
    std::this_thread::sleep_for(milliseconds(50));
    connection.Send("HTTP/1.1 200 Smuggled\r\nContent-Length: 1\r\n\r\nx");
    connection.Hang();
  });
  EXPECT_EQ(BodyOf(Fetch(server.Url())), "hello");
  loop_->After(milliseconds(120), [&] { loop_->Stop(); });
  ASSERT_TRUE(loop_->Run());
  EXPECT_EQ(BodyOf(Fetch(server.Url())), "hello");
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(HostileFraming, NegativeLengthIsABadHead) {
  ScriptedServer server(kOk + "X-First: 1\r\nContent-Length: -5\r\n\r\nhello");
  const FetchResult result = Fetch(server.Url());
  EXPECT_THAT(result, FailedWith(FetchFailure::kBadHead));
  EXPECT_THAT(result, HasFlag("bad-length"));
  EXPECT_FALSE(result.has_response());
  EXPECT_THAT(result.rejected_head, StartsWith(kOk + "X-First: 1\r\n"));
}

TEST_F(HostileFraming, LengthOf23DigitsIsReadToTheEndAndFlagged) {
  ScriptedServer server(kOk + "Content-Length: 99999999999999999999999\r\n\r\nhello");
  const size_t before = ResidentBytes();
  const FetchResult result = Fetch(server.Url());
  EXPECT_EQ(BodyOf(result), "hello");
  EXPECT_THAT(result, HasFlag("bad-length"));
  EXPECT_LT(ResidentBytes(), before + 20 * kMiB);
}

TEST_F(HostileFraming, LengthOfAPetabyteAllocatesNothing) {
  ScriptedServer server(kOk + "Content-Length: 1125899906842624\r\n\r\nhello");
  const size_t before = ResidentBytes();
  const FetchResult result = Fetch(server.Url());
  EXPECT_EQ(BodyOf(result), "hello");
  EXPECT_EQ(result.truncated, Truncated::kDisconnect);
  EXPECT_LT(ResidentBytes(), before + 20 * kMiB);
}

TEST_F(HostileFraming, TwoLengthsAreFlaggedAndTheConnectionIsNotUsedAgain) {
  ScriptedServer server([](ScriptedConnection& connection) {
    while (!connection.ReadHead().empty()) {
      connection.Send(kOk + "Content-Length: 10\r\nContent-Length: 5\r\n\r\nhello");
    }
  });
  const FetchResult result = Fetch(server.Url());
  EXPECT_THAT(result, HasFlag("ambiguous-length"));
  EXPECT_EQ(result.head, kOk + "Content-Length: 10\r\nContent-Length: 5\r\n\r\n");
  EXPECT_THAT(BodyOf(result), StartsWith("hello"));
  Fetch(server.Url());
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(HostileFraming, LengthAndChunkedTogetherAreFlagged) {
  ScriptedServer server(kOk +
                        "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
                        "0\r\n\r\n");
  const FetchResult result = Fetch(server.Url());
  EXPECT_THAT(result, FailedWith(FetchFailure::kNone));
  EXPECT_THAT(result, HasFlag("ambiguous-length"));
  EXPECT_EQ(BodyOf(result), "hello");
  EXPECT_TRUE(result.transfer_decoded);
}

TEST_F(HostileFraming, ChunkSizeThatIsNoNumberKeepsWhatCameBefore) {
  ScriptedServer server(kOk + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nxyz\r\nmore\r\n");
  const FetchResult result = Fetch(server.Url());
  EXPECT_THAT(result, FailedWith(FetchFailure::kTransfer));
  EXPECT_EQ(result.truncated, Truncated::kDisconnect);
  EXPECT_THAT(result, HasFlag("bad-chunk"));
  EXPECT_EQ(BodyOf(result), "hello");
}

TEST_F(HostileFraming, ChunkSizeBeyond64BitsKeepsWhatCameBefore) {
  ScriptedServer server(kOk +
                        "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
                        "FFFFFFFFFFFFFFFFFF\r\nmore");
  const FetchResult result = Fetch(server.Url());
  EXPECT_THAT(result, FailedWith(FetchFailure::kTransfer));
  EXPECT_THAT(BodyOf(result), StartsWith("hello"));
}

TEST_F(HostileFraming, ChunkCutInTheMiddleIsDisconnected) {
  ScriptedServer server(kOk + "Transfer-Encoding: chunked\r\n\r\n64\r\nhello");
  const FetchResult result = Fetch(server.Url());
  EXPECT_THAT(result, FailedWith(FetchFailure::kTransfer));
  EXPECT_EQ(result.truncated, Truncated::kDisconnect);
  EXPECT_EQ(BodyOf(result), "hello");
}

TEST_F(HostileFraming, MissingLastChunkIsDisconnectedThoughItLooksWhole) {
  ScriptedServer server(kOk + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
  const FetchResult result = Fetch(server.Url());
  EXPECT_EQ(result.truncated, Truncated::kDisconnect);
  EXPECT_EQ(BodyOf(result), "hello");
}

TEST_F(HostileFraming, TrailersAreCountedAndStayOutOfTheHead) {
  ScriptedServer server(kOk +
                        "Transfer-Encoding: chunked\r\nTrailer: X\r\n\r\n5\r\nhello\r\n"
                        "0\r\nX: 1\r\nY: 2\r\n\r\n");
  const FetchResult result = Fetch(server.Url());
  EXPECT_THAT(result, FailedWith(FetchFailure::kNone));
  EXPECT_THAT(result, HasFlag("trailers:2"));
  EXPECT_EQ(result.head, kOk + "Transfer-Encoding: chunked\r\nTrailer: X\r\n\r\n");
  EXPECT_EQ(BodyOf(result), "hello");
}

TEST_F(HostileFraming, TwoHundredThousandTrailersAreCutAndTheBodyStands) {
  ScriptedServer server([](ScriptedConnection& connection) {
    connection.ReadHead();
    connection.Send(kOk + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n");
    std::string trailers;
    for (int i = 0; i < 200'000; ++i) trailers += "T" + std::to_string(i) + ": x\r\n";
    connection.Send(trailers + "\r\n");
  });
  const size_t before = ResidentBytes();
  const FetchResult result = Fetch(server.Url());
  EXPECT_THAT(result, FailedWith(FetchFailure::kNone));
  EXPECT_EQ(result.truncated, Truncated::kNo);
  EXPECT_EQ(BodyOf(result), "hello");
  EXPECT_THAT(result, HasFlag("trailers-cut"));
  EXPECT_LT(ResidentBytes(), before + 20 * kMiB);
}

TEST_F(HostileFraming, BytesWhereNoBodyMayBeAreLeftOut) {
  for (const std::string status : {"204 No Content", "304 Not Modified"}) {
    ScriptedServer server("HTTP/1.1 " + status + "\r\n\r\nbody that may not be");
    const FetchResult result = Fetch(server.Url());
    EXPECT_THAT(result, FailedWith(FetchFailure::kNone)) << status;
    EXPECT_EQ(BodyOf(result), "") << status;
    EXPECT_THAT(result, HasFlag("extra-bytes")) << status;
  }
}

TEST_F(HostileFraming, ResponseBegunWithAnotherStatusIsFlagged) {
  ScriptedServer partial("HTTP/1.1 206 Partial Content\r\nContent-Length: 2\r\n\r\nhi");
  EXPECT_THAT(Fetch(partial.Url()), HasFlag("partial"));
  ScriptedServer unchanged("HTTP/1.1 304 Not Modified\r\n\r\n");
  EXPECT_THAT(Fetch(unchanged.Url()), HasFlag("unasked-304"));
  FetchRequest conditional = Request(unchanged.Url());
  conditional.if_none_match = "\"tag\"";
  EXPECT_THAT(Fetch(conditional).flags, IsEmpty());
}

TEST_F(HostileFraming, GzipAsATransferCodingIsBoundedAndFlagged) {
  // The gzip member is cut: libcurl undoes this coding by itself and finds out.
  ScriptedServer server(kOk + "Transfer-Encoding: gzip, chunked\r\n\r\n5\r\n" +
                        std::string("\x1f\x8b\x08\x00\x00", 5) + "\r\n0\r\n\r\n");
  const FetchResult result = Fetch(server.Url());
  EXPECT_THAT(result, HasFlag("transfer-coding"));
  EXPECT_TRUE(result.has_response());
}

TEST_F(HostileFraming, SixContentCodingsAreLeftAlone) {
  ScriptedServer server(kOk +
                        "Content-Encoding: gzip, gzip, gzip, gzip, gzip, gzip\r\n"
                        "Content-Encoding: no-such\r\nContent-Length: 3\r\n\r\nabc");
  const FetchResult result = Fetch(server.Url());
  EXPECT_THAT(result, FailedWith(FetchFailure::kNone));
  EXPECT_EQ(BodyOf(result), "abc");
}

TEST_F(HostileFraming, ResetInTheBodyKeepsWhatCame) {
  ScriptedServer server([](ScriptedConnection& connection) {
    connection.ReadHead();
    connection.Send(kOk + "Content-Length: 1000\r\n\r\nhello");
    std::this_thread::sleep_for(milliseconds(50));
    connection.CloseWithReset();
  });
  const FetchResult result = Fetch(server.Url());
  EXPECT_THAT(result, FailedWith(FetchFailure::kTransfer));
  EXPECT_EQ(result.truncated, Truncated::kDisconnect);
  EXPECT_EQ(BodyOf(result), "hello");
}

TEST_F(HostileFraming, EndlessBodyIsCutAtTheCapAndMemoryStaysFlat) {
  options_.max_body_bytes = 8 * kMiB;
  options_.body_memory_bytes = 64 << 10;
  ScriptedServer server([](ScriptedConnection& connection) {
    connection.ReadHead();
    connection.Send(kOk + "\r\n");
    connection.SendForever(std::string(65536, 'e'));
  });
  const size_t before = ResidentBytes();
  const FetchResult result = Fetch(server.Url());
  EXPECT_THAT(result, FailedWith(FetchFailure::kNone));
  EXPECT_EQ(result.truncated, Truncated::kLength);
  EXPECT_EQ(result.body->size(), 8 * kMiB);
  EXPECT_LT(ResidentBytes(), before + 4 * kMiB);
}

TEST_F(HostileFraming, BodyOfExactlyTheCapIsWhole) {
  ScriptedServer server(kOk + "Content-Length: 1000\r\n\r\n" + std::string(1000, 'x'));
  FetchRequest request = Request(server.Url());
  request.max_body_bytes = 1000;
  EXPECT_EQ(Fetch(request).truncated, Truncated::kNo);
  request.max_body_bytes = 999;
  const FetchResult cut = Fetch(request);
  EXPECT_EQ(cut.truncated, Truncated::kLength);
  EXPECT_EQ(cut.body->size(), 999U);
}

TEST_F(HostileFraming, TheLimitOfItsMediaTypeCutsABody) {
  ScriptedServer server(kOk + "Content-Type: image/png\r\nContent-Length: 10\r\n\r\n0123456789");
  FetchRequest request = Request(server.Url());
  std::string asked;
  std::optional<uint64_t> limit = 4;
  request.body_limit = [&](std::string_view type) {
    asked += type;
    return limit;
  };
  const FetchResult cut = Fetch(request);
  EXPECT_EQ(asked, "image/png");
  EXPECT_EQ(cut.truncated, Truncated::kLength);
  EXPECT_EQ(BodyOf(cut), "0123");
  limit = 0;
  const FetchResult head_only = Fetch(request);
  EXPECT_EQ(head_only.truncated, Truncated::kLength);
  EXPECT_EQ(BodyOf(head_only), "");
  EXPECT_EQ(head_only.status_code, 200);
  limit.reset();
  EXPECT_EQ(BodyOf(Fetch(request)), "0123456789");
}

TEST_F(HostileHead, OneHeaderOf200KilobytesIsABadHead) {
  ScriptedServer server(kOk + "X: " + std::string(200'000, 'x') + "\r\n\r\n");
  const FetchResult result = Fetch(server.Url());
  EXPECT_THAT(result, FailedWith(FetchFailure::kBadHead));
  EXPECT_THAT(result, HasFlag("header-too-large"));
}

TEST_F(HostileHead, StatusLineWithoutEndIsABadHead) {
  ScriptedServer server([](ScriptedConnection& connection) {
    connection.ReadHead();
    connection.Send("HTTP/1.1 200 ");
    connection.SendForever(std::string(65536, 'O'));
  });
  const size_t before = ResidentBytes();
  const FetchResult result = Fetch(server.Url());
  EXPECT_THAT(result, FailedWith(FetchFailure::kBadHead));
  EXPECT_THAT(result, HasFlag("header-too-large"));
  EXPECT_LT(ResidentBytes(), before + 15 * kMiB);
}

TEST_F(HostileHead, EndlessHeadersAreCutAndMemoryStaysFlat) {
  ScriptedServer server([](ScriptedConnection& connection) {
    connection.ReadHead();
    connection.Send(kOk);
    connection.SendForever("Set-Cookie: a=0123456789012345678901234567890123456789\r\n");
  });
  const size_t before = ResidentBytes();
  const FetchResult result = Fetch(server.Url());
  EXPECT_THAT(result, FailedWith(FetchFailure::kBadHead));
  EXPECT_THAT(result, HasFlag("header-too-large"));
  EXPECT_THAT(result.rejected_head, StartsWith(kOk));
  EXPECT_LE(result.rejected_head.size(), 4096U);
  EXPECT_LT(ResidentBytes(), before + 15 * kMiB);
}

TEST_F(HostileHead, NulInAHeaderIsABadHead) {
  ScriptedServer server(kOk + "X-Before: 1\r\n" + std::string("X: a\0b\r\n", 8) + "\r\nbody");
  const FetchResult result = Fetch(server.Url());
  EXPECT_THAT(result, FailedWith(FetchFailure::kBadHead));
  EXPECT_THAT(result, HasFlag("bad-header"));
  EXPECT_THAT(result.rejected_head, HasSubstr("X-Before: 1\r\n"));
}

TEST_F(HostileHead, BareCarriageReturnAndRecordTextInAHeaderAreKeptVerbatim) {
  const std::string head = kOk + "X: a\rWARC/1.1\rWARC-Type: response\r\nContent-Length: 2\r\n\r\n";
  ScriptedServer server(head + "hi");
  const FetchResult result = Fetch(server.Url());
  EXPECT_THAT(result, FailedWith(FetchFailure::kNone));
  EXPECT_EQ(result.head, head);
  EXPECT_EQ(BodyOf(result), "hi");
}

TEST_F(HostileHead, LineFeedsAloneAreKeptVerbatim) {
  ScriptedServer server("HTTP/1.1 200 OK\nContent-Length: 2\nX: y\n\nhi");
  const FetchResult result = Fetch(server.Url());
  EXPECT_THAT(result, FailedWith(FetchFailure::kNone));
  EXPECT_EQ(result.head, "HTTP/1.1 200 OK\nContent-Length: 2\nX: y\n\n");
  EXPECT_EQ(BodyOf(result), "hi");
}

TEST_F(HostileHead, FoldedAndRepeatedFieldsAreKeptVerbatim) {
  const std::string head = kOk +
                           "sEt-CoOkIe: a\r\nSet-Cookie: b;\r\n\tpath=/\r\nX-Odd : 1\r\n:\r\n"
                           "Content-Length: 2\r\n\r\n";
  ScriptedServer server(head + "hi");
  EXPECT_EQ(Fetch(server.Url()).head, head);
}

// libcurl gives up here; base/http_message would not.
TEST_F(HostileHead, LineWithoutColonIsABadHead) {
  ScriptedServer server(kOk + "X: 1\r\nNoColon\r\nContent-Length: 2\r\n\r\nhi");
  const FetchResult result = Fetch(server.Url());
  EXPECT_THAT(result, FailedWith(FetchFailure::kBadHead));
  EXPECT_THAT(result, HasFlag("bad-header"));
  EXPECT_THAT(result.rejected_head, StartsWith(kOk + "X: 1\r\n"));
}

TEST_F(HostileHead, WhatIsNotHttpIsABadHead) {
  for (const std::string reply :
       {"<html>an HTTP/0.9 answer</html>", "HTTP/7.7 200 OK\r\n\r\n", "HTTP/1.1 abc OK\r\n\r\n",
        "HTTP/1.1 99999 OK\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "\r\n\r\n"}) {
    ScriptedServer server(reply);
    const FetchResult result = Fetch(server.Url());
    EXPECT_THAT(result, FailedWith(FetchFailure::kBadHead)) << reply;
    EXPECT_THAT(result, HasFlag("not-http")) << reply;
    EXPECT_FALSE(result.has_response()) << reply;
  }
}

TEST_F(HostileHead, EndlessContinueIsCut) {
  ScriptedServer server([](ScriptedConnection& connection) {
    connection.ReadHead();
    connection.SendForever("HTTP/1.1 100 Continue\r\n\r\n");
  });
  const FetchResult result = Fetch(server.Url());
  EXPECT_THAT(result, FailedWith(FetchFailure::kBadHead));
  EXPECT_THAT(result, HasFlag("header-too-large"));
  EXPECT_THAT(result.interim_responses, Gt(1000U));
}

TEST_F(HostileHead, EarlyHintsAreDroppedAndCounted) {
  const std::string hint = "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n";
  ScriptedServer server(hint + hint + hint + hint + hint + kOk + "Content-Length: 2\r\n\r\nhi");
  const FetchResult result = Fetch(server.Url());
  EXPECT_THAT(result, FailedWith(FetchFailure::kNone));
  EXPECT_EQ(result.interim_responses, 5U);
  EXPECT_THAT(result.flags, ElementsAre("interim:5"));
  EXPECT_EQ(result.head, kOk + "Content-Length: 2\r\n\r\n");
  EXPECT_EQ(result.status_code, 200);
}

TEST_F(HostileHead, UpgradeNobodyAskedForIsABadHead) {
  ScriptedServer server(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n\x81");
  const FetchResult result = Fetch(server.Url());
  EXPECT_THAT(result, FailedWith(FetchFailure::kBadHead));
  EXPECT_THAT(result, HasFlag("upgrade"));
  EXPECT_FALSE(result.has_response());
  EXPECT_THAT(result.rejected_head, StartsWith("HTTP/1.1 101"));
}

TEST_F(HostileHead, HeadThatEndsEarlyIsABadHead) {
  ScriptedServer server(kOk + "X: y\r\nZ: unfinish");
  const FetchResult result = Fetch(server.Url());
  EXPECT_THAT(result, FailedWith(FetchFailure::kBadHead));
  EXPECT_THAT(result, HasFlag("head-cut"));
}

TEST_F(HostileHead, CloseWithoutAByteIsNoResponse) {
  ScriptedServer server("");
  const FetchResult result = Fetch(server.Url());
  EXPECT_THAT(result, FailedWith(FetchFailure::kNoResponse));
  EXPECT_FALSE(result.has_response());
  EXPECT_EQ(result.peer_address, "127.0.0.1");
  EXPECT_THAT(result.request_bytes, StartsWith("GET / HTTP/1.1\r\n"));
}

TEST_F(HostileHead, ResetBeforeTheAnswerIsNoResponse) {
  ScriptedServer server([](ScriptedConnection& connection) {
    connection.ReadHead();
    connection.CloseWithReset();
  });
  EXPECT_THAT(Fetch(server.Url()), FailedWith(FetchFailure::kNoResponse));
}

TEST_F(HostilePace, SilenceEndsAtTheFirstByteTimeout) {
  ScriptedServer server([](ScriptedConnection& connection) { connection.Hang(); });
  const FetchResult result = Fetch(server.Url());
  EXPECT_THAT(result, FailedWith(FetchFailure::kTimeout));
  EXPECT_FALSE(result.has_response());
  EXPECT_THAT(result.total_time, Gt(milliseconds(390)));
  EXPECT_THAT(result.total_time, Lt(milliseconds(3000)));
  EXPECT_THAT(result.request_bytes, StartsWith("GET / "));
}

TEST_F(HostilePace, HeadThatDripsEndsAtTheLowSpeedTime) {
  ScriptedServer server([](ScriptedConnection& connection) {
    connection.ReadHead();
    connection.Send(kOk);
    connection.Drip("X-Slow: 0123456789\r\n", 50);
  });
  const FetchResult result = Fetch(server.Url());
  EXPECT_THAT(result, FailedWith(FetchFailure::kTimeout));
  EXPECT_FALSE(result.has_response());
  EXPECT_THAT(result.total_time, Lt(milliseconds(8000)));
}

TEST_F(HostilePace, BodyThatDripsIsKeptAsCutByTime) {
  ScriptedServer server([](ScriptedConnection& connection) {
    connection.ReadHead();
    connection.Send(kOk + "Content-Length: 100000\r\n\r\n");
    connection.Drip("drip", 50);
  });
  const FetchResult result = Fetch(server.Url());
  EXPECT_THAT(result, FailedWith(FetchFailure::kTimeout));
  EXPECT_EQ(result.truncated, Truncated::kTime);
  EXPECT_THAT(BodyOf(result), StartsWith("dripdrip"));
  EXPECT_THAT(result.total_time, Lt(milliseconds(8000)));
}

TEST_F(HostilePace, WholeTransferEndsAtTheTotalTime) {
  options_.total_timeout = milliseconds(600);
  options_.low_speed_bytes = 0;
  ScriptedServer server([](ScriptedConnection& connection) {
    connection.ReadHead();
    connection.Send(kOk + "\r\n");
    connection.Drip("drip", 10);
  });
  const FetchResult result = Fetch(server.Url());
  EXPECT_EQ(result.truncated, Truncated::kTime);
  EXPECT_THAT(result.total_time, Gt(milliseconds(590)));
  EXPECT_THAT(result.total_time, Lt(milliseconds(4000)));
}

TEST_F(HostilePace, TarpitsDoNotSlowGoodHosts) {
  options_.first_byte_timeout = std::chrono::seconds(2);
  ScriptedServer tarpit([](ScriptedConnection& connection) { connection.Hang(); });
  ScriptedServer good(kOk + "Content-Length: 2\r\n\r\nhi");
  std::vector<FetchRequest> requests;
  for (int i = 0; i < 60; ++i) requests.push_back(Request(tarpit.Url()));
  for (int i = 0; i < 20; ++i) requests.push_back(Request(good.Url()));
  int whole = 0;
  for (const FetchResult& result : FetchAll(std::move(requests))) {
    if (result.failure != FetchFailure::kNone) continue;
    ++whole;
    EXPECT_THAT(result.total_time, Lt(options_.first_byte_timeout));
  }
  EXPECT_EQ(whole, 20);
}

}  // namespace
}  // namespace arsip::crawler
