#include "archive/record_payload.h"

#include <memory>
#include <utility>

#include "archive/block_digest.h"
#include "archive/content_decoder.h"
#include "archive/payload_stream.h"
#include "archive/segment_list.h"
#include "archive/warc_reader.h"
#include "base/http_message.h"

namespace arsip::archive {
namespace {

std::string Where(const RecordLocation& location) {
  return location.filename + "@" + std::to_string(location.offset);
}

Error Corrupt(const RecordLocation& location, std::string what) {
  return Error{ErrorCode::kCorruption, std::move(what), Where(location)};
}

// A reader that stands at one record. `damage` says what is wrong with it, if anything is.
struct RecordAt {
  std::unique_ptr<ReadProblems> damage = std::make_unique<ReadProblems>(1);
  std::unique_ptr<WarcReader> reader;
};

Error DamageOf(const RecordAt& at, const RecordLocation& location) {
  const auto& list = at.damage->list();
  return Corrupt(location, list.empty() ? "no record is here" : list.front().what);
}

Result<RecordAt> OpenAt(const std::string& archive_directory, const RecordLocation& location) {
  ARSIP_ASSIGN(const std::string path, FindSegment(archive_directory, location.filename));
  WarcReaderOptions options;
  options.begin = location.offset;
  options.only_first_record = true;
  if (location.length > 0) options.end = location.offset + location.length;
  RecordAt at;
  ARSIP_ASSIGN(at.reader, WarcReader::Open(path, options, *at.damage));
  ARSIP_ASSIGN(const bool found, at.reader->Next());
  if (!found) return DamageOf(at, location);
  return at;
}

// The whole block, then the end of its member.
Status ForBlock(RecordAt& at, const RecordLocation& location, const ByteSink& sink) {
  while (true) {
    ARSIP_ASSIGN(const std::string_view piece, at.reader->ReadBlock());
    if (piece.empty()) break;
    ARSIP_TRY(sink(piece));
  }
  ARSIP_TRY(at.reader->Finish());
  return at.reader->intact() ? Ok() : DamageOf(at, location);
}

template <class Digest>
Status CheckDigest(const RecordLocation& location, const Digest& stored, const Digest& said) {
  if (stored == said) return Ok();
  return Corrupt(location, "the payload is " + FormatDigest(stored) + ", the archive knows " +
                               FormatDigest(said));
}

// DEVIATION: wget digests a body in chunks with their framing (warc-specifications issue 22); that
// proves the same bytes.
Status CheckSha1(const RecordLocation& location, const PayloadDigester::Digests& stored,
                 const Sha1& said) {
  if (stored.framed.has_value() && stored.framed->sha1 == said) return Ok();
  return CheckDigest(location, stored.sha1, said);
}

// What the capture's index row, and the record's own field, say of its payload.
Status CheckPayload(const std::string& archive_directory, const Capture& capture,
                    const RecordLocation& location) {
  ARSIP_ASSIGN(RecordAt at, OpenAt(archive_directory, location));
  PayloadDigester digester(HoldsHttpMessage(at.reader->header().Get("Content-Type")));
  ARSIP_TRY(ForBlock(at, location, [&](std::string_view piece) {
    digester.Update(piece);
    return Ok();
  }));
  const PayloadDigester::Digests digests = digester.Finish();
  if (capture.payload_sha256 != Sha256{}) {
    ARSIP_TRY(CheckDigest(location, digests.sha256, capture.payload_sha256));
  }
  const auto said = ParseSha1(at.reader->header().Get("WARC-Payload-Digest"));
  if (said.has_value()) ARSIP_TRY(CheckSha1(location, digests, *said));
  if (capture.payload_sha1 == Sha1{}) return Ok();
  return CheckSha1(location, digests, capture.payload_sha1);
}

// Headers of a revisit are its own when it stored any: they say what the server said that day.
Result<std::string> OwnHead(const std::string& archive_directory, const Capture& capture) {
  ARSIP_ASSIGN(RecordAt at, OpenAt(archive_directory, capture.location));
  PayloadDigester digester(HoldsHttpMessage(at.reader->header().Get("Content-Type")));
  ARSIP_TRY(ForBlock(at, capture.location, [&](std::string_view piece) {
    digester.Update(piece);
    return Ok();
  }));
  digester.Finish();
  return digester.stream().http_head();
}

// DEVIATION: wget gives every revisit the block digest of nothing.
std::string_view ComparableBlockDigest(const WarcHeader& header) {
  const std::string_view field = header.Get("WARC-Block-Digest");
  const bool revisit = header.known_type() && header.type() == RecordType::kRevisit;
  const bool of_nothing = LabelledDigest::Parse(field).sha1 == ComputeSha1("");
  return revisit && of_nothing ? std::string_view() : field;
}

Result<RecordLocation> PayloadLocation(const Capture& capture) {
  if (capture.type != RecordType::kRevisit) return capture.location;
  if (capture.original.has_value()) return capture.original->location;
  // Nothing needs no original. The digest that a 304 has over its own body (openwayback issue 224)
  // says nothing.
  static const Sha1 kEmptyPayload = ComputeSha1("");
  constexpr int kNotModified = 304;
  if (capture.payload_sha1 == kEmptyPayload && capture.status != 0 &&
      capture.status != kNotModified) {
    return capture.location;
  }
  return Error{ErrorCode::kNotFound,
               "this capture refers to an earlier one that is not in the archive",
               Where(capture.location)};
}

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
  ARSIP_ASSIGN(RecordAt at, OpenAt(archive_directory, location));
  StoredRecord record;
  record.header = at.reader->header();
  record.header_bytes = at.reader->header_bytes();
  if (record.header.content_length() > max_block_bytes) {
    return Error{ErrorCode::kInvalidInput,
                 "the block has " + std::to_string(record.header.content_length()) +
                     " bytes, more than the " + std::to_string(max_block_bytes) + " allowed",
                 Where(location)};
  }
  ARSIP_TRY(ForBlock(at, location, [&](std::string_view piece) {
    record.block.append(piece);
    return Ok();
  }));
  return record;
}

Status CopyRecord(const std::string& archive_directory, const RecordLocation& location,
                  const ByteSink& sink) {
  {
    ARSIP_ASSIGN(RecordAt at, OpenAt(archive_directory, location));
    BlockDigestCheck check(ComparableBlockDigest(at.reader->header()));
    ARSIP_TRY(ForBlock(at, location, [&](std::string_view piece) {
      check.Update(piece);
      return Ok();
    }));
    const auto mismatch = check.Finish();
    if (mismatch.has_value()) return Corrupt(location, *mismatch);
  }
  ARSIP_ASSIGN(RecordAt at, OpenAt(archive_directory, location));
  ARSIP_TRY(sink(at.reader->header_bytes()));
  ARSIP_TRY(ForBlock(at, location, sink));
  return sink("\r\n\r\n");
}

Result<PayloadRead> ReadPayload(const std::string& archive_directory, const Capture& capture,
                                const PayloadOptions& options, const ByteSink& sink) {
  PayloadRead read;
  ARSIP_ASSIGN(read.location, PayloadLocation(capture));
  ARSIP_TRY(CheckPayload(archive_directory, capture, read.location));
  ARSIP_ASSIGN(RecordAt at, OpenAt(archive_directory, read.location));
  read.header = at.reader->header();
  PayloadCopy copy(HoldsHttpMessage(read.header.Get("Content-Type")), options, sink);
  ARSIP_TRY(
      ForBlock(at, read.location, [&](std::string_view piece) { return copy.Update(piece); }));
  ARSIP_TRY(copy.Finish(read));
  if (capture.type != RecordType::kRevisit) return read;
  ARSIP_ASSIGN(std::string own_head, OwnHead(archive_directory, capture));
  if (!own_head.empty()) read.http_head = std::move(own_head);
  return read;
}

}  // namespace arsip::archive
