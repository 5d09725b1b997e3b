// HashLists: hashes that partners share, held against every payload before it is stored.
//
// Files of a collection (docs/near-duplicates.md): `pdq <hex>` or `sha256 <hex>` a line, bare
// digits whose kind the collection says, or the CSV of python-threatexchange. A line that is none
// of these is skipped and told, with its number; so is a degenerate hash, which unlike images
// share. A list without one good line is refused. A list is read whole, so what its file no longer
// has no longer matches.
//
// Memory: 108 bytes a PDQ hash at ten million, 40 a SHA-256; while a list is loaded, the old and
// the new are there. Thread-safe: Match runs beside a Reload, with the lists as they were.
#ifndef ARSIP_CRAWLER_HASH_LISTS_H_
#define ARSIP_CRAWLER_HASH_LISTS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "archive/image_fact.h"
#include "base/digest.h"
#include "base/mutex.h"
#include "base/result.h"
#include "seeds/collection.h"

namespace arsip::crawler {

// What one list came to.
struct LoadedHashList {
  std::string name;
  uint64_t pdq = 0;
  uint64_t sha256 = 0;
  uint64_t other = 0;       // of kinds that are not matched here (md5, text)
  uint64_t degenerate = 0;  // skipped
  uint64_t bad_lines = 0;   // skipped
  // "12: not 64 hexadecimal digits"; the first kMaxProblems.
  std::vector<std::string> problems;
  static constexpr size_t kMaxProblems = 20;
};

struct HashListMatch {
  std::string list;
  seeds::HashListAction action = seeds::HashListAction::kTag;
  std::string algorithm;  // "pdq", "sha256"
  unsigned distance = 0;
  std::string form;      // of the eight, of a PDQ match
  uint64_t line = 0;     // of the file
  std::string category;  // as the list has it; control characters are spaces
  std::string tags;
};

class HashLists {
 public:
  // Reads all. kInvalidInput, kNotFound, kIo: a list that cannot be used; the message names it.
  static Result<std::shared_ptr<HashLists>> Open(std::vector<seeds::HashList> lists);
  ~HashLists();

  // At most one match a list and algorithm, the nearest; those of the strictest action first. PDQ
  // within 31, in all eight forms, of matchable images only.
  std::vector<HashListMatch> Match(const Sha256& payload,
                                   const std::optional<archive::ImageFact>& image) const;
  // Reads all files anew and puts them into force together; after an error the old ones are.
  Status Reload();
  // The same, if a file has another size, time or inode than when it was read or refused. One
  // thread.
  Result<bool> ReloadIfChanged();
  std::vector<LoadedHashList> loaded() const;
  size_t memory_bytes() const;

 private:
  struct Entries;
  explicit HashLists(std::vector<seeds::HashList> lists) : lists_(std::move(lists)) {}
  std::string Fingerprint() const;
  std::shared_ptr<const Entries> entries() const;

  const std::vector<seeds::HashList> lists_;
  std::string refused_;  // fingerprint; of the thread that calls ReloadIfChanged
  Mutex reload_mutex_;   // one Reload at a time
  mutable Mutex mutex_;
  std::shared_ptr<const Entries> entries_ GUARDED_BY(mutex_);
};

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_HASH_LISTS_H_
