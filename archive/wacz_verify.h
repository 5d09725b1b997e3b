// VerifyWacz: whether a WACZ file still is what was written, without a network. The ZIP structure
// (zip_directory.h); that datapackage.json lists every file with its size and SHA-256; that
// datapackage-digest.json has its digest; the signature; then of every WARC record what Verify
// checks (verify.h) and of every index line that it leads to what it says.
//
// Reads hostile files: nothing is extracted, names in the file are never paths on the disk, and
// counts and sizes are bounded. A temporary directory ($TMPDIR) holds an index while it runs: disk
// space as of the WARC files' own index and twice their CDXJ. Memory is bounded: some 60 MiB.
#ifndef ARSIP_ARCHIVE_WACZ_VERIFY_H_
#define ARSIP_ARCHIVE_WACZ_VERIFY_H_

#include <cstdint>
#include <string>

#include "archive/verify.h"
#include "base/result.h"

namespace arsip::archive {

enum class WaczSigned : uint8_t {
  kUnsigned,
  kSigned,  // the holder of the key signed this datapackage.json
  kWrong,   // there is a signature, and it does not hold: an error in the report
  kDomain,  // signed by a domain's certificate chain, which is not checked: a warning
};

struct WaczVerifyReport {
  VerifyReport archive;         // all problems; `files` are WARC files, `index_rows` index lines
  uint64_t manifest_files = 0;  // compared with datapackage.json
  WaczSigned signature = WaczSigned::kUnsigned;
  std::string key_fingerprint;  // kSigned, kWrong: "sha256:..." of the public key
  std::string signature_words;  // one line for people

  bool ok() const { return archive.ok(); }
};

// What is wrong with the file is in the report. Errors: kNotFound, kUnavailable (stopped),
// kNoSpace, kIo, kPermission.
Result<WaczVerifyReport> VerifyWacz(const std::string& path, const VerifyOptions& options,
                                    const VerifyProgress& progress);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_WACZ_VERIFY_H_
