// ClaimTime: the time that a page claims for itself, in the forms in which pages of the region
// write it. It is a claim: never compared with a clock of ours, and refused when it is nonsense.
//
// Forms: W3C dates (w3c_date.h) and those that miss them by a blank, a slash or a zone without a
// colon; RFC 822; day, month and year in numbers, day first as in all nine states ("20/11/2021");
// with a month's name in Indonesian, Malay, Filipino, English, Thai, Burmese, Tamil, Khmer, Lao,
// Tetum, Vietnamese or Jawi; with the native digits of those scripts; Chinese. A year of the
// Buddhist era (2400 to 2699) is written as the common one. Pure; thread-safe.
#ifndef ARSIP_EXTRACTORS_CLAIMED_TIME_H_
#define ARSIP_EXTRACTORS_CLAIMED_TIME_H_

#include <string>
#include <string_view>

#include "extractors/extraction.pb.h"

namespace arsip::extractors {

inline constexpr int kFirstClaimedYear = 1900;
inline constexpr int kLastClaimedYear = 2099;

// "2024-03-12T02:15:00Z", "2024-03-12" when no more was said or the zone was not; empty: not
// understood, or not within the years above. Reads at most 160 bytes.
std::string UtcOf(std::string_view written);

// Whether there was anything to claim; `time` is untouched when not. What is not understood keeps
// an empty utc.
bool ClaimTime(std::string_view written, std::string_view source, ClaimedTime& time);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_CLAIMED_TIME_H_
