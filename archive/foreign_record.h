// What one record of another writer departs from: WARC 1.1 sections 4 to 6, and the HTTP message in
// its block. Pure; thread-safe.
#ifndef ARSIP_ARCHIVE_FOREIGN_RECORD_H_
#define ARSIP_ARCHIVE_FOREIGN_RECORD_H_

#include <functional>
#include <string>

#include "archive/deviation.h"
#include "archive/record_facts.h"
#include "archive/warc_header_parser.h"
#include "archive/warc_reader.h"

namespace arsip::archive {

using DeviationSink = std::function<void(Deviation, std::string detail)>;

// What the header alone shows.
void TellHeaderDeviations(const WarcHeader& header, const DeviationSink& tell);

// The digests that the record can be compared by.
WantedFacts FactsToCompare(const WarcHeader& header);
// `facts` are of an intact record, read with FactsToCompare.
void TellBlockDeviations(const WarcHeader& header, const RecordFacts& facts,
                         const DeviationSink& tell);

Deviation DeviationOf(ReadProblem::Kind kind);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_FOREIGN_RECORD_H_
