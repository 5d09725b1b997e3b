#include "archive/foreign_record.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "archive/block_digest.h"
#include "archive/payload_stream.h"
#include "base/digest.h"
#include "base/http_message.h"

namespace arsip::archive {
namespace {

using enum RecordType;

// The words of WarcHeader::leniencies(), or how they begin.
constexpr std::array<std::pair<std::string_view, Deviation>, 10> kLeniencies = {{
    {"a line ends with LF alone", Deviation::kLineFeedAlone},
    {"a folded line", Deviation::kFoldedLine},
    {"a line that is no field", Deviation::kNoField},
    {"white space before a colon", Deviation::kSpaceBeforeColon},
    {"more than 1024 fields", Deviation::kTooManyFields},
    {"unknown version", Deviation::kUnknownVersion},
    {"repeated", Deviation::kRepeatedField},
    {"a WARC-Type in capitals", Deviation::kTypeInCapitals},
    {"a WARC-Record-ID without angle brackets", Deviation::kIdWithoutBrackets},
    {"a WARC-Date of 14 digits", Deviation::kShortDate},
}};
constexpr size_t kMostMethodBytes = 32;
constexpr std::string_view kBrackets = "angle brackets round WARC-Target-URI";

void TellLeniency(const std::string& words, const DeviationSink& tell) {
  if (words == kBrackets) return;  // of WARC/1.0 files too: TellUri
  const auto known = std::ranges::find_if(
      kLeniencies, [&words](const auto& one) { return words.starts_with(one.first); });
  if (known == kLeniencies.end()) return tell(Deviation::kOtherField, words);
  const bool more = words.size() > known->first.size();
  tell(known->second, more ? words.substr(known->first.size() + 1) : std::string());
}

// Section 5.14. DEVIATION: WARC/1.0's grammar has the brackets; its examples and nearly all writers
// have not (warc-specifications issue 23).
void TellUri(const WarcHeader& header, const DeviationSink& tell) {
  const std::string_view field = header.Get("WARC-Target-URI");
  const std::string& uri = header.target_uri();
  if (field != uri) tell(Deviation::kBracketedUri, {});
  const bool raw = std::ranges::any_of(uri, [](unsigned char c) { return c <= ' ' || c >= 0x7f; });
  if (raw) tell(Deviation::kRawUri, uri.substr(0, 200));
  if (uri.find('#') != std::string::npos) tell(Deviation::kUriFragment, uri.substr(0, 200));
}

void TellFields(const WarcHeader& header, const DeviationSink& tell) {
  const RecordType type = header.type();
  const auto has = [&header](std::string_view field) { return !header.Get(field).empty(); };
  const auto must = [&](std::string_view field) {
    if (!has(field)) tell(Deviation::kMissingField, std::string(field));
  };
  const auto must_not = [&](std::string_view field) {
    if (has(field)) tell(Deviation::kMisplacedField, std::string(field));
  };
  if (type != kWarcinfo && type != kMetadata) must("WARC-Target-URI");
  if (type == kWarcinfo) {
    for (const char* field : {"WARC-Target-URI", "WARC-Concurrent-To", "WARC-Warcinfo-ID"}) {
      must_not(field);
    }
  } else {
    must_not("WARC-Filename");
  }
  if (type == kWarcinfo || type == kConversion || type == kContinuation) {
    must_not("WARC-IP-Address");
  }
  if (type == kWarcinfo || type == kMetadata) must_not("WARC-Payload-Digest");
  if (type == kRevisit) must("WARC-Profile");
  // Section 6.7.2; of WARC/1.0 the same.
  if (header.Get("WARC-Profile").ends_with("/revisit/identical-payload-digest")) {
    must("WARC-Payload-Digest");
  }
  if (type != kRevisit) must_not("WARC-Profile");
  if (type == kContinuation) {
    must("WARC-Segment-Number");
    must("WARC-Segment-Origin-ID");
  }
}

// Section 6.7 and warc-specifications' annotations: replay finds an original by its URI and date.
void TellOriginal(const WarcHeader& header, const DeviationSink& tell) {
  const std::string_view container = header.Get("WARC-Refers-To-Container");
  if (!container.empty()) tell(Deviation::kOtherContainer, std::string(container.substr(0, 200)));
  const bool by_uri = !header.Get("WARC-Refers-To-Target-URI").empty() &&
                      ParseWarcDate(header.Get("WARC-Refers-To-Date")).has_value();
  if (by_uri) return;
  const bool by_id = !header.Get("WARC-Refers-To").empty();
  tell(by_id ? Deviation::kRevisitById : Deviation::kRevisitOfNothing,
       std::string(header.Get("WARC-Profile")));
}

// Sections 5.8 and 5.9, community annotations 48 and 80: sha1 in upper-case Base32, sha256 in
// lower-case hexadecimal.
void TellSpelling(std::string_view field, const DeviationSink& tell) {
  if (field.empty()) return;
  const LabelledDigest digest = LabelledDigest::Parse(field);
  const std::string_view label = field.substr(0, field.find(':'));
  if (digest.known()) {
    const std::string usual =
        digest.sha1.has_value() ? FormatDigest(*digest.sha1) : FormatDigest(*digest.sha256);
    if (usual != field) tell(Deviation::kDigestSpelling, std::string(field.substr(0, 100)));
  } else if (EqualsIgnoreCase(label, "sha1") || EqualsIgnoreCase(label, "sha256") ||
             label.size() == field.size()) {
    tell(Deviation::kNoDigest, std::string(field.substr(0, 100)));
  }
}

// Nothing when there is nothing to compare, or it is the same.
std::optional<std::string> Difference(const LabelledDigest& said, const std::optional<Sha1>& sha1,
                                      const std::optional<Sha256>& sha256) {
  if (said.sha1.has_value() && sha1.has_value() && *said.sha1 != *sha1) {
    return "it is " + FormatDigest(*sha1) + ", the record says " + FormatDigest(*said.sha1);
  }
  if (said.sha256.has_value() && sha256.has_value() && *said.sha256 != *sha256) {
    return "it is " + FormatDigest(*sha256) + ", the record says " + FormatDigest(*said.sha256);
  }
  return std::nullopt;
}

bool IsOfNothing(const LabelledDigest& said) {
  return said.sha1 == ComputeSha1("") || said.sha256 == ComputeSha256(std::string_view());
}

bool IsOfFraming(const LabelledDigest& said, const PayloadDigester::Digests& payload) {
  return payload.framed.has_value() &&
         (said.sha1 == payload.framed->sha1 || said.sha256 == payload.framed->sha256);
}

// Of a revisit and a continuation it is the digest of what the record does not hold.
bool DigestIsOfOwnPayload(const WarcHeader& header) {
  return header.known_type() && header.type() != kRevisit && header.type() != kContinuation;
}

void TellDigests(const WarcHeader& header, const RecordFacts& facts, const DeviationSink& tell) {
  const auto block = LabelledDigest::Parse(header.Get("WARC-Block-Digest"));
  if (auto what = Difference(block, facts.block_sha1, facts.block_sha256); what.has_value()) {
    tell(IsOfNothing(block) ? Deviation::kBlockDigestOfNothing : Deviation::kBlockDigest,
         std::move(*what));
  }
  if (!DigestIsOfOwnPayload(header) || !facts.payload.has_value()) return;
  const auto payload = LabelledDigest::Parse(header.Get("WARC-Payload-Digest"));
  auto what = Difference(payload, facts.payload->sha1, facts.payload->sha256);
  if (!what.has_value()) return;
  tell(IsOfFraming(payload, *facts.payload) ? Deviation::kPayloadDigestOfChunks
                                            : Deviation::kPayloadDigest,
       std::move(*what));
}

void TellHttp(const WarcHeader& header, const RecordFacts& facts, const DeviationSink& tell) {
  if (header.type() != kResponse || facts.http_head.empty() || !facts.payload.has_value()) return;
  if (facts.dechunked_under_old_head) tell(Deviation::kDechunked, {});
  const bool truncated = !header.Get("WARC-Truncated").empty();
  if (!facts.chunks_intact && !truncated) tell(Deviation::kBrokenChunks, {});
  const HttpHead head = HttpHead::ParseResponse(facts.http_head);
  const std::string_view coding = head.Get("Content-Encoding").value_or(std::string_view());
  const bool gzip = EqualsIgnoreCase(coding, "gzip") || EqualsIgnoreCase(coding, "x-gzip");
  if (gzip && facts.payload->length > 0 && facts.payload->start != "\x1f\x8b") {
    tell(Deviation::kDecoded, std::string(coding));
  }
  const std::string_view said = head.Get("Content-Length").value_or(std::string_view());
  uint64_t length = 0;
  const auto [end, error] = std::from_chars(said.data(), said.data() + said.size(), length);
  const bool number = error == std::errc() && end == said.data() + said.size();
  const bool compared = number && !truncated && !facts.payload->framed.has_value();
  if (compared && length != facts.payload->length) {
    tell(Deviation::kHttpLength, "it says " + std::to_string(length) + ", the body has " +
                                     std::to_string(facts.payload->length) + " bytes");
  }
}

// DEVIATION: the method is no part of the URL here, as it is in keys of pywb and warcio.js
// (https://specs.webrecorder.net/cdxj/0.1.0/, non-GET requests).
void TellMethod(const WarcHeader& header, const RecordFacts& facts, const DeviationSink& tell) {
  if (header.type() != kRequest || !HoldsHttpMessage(header.Get("Content-Type"))) return;
  const std::string method = facts.block_start.substr(0, facts.block_start.find(' '));
  const bool word = !method.empty() && method.size() < kMostMethodBytes &&
                    std::ranges::all_of(method, [](char c) { return c >= 'A' && c <= 'Z'; });
  if (word && method != "GET") tell(Deviation::kNotGet, method);
}

}  // namespace

void TellHeaderDeviations(const WarcHeader& header, const DeviationSink& tell) {
  for (const std::string& words : header.leniencies()) TellLeniency(words, tell);
  TellUri(header, tell);
  TellSpelling(header.Get("WARC-Block-Digest"), tell);
  TellSpelling(header.Get("WARC-Payload-Digest"), tell);
  if (!header.known_type()) {
    return tell(Deviation::kUnknownType, std::string(header.Get("WARC-Type").substr(0, 64)));
  }
  TellFields(header, tell);
  if (header.type() == kRevisit) TellOriginal(header, tell);
}

WantedFacts FactsToCompare(const WarcHeader& header) {
  const auto block = LabelledDigest::Parse(header.Get("WARC-Block-Digest"));
  const auto payload = LabelledDigest::Parse(header.Get("WARC-Payload-Digest"));
  const bool request = header.known_type() && header.type() == kRequest;
  return {.block_sha1 = block.sha1.has_value(),
          .block_sha256 = block.sha256.has_value(),
          .payload_of_any_type = payload.known() && DigestIsOfOwnPayload(header),
          .block_start = request ? kMostMethodBytes : 0};
}

void TellBlockDeviations(const WarcHeader& header, const RecordFacts& facts,
                         const DeviationSink& tell) {
  if (facts.block_length > 0 && header.Get("Content-Type").empty()) {
    tell(Deviation::kNoContentType, {});
  }
  TellDigests(header, facts, tell);
  if (!header.known_type()) return;
  TellHttp(header, facts, tell);
  TellMethod(header, facts, tell);
}

Deviation DeviationOf(ReadProblem::Kind kind) {
  switch (kind) {
    case ReadProblem::Kind::kGarbage:
      return Deviation::kGarbage;
    case ReadProblem::Kind::kTruncated:
      return Deviation::kTruncated;
    case ReadProblem::Kind::kBadMember:
      return Deviation::kBadMember;
    case ReadProblem::Kind::kBadHeader:
      return Deviation::kBadHeader;
    case ReadProblem::Kind::kShortBlock:
      return Deviation::kShortBlock;
    case ReadProblem::Kind::kBadTrailer:
      return Deviation::kTrailer;
    case ReadProblem::Kind::kSeveralRecords:
      return Deviation::kSeveralRecords;
    case ReadProblem::Kind::kForeignRecord:
      break;
  }
  return Deviation::kRecordInDamage;
}

}  // namespace arsip::archive
