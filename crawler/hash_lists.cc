#include "crawler/hash_lists.h"

#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <utility>

#include "archive/hash_forms.h"
#include "archive/hash_index.h"
#include "crawler/hash_list_file.h"

namespace arsip::crawler {
namespace {

// The 64 bits of an entry: its list, its category and tags, its line.
constexpr unsigned kLineBits = 36;
constexpr unsigned kLabelBits = 20;
constexpr uint64_t kMaxLabels = uint64_t{1} << kLabelBits;

struct DigestEntry {
  Sha256 digest{};
  uint64_t id = 0;
  friend auto operator<=>(const DigestEntry&, const DigestEntry&) = default;
};

}  // namespace

struct HashLists::Entries {
  std::string fingerprint;
  std::vector<LoadedHashList> loaded;
  archive::HashIndex pdq;
  std::vector<DigestEntry> sha256;                          // in order
  std::vector<std::pair<std::string, std::string>> labels;  // category and tags, each pair once

  HashListMatch MatchOf(const std::vector<seeds::HashList>& lists, uint64_t id) const {
    HashListMatch match;
    const seeds::HashList& list = lists[id >> (kLineBits + kLabelBits)];
    match.list = list.name;
    match.action = list.action;
    match.line = id & ((uint64_t{1} << kLineBits) - 1);
    std::tie(match.category, match.tags) = labels[id >> kLineBits & (kMaxLabels - 1)];
    return match;
  }
};

namespace {

// Reads the files of all lists into entries.
class Loading {
 public:
  Status Read(const seeds::HashList& list, uint64_t number) {
    LoadedHashList& loaded = loaded_.emplace_back();
    loaded.name = list.name;
    ARSIP_TRY(ReadHashListFile(list, loaded, [&](HashListEntry entry) {
      const uint64_t label = LabelOf({std::move(entry.category), std::move(entry.tags)});
      const uint64_t id = ((number << kLabelBits) | label) << kLineBits | entry.line;
      if (entry.pdq) pdq_.push_back({id, *entry.pdq});
      if (entry.sha256) sha256_.push_back({*entry.sha256, id});
    }));
    if (loaded.pdq + loaded.sha256 > 0) return Ok();
    return Error{ErrorCode::kInvalidInput,
                 "hash list '" + list.name + "' has no hash that can be matched" +
                     (loaded.problems.empty() ? "" : "; line " + loaded.problems.front()),
                 list.file};
  }

  std::vector<LoadedHashList> loaded_;
  std::vector<archive::HashEntry> pdq_;
  std::vector<DigestEntry> sha256_;
  std::vector<std::pair<std::string, std::string>> labels_{{"", ""}};

 private:
  // Beyond what there is room for they are left out: the match is what counts.
  uint64_t LabelOf(std::pair<std::string, std::string> label) {
    if (label.first.empty() && label.second.empty()) return 0;
    const auto known = numbers_.find(label);
    if (known != numbers_.end()) return known->second;
    if (labels_.size() == kMaxLabels) return 0;
    numbers_.emplace(label, labels_.size());
    labels_.push_back(std::move(label));
    return labels_.size() - 1;
  }
  std::map<std::pair<std::string, std::string>, uint64_t> numbers_;
};

bool Stricter(const HashListMatch& a, const HashListMatch& b) { return a.action > b.action; }

}  // namespace

HashLists::~HashLists() = default;

Result<std::shared_ptr<HashLists>> HashLists::Open(std::vector<seeds::HashList> lists) {
  std::shared_ptr<HashLists> opened(new HashLists(std::move(lists)));
  ARSIP_TRY(opened->Reload());
  return opened;
}

std::string HashLists::Fingerprint() const {
  std::string fingerprint;
  for (const seeds::HashList& list : lists_) {
    struct stat file {};
    if (stat(list.file.c_str(), &file) != 0) {
      fingerprint += "gone ";
      continue;
    }
    fingerprint += std::to_string(file.st_ino) + ":" + std::to_string(file.st_size) + ":" +
                   std::to_string(file.st_mtim.tv_sec) + "." +
                   std::to_string(file.st_mtim.tv_nsec) + " ";
  }
  return fingerprint;
}

Status HashLists::Reload() {
  const MutexLock one(reload_mutex_);
  auto entries = std::make_shared<Entries>();
  // Before the files are read: what changes meanwhile is read again.
  entries->fingerprint = Fingerprint();
  Loading loading;
  for (uint64_t number = 0; number < lists_.size(); ++number) {
    ARSIP_TRY(loading.Read(lists_[number], number));
  }
  std::ranges::sort(loading.pdq_);
  std::ranges::sort(loading.sha256_);
  loading.sha256_.shrink_to_fit();
  entries->pdq = archive::HashIndex(std::move(loading.pdq_));
  entries->sha256 = std::move(loading.sha256_);
  entries->labels = std::move(loading.labels_);
  entries->loaded = std::move(loading.loaded_);
  const MutexLock lock(mutex_);
  entries_ = std::move(entries);
  return Ok();
}

Result<bool> HashLists::ReloadIfChanged() {
  const std::string now = Fingerprint();
  if (now == entries()->fingerprint || now == refused_) return false;
  const Status reloaded = Reload();
  refused_ = reloaded ? std::string() : now;
  ARSIP_TRY(reloaded);
  return true;
}

std::shared_ptr<const HashLists::Entries> HashLists::entries() const {
  const MutexLock lock(mutex_);
  return entries_;
}

std::vector<LoadedHashList> HashLists::loaded() const { return entries()->loaded; }

size_t HashLists::memory_bytes() const {
  const auto entries = this->entries();
  return entries->pdq.memory_bytes() + entries->sha256.capacity() * sizeof(DigestEntry);
}

std::vector<HashListMatch> HashLists::Match(const Sha256& payload,
                                            const std::optional<archive::ImageFact>& image) const {
  const auto entries = this->entries();
  std::vector<HashListMatch> matches;
  // The first of a list and algorithm is the nearest.
  const auto add = [&matches](HashListMatch match) {
    const bool told = std::ranges::any_of(matches, [&match](const HashListMatch& other) {
      return other.list == match.list && other.algorithm == match.algorithm;
    });
    if (!told) matches.push_back(std::move(match));
  };
  auto digest = std::ranges::lower_bound(entries->sha256, payload, {}, &DigestEntry::digest);
  for (; digest != entries->sha256.end() && digest->digest == payload; ++digest) {
    HashListMatch match = entries->MatchOf(lists_, digest->id);
    match.algorithm = "sha256";
    add(std::move(match));
  }
  if (image && image->matchable()) {
    // A list may have many near hashes, and the other lists' must not be lost among them.
    constexpr size_t kMostMatches = 10'000;
    const auto near = entries->pdq.Search(image->forms(), {.radius = 31, .limit = kMostMatches});
    if (near) {
      for (const archive::HashMatch& found : near->nearest) {
        HashListMatch match = entries->MatchOf(lists_, found.id);
        match.algorithm = "pdq";
        match.distance = found.distance;
        match.form = archive::NameOfForm(found.variant);
        add(std::move(match));
      }
    }
  }
  std::ranges::stable_sort(matches, Stricter);
  return matches;
}

}  // namespace arsip::crawler
