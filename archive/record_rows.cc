#include "archive/record_rows.h"

#include "archive/record_rules.h"
#include "base/http_message.h"
#include "base/media_type.h"
#include "base/surt.h"

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

// A conditional request needs it as it was sent, or not at all.
std::string ValidatorOf(const HttpHead& head, std::string_view name) {
  std::string validator = Field(head, name);
  return validator.size() <= kMaxValidatorBytes ? validator : std::string();
}

CaptureRow CaptureRowOf(SegmentKind kind, const IndexedRecord& record, const HttpHead& head) {
  CaptureRow row;
  row.type = record.type;
  // On a revisit WARC-Truncated says only that the payload is elsewhere (section 6.7.2).
  row.truncated = record.truncated && record.type != RecordType::kRevisit;
  row.status = head.status_code();
  row.mime = record.type == RecordType::kRevisit && record.http_head.empty() ? std::string()
                                                                             : MimeOf(record, head);
  row.length = record.length;
  row.sha1 = record.payload_sha1;
  if (record.type == RecordType::kRevisit && !row.sha1.has_value()) row.sha256 = record.said_sha256;
  row.url = record.target_uri;
  row.redirect = RedirectOf(head);
  if (FormatWarcDate(record.time) != record.date) row.date = record.date;
  // Of ours: a 304 to what others had would stand for a payload that we never got.
  row.imported = kind == SegmentKind::kImported;
  if (head.status_code() == 200 && !row.imported) {
    row.etag = ValidatorOf(head, "ETag");
    row.last_modified = ValidatorOf(head, "Last-Modified");
  }
  if (record.type == RecordType::kRevisit && !record.refers_to_target_uri.empty()) {
    const auto date = ParseWarcDate(record.refers_to_date);
    if (date.has_value()) {
      row.refers_to = CaptureRow::RefersTo{std::string(record.refers_to_target_uri), *date};
    }
  }
  return row;
}

// What later records may refer to. What others wrote may have ids and dates that no record of ours
// may repeat.
bool MayBeOriginal(const IndexedRecord& record) {
  static const Sha256 kEmptyPayload = ComputeSha256(std::string_view());
  return record.type == RecordType::kResponse && !record.truncated && record.payload_sha1 &&
         record.payload_sha256 && *record.payload_sha256 != kEmptyPayload &&
         MayBeReferredTo(record.record_id, record.target_uri, record.date);
}

}  // namespace

bool MayBeReferredTo(std::string_view record_id, std::string_view target_uri,
                     std::string_view date) {
  return IsBracketedUri(record_id) && !target_uri.empty() &&
         CheckFieldValue("WARC-Refers-To-Target-URI", target_uri).has_value() &&
         ParseWarcDate(date).has_value();
}

Result<RecordRows> RowsOf(FileId file, SegmentKind kind, const IndexedRecord& record) {
  if (record.record_id.empty()) return Missing(record, "WARC-Record-ID");
  const RecordPosition position{file, record.offset};
  RecordRows result;
  result.record = {record.type, record.offset, record.length, BlockRecordId::Of(record.record_id)};
  if (kind == SegmentKind::kDerived || !IsCapture(record.type)) return result;

  if (record.target_uri.empty()) return Missing(record, "WARC-Target-URI");
  const HttpHead head = HttpHead::ParseResponse(record.http_head);
  const CaptureRow row = CaptureRowOf(kind, record, head);
  const std::string urlkey = Surt(record.target_uri);
  result.rows.emplace_back(EncodeCaptureKey({urlkey, record.time, position}),
                           EncodeCaptureRow(row, urlkey));
  result.capture = true;
  if (!MayBeOriginal(record)) return result;
  const Sha256& payload = *record.payload_sha256;
  result.contested.emplace_back(DigestKey(payload), EncodeDigestRow(position));
  // Our own revisits name their originals.
  if (kind != SegmentKind::kImported) return result;
  Sha1Row sha1{position, record.time, urlkey, {}, {}};
  result.contested.emplace_back(Sha1Key(*record.payload_sha1, payload), EncodeSha1Row(sha1));
  if (record.framed_sha1.has_value()) {
    sha1.framed = record.framed_sha1;
    result.contested.emplace_back(Sha1Key(*record.framed_sha1, payload), EncodeSha1Row(sha1));
  }
  if (record.said_sha256.has_value()) {
    sha1.framed.reset();
    sha1.said_sha256 = record.said_sha256;
    result.contested.emplace_back(SaidSha256Key(*record.said_sha256, payload), EncodeSha1Row(sha1));
  }
  return result;
}

}  // namespace arsip::archive
