// Bounds of what arsip-media-sandbox looks at: beyond, it stops and says so.
// docs/video-and-audio.md.
#ifndef ARSIP_EXTRACTORS_MEDIA_LIMITS_H_
#define ARSIP_EXTRACTORS_MEDIA_LIMITS_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace arsip::extractors {

// Of what is read, hashed and heard; raise it with any change of that.
inline constexpr std::string_view kMediaVersion = "2";

// Of the media's own time.
inline constexpr uint32_t kMaxMediaSeconds = 4 * 3'600;
// Of processor time, when the request names none.
inline constexpr uint32_t kDefaultMediaWorkMs = 120'000;
// Before the first frame: reading a header, and guessing what it does not say.
inline constexpr uint32_t kMaxMediaOpeningMs = 5'000;
inline constexpr uint32_t kDefaultHashIntervalMs = 1'000;
// One a second for four hours.
inline constexpr size_t kMaxVideoFrames = kMaxMediaSeconds;
inline constexpr uint32_t kMaxDecodedFrames = kMaxMediaSeconds * 60;
// 4096 x 4096; a decoder may hold twenty frames.
inline constexpr int64_t kMaxFramePixels = int64_t{1} << 24;
// A file of more has its facts refused; of so many, the first kMaxMediaStreams are described.
inline constexpr int kMaxDemuxedStreams = 1'000;
inline constexpr int kMaxMediaStreams = 64;
// Four hours of words, and what rounding adds.
inline constexpr size_t kMaxFingerprintWords = 120'000;
inline constexpr size_t kMaxContactSheetBytes = 512u << 10;
// One allocation of FFmpeg's.
inline constexpr size_t kMaxMediaAllocation = 512u << 20;

// Chromaprint: samples at kFingerprintRate for each word.
inline constexpr uint32_t kFingerprintRate = 11'025;
inline constexpr uint32_t kFingerprintStep = 1'365;

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_MEDIA_LIMITS_H_
