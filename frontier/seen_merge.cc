#include "frontier/seen_merge.h"

#include <algorithm>
#include <utility>

#include "frontier/seen_run_writer.h"

namespace arsip::frontier {
namespace {

constexpr uint64_t kFewTables = 8;
constexpr uint64_t kEntriesBetweenStops = 4096;

}  // namespace

std::optional<size_t> PairToMerge(const std::vector<SeenRunName>& runs, uint64_t table_entries) {
  uint64_t total = 0;
  for (const SeenRunName& run : runs) total += run.entries;
  uint64_t best = std::max(total / 2, kFewTables * table_entries);
  std::optional<size_t> pair;
  for (size_t i = 0; i + 1 < runs.size(); ++i) {
    const auto [least, most] = std::minmax(runs[i].entries, runs[i + 1].entries);
    const uint64_t sum = least + most;
    if (most > 3 * least || sum > best || (pair.has_value() && sum == best)) continue;
    best = sum;
    pair = i;
  }
  return pair;
}

Result<std::unique_ptr<SeenRun>> MergeSeenRuns(const std::string& directory,
                                               const SeenRunName& first, const SeenRunName& second,
                                               uint64_t number, const std::atomic<bool>& stop) {
  ARSIP_ASSIGN(const auto left, SeenRunReader::Open(directory, first));
  ARSIP_ASSIGN(const auto right, SeenRunReader::Open(directory, second));
  ARSIP_ASSIGN(auto writer,
               SeenRunWriter::Create(directory, number, first.entries + second.entries));
  for (uint64_t written = 0; !left->ended() || !right->ended(); ++written) {
    if (written % kEntriesBetweenStops == 0 && stop) {
      return Error{ErrorCode::kUnavailable, "stopped", directory};
    }
    const bool from_left =
        right->ended() || (!left->ended() && SeenBefore(left->entry().key, right->entry().key));
    SeenRunReader& from = from_left ? *left : *right;
    ARSIP_TRY(writer->Add(from.entry()));
    ARSIP_TRY(from.Next());
  }
  ARSIP_ASSIGN(const SeenRunName name, writer->Finish());
  writer.reset();  // its filter, before the run reads its own
  return SeenRun::Open(directory, name);
}

}  // namespace arsip::frontier
