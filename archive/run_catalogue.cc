#include "archive/run_catalogue.h"

#include <filesystem>
#include <set>
#include <system_error>

#include "archive/row_bytes.h"

namespace arsip::archive {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kCatalogueKey = "runs";
constexpr uint8_t kCatalogueVersion = 1;

}  // namespace

std::string EncodeRunCatalogue(const RunCatalogue& catalogue) {
  RowWriter out;
  out.Byte(kCatalogueVersion).Varint(catalogue.recent).Varint(catalogue.next);
  out.Varint(catalogue.runs.size());
  for (const auto& run : catalogue.runs) out.Varint(run.number).Varint(run.level).Varint(run.rows);
  return out.Take();
}

std::optional<RunCatalogue> DecodeRunCatalogue(std::string_view bytes) {
  RowReader in(bytes);
  if (in.Byte() != kCatalogueVersion) return std::nullopt;
  RunCatalogue catalogue;
  catalogue.recent = in.Varint();
  catalogue.next = in.Varint();
  const uint64_t runs = in.Varint();
  for (uint64_t i = 0; i < runs && in.ok(); ++i) {
    RunCatalogue::Run run;
    run.number = in.Varint();
    run.level = in.Varint();
    run.rows = in.Varint();
    if (!catalogue.runs.empty() && run.level < catalogue.runs.back().level) return std::nullopt;
    catalogue.runs.push_back(run);
  }
  if (!in.done()) return std::nullopt;
  return catalogue;
}

std::string RunPath(const std::string& directory, uint64_t number) {
  return directory + "/runs/" + std::to_string(number) + ".run";
}

std::string RecentPath(const std::string& directory, uint64_t number) {
  return directory + "/recent-" + std::to_string(number);
}

Result<std::optional<RunCatalogue>> LoadRunCatalogue(KeyValueStore& store,
                                                     const std::string& directory) {
  ARSIP_ASSIGN(const auto row, store.Get(kCatalogueKey));
  if (row.has_value()) {
    auto catalogue = DecodeRunCatalogue(*row);
    if (catalogue.has_value()) return catalogue;
    return Error{ErrorCode::kCorruption, "the catalogue of the runs is unreadable", directory};
  }
  ARSIP_ASSIGN(const auto rows, store.NewIterator());
  rows->Seek("");
  ARSIP_TRY(rows->status());
  if (!rows->Valid()) return std::optional<RunCatalogue>();
  return Error{ErrorCode::kCorruption, "a database of another schema is here", directory};
}

Status KeepRunCatalogue(KeyValueStore& store, const RunCatalogue& catalogue) {
  WriteBatch batch;
  batch.Put(kCatalogueKey, EncodeRunCatalogue(catalogue));
  return store.Write(batch, KeyValueStore::Sync::kYes);
}

void RemoveUnnamed(const std::string& directory, const RunCatalogue& catalogue) {
  std::set<std::string> named = {RecentPath(directory, catalogue.recent)};
  for (const auto& run : catalogue.runs) named.insert(RunPath(directory, run.number));
  const auto sweep = [&named](const std::string& in, std::string_view prefix) {
    std::error_code error;
    for (fs::directory_iterator it(in, error), end; !error && it != end; it.increment(error)) {
      const std::string path = in + "/" + it->path().filename().string();
      std::error_code ignored;
      if (path.substr(in.size() + 1).starts_with(prefix) && !named.contains(path)) {
        fs::remove_all(path, ignored);
      }
    }
  };
  sweep(directory, "recent-");
  sweep(directory + "/runs", "");
}

}  // namespace arsip::archive
