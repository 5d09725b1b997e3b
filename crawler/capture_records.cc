#include "crawler/capture_records.h"

#include <chrono>
#include <memory>

#include "archive/thumbnail.h"
#include "base/clock.h"
#include "base/http_message.h"
#include "base/log.h"
#include "base/media_type.h"
#include "crawler/discovery.h"
#include "crawler/response_block.h"

namespace arsip::crawler {
namespace {

using archive::RecordType;
using archive::WarcRecord;

const char* TruncatedReason(Truncated truncated) {
  switch (truncated) {
    case Truncated::kNo:
      return "";
    case Truncated::kLength:
      return "length";
    case Truncated::kTime:
      return "time";
    case Truncated::kDisconnect:
      return "disconnect";
    case Truncated::kUnspecified:
      return "unspecified";
  }
  return "unspecified";
}

int64_t Milliseconds(Duration duration) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
}

// One "name: value" line of application/warc-fields; a hostile value cannot start a new line.
void AppendLine(std::string& block, std::string_view name, std::string_view value) {
  block += name;
  block += ": ";
  for (const char c : value) block += (c == '\r' || c == '\n' || c == '\0') ? ' ' : c;
  block += "\r\n";
}

void AppendPeer(WarcRecord& record, const FetchResult& fetched) {
  if (!fetched.peer_address.empty()) {
    record.fields.emplace_back("WARC-IP-Address", fetched.peer_address);
  }
}

void AppendProtocol(WarcRecord& record, const FetchResult& fetched) {
  record.fields.emplace_back("WARC-Protocol",
                             fetched.http_version == HttpVersion::kHttp2 ? "h2" : "http/1.1");
  if (!fetched.tls) return;
  record.fields.emplace_back("WARC-Protocol", fetched.tls->protocol);
  if (!fetched.tls->cipher_suite.empty()) {
    record.fields.emplace_back("WARC-Cipher-Suite", fetched.tls->cipher_suite);
  }
}

WarcRecord RequestRecord(const FetchResult& fetched, const WarcRecord& response) {
  WarcRecord request;
  request.type = RecordType::kRequest;
  request.date = response.date;
  request.target_uri = response.target_uri;
  request.content_type = "application/http; msgtype=request";
  request.fields.emplace_back("WARC-Concurrent-To", response.record_id);
  AppendPeer(request, fetched);
  request.AppendBlock(fetched.request_bytes);
  return request;
}

void AppendRobots(std::string& block, const frontier::Lease& lease) {
  if (lease.purpose == frontier::LeasePurpose::kRobotsTxt) return;
  const auto& robots = lease.robots;
  if (robots.robots_txt_url.empty()) {
    AppendLine(block, "robots", "allowed; no robots.txt");
    return;
  }
  std::string decision = robots.allowed ? "allowed" : "disallowed";
  if (robots.line > 0) decision += "; line " + std::to_string(robots.line);
  if (robots.overridden) decision += "; overridden by the collection";
  decision += "; " + robots.robots_txt_url + " of " + FormatWarcDate(robots.fetched_at);
  AppendLine(block, "robots", decision);
}

void AppendTls(std::string& block, const TlsFacts& tls) {
  AppendLine(block, "tls-verify", tls.verify_error.empty() ? "ok" : tls.verify_error);
  for (const std::string& pem : tls.chain_pem) {
    std::string one_line;
    for (const char c : pem) {
      if (c != '\r' && c != '\n') one_line += c;
    }
    AppendLine(block, "tls-certificate", one_line);
  }
}

// "outlink: URL hop context", as Heritrix writes it. What resolves to no URL (mailto:, javascript:)
// stands as the page has it.
void AppendOutlink(std::string& block, const Url& base, const extractors::Link& link) {
  const Result<Url> url = Url::Resolve(base, link.reference());
  block += "outlink: ";
  for (const char c : url ? url->href() : link.reference()) {
    if (static_cast<unsigned char>(c) <= ' ') {
      block += "%20";
    } else {
      block += c;
    }
  }
  block += ' ';
  block += static_cast<char>(HopOf(link.kind()));
  block += ' ';
  block += Neutralise(link.context());
  block += "\r\n";
}

void AppendExtraction(std::string& block, const FetchResult& fetched, const CaptureFacts& facts) {
  if (!facts.extraction_status.empty()) AppendLine(block, "extraction", facts.extraction_status);
  if (facts.extraction == nullptr) return;
  const extractors::Extraction& extraction = *facts.extraction;
  AppendLine(block, "extractor", extraction.extractor() + " " + extraction.version());
  if (!extraction.sniffed_media_type().empty()) {
    AppendLine(block, "sniffed-media-type", extraction.sniffed_media_type());
  }
  if (!extraction.charset().empty()) AppendLine(block, "charset", extraction.charset());
  if (!extraction.title().empty()) AppendLine(block, "title", extraction.title());
  if (!extraction.dom_refused().empty()) AppendLine(block, "dom-refused", extraction.dom_refused());
  for (const std::string& flag : extraction.flags()) AppendLine(block, "flag", flag);
  if (extraction.links_dropped() > 0) {
    AppendLine(block, "outlinks-dropped", std::to_string(extraction.links_dropped()));
  }
  const Url base = BaseOf(fetched, extraction);
  for (const extractors::Link& link : extraction.links()) AppendOutlink(block, base, link);
}

std::string ImageHashLine(const extractors::ImageHash& hash, const archive::ImageFact& fact) {
  return FormatImageHash(fact) + "; width=" + std::to_string(hash.width()) +
         "; height=" + std::to_string(hash.height()) + "; frames=" + std::to_string(hash.frames()) +
         "; type=" + hash.media_type();
}

// First of all facts, within what the index looks at: image_fact.h.
void AppendImage(std::string& block, const archive::DedupVerdict& verdict,
                 const CaptureFacts& facts) {
  if (facts.image_hash != nullptr) {
    const extractors::ImageHash& hash = *facts.image_hash;
    if (facts.image) AppendLine(block, "image-hash", ImageHashLine(hash, *facts.image));
    if (!hash.state().empty()) AppendLine(block, "image-hash-state", hash.state());
  }
  if (verdict.kind != archive::DedupVerdict::Kind::kNearDuplicate) return;
  std::string near = "cluster=" + FormatDigest(verdict.cluster) +
                     "; distance=" + std::to_string(verdict.distance) + "; form=";
  near += verdict.form;
  if (!verdict.refers_to.empty()) {
    near += "; exemplar=" + verdict.refers_to + "; exemplar-date=" + verdict.refers_to_date +
            "; exemplar-uri=" + verdict.refers_to_target_uri;
  }
  AppendLine(block, "near-duplicate", near);
}

void AppendPayload(std::string& block, const FetchResult& fetched, const CaptureFacts& facts) {
  // Of a 304 it may not be known.
  if (facts.payload.sha256 != Sha256{}) {
    AppendLine(block, "payload-sha256", FormatDigest(facts.payload.sha256));
  }
  for (const std::string& line : facts.hash_list_lines) AppendLine(block, "hash-list", line);
  if (facts.withheld.empty()) return;
  AppendLine(block, "payload-sha1", FormatDigest(facts.payload.sha1));
  AppendLine(block, "payload-bytes", std::to_string(fetched.body ? fetched.body->size() : 0));
  AppendLine(block, "payload-withheld", facts.withheld);
}

WarcRecord MetadataRecord(const FetchResult& fetched, const WarcRecord& response,
                          const archive::DedupVerdict& verdict, const CaptureFacts& facts,
                          std::string_view extra) {
  WarcRecord metadata;
  metadata.type = RecordType::kMetadata;
  metadata.date = response.date;
  metadata.target_uri = response.target_uri;
  metadata.content_type = "application/warc-fields";
  metadata.fields.emplace_back("WARC-Concurrent-To", response.record_id);
  std::string block;
  const frontier::Lease& lease = *facts.lease;
  if (!lease.target.via.empty()) AppendLine(block, "via", lease.target.via);
  AppendLine(block, "hopsFromSeed", lease.target.hop_path);
  AppendLine(block, "fetchTimeMs", std::to_string(Milliseconds(fetched.total_time)));
  AppendLine(block, "firstByteTimeMs", std::to_string(Milliseconds(fetched.first_byte_time)));
  if (lease.attempt > 0) AppendLine(block, "attempt", std::to_string(lease.attempt));
  AppendPayload(block, fetched, facts);
  AppendImage(block, verdict, facts);
  if (!facts.scope.empty()) AppendLine(block, "scope", facts.scope);
  AppendRobots(block, lease);
  if (fetched.failure != FetchFailure::kNone) {
    AppendLine(block, "fetch-failure", FetchFailureName(fetched.failure));
    AppendLine(block, "fetch-failure-detail", fetched.failure_detail);
  }
  for (const std::string& flag : fetched.flags) AppendLine(block, "flag", flag);
  if (fetched.tls) AppendTls(block, *fetched.tls);
  block += extra;
  AppendExtraction(block, fetched, facts);
  metadata.AppendBlock(std::move(block));
  return metadata;
}

// What response and revisit records of this fetch have in common.
WarcRecord HeadRecord(const FetchResult& fetched, RecordType type) {
  WarcRecord record;
  record.type = type;
  record.date = fetched.began;
  record.target_uri = fetched.url.href();
  record.content_type = "application/http; msgtype=response";
  AppendPeer(record, fetched);
  AppendProtocol(record, fetched);
  return record;
}

void AppendRefersTo(WarcRecord& record, const archive::DedupVerdict& original) {
  record.fields.emplace_back("WARC-Refers-To", original.refers_to);
  record.fields.emplace_back("WARC-Refers-To-Target-URI", original.refers_to_target_uri);
  record.fields.emplace_back("WARC-Refers-To-Date", original.refers_to_date);
}

// The block: the head, and `with_body` what is kept of the body.
void AppendResponse(WarcRecord& record, const FetchResult& fetched, bool with_body) {
  const std::shared_ptr<Body>& kept = fetched.chunks ? fetched.chunks : fetched.body;
  const std::string_view body = kept ? kept->view() : std::string_view();
  record.AppendBlock(fetched.transfer_coding == TransferCoding::kVerbatim
                         ? VerbatimHead(fetched.head, body.size())
                         : StoredHead(fetched.head, fetched.transfer_decoded, body.size()));
  if (!with_body || body.empty()) return;
  record.block.push_back(body);
  record.keep_alive.push_back(kept);
}

// Readers put the identified type before the server's word: wabac.js answers with it. So it is said
// only where it knows better: a style sheet is no more than text/plain to a sniffer.
std::string IdentifiedPayloadType(const FetchResult& fetched, const CaptureFacts& facts) {
  if (facts.extraction == nullptr) return {};
  const std::string& sniffed = facts.extraction->sniffed_media_type();
  if (sniffed == "application/octet-stream") return {};
  const auto field = HttpHead::ParseResponse(fetched.head).Get("Content-Type");
  const bool said_textual = field.has_value() && MediaType::Parse(*field).textual();
  return said_textual && MediaType::Parse(sniffed).textual() ? std::string() : sniffed;
}

WarcRecord FullRecord(const FetchResult& fetched, const CaptureFacts& facts) {
  WarcRecord record = HeadRecord(fetched, RecordType::kResponse);
  if (fetched.truncated != Truncated::kNo) {
    record.fields.emplace_back("WARC-Truncated", TruncatedReason(fetched.truncated));
  }
  if (std::string identified = IdentifiedPayloadType(fetched, facts); !identified.empty()) {
    record.fields.emplace_back("WARC-Identified-Payload-Type", std::move(identified));
  }
  return record;
}

// The head without the body, which says so itself: a reader finds an empty payload, whole in
// itself.
WarcRecord WithheldRecord(const FetchResult& fetched, const CaptureFacts& facts) {
  WarcRecord record = HeadRecord(fetched, RecordType::kResponse);
  record.fields.emplace_back("WARC-Truncated", TruncatedReason(Truncated::kUnspecified));
  if (std::string identified = IdentifiedPayloadType(fetched, facts); !identified.empty()) {
    record.fields.emplace_back("WARC-Identified-Payload-Type", std::move(identified));
  }
  record.fields.emplace_back("WARC-Payload-Digest", FormatDigest(ComputeSha1("")));
  record.payload_sha256 = ComputeSha256(std::string_view());
  record.AppendBlock(StoredHead(fetched.head, true, 0));
  return record;
}

WarcRecord IdenticalRevisit(const FetchResult& fetched, const archive::DedupVerdict& verdict) {
  WarcRecord record = HeadRecord(fetched, RecordType::kRevisit);
  record.fields.emplace_back("WARC-Profile", archive::kProfileIdenticalPayloadDigest);
  AppendRefersTo(record, verdict);
  record.fields.emplace_back("WARC-Truncated", "length");
  return record;
}

std::vector<WarcRecord> NotModifiedRecords(const FetchResult& fetched,
                                           const archive::LastCapture& last,
                                           const CaptureFacts& facts) {
  WarcRecord record = HeadRecord(fetched, RecordType::kRevisit);
  record.content_type.clear();  // an empty block has no type
  record.fields.emplace_back("WARC-Profile", archive::kProfileServerNotModified);
  AppendRefersTo(record, last.as_original);
  record.fields.emplace_back("WARC-Payload-Digest", FormatDigest(last.as_original.payload_sha1));
  std::string head_lines;
  for (size_t begin = 0; begin < fetched.head.size();) {
    const size_t end = fetched.head.find('\n', begin);
    std::string_view line = std::string_view(fetched.head).substr(begin, end - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty()) AppendLine(head_lines, "response-head", line);
    if (end == std::string::npos) break;
    begin = end + 1;
  }
  CaptureFacts with_original = facts;
  with_original.image_hash = nullptr;
  with_original.payload = {last.as_original.payload_sha1, last.payload_sha256.value_or(Sha256{})};
  std::vector<WarcRecord> records;
  records.push_back(std::move(record));
  records.push_back(RequestRecord(fetched, records.front()));
  records.push_back(MetadataRecord(fetched, records.front(), {}, with_original, head_lines));
  return records;
}

WarcRecord Conversion(const extractors::Extraction& extraction, const RecordOrigin& origin,
                      const char* content_type) {
  WarcRecord record;
  record.type = RecordType::kConversion;
  record.date = origin.time.value_or(UtcTime{});
  record.target_uri = origin.url;
  record.content_type = content_type;
  record.fields.emplace_back("WARC-Refers-To", origin.record_id);
  record.fields.emplace_back("X-Arsip-Extractor",
                             extraction.extractor() + "/" + extraction.version());
  return record;
}

}  // namespace

