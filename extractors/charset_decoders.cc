#include "extractors/charset_decoders.h"

#include "extractors/utf8.h"

namespace arsip::extractors {
namespace {

constexpr unsigned kEnd = 0x100;  // no byte

unsigned ByteAt(std::string_view bytes, size_t at) {
  return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : kEnd;
}

// The byte behind a bad lead is read again when it is ASCII.
bool IsConsumed(bool known, unsigned trail) { return known || (trail >= 0x80 && trail != kEnd); }

bool Within(unsigned value, unsigned low, unsigned high) { return value >= low && value <= high; }

void AppendError(std::string& out) { AppendCodePoint(out, kReplacementCharacter); }

// Whether there was one: 0 stands for none.
bool AppendFound(std::string& out, uint32_t code_point) {
  if (code_point != 0) AppendCodePoint(out, code_point);
  return code_point != 0;
}

bool AppendIndexed(std::string& out, const MultiByteIndex& index, size_t pointer) {
  return pointer < index.size() && AppendFound(out, index[pointer]);
}

// Copies what is ASCII from `at` and answers where it ends.
size_t CopyAscii(std::string_view bytes, size_t at, std::string& out) {
  size_t end = at;
  while (end < bytes.size() && static_cast<unsigned char>(bytes[end]) < 0x80) ++end;
  out.append(bytes.substr(at, end - at));
  return end;
}

// What the decoders of two bytes have in common: an ASCII byte behind a bad lead is kept.
// `append_single` and `append_pair` answer whether they knew their bytes.
template <class IsLead, class AppendSingle, class AppendPair>
void DecodeTwoBytes(std::string_view bytes, IsLead is_lead, AppendSingle append_single,
                    AppendPair append_pair, std::string& out) {
  for (size_t at = CopyAscii(bytes, 0, out); at < bytes.size(); at = CopyAscii(bytes, at, out)) {
    const unsigned lead = ByteAt(bytes, at++);
    if (!is_lead(lead)) {
      if (!append_single(lead)) AppendError(out);
      continue;
    }
    const unsigned trail = ByteAt(bytes, at);
    const bool known = trail != kEnd && append_pair(lead, trail);
    if (!known) AppendError(out);
    if (IsConsumed(known, trail)) ++at;
  }
}

bool IsLeadOf81ToFe(unsigned byte) { return Within(byte, 0x81, 0xFE); }

bool NoSingle(unsigned) { return false; }

// https://encoding.spec.whatwg.org/#index-gb18030-ranges-code-point
uint32_t CodePointOfFourBytes(size_t pointer) {
  constexpr size_t kFirstSupplementary = 189000;
  constexpr size_t kLast = 1237575;
  const MultiByteIndex& below = MultiByteIndexes().gb18030_four_bytes;
  if (pointer < below.size()) return below[pointer];
  if (pointer < kFirstSupplementary || pointer > kLast) return 0;
  return 0x10000 + static_cast<uint32_t>(pointer - kFirstSupplementary);
}

// Behind a lead whose second byte is a digit; answers how many bytes were consumed.
size_t DecodeFourBytes(std::string_view bytes, size_t at, std::string& out) {
  const unsigned third = ByteAt(bytes, at + 2);
  if (third == kEnd) return AppendError(out), 2;
  if (!IsLeadOf81ToFe(third)) return AppendError(out), 1;
  const unsigned fourth = ByteAt(bytes, at + 3);
  if (fourth == kEnd) return AppendError(out), 3;
  if (!Within(fourth, '0', '9')) return AppendError(out), 1;
  const size_t lead = ByteAt(bytes, at) - 0x81;
  const size_t pointer = ((lead * 10 + ByteAt(bytes, at + 1) - '0') * 126 + third - 0x81) * 10;
  if (!AppendFound(out, CodePointOfFourBytes(pointer + fourth - '0'))) AppendError(out);
  return 4;
}

// The sequences of Big5 that stand for two characters.
bool AppendBig5Pair(size_t pointer, std::string& out) {
  const char32_t mark = pointer == 1133 || pointer == 1164 ? 0x304 : 0x30C;
  if (pointer == 1133 || pointer == 1135) {
    AppendCodePoint(out, 0xCA);
  } else if (pointer == 1164 || pointer == 1166) {
    AppendCodePoint(out, 0xEA);
  } else {
    return false;
  }
  AppendCodePoint(out, mark);
  return true;
}

// https://encoding.spec.whatwg.org/#iso-2022-jp-decoder
class Iso2022JpDecoder {
 public:
  Iso2022JpDecoder(std::string_view bytes, std::string& out) : bytes_(bytes), out_(out) {}

