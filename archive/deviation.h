// Deviation: one way in which WARC files of others depart from WARC 1.1, or from what readers of it
// rely on. Each is read, and told. docs/warc.md lists them with the writers that are known for
// them.
#ifndef ARSIP_ARCHIVE_DEVIATION_H_
#define ARSIP_ARCHIVE_DEVIATION_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace arsip::archive {

enum class Deviation : uint8_t {
  // Section 4 and Annex D: framing.
  kLineFeedAlone,
  kFoldedLine,
  kNoField,
  kSpaceBeforeColon,
  kTooManyFields,
  kUnknownVersion,
  kTrailer,
  kSeveralRecords,
  kGarbage,
  kTruncated,
  kBadMember,
  kBadHeader,
  kShortBlock,
  kRecordInDamage,
  // Section 5: named fields.
  kRepeatedField,
  kTypeInCapitals,
  kIdWithoutBrackets,
  kShortDate,
  kBracketedUri,
  kRawUri,
  kUriFragment,
  kMissingField,
  kNoContentType,
  kMisplacedField,
  kOtherField,
  // Sections 5.8 and 5.9: digests.
  kDigestSpelling,
  kNoDigest,
  kBlockDigest,
  kBlockDigestOfNothing,
  kPayloadDigest,
  kPayloadDigestOfChunks,
  // Section 6: record types.
  kUnknownType,
  kRevisitById,
  kRevisitOfNothing,
  kOtherContainer,
  // The HTTP message in the block.
  kDechunked,
  kBrokenChunks,
  kDecoded,
  kHttpLength,
  kNotGet,
  // Beside the standard: two files hold one record; what a WACZ file says of its WARC files.
  kKnownRecordId,
  kZipDeflated,
  kWaczManifest,
};

// For scripts: "line-feed-alone". Stable.
std::string_view DeviationName(Deviation deviation);
// For people: "a header line ends with LF alone".
std::string_view DeviationSentence(Deviation deviation);
// Whether bytes of the file are no whole record any more.
bool IsDamage(Deviation deviation);

// Counts deviations of each kind and keeps where the first was met. Not thread-safe.
class DeviationCounts {
 public:
  struct Entry {
    uint64_t count = 0;
    std::string first;   // "file@offset"
    std::string detail;  // of the first; may be empty
  };

  void Add(Deviation deviation, std::string_view file, uint64_t offset, std::string detail);
  void Add(const DeviationCounts& others);
  const std::map<Deviation, Entry>& entries() const { return entries_; }
  uint64_t total() const;
  bool damage() const;

 private:
  std::map<Deviation, Entry> entries_;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_DEVIATION_H_
