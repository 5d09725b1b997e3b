#include "extractors/pdq_hash.h"

#include <algorithm>
#include <bit>

namespace arsip::extractors {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

// Near a degenerate hash, so that one rounding more or less does not let it through; far below the
// distance at which two photographs of unlike things are ever found.
constexpr int kDegenerateDistance = 8;

// Word i of what is repeated down the rows of a degenerate hash.
struct Degenerate {
  uint16_t even;
  uint16_t odd;
};
// Nothing, everything; flat and chequered surfaces (0x5555aaaa...), and their mirror images: a
// mirrored image inverts the columns of odd frequency, the rows, or both.
constexpr std::array kDegenerate = {Degenerate{0x0000, 0x0000}, Degenerate{0xffff, 0xffff},
                                    Degenerate{0xaaaa, 0x5555}, Degenerate{0x5555, 0xaaaa},
                                    Degenerate{0xffff, 0x0000}, Degenerate{0x0000, 0xffff},
                                    Degenerate{0xaaaa, 0xaaaa}, Degenerate{0x5555, 0x5555}};

}  // namespace

std::optional<PdqHash> PdqHash::FromHex(std::string_view text) {
  if (text.size() != kBits / 4) return std::nullopt;
  PdqHash hash;
  for (size_t i = 0; i < text.size(); ++i) {
    const size_t digit = kDigits.find(text[i]);
    if (digit == std::string_view::npos) return std::nullopt;
    const size_t first_bit = (text.size() - 1 - i) * 4;
    hash.words_[first_bit / 16] |= static_cast<uint16_t>(digit << (first_bit % 16));
  }
  return hash;
}

std::optional<PdqHash> PdqHash::FromBytes(std::string_view bytes) {
  if (bytes.size() != kBytes) return std::nullopt;
  PdqHash hash;
  for (size_t i = 0; i < kWords; ++i) {
    const auto high = static_cast<uint8_t>(bytes[2 * i]);
    const auto low = static_cast<uint8_t>(bytes[2 * i + 1]);
    hash.words_[kWords - 1 - i] = static_cast<uint16_t>(high << 8 | low);
  }
  return hash;
}

std::string PdqHash::ToHex() const {
  std::string text;
  text.reserve(kBits / 4);
  for (size_t i = kWords; i-- > 0;) {
    for (int shift = 12; shift >= 0; shift -= 4) text += kDigits[(words_[i] >> shift) & 15];
  }
  return text;
}

std::string PdqHash::ToBytes() const {
  std::string bytes;
  bytes.reserve(kBytes);
  for (size_t i = kWords; i-- > 0;) {
    bytes += static_cast<char>(words_[i] >> 8);
    bytes += static_cast<char>(words_[i] & 0xff);
  }
  return bytes;
}

int PdqHash::set_bits() const { return Distance(*this, PdqHash()); }

int Distance(const PdqHash& a, const PdqHash& b) {
  int distance = 0;
  for (size_t i = 0; i < PdqHash::kWords; ++i) {
    distance += std::popcount(static_cast<uint16_t>(a.words()[i] ^ b.words()[i]));
  }
  return distance;
}

bool IsDegenerate(const PdqHash& hash) {
  return std::any_of(kDegenerate.begin(), kDegenerate.end(), [&hash](const Degenerate& rows) {
    int distance = 0;
    // Two rows are enough to tell most: lists have millions of hashes.
    for (size_t i = 0; i < PdqHash::kWords && distance <= kDegenerateDistance; ++i) {
      const uint16_t row = i % 2 == 0 ? rows.even : rows.odd;
      distance += std::popcount(static_cast<uint16_t>(hash.words()[i] ^ row));
    }
    return distance <= kDegenerateDistance;
  });
}

}  // namespace arsip::extractors
