#include "crawler/address_pins.h"

#include <arpa/inet.h>

#include <utility>

namespace arsip::crawler {
namespace {

std::string KeyOf(const Url& url) {
  return std::string(url.host()) + ":" + std::to_string(url.port());
}

// "a,b,[c]"; empty when nothing of `addresses` is one.
std::string AddressList(const std::vector<std::string>& addresses) {
  std::string list;
  size_t listed = 0;
  for (const std::string& address : addresses) {
    if (listed == kMaxDialledAddresses) break;
    unsigned char bytes[16];
    const bool v6 = ::inet_pton(AF_INET6, address.c_str(), bytes) == 1;
    if (!v6 && ::inet_pton(AF_INET, address.c_str(), bytes) != 1) continue;
    if (!list.empty()) list += ',';
    list += v6 ? "[" + address + "]" : address;
    ++listed;
  }
  return list;
}

}  // namespace

std::vector<std::string> AddressPins::Pin(const Url& url,
                                          const std::vector<std::string>& addresses) {
  const std::string list = AddressList(addresses);
  if (list.empty()) return {};
  std::vector<std::string> lines;
  for (const std::string& key : std::exchange(stale_, {})) {
    // One that came back into flight has a fresh entry, which must stay.
    if (!in_flight_.contains(key)) lines.push_back("-" + key);
  }
  const std::string key = KeyOf(url);
  ++in_flight_[key];
  lines.push_back(key + ":" + list);
  return lines;
}

void AddressPins::Release(const Url& url) {
  const auto found = in_flight_.find(KeyOf(url));
  if (found == in_flight_.end() || --found->second > 0) return;
  stale_.push_back(found->first);
  in_flight_.erase(found);
}

}  // namespace arsip::crawler
