#include "frontier/seen_manifest.h"

#include <algorithm>

#include "frontier/record_bytes.h"

namespace arsip::frontier {
namespace {

// Of the manifest and of runs. What an earlier one names is made again from the URLs.
constexpr uint8_t kSeenVersion = 4;
constexpr uint64_t kMaxRuns = 4096;
constexpr uint64_t kMaxEntries = uint64_t{1} << 48;
constexpr size_t kDigest = sizeof(Sha256);

}  // namespace

std::string EncodeSeenManifest(const SeenManifest& manifest) {
  RecordWriter out(32 + 48 * manifest.runs.size());
  out.Byte(kSeenVersion);
  out.Integer(manifest.covered);
  out.Integer(manifest.runs.size());
  for (const SeenRunName& run : manifest.runs) {
    out.Integer(run.number);
    out.Integer(run.entries);
    out.Text({reinterpret_cast<const char*>(run.digest.data()), kDigest});
  }
  return out.Take();
}

Result<SeenManifest> DecodeSeenManifest(std::string_view bytes) {
  RecordReader in(bytes);
  SeenManifest manifest;
  if (in.Byte() != kSeenVersion) in.Fail();
  manifest.covered = in.Integer();
  const uint64_t runs = in.Integer(kMaxRuns);
  for (uint64_t i = 0; i < runs && !in.failed(); ++i) {
    SeenRunName run;
    run.number = in.Integer();
    run.entries = in.Integer(kMaxEntries);
    const std::string_view digest = in.Text(kDigest);
    if (digest.size() != kDigest || run.entries == 0) {
      in.Fail();
      break;
    }
    std::copy(digest.begin(), digest.end(), run.digest.begin());
    manifest.runs.push_back(run);
  }
  if (!in.complete()) {
    return Error{ErrorCode::kCorruption,
                 "the frontier's list of seen runs is damaged or of another version", ""};
  }
  return manifest;
}

}  // namespace arsip::frontier
