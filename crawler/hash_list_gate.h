// HashListGate: what becomes of a payload that a hash list knows, before it is stored.
//
//   tag                   stored; its metadata record says what matched
//   prioritise            the same, and the URL is visited as often as a channel's head
//   quarantine-and-stop   no byte is stored, nothing is derived from it and no link of it followed.
//                         The WARC has head, digest and "payload-withheld: hash-list"; what matched
//                         is in DIR/quarantine/hash-matches.jsonl alone (directory 0700, file 0600)
//
// Thread-safe. docs/near-duplicates.md.
#ifndef ARSIP_CRAWLER_HASH_LIST_GATE_H_
#define ARSIP_CRAWLER_HASH_LIST_GATE_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "archive/image_fact.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/mutex.h"
#include "base/result.h"
#include "crawler/fetch_result.h"
#include "crawler/hash_lists.h"

namespace arsip::crawler {

// The strictest action of `matches`; nullopt: there are none.
std::optional<seeds::HashListAction> ActionOf(const std::vector<HashListMatch>& matches);

// The values of "hash-list" lines of a metadata record.
std::vector<std::string> HashListLines(const std::vector<HashListMatch>& matches);

class HashListGate {
 public:
  // Null when there are no lists. Errors as of HashLists::Open.
  static Result<std::shared_ptr<HashListGate>> Open(const std::vector<seeds::HashList>& lists,
                                                    const std::string& archive_directory,
                                                    const Clock& clock);

  // Of a payload that was received whole, or of an image that was cut: by its digest, which is
  // another's, nothing matches, but what there is of it may look alike. A match with quarantine is
  // in its log, durable, when this returns; kNoSpace, kIo: it is not, and nothing of the payload
  // may be stored.
  Result<std::vector<HashListMatch>> Judge(const FetchResult& fetched, const Sha256& payload,
                                           const std::optional<archive::ImageFact>& image);

  HashLists& lists() { return *lists_; }
  // Call it several times a second: looks every five seconds whether a file has changed.
  void Tick();

 private:
  HashListGate(std::shared_ptr<HashLists> lists, std::string directory, const Clock& clock)
      : lists_(std::move(lists)), directory_(std::move(directory)), clock_(clock) {}
  Status Quarantine(const FetchResult& fetched, const Sha256& payload,
                    const std::optional<archive::ImageFact>& image,
                    const std::vector<HashListMatch>& matches) EXCLUDES_LOCK(mutex_);

  const std::shared_ptr<HashLists> lists_;
  const std::string directory_;  // DIR/quarantine
  const Clock& clock_;
  MonotonicTime next_look_{};  // of the thread that calls Tick
  Mutex mutex_;                // one line at a time
};

// Counts and problems of every list, in the log: "hash_list_loaded".
void LogLoaded(const HashLists& lists);

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_HASH_LIST_GATE_H_
