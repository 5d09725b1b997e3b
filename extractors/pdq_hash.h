// PdqHash: a PDQ hash as a value: 256 bits, its written form, and how far two of them are apart.
// What the bits mean is in pdq_transform.h; the hash is computed by pdq.h. docs/perceptual-hash.md.
//
// Written form: 64 lower-case hexadecimal digits, the 256-bit number with bit 255 first. Bit 16*i+j
// belongs to the coefficient of vertical frequency i+1 and horizontal frequency j+1.
// Values; every function is pure.
#ifndef ARSIP_EXTRACTORS_PDQ_HASH_H_
#define ARSIP_EXTRACTORS_PDQ_HASH_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace arsip::extractors {

// Two images at this distance or nearer are the same to a person; the threshold that hash-sharing
// partners use.
inline constexpr int kPdqMatchDistance = 31;
// A hash of a lower quality says too little to be matched.
inline constexpr uint32_t kPdqMinQuality = 50;

class PdqHash {
 public:
  static constexpr size_t kWords = 16;
  static constexpr size_t kBits = 256;
  static constexpr size_t kBytes = 32;

  // No bit is set.
  constexpr PdqHash() = default;
  // Nullopt unless `text` is of the written form exactly: upper case is refused, as by the
  // reference's own check.
  static std::optional<PdqHash> FromHex(std::string_view text);
  // Most significant byte first. Nullopt unless these are 32 bytes.
  static std::optional<PdqHash> FromBytes(std::string_view bytes);

  // REQUIRES: bit < kBits.
  void SetBit(size_t bit) { words_[bit / 16] |= static_cast<uint16_t>(1u << (bit % 16)); }
  [[nodiscard]] bool bit(size_t bit) const { return ((words_[bit / 16] >> (bit % 16)) & 1) != 0; }

  [[nodiscard]] std::string ToHex() const;
  [[nodiscard]] std::string ToBytes() const;
  // Word i holds the bits of vertical frequency i+1.
  [[nodiscard]] const std::array<uint16_t, kWords>& words() const { return words_; }
  [[nodiscard]] int set_bits() const;

  friend bool operator==(const PdqHash&, const PdqHash&) = default;

 private:
  std::array<uint16_t, kWords> words_{};
};

// Hamming distance, 0 to 256.
int Distance(const PdqHash& a, const PdqHash& b);

// Whether the hash is one that unlike images share: of images too small to be hashed, and of
// surfaces whose coefficients are all alike, where the median separates nothing but rounding. It is
// never matched, whatever its quality: a board of black and white squares has quality 100.
bool IsDegenerate(const PdqHash& hash);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_PDQ_HASH_H_
