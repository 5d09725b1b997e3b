// What one record says of itself, compared with its bytes: the part of Verify that needs nothing
// but the record. WARC 1.1 sections 5 and 6. Pure but for the reader; not thread-safe.
#ifndef ARSIP_ARCHIVE_VERIFY_RECORD_H_
#define ARSIP_ARCHIVE_VERIFY_RECORD_H_

#include <functional>
#include <string>

#include "archive/record_facts.h"
#include "archive/verify.h"
#include "archive/warc_reader.h"
#include "base/result.h"

namespace arsip::archive {

using RecordProblemSink = std::function<void(VerifyProblem::Severity, std::string what)>;

// The fields that a record of its type must have, and what a strict reader objects to in the
// header. False: a field is missing.
bool CheckRequiredFields(const WarcHeader& header, bool empty_block,
                         const RecordProblemSink& problem);

// Reads the record at hand to its end. When it is intact() afterwards, its digests have been
// compared and counted in `report`. Errors are the reader's.
Result<RecordFacts> ReadAndCheckDigests(WarcReader& reader, VerifyReport& report,
                                        const RecordProblemSink& problem);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_VERIFY_RECORD_H_
