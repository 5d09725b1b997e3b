#include "archive/record_bytes.h"

#include <utility>

#include "archive/block_digest.h"

namespace arsip::archive {

Result<RecordBytes> RecordBytes::Open(const std::string& archive_directory,
                                      const RecordLocation& location) {
  RecordBytes record;
  record.location_ = location;
  {
    ARSIP_ASSIGN(RecordAt at, OpenRecordAt(archive_directory, location));
    record.header_ = at.reader->header();
    BlockDigestCheck check(ComparableBlockDigest(record.header_));
    Sha256Stream digest;
    const auto pass = [&](std::string_view bytes) {
      digest.Update(bytes);
      record.length_ += bytes.size();
    };
    pass(at.reader->header_bytes());
    ARSIP_TRY(ForBlockOf(at, location, [&](std::string_view piece) {
      check.Update(piece);
      pass(piece);
      return Ok();
    }));
    const auto mismatch = check.Finish();
    if (mismatch.has_value()) return CorruptRecord(location, *mismatch);
    pass("\r\n\r\n");
    record.sha256_ = digest.Finish();
  }
  ARSIP_ASSIGN(record.at_, OpenRecordAt(archive_directory, location));
  return record;
}

Result<std::string> RecordBytes::Read() {
  if (next_ == Next::kEnd) return std::string();
  if (next_ == Next::kHeader) {
    next_ = Next::kBlock;
    return std::string(at_.reader->header_bytes());
  }
  ARSIP_ASSIGN(const std::string_view piece, at_.reader->ReadBlock());
  if (!piece.empty()) return std::string(piece);
  next_ = Next::kEnd;
  ARSIP_TRY(at_.reader->Finish());
  if (!at_.reader->intact()) return DamageOf(at_, location_);
  return std::string("\r\n\r\n");
}

Result<PayloadBytes> PayloadBytes::Open(const std::string& archive_directory,
                                        const Capture& capture) {
  PayloadBytes payload;
  ARSIP_ASSIGN(payload.location_, PayloadLocationOf(capture));
  ARSIP_ASSIGN(payload.length_, CheckPayload(archive_directory, capture, payload.location_));
  ARSIP_ASSIGN(payload.at_, OpenRecordAt(archive_directory, payload.location_));
  payload.content_type_ = payload.at_.reader->header().Get("Content-Type");
  payload.stream_ =
      std::make_unique<PayloadStream>(HoldsHttpMessage(payload.content_type_),
                                      [ready = payload.ready_.get()](std::string_view piece) {
                                        ready->append(piece);
                                        return Ok();
                                      });
  ARSIP_TRY(payload.Fill());  // now the head is known
  if (capture.type == RecordType::kRevisit) {
    ARSIP_ASSIGN(payload.own_head_, OwnHttpHead(archive_directory, capture));
  } else {
    payload.own_head_ = payload.payload_head();
  }
  return payload;
}

Status PayloadBytes::Fill() {
  while (ready_->empty() && !over_) {
    ARSIP_ASSIGN(const std::string_view piece, at_.reader->ReadBlock());
    if (!piece.empty()) {
      ARSIP_TRY(stream_->Update(piece));
      continue;
    }
    over_ = true;
    ARSIP_TRY(at_.reader->Finish());
    if (!at_.reader->intact()) return DamageOf(at_, location_);
    ARSIP_TRY(stream_->Finish());
  }
  return Ok();
}

Result<std::string> PayloadBytes::Read() {
  ARSIP_TRY(Fill());
  return std::exchange(*ready_, {});
}

}  // namespace arsip::archive
