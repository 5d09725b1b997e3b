#include "crawler/transfer_verdict.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace arsip::crawler {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TransferProgress Connecting() { return {}; }

TransferProgress Waiting() {
  TransferProgress progress;
  progress.connection_ready = true;
  return progress;
}

TransferProgress InHead() {
  TransferProgress progress = Waiting();
  progress.head_begun = true;
  return progress;
}

TransferProgress InBody(int status = 200) {
  TransferProgress progress = InHead();
  progress.head_complete = true;
  progress.status_code = status;
  return progress;
}

TEST(TransferVerdictTest, WholeResponseHasNoFailure) {
  const TransferVerdict verdict = Judge(CURLE_OK, InBody());
  EXPECT_EQ(verdict.failure, FetchFailure::kNone);
  EXPECT_EQ(verdict.truncated, Truncated::kNo);
  EXPECT_THAT(verdict.flags, IsEmpty());
  EXPECT_EQ(verdict.detail, "");
}

TEST(TransferVerdictTest, TroubleBeforeTheConnectionIsNamedByItsLayer) {
  EXPECT_EQ(Judge(CURLE_COULDNT_RESOLVE_HOST, Connecting()).failure, FetchFailure::kDns);
  EXPECT_EQ(Judge(CURLE_URL_MALFORMAT, Connecting()).failure, FetchFailure::kDns);
  EXPECT_EQ(Judge(CURLE_COULDNT_CONNECT, Connecting()).failure, FetchFailure::kConnect);
  EXPECT_EQ(Judge(CURLE_OPERATION_TIMEDOUT, Connecting()).failure, FetchFailure::kConnect);
  EXPECT_EQ(Judge(CURLE_PROXY, Connecting()).failure, FetchFailure::kProxy);
  EXPECT_EQ(Judge(CURLE_SSL_CONNECT_ERROR, Connecting()).failure, FetchFailure::kTls);
  EXPECT_EQ(Judge(CURLE_PEER_FAILED_VERIFICATION, Connecting()).failure, FetchFailure::kTls);
}

TEST(TransferVerdictTest, TroubleInTheHandshakeIsTlsEvenBehindAProxy) {
  TransferProgress progress = Connecting();
  progress.handshake_begun = true;
  EXPECT_EQ(Judge(CURLE_OPERATION_TIMEDOUT, progress).failure, FetchFailure::kTls);
  progress.via_proxy = true;
  EXPECT_EQ(Judge(CURLE_OPERATION_TIMEDOUT, progress).failure, FetchFailure::kTls);
}

TEST(TransferVerdictTest, TroubleOnTheWayThroughAProxyIsTheProxys) {
  TransferProgress progress = Connecting();
  progress.via_proxy = true;
  for (const CURLcode code : {CURLE_COULDNT_CONNECT, CURLE_OPERATION_TIMEDOUT, CURLE_RECV_ERROR}) {
    EXPECT_EQ(Judge(code, progress).failure, FetchFailure::kProxy) << code;
  }
}

TEST(TransferVerdictTest, NothingAfterTheRequestIsNoResponse) {
  for (const CURLcode code : {CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_OK}) {
    const TransferVerdict verdict = Judge(code, Waiting());
    EXPECT_EQ(verdict.failure, FetchFailure::kNoResponse) << code;
    EXPECT_EQ(verdict.truncated, Truncated::kNo);
  }
}

TEST(TransferVerdictTest, HeadThatEndsEarlyIsABadHead) {
  EXPECT_THAT(Judge(CURLE_OK, InHead()).flags, ElementsAre("head-cut"));
  EXPECT_THAT(Judge(CURLE_RECV_ERROR, InHead()).flags, ElementsAre("head-cut"));
  EXPECT_EQ(Judge(CURLE_OK, InHead()).failure, FetchFailure::kBadHead);
}

TEST(TransferVerdictTest, BadHeadsAreToldApart) {
  EXPECT_THAT(Judge(CURLE_UNSUPPORTED_PROTOCOL, Waiting()).flags, ElementsAre("not-http"));
  EXPECT_THAT(Judge(CURLE_WEIRD_SERVER_REPLY, InHead()).flags, ElementsAre("bad-header"));
  TransferProgress length = InHead();
  length.libcurl_words = "Invalid Content-Length: value";
  EXPECT_THAT(Judge(CURLE_WEIRD_SERVER_REPLY, length).flags, ElementsAre("bad-length"));
  EXPECT_THAT(Judge(CURLE_OUT_OF_MEMORY, InHead()).flags, ElementsAre("header-too-large"));
  TransferProgress large = InHead();
  large.libcurl_words = "Too large response headers: 307201 > 307200";
  EXPECT_THAT(Judge(CURLE_RECV_ERROR, large).flags, ElementsAre("header-too-large"));
}

