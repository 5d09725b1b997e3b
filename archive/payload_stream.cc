#include "archive/payload_stream.h"

#include <algorithm>
#include <utility>

#include "archive/blank_line.h"
#include "base/http_message.h"
#include "base/media_type.h"
#include "base/percent_encoding.h"

namespace arsip::archive {
namespace {

// RFC 9112 section 7.1: a chunk size of 16 digits would be 16 EiB; a size line is short in
// practice.
constexpr uint32_t kMaxSizeDigits = 15;
constexpr uint32_t kMaxLineBytes = 16u << 10;
constexpr size_t kStartBytes = 2;

bool LastCodingIsChunked(const HttpHead& head) {
  const auto values = head.GetAll("Transfer-Encoding");
  if (values.empty()) return false;
  std::string_view last = values.back();
  last.remove_prefix(std::min(last.rfind(',') + 1, last.size()));
  while (last.starts_with(' ') || last.starts_with('\t')) last.remove_prefix(1);
  return EqualsIgnoreCase(last, "chunked");
}

}  // namespace

size_t HttpHeadLength(std::string_view block) {
  const size_t end = BlankLineEnd(block.substr(0, kMaxHttpHeadBytes), 0);
  return end == std::string_view::npos ? 0 : end;
}

bool HoldsHttpMessage(std::string_view record_content_type) {
  return MediaType::Parse(record_content_type).essence == "application/http";
}

Status ChunkedDecoder::EndSizeLine() {
  if (digits_ == 0) return Invalid("no chunk size where one should be");
  begun_ = true;
  state_ = left_ == 0 ? State::kTrailer : State::kData;
  digits_ = 0;
  line_bytes_ = 0;
  return Ok();
}

Status ChunkedDecoder::SizeByte(char c) {
  if (c == '\n') return EndSizeLine();
  if (++line_bytes_ > kMaxLineBytes) return Invalid("a chunk-size line without end");
  if (state_ == State::kSizeRest) return Ok();
  const int digit = HexDigitValue(c);
  if (digit >= 0) {
    if (++digits_ > kMaxSizeDigits) return Invalid("a chunk size beyond all bounds");
    left_ = left_ * 16 + static_cast<uint64_t>(digit);
    return Ok();
  }
  if (digits_ == 0 || (c != ';' && c != '\r' && c != ' ' && c != '\t')) {
    return Invalid("no chunk size where one should be");
  }
  state_ = State::kSizeRest;
  return Ok();
}

Status ChunkedDecoder::Invalid(std::string_view what) {
  state_ = State::kInvalid;
  return Error{ErrorCode::kInvalidInput, std::string(what), ""};
}

Status ChunkedDecoder::Update(std::string_view bytes) {
  while (!bytes.empty() && state_ != State::kDone) {
    if (state_ == State::kInvalid) return Invalid("bytes after a broken chunk");
    if (state_ == State::kData) {
      const std::string_view data = bytes.substr(0, left_);
      left_ -= data.size();
      if (left_ == 0) state_ = State::kDataEnd;
      bytes.remove_prefix(data.size());
      coded_bytes_ += data.size();
      ARSIP_TRY(sink_(data));
      continue;
    }
    const char c = bytes.front();
    bytes.remove_prefix(1);
    ++coded_bytes_;
    if (state_ == State::kSize || state_ == State::kSizeRest) {
      ARSIP_TRY(SizeByte(c));
    } else if (state_ == State::kTrailer) {
      TrailerByte(c);
    } else if (c == '\n') {
      state_ = State::kSize;
    } else if (c != '\r') {
      return Invalid("a chunk does not end where its size says");
    }
  }
  return Ok();
}

void ChunkedDecoder::TrailerByte(char c) {
  if (c != '\n') {
    if (c != '\r') ++line_bytes_;
    return;
  }
  if (line_bytes_ == 0) state_ = State::kDone;
  line_bytes_ = 0;
}

PayloadStream::PayloadStream(bool http, Sink sink, Sink framed)
    : sink_(std::move(sink)),
      framed_(std::move(framed)),
      in_head_(http),
      chunks_([this](std::string_view payload) { return Give(payload); }) {}

Status PayloadStream::Give(std::string_view payload) {
  payload_length_ += payload.size();
  return payload.empty() ? Ok() : sink_(payload);
}

Status PayloadStream::Update(std::string_view block_bytes) {
  if (!in_head_) return Body(block_bytes);
  head_.append(block_bytes);
  const size_t end = BlankLineEnd(head_, scanned_);
  if (end != std::string_view::npos && end <= kMaxHttpHeadBytes) return BeginBody(end);
  // A blank line may begin with the last two bytes so far.
  scanned_ = head_.size() < 3 ? 0 : head_.size() - 3;
  return head_.size() > kMaxHttpHeadBytes ? BeginBody(0) : Ok();
}

Status PayloadStream::BeginBody(size_t head_length) {
  in_head_ = false;
  const std::string body = head_.substr(head_length);
  head_.resize(head_length);
  says_chunked_ = LastCodingIsChunked(HttpHead::ParseResponse(head_));
  chunked_ = says_chunked_;
  return Body(body);
}

// Bodies that were de-chunked under an unchanged head exist (old wget, wpull): what does not even
// begin as a chunk is payload as it stands.
Status PayloadStream::Body(std::string_view bytes) {
  if (!chunked_) return Give(bytes);
  if (framed_) ARSIP_TRY(framed_(bytes));
  if (chunks_.broken()) return Ok();
  if (!chunks_.begun()) unsure_.append(bytes);
  Status status = chunks_.Update(bytes);
  if (chunks_.begun()) unsure_.clear();
  if (!chunks_.broken()) return status;
  if (chunks_.begun()) return Ok();
  chunked_ = false;
  return Give(std::exchange(unsure_, {}));
}

Status PayloadStream::Finish() {
  if (in_head_) {
    in_head_ = false;
    return Give(std::exchange(head_, {}));
  }
  chunks_intact_ = chunks_.finished();
  return chunked_ && !chunks_.begun() ? Give(std::exchange(unsure_, {})) : Ok();
}

PayloadDigester::PayloadDigester(bool http)
    : stream_(
          http,
          [this](std::string_view payload) {
            sha1_.Update(payload);
            sha256_.Update(payload);
            start_.append(payload.substr(0, kStartBytes - std::min(kStartBytes, start_.size())));
            return Ok();
          },
          [this](std::string_view framed) {
            framed_sha1_.Update(framed);
            framed_sha256_.Update(framed);
            return Ok();
          }) {}

void PayloadDigester::Update(std::string_view block_bytes) {
  // The sink never fails, and so the stream never does.
  static_cast<void>(stream_.Update(block_bytes));
}

PayloadDigester::Digests PayloadDigester::Finish() {
  static_cast<void>(stream_.Finish());
  Digests digests{stream_.payload_length(), sha1_.Finish(), sha256_.Finish(), std::nullopt, start_};
  if (stream_.chunked()) {
    digests.framed.emplace(Digests::Framed{framed_sha1_.Finish(), framed_sha256_.Finish()});
  }
  return digests;
}

}  // namespace arsip::archive