  void Decode() {
    while (at_ < bytes_.size()) {
      const unsigned byte = ByteAt(bytes_, at_++);
      if (byte == 0x1B) {
        Escape();
      } else {
        Character(byte);
      }
    }
  }

 private:
  enum class State { kAscii, kRoman, kKatakana, kLeadByte };

  void Error() {
    after_escape_ = false;
    AppendError(out_);
  }

  // Two escapes in a row are an error: they hide nothing but a filter's view.
  void Escape() {
    const unsigned second = ByteAt(bytes_, at_);
    const unsigned third = second == kEnd ? kEnd : ByteAt(bytes_, at_ + 1);
    State next = state_;
    if (second == '(' && third == 'B') {
      next = State::kAscii;
    } else if (second == '(' && third == 'J') {
      next = State::kRoman;
    } else if (second == '(' && third == 'I') {
      next = State::kKatakana;
    } else if (second == '$' && (third == '@' || third == 'B')) {
      next = State::kLeadByte;
    } else {
      return Error();
    }
    at_ += 2;
    state_ = next;
    const bool doubled = after_escape_;
    after_escape_ = true;
    if (doubled) AppendError(out_);
  }

  void Character(unsigned byte) {
    switch (state_) {
      case State::kAscii:
      case State::kRoman:
        return Latin(byte);
      case State::kKatakana:
        if (!Within(byte, 0x21, 0x5F)) return Error();
        after_escape_ = false;
        return AppendCodePoint(out_, 0xFF61 - 0x21 + byte);
      case State::kLeadByte:
        if (!Within(byte, 0x21, 0x7E)) return Error();
        after_escape_ = false;
        return Trail(byte);
    }
  }

  void Latin(unsigned byte) {
    if (byte >= 0x80 || byte == 0x0E || byte == 0x0F) return Error();
    after_escape_ = false;
    const bool roman = state_ == State::kRoman;
    AppendCodePoint(out_, roman && byte == 0x5C ? 0xA5 : roman && byte == 0x7E ? 0x203E : byte);
  }

  // An escape in the middle of a character ends it, and is read next.
  void Trail(unsigned lead) {
    const unsigned trail = ByteAt(bytes_, at_);
    if (trail == 0x1B) return AppendError(out_);
    if (trail == kEnd) return AppendError(out_);
    ++at_;
    const bool known =
        Within(trail, 0x21, 0x7E) &&
        AppendIndexed(out_, MultiByteIndexes().jis0208, (lead - 0x21) * 94 + trail - 0x21);
    if (!known) AppendError(out_);
  }

