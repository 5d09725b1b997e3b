#include "archive/record_rows.h"

#include <tuple>

#include "archive/record_rules.h"
#include "base/http_message.h"
#include "base/media_type.h"
#include "base/surt.h"
#include "base/url.h"
#include "base/url_key.h"

namespace arsip::archive {
namespace {

bool IsCapture(RecordType type) {
  return type == RecordType::kResponse || type == RecordType::kRevisit ||
         type == RecordType::kResource;
}

std::string Field(const HttpHead& head, std::string_view name) {
  return std::string(head.Get(name).value_or(std::string_view()));
}

Error Missing(const IndexedRecord& record, std::string_view field) {
  return Error{
      ErrorCode::kInvalidInput,
      std::string(RecordTypeName(record.type)) + " record without a usable " + std::string(field),
      std::string(record.record_id)};
}

// The mime of CDXJ: what the server said of a response, what the writer said of a resource.
std::string MimeOf(const IndexedRecord& record, const HttpHead& head) {
  const std::string value =
      record.http_head.empty() ? std::string(record.content_type) : Field(head, "Content-Type");
  std::string essence = MediaType::Parse(value).essence;
  return essence.size() <= kMaxMimeBytes ? essence : std::string();
}

std::string RedirectOf(const HttpHead& head) {
  if (head.status_code() < 300 || head.status_code() > 399) return {};
  std::string location = Field(head, "Location");
  return location.size() <= kMaxRedirectBytes ? location : std::string();
}

CaptureRow CaptureRowOf(const IndexedRecord& record, const HttpHead& head) {
  CaptureRow row;
  row.type = record.type;
  // On a revisit WARC-Truncated says only that the payload is elsewhere (section 6.7.2).
  row.truncated = record.truncated && record.type != RecordType::kRevisit;
  row.status = head.status_code();
  row.mime = record.type == RecordType::kRevisit && record.http_head.empty() ? std::string()
                                                                             : MimeOf(record, head);
  row.length = record.length;
  row.sha1 = record.payload_sha1;
  row.sha256 = record.payload_sha256;
  row.record_id = record.record_id;
  row.url = record.target_uri;
  row.redirect = RedirectOf(head);
  if (record.type == RecordType::kRevisit && !record.refers_to_target_uri.empty()) {
    const auto date = ParseWarcDate(record.refers_to_date);
    if (date.has_value()) {
      row.refers_to = CaptureRow::RefersTo{std::string(record.refers_to_target_uri), *date};
    }
  }
  return row;
}

// A revisit of ours could name it. What others wrote may have ids and dates that no record of ours
// may repeat.
bool MayBeReferredTo(std::string_view id, std::string_view uri, std::string_view date) {
  return IsBracketedUri(id) && !uri.empty() &&
         CheckFieldValue("WARC-Refers-To-Target-URI", uri).has_value() &&
         ParseWarcDate(date).has_value();
}

std::optional<DigestRow> DigestRowOf(const IndexedRecord& record, const RecordPosition& position) {
  static const Sha256 kEmptyPayload = ComputeSha256(std::string_view());
  if (record.type != RecordType::kResponse || record.truncated || !record.payload_sha1 ||
      !record.payload_sha256 || *record.payload_sha256 == kEmptyPayload ||
      !MayBeReferredTo(record.record_id, record.target_uri, record.date)) {
    return std::nullopt;
  }
  DigestRow row;
  row.position = position;
  row.time = record.time;
  row.date = record.date;
  row.sha1 = *record.payload_sha1;
  row.record_id = record.record_id;
  row.target_uri = record.target_uri;
  return row;
}

// A conditional request needs the validators as sent, and a stored payload to fall back on.
std::optional<LastRow> LastRowOf(const IndexedRecord& record, const HttpHead& head,
                                 const RecordPosition& position) {
  if (head.status_code() != 200 || !record.payload_sha1) return std::nullopt;
  LastRow row;
  row.position = position;
  row.time = record.time;
  row.sha1 = *record.payload_sha1;
  if (record.type == RecordType::kResponse && !record.truncated && record.payload_sha256) {
    row.sha256 = record.payload_sha256;
    row.original_id = record.record_id;
    row.original_uri = record.target_uri;
    row.original_date = record.date;
  } else if (record.type == RecordType::kRevisit) {
    row.original_id = record.refers_to;
    row.original_uri = record.refers_to_target_uri;
    row.original_date = record.refers_to_date;
  } else {
    return std::nullopt;
  }
  if (!MayBeReferredTo(row.original_id, row.original_uri, row.original_date)) return std::nullopt;
  row.etag = Field(head, "ETag");
  row.last_modified = Field(head, "Last-Modified");
  if (row.etag.size() > kMaxValidatorBytes) row.etag.clear();
  if (row.last_modified.size() > kMaxValidatorBytes) row.last_modified.clear();
  return row;
}

}  // namespace

bool Precedes(const DigestRow& a, const DigestRow& b) { return a.position < b.position; }

bool Supersedes(const LastRow& a, const LastRow& b) {
  return std::tie(a.time, a.position) > std::tie(b.time, b.position);
}

Result<RecordRows> RowsOf(FileId file, SegmentKind kind, const IndexedRecord& record) {
  if (record.record_id.empty()) return Missing(record, "WARC-Record-ID");
  const RecordPosition position{file, record.offset};
  RecordRows result;
  const PhysicalRow physical{record.type, record.length, std::string(record.record_id)};
  result.rows.emplace_back(PhysicalKey(position), EncodePhysicalRow(physical));
  result.rows.emplace_back(RecordIdKey(record.record_id, position), std::string());
  if (kind == SegmentKind::kDerived || !IsCapture(record.type)) return result;

  if (record.target_uri.empty()) return Missing(record, "WARC-Target-URI");
  const HttpHead head = HttpHead::ParseResponse(record.http_head);
  const CaptureRow row = CaptureRowOf(record, head);
  const std::string urlkey = Surt(record.target_uri);
  result.rows.emplace_back(EncodeCaptureKey({urlkey, record.time, position}),
                           EncodeCaptureRow(row, urlkey));
  result.capture = true;
  if (auto digest = DigestRowOf(record, position); digest.has_value()) {
    result.rows.emplace_back(Sha1Key(*record.payload_sha1, *record.payload_sha256), std::string());
    if (record.framed_sha1.has_value()) {
      result.rows.emplace_back(Sha1Key(*record.framed_sha1, *record.payload_sha256), std::string());
    }
    result.digest.emplace(DigestKey(*record.payload_sha256), std::move(*digest));
  }
  // Validators of others are not asked by: a 304 would stand for a payload that we never got.
  if (kind == SegmentKind::kImported) return result;
  if (auto last = LastRowOf(record, head, position); last.has_value()) {
    const auto url = Url::Parse(record.target_uri);
    if (url.has_value()) result.last.emplace(LastKey(KeyOf(*url)), std::move(*last));
  }
  return result;
}

}  // namespace arsip::archive
