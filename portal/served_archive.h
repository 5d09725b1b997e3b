// ServedArchive: the archive as the portal's readers see it: an index that is at rest, and the
// access rules in force.
//
// View() gives what holds now; an answer keeps its view until its last byte. Rules are read again
// whenever their file changes or an embargo ends, before the next answer; the index at most once a
// second, when a crawl (or a rebuild) has let go of it. While a crawl has it, the view is that of
// the archive before the crawl. Thread-safe.
#ifndef ARSIP_PORTAL_SERVED_ARCHIVE_H_
#define ARSIP_PORTAL_SERVED_ARCHIVE_H_

#include <memory>
#include <optional>
#include <set>
#include <string>

#include "archive/access_rules.h"
#include "archive/capture_index.h"
#include "archive/index_snapshot.h"
#include "base/clock.h"
#include "base/mutex.h"
#include "base/result.h"

namespace arsip::portal {

// Immutable; thread-safe.
class ArchiveView {
 public:
  ArchiveView(std::string directory, std::shared_ptr<const archive::IndexSnapshot> snapshot,
              archive::AccessRules rules, const Clock& clock)
      : directory_(std::move(directory)),
        snapshot_(std::move(snapshot)),
        rules_(std::move(rules)),
        clock_(clock) {}

  const std::string& directory() const { return directory_; }
  archive::CaptureIndex& index() const { return snapshot_->index(); }
  const archive::AccessRules& rules() const { return rules_; }
  // nullptr: it may be shown.
  const archive::AccessRule* Denial(const archive::Capture& capture) const {
    return rules_.Denial(capture, clock_.Utc());
  }
  const archive::AccessRule* DenialOfRecord(std::string_view target_uri, UtcTime time) const {
    return rules_.DenialOfRecord(target_uri, time, clock_.Utc());
  }
  const archive::AccessRule* FirstDenying() const { return rules_.FirstDenying(clock_.Utc()); }
  // A WARC file that holds a capture that is denied.
  bool HoldsDenied(const std::string& filename) const { return barred_files_.contains(filename); }

  const std::shared_ptr<const archive::IndexSnapshot>& snapshot() const { return snapshot_; }
  // REQUIRES: called once, before the view is shared.
  Status FindBarredFiles();

 private:
  std::string directory_;
  std::shared_ptr<const archive::IndexSnapshot> snapshot_;
  archive::AccessRules rules_;
  const Clock& clock_;
  std::set<std::string> barred_files_;
};

using SharedView = std::shared_ptr<const ArchiveView>;

class ServedArchive {
 public:
  // kUnavailable: a crawl has the archive. `clock` must outlive it.
  static Result<std::unique_ptr<ServedArchive>> Open(const std::string& directory,
                                                     const Clock& clock);
  // Errors of the rules' file: nothing is shown while it cannot be read.
  Result<SharedView> View() EXCLUDES_LOCK(mutex_);

 private:
  ServedArchive(std::string directory, const Clock& clock)
      : directory_(std::move(directory)), clock_(clock) {}
  Status Start() EXCLUDES_LOCK(mutex_);
  Status Refresh(std::shared_ptr<const archive::IndexSnapshot> snapshot) REQUIRES_LOCK(mutex_);
  std::shared_ptr<const archive::IndexSnapshot> NewerSnapshot() REQUIRES_LOCK(mutex_);

  const std::string directory_;
  const Clock& clock_;
  Mutex mutex_;
  SharedView view_ GUARDED_BY(mutex_);
  std::string rules_stamp_ GUARDED_BY(mutex_);  // of the rules' file when it was read
  std::optional<UtcTime> next_change_ GUARDED_BY(mutex_);
  MonotonicTime next_index_check_ GUARDED_BY(mutex_){};
};

}  // namespace arsip::portal

#endif  // ARSIP_PORTAL_SERVED_ARCHIVE_H_
