#include "extractors/utf8.h"

#include "extractors/eight_bytes.h"

namespace arsip::extractors {
namespace {

struct Sequence {
  size_t length = 1;   // bytes to consume
  bool whole = false;  // a well-formed character
  bool cut = false;    // ill-formed only because the bytes end
};

bool IsContinuation(unsigned char byte, unsigned char low, unsigned char high) {
  return byte >= low && byte <= high;
}

// The sequence that begins with the non-ASCII byte at `at`.
Sequence DecodeAt(std::string_view bytes, size_t at) {
  const auto lead = static_cast<unsigned char>(bytes[at]);
  size_t needed = 0;
  unsigned char low = 0x80;
  unsigned char high = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) {
    needed = 1;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    needed = 2;
    if (lead == 0xE0) low = 0xA0;   // no overlong
    if (lead == 0xED) high = 0x9F;  // no surrogate
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    needed = 3;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;  // nothing beyond U+10FFFF
  } else {
    return {};
  }
  for (size_t i = 1; i <= needed; ++i) {
    if (at + i >= bytes.size()) return {i, false, true};
    if (!IsContinuation(static_cast<unsigned char>(bytes[at + i]), low, high)) return {i};
    low = 0x80;
    high = 0xBF;
  }
  return {needed + 1, true, false};
}

// Stops at the first ill-formed sequence and describes it.
size_t Validate(std::string_view bytes, size_t at, Sequence& stopped_by) {
  while ((at = FirstNotAscii(bytes, at)) < bytes.size()) {
    const Sequence sequence = DecodeAt(bytes, at);
    if (!sequence.whole) {
      stopped_by = sequence;
      return at;
    }
    at += sequence.length;
  }
  return at;
}

}  // namespace

bool IsWellFormedUtf8(std::string_view bytes) {
  Sequence stopped_by;
  return Validate(bytes, 0, stopped_by) == bytes.size();
}

bool IsWellFormedUtf8Prefix(std::string_view bytes) {
  Sequence stopped_by;
  return Validate(bytes, 0, stopped_by) == bytes.size() || stopped_by.cut;
}

void AppendWellFormedUtf8(std::string& out, std::string_view bytes) {
  size_t at = 0;
  while (at < bytes.size()) {
    Sequence stopped_by;
    const size_t stop = Validate(bytes, at, stopped_by);
    out.append(bytes.substr(at, stop - at));
    if (stop == bytes.size()) return;
    AppendCodePoint(out, kReplacementCharacter);
    at = stop + stopped_by.length;
  }
}

void AppendCodePoint(std::string& out, char32_t code_point) {
  if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF)) {
    code_point = kReplacementCharacter;
  }
  if (code_point < 0x80) {
    out += static_cast<char>(code_point);
  } else if (code_point < 0x800) {
    out += static_cast<char>(0xC0 | (code_point >> 6));
    out += static_cast<char>(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    out += static_cast<char>(0xE0 | (code_point >> 12));
    out += static_cast<char>(0x80 | ((code_point >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code_point & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (code_point >> 18));
    out += static_cast<char>(0x80 | ((code_point >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((code_point >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code_point & 0x3F));
  }
}

std::string_view CutUtf8(std::string_view text, size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  size_t end = max_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

}  // namespace arsip::extractors
