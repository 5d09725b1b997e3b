#include "crawler/quarantine.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <fstream>
#include <utility>

#include "base/log.h"

namespace arsip::crawler {
namespace {

constexpr size_t kFields = 5;  // digest, bytes, time, versions, reason
constexpr size_t kMaxWordBytes = 256;

std::string Word(std::string_view text) {
  std::string word(text.substr(0, kMaxWordBytes));
  std::replace_if(
      word.begin(), word.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
  return word;
}

bool Split(std::string_view line, std::array<std::string_view, kFields>& fields) {
  for (size_t i = 0; i < kFields; ++i) {
    const size_t tab = line.find('\t');
    if ((tab == std::string_view::npos) != (i + 1 == kFields)) return false;
    fields[i] = line.substr(0, tab);
    line.remove_prefix(std::min(tab, line.size() - 1) + 1);
  }
  return true;
}

}  // namespace

Result<std::shared_ptr<Quarantine>> Quarantine::Open(const std::string& path) {
  std::shared_ptr<Quarantine> quarantine(new Quarantine());
  if (!path.empty()) ARSIP_TRY(quarantine->Load(path));
  return quarantine;
}

Quarantine::~Quarantine() {
  if (fd_ >= 0) ::close(fd_);
}

Status Quarantine::Load(const std::string& path) {
  path_ = path;
  fd_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
  if (fd_ < 0) return ErrnoError(errno, "open the quarantine list", path);
  const MutexLock lock(mutex_);
  std::ifstream file(path);
  bool whole = true;
  for (std::string line; std::getline(file, line);) {
    whole = !file.eof();  // what follows must not be written behind a torn line
    if (whole) Read(line);
  }
  if (file.bad()) return ErrnoError(EIO, "read the quarantine list", path);
  if (!whole && ::write(fd_, "\n", 1) != 1) return ErrnoError(errno, "end a torn line", path);
  return Ok();
}

void Quarantine::Read(std::string_view line) {
  std::array<std::string_view, kFields> fields;
  if (entries_.size() >= kMaxQuarantined || !Split(line, fields)) return;
  const Result<Sha256> digest = ParseSha256(fields[0]);
  Entry entry;
  const char* const end = fields[1].data() + fields[1].size();
  const auto [rest, error] = std::from_chars(fields[1].data(), end, entry.bytes);
  if (!digest || error != std::errc() || rest != end) return;
  entry.versions = fields[3];
  entry.reason = fields[4];
  // The last word about a payload counts.
  if (entries_.insert_or_assign(*digest, entry).second) ++lengths_[entry.bytes];
}

std::optional<std::string> Quarantine::Find(std::string_view payload,
                                            std::string_view versions) const {
  {
    const MutexLock lock(mutex_);
    if (!lengths_.contains(payload.size())) return std::nullopt;
  }
  const Sha256 digest = ComputeSha256(payload);
  const MutexLock lock(mutex_);
  const auto found = entries_.find(digest);
  if (found == entries_.end() || found->second.versions != Word(versions)) return std::nullopt;
  return found->second.reason;
}

Sha256 Quarantine::Add(std::string_view payload, std::string_view versions, std::string_view reason,
                       UtcTime time) {
  const Sha256 digest = ComputeSha256(payload);
  const std::string line = FormatDigest(digest) + "\t" + std::to_string(payload.size()) + "\t" +
                           FormatWarcDate(time) + "\t" + Word(versions) + "\t" + Word(reason);
  const MutexLock lock(mutex_);
  if (entries_.size() >= kMaxQuarantined) return digest;
  Read(line);
  if (fd_ < 0) return digest;
  const std::string written = line + "\n";
  // One write: a crash leaves a torn line at most, which the next start passes over.
  if (::write(fd_, written.data(), written.size()) != static_cast<ssize_t>(written.size())) {
    Log(LogLevel::kWarning, "crawler", "quarantine_not_written",
        {{"file", path_}, {"digest", FormatDigest(digest)}});
  }
  return digest;
}

Result<std::shared_ptr<Quarantine>> OpenQuarantine(const std::string& archive_directory) {
  return Quarantine::Open(archive_directory + "/quarantine.tsv");
}

size_t Quarantine::size() const {
  const MutexLock lock(mutex_);
  return entries_.size();
}

}  // namespace arsip::crawler