  const std::string_view bytes_;
  std::string& out_;
  size_t at_ = 0;
  State state_ = State::kAscii;
  bool after_escape_ = false;  // nothing was decoded since
};

}  // namespace

void DecodeSingleByte(std::string_view bytes, const SingleByteIndex& index, std::string& out) {
  for (size_t at = CopyAscii(bytes, 0, out); at < bytes.size(); at = CopyAscii(bytes, at, out)) {
    if (!AppendFound(out, index[ByteAt(bytes, at++) - 0x80])) AppendError(out);
  }
}

void DecodeGb18030(std::string_view bytes, std::string& out) {
  const MultiByteIndex& index = MultiByteIndexes().gb18030;
  for (size_t at = CopyAscii(bytes, 0, out); at < bytes.size(); at = CopyAscii(bytes, at, out)) {
    const unsigned lead = ByteAt(bytes, at);
    const unsigned trail = ByteAt(bytes, at + 1);
    if (!IsLeadOf81ToFe(lead)) {
      if (!AppendFound(out, lead == 0x80 ? 0x20AC : 0)) AppendError(out);
      at += 1;
    } else if (Within(trail, '0', '9')) {
      at += DecodeFourBytes(bytes, at, out);
    } else {
      const unsigned offset = trail < 0x7F ? 0x40 : 0x41;
      const bool pair = Within(trail, 0x40, 0x7E) || Within(trail, 0x80, 0xFE);
      const bool known = pair && AppendIndexed(out, index, (lead - 0x81) * 190 + trail - offset);
      if (!known) AppendError(out);
      at += IsConsumed(known, trail) ? 2 : 1;
    }
  }
}

void DecodeBig5(std::string_view bytes, std::string& out) {
  const auto append_pair = [&out](unsigned lead, unsigned trail) {
    if (!Within(trail, 0x40, 0x7E) && !Within(trail, 0xA1, 0xFE)) return false;
    const size_t pointer = (lead - 0x81) * 157 + trail - (trail < 0x7F ? 0x40 : 0x62);
    return AppendBig5Pair(pointer, out) || AppendIndexed(out, MultiByteIndexes().big5, pointer);
  };
  DecodeTwoBytes(bytes, IsLeadOf81ToFe, NoSingle, append_pair, out);
}

void DecodeEucKr(std::string_view bytes, std::string& out) {
  const auto append_pair = [&out](unsigned lead, unsigned trail) {
    return Within(trail, 0x41, 0xFE) &&
           AppendIndexed(out, MultiByteIndexes().euc_kr, (lead - 0x81) * 190 + trail - 0x41);
  };
  DecodeTwoBytes(bytes, IsLeadOf81ToFe, NoSingle, append_pair, out);
}

void DecodeShiftJis(std::string_view bytes, std::string& out) {
  const auto is_lead = [](unsigned byte) {
    return Within(byte, 0x81, 0x9F) || Within(byte, 0xE0, 0xFC);
  };
  const auto append_single = [&out](unsigned byte) {
    if (byte == 0x80) return AppendFound(out, byte);
    return Within(byte, 0xA1, 0xDF) && AppendFound(out, 0xFF61 - 0xA1 + byte);
  };
  const auto append_pair = [&out](unsigned lead, unsigned trail) {
    if (!Within(trail, 0x40, 0x7E) && !Within(trail, 0x80, 0xFC)) return false;
    const size_t pointer =
        (lead - (lead < 0xA0 ? 0x81 : 0xC1)) * 188 + trail - (trail < 0x7F ? 0x40 : 0x41);
    if (pointer >= 8836 && pointer <= 10715) {  // end user defined characters
      return AppendFound(out, static_cast<uint32_t>(0xE000 - 8836 + pointer));
    }
    return AppendIndexed(out, MultiByteIndexes().jis0208, pointer);
  };
  DecodeTwoBytes(bytes, is_lead, append_single, append_pair, out);
}

void DecodeEucJp(std::string_view bytes, std::string& out) {
  const CharsetIndexes& indexes = MultiByteIndexes();
  for (size_t at = CopyAscii(bytes, 0, out); at < bytes.size(); at = CopyAscii(bytes, at, out)) {
    const MultiByteIndex* index = &indexes.jis0208;
    unsigned lead = ByteAt(bytes, at++);
    if (lead == 0x8F && Within(ByteAt(bytes, at), 0xA1, 0xFE)) {
      index = &indexes.jis0212;
      lead = ByteAt(bytes, at++);
    }
    if (lead != 0x8E && lead != 0x8F && !Within(lead, 0xA1, 0xFE)) {
      AppendError(out);
      continue;
    }
    const unsigned trail = ByteAt(bytes, at);
    bool known = false;
    if (lead == 0x8E) {
      known = Within(trail, 0xA1, 0xDF) && AppendFound(out, 0xFF61 - 0xA1 + trail);
    } else if (lead != 0x8F && Within(trail, 0xA1, 0xFE)) {
      known = AppendIndexed(out, *index, (lead - 0xA1) * 94 + trail - 0xA1);
    }
    if (!known) AppendError(out);
    if (IsConsumed(known, trail)) ++at;
  }
}

void DecodeIso2022Jp(std::string_view bytes, std::string& out) {
  Iso2022JpDecoder(bytes, out).Decode();
}

void DecodeUtf16(std::string_view bytes, bool big_endian, std::string& out) {
  const auto unit_at = [&](size_t at) {
    const unsigned first = ByteAt(bytes, at);
    const unsigned second = ByteAt(bytes, at + 1);
    return big_endian ? first << 8 | second : second << 8 | first;
  };
  size_t at = 0;
  for (; at + 1 < bytes.size(); at += 2) {
    const char32_t unit = unit_at(at);
    const bool leads = Within(unit, 0xD800, 0xDBFF);
    if (leads && at + 3 >= bytes.size()) break;  // one error for all that the end cuts off
    const char32_t next = leads ? unit_at(at + 2) : 0;
    if (Within(next, 0xDC00, 0xDFFF)) {
      AppendCodePoint(out, 0x10000 + ((unit - 0xD800) << 10) + (next - 0xDC00));
      at += 2;
    } else {
      AppendCodePoint(out, unit);  // a surrogate alone becomes U+FFFD there
    }
  }
  if (at < bytes.size()) AppendError(out);
}

void DecodeUserDefined(std::string_view bytes, std::string& out) {
  for (size_t at = CopyAscii(bytes, 0, out); at < bytes.size(); at = CopyAscii(bytes, at, out)) {
    AppendCodePoint(out, 0xF780 - 0x80 + ByteAt(bytes, at++));
  }
}

void DecodeReplacement(std::string_view bytes, std::string& out) {
  if (!bytes.empty()) AppendError(out);
}

}  // namespace arsip::extractors
