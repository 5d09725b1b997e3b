#include "archive/stored_hash_index.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <iterator>
#include <string_view>
#include <utility>

namespace arsip::archive {
namespace {

constexpr std::string_view kPrefix = "hashes-";
constexpr std::string_view kLogSuffix = ".log";
constexpr std::string_view kSealedSuffix = ".sealed";
constexpr std::string_view kPartialSuffix = ".partial";

std::string_view SuffixOf(HashFileKind kind) {
  return kind == HashFileKind::kLog ? kLogSuffix : kSealedSuffix;
}

// nullopt: not the name of such a file.
std::optional<uint64_t> GenerationOf(std::string_view name, HashFileKind kind) {
  if (!name.starts_with(kPrefix) || !name.ends_with(SuffixOf(kind))) return std::nullopt;
  name.remove_prefix(kPrefix.size());
  name.remove_suffix(SuffixOf(kind).size());
  uint64_t generation = 0;
  const auto parsed = std::from_chars(name.begin(), name.end(), generation);
  if (parsed.ec != std::errc() || parsed.ptr != name.end()) return std::nullopt;
  return generation;
}

struct LoggedChange {
  HashEntry entry;
  bool added = false;
};

// The sealed entries as the log left them: of the changes of an entry the last counts.
std::vector<HashEntry> Apply(std::vector<HashEntry> sealed, std::vector<LoggedChange> changes) {
  if (changes.empty()) return sealed;
  std::ranges::stable_sort(changes, {}, &LoggedChange::entry);
  std::vector<HashEntry> added;
  std::vector<HashEntry> removed;
  for (size_t i = 0; i < changes.size(); ++i) {
    if (i + 1 < changes.size() && changes[i + 1].entry == changes[i].entry) continue;
    (changes[i].added ? added : removed).push_back(changes[i].entry);
  }
  changes = {};
  if (!removed.empty()) {
    std::erase_if(
        sealed, [&](const HashEntry& entry) { return std::ranges::binary_search(removed, entry); });
  }
  if (sealed.empty()) return added;
  std::vector<HashEntry> all;
  all.reserve(sealed.size() + added.size());
  std::ranges::set_union(sealed, added, std::back_inserter(all));
  return all;
}

}  // namespace

Result<std::unique_ptr<StoredHashIndex>> StoredHashIndex::Open(const std::string& directory) {
  ARSIP_ASSIGN(auto opened, OpenSegmentDirectory(directory));
  return Open(std::move(opened));
}

Result<std::unique_ptr<StoredHashIndex>> StoredHashIndex::Open(
    std::unique_ptr<SegmentDirectory> directory) {
  ARSIP_ASSIGN(ArchiveLock lock, ArchiveLock::Acquire(directory->path()));
  std::unique_ptr<StoredHashIndex> index(
      new StoredHashIndex(std::move(directory), std::move(lock)));
  ARSIP_TRY(index->Load());
  return index;
}

std::string StoredHashIndex::NameOf(HashFileKind kind, uint64_t generation) const {
  std::string digits = std::to_string(generation);
  digits.insert(0, digits.size() < 10 ? 10 - digits.size() : 0, '0');
  std::string name(kPrefix);
  return name.append(digits).append(SuffixOf(kind));
}

Status StoredHashIndex::Load() {
  ARSIP_ASSIGN(const std::optional<uint64_t> generation, FindGeneration());
  generation_ = generation.value_or(0);
  ARSIP_TRY(RemoveLeftovers(generation_));
  if (!generation.has_value()) {
    ARSIP_TRY(CreateFile({HashFileKind::kLog, 0}, {}));
    ARSIP_TRY(directory_->SyncDirectory());
  }
  ARSIP_ASSIGN(std::vector<HashEntry> entries, ReadEntries());
  index_ = HashIndex(std::move(entries));
  ARSIP_ASSIGN(log_, directory_->OpenExisting(NameOf(HashFileKind::kLog, generation_)));
  return Ok();
}

// That of the newest sealed file; without one, that of the first log. There is always a log of it.
Result<std::optional<uint64_t>> StoredHashIndex::FindGeneration() {
  ARSIP_ASSIGN(const std::vector<std::string> names, directory_->List());
  std::optional<uint64_t> sealed;
  bool has_log = false;
  for (const std::string& name : names) {
    sealed = std::max(sealed, GenerationOf(name, HashFileKind::kSealed));
    has_log = has_log || GenerationOf(name, HashFileKind::kLog).has_value();
  }
  if (!sealed.has_value() && !has_log) return std::optional<uint64_t>();
  const uint64_t generation = sealed.value_or(0);
  const std::string log = NameOf(HashFileKind::kLog, generation);
  if (std::ranges::binary_search(names, log)) return std::optional<uint64_t>(generation);
  return Error{ErrorCode::kCorruption, "this log is missing; rebuild the hash index", PathOf(log)};
}

// What an interrupted Seal left: an older generation, partial files, a log that nothing was added
// to. A newer log with changes is none of that: its sealed file is missing.
Status StoredHashIndex::RemoveLeftovers(uint64_t generation) {
  ARSIP_ASSIGN(const std::vector<std::string> names, directory_->List());
  bool removed = false;
  for (const std::string& name : names) {
    const auto log = GenerationOf(name, HashFileKind::kLog);
    const auto sealed = GenerationOf(name, HashFileKind::kSealed);
    const bool partial = name.starts_with(kPrefix) && name.ends_with(kPartialSuffix);
    if (!partial && log.value_or(generation) == generation &&
        sealed.value_or(generation) == generation) {
      continue;
    }
    if (log.value_or(generation) > generation) {
      ARSIP_ASSIGN(const HashFile file, OpenHashFile(PathOf(name)));
      if (file.size > kHashFileHeaderBytes) {
        return Error{
            ErrorCode::kCorruption,
            "the sealed file that this log goes on from is missing; rebuild the hash index",
            file.path};
      }
    }
    ARSIP_TRY(directory_->Remove(name));
    removed = true;
  }
  return removed ? directory_->SyncDirectory() : Ok();
}

Result<std::vector<HashEntry>> StoredHashIndex::ReadEntries() {
  std::vector<HashEntry> sealed;
  const std::string sealed_path = PathOf(NameOf(HashFileKind::kSealed, generation_));
  if (generation_ > 0) {
    ARSIP_ASSIGN(const HashFile file, OpenHashFile(sealed_path));
    sealed.reserve(file.size / kStoredEntryBytes);
    const auto take = [&](HashOperation, std::span<const HashEntry> entries) -> Status {
      const bool first = sealed.empty();
      if ((!first && sealed.back() >= entries.front()) ||
          std::ranges::adjacent_find(entries, std::greater_equal()) != entries.end()) {
        return Error{ErrorCode::kCorruption, "its entries do not ascend; rebuild the hash index",
                     sealed_path};
      }
      sealed.insert(sealed.end(), entries.begin(), entries.end());
      return Ok();
    };
    ARSIP_TRY(ReadHashFile(file, {HashFileKind::kSealed, generation_}, take));
  }
  ARSIP_ASSIGN(const HashFile log, OpenHashFile(PathOf(NameOf(HashFileKind::kLog, generation_))));
  std::vector<LoggedChange> changes;
  const auto take = [&](HashOperation operation, std::span<const HashEntry> entries) {
    for (const HashEntry& entry : entries) {
      changes.push_back({entry, operation == HashOperation::kAdd});
    }
    return Ok();
  };
  ARSIP_ASSIGN(const HashFileEnd end, ReadHashFile(log, {HashFileKind::kLog, generation_}, take));
  if (end.offset < log.size) ARSIP_TRY(CutTornTail(log, end.offset));
  log_bytes_ = end.offset;
  logged_ = end.entries;
  return Apply(std::move(sealed), std::move(changes));
}

// The tail is durable before the log is cut. After a crash in between it is saved once more.
Status StoredHashIndex::CutTornTail(const HashFile& log, uint64_t offset) {
  const std::string name = NameOf(HashFileKind::kLog, generation_);
  ARSIP_ASSIGN(const std::vector<std::string> names, directory_->List());
  std::string torn = name + ".torn-" + std::to_string(offset);
  for (int copy = 2; std::ranges::binary_search(names, torn); ++copy) {
    torn = name + ".torn-" + std::to_string(offset) + "-" + std::to_string(copy);
  }
  ARSIP_ASSIGN(const auto file, directory_->Create(torn));
  std::vector<char> piece(256u << 10);
  for (uint64_t at = offset; at < log.size; at += piece.size()) {
    ARSIP_ASSIGN(const size_t length, log.read(at, piece));
    ARSIP_TRY(file->Append({piece.data(), length}));
  }
  ARSIP_TRY(file->Sync());
  ARSIP_TRY(directory_->SyncDirectory());
  ARSIP_ASSIGN(const auto cut, directory_->OpenExisting(name));
  ARSIP_TRY(cut->Truncate(offset));
  ARSIP_TRY(cut->Sync());
  torn_bytes_ = log.size - offset;
  torn_file_ = PathOf(torn);
  return Ok();
}

// Under its name only when it is whole and durable. The caller syncs the directory.
Status StoredHashIndex::CreateFile(const HashFileIdentity& identity,
                                   std::span<const HashEntry> entries) {
  const std::string name = NameOf(identity.kind, identity.generation);
  const std::string partial = name + std::string(kPartialSuffix);
  ARSIP_ASSIGN(const auto file, directory_->Create(partial));
  ARSIP_TRY(file->Append(EncodeHashFileHeader(identity)));
  for (size_t i = 0; i < entries.size(); i += kMaxBlockEntries) {
    const auto some = entries.subspan(i, std::min(kMaxBlockEntries, entries.size() - i));
    ARSIP_TRY(file->Append(EncodeHashBlock(identity, i, HashOperation::kAdd, some)));
  }
  if (identity.kind == HashFileKind::kSealed) {
    ARSIP_TRY(file->Append(EncodeHashBlock(identity, entries.size(), HashOperation::kEnd, {})));
  }
  ARSIP_TRY(file->Sync());
  return directory_->Rename(partial, name);
}

// The log first: there is never a sealed file without one.
Result<std::unique_ptr<SegmentFile>> StoredHashIndex::CreateGeneration(uint64_t generation) {
  ARSIP_TRY(CreateFile({HashFileKind::kLog, generation}, {}));
  ARSIP_ASSIGN(auto log, directory_->OpenExisting(NameOf(HashFileKind::kLog, generation)));
  ARSIP_TRY(directory_->SyncDirectory());
  ARSIP_TRY(CreateFile({HashFileKind::kSealed, generation}, index_.Entries()));
  return log;
}

Status StoredHashIndex::Seal() {
  if (broken_.has_value()) return *broken_;
  ARSIP_TRY(RemoveLeftovers(generation_));
  auto log = CreateGeneration(generation_ + 1);
  if (!log.has_value()) {
    // Gives back what a full disk has of it. What cannot be removed now is the next one's to
    // remove.
    (void)RemoveLeftovers(generation_).has_value();
    return log.error();
  }
  // From here on a crash may open the new generation, so changes may go nowhere else.
  ++generation_;
  log_ = std::move(*log);
  log_bytes_ = kHashFileHeaderBytes;
  logged_ = 0;
  if (Status synced = directory_->SyncDirectory(); !synced.has_value()) {
    broken_ = synced.error();
    return synced;
  }
  return RemoveLeftovers(generation_);
}

Status StoredHashIndex::Add(std::span<const HashEntry> entries) {
  return Change(HashOperation::kAdd, entries);
}

Status StoredHashIndex::Remove(std::span<const HashEntry> entries) {
  return Change(HashOperation::kRemove, entries);
}

Status StoredHashIndex::Change(HashOperation operation, std::span<const HashEntry> entries) {
  if (broken_.has_value()) return *broken_;
  const bool add = operation == HashOperation::kAdd;
  std::vector<HashEntry> changes;
  std::ranges::copy_if(entries, std::back_inserter(changes),
                       [&](const HashEntry& entry) { return index_.Contains(entry) != add; });
  std::ranges::sort(changes);
  changes.erase(std::unique(changes.begin(), changes.end()), changes.end());
  for (size_t i = 0; i < changes.size(); i += kMaxBlockEntries) {
    const size_t count = std::min(kMaxBlockEntries, changes.size() - i);
    const auto some = std::span(changes).subspan(i, count);
    ARSIP_TRY(AppendBlock(operation, some));
    for (const HashEntry& entry : some) add ? index_.Add(entry) : index_.Remove(entry);
  }
  return Ok();
}

Status StoredHashIndex::AppendBlock(HashOperation operation, std::span<const HashEntry> entries) {
  const std::string block =
      EncodeHashBlock({HashFileKind::kLog, generation_}, logged_, operation, entries);
  const std::string where =
      PathOf(NameOf(HashFileKind::kLog, generation_)) + "@" + std::to_string(log_bytes_);
  if (Status appended = log_->Append(block); !appended.has_value()) {
    Error error = appended.error();
    error.where = where;
    // Without its half the next block would follow damage.
    if (!log_->Truncate(log_bytes_).has_value()) broken_ = error;
    return error;
  }
  if (Status synced = log_->Sync(); !synced.has_value()) {
    broken_ = synced.error();
    broken_->where = where;
    return *broken_;
  }
  log_bytes_ += block.size();
  logged_ += entries.size();
  return Ok();
}

}  // namespace arsip::archive