PayloadDigests DigestPayload(const FetchResult& fetched) {
  const std::string_view payload = fetched.body ? fetched.body->view() : std::string_view();
  return {ComputeSha1(payload), ComputeSha256(payload)};
}

std::vector<WarcRecord> CaptureRecords(const FetchResult& fetched,
                                       const archive::DedupVerdict& verdict,
                                       const std::optional<archive::LastCapture>& last,
                                       const CaptureFacts& facts) {
  if (!fetched.has_response()) return {};
  if (fetched.status_code == 304 && last) return NotModifiedRecords(fetched, *last, facts);
  const bool revisit = verdict.kind == archive::DedupVerdict::Kind::kRevisit;
  WarcRecord record;
  if (!facts.withheld.empty()) {
    record = WithheldRecord(fetched, facts);
  } else {
    record = revisit ? IdenticalRevisit(fetched, verdict) : FullRecord(fetched, facts);
    record.fields.emplace_back("WARC-Payload-Digest", FormatDigest(facts.payload.sha1));
    record.payload_sha256 = facts.payload.sha256;
    AppendResponse(record, fetched, !revisit);
  }
  std::vector<WarcRecord> records;
  records.push_back(std::move(record));
  records.push_back(RequestRecord(fetched, records.front()));
  records.push_back(MetadataRecord(fetched, records.front(), verdict, facts, ""));
  return records;
}

