// The anonymous signature of a WACZ file: who holds a key said that this is the file.
// https://specs.webrecorder.net/wacz-auth/0.1.0/ (anonymous signing), as ReplayWeb.page verifies:
// ECDSA on P-384 with SHA-256 over the text "sha256:<hex of datapackage.json>"; the signature is
// r and s, 48 bytes each, in Base64; the public key is its SPKI in Base64.
//
// It proves that the holder of the key signed, not who that is and not when. Pure but for
// WriteWaczKey and ReadWaczKey; thread-safe.
#ifndef ARSIP_ARCHIVE_WACZ_SIGNATURE_H_
#define ARSIP_ARCHIVE_WACZ_SIGNATURE_H_

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace arsip::archive {

struct WaczSignature {
  std::string hash;     // "sha256:..." of datapackage.json
  std::string created;  // the same as in datapackage.json
  std::string software;
  std::string signature;   // Base64
  std::string public_key;  // Base64
};

class WaczKey {
 public:
  static Result<WaczKey> Make();
  // PEM (PKCS #8 or SEC 1). kPermission when others may read the file, kInvalidInput when it holds
  // no P-384 key.
  static Result<WaczKey> Read(const std::string& path);
  ~WaczKey();
  WaczKey(WaczKey&&) noexcept;
  WaczKey& operator=(WaczKey&&) noexcept;

  // PEM (PKCS #8), mode 0600. Refuses to overwrite.
  Status Write(const std::string& path) const;
  Result<std::string> PublicKey() const;                  // Base64 of the SPKI
  Result<std::string> Sign(std::string_view text) const;  // Base64 of r || s

 private:
  struct Key;
  explicit WaczKey(std::unique_ptr<Key> key);
  std::unique_ptr<Key> key_;
};

// Whether `signature` is that of `text` by `public_key`. kInvalidInput: one of them is not of that
// form.
Result<bool> VerifyWaczSignature(std::string_view text, std::string_view signature,
                                 std::string_view public_key);

// What people compare keys by: "sha256:" and the digest of the SPKI. kInvalidInput: no Base64.
Result<std::string> KeyFingerprint(std::string_view public_key);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_WACZ_SIGNATURE_H_
