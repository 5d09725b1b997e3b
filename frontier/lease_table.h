// LeaseTable: the leases that are open, their deadlines, and which leases were completed lately.
// Not thread-safe.
#ifndef ARSIP_FRONTIER_LEASE_TABLE_H_
#define ARSIP_FRONTIER_LEASE_TABLE_H_

#include <cstdint>
#include <optional>
#include <queue>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/url.h"
#include "frontier/frontier_records.h"
#include "frontier/lease.h"
#include "frontier/politeness.h"

namespace arsip::frontier {

// One hop towards a host's robots.txt.
struct RobotsHop {
  HostNumber for_host = 0;
  Url url;
  uint32_t redirects = 0;  // that led here
};

struct OpenLease {
  uint64_t number = 0;
  LeasePurpose purpose = LeasePurpose::kPage;
  HostNumber host = 0;    // whose server is asked
  GroupNumber group = 0;  // its group when the lease was granted
  bool connected = true;  // the response has not ended
  FrontierTime granted{};
  FrontierTime deadline{};
  uint64_t sequence = 0;  // of the batch that makes it durable
  std::string worker;
  QueuedUrl page;    // with kPage
  RobotsHop robots;  // with kRobotsTxt
};

class LeaseTable {
 public:
  // `duration` after the grant or a renewal a lease ends, and `hard_cap` after the grant in any
  // case.
  LeaseTable(Duration duration, Duration hard_cap);

  // Numbers the lease and sets its deadline. The reference holds until the lease ends.
  OpenLease& Open(OpenLease lease, FrontierTime now);
  OpenLease* Find(uint64_t number);
  // False when there is no such lease of that worker, or when its hard cap comes before half of a
  // renewal has passed: the worker is to drop it before that.
  bool Renew(uint64_t number, std::string_view worker, FrontierTime now);
  // REQUIRES: it is open.
  OpenLease End(uint64_t number);
  // Remembers the lease as completed: of the last 65,536 numbers, at least.
  void MarkCompleted(uint64_t number);
  bool Completed(uint64_t number) const;

  // A lease whose deadline has passed; call until nullopt.
  std::optional<uint64_t> Expired(FrontierTime now);
  // The earliest deadline.
  std::optional<FrontierTime> NextDeadline();
  std::vector<uint64_t> OfWorker(std::string_view worker) const;
  const OpenLease* FindUrl(const UrlKey& key) const;

  size_t open() const { return leases_.size(); }
  size_t open_pages() const { return open_pages_; }

 private:
  using Deadline = std::pair<FrontierTime, uint64_t>;

  void DropOutdated();

  Duration duration_;
  Duration hard_cap_;
  uint64_t last_number_ = 0;
  size_t open_pages_ = 0;
  std::unordered_map<uint64_t, OpenLease> leases_;
  // May hold deadlines of leases that ended or were renewed.
  std::priority_queue<Deadline, std::vector<Deadline>, std::greater<>> deadlines_;
  std::vector<uint64_t> completed_;  // by number modulo its size
};

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_LEASE_TABLE_H_
