#include "crawler/control_answer.h"

#include <sys/statvfs.h>

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

namespace arsip::crawler {
namespace {

using nlohmann::json;

constexpr std::array<ErrorCode, 9> kCodes = {
    ErrorCode::kInvalidInput, ErrorCode::kNotFound, ErrorCode::kCorruption,
    ErrorCode::kUnavailable,  ErrorCode::kTimeout,  ErrorCode::kPermission,
    ErrorCode::kNoSpace,      ErrorCode::kIo,       ErrorCode::kInternal};

double Seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

json OrNull(const std::optional<uint64_t>& number) { return number ? json(*number) : json(); }

std::string Line(const json& object) {
  return object.dump(-1, ' ', true, json::error_handler_t::replace);
}

}  // namespace

std::optional<DiskSpace> DiskSpaceOf(const std::string& directory) {
  struct statvfs found {};
  if (::statvfs(directory.c_str(), &found) != 0) return std::nullopt;
  return DiskSpace{uint64_t{found.f_bavail} * found.f_frsize,
                   uint64_t{found.f_blocks} * found.f_frsize};
}

json StatusJson(const CrawlStatus& status) {
  const frontier::FrontierProgress& progress = status.progress;
  const CrawlRates& rates = status.rates;
  json refused = json::object();
  for (const auto& [why, count] : progress.refused) refused[frontier::RefusalName(why)] = count;
  json answer = {{"collection", status.collection},
                 {"state", progress.paused ? "paused" : "running"},
                 {"urls",
                  {{"queued", progress.queued},
                   {"leased", progress.leased},
                   {"captured", progress.captured},
                   {"failed", progress.failed},
                   {"dormant", progress.dormant},
                   {"deferred", progress.deferred},
                   {"refused", std::move(refused)}}},
                 {"captured_bytes", progress.captured_bytes},
                 {"hosts", progress.hosts},
                 {"budget",
                  {{"max_pages", OrNull(status.budgets.max_pages)},
                   {"max_bytes", OrNull(status.budgets.max_bytes)},
                   {"reached", progress.budget_reached}}},
                 {"rates",
                  {{"urls_per_second_10s", rates.urls_per_second_10s},
                   {"urls_per_second_60s", rates.urls_per_second_60s},
                   {"bytes_per_second_10s", rates.bytes_per_second_10s},
                   {"bytes_per_second_60s", rates.bytes_per_second_60s}}},
                 {"workers", status.transport.workers},
                 {"rescoping", status.rescoping}};
  if (progress.paused) answer["pause_reason"] = progress.pause_reason;
  if (progress.next_wake) answer["next_wake_seconds"] = Seconds(*progress.next_wake);
  if (rates.eta) answer["eta_seconds"] = Seconds(*rates.eta);
  if (status.disk) {
    answer["disk"] = {{"free_bytes", status.disk->free_bytes},
                      {"total_bytes", status.disk->total_bytes}};
  }
  return answer;
}

json ListingJson(const frontier::QueueListing& listing) {
  json queues = json::array();
  for (const frontier::QueueState& queue : listing.queues) {
    json item = {{"host", queue.host},
                 {"ip_group", queue.ip_group},
                 {"queued", queue.queued},
                 {"retrying", queue.retrying},
                 {"leased", queue.leased},
                 {"fetch_seconds", Seconds(queue.fetch_time)},
                 {"delay_seconds", Seconds(queue.delay)},
                 {"dormant", queue.dormant},
                 {"reason", queue.reason}};
    if (queue.wakes_in) item["wakes_in_seconds"] = Seconds(*queue.wakes_in);
    queues.push_back(std::move(item));
  }
  return {{"total", listing.total}, {"queues", std::move(queues)}};
}

json ExplanationJson(const frontier::Explanation& explanation) {
  json object = {
      {"subject", explanation.subject}, {"reason", explanation.reason}, {"via", explanation.path}};
  if (explanation.state) object["state"] = frontier::UrlStateName(*explanation.state);
  if (explanation.wakes_in) object["wakes_in_seconds"] = Seconds(*explanation.wakes_in);
  return object;
}

std::string OkAnswer(json fields) {
  fields["ok"] = true;
  return Line(fields);
}

std::string ErrorAnswer(const Error& error) {
  const std::string where = error.where.empty() ? "" : error.where + ": ";
  return Line(
      {{"ok", false},
       {"error", {{"code", ErrorCodeName(error.code)}, {"message", where + error.message}}}});
}

Result<json> ReadAnswer(std::string_view line) {
  const Error broken{ErrorCode::kUnavailable, "the crawl's answer makes no sense", ""};
  json answer = json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!answer.is_object() || !answer.contains("ok") || !answer["ok"].is_boolean()) return broken;
  if (answer["ok"].get<bool>()) return answer;
  const json& error = answer["error"];
  if (!error.is_object() || !error.contains("code") || !error.contains("message")) return broken;
  if (!error["code"].is_string() || !error["message"].is_string()) return broken;
  for (const ErrorCode code : kCodes) {
    if (error["code"] != ErrorCodeName(code)) continue;
    return Error{code, error["message"].get<std::string>(), ""};
  }
  return broken;
}

}  // namespace arsip::crawler
