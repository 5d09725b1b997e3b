// HostTable: every host the partition has met, by number and by origin, and their channels. About
// 300 bytes each. Not thread-safe.
//
// A channel is a queue of its own beside its host's: "https://net.example/s/NAME", of a path that a
// platform's options name. It has places and counts as a host has, and takes turns with the other
// queues of its host; all that concerns the server (delays, back-offs, robots.txt) is its host's.
#ifndef ARSIP_FRONTIER_HOST_TABLE_H_
#define ARSIP_FRONTIER_HOST_TABLE_H_

#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "frontier/frontier_records.h"
#include "frontier/url_queue.h"

namespace arsip::frontier {

// What the next batch has to say of a host's record.
enum class RecordChange : uint8_t { kNone, kCounts, kAll };

// What a URL that is found touches comes first: of most hosts that is not in the processor's cache.
struct Host {
  UrlQueue queue;
  HostNumber server = 0;  // its own number, or of the host whose channel it is
  RecordChange change = RecordChange::kNone;
  bool behind = false;          // batches had its counts since its whole record
  bool in_turns = false;        // it stands in its server's turns
  std::list<HostNumber> turns;  // of a host: queues with something to take, itself included
  HostRecord record;
  std::vector<HostNumber> channels;  // of a host
  FrontierTime turn{};               // it goes behind hosts whose turn came before
  FrontierTime blocked_since{};      // when its last back-off began; in this run only
  uint32_t open_leases = 0;          // requests to its server whose outcome is not known
  uint32_t leased_pages = 0;         // of those, its own URLs

  // A host that backs off gets one request at a time until one succeeds.
  bool probing() const {
    return record.busy_level > 0 || record.unreachable_level > 0 || record.dormant;
  }
  bool is_channel() const { return server != record.number; }
  // Of this queue: URLs that wait for their turn or for a retry.
  uint64_t waiting() const;
};

class HostTable {
 public:
  // References stay valid for the table's life.
  Host& operator[](HostNumber number) { return chunks_[number / kChunk][number % kChunk]; }
  const Host& operator[](HostNumber number) const {
    return chunks_[number / kChunk][number % kChunk];
  }
  size_t size() const { return size_; }

  // REQUIRES: its number is size(), its origin new; of a channel, that its host is here.
  // kCorruption else.
  Result<Host*> Restore(HostRecord record);
  Host& Add(HostRecord record);
  std::optional<HostNumber> Find(std::string_view origin) const;
  // Channels not counted.
  size_t hosts() const { return size_ - channels_; }

 private:
  static constexpr size_t kChunk = 64;
  // Open addressing: what is not in the processor's cache is one line here, and then the host.
  struct Slot {
    uint32_t hash = 0;   // of the origin
    uint32_t after = 0;  // the host's number and one; 0: free
  };
  static uint32_t HashOf(std::string_view origin);
  void Index(uint32_t hash, HostNumber number);

  std::vector<std::unique_ptr<Host[]>> chunks_;  // of kChunk hosts
  size_t size_ = 0;
  std::vector<Slot> slots_;            // a power of two, at most half of them taken
  mutable HostNumber last_found_ = 0;  // a page's links lead to few hosts
  size_t channels_ = 0;
};

// "https://example.org" of "https://example.org/s/NAME", and of itself.
std::string_view ServerOriginOf(std::string_view origin);
// "example.org" of "https://example.org:8443"; IPv6 without brackets.
std::string_view HostNameOf(std::string_view origin);

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_HOST_TABLE_H_
