#include "archive/capture_event.h"

#include <algorithm>

#include "archive/image_fact.h"
#include "archive/payload_stream.h"
#include "archive/record_rules.h"
#include "base/clock.h"
#include "base/http_message.h"

namespace arsip::archive {
namespace {

constexpr uint64_t kRecordOverheadBytes = 4096;

std::string_view FieldOf(const WarcRecord& record, std::string_view name) {
  for (const auto& [field_name, value] : record.fields) {
    if (EqualsIgnoreCase(field_name, name)) return value;
  }
  return {};
}

bool HasIndexedPayload(RecordType type) {
  return type == RecordType::kResponse || type == RecordType::kResource;
}

// The head alone, without reading the payload: it is a part of its own in what the crawler builds.
std::string FindHttpHead(const WarcRecord& record) {
  if (!record.block.empty()) {
    const size_t length = HttpHeadLength(record.block.front());
    if (length > 0) return std::string(record.block.front().substr(0, length));
  }
  std::string begin;
  for (const std::string_view part : record.block) {
    begin.append(part.substr(0, kMaxHttpHeadBytes - begin.size()));
    if (begin.size() == kMaxHttpHeadBytes) break;
  }
  begin.resize(HttpHeadLength(begin));
  return begin;
}

Status DigestPayload(const WarcRecord& record, IndexFacts& facts) {
  const std::string_view field = FieldOf(record, "WARC-Payload-Digest");
  if (!field.empty()) {
    ARSIP_ASSIGN(facts.payload_sha1, ParseSha1(field));
  }
  if (!HasIndexedPayload(record.type)) return Ok();
  facts.payload_sha256 = record.payload_sha256;
  if (facts.payload_sha1 && facts.payload_sha256) return Ok();
  PayloadDigester digester(HoldsHttpMessage(record.content_type));
  for (const std::string_view part : record.block) digester.Update(part);
  const PayloadDigester::Digests digests = digester.Finish();
  facts.payload_sha1 = digests.sha1;
  facts.payload_sha256 = digests.sha256;
  return Ok();
}

Result<IndexFacts> FactsOf(const WarcRecord& record) {
  IndexFacts facts;
  facts.date = FormatWarcDate(record.date);
  if (!record.target_uri.empty()) {
    ARSIP_ASSIGN(facts.target_uri, EncodeTargetUri(record.target_uri));
  }
  if (HasIndexedPayload(record.type) || record.type == RecordType::kRevisit) {
    if (HoldsHttpMessage(record.content_type)) facts.http_head = FindHttpHead(record);
    ARSIP_TRY(DigestPayload(record, facts));
  }
  return facts;
}

Status PrepareAll(CaptureEvent& event, const MemberCoding& coding) {
  ARSIP_TRY(CheckCaptureEvent(event.records));
  const SegmentIdentity segment{.warcinfo_id = event.warcinfo_id, .filename = {}};
  for (WarcRecord& record : event.records) {
    ARSIP_ASSIGN(IndexFacts facts, FactsOf(record));
    // The header says it.
    if (facts.payload_sha256.has_value()) record.payload_sha256 = facts.payload_sha256;
    event.facts.push_back(std::move(facts));
    ARSIP_ASSIGN(PreparedRecord prepared, PrepareRecord(record, segment, coding));
    event.prepared.push_back(std::move(prepared));
  }
  return Ok();
}

}  // namespace

CaptureEvent::CaptureEvent(std::vector<WarcRecord> event_records, SegmentKind event_kind,
                           std::function<void(Result<RecordLocation>)> event_done)
    : records(std::move(event_records)), kind(event_kind), done(std::move(event_done)) {
  for (const WarcRecord& record : records) bytes += record.block_length() + kRecordOverheadBytes;
}

uint64_t CaptureEvent::member_bytes() const {
  uint64_t total = 0;
  for (const PreparedRecord& one : prepared) total += one.length_bound;
  return total;
}

const std::optional<Sha256>& CaptureEvent::payload() const {
  static const std::optional<Sha256> none;
  const auto with_payload =
      std::find_if(records.begin(), records.end(),
                   [](const WarcRecord& record) { return HasIndexedPayload(record.type); });
  if (with_payload == records.end()) return none;
  if (with_payload->payload_sha256) return with_payload->payload_sha256;
  const auto index = static_cast<size_t>(with_payload - records.begin());
  return index < facts.size() ? facts[index].payload_sha256 : none;
}

void Prepare(CaptureEvent& event, std::string warcinfo_id, const MemberCoding& coding) {
  event.warcinfo_id = std::move(warcinfo_id);
  event.status = PrepareAll(event, coding);
}

Status PrepareAgain(CaptureEvent& event, std::string warcinfo_id, const MemberCoding& coding) {
  const SegmentIdentity segment{.warcinfo_id = warcinfo_id, .filename = {}};
  for (size_t i = 0; i < event.records.size(); ++i) {
    ARSIP_TRY(PrepareAgain(event.records[i], segment, coding, event.prepared[i]));
  }
  event.warcinfo_id = std::move(warcinfo_id);
  return Ok();
}

IndexedRecord IndexedRecordOf(const CaptureEvent& event, size_t i) {
  const WarcRecord& record = event.records[i];
  const IndexFacts& facts = event.facts[i];
  IndexedRecord indexed;
  indexed.type = record.type;
  indexed.record_id = record.record_id;
  indexed.date = facts.date;
  indexed.time = record.date;
  indexed.target_uri = facts.target_uri;
  indexed.content_type = record.content_type;
  indexed.http_head = facts.http_head;
  indexed.payload_sha1 = facts.payload_sha1;
  indexed.payload_sha256 = facts.payload_sha256;
  indexed.truncated = !FieldOf(record, "WARC-Truncated").empty();
  indexed.profile = FieldOf(record, "WARC-Profile");
  indexed.refers_to = FieldOf(record, "WARC-Refers-To");
  indexed.refers_to_target_uri = FieldOf(record, "WARC-Refers-To-Target-URI");
  indexed.refers_to_date = FieldOf(record, "WARC-Refers-To-Date");
  if (record.type == RecordType::kMetadata && !record.block.empty() &&
      record.content_type == "application/warc-fields") {
    // Written in one part.
    indexed.metadata = record.block.front().substr(0, kMaxImageFactBytes);
  }
  indexed.offset = event.locations[i].offset;
  indexed.length = event.locations[i].length;
  return indexed;
}

IndexedRecord IndexedWarcinfo(const WarcRecord& warcinfo, std::string_view date,
                              const RecordLocation& location) {
  IndexedRecord indexed;
  indexed.type = RecordType::kWarcinfo;
  indexed.record_id = warcinfo.record_id;
  indexed.date = date;
  indexed.time = warcinfo.date;
  indexed.content_type = warcinfo.content_type;
  indexed.offset = location.offset;
  indexed.length = location.length;
  return indexed;
}

}  // namespace arsip::archive
