#include "archive/deviation.h"

#include <algorithm>
#include <array>
#include <utility>

namespace arsip::archive {
namespace {

struct Words {
  Deviation deviation;
  std::string_view name;
  std::string_view sentence;
};

using enum Deviation;
// In the order of the enumeration.
constexpr std::array kWords = {
    Words{kLineFeedAlone, "line-feed-alone", "a header line ends with LF alone"},
    Words{kFoldedLine, "folded-line", "a folded header line"},
    Words{kNoField, "no-field", "a header line that is no field"},
    Words{kSpaceBeforeColon, "space-before-colon", "white space before a colon"},
    Words{kTooManyFields, "too-many-fields", "more than 1024 fields"},
    Words{kUnknownVersion, "unknown-version", "a version that is not known"},
    Words{kTrailer, "trailer", "no CRLF CRLF after the block"},
    Words{kSeveralRecords, "several-records", "a gzip member goes on after its record"},
    Words{kGarbage, "garbage", "bytes between records that are none"},
    Words{kTruncated, "truncated", "the file ends inside a record"},
    Words{kBadMember, "bad-member", "a gzip member is damaged"},
    Words{kBadHeader, "bad-header", "no WARC header where one should be"},
    Words{kShortBlock, "short-block", "a member ends before its block does"},
    Words{kRecordInDamage, "record-in-damage", "a record inside damage that is not of its file"},
    Words{kRepeatedField, "repeated-field", "a field that may not be repeated is"},
    Words{kTypeInCapitals, "type-in-capitals", "a WARC-Type in capitals"},
    Words{kIdWithoutBrackets, "id-without-brackets", "a WARC-Record-ID without angle brackets"},
    Words{kShortDate, "short-date", "a WARC-Date of 14 digits"},
    Words{kBracketedUri, "bracketed-uri", "angle brackets round WARC-Target-URI"},
    Words{kRawUri, "raw-uri", "WARC-Target-URI holds what no URI may"},
    Words{kUriFragment, "uri-fragment", "WARC-Target-URI has a fragment"},
    Words{kMissingField, "missing-field", "a field is missing that the type must have"},
    Words{kNoContentType, "no-content-type", "a block without Content-Type"},
    Words{kMisplacedField, "misplaced-field", "a field that the type may not have"},
    Words{kOtherField, "other-field", "a field that a strict reader objects to"},
    Words{kDigestSpelling, "digest-spelling", "a digest in an unusual spelling"},
    Words{kNoDigest, "no-digest", "a digest field that holds no digest"},
    Words{kBlockDigest, "block-digest", "the block is not what its digest says"},
    Words{kBlockDigestOfNothing, "block-digest-of-nothing", "the block digest is that of nothing"},
    Words{kPayloadDigest, "payload-digest", "the payload is not what its digest says"},
    Words{kPayloadDigestOfChunks, "payload-digest-of-chunks",
          "the payload digest is over the chunk framing"},
    Words{kUnknownType, "unknown-type", "a record type that is not known"},
    Words{kRevisitById, "revisit-by-id", "a revisit names its original by record id alone"},
    Words{kRevisitOfNothing, "revisit-of-nothing", "a revisit names no original"},
    Words{kOtherContainer, "other-container", "a revisit whose original is in another file"},
    Words{kDechunked, "dechunked", "Transfer-Encoding: chunked over a body in no chunks"},
    Words{kBrokenChunks, "broken-chunks", "the chunks of a body break off"},
    Words{kDecoded, "decoded", "Content-Encoding over a body that is not coded"},
    Words{kHttpLength, "http-length", "the HTTP Content-Length is not that of the body"},
    Words{kNotGet, "not-get", "the answer to a request other than GET is found by its URL alone"},
    Words{kKnownRecordId, "known-record-id", "a WARC-Record-ID that the archive has already"},
    Words{kZipDeflated, "zip-deflated", "a WARC file that is deflated in its WACZ file"},
    Words{kWaczManifest, "wacz-manifest", "a WARC file that is not as its WACZ manifest says"},
};

constexpr bool InOrder() {
  for (size_t i = 0; i < kWords.size(); ++i) {
    if (static_cast<size_t>(kWords.at(i).deviation) != i) return false;
  }
  return kWords.back().deviation == kWaczManifest;
}
static_assert(InOrder());

const Words& WordsOf(Deviation deviation) { return kWords.at(static_cast<size_t>(deviation)); }

}  // namespace

std::string_view DeviationName(Deviation deviation) { return WordsOf(deviation).name; }

std::string_view DeviationSentence(Deviation deviation) { return WordsOf(deviation).sentence; }

bool IsDamage(Deviation deviation) { return deviation >= kGarbage && deviation <= kRecordInDamage; }

void DeviationCounts::Add(Deviation deviation, std::string_view file, uint64_t offset,
                          std::string detail) {
  Entry& entry = entries_[deviation];
  if (++entry.count > 1) return;
  entry.first = std::string(file) + "@" + std::to_string(offset);
  entry.detail = std::move(detail);
}

void DeviationCounts::Add(const DeviationCounts& others) {
  for (const auto& [deviation, other] : others.entries_) {
    Entry& entry = entries_[deviation];
    if (entry.count == 0) entry = {0, other.first, other.detail};
    entry.count += other.count;
  }
}

uint64_t DeviationCounts::total() const {
  uint64_t total = 0;
  for (const auto& [deviation, entry] : entries_) total += entry.count;
  return total;
}

bool DeviationCounts::damage() const {
  return std::ranges::any_of(entries_, [](const auto& one) { return IsDamage(one.first); });
}

}  // namespace arsip::archive
