// The HostResolver that asks the DNS, through c-ares on a thread of its own. See host_resolver.h.
#ifndef ARSIP_FRONTIER_DNS_RESOLVER_H_
#define ARSIP_FRONTIER_DNS_RESOLVER_H_

#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "frontier/host_resolver.h"

namespace arsip::frontier {

struct DnsResolverOptions {
  // "192.0.2.53" or "192.0.2.53:5353". Default: those of resolv.conf.
  std::vector<std::string> servers;
  // Wait for the first answer of a server; grows with each try. Default: 2500ms.
  Duration timeout = std::chrono::milliseconds(2500);
  int tries = 3;                       // Default: 3.
  size_t max_cached_hosts = 1u << 16;  // Default: 65,536.
};

// The clock outlives the resolver. kUnavailable when the thread or the library cannot start.
Result<std::unique_ptr<HostResolver>> NewDnsResolver(const Clock& clock,
                                                     const DnsResolverOptions& options);

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_DNS_RESOLVER_H_
