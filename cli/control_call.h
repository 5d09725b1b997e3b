// A request to the crawl that runs in an archive directory, and its answer.
#ifndef ARSIP_CLI_CONTROL_CALL_H_
#define ARSIP_CLI_CONTROL_CALL_H_

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "base/result.h"

namespace arsip::cli {

// The fields of the answer (docs/control.md). kNotFound: nothing crawls there now; else what the
// crawl said, or why it could not be asked.
Result<nlohmann::json> CallControl(const std::string& archive_directory,
                                   const nlohmann::json& request);

}  // namespace arsip::cli

#endif  // ARSIP_CLI_CONTROL_CALL_H_
