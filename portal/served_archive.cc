#include "portal/served_archive.h"

#include <sys/stat.h>

#include <chrono>
#include <utility>

#include "archive/capture_cursor.h"
#include "base/log.h"

namespace arsip::portal {
namespace {

constexpr std::chrono::seconds kIndexCheck{1};

std::string StampOf(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return "none";
  return std::to_string(status.st_ino) + ":" + std::to_string(status.st_size) + ":" +
         std::to_string(status.st_mtim.tv_sec) + "." + std::to_string(status.st_mtim.tv_nsec);
}

}  // namespace

Status ArchiveView::FindBarredFiles() {
  const UtcTime now = clock_.Utc();
  for (const archive::QueryRange& range : rules_.DenyingRanges(now)) {
    ARSIP_ASSIGN(const auto cursor,
                 archive::CaptureCursor::Open(index(), range, archive::CursorOrder::kForward));
    while (true) {
      ARSIP_ASSIGN(const auto capture, cursor->Next());
      if (!capture.has_value()) break;
      if (rules_.Denial(capture->urlkey, capture->time, now) != nullptr) {
        barred_files_.insert(capture->location.filename);
      }
    }
  }
  return Ok();
}

Result<std::unique_ptr<ServedArchive>> ServedArchive::Open(const std::string& directory,
                                                           const Clock& clock) {
  std::unique_ptr<ServedArchive> served(new ServedArchive(directory, clock));
  ARSIP_TRY(served->Start());
  return served;
}

Status ServedArchive::Start() {
  ARSIP_ASSIGN(std::shared_ptr<const archive::IndexSnapshot> snapshot,
               archive::IndexSnapshot::Take(directory_));
  MutexLock lock(mutex_);
  return Refresh(std::move(snapshot));
}

Status ServedArchive::Refresh(std::shared_ptr<const archive::IndexSnapshot> snapshot) {
  rules_stamp_ = StampOf(archive::AccessRules::PathIn(directory_));
  auto rules = archive::AccessRules::Load(directory_);
  if (!rules) {
    rules_stamp_.clear();  // read it again next time
    return rules.error();
  }
  next_change_ = rules->NextChange(clock_.Utc());
  auto view =
      std::make_shared<ArchiveView>(directory_, std::move(snapshot), std::move(*rules), clock_);
  if (Status found = view->FindBarredFiles(); !found) {
    rules_stamp_.clear();
    return found;
  }
  view_ = std::move(view);
  return Ok();
}

// Null while there is none: the index is the same, or a crawl has it.
std::shared_ptr<const archive::IndexSnapshot> ServedArchive::NewerSnapshot() {
  if (clock_.Monotonic() < next_index_check_) return nullptr;
  next_index_check_ = clock_.Monotonic() + kIndexCheck;
  if (!view_->snapshot()->Outdated()) return nullptr;
  auto snapshot = archive::IndexSnapshot::Take(directory_);
  if (snapshot.has_value()) {
    Log(LogLevel::kInfo, "portal", "index_reopened", {{"archive", directory_}});
    return std::move(*snapshot);
  }
  if (snapshot.error().code != ErrorCode::kUnavailable) {
    Log(LogLevel::kWarning, "portal", "index_not_reopened",
        {{"error", snapshot.error().ToString()}});
  }
  return nullptr;
}

Result<SharedView> ServedArchive::View() {
  MutexLock lock(mutex_);
  std::shared_ptr<const archive::IndexSnapshot> newer = NewerSnapshot();
  const bool rules_changed = StampOf(archive::AccessRules::PathIn(directory_)) != rules_stamp_;
  const bool embargo_ended = next_change_.has_value() && *next_change_ <= clock_.Utc();
  if (newer != nullptr || rules_changed || embargo_ended) {
    if (newer == nullptr) newer = view_->snapshot();
    ARSIP_TRY(Refresh(std::move(newer)));
  }
  return view_;
}

}  // namespace arsip::portal
