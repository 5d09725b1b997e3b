// SurveyFile: one pass over a WARC file that another program wrote, before it is imported: what it
// holds, what it departs from, and what of it the archive has already.
#ifndef ARSIP_ARCHIVE_IMPORT_SURVEY_H_
#define ARSIP_ARCHIVE_IMPORT_SURVEY_H_

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "archive/deviation.h"
#include "archive/payload_originals.h"
#include "base/result.h"

namespace arsip::archive {

struct ImportSurvey {
  uint64_t records = 0;               // whole ones
  std::array<uint64_t, 8> by_type{};  // by RecordType
  uint64_t version_1_0 = 0;           // of them written as WARC/1.0
  uint64_t payload_bytes = 0;         // of responses and resources
  // Responses whose payload (by SHA-256) the archive holds already.
  uint64_t known_payloads = 0;
  uint64_t known_payload_bytes = 0;
  // Those of them that may become revisits, and records that are not whole: their places among all
  // that the reader hands on, from 0.
  std::vector<uint64_t> known_ordinals;
  std::vector<uint64_t> broken_ordinals;
  // Every whole record begins a gzip member or a frame: it can be read by its offset.
  bool one_record_a_member = false;
  std::string software;  // of the first warcinfo record; may be empty
  DeviationCounts deviations;

  uint64_t count(RecordType type) const { return by_type.at(static_cast<size_t>(type)); }
};

// Bytes of the file passed. False to stop: kUnavailable.
using SurveyProgress = std::function<bool(uint64_t position)>;

// `name` stands for the file in the deviations. Errors: the reader's, the index's.
Result<ImportSurvey> SurveyFile(const std::string& path, const std::string& name,
                                PayloadOriginals& originals, const SurveyProgress& progress);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_IMPORT_SURVEY_H_
