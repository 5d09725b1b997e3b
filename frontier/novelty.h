// How much of what a host serves is new: the share of its last 500 whole pages whose payload the
// archive did not have. A host that gives next to nothing new (a flood of near-duplicates, a loop)
// is demoted: everything else goes first, until it gives something new again. Pure values.
#ifndef ARSIP_FRONTIER_NOVELTY_H_
#define ARSIP_FRONTIER_NOVELTY_H_

#include <array>
#include <cstdint>
#include <optional>

namespace arsip::frontier {

// In hundreds of pages: the one that is being filled, and the last five. Stored with the host.
struct Novelty {
  static constexpr uint8_t kPages = 100;
  static constexpr size_t kHundreds = 5;

  uint8_t pages = 0;                          // of the hundred that is being filled
  uint8_t fresh = 0;                          // of those, new ones
  uint8_t full = 0;                           // hundreds that are full, at most kHundreds
  std::array<uint8_t, kHundreds> hundreds{};  // new ones in each, the latest first

  void Count(bool is_new);
  // New pages in 100 of the last 500; nullopt: it has not served so many yet.
  std::optional<double> Percent() const;
  bool operator==(const Novelty&) const = default;
};

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_NOVELTY_H_
