#include "archive/import_survey.h"

#include <memory>
#include <optional>
#include <utility>

#include "archive/foreign_record.h"
#include "archive/import_revisit.h"
#include "archive/record_facts.h"
#include "archive/record_rules.h"
#include "archive/warc_fields.h"
#include "archive/warc_reader.h"

namespace arsip::archive {
namespace {

constexpr uint64_t kMostWarcinfoBytes = 1u << 20;

class Surveyor : public ReadReporter {
 public:
  Surveyor(const std::string& name, PayloadOriginals& originals)
      : name_(name), originals_(originals) {}

  void Report(const ReadProblem& problem) override {
    std::string detail = problem.what;
    if (problem.skipped > 0) {
      detail.append(" (").append(std::to_string(problem.skipped)).append(" bytes skipped)");
    }
    Tell(DeviationOf(problem.kind), problem.offset, std::move(detail));
  }
  // The record at hand, to its end.
  Status Record(WarcReader& reader);
  void Passed() { ++ordinal_; }
  ImportSurvey Finish(bool compressed) {
    survey_.one_record_a_member = compressed && !shared_member_;
    return std::move(survey_);
  }

 private:
  void Tell(Deviation deviation, uint64_t offset, std::string detail) {
    survey_.deviations.Add(deviation, name_, offset, std::move(detail));
  }
  Status Known(const WarcReader& reader, const RecordFacts& facts);

  const std::string& name_;
  PayloadOriginals& originals_;
  ImportSurvey survey_;
  bool shared_member_ = false;
  uint64_t ordinal_ = 0;  // of the record at hand
};

// What the archive has already.
Status Surveyor::Known(const WarcReader& reader, const RecordFacts& facts) {
  const WarcHeader& header = reader.header();
  ARSIP_ASSIGN(const auto same_id, originals_.index().FindRecord(header.record_id()));
  if (same_id.has_value()) {
    Tell(Deviation::kKnownRecordId, reader.offset(),
         "as " + same_id->location.filename + "@" + std::to_string(same_id->location.offset));
  }
  if (header.type() != RecordType::kResponse || !facts.payload.has_value()) return Ok();
  ARSIP_ASSIGN(const auto original, originals_.Find(facts.payload->sha256));
  if (!original.has_value()) return Ok();
  ++survey_.known_payloads;
  survey_.known_payload_bytes += facts.payload->length;
  const bool whole = header.Get("WARC-Truncated").empty() && !facts.http_head.empty();
  // Longer ones are read, and not written.
  const bool writable = reader.header_bytes().size() < kMaxWarcHeaderBytes / 2;
  // A revisit looks back, never ahead.
  if (!whole || !writable || original->time > header.time()) return Ok();
  const WarcRecord revisit = RevisitInstead(header, facts.http_head, *original);
  if (CheckRecord(revisit).has_value()) survey_.known_ordinals.push_back(ordinal_);
  return Ok();
}

Status Surveyor::Record(WarcReader& reader) {
  const WarcHeader& header = reader.header();
  const auto tell = [&](Deviation deviation, std::string detail) {
    Tell(deviation, reader.offset(), std::move(detail));
  };
  WantedFacts wanted = FactsToCompare(header);
  const bool warcinfo = header.known_type() && header.type() == RecordType::kWarcinfo;
  if (warcinfo && survey_.software.empty()) wanted.block_start = kMostWarcinfoBytes;
  ARSIP_ASSIGN(const RecordFacts facts, ReadRecordFacts(reader, wanted));
  if (!reader.intact()) {
    survey_.broken_ordinals.push_back(ordinal_);
    return Ok();  // the reader has told
  }
  TellHeaderDeviations(header, tell);
  TellBlockDeviations(header, facts, tell);
  ++survey_.records;
  survey_.version_1_0 += header.version() == "WARC/1.0" ? 1 : 0;
  shared_member_ = shared_member_ || reader.index_in_member() > 0;
  if (!header.known_type()) return Ok();
  ++survey_.by_type.at(static_cast<size_t>(header.type()));
  if (warcinfo && survey_.software.empty()) {
    survey_.software = WarcField(facts.block_start, "software");
  }
  if (facts.payload.has_value() && !header.target_uri().empty()) {
    survey_.payload_bytes += facts.payload->length;
  }
  return Known(reader, facts);
}

}  // namespace

Result<ImportSurvey> SurveyFile(const std::string& path, const std::string& name,
                                PayloadOriginals& originals, const SurveyProgress& progress) {
  Surveyor surveyor(name, originals);
  ARSIP_ASSIGN(const auto reader, WarcReader::Open(path, {}, surveyor));
  while (true) {
    ARSIP_ASSIGN(const bool more, reader->Next());
    if (!more) return surveyor.Finish(reader->compressed());
    ARSIP_TRY(surveyor.Record(*reader));
    surveyor.Passed();
    if (!progress(reader->position())) {
      return Error{ErrorCode::kUnavailable, "importing was stopped", name};
    }
  }
}

}  // namespace arsip::archive