std::vector<WarcRecord> DerivedRecords(const extractors::Extraction& extraction,
                                       const RecordOrigin& origin) {
  std::vector<WarcRecord> records;
  // Of a document it is the first record's.
  const bool document = extraction.text().empty() && extraction.extractor() == "document" &&
                        extraction.records_size() > 0;
  const std::string& text = document ? extraction.records(0).text() : extraction.text();
  const bool truncated =
      document ? extraction.records(0).text_truncated() : extraction.text_truncated();
  if (!text.empty()) {
    WarcRecord plain = Conversion(extraction, origin, "text/plain; charset=utf-8");
    if (truncated) plain.fields.emplace_back("WARC-Truncated", "length");
    plain.AppendBlock(text);
    records.push_back(std::move(plain));
  }
  if (!extraction.records().empty()) {
    WarcRecord lines = Conversion(extraction, origin, "application/jsonl");
    lines.AppendBlock(RecordLines(extraction, origin, {}));
    records.push_back(std::move(lines));
  }
  if (!extraction.contact_sheet().empty()) {
    WarcRecord sheet = Conversion(extraction, origin, "image/jpeg");
    sheet.AppendBlock(extraction.contact_sheet());
    records.push_back(std::move(sheet));
  }
  return records;
}

WarcRecord ImageHashRecord(const extractors::ImageHash* image, const archive::ImageFact& fact,
                           const RecordOrigin& origin) {
  WarcRecord record;
  record.type = RecordType::kMetadata;
  record.date = origin.time.value_or(UtcTime{});
  record.target_uri = origin.url;
  record.content_type = "application/warc-fields";
  record.fields.emplace_back("WARC-Refers-To", origin.record_id);
  record.fields.emplace_back("X-Arsip-Extractor", "image/" + std::to_string(fact.rule));
  std::string block;
  AppendLine(block, "payload-sha256", FormatDigest(fact.payload));
  const bool whole = image == nullptr || image->state().empty();
  AppendLine(block, "image-hash",
             image == nullptr ? FormatImageHash(fact) : ImageHashLine(*image, fact));
  if (!whole) AppendLine(block, "image-hash-state", image->state());
  record.AppendBlock(std::move(block));
  return record;
}

std::optional<WarcRecord> ThumbnailRecord(const extractors::ImageHash& image,
                                          const RecordOrigin& origin) {
  if (image.thumbnail().empty() || !origin.payload_sha256) return std::nullopt;
  WarcRecord record;
  record.type = RecordType::kConversion;
  record.record_id = archive::ThumbnailRecordId(*origin.payload_sha256);
  record.date = origin.time.value_or(UtcTime{});
  record.target_uri = origin.url;
  record.content_type = archive::kThumbnailMediaType;
  record.fields.emplace_back("WARC-Refers-To", origin.record_id);
  record.fields.emplace_back("X-Arsip-Extractor", archive::kThumbnailRules);
  record.AppendBlock(image.thumbnail());
  return record;
}

}  // namespace arsip::crawler
