#include "archive/warc_serialiser.h"

#include <algorithm>
#include <vector>

#include "archive/record_head.h"
#include "archive/record_rules.h"
#include "archive/warc_header_parser.h"
#include "base/clock.h"

namespace arsip::archive {
namespace {

constexpr std::string_view kRecordEnd = "\r\n\r\n";

void AppendField(std::string& header, std::string_view name, std::string_view value) {
  header.append(name).append(": ").append(value).append("\r\n");
}

std::vector<std::string_view> RecordParts(const WarcRecord& record, const std::string& header) {
  std::vector<std::string_view> parts;
  parts.reserve(record.block.size() + 2);
  parts.emplace_back(header);
  parts.insert(parts.end(), record.block.begin(), record.block.end());
  parts.push_back(kRecordEnd);
  return parts;
}

MemberCoding CodingFor(const WarcRecord& record, const MemberCoding& coding) {
  const bool small_text = record.type == RecordType::kRequest ||
                          record.type == RecordType::kMetadata ||
                          record.type == RecordType::kRevisit;
  if (!small_text && !LooksCompressed(record.block)) return coding;
  return {coding.compression, std::min(coding.level, 1)};
}

}  // namespace

Result<std::string> SerialiseHeader(const WarcRecord& record, const SegmentIdentity& segment,
                                    const Sha256& block_digest) {
  ARSIP_TRY(CheckRecord(record));
  std::string header = "WARC/1.1\r\n";
  header.reserve(1024);
  AppendField(header, "WARC-Type", RecordTypeName(record.type));
  AppendField(header, "WARC-Record-ID", record.record_id);
  AppendField(header, "WARC-Date", FormatWarcDate(record.date));
  if (!record.target_uri.empty()) {
    ARSIP_ASSIGN(const std::string target_uri, EncodeTargetUri(record.target_uri));
    AppendField(header, "WARC-Target-URI", target_uri);
  }
  if (record.type == RecordType::kWarcinfo) {
    AppendField(header, "WARC-Filename", segment.filename);
  } else {
    AppendField(header, "WARC-Warcinfo-ID", segment.warcinfo_id);
  }
  for (const auto& [name, value] : record.fields) AppendField(header, name, value);
  const bool holds_payload =
      record.type == RecordType::kResponse || record.type == RecordType::kResource;
  if (holds_payload && record.payload_sha256.has_value()) {
    AppendField(header, kPayloadDigestField, FormatDigest(*record.payload_sha256));
  }
  AppendField(header, "WARC-Block-Digest", FormatDigest(block_digest));
  if (!record.content_type.empty()) AppendField(header, "Content-Type", record.content_type);
  AppendField(header, "Content-Length", std::to_string(record.block_length()));
  header += "\r\n";
  if (header.size() > kMaxWarcHeaderBytes) {
    return Error{ErrorCode::kInvalidInput,
                 "the WARC header would be longer than any reader accepts", record.record_id};
  }
  return header;
}

Result<PreparedRecord> PrepareRecord(const WarcRecord& record, const SegmentIdentity& segment,
                                     const MemberCoding& coding) {
  PreparedRecord prepared;
  prepared.block_digest = ComputeSha256(record.block);
  ARSIP_TRY(PrepareAgain(record, segment, coding, prepared));
  return prepared;
}

Status PrepareAgain(const WarcRecord& record, const SegmentIdentity& segment,
                    const MemberCoding& coding, PreparedRecord& prepared) {
  ARSIP_ASSIGN(prepared.header, SerialiseHeader(record, segment, prepared.block_digest));
  const uint64_t length = prepared.header.size() + record.block_length() + kRecordEnd.size();
  if (length > kMaxBufferedMemberBytes) {
    prepared.member.clear();
    prepared.length_bound = StreamedMemberBound(length);
    return Ok();
  }
  ARSIP_ASSIGN(prepared.member,
               CompressMember(RecordParts(record, prepared.header), CodingFor(record, coding)));
  prepared.length_bound = prepared.member.size();
  return Ok();
}

Status StreamRecord(const WarcRecord& record, const PreparedRecord& prepared,
                    const MemberCoding& coding,
                    const std::function<Status(std::string_view)>& sink) {
  constexpr int kStored = 0;
  constexpr int kZlibBest = 9;
  const int level =
      LooksCompressed(record.block) ? kStored : std::clamp(coding.level, 1, kZlibBest);
  return StreamMember(RecordParts(record, prepared.header), level, sink);
}

}  // namespace arsip::archive
