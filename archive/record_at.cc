#include "archive/record_at.h"

#include <utility>

#include "archive/block_digest.h"
#include "archive/payload_stream.h"
#include "archive/record_head.h"
#include "archive/segment_list.h"

namespace arsip::archive {
namespace {

std::string Where(const RecordLocation& location) {
  return location.filename + "@" + std::to_string(location.offset);
}

template <class Digest>
Status CheckDigest(const RecordLocation& location, const Digest& stored, const Digest& said) {
  if (stored == said) return Ok();
  return CorruptRecord(location, "the payload is " + FormatDigest(stored) + ", the archive knows " +
                                     FormatDigest(said));
}

// DEVIATION: wget digests a body in chunks with their framing (warc-specifications issue 22); that
// proves the same bytes.
Status CheckSha1(const RecordLocation& location, const PayloadDigester::Digests& stored,
                 const Sha1& said) {
  if (stored.framed.has_value() && stored.framed->sha1 == said) return Ok();
  return CheckDigest(location, stored.sha1, said);
}

// What Browsertrix says.
Status CheckSha256(const RecordLocation& location, const PayloadDigester::Digests& stored,
                   const Sha256& said) {
  if (stored.framed.has_value() && stored.framed->sha256 == said) return Ok();
  return CheckDigest(location, stored.sha256, said);
}

std::optional<Sha256> OwnSha256(const RecordAt& at) {
  if (at.imported) return std::nullopt;
  const auto sha256 = ParseSha256(at.reader->header().Get(kPayloadDigestField));
  return sha256.has_value() ? std::optional(*sha256) : std::nullopt;
}

}  // namespace

Error CorruptRecord(const RecordLocation& location, std::string what) {
  return Error{ErrorCode::kCorruption, std::move(what), Where(location)};
}

Error DamageOf(const RecordAt& at, const RecordLocation& location) {
  const auto& list = at.damage->list();
  return CorruptRecord(location, list.empty() ? "no record is here" : list.front().what);
}

// DEVIATION: wget gives every revisit the block digest of nothing.
std::string_view ComparableBlockDigest(const WarcHeader& header) {
  const std::string_view field = header.Get("WARC-Block-Digest");
  const bool revisit = header.known_type() && header.type() == RecordType::kRevisit;
  const bool of_nothing = LabelledDigest::Parse(field).sha1 == ComputeSha1("");
  return revisit && of_nothing ? std::string_view() : field;
}

Result<RecordAt> OpenRecordAt(const std::string& archive_directory,
                              const RecordLocation& location) {
  ARSIP_ASSIGN(const std::string path, FindSegment(archive_directory, location.filename));
  WarcReaderOptions options;
  options.begin = location.offset;
  options.only_first_record = true;
  if (location.length > 0) options.end = location.offset + location.length;
  RecordAt at;
  at.imported = path.starts_with(archive_directory + "/imported/");
  ARSIP_ASSIGN(at.reader, WarcReader::Open(path, options, *at.damage));
  ARSIP_ASSIGN(const bool found, at.reader->Next());
  if (!found) return DamageOf(at, location);
  return at;
}

Status ForBlockOf(RecordAt& at, const RecordLocation& location,
                  const std::function<Status(std::string_view)>& sink) {
  while (true) {
    ARSIP_ASSIGN(const std::string_view piece, at.reader->ReadBlock());
    if (piece.empty()) break;
    ARSIP_TRY(sink(piece));
  }
  ARSIP_TRY(at.reader->Finish());
  return at.reader->intact() ? Ok() : DamageOf(at, location);
}

Result<uint64_t> CheckPayload(const std::string& archive_directory, const Capture& capture,
                              const RecordLocation& location) {
  ARSIP_ASSIGN(RecordAt at, OpenRecordAt(archive_directory, location));
  PayloadDigester digester(HoldsHttpMessage(at.reader->header().Get("Content-Type")));
  // What others say of their blocks need not be so, and is no damage.
  const auto sha256 = OwnSha256(at);
  const bool check_block = !at.imported && !sha256.has_value();
  BlockDigestCheck block(check_block ? ComparableBlockDigest(at.reader->header())
                                     : std::string_view());
  ARSIP_TRY(ForBlockOf(at, location, [&](std::string_view piece) {
    digester.Update(piece);
    block.Update(piece);
    return Ok();
  }));
  const PayloadDigester::Digests digests = digester.Finish();
  if (sha256.has_value()) ARSIP_TRY(CheckDigest(location, digests.sha256, *sha256));
  const std::string_view field = at.reader->header().Get("WARC-Payload-Digest");
  const auto sha1 = ParseSha1(field);
  if (sha1.has_value()) ARSIP_TRY(CheckSha1(location, digests, *sha1));
  const auto said = LabelledDigest::Parse(field).sha256;
  if (said.has_value()) ARSIP_TRY(CheckSha256(location, digests, *said));
  if (capture.payload_sha1 != Sha1{}) {
    ARSIP_TRY(CheckSha1(location, digests, capture.payload_sha1));
  }
  if (const auto mismatch = block.Finish(); mismatch.has_value()) {
    return CorruptRecord(location, *mismatch);
  }
  return digester.stream().payload_length();
}

Result<std::string> OwnHttpHead(const std::string& archive_directory, const Capture& capture) {
  ARSIP_ASSIGN(RecordAt at, OpenRecordAt(archive_directory, capture.location));
  PayloadDigester digester(HoldsHttpMessage(at.reader->header().Get("Content-Type")));
  ARSIP_TRY(ForBlockOf(at, capture.location, [&](std::string_view piece) {
    digester.Update(piece);
    return Ok();
  }));
  digester.Finish();
  return digester.stream().http_head();
}

Result<RecordLocation> PayloadLocationOf(const Capture& capture) {
  if (capture.type != RecordType::kRevisit) return capture.location;
  if (capture.original.has_value()) return capture.original->location;
  // Nothing needs no original. The digest that a 304 has over its own body (openwayback issue 224)
  // says nothing.
  static const Sha1 kEmptyPayload = ComputeSha1("");
  static const Sha256 kEmptyPayloadToo = ComputeSha256(std::string_view());
  constexpr int kNotModified = 304;
  const bool empty =
      capture.payload_sha1 == kEmptyPayload || capture.payload_sha256 == kEmptyPayloadToo;
  if (empty && capture.status != 0 && capture.status != kNotModified) {
    return capture.location;
  }
  return Error{ErrorCode::kNotFound,
               "this capture refers to an earlier one that is not in the archive",
               Where(capture.location)};
}

}  // namespace arsip::archive
