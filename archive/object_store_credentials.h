// The key of an object store: from the environment or a file that nobody else may read, never from
// a command line, and never in a message or a log.
#ifndef ARSIP_ARCHIVE_OBJECT_STORE_CREDENTIALS_H_
#define ARSIP_ARCHIVE_OBJECT_STORE_CREDENTIALS_H_

#include <string>

#include "base/result.h"

namespace arsip::archive {

struct ObjectStoreCredentials {
  std::string access_key_id;
  std::string secret_access_key;
  std::string session_token;  // may be empty
};

// From the file (lines NAME = VALUE or NAME=VALUE, the names as below in either case; others are
// ignored), or, when `path` is empty, from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and
// AWS_SESSION_TOKEN. kPermission: others than its owner may read the file; kNotFound: there is no
// file, or no key in it.
Result<ObjectStoreCredentials> ReadCredentials(const std::string& path);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_OBJECT_STORE_CREDENTIALS_H_
