// Bounds of a Record (extraction.proto): extractors stop there and say so, the sandbox broker
// refuses what goes beyond. Bytes unless said otherwise.
#ifndef ARSIP_EXTRACTORS_RECORD_LIMITS_H_
#define ARSIP_EXTRACTORS_RECORD_LIMITS_H_

#include <cstddef>
#include <cstdint>

namespace arsip::extractors {

// Records of a payload when the request names no limit.
inline constexpr uint32_t kDefaultMaxRecords = 2'000;
inline constexpr uint32_t kMostRecords = 20'000;
// Names, dates, codes, roles, states.
inline constexpr size_t kMaxRecordWordBytes = 256;
// Titles, identifiers, names of people and members, alt texts.
inline constexpr size_t kMaxRecordLineBytes = 4'096;
inline constexpr size_t kMaxDescriptionBytes = 16u << 10;
inline constexpr size_t kMaxHtmlBytes = 256u << 10;
inline constexpr size_t kMaxJsonLdBytes = 64u << 10;

// Of one record.
inline constexpr int kMaxAuthors = 32;
inline constexpr int kMaxTextRuns = 2'000;
inline constexpr int kMaxLanguages = 3;
inline constexpr int kMaxEdges = 1'000;
inline constexpr int kMaxHashtags = 200;
inline constexpr int kMaxMediaReferences = 500;
inline constexpr int kMaxMetrics = 64;
inline constexpr int kMaxFacts = 300;
inline constexpr int kMaxJsonLd = 16;

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_RECORD_LIMITS_H_
