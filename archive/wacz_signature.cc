#include "archive/wacz_signature.h"

#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "archive/file_descriptor.h"
#include "base/digest.h"

namespace arsip::archive {
namespace {

template <auto kFree>
struct Free {
  template <class T>
  void operator()(T* thing) const {
    kFree(thing);
  }
};
using Pkey = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;
using Bio = std::unique_ptr<BIO, Free<BIO_free_all>>;
using EcSignature = std::unique_ptr<ECDSA_SIG, Free<ECDSA_SIG_free>>;

constexpr int kScalarBytes = 48;  // P-384
constexpr size_t kMaxBase64 = 1024;

const unsigned char* Unsigned(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string Base64(std::string_view bytes) {
  std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), Unsigned(bytes),
                                     static_cast<int>(bytes.size()));
  out.resize(static_cast<size_t>(length));
  return out;
}

// Canonical Base64 only: two texts of one signature would be two files.
Result<std::string> FromBase64(std::string_view text) {
  std::string out(text.size(), '\0');
  const int length = text.size() > kMaxBase64 || text.empty()
                         ? -1
                         : EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                           Unsigned(text), static_cast<int>(text.size()));
  if (length >= 0) {
    const size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    out.resize(static_cast<size_t>(length) - std::min<size_t>(padding, length));
    if (Base64(out) == text) return out;
  }
  return Error{ErrorCode::kInvalidInput, "not Base64", std::string(text.substr(0, 100))};
}

bool OnP384(const EVP_PKEY* key) {
  std::array<char, 64> group{};
  return EVP_PKEY_is_a(key, "EC") == 1 &&
         EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, group.data(), group.size(),
                                        nullptr) == 1 &&
         std::string_view(group.data()) == "secp384r1";
}

Error NotOurs(const char* what) { return Error{ErrorCode::kInternal, what, "OpenSSL"}; }

}  // namespace

struct WaczKey::Key {
  Pkey pkey;
};

WaczKey::WaczKey(std::unique_ptr<Key> key) : key_(std::move(key)) {}
WaczKey::~WaczKey() = default;
WaczKey::WaczKey(WaczKey&&) noexcept = default;
WaczKey& WaczKey::operator=(WaczKey&&) noexcept = default;

Result<WaczKey> WaczKey::Make() {
  Pkey pkey(EVP_EC_gen("P-384"));
  if (pkey == nullptr) return NotOurs("cannot make a P-384 key");
  return WaczKey(std::make_unique<Key>(Key{std::move(pkey)}));
}

Result<WaczKey> WaczKey::Read(const std::string& path) {
  const Bio file(BIO_new_file(path.c_str(), "r"));
  if (file == nullptr) return ErrnoError(errno, "cannot open the key", path);
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return ErrnoError(errno, "cannot stat the key", path);
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return Error{ErrorCode::kPermission, "others may read this secret key; run chmod 600", path};
  }
  // Never asks for a passphrase.
  const auto no_passphrase = [](char*, int, int, void*) { return 0; };
  Pkey pkey(PEM_read_bio_PrivateKey(file.get(), nullptr, no_passphrase, nullptr));
  if (pkey == nullptr || !OnP384(pkey.get())) {
    return Error{ErrorCode::kInvalidInput,
                 "no P-384 private key in PEM; `arsip keygen --wacz FILE` makes one", path};
  }
  return WaczKey(std::make_unique<Key>(Key{std::move(pkey)}));
}

Status WaczKey::Write(const std::string& path) const {
  constexpr mode_t kMode = 0600;
  const Bio memory(BIO_new(BIO_s_mem()));
  if (memory == nullptr || PEM_write_bio_PKCS8PrivateKey(memory.get(), key_->pkey.get(), nullptr,
                                                         nullptr, 0, nullptr, nullptr) != 1) {
    return NotOurs("cannot write a key");
  }
  char* bytes = nullptr;
  const auto length = static_cast<size_t>(BIO_get_mem_data(memory.get(), &bytes));
  const FileDescriptor file(
      open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, kMode));
  if (!file.open() && errno == EEXIST) {
    return Error{ErrorCode::kInvalidInput, "there is a file already; keys are not overwritten",
                 path};
  }
  if (!file.open()) return ErrnoError(errno, "cannot create", path);
  if (write(file.get(), bytes, length) != static_cast<ssize_t>(length) || fsync(file.get()) != 0) {
    return ErrnoError(errno, "cannot write", path);
  }
  return Ok();
}

