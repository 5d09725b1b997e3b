// Deviations of other people's WARC files, for people and for scripts.
#ifndef ARSIP_CLI_DEVIATION_TEXT_H_
#define ARSIP_CLI_DEVIATION_TEXT_H_

#include <nlohmann/json.hpp>
#include <string>

#include "archive/deviation.h"

namespace arsip::cli {

// One line each: "  12  angle brackets round WARC-Target-URI (bracketed-uri), first x.warc.gz@823".
// Text of the files is neutralised.
std::string FormatDeviations(const archive::DeviationCounts& deviations);

// [{"deviation": "bracketed-uri", "what": ..., "count": 12, "first": "x.warc.gz@823", "detail":
// ...}]
nlohmann::json DeviationsJson(const archive::DeviationCounts& deviations);

}  // namespace arsip::cli

#endif  // ARSIP_CLI_DEVIATION_TEXT_H_
