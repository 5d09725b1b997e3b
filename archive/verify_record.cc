#include "archive/verify_record.h"

#include <optional>
#include <string_view>

#include "archive/block_digest.h"
#include "archive/foreign_record.h"
#include "archive/record_head.h"
#include "base/http_message.h"

namespace arsip::archive {
namespace {

using Severity = VerifyProblem::Severity;

template <class Digest>
std::string Difference(std::string_view of, const Digest& is, const Digest& said) {
  return "the " + std::string(of) + " is " + FormatDigest(is) + ", the record says " +
         FormatDigest(said);
}

// A digest of a known algorithm that is no digest: changed, and nothing else would tell so.
bool Unreadable(std::string_view field) {
  const std::string_view label = field.substr(0, field.find(':'));
  return (EqualsIgnoreCase(label, "sha1") || EqualsIgnoreCase(label, "sha256")) &&
         !LabelledDigest::Parse(field).known();
}

bool CompareDigests(std::string_view of, const LabelledDigest& said,
                    const std::optional<Sha1>& sha1, const std::optional<Sha256>& sha256,
                    Severity severity, const RecordProblemSink& problem) {
  if (said.sha1.has_value() && sha1.has_value()) {
    if (*sha1 != *said.sha1) problem(severity, Difference(of, *sha1, *said.sha1));
    return true;
  }
  if (said.sha256.has_value() && sha256.has_value()) {
    if (*sha256 != *said.sha256) problem(severity, Difference(of, *sha256, *said.sha256));
    return true;
  }
  return false;
}

}  // namespace

bool CheckRequiredFields(const WarcHeader& header, bool empty_block,
                         const RecordProblemSink& problem) {
  for (const std::string& leniency : header.leniencies()) problem(Severity::kWarning, leniency);
  if (!empty_block && header.Get("Content-Type").empty()) {
    problem(Severity::kWarning, "a block without Content-Type");
  }
  if (!header.known_type()) return true;
  bool complete = true;
  const auto need = [&](std::string_view field, bool there) {
    if (there) return;
    complete = false;
    problem(Severity::kError, std::string(RecordTypeName(header.type())) +
                                  " record without a usable " + std::string(field));
  };
  const RecordType type = header.type();
  if (type != RecordType::kWarcinfo && type != RecordType::kMetadata) {
    need("WARC-Target-URI", !header.target_uri().empty());
  }
  if (type == RecordType::kRevisit) need("WARC-Profile", !header.Get("WARC-Profile").empty());
  if (type == RecordType::kContinuation) {
    need("WARC-Segment-Number", !header.Get("WARC-Segment-Number").empty());
    need("WARC-Segment-Origin-ID", !header.Get("WARC-Segment-Origin-ID").empty());
  }
  return complete;
}

Result<RecordFacts> ReadAndCheckDigests(WarcReader& reader, VerifyReport& report,
                                        const RecordProblemSink& problem) {
  const WarcHeader& header = reader.header();
  const LabelledDigest block = LabelledDigest::Parse(header.Get("WARC-Block-Digest"));
  const LabelledDigest payload = LabelledDigest::Parse(header.Get("WARC-Payload-Digest"));
  const WantedFacts wanted = FactsToCompare(header);
  ARSIP_ASSIGN(RecordFacts facts, ReadRecordFacts(reader, wanted));
  if (!reader.intact()) return facts;

  for (const char* field : {"WARC-Block-Digest", "WARC-Payload-Digest"}) {
    if (Unreadable(header.Get(field))) {
      problem(Severity::kError, std::string(field) + " is no digest");
    }
  }
  if (CompareDigests("block", block, facts.block_sha1, facts.block_sha256, Severity::kError,
                     problem)) {
    ++report.block_digests;
  } else {
    ++report.without_digest;
  }
  if (const std::string_view own = header.Get(kPayloadDigestField);
      !own.empty() && facts.payload.has_value()) {
    const auto said = ParseSha256(own);
    if (!said.has_value()) {
      std::string what(kPayloadDigestField);
      problem(Severity::kError, what.append(" is no digest"));
    } else if (*said != facts.payload->sha256) {
      problem(Severity::kError, Difference("payload", facts.payload->sha256, *said));
    }
  }
  if (!wanted.payload_of_any_type || !facts.payload.has_value()) return facts;
  const auto& framed = facts.payload->framed;
  if (framed.has_value() && (payload.sha1 == framed->sha1 || payload.sha256 == framed->sha256)) {
    problem(Severity::kWarning, "the payload digest is over the chunk framing");
    ++report.payload_digests;
    return facts;
  }
  // Section 5.15 leaves open whether the digest is of the whole payload or of what was kept.
  const Severity severity =
      header.Get("WARC-Truncated").empty() ? Severity::kError : Severity::kWarning;
  if (CompareDigests("payload", payload, facts.payload->sha1, facts.payload->sha256, severity,
                     problem)) {
    ++report.payload_digests;
  }
  return facts;
}

}  // namespace arsip::archive
