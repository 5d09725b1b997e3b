#include "frontier/seen_set.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <system_error>
#include <utility>

#include "frontier/seen_lookup.h"
#include "frontier/seen_run_writer.h"

namespace arsip::frontier {
namespace {

namespace fs = std::filesystem;

void Delete(const std::string& path) {
  std::error_code ignored;  // what stays is deleted at the next opening
  fs::remove(path, ignored);
}

}  // namespace

Result<std::unique_ptr<SeenSet>> SeenSet::Open(const std::string& directory,
                                               const SeenManifest& manifest, size_t table_entries) {
  std::unique_ptr<SeenSet> set(new SeenSet(directory, table_entries));
  ARSIP_TRY(set->OpenRuns(manifest));
  set->DeleteUnnamed();
  return set;
}

SeenSet::~SeenSet() {
  stop_merge_ = true;
  if (merge_.valid()) merge_.wait();
}

Status SeenSet::OpenRuns(const SeenManifest& manifest) {
  for (const SeenRunName& name : manifest.runs) {
    ARSIP_ASSIGN(auto run, SeenRun::Open(directory_, name));
    runs_.push_back(std::move(run));
    next_run_ = std::max(next_run_, name.number + 1);
  }
  manifest_ = manifest;
  next_arrival_ = std::max<uint64_t>(manifest.covered, 1);
  return Ok();
}

// A run that was being written, or was merged away.
void SeenSet::DeleteUnnamed() const {
  std::error_code error;
  for (fs::directory_iterator it(directory_, error), end; !error && it != end;
       it.increment(error)) {
    const std::string path = it->path().string();
    const bool named = std::any_of(
        manifest_.runs.begin(), manifest_.runs.end(),
        [&](const SeenRunName& run) { return SeenRunPath(directory_, run.number) == path; });
    if (!named) Delete(path);
  }
}

Result<std::optional<uint64_t>> SeenSet::Find(const UrlKey& key) const {
  uint64_t arrival = 0;
  ARSIP_TRY(FindGroup({&key, 1}, {&arrival, 1}));
  if (arrival == 0) return std::optional<uint64_t>();
  return std::optional<uint64_t>(arrival);
}

Result<std::vector<uint64_t>> SeenSet::FindAll(std::span<const UrlKey> keys) const {
  std::vector<uint64_t> arrivals(keys.size());
  for (size_t at = 0; at < keys.size(); at += kSeenGroup) {
    const size_t size = std::min(kSeenGroup, keys.size() - at);
    ARSIP_TRY(FindGroup(keys.subspan(at, size), std::span(arrivals).subspan(at, size)));
  }
  return arrivals;
}

Status SeenSet::FindGroup(std::span<const UrlKey> keys, std::span<uint64_t> arrivals) const {
  for (const UrlKey& key : keys) table_.Prefetch(key);
  for (size_t i = 0; i < keys.size(); ++i) arrivals[i] = table_.Find(keys[i]).value_or(0);
  return FindInRuns(runs_, keys, arrivals);
}

void SeenSet::Add(const SeenEntry& entry) {
  table_.Add(entry);
  next_arrival_ = std::max(next_arrival_, entry.arrival + 1);
}

Status SeenSet::Tend(const Keep& keep) {
  if (merge_.valid() && merge_.wait_for(std::chrono::seconds(0)) == std::future_status::ready) {
    ARSIP_TRY(EndMerge(keep));
  }
  return table_.full() ? Spill(keep) : Ok();
}

Status SeenSet::Spill(const Keep& keep) {
  if (table_.empty()) return Ok();
  std::error_code error;
  fs::create_directories(directory_, error);
  if (error) return ErrnoError(error.value(), "create", directory_);
  const SeenEntries entries = table_.Sorted();
  ARSIP_ASSIGN(auto writer, SeenRunWriter::Create(directory_, next_run_, entries.size()));
  for (const SeenEntry& entry : entries) ARSIP_TRY(writer->Add(entry));
  ARSIP_ASSIGN(const SeenRunName name, writer->Finish());
  ARSIP_ASSIGN(auto run, SeenRun::Open(directory_, name));
  SeenManifest manifest = manifest_;
  manifest.covered = next_arrival_;
  manifest.runs.push_back(name);
  ARSIP_TRY(keep(manifest));
  manifest_ = std::move(manifest);
  runs_.push_back(std::move(run));
  table_.Clear();
  ++next_run_;
  StartMerge();
  return Ok();
}

void SeenSet::StartMerge() {
  if (merge_.valid()) return;
  merging_ = ChooseRunsToMerge(manifest_.runs, table_entries_);
  if (merging_.count == 0) return;
  const auto merged = std::span(manifest_.runs).subspan(merging_.first, merging_.count);
  merge_ = std::async(
      std::launch::async,
      [this, runs = std::vector<SeenRunName>(merged.begin(), merged.end()), number = next_run_] {
        return MergeSeenRuns(directory_, runs, number, stop_merge_);
      });
  ++next_run_;
}

// Spill() has only appended meanwhile.
Status SeenSet::EndMerge(const Keep& keep) {
  Result<std::unique_ptr<SeenRun>> ended = merge_.get();
  if (!ended.has_value()) return std::move(ended.error());
  SeenManifest manifest = manifest_;
  const auto first = static_cast<std::ptrdiff_t>(merging_.first);
  const auto end = static_cast<std::ptrdiff_t>(merging_.first + merging_.count);
  const std::vector<SeenRunName> merged(manifest.runs.begin() + first, manifest.runs.begin() + end);
  manifest.runs[merging_.first] = (*ended)->name();
  manifest.runs.erase(manifest.runs.begin() + first + 1, manifest.runs.begin() + end);
  ARSIP_TRY(keep(manifest));
  manifest_ = std::move(manifest);
  runs_[merging_.first] = std::move(*ended);
  runs_.erase(runs_.begin() + first + 1, runs_.begin() + end);
  for (const SeenRunName& run : merged) Delete(SeenRunPath(directory_, run.number));
  StartMerge();
  return Ok();
}

Status SeenSet::FinishMerges(const Keep& keep) {
  while (merge_.valid()) ARSIP_TRY(EndMerge(keep));
  return Ok();
}

uint64_t SeenSet::memory_bytes() const {
  uint64_t bytes = 0;
  for (const auto& run : runs_) bytes += run->memory_bytes();
  return bytes;
}

}  // namespace arsip::frontier
