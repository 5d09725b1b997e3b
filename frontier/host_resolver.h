// HostResolver: host name to addresses, before a URL is handed out, so that hosts behind one
// address share its delay and the worker dials exactly what the frontier grouped.
#ifndef ARSIP_FRONTIER_HOST_RESOLVER_H_
#define ARSIP_FRONTIER_HOST_RESOLVER_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace arsip::frontier {

struct Resolution {
  std::vector<std::string> addresses;  // at most 16, textual; empty with `failure` set
  std::string failure;                 // "NXDOMAIN", "SERVFAIL", "timeout"
  Duration ttl{};                      // how long it may be used: 60 s to 6 h; failures 60 s
};

// Thread-safe.
class HostResolver {
 public:
  virtual ~HostResolver() = default;
  // The cached answer, or nullopt after starting a look-up; ask again after the wake function was
  // called.
  virtual std::optional<Resolution> Resolve(std::string_view host) = 0;
  // Called (on any thread) whenever a look-up ended.
  virtual void SetWake(std::function<void()> wake) = 0;
};

// c-ares on a thread of its own; /etc/hosts and resolv.conf hold. At most 256 look-ups in flight.
Result<std::unique_ptr<HostResolver>> NewDnsResolver(const Clock& clock);

// For crawls through a proxy: no look-up leaves this machine; addresses stay empty and every host
// is an IP group of its own.
std::unique_ptr<HostResolver> NewProxyResolver();

// Fixed answers, for tests and the simulator; unknown names are NXDOMAIN.
std::unique_ptr<HostResolver> NewFixedResolver(
    std::vector<std::pair<std::string, std::string>> host_to_address);

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_HOST_RESOLVER_H_
