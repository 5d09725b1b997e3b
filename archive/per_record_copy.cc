#include "archive/per_record_copy.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "archive/import_revisit.h"
#include "archive/record_facts.h"
#include "archive/warc_reader.h"
#include "archive/warc_serialiser.h"

namespace arsip::archive {
namespace {

// Whether `ordinal` is the next of an ascending list, which moves on then.
class Ordinals {
 public:
  explicit Ordinals(const std::vector<uint64_t>& list) : list_(list) {}
  bool Has(uint64_t ordinal) {
    if (at_ == list_.size() || list_[at_] != ordinal) return false;
    ++at_;
    return true;
  }

 private:
  const std::vector<uint64_t>& list_;
  size_t at_ = 0;
};

class PerRecordWriter {
 public:
  PerRecordWriter(const PerRecordSource& source, const MemberCoding& coding,
                  PayloadOriginals& originals, SegmentFile& to)
      : source_(source), coding_(coding), originals_(originals), to_(to) {}

  Status WriteWarcinfo(const std::string& filename, UtcTime now);
  Status WriteRecords(const SurveyProgress& progress);
  PerRecordCounts Finish() {
    counts_.sha256 = digest_.Finish();
    return counts_;
  }

 private:
  Status Append(std::string_view bytes) {
    digest_.Update(bytes);
    return to_.Append(bytes);
  }
  Status WriteRecord(WarcReader& reader);
  Status WriteRevisit(WarcReader& reader);

  const PerRecordSource& source_;
  const MemberCoding coding_;
  PayloadOriginals& originals_;
  SegmentFile& to_;
  std::string warcinfo_id_;
  Sha256Stream digest_;
  PerRecordCounts counts_;
};

Status PerRecordWriter::WriteWarcinfo(const std::string& filename, UtcTime now) {
  WarcRecord record;
  record.type = RecordType::kWarcinfo;
  record.date = now;
  record.content_type = "application/warc-fields";
  record.AppendBlock(
      "software: arsip\r\nformat: WARC File Format 1.1\r\nconformsTo: "
      "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
      "description: the records of another file, each in a gzip member of its own\r\n"
      "imported-filename: " +
      source_.name + "\r\n" + std::string(kImportedDigestField) + ": " +
      FormatDigest(source_.sha256) + "\r\n");
  warcinfo_id_ = record.record_id;
  ARSIP_ASSIGN(const PreparedRecord prepared,
               PrepareRecord(record, {.warcinfo_id = {}, .filename = filename}, coding_));
  return Append(prepared.member);
}

Status PerRecordWriter::WriteRecord(WarcReader& reader) {
  MemberWriter member(coding_, [this](std::string_view bytes) { return Append(bytes); });
  ARSIP_TRY(member.Append(reader.header_bytes()));
  while (true) {
    ARSIP_ASSIGN(const std::string_view piece, reader.ReadBlock());
    if (piece.empty()) break;
    ARSIP_TRY(member.Append(piece));
  }
  ARSIP_TRY(reader.Finish());
  ARSIP_TRY(member.Append(reader.trailer_bytes()));
  return member.Finish();
}

Status PerRecordWriter::WriteRevisit(WarcReader& reader) {
  ARSIP_ASSIGN(const RecordFacts facts, ReadRecordFacts(reader, {}));
  const Sha256 payload = facts.payload.has_value() ? facts.payload->sha256 : Sha256{};
  ARSIP_ASSIGN(const auto original, originals_.Find(payload));
  if (!original.has_value()) {
    return Error{ErrorCode::kInternal, "a payload that the archive had is gone", source_.name};
  }
  const std::string_view named = reader.header().Get("WARC-Warcinfo-ID");
  const WarcRecord revisit = RevisitInstead(reader.header(), facts.http_head, *original);
  ARSIP_ASSIGN(
      const PreparedRecord prepared,
      PrepareRecord(revisit, {.warcinfo_id = named.empty() ? warcinfo_id_ : named, .filename = {}},
                    coding_));
  ++counts_.revisits;
  return Append(prepared.member);
}

Status PerRecordWriter::WriteRecords(const SurveyProgress& progress) {
  ReadProblems told_already(0);
  ARSIP_ASSIGN(const auto reader, WarcReader::Open(source_.path, {}, told_already));
  Ordinals broken(source_.broken);
  Ordinals as_revisits(source_.as_revisits);
  for (uint64_t ordinal = 0;; ++ordinal) {
    ARSIP_ASSIGN(const bool more, reader->Next());
    if (!more) return Ok();
    if (broken.Has(ordinal)) continue;
    ARSIP_TRY(as_revisits.Has(ordinal) ? WriteRevisit(*reader) : WriteRecord(*reader));
    ++counts_.records;
    if (!progress(reader->position())) {
      return Error{ErrorCode::kUnavailable, "importing was stopped", source_.name};
    }
  }
}

}  // namespace

Result<PerRecordCounts> WritePerRecord(const PerRecordSource& source, const std::string& filename,
                                       const MemberCoding& coding, UtcTime now,
                                       PayloadOriginals& originals, SegmentFile& to,
                                       const SurveyProgress& progress) {
  PerRecordWriter writer(source, coding, originals, to);
  ARSIP_TRY(writer.WriteWarcinfo(filename, now));
  ARSIP_TRY(writer.WriteRecords(progress));
  return writer.Finish();
}

}  // namespace arsip::archive
