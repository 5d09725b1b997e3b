#include "archive/record_facts.h"

#include "archive/block_digest.h"
#include "archive/image_fact.h"
#include "base/media_type.h"

namespace arsip::archive {
namespace {

bool HasPayload(const WarcHeader& header) {
  return header.known_type() &&
         (header.type() == RecordType::kResponse || header.type() == RecordType::kResource);
}

bool HasFields(const WarcHeader& header) {
  return header.known_type() && header.type() == RecordType::kMetadata &&
         MediaType::Parse(header.Get("Content-Type")).essence == "application/warc-fields";
}

// By it the writer's own revisits refer to this payload.
std::optional<Sha1> FramedDigestOf(const WarcHeader& header,
                                   const PayloadDigester::Digests& payload) {
  if (!payload.framed.has_value()) return std::nullopt;
  const auto said = ParseSha1(header.Get("WARC-Payload-Digest"));
  if (!said.has_value() || *said != payload.framed->sha1) return std::nullopt;
  return payload.framed->sha1;
}

// The same of those who write SHA-256 (Browsertrix).
std::optional<Sha256> SaidSha256(const WarcHeader& header,
                                 const PayloadDigester::Digests& payload) {
  const auto said = LabelledDigest::Parse(header.Get("WARC-Payload-Digest")).sha256;
  const bool holds =
      said == payload.sha256 || (payload.framed.has_value() && said == payload.framed->sha256);
  return holds ? said : std::nullopt;
}

}  // namespace

Result<RecordFacts> ReadRecordFacts(WarcReader& reader, const WantedFacts& wanted) {
  const WarcHeader& header = reader.header();
  const bool http = HoldsHttpMessage(header.Get("Content-Type"));
  const bool payload = HasPayload(header) || wanted.payload_of_any_type;
  const size_t metadata_bytes = HasFields(header) ? kMaxImageFactBytes : 0;
  // Of a revisit only the head is wanted, and its block is little more.
  const bool split =
      payload || (http && header.known_type() && header.type() == RecordType::kRevisit);
  PayloadDigester digester(http);
  Sha1Stream sha1;
  Sha256Stream sha256;
  RecordFacts facts;
  while (true) {
    ARSIP_ASSIGN(const std::string_view piece, reader.ReadBlock());
    if (piece.empty()) break;
    facts.block_length += piece.size();
    if (facts.block_start.size() < wanted.block_start) {
      facts.block_start.append(piece.substr(0, wanted.block_start - facts.block_start.size()));
    }
    facts.metadata.append(piece.substr(0, metadata_bytes - facts.metadata.size()));
    if (wanted.block_sha1) sha1.Update(piece);
    if (wanted.block_sha256) sha256.Update(piece);
    if (split) digester.Update(piece);
  }
  ARSIP_TRY(reader.Finish());
  if (wanted.block_sha1) facts.block_sha1 = sha1.Finish();
  if (wanted.block_sha256) facts.block_sha256 = sha256.Finish();
  const PayloadDigester::Digests digests = digester.Finish();
  facts.http_head = digester.stream().http_head();
  facts.chunks_intact = digester.stream().chunks_intact();
  facts.dechunked_under_old_head =
      digests.length > 0 && digester.stream().says_chunked() && !digester.stream().chunked();
  if (payload) facts.payload = digests;
  return facts;
}

FactsForIndex::FactsForIndex(const WarcReader& reader, const RecordFacts& facts) {
  const WarcHeader& header = reader.header();
  record_.type = header.type();
  record_.record_id = header.record_id();
  record_.date = header.date();
  record_.time = header.time();
  record_.target_uri = header.target_uri();
  record_.content_type = header.Get("Content-Type");
  record_.truncated = !header.Get("WARC-Truncated").empty();
  record_.offset = reader.offset();
  record_.length = reader.length();
  record_.metadata = facts.metadata;
  if (HasPayload(header) && facts.payload.has_value()) {
    record_.http_head = facts.http_head;
    record_.payload_sha1 = facts.payload->sha1;
    record_.payload_sha256 = facts.payload->sha256;
    record_.framed_sha1 = FramedDigestOf(header, *facts.payload);
    record_.said_sha256 = SaidSha256(header, *facts.payload);
  }
  if (header.type() != RecordType::kRevisit) return;
  record_.http_head = facts.http_head;
  const auto sha1 = ParseSha1(header.Get("WARC-Payload-Digest"));
  if (sha1.has_value()) record_.payload_sha1 = *sha1;
  record_.said_sha256 = LabelledDigest::Parse(header.Get("WARC-Payload-Digest")).sha256;
  record_.profile = header.Get("WARC-Profile");
  record_.refers_to = header.Get("WARC-Refers-To");
  record_.refers_to_target_uri = WithoutBrackets(header.Get("WARC-Refers-To-Target-URI"));
  record_.refers_to_date = header.Get("WARC-Refers-To-Date");
}

}  // namespace arsip::archive
