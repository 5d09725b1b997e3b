// AddressGuard: may this address be dialled? Special-use ranges (IANA special-purpose registries,
// v4 and v6, mapped, NAT64 and 6to4 forms included), and IPv6 space that is not global unicast, are
// refused unless the operator named the range on the command line, which is then recorded in every
// warcinfo. Immutable: thread-safe.
#ifndef ARSIP_CRAWLER_ADDRESS_GUARD_H_
#define ARSIP_CRAWLER_ADDRESS_GUARD_H_

#include <sys/socket.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace arsip::crawler {

struct AddressVerdict {
  bool allowed = false;
  std::string reason;  // "loopback (127.0.0.0/8, RFC 1122)"; empty when allowed
};

class AddressGuard {
 public:
  // CIDR texts or single addresses ("127.0.0.2", "10.0.0.0/8", "fd00::/8"); kInvalidInput names the
  // bad one. An IPv6 range wider than ::ffff:0:0/96 allows no IPv4 address.
  static Result<AddressGuard> Create(const std::vector<std::string>& allowed_ranges);

  AddressVerdict Check(const sockaddr* address) const;
  AddressVerdict Check(std::string_view textual_address) const;
  const std::vector<std::string>& allowed_ranges() const { return allowed_texts_; }

 private:
  struct Range {
    unsigned char network[16];
    int prefix_bits;
  };
  AddressVerdict CheckBytes(const std::array<unsigned char, 16>& bytes) const;
  bool IsAllowed(const std::array<unsigned char, 16>& bytes) const;

  std::vector<Range> allowed_;
  std::vector<std::string> allowed_texts_;
};

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_ADDRESS_GUARD_H_
