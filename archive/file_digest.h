// DigestFile: the SHA-256 of a whole file, as the index keeps it of sealed segments.
#ifndef ARSIP_ARCHIVE_FILE_DIGEST_H_
#define ARSIP_ARCHIVE_FILE_DIGEST_H_

#include <string>

#include "base/digest.h"
#include "base/result.h"

namespace arsip::archive {

// Errors: kIo, kNotFound, kPermission.
Result<Sha256> DigestFile(const std::string& path);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_FILE_DIGEST_H_
