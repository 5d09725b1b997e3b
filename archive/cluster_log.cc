#include "archive/cluster_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "archive/file_descriptor.h"

namespace arsip::archive {
namespace {

std::string Field(const char* name, const std::string& value) {
  return std::string("\"") + name + "\":\"" + value + "\"";
}

const char* KindOf(const ClusterChange& change) {
  if (change.from == change.image) return "merged";  // its cluster into another
  return change.to == change.image ? "founded" : "moved";
}

// Digests and dates alone: nothing that a JSON string has to escape.
std::string LineOf(const ClusterChange& change, UtcTime now) {
  return "{" + Field("at", FormatWarcDate(now)) + "," + Field("change", KindOf(change)) + "," +
         Field("image", FormatDigest(change.image)) + "," +
         Field("from", FormatDigest(change.from)) + "," + Field("to", FormatDigest(change.to)) +
         ",\"distance\":" + std::to_string(change.distance) + "," +
         Field("because", FormatDigest(change.because.payload)) + "," +
         Field("because_first_captured", FormatWarcDate(change.because.first)) + "}\n";
}

}  // namespace

Status ClusterLog::Append(ImageClusters& images) {
  const UtcTime now = clock_.Utc();
  for (const ClusterChange& change : images.TakeChanges()) unwritten_ += LineOf(change, now);
  if (unwritten_.empty()) return Ok();
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path(path_).parent_path(), error);
  const FileDescriptor file(open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640));
  if (!file.open()) return ErrnoError(errno, "cannot open the log of clusters", path_);
  const off_t before = lseek(file.get(), 0, SEEK_END);
  const ssize_t written = write(file.get(), unwritten_.data(), unwritten_.size());
  if (written != static_cast<ssize_t>(unwritten_.size())) {
    const int code = written < 0 ? errno : ENOSPC;
    // A part of a line would join the next one.
    if (before >= 0 && ftruncate(file.get(), before) != 0) {
      return ErrnoError(errno, "cannot cut the log of clusters", path_);
    }
    return ErrnoError(code, "cannot write the log of clusters", path_);
  }
  if (fdatasync(file.get()) != 0) return ErrnoError(errno, "cannot sync", path_);
  unwritten_.clear();
  return Ok();
}

std::unique_ptr<ClusterLog> ClusterLogIn(const std::string& archive_directory) {
  static const SystemClock clock;
  return std::make_unique<ClusterLog>(archive_directory + "/reports/image-clusters.jsonl", clock);
}

}  // namespace arsip::archive
