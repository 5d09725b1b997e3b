// RowWriter, RowReader: the byte forms that index values are made of. docs/index-format.md.
// varint: LEB128, least significant group first. text: varint length, then bytes. time: 8 bytes.
#ifndef ARSIP_ARCHIVE_ROW_BYTES_H_
#define ARSIP_ARCHIVE_ROW_BYTES_H_

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/key_value_store.h"

namespace arsip::archive {

// Microseconds since 1970 with the sign bit flipped: byte order is the order of times.
inline uint64_t TimeBits(UtcTime time) {
  return static_cast<uint64_t>(time.time_since_epoch().count()) ^ (uint64_t{1} << 63);
}
inline UtcTime TimeFromBits(uint64_t bits) {
  return UtcTime(std::chrono::microseconds(static_cast<int64_t>(bits ^ (uint64_t{1} << 63))));
}

class RowWriter {
 public:
  RowWriter& Byte(uint8_t value) {
    out_.push_back(static_cast<char>(value));
    return *this;
  }
  RowWriter& Varint(uint64_t value) {
    for (; value >= 0x80; value >>= 7) Byte(static_cast<uint8_t>(value | 0x80));
    return Byte(static_cast<uint8_t>(value));
  }
  RowWriter& Text(std::string_view text) {
    Varint(text.size());
    out_.append(text);
    return *this;
  }
  RowWriter& Append(std::string_view bytes) {
    out_.append(bytes);
    return *this;
  }
  RowWriter& Time(UtcTime time) {
    AppendBigEndian64(out_, TimeBits(time));
    return *this;
  }
  template <size_t N>
  RowWriter& Bytes(const std::array<uint8_t, N>& bytes) {
    out_.append(reinterpret_cast<const char*>(bytes.data()), N);
    return *this;
  }
  std::string Take() { return std::move(out_); }
  const std::string& bytes() const { return out_; }

 private:
  std::string out_;
};

// After the first byte that is missing or wrong, ok() is false and every read gives an empty value.
class RowReader {
 public:
  explicit RowReader(std::string_view bytes) : bytes_(bytes) {}
  bool ok() const { return ok_; }
  // All was read, and nothing was wrong.
  bool done() const { return ok_ && bytes_.empty(); }

  uint8_t Byte() {
    const std::string_view byte = Take(1);
    return byte.empty() ? 0 : static_cast<uint8_t>(byte[0]);
  }
  // The shortest form only: one value, one encoding.
  uint64_t Varint() {
    uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const uint8_t byte = Byte();
      if (shift == 63 && byte > 1) break;
      value |= static_cast<uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) {
        if (byte == 0 && shift > 0) break;
        return value;
      }
    }
    ok_ = false;
    return 0;
  }
  std::string Text() { return TextOf(Varint()); }
  // Whose length has been read.
  std::string TextOf(uint64_t length) { return std::string(Take(length)); }
  UtcTime Time() {
    const std::string_view bits = Take(8);
    return bits.empty() ? UtcTime{} : TimeFromBits(ReadBigEndian64(bits));
  }
  template <size_t N>
  std::array<uint8_t, N> Bytes() {
    std::array<uint8_t, N> bytes{};
    const std::string_view from = Take(N);
    if (!from.empty()) std::memcpy(bytes.data(), from.data(), N);
    return bytes;
  }
  void Fail() { ok_ = false; }

 private:
  std::string_view Take(uint64_t length) {
    if (!ok_ || length > bytes_.size()) {
      ok_ = false;
      return {};
    }
    const std::string_view taken = bytes_.substr(0, length);
    bytes_.remove_prefix(length);
    return taken;
  }

  std::string_view bytes_;
  bool ok_ = true;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_ROW_BYTES_H_
