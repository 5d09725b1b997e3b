#include "archive/index_snapshot.h"

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <system_error>
#include <utility>

#include "archive/query.h"
#include "base/key_value_snapshot.h"

namespace arsip::archive {
namespace {

namespace fs = std::filesystem;

std::atomic<uint64_t> snapshots_taken{0};

// In a container that was started again this process may have the number of its predecessor.
bool IsOrphan(const std::string& snapshot_name) {
  pid_t pid = 0;
  std::from_chars(snapshot_name.data(), snapshot_name.data() + snapshot_name.size(), pid);
  if (pid == getpid()) return snapshots_taken == 0;
  return pid > 0 && kill(pid, 0) != 0 && errno == ESRCH;
}

void RemoveOrphans(const std::string& serving_directory) {
  std::error_code error;
  for (fs::directory_iterator entries(serving_directory, error), end; !error && entries != end;
       entries.increment(error)) {
    std::error_code ignored;
    if (IsOrphan(entries->path().filename().string())) fs::remove_all(entries->path(), ignored);
  }
}

}  // namespace

Result<std::unique_ptr<IndexSnapshot>> IndexSnapshot::Take(const std::string& archive_directory) {
  const std::string serving = archive_directory + "/serving";
  RemoveOrphans(serving);
  std::unique_ptr<IndexSnapshot> snapshot(new IndexSnapshot());
  snapshot->source_ = archive_directory + "/index";
  snapshot->fingerprint_ = KeyValueStoreFingerprint(snapshot->source_);
  const std::string name = std::to_string(getpid()) + "-" + std::to_string(++snapshots_taken);
  ARSIP_TRY(SnapshotKeyValueStore(snapshot->source_, serving + "/" + name));
  snapshot->directory_ = serving + "/" + name;
  ARSIP_ASSIGN(snapshot->index_, CaptureIndex::Open(snapshot->directory_, true));
  CatchUpForReading(archive_directory, *snapshot->index_);
  return snapshot;
}

IndexSnapshot::~IndexSnapshot() {
  index_.reset();
  std::error_code ignored;
  if (!directory_.empty()) fs::remove_all(directory_, ignored);
}

bool IndexSnapshot::Outdated() const { return KeyValueStoreFingerprint(source_) != fingerprint_; }

}  // namespace arsip::archive
