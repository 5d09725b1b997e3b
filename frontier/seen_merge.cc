#include "frontier/seen_merge.h"

#include <algorithm>
#include <utility>

#include "frontier/seen_run_writer.h"

namespace arsip::frontier {
namespace {

constexpr uint64_t kFewTables = 8;
constexpr uint64_t kEntriesBetweenStops = 4096;

uint64_t EntriesOf(std::span<const SeenRunName> runs) {
  uint64_t entries = 0;
  for (const SeenRunName& run : runs) entries += run.entries;
  return entries;
}

// Of `count` neighbours of like size, those with the fewest entries that have more than `above` and
// at most `most` together.
RunsToMerge Fewest(const std::vector<SeenRunName>& runs, size_t count, uint64_t above,
                   uint64_t most) {
  const auto fewer = [](const SeenRunName& a, const SeenRunName& b) {
    return a.entries < b.entries;
  };
  RunsToMerge chosen;
  for (size_t i = 0; i + count <= runs.size(); ++i) {
    const std::span group = std::span(runs).subspan(i, count);
    const auto [least, largest] = std::minmax_element(group.begin(), group.end(), fewer);
    const uint64_t sum = EntriesOf(group);
    const bool better = chosen.count > 0 ? sum < most : sum <= most;
    if (largest->entries > 3 * least->entries || sum <= above || !better) continue;
    most = sum;
    chosen = {i, count};
  }
  return chosen;
}

// The one of `readers` whose entry is next; null: all have ended.
SeenRunReader* Next(std::span<const std::unique_ptr<SeenRunReader>> readers) {
  SeenRunReader* next = nullptr;
  for (const auto& reader : readers) {
    if (reader->ended()) continue;
    if (next == nullptr || SeenBefore(reader->entry().key, next->entry().key)) next = reader.get();
  }
  return next;
}

}  // namespace

RunsToMerge ChooseRunsToMerge(const std::vector<SeenRunName>& runs, uint64_t table_entries) {
  const uint64_t total = EntriesOf(runs);
  const uint64_t few = kFewTables * table_entries;
  const RunsToMerge four = Fewest(runs, 4, 0, std::max(total / 4, few));
  return four.count > 0 ? four : Fewest(runs, 2, total / 8, std::max(total / 2, few));
}

Result<std::unique_ptr<SeenRun>> MergeSeenRuns(const std::string& directory,
                                               std::span<const SeenRunName> runs, uint64_t number,
                                               const std::atomic<bool>& stop) {
  std::vector<std::unique_ptr<SeenRunReader>> readers;
  for (const SeenRunName& run : runs) {
    ARSIP_ASSIGN(auto reader, SeenRunReader::Open(directory, run));
    readers.push_back(std::move(reader));
  }
  ARSIP_ASSIGN(auto writer, SeenRunWriter::Create(directory, number, EntriesOf(runs)));
  SeenRunReader* next = Next(readers);
  for (uint64_t written = 0; next != nullptr; ++written) {
    if (written % kEntriesBetweenStops == 0 && stop) {
      return Error{ErrorCode::kUnavailable, "stopped", directory};
    }
    ARSIP_TRY(writer->Add(next->entry()));
    ARSIP_TRY(next->Next());
    next = Next(readers);
  }
  ARSIP_ASSIGN(const SeenRunName name, writer->Finish());
  writer.reset();  // its filter, before the run reads its own
  return SeenRun::Open(directory, name);
}

}  // namespace arsip::frontier