Result<std::string> WaczKey::PublicKey() const {
  unsigned char* der = nullptr;
  const int length = i2d_PUBKEY(key_->pkey.get(), &der);
  const std::unique_ptr<unsigned char, Free<[](unsigned char* p) { OPENSSL_free(p); }>> owned(der);
  if (length <= 0) return NotOurs("cannot write a public key");
  return Base64({reinterpret_cast<const char*>(der), static_cast<size_t>(length)});
}

Result<std::string> WaczKey::Sign(std::string_view text) const {
  const DigestContext context(EVP_MD_CTX_new());
  size_t length = 0;
  if (context == nullptr ||
      EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_->pkey.get()) != 1 ||
      EVP_DigestSign(context.get(), nullptr, &length, Unsigned(text), text.size()) != 1) {
    return NotOurs("cannot sign");
  }
  std::string der(length, '\0');
  auto* out = reinterpret_cast<unsigned char*>(der.data());
  if (EVP_DigestSign(context.get(), out, &length, Unsigned(text), text.size()) != 1) {
    return NotOurs("cannot sign");
  }
  const unsigned char* in = out;
  const EcSignature signature(d2i_ECDSA_SIG(nullptr, &in, static_cast<long>(length)));
  std::string raw(size_t{2} * kScalarBytes, '\0');
  auto* scalars = reinterpret_cast<unsigned char*>(raw.data());
  if (signature == nullptr ||
      BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), scalars, kScalarBytes) != kScalarBytes ||
      BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), scalars + kScalarBytes, kScalarBytes) !=
          kScalarBytes) {
    return NotOurs("cannot read its own signature");
  }
  return Base64(raw);
}

Result<bool> VerifyWaczSignature(std::string_view text, std::string_view signature,
                                 std::string_view public_key) {
  ARSIP_ASSIGN(const std::string spki, FromBase64(public_key));
  ARSIP_ASSIGN(const std::string raw, FromBase64(signature));
  const unsigned char* in = Unsigned(spki);
  const Pkey key(d2i_PUBKEY(nullptr, &in, static_cast<long>(spki.size())));
  if (key == nullptr || !OnP384(key.get()) || in != Unsigned(spki) + spki.size()) {
    return Error{ErrorCode::kInvalidInput, "the public key is no P-384 key", ""};
  }
  if (raw.size() != size_t{2} * kScalarBytes) {
    return Error{ErrorCode::kInvalidInput, "the signature is not of 96 bytes", ""};
  }
  const EcSignature scalars(ECDSA_SIG_new());
  if (scalars == nullptr) return NotOurs("out of memory");
  // Given away to `scalars`.
  if (ECDSA_SIG_set0(scalars.get(), BN_bin2bn(Unsigned(raw), kScalarBytes, nullptr),
                     BN_bin2bn(Unsigned(raw) + kScalarBytes, kScalarBytes, nullptr)) != 1) {
    return NotOurs("out of memory");
  }
  unsigned char* der = nullptr;
  const int length = i2d_ECDSA_SIG(scalars.get(), &der);
  const std::unique_ptr<unsigned char, Free<[](unsigned char* p) { OPENSSL_free(p); }>> owned(der);
  const DigestContext context(EVP_MD_CTX_new());
  if (length <= 0 || context == nullptr ||
      EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) != 1) {
    return NotOurs("cannot verify");
  }
  return EVP_DigestVerify(context.get(), der, static_cast<size_t>(length), Unsigned(text),
                          text.size()) == 1;
}

Result<std::string> KeyFingerprint(std::string_view public_key) {
  ARSIP_ASSIGN(const std::string spki, FromBase64(public_key));
  return FormatDigest(ComputeSha256(std::string_view(spki)));
}

}  // namespace arsip::archive
