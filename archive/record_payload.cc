#include "archive/record_payload.h"

#include <memory>
#include <utility>

#include "archive/block_digest.h"
#include "archive/content_decoder.h"
#include "archive/payload_stream.h"
#include "archive/record_at.h"
#include "base/http_message.h"

namespace arsip::archive {
namespace {

std::string JoinedField(const HttpHead& head, std::string_view name) {
  std::string joined;
  for (const std::string_view value : head.GetAll(name)) {
    if (!joined.empty()) joined.append(", ");
    joined.append(value);
  }
  return joined;
}

// Decodes by the head that is stored with the payload: a decoder is made when that head is
// complete.
class PayloadCopy {
 public:
  PayloadCopy(bool http, const PayloadOptions& options, const ByteSink& sink)
      : options_(options),
        sink_(sink),
        stream_(http, [this](std::string_view payload) { return Give(payload); }) {}
  PayloadCopy(const PayloadCopy&) = delete;
  PayloadCopy& operator=(const PayloadCopy&) = delete;

  Status Update(std::string_view block) { return stream_.Update(block); }
  Status Finish(PayloadRead& read) {
    ARSIP_TRY(stream_.Finish());
    if (decoder_ != nullptr) ARSIP_TRY(decoder_->Finish());
    read.http_head = stream_.http_head();
    read.coding = JoinedField(HttpHead::ParseResponse(read.http_head), "Content-Encoding");
    read.coded_length = stream_.payload_length();
    read.length = decoder_ != nullptr ? decoder_->decoded_bytes() : 0;
    return Ok();
  }

 private:
  Status Give(std::string_view payload) {
    if (decoder_ == nullptr) {
      const HttpHead head = HttpHead::ParseResponse(stream_.http_head());
      const std::string codings = options_.decode ? JoinedField(head, "Content-Encoding") : "";
      ARSIP_ASSIGN(decoder_, ContentDecoder::Make(
                                 codings, {options_.max_decoded_bytes, options_.max_ratio}, sink_));
    }
    return decoder_->Update(payload);
  }

  const PayloadOptions& options_;
  const ByteSink& sink_;
  std::unique_ptr<ContentDecoder> decoder_;
  PayloadStream stream_;
};

}  // namespace

Result<StoredRecord> ReadRecord(const std::string& archive_directory,
                                const RecordLocation& location, uint64_t max_block_bytes) {
  ARSIP_ASSIGN(RecordAt at, OpenRecordAt(archive_directory, location));
  StoredRecord record;
  record.header = at.reader->header();
  record.header_bytes = at.reader->header_bytes();
  if (record.header.content_length() > max_block_bytes) {
    return Error{ErrorCode::kInvalidInput,
                 "the block has " + std::to_string(record.header.content_length()) +
                     " bytes, more than the " + std::to_string(max_block_bytes) + " allowed",
                 location.filename + "@" + std::to_string(location.offset)};
  }
  ARSIP_TRY(ForBlockOf(at, location, [&](std::string_view piece) {
    record.block.append(piece);
    return Ok();
  }));
  return record;
}

Status CopyRecord(const std::string& archive_directory, const RecordLocation& location,
                  const ByteSink& sink) {
  {
    ARSIP_ASSIGN(RecordAt at, OpenRecordAt(archive_directory, location));
    BlockDigestCheck check(ComparableBlockDigest(at.reader->header()));
    ARSIP_TRY(ForBlockOf(at, location, [&](std::string_view piece) {
      check.Update(piece);
      return Ok();
    }));
    const auto mismatch = check.Finish();
    if (mismatch.has_value()) return CorruptRecord(location, *mismatch);
  }
  ARSIP_ASSIGN(RecordAt at, OpenRecordAt(archive_directory, location));
  ARSIP_TRY(sink(at.reader->header_bytes()));
  ARSIP_TRY(ForBlockOf(at, location, sink));
  return sink("\r\n\r\n");
}

Result<PayloadRead> ReadPayload(const std::string& archive_directory, const Capture& capture,
                                const PayloadOptions& options, const ByteSink& sink) {
  PayloadRead read;
  ARSIP_ASSIGN(read.location, PayloadLocationOf(capture));
  ARSIP_TRY(CheckPayload(archive_directory, capture, read.location));
  ARSIP_ASSIGN(RecordAt at, OpenRecordAt(archive_directory, read.location));
  read.header = at.reader->header();
  PayloadCopy copy(HoldsHttpMessage(read.header.Get("Content-Type")), options, sink);
  ARSIP_TRY(
      ForBlockOf(at, read.location, [&](std::string_view piece) { return copy.Update(piece); }));
  ARSIP_TRY(copy.Finish(read));
  if (capture.type != RecordType::kRevisit) return read;
  ARSIP_ASSIGN(std::string own_head, OwnHttpHead(archive_directory, capture));
  if (!own_head.empty()) read.http_head = std::move(own_head);
  return read;
}

}  // namespace arsip::archive
