#include "crawler/transfer.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "crawler/http2_form.h"

namespace arsip::crawler {
namespace {

// What is shown of bytes that were no head.
constexpr size_t kMaxRejectedHeadBytes = 4096;

Duration TimeOf(CURL* handle, CURLINFO info) {
  curl_off_t microseconds = 0;
  curl_easy_getinfo(handle, info, &microseconds);
  return std::chrono::microseconds(microseconds);
}

uint64_t BodyLimit(const FetcherOptions& options, const FetchRequest& request) {
  return std::min(options.max_body_bytes, request.max_body_bytes.value_or(options.max_body_bytes));
}

}  // namespace

Transfer::Transfer(const TransferSetting& setting, FetchRequest request)
    : setting_(setting),
      request_(std::move(request)),
      via_proxy_(setting.proxy.Covers(request_.url)),
      max_body_bytes_(BodyLimit(setting.options, request_)),
      started_(setting.clock.Monotonic()),
      head_(setting.options.max_head_bytes) {
  result_.url = request_.url;
  result_.began = setting.clock.Utc();
}

Status Transfer::Arm(CURL* handle, const std::vector<std::string>& resolve_lines) {
  handle_ = handle;
  ARSIP_TRY(SetCallbacks(handle));
  return SetRequest(handle, resolve_lines);
}

Status Transfer::SetCallbacks(CURL* handle) {
  CurlOptions options(handle);
  options.Set(CURLOPT_ERRORBUFFER, error_text_.data());
  options.Set(CURLOPT_HEADERFUNCTION, &Transfer::OnHeader);
  options.Set(CURLOPT_HEADERDATA, this);
  options.Set(CURLOPT_WRITEFUNCTION, &Transfer::OnBody);
  options.Set(CURLOPT_WRITEDATA, this);
  options.Set(CURLOPT_DEBUGFUNCTION, &Transfer::OnDebug);
  options.Set(CURLOPT_DEBUGDATA, this);
  options.Set(CURLOPT_PREREQFUNCTION, &Transfer::OnConnectionReady);
  options.Set(CURLOPT_PREREQDATA, this);
  options.Set(CURLOPT_OPENSOCKETFUNCTION, &Transfer::OnOpenSocket);
  options.Set(CURLOPT_OPENSOCKETDATA, this);
  // Connections outlive transfers: this one goes to what outlives both.
  options.Set(CURLOPT_CLOSESOCKETFUNCTION, &Transfer::OnCloseSocket);
  options.Set(CURLOPT_CLOSESOCKETDATA, &setting_.kept_connections);
  options.Set(CURLOPT_RESOLVER_START_FUNCTION, &Transfer::OnResolve);
  options.Set(CURLOPT_RESOLVER_START_DATA, this);
  options.Set(CURLOPT_SSL_CTX_FUNCTION, &Transfer::OnTlsContext);
  options.Set(CURLOPT_SSL_CTX_DATA, this);
  return options.status();
}

Status Transfer::SetRequest(CURL* handle, const std::vector<std::string>& resolve_lines) {
  const Url& url = request_.url;
  // libcurl's own parser would drop a lone "?" and must not have a say in what is asked for.
  const std::string target = via_proxy_ && setting_.proxy.AbsoluteFormFor(url)
                                 ? url.href()
                                 : std::string(url.path_and_query());
  resolve_ = MakeCurlList(resolve_lines);
  fields_ = RequestFields();
  CurlOptions options(handle);
  options.Set(CURLOPT_URL, url.href().c_str());
  options.Set(CURLOPT_REQUEST_TARGET, target.c_str());
  options.Set(CURLOPT_RESOLVE, resolve_.get());
  options.Set(CURLOPT_HTTPHEADER, fields_.get());
  options.Set(CURLOPT_PROXY, via_proxy_ ? setting_.proxy.text().c_str() : "");
  options.Set(CURLOPT_FORBID_REUSE, 0L);
  options.Set(CURLOPT_FRESH_CONNECT,
              std::exchange(stop_, StopReason::kNone) == StopReason::kStaleConnection ? 1L : 0L);
  return options.status();
}

CurlList Transfer::RequestFields() {
  std::vector<std::string> lines;
  if (!setting_.options.accept_encoding.empty()) {
    lines.push_back("Accept-Encoding: " + setting_.options.accept_encoding);
  }
  // Validators are a server's own words, kept from an earlier capture.
  for (const auto& [name, value] :
       {std::pair{"If-None-Match: ", &request_.if_none_match},
        std::pair{"If-Modified-Since: ", &request_.if_modified_since}}) {
    if (value->empty()) continue;
    if (IsFieldValue(*value)) {
      lines.push_back(name + *value);
    } else {
      result_.flags.emplace_back("validator-dropped");
    }
  }
  return MakeCurlList(lines);
}

void Transfer::Disarm(CURL* handle) {
  CurlOptions options(handle);
  options.Set(CURLOPT_ERRORBUFFER, static_cast<char*>(nullptr));
  options.Set(CURLOPT_DEBUGDATA, static_cast<void*>(nullptr));
  options.Set(CURLOPT_RESOLVE, static_cast<curl_slist*>(nullptr));
  options.Set(CURLOPT_HTTPHEADER, static_cast<curl_slist*>(nullptr));
}

size_t Transfer::OnHeader(char* bytes, size_t unit, size_t count, void* self) {
  auto* transfer = static_cast<Transfer*>(self);
  const size_t size = unit * count;
  const bool was_complete = transfer->head_.complete();
  if (!transfer->head_.Add({bytes, size})) {
    transfer->stop_ = was_complete ? StopReason::kTrailersTooLarge : StopReason::kHeadTooLarge;
    return 0;
  }
  if (!was_complete && transfer->head_.complete()) transfer->BeginBody();
  return size;
}

void Transfer::BeginBody() {
  const Framing& framing = head_.framing();
  result_.body =
      std::make_shared<Body>(setting_.options.spool_directory, setting_.options.body_memory_bytes);
  if (request_.body_limit) {
    const auto type = HttpHead::ParseResponse(head_.bytes()).Get("Content-Type");
    const std::optional<uint64_t> limit = request_.body_limit(type.value_or(std::string_view()));
    max_body_bytes_ = std::min(max_body_bytes_, limit.value_or(max_body_bytes_));
  }
  if (framing.content_length) {
    result_.body->Expect(std::min(*framing.content_length, max_body_bytes_));
  }
  if (setting_.options.transfer_coding == TransferCoding::kVerbatim && framing.chunked) {
    result_.chunks = std::make_shared<Body>(setting_.options.spool_directory,
                                            setting_.options.body_memory_bytes);
    chunked_.emplace(head_.bytes(), *result_.chunks, *result_.body);
  }
  // Who sends two lengths may follow up with somebody else's response (RFC 9112 section 11.2).
  if (framing.ambiguous_length) curl_easy_setopt(handle_, CURLOPT_FORBID_REUSE, 1L);
}

size_t Transfer::OnBody(char* bytes, size_t unit, size_t count, void* self) {
  const size_t size = unit * count;
  return static_cast<Transfer*>(self)->Keep({bytes, size}) ? size : 0;
}

uint64_t Transfer::KeptBytes() const {
  return result_.chunks ? result_.chunks->size() : result_.body->size();
}

bool Transfer::Keep(std::string_view bytes) {
  // libcurl 7.88 hands over no body without a head; HTTP/0.9 is off.
  if (!result_.body) return false;
  const uint64_t room = max_body_bytes_ - KeptBytes();
  const std::string_view fits = bytes.substr(0, room);
  if (const Status kept = chunked_ ? chunked_->Append(fits) : result_.body->Append(fits); !kept) {
    not_kept_ = kept.error();
    stop_ = StopReason::kNotKept;
    return false;
  }
  if (bytes.size() <= room || (chunked_ && chunked_->ended())) return true;
  stop_ = StopReason::kBodyTooLarge;
  return false;
}

int Transfer::OnDebug(CURL*, curl_infotype type, char* bytes, size_t size, void* self) {
  if (self == nullptr) return 0;
  auto* transfer = static_cast<Transfer*>(self);
  if (type == CURLINFO_HEADER_OUT) {
    // Before the connection is ready it is the proxy that is spoken to.
    if (transfer->connection_ready_) transfer->result_.request_bytes.append(bytes, size);
  } else if (type == CURLINFO_TEXT) {
    const std::string_view text(bytes, size);
    // libcurl tells of bytes after the body in no other way.
    if (text.starts_with("Excess found") || text.starts_with("Leftovers after chunking")) {
      transfer->extra_bytes_ = true;
    }
  }
  return 0;
}

FetchResult Transfer::Refuse(FetchFailure failure, std::string detail) {
  result_.failure = failure;
  result_.failure_detail = std::move(detail);
  return std::move(result_);
}

TransferProgress Transfer::Progress() const {
  TransferProgress progress;
  progress.stop = stop_;
  // Refused, and nothing else was tried: the server has no part in it.
  if (stop_ == StopReason::kNone && !refused_addresses_.empty() && !dialled_) {
    progress.stop = StopReason::kAddressRefused;
  }
  progress.via_proxy = via_proxy_;
  progress.handshake_begun = handshake_begun_;
  progress.connection_ready = connection_ready_;
  progress.head_begun = head_.begun();
  progress.head_complete = head_.complete();
  progress.status_code = head_.status_code();
  progress.libcurl_words = error_text_.data();
  return progress;
}

void Transfer::TakeTimes(CURL* handle) {
  result_.connect_time =
      std::max(TimeOf(handle, CURLINFO_CONNECT_TIME_T), TimeOf(handle, CURLINFO_APPCONNECT_TIME_T));
  result_.first_byte_time = TimeOf(handle, CURLINFO_STARTTRANSFER_TIME_T);
  result_.total_time = setting_.clock.Monotonic() - started_;
}

void Transfer::TakeFlags(const TransferVerdict& verdict) {
  std::vector<std::string>& flags = result_.flags;
  flags.insert(flags.end(), verdict.flags.begin(), verdict.flags.end());
  if (head_.interim_responses() > 0) {
    flags.push_back("interim:" + std::to_string(head_.interim_responses()));
  }
  if (head_.trailer_lines() > 0) {
    flags.push_back("trailers:" + std::to_string(head_.trailer_lines()));
  }
  if (!refused_addresses_.empty() && dialled_) flags.emplace_back("address-refused");
  if (extra_bytes_) flags.emplace_back("extra-bytes");
  if (!result_.has_response()) return;
  const Framing& framing = head_.framing();
  if (framing.ambiguous_length) flags.emplace_back("ambiguous-length");
  if (framing.bad_length) flags.emplace_back("bad-length");
  if (framing.other_transfer_coding) flags.emplace_back("transfer-coding");
  if (result_.status_code == 206) flags.emplace_back("partial");
  const bool conditional = !request_.if_none_match.empty() || !request_.if_modified_since.empty();
  if (result_.status_code == 304 && !conditional) flags.emplace_back("unasked-304");
}

void Transfer::TakeResponse(const TransferVerdict& verdict) {
  result_.interim_responses = head_.interim_responses();
  if (!head_.complete() || verdict.failure == FetchFailure::kBadHead) {
    result_.rejected_head = head_.bytes().substr(0, kMaxRejectedHeadBytes);
    result_.body.reset();
    result_.chunks.reset();
    return;
  }
  result_.head = head_.bytes();
  result_.status_code = head_.status_code();
  result_.transfer_coding = setting_.options.transfer_coding;
  result_.transfer_decoded = result_.transfer_coding == TransferCoding::kDecoded &&
                             (head_.framing().chunked || head_.framing().other_transfer_coding);
  if (result_.http_version == HttpVersion::kHttp2) {
    result_.head = ResponseInHttp11Form(result_.head);
    result_.request_bytes = RequestInHttp11Form(result_.request_bytes);
  }
}

// What libcurl has not found out: it reads chunk sizes that no body can have.
Status Transfer::FinishChunks() {
  ARSIP_TRY(chunked_->Finish());
  const auto flag = [this](std::string_view name) {
    if (std::ranges::find(result_.flags, name) == result_.flags.end()) {
      result_.flags.emplace_back(name);
    }
  };
  if (chunked_->extra_bytes()) flag("extra-bytes");
  if (!chunked_->intact() && result_.truncated == Truncated::kNo) flag("bad-chunk");
  return Ok();
}

Result<FetchResult> Transfer::Finish(CURL* handle, CURLcode code) {
  if (not_kept_) {
    not_kept_->where = request_.url.href() + ": " + not_kept_->where;
    return *not_kept_;
  }
  TransferVerdict verdict = Judge(code, Progress());
  if (verdict.error) {
    verdict.error->where = request_.url.href();
    return *verdict.error;
  }
  if (verdict.failure != FetchFailure::kNone && !refused_addresses_.empty()) {
    verdict.detail += (verdict.detail.empty() ? "" : "; ") + refused_addresses_;
  }
  result_.failure = verdict.failure;
  result_.failure_detail = verdict.detail;
  result_.truncated = verdict.truncated;
  TakeTimes(handle);
  TakeResponse(verdict);
  TakeFlags(verdict);
  if (chunked_ && result_.body) ARSIP_TRY(FinishChunks());
  if (verdict.failure == FetchFailure::kTls && !result_.tls && !watched_tls_.chain_pem.empty()) {
    result_.tls = std::move(watched_tls_);
    // The chain can be sound and the name wrong, which libcurl finds out by itself.
    if (result_.tls->verify_error.empty()) result_.tls->verify_error = verdict.detail;
  }
  if (result_.body) ARSIP_TRY(result_.body->Finish());
  if (result_.chunks) ARSIP_TRY(result_.chunks->Finish());
  return std::move(result_);
}

}  // namespace arsip::crawler
