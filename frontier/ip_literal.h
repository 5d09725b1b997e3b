// Hosts of URLs that are addresses already, and need no look-up.
#ifndef ARSIP_FRONTIER_IP_LITERAL_H_
#define ARSIP_FRONTIER_IP_LITERAL_H_

#include <string_view>

namespace arsip::frontier {

// An IPv4 or IPv6 address as Url::host() has it: dotted quad, or IPv6 without brackets.
bool IsIpLiteral(std::string_view host);

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_IP_LITERAL_H_
