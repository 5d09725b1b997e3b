// TextIndex: which texts of an archive are nearly the same, and where each stands.
//
// A text is named by the SHA-256 of its folded form (extractors/text_sketch.h); captures that hold
// it are its occurrences. All rows follow from DIR/derived/: what the newest rules derived from a
// capture takes the place of what older ones did. Catching up and building from nothing are the
// same (derived_follower.h) and come to the same rows in whatever order. docs/text-index-format.md.
//
// One process; one thread. Memory: LevelDB's buffers, one derived record, and of a query at most
// kMaxCandidates sketches.
#ifndef ARSIP_ARCHIVE_TEXT_INDEX_H_
#define ARSIP_ARCHIVE_TEXT_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "archive/derived_follower.h"
#include "archive/text_rows.h"
#include "base/key_value_store.h"
#include "base/result.h"
#include "base/text_sketch.h"

namespace arsip::archive {

// Of one query: beyond, candidates are counted, not looked at.
inline constexpr size_t kMaxCandidates = 20'000;

struct NearText {
  Sha256 digest{};
  double jaccard = 0;  // estimated; 1 of the same folded text
};

struct NearTexts {
  std::vector<NearText> texts;  // the nearest first, then by digest; the same text among them
  uint64_t candidates = 0;      // looked at
  uint64_t dropped = 0;         // beyond kMaxCandidates
};

class TextIndex {
 public:
  // Creates the directory; an archive's is DIR/text-index. kUnavailable: another process has it.
  // kInvalidInput: it has another schema or sketches of other rules: delete it and build it anew.
  static Result<std::unique_ptr<TextIndex>> Open(const std::string& directory);

  // From DIR/derived/ of the archive, whoever writes there. Errors as of DerivedFollower.
  Result<FollowCounts> CatchUp(const std::string& archive_directory, ReadReporter* reporter,
                               const DerivedFollower::Progress& progress);
  // Puts the rows of one derived record of JSON lines into `batch`; nothing when a revision that
  // counts more is there. REQUIRES: what was put before is written.
  Status Take(const DerivedRecord& record, WriteBatch& batch);

  // Texts whose estimated Jaccard is at least kLeastJaccard; of a sketch with fewer than
  // kMinShingles the same text only.
  Result<NearTexts> Near(const TextSketch& sketch);
  // By capture time; `visit` returns false to stop.
  Status ForEachOccurrence(const Sha256& digest,
                           const std::function<bool(const TextOccurrence&)>& visit);
  // kNotFound: no such text.
  Result<TextSketch> SketchOf(const Sha256& digest);
  // The texts of a capture, by the id of its record. Empty: none is known.
  Result<std::vector<TextSource::Text>> TextsOf(const std::string& record_id);

  // Every row but those that say how far DIR/derived/ was read, by key.
  Status Dump(const std::function<void(std::string_view key, std::string_view value)>& visit);
  KeyValueStore& store() { return *store_; }

 private:
  explicit TextIndex(std::unique_ptr<KeyValueStore> store) : store_(std::move(store)) {}

  Result<bool> HasOtherOccurrence(const Sha256& digest, const std::vector<std::string>& gone);
  Status Remove(const std::string& record_id, const TextSource& source,
                const std::vector<TextSource::Text>& staying, WriteBatch& batch);
  Result<std::vector<std::string>> CandidatesOf(const TextSketch& sketch, NearTexts& near);
  Status AddNear(const std::string& item, const TextSketch& sketch, NearTexts& near);
  Status ForEachRow(const std::string& prefix,
                    const std::function<bool(std::string_view, std::string_view)>& visit);

  std::unique_ptr<KeyValueStore> store_;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_TEXT_INDEX_H_
