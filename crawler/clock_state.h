// What the kernel says of its clock, for the warcinfo record: a WARC-Date is worth what the clock
// was. adjtimex(2), RFC 5905 appendix A.5.6.
#ifndef ARSIP_CRAWLER_CLOCK_STATE_H_
#define ARSIP_CRAWLER_CLOCK_STATE_H_

#include <sys/timex.h>

#include <string>

namespace arsip::crawler {

// `state` is what adjtimex(2) returned, `facts` what it filled in. "synchronised; estimated error
// 123 us; maximum error 4567 us; offset -8 us; status 0x2001", or "not synchronised; ..." with the
// same numbers, or "unknown" when the call failed.
std::string ClockStateOf(int state, const timex& facts);
// Of this machine, now. Reads only; needs no privilege.
std::string ClockState();

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_CLOCK_STATE_H_
