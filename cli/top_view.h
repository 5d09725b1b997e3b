// What `arsip top` and `arsip ctl` draw of a running crawl, from the answers of its control socket
// (docs/control.md). Harmless in a terminal. Pure; thread-safe.
#ifndef ARSIP_CLI_TOP_VIEW_H_
#define ARSIP_CLI_TOP_VIEW_H_

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace arsip::cli {

// Of "status": five lines of rates, URLs by state, budget, disk and ETA.
std::string StatusText(const nlohmann::json& status);
// Of "queues": a table, a line a queue.
std::string QueuesText(const nlohmann::json& listing);
// How many of the listed queues wait for what: "host delay after the last response" -> 12. What
// differs from host to host (addresses, details) is left out of the reason.
std::map<std::string, uint64_t> WaitingReasons(const nlohmann::json& listing);

// The whole picture. `waiting` lists by what waits, `slowest` by fetch time.
std::string TopText(const nlohmann::json& status, const nlohmann::json& waiting,
                    const nlohmann::json& slowest);

}  // namespace arsip::cli

#endif  // ARSIP_CLI_TOP_VIEW_H_
