#include "base/digest.h"

#include <openssl/evp.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace arsip {
namespace {

struct MdFree {
  void operator()(EVP_MD* md) const { EVP_MD_free(md); }
};
struct CtxFree {
  void operator()(EVP_MD_CTX* ctx) const { EVP_MD_CTX_free(ctx); }
};
using Md = std::unique_ptr<EVP_MD, MdFree>;
using Ctx = std::unique_ptr<EVP_MD_CTX, CtxFree>;

// Without SHA-1 and SHA-256 nothing can be archived, and none of these calls fails on a working
// libcrypto: there is no caller that could do better than stop.
void Require(bool ok, const char* what) {
  if (ok) return;
  std::fprintf(stderr, "arsip: libcrypto cannot %s\n", what);
  std::abort();
}

// EVP_sha256() would look the implementation up again at each DigestInit (OpenSSL 3); a fetched
// EVP_MD does that once.
const EVP_MD* Sha1Md() {
  static const Md md(EVP_MD_fetch(nullptr, "SHA1", nullptr));
  Require(md != nullptr, "provide SHA-1");
  return md.get();
}
const EVP_MD* Sha256Md() {
  static const Md md(EVP_MD_fetch(nullptr, "SHA256", nullptr));
  Require(md != nullptr, "provide SHA-256");
  return md.get();
}

template <class Digest>
Digest Compute(const EVP_MD* md, std::span<const std::string_view> parts) {
  thread_local const Ctx ctx(EVP_MD_CTX_new());
  Require(ctx != nullptr && EVP_DigestInit_ex2(ctx.get(), md, nullptr) == 1, "begin a digest");
  for (const std::string_view part : parts) {
    Require(EVP_DigestUpdate(ctx.get(), part.data(), part.size()) == 1, "digest");
  }
  Digest digest;
  unsigned int size = 0;
  Require(EVP_DigestFinal_ex(ctx.get(), digest.data(), &size) == 1 && size == digest.size(),
          "end a digest");
  return digest;
}

constexpr std::string_view kBase32Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::string_view kHexAlphabet = "0123456789abcdef";

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

int Base32Value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a';
  if (c >= '2' && c <= '7') return c - '2' + 26;
  return -1;
}

bool DecodeHex(std::string_view text, std::span<uint8_t> out) {
  if (text.size() != out.size() * 2) return false;
  for (size_t i = 0; i < out.size(); ++i) {
    const int high = HexValue(text[2 * i]);
    const int low = HexValue(text[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    out[i] = static_cast<uint8_t>(high << 4 | low);
  }
  return true;
}

// RFC 4648 section 6, padding optional; the spare bits of the last character have to be zero, so
// that two texts never mean one digest.
bool DecodeBase32(std::string_view text, std::span<uint8_t> out) {
  while (!text.empty() && text.back() == '=') text.remove_suffix(1);
  if (text.size() != (out.size() * 8 + 4) / 5) return false;
  uint32_t bits = 0;
  int held = 0;
  size_t written = 0;
  for (const char c : text) {
    const int value = Base32Value(c);
    if (value < 0) return false;
    bits = bits << 5 | static_cast<uint32_t>(value);
    held += 5;
    if (held >= 8) {
      held -= 8;
      out[written++] = static_cast<uint8_t>(bits >> held);
    }
    bits &= (1u << held) - 1;
  }
  return bits == 0 && written == out.size();
}

std::string_view WithoutLabel(std::string_view text, std::span<const std::string_view> labels) {
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos) return text;
  std::string label(text.substr(0, colon));
  std::ranges::transform(label, label.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  if (std::ranges::find(labels, label) == labels.end()) return text;
  return text.substr(colon + 1);
}

template <class Digest>
Result<Digest> Parse(std::string_view text, std::span<const std::string_view> labels) {
  const std::string_view value = WithoutLabel(text, labels);
  Digest digest;
  if (DecodeHex(value, digest) || DecodeBase32(value, digest)) return digest;
  return Error{
      ErrorCode::kInvalidInput,
      "'" + std::string(text.substr(0, 100)) + "' is not a " + std::string(labels[0]) + " digest",
      ""};
}

}  // namespace

Sha1 ComputeSha1(std::string_view bytes) { return Compute<Sha1>(Sha1Md(), {&bytes, 1}); }
Sha256 ComputeSha256(std::string_view bytes) { return Compute<Sha256>(Sha256Md(), {&bytes, 1}); }
Sha256 ComputeSha256(std::span<const std::string_view> parts) {
  return Compute<Sha256>(Sha256Md(), parts);
}

struct Sha256Stream::State {
  Ctx ctx{EVP_MD_CTX_new()};
};

Sha256Stream::Sha256Stream() : state_(std::make_unique<State>()) {
  Require(state_->ctx != nullptr && EVP_DigestInit_ex2(state_->ctx.get(), Sha256Md(), nullptr) == 1,
          "begin a digest");
}
Sha256Stream::~Sha256Stream() = default;
Sha256Stream::Sha256Stream(Sha256Stream&&) noexcept = default;
Sha256Stream& Sha256Stream::operator=(Sha256Stream&&) noexcept = default;

void Sha256Stream::Update(std::string_view bytes) {
  Require(EVP_DigestUpdate(state_->ctx.get(), bytes.data(), bytes.size()) == 1, "digest");
}

Sha256 Sha256Stream::Finish() {
  Sha256 digest;
  Require(EVP_DigestFinal_ex(state_->ctx.get(), digest.data(), nullptr) == 1, "end a digest");
  return digest;
}

std::string FormatDigest(const Sha1& digest) { return "sha1:" + Base32Encode(digest); }
std::string FormatDigest(const Sha256& digest) { return "sha256:" + HexEncode(digest); }

Result<Sha1> ParseSha1(std::string_view text) {
  static constexpr std::string_view kLabels[] = {"sha1", "sha-1"};
  return Parse<Sha1>(text, kLabels);
}

Result<Sha256> ParseSha256(std::string_view text) {
  static constexpr std::string_view kLabels[] = {"sha256", "sha-256"};
  return Parse<Sha256>(text, kLabels);
}

std::string Base32Encode(std::span<const uint8_t> bytes) {
  std::string out;
  out.reserve((bytes.size() + 4) / 5 * 8);
  uint32_t bits = 0;
  int held = 0;
  for (const uint8_t byte : bytes) {
    bits = (bits << 8 | byte) & 0xFFFF;
    held += 8;
    for (; held >= 5; held -= 5) out += kBase32Alphabet[bits >> (held - 5) & 31];
  }
  if (held > 0) out += kBase32Alphabet[bits << (5 - held) & 31];
  while (out.size() % 8 != 0) out += '=';
  return out;
}

std::string HexEncode(std::span<const uint8_t> bytes) {
  std::string out(bytes.size() * 2, '0');
  for (size_t i = 0; i < bytes.size(); ++i) {
    out[2 * i] = kHexAlphabet[bytes[i] >> 4];
    out[2 * i + 1] = kHexAlphabet[bytes[i] & 15];
  }
  return out;
}

Result<std::string> HexDecode(std::string_view text) {
  std::string out(text.size() / 2, '\0');
  if (!DecodeHex(text, {reinterpret_cast<uint8_t*>(out.data()), out.size()})) {
    return Error{ErrorCode::kInvalidInput,
                 "'" + std::string(text.substr(0, 100)) + "' is not hexadecimal", ""};
  }
  return out;
}

}  // namespace arsip
