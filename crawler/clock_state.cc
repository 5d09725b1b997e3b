#include "crawler/clock_state.h"

#include <cstdio>

namespace arsip::crawler {

std::string ClockStateOf(int state, const timex& facts) {
  if (state < 0) return "unknown";
  // The kernel counts the offset in nanoseconds once ntpd has asked for it.
  const long offset_us =
      (facts.status & STA_NANO) != 0 ? static_cast<long>(facts.offset / 1000) : facts.offset;
  char status[16];
  std::snprintf(status, sizeof status, "0x%04x", static_cast<unsigned>(facts.status));
  const bool synchronised = state != TIME_ERROR && (facts.status & STA_UNSYNC) == 0;
  return std::string(synchronised ? "synchronised" : "not synchronised") + "; estimated error " +
         std::to_string(facts.esterror) + " us; maximum error " + std::to_string(facts.maxerror) +
         " us; offset " + std::to_string(offset_us) + " us; status " + status;
}

std::string ClockState() {
  timex facts{};
  const int state = ::adjtimex(&facts);
  return ClockStateOf(state, facts);
}

}  // namespace arsip::crawler
