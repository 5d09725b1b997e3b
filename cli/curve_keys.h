// CURVE key files: one Z85 key a line; the secret in FILE (0600), the public key in FILE.pub.
#ifndef ARSIP_CLI_CURVE_KEYS_H_
#define ARSIP_CLI_CURVE_KEYS_H_

#include <string>
#include <vector>

#include "base/result.h"
#include "frontier/transport.h"

namespace arsip::cli {

// Refuses to overwrite.
Status WriteCurveKeys(const std::string& path, const frontier::CurveKeyPair& keys);
// FILE and FILE.pub. kPermission when others can read the secret.
Result<frontier::CurveKeyPair> ReadCurveKeys(const std::string& path);
// Keys of 40 characters, one a line; blank lines and `#` comments are skipped. At most 10,000.
Result<std::vector<std::string>> ReadPublicKeys(const std::string& path);

}  // namespace arsip::cli

#endif  // ARSIP_CLI_CURVE_KEYS_H_