TEST(TransferVerdictTest, TimeoutInTheHeadLeavesNoResponse) {
  const TransferVerdict verdict = Judge(CURLE_OPERATION_TIMEDOUT, InHead());
  EXPECT_EQ(verdict.failure, FetchFailure::kTimeout);
  EXPECT_EQ(verdict.truncated, Truncated::kNo);
}

TEST(Warc11Truncated, BodyCutByTimeIsTime) {
  const TransferVerdict verdict = Judge(CURLE_OPERATION_TIMEDOUT, InBody());
  EXPECT_EQ(verdict.failure, FetchFailure::kTimeout);
  EXPECT_EQ(verdict.truncated, Truncated::kTime);
}

TEST(Warc11Truncated, BodyCutByThePeerIsDisconnect) {
  for (const CURLcode code : {CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_SSL_CONNECT_ERROR}) {
    const TransferVerdict verdict = Judge(code, InBody());
    EXPECT_EQ(verdict.failure, FetchFailure::kTransfer);
    EXPECT_EQ(verdict.truncated, Truncated::kDisconnect);
  }
}

TEST(Warc11Truncated, BodyCutByUsIsLength) {
  TransferProgress progress = InBody();
  progress.stop = StopReason::kBodyTooLarge;
  const TransferVerdict verdict = Judge(CURLE_WRITE_ERROR, progress);
  EXPECT_EQ(verdict.failure, FetchFailure::kNone);
  EXPECT_EQ(verdict.truncated, Truncated::kLength);
}

TEST(Warc11Truncated, BodyOfABrokenTransferCodingIsUnspecified) {
  const TransferVerdict verdict = Judge(CURLE_BAD_CONTENT_ENCODING, InBody());
  EXPECT_EQ(verdict.truncated, Truncated::kUnspecified);
  EXPECT_THAT(verdict.flags, ElementsAre("bad-transfer-coding"));
}

TEST(TransferVerdictTest, UpgradeIsABadHeadHoweverItEnded) {
  for (const CURLcode code : {CURLE_OK, CURLE_GOT_NOTHING, CURLE_RECV_ERROR}) {
    const TransferVerdict verdict = Judge(code, InBody(101));
    EXPECT_EQ(verdict.failure, FetchFailure::kBadHead);
    EXPECT_THAT(verdict.flags, ElementsAre("upgrade"));
  }
}

TEST(TransferVerdictTest, OurOwnReasonsComeBeforeLibcurls) {
  TransferProgress progress = Waiting();
  progress.stop = StopReason::kCancelled;
  EXPECT_EQ(Judge(CURLE_OK, progress).failure, FetchFailure::kCancelled);
  progress.stop = StopReason::kFirstByteTimeout;
  EXPECT_EQ(Judge(CURLE_OK, progress).failure, FetchFailure::kTimeout);
  progress.stop = StopReason::kAddressRefused;
  EXPECT_EQ(Judge(CURLE_COULDNT_CONNECT, progress).failure, FetchFailure::kAddressRefused);
  progress.stop = StopReason::kHeadTooLarge;
  EXPECT_THAT(Judge(CURLE_WRITE_ERROR, progress).flags, ElementsAre("header-too-large"));
  progress.stop = StopReason::kTrailersTooLarge;
  EXPECT_EQ(Judge(CURLE_WRITE_ERROR, progress).failure, FetchFailure::kNone);
}

TEST(TransferVerdictTest, LocalTroubleIsAnErrorAndNotTheServers) {
  for (const CURLcode code : {CURLE_SSL_CACERT_BADFILE, CURLE_FAILED_INIT}) {
    ASSERT_TRUE(Judge(code, Connecting()).error.has_value());
    EXPECT_EQ(Judge(code, Connecting()).error->code, ErrorCode::kInternal);
  }
}

// An Error ends the process: no server may cause one.
TEST(TransferVerdictTest, NoServerCanCauseAnErrorOnceItIsConnected) {
  for (int code = 0; code < CURL_LAST; ++code) {
    const auto curl_code = static_cast<CURLcode>(code);
    const TransferVerdict local = Judge(curl_code, Connecting());
    if (local.error) continue;
    EXPECT_FALSE(Judge(curl_code, Waiting()).error) << code;
    EXPECT_FALSE(Judge(curl_code, InBody()).error) << code;
    EXPECT_NE(Judge(curl_code, Waiting()).failure, FetchFailure::kNone) << code;
  }
}

}  // namespace
}  // namespace arsip::crawler
