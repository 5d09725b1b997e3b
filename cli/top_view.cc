#include "cli/top_view.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/log.h"
#include "cli/byte_size.h"
#include "cli/progress_line.h"

namespace arsip::cli {
namespace {

using nlohmann::json;

constexpr size_t kRows = 10;
constexpr size_t kHostWidth = 36;

std::string Number(double value, const char* format) {
  std::array<char, 48> text;
  std::snprintf(text.data(), text.size(), format, value);
  return text.data();
}

std::string Time(double seconds) {
  if (seconds < 10) return Number(seconds, "%.1fs");
  const std::chrono::duration<double> duration(std::min(seconds, 3e9));
  return HumanDuration(std::chrono::duration_cast<Duration>(duration));
}

std::string Bytes(double bytes) { return HumanBytes(static_cast<uint64_t>(std::max(bytes, 0.0))); }

std::string Padded(std::string text, size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

std::string Right(const std::string& text, size_t width) {
  return text.size() < width ? std::string(width - text.size(), ' ') + text : text;
}

uint64_t Count(const json& object, const char* key) { return object.value(key, uint64_t{0}); }

std::string Limit(const json& budget, const char* key) {
  const json limit = budget.value(key, json());
  return limit.is_number() ? Grouped(limit.get<uint64_t>()) : "no limit";
}

std::string UrlsLine(const json& urls) {
  std::string line = "URLs    ";
  for (const char* state : {"queued", "leased", "captured", "failed", "dormant", "deferred"}) {
    line += std::string(" ") + state + " " + Grouped(Count(urls, state)) + " ";
  }
  const json counts = urls.value("refused", json::object());
  std::string refused;
  for (const auto& [why, count] : counts.items()) {
    refused += (refused.empty() ? "" : ", ") + why + " " + Grouped(count.get<uint64_t>());
  }
  return line + " refused " + (refused.empty() ? "0" : refused) + "\n";
}

std::string QueueRow(const json& queue) {
  std::string host = Neutralise(queue.value("host", ""));
  if (host.size() > kHostWidth) host = host.substr(0, kHostWidth - 3) + "...";
  std::string row = Padded(host, kHostWidth);
  row += Right(Grouped(Count(queue, "queued")), 9) + Right(Grouped(Count(queue, "retrying")), 7);
  row += Right(Grouped(Count(queue, "leased")), 7);
  row += Right(Time(queue.value("fetch_seconds", 0.0)), 8);
  row += Right(Time(queue.value("delay_seconds", 0.0)), 8);
  const bool wakes = queue.contains("wakes_in_seconds");
  row += Right(wakes ? Time(queue.value("wakes_in_seconds", 0.0)) : "-", 9);
  return row + "  " + Neutralise(queue.value("reason", "")) + "\n";
}

std::string Head() {
  return Padded("HOST", kHostWidth) + Right("QUEUED", 9) + Right("RETRY", 7) + Right("LEASED", 7) +
         Right("FETCH", 8) + Right("DELAY", 8) + Right("WAKES", 9) + "  WHY\n";
}

std::string Rows(const json& listing, size_t most) {
  std::string text;
  const json queues = listing.value("queues", json::array());
  for (size_t i = 0; i < std::min(queues.size(), most); ++i) text += QueueRow(queues[i]);
  return text;
}

// Without what is of this host alone.
std::string KindOf(const std::string& reason) {
  size_t end = reason.size();
  for (const char* mark :
       {": ", " from ", " at ", " 0", " 1", " 2", " 3", " 4", " 5", " 6", " 7", " 8", " 9"}) {
    // "ready: waits for a worker" and its like say nothing of a host.
    if (reason.starts_with("ready")) break;
    end = std::min(end, reason.find(mark));
  }
  return reason.substr(0, end);
}

}  // namespace

std::map<std::string, uint64_t> WaitingReasons(const json& listing) {
  std::map<std::string, uint64_t> reasons;
  for (const json& queue : listing.value("queues", json::array())) {
    ++reasons[KindOf(queue.value("reason", ""))];
  }
  return reasons;
}

std::string StatusText(const json& status) {
  const json rates = status.value("rates", json::object());
  const json budget = status.value("budget", json::object());
  std::string text =
      "crawl    " + Neutralise(status.value("collection", "")) + ": " + status.value("state", "");
  const std::string why = status.value("pause_reason", "");
  if (!why.empty()) text += " (" + Neutralise(why) + ")";
  if (status.value("rescoping", false)) text += ", judging known URLs again";
  text += "\nrates    " + Number(rates.value("urls_per_second_10s", 0.0), "%.1f") +
          " URLs/s in 10 s, " + Number(rates.value("urls_per_second_60s", 0.0), "%.1f") +
          " in 60 s;  " + Bytes(rates.value("bytes_per_second_10s", 0.0)) + "/s in 10 s, " +
          Bytes(rates.value("bytes_per_second_60s", 0.0)) + "/s in 60 s;  ETA " +
          (status.contains("eta_seconds") ? Time(status.value("eta_seconds", 0.0)) : "-") + "\n";
  text += UrlsLine(status.value("urls", json::object()));
  text += "captured " + HumanBytes(Count(status, "captured_bytes")) + " from " +
          Grouped(Count(status, "hosts")) + " hosts by " + Grouped(Count(status, "workers")) +
          " workers;  budget: pages " + Limit(budget, "max_pages") + ", bytes " +
          Limit(budget, "max_bytes") + (budget.value("reached", false) ? " (reached)" : "") + "\n";
  if (status.contains("disk")) {
    const json& disk = status["disk"];
    text += "disk     " + HumanBytes(Count(disk, "free_bytes")) + " free of " +
            HumanBytes(Count(disk, "total_bytes")) + "\n";
  }
  return text;
}

std::string QueuesText(const json& listing) {
  const json queues = listing.value("queues", json::array());
  return Head() + Rows(listing, queues.size()) + Grouped(queues.size()) + " of " +
         Grouped(Count(listing, "total")) + " queues\n";
}

std::string TopText(const json& status, const json& waiting, const json& slowest) {
  std::string text = StatusText(status);
  std::string reasons;
  for (const auto& [reason, count] : WaitingReasons(waiting)) {
    reasons += (reasons.empty() ? "" : "; ") + Grouped(count) + " " + Neutralise(reason);
  }
  text += "queues   " + Grouped(Count(waiting, "total")) + (reasons.empty() ? "" : ": " + reasons) +
          "\n";
  text += "\nMost waiting\n" + Head() + Rows(waiting, kRows);
  text += "\nSlowest\n" + Head() + Rows(slowest, kRows);
  return text;
}

}  // namespace arsip::cli
