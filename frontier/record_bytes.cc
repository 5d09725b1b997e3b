#include "frontier/record_bytes.h"

namespace arsip::frontier {

void RecordWriter::Integer(uint64_t value) {
  while (value >= 0x80) {
    bytes_.push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  bytes_.push_back(static_cast<char>(value));
}

void RecordWriter::Text(std::string_view text) {
  Integer(text.size());
  bytes_.append(text);
}

void RecordReader::Fail() {
  failed_ = true;
  bytes_ = {};
}

uint8_t RecordReader::Byte() {
  if (bytes_.empty()) {
    Fail();
    return 0;
  }
  const auto value = static_cast<uint8_t>(bytes_.front());
  bytes_.remove_prefix(1);
  return value;
}

uint64_t RecordReader::Integer() {
  uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    const uint8_t byte = Byte();
    if (failed_) return 0;
    const uint64_t bits = byte & 0x7f;
    // The tenth byte has room for one bit.
    if (shift == 63 && bits > 1) break;
    value |= bits << shift;
    if ((byte & 0x80) == 0) return value;
  }
  Fail();
  return 0;
}

uint64_t RecordReader::Integer(uint64_t max) {
  const uint64_t value = Integer();
  if (value <= max) return value;
  Fail();
  return 0;
}

std::string_view RecordReader::Text(size_t max) {
  const uint64_t size = Integer(max);
  if (failed_ || size > bytes_.size()) {
    Fail();
    return {};
  }
  const std::string_view text = bytes_.substr(0, size);
  bytes_.remove_prefix(size);
  return text;
}

}  // namespace arsip::frontier
