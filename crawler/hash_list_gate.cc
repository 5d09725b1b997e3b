#include "crawler/hash_list_gate.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/log.h"

namespace arsip::crawler {
namespace {

constexpr Duration kLookEvery = std::chrono::seconds(5);

const char* ActionName(seeds::HashListAction action) {
  switch (action) {
    case seeds::HashListAction::kTag:
      return "tag";
    case seeds::HashListAction::kPrioritise:
      return "prioritise";
    case seeds::HashListAction::kQuarantineAndStop:
      return "quarantine-and-stop";
  }
  return "tag";
}

nlohmann::json MatchJson(const HashListMatch& match) {
  nlohmann::json json = {{"list", match.list},
                         {"action", ActionName(match.action)},
                         {"algorithm", match.algorithm},
                         {"distance", match.distance},
                         {"line", match.line}};
  if (!match.form.empty()) json["form"] = match.form;
  if (!match.category.empty()) json["category"] = match.category;
  if (!match.tags.empty()) json["tags"] = match.tags;
  return json;
}

class OwnedFile {
 public:
  explicit OwnedFile(int fd) : fd_(fd) {}
  ~OwnedFile() {
    if (fd_ >= 0) ::close(fd_);
  }
  OwnedFile(const OwnedFile&) = delete;
  OwnedFile& operator=(const OwnedFile&) = delete;
  int get() const { return fd_; }

 private:
  const int fd_;
};

Status AppendDurably(const std::string& directory, const std::string& line) {
  constexpr mode_t kOwnerOnly = 0700;
  const std::string path = directory + "/hash-matches.jsonl";
  if (::mkdir(directory.c_str(), kOwnerOnly) != 0 && errno != EEXIST) {
    return ErrnoError(errno, "cannot make the quarantine", directory);
  }
  const OwnedFile file(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (file.get() < 0) return ErrnoError(errno, "cannot open the quarantine", path);
  const off_t before = ::lseek(file.get(), 0, SEEK_END);
  const ssize_t written = ::write(file.get(), line.data(), line.size());
  if (written != static_cast<ssize_t>(line.size())) {
    const int code = written < 0 ? errno : ENOSPC;
    // A part of a line would join the next one.
    if (before >= 0 && ::ftruncate(file.get(), before) != 0) {
      return ErrnoError(errno, "cannot cut the quarantine", path);
    }
    return ErrnoError(code, "cannot write the quarantine", path);
  }
  if (::fdatasync(file.get()) != 0) return ErrnoError(errno, "cannot sync", path);
  return Ok();
}

}  // namespace

std::optional<seeds::HashListAction> ActionOf(const std::vector<HashListMatch>& matches) {
  if (matches.empty()) return std::nullopt;
  return std::ranges::max_element(matches, {}, &HashListMatch::action)->action;
}

std::vector<std::string> HashListLines(const std::vector<HashListMatch>& matches) {
  std::vector<std::string> lines;
  // What is in quarantine is told there alone.
  if (ActionOf(matches) == seeds::HashListAction::kQuarantineAndStop) return lines;
  for (const HashListMatch& match : matches) {
    std::string line = "list=" + match.list + "; action=" + ActionName(match.action) +
                       "; algorithm=" + match.algorithm +
                       "; distance=" + std::to_string(match.distance);
    if (!match.form.empty()) line += "; form=" + match.form;
    line += "; line=" + std::to_string(match.line);
    if (!match.category.empty()) line += "; category=" + match.category;
    if (!match.tags.empty()) line += "; tags=" + match.tags;
    lines.push_back(std::move(line));
  }
  return lines;
}

Result<std::shared_ptr<HashListGate>> HashListGate::Open(const std::vector<seeds::HashList>& lists,
                                                         const std::string& archive_directory,
                                                         const Clock& clock) {
  if (lists.empty()) return std::shared_ptr<HashListGate>();
  ARSIP_ASSIGN(auto opened, HashLists::Open(lists));
  LogLoaded(*opened);
  return std::shared_ptr<HashListGate>(
      new HashListGate(std::move(opened), archive_directory + "/quarantine", clock));
}

Result<std::vector<HashListMatch>> HashListGate::Judge(
    const FetchResult& fetched, const Sha256& payload,
    const std::optional<archive::ImageFact>& image) {
  std::vector<HashListMatch> matches = lists_->Match(payload, image);
  if (ActionOf(matches) == seeds::HashListAction::kQuarantineAndStop) {
    ARSIP_TRY(Quarantine(fetched, payload, image, matches));
  }
  return matches;
}

Status HashListGate::Quarantine(const FetchResult& fetched, const Sha256& payload,
                                const std::optional<archive::ImageFact>& image,
                                const std::vector<HashListMatch>& matches) {
  nlohmann::json json = {{"at", FormatWarcDate(clock_.Utc())},
                         {"url", fetched.url.href()},
                         {"captured", FormatWarcDate(fetched.began)},
                         {"ip", fetched.peer_address},
                         {"sha256", FormatDigest(payload)},
                         {"bytes", fetched.body ? fetched.body->size() : 0},
                         {"matches", nlohmann::json::array()}};
  if (image) json["pdq"] = archive::FormatHash256(image->hash);
  for (const HashListMatch& match : matches) json["matches"].push_back(MatchJson(match));
  const std::string line =
      json.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace) + "\n";
  const MutexLock lock(mutex_);
  ARSIP_TRY(AppendDurably(directory_, line));
  Log(LogLevel::kError, "crawler", "hash_list_quarantine",
      {{"file", directory_ + "/hash-matches.jsonl"}});
  return Ok();
}

void HashListGate::Tick() {
  const MonotonicTime now = clock_.Monotonic();
  if (now < next_look_) return;
  next_look_ = now + kLookEvery;
  const Result<bool> reloaded = lists_->ReloadIfChanged();
  if (!reloaded) {
    Log(LogLevel::kError, "crawler", "hash_lists_not_reloaded",
        {{"error", reloaded.error().ToString()}});
  } else if (*reloaded) {
    LogLoaded(*lists_);
  }
}

void LogLoaded(const HashLists& lists) {
  for (const LoadedHashList& list : lists.loaded()) {
    const bool clean = list.bad_lines + list.degenerate == 0;
    Log(clean ? LogLevel::kInfo : LogLevel::kWarning, "crawler", "hash_list_loaded",
        {{"list", list.name},
         {"pdq", list.pdq},
         {"sha256", list.sha256},
         {"other_kinds", list.other},
         {"degenerate", list.degenerate},
         {"bad_lines", list.bad_lines}});
    for (const std::string& problem : list.problems) {
      Log(LogLevel::kWarning, "crawler", "hash_list_problem",
          {{"list", list.name}, {"line", problem}});
    }
  }
}

}  // namespace arsip::crawler
