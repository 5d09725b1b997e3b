#include "crawler/transfer_verdict.h"

namespace arsip::crawler {
namespace {

constexpr int kSwitchingProtocols = 101;

bool Mentions(const std::string& words, const char* phrase) {
  return words.find(phrase) != std::string::npos;
}

std::string Words(CURLcode code, const TransferProgress& progress) {
  return progress.libcurl_words.empty() ? curl_easy_strerror(code) : progress.libcurl_words;
}

// Codes that only our own machine or code can cause: no server decides what happens to the process.
bool IsLocal(CURLcode code) {
  switch (code) {
    case CURLE_FAILED_INIT:
    case CURLE_BAD_FUNCTION_ARGUMENT:
    case CURLE_UNKNOWN_OPTION:
    case CURLE_SSL_ENGINE_NOTFOUND:
    case CURLE_SSL_ENGINE_SETFAILED:
    case CURLE_SSL_CACERT_BADFILE:
      return true;
    default:
      return false;
  }
}

TransferVerdict JudgeStop(StopReason stop) {
  switch (stop) {
    case StopReason::kCancelled:
      return {FetchFailure::kCancelled, Truncated::kUnspecified, "the worker stops", {}, {}};
    case StopReason::kAddressRefused:
      return {FetchFailure::kAddressRefused, Truncated::kNo, "", {}, {}};
    case StopReason::kFirstByteTimeout:
      return {FetchFailure::kTimeout, Truncated::kNo, "no status line in time", {}, {}};
    case StopReason::kHeadTooLarge:
      return {FetchFailure::kBadHead, Truncated::kNo, "over-long head", {"header-too-large"}, {}};
    case StopReason::kTrailersTooLarge:
      return {FetchFailure::kNone, Truncated::kNo, "", {"trailers-cut"}, {}};
    case StopReason::kBodyTooLarge:
      return {FetchFailure::kNone, Truncated::kLength, "", {}, {}};
    case StopReason::kNone:
    case StopReason::kNotKept:
    case StopReason::kStaleConnection:
      break;
  }
  return {};
}

FetchFailure ConnectFailure(CURLcode code, const TransferProgress& progress) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_URL_MALFORMAT:        // a host name that no DNS name can be
    case CURLE_ABORTED_BY_CALLBACK:  // we let libcurl resolve nothing
      return FetchFailure::kDns;
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY:
      return FetchFailure::kProxy;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return FetchFailure::kTls;
    default:
      if (progress.handshake_begun) return FetchFailure::kTls;
      return progress.via_proxy ? FetchFailure::kProxy : FetchFailure::kConnect;
  }
}

TransferVerdict JudgeHead(CURLcode code, const TransferProgress& progress) {
  TransferVerdict verdict;
  verdict.detail = code == CURLE_OK ? "closed inside the head" : Words(code, progress);
  verdict.failure = FetchFailure::kBadHead;
  if (code == CURLE_OPERATION_TIMEDOUT) {
    verdict.failure = FetchFailure::kTimeout;
  } else if (code == CURLE_UNSUPPORTED_PROTOCOL) {
    verdict.flags = {"not-http"};
  } else if (code == CURLE_WEIRD_SERVER_REPLY) {
    verdict.flags = {Mentions(verdict.detail, "Content-Length") ? "bad-length" : "bad-header"};
  } else if (code == CURLE_OUT_OF_MEMORY ||
             Mentions(verdict.detail, "Too large response headers")) {
    // libcurl's line buffer has a limit and calls reaching it "Out of memory".
    verdict.flags = {"header-too-large"};
  } else if (!progress.head_begun) {
    verdict.failure = FetchFailure::kNoResponse;
  } else {
    verdict.flags = {"head-cut"};
  }
  return verdict;
}

TransferVerdict JudgeBody(CURLcode code, const TransferProgress& progress) {
  TransferVerdict verdict;
  if (progress.status_code == kSwitchingProtocols) {
    return {FetchFailure::kBadHead, Truncated::kNo, "an upgrade nobody asked for", {"upgrade"}, {}};
  }
  if (code == CURLE_OK) return verdict;
  verdict.detail = Words(code, progress);
  if (code == CURLE_OPERATION_TIMEDOUT) {
    verdict.failure = FetchFailure::kTimeout;
    verdict.truncated = Truncated::kTime;
    return verdict;
  }
  verdict.failure = FetchFailure::kTransfer;
  verdict.truncated = Truncated::kDisconnect;
  if (code == CURLE_BAD_CONTENT_ENCODING || code == CURLE_WRITE_ERROR) {
    verdict.truncated = Truncated::kUnspecified;
    verdict.flags = {"bad-transfer-coding"};
  } else if (Mentions(verdict.detail, "chunk")) {
    verdict.flags = {"bad-chunk"};
  }
  return verdict;
}

}  // namespace

TransferVerdict Judge(CURLcode code, const TransferProgress& progress) {
  if (progress.stop != StopReason::kNone) return JudgeStop(progress.stop);
  if (IsLocal(code)) {
    TransferVerdict verdict;
    verdict.error = Error{ErrorCode::kInternal, "libcurl: " + Words(code, progress), ""};
    return verdict;
  }
  if (progress.head_complete) return JudgeBody(code, progress);
  if (progress.connection_ready) return JudgeHead(code, progress);
  return {ConnectFailure(code, progress), Truncated::kNo, Words(code, progress), {}, {}};
}

}  // namespace arsip::crawler
