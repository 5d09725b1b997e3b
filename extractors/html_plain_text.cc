#include "extractors/html_plain_text.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/utf8.h"
#include "extractors/white_space.h"

namespace arsip::extractors {
namespace {

enum : uint8_t { kPlainBit = 1, kValueBit = 2, kNameBit = 4, kSpaceBit = 8, kTextBit = 16 };

constexpr auto kBytes = [] {
  std::array<uint8_t, 256> bits{};
  for (size_t c = 0x20; c < 0x7F; ++c) bits[c] = kPlainBit | kValueBit | kTextBit;
  for (const char c : kWhiteSpace) {
    bits[static_cast<unsigned char>(c)] = kPlainBit | kValueBit | kTextBit | kSpaceBit;
  }
  bits['&'] = kPlainBit;
  bits['\r'] &= ~kValueBit;
  for (const char c : std::string_view("abcdefghijklmnopqrstuvwxyz0123456789-_:")) {
    bits[static_cast<unsigned char>(c)] |= kNameBit;
  }
  return bits;
}();

struct NamedReference {
  std::string_view name;  // with its semicolon
  std::string_view text;
};
constexpr NamedReference kReferences[] = {
    {"amp;", "&"},        {"lt;", "<"},          {"gt;", ">"},         {"quot;", "\""},
    {"apos;", "'"},       {"nbsp;", "\u00A0"},   {"copy;", "\u00A9"},  {"laquo;", "\u00AB"},
    {"raquo;", "\u00BB"}, {"middot;", "\u00B7"}, {"para;", "\u00B6"},  {"times;", "\u00D7"},
    {"ndash;", "\u2013"}, {"mdash;", "\u2014"},  {"lsquo;", "\u2018"}, {"rsquo;", "\u2019"},
    {"ldquo;", "\u201C"}, {"rdquo;", "\u201D"},  {"bull;", "\u2022"},  {"hellip;", "\u2026"},
    {"larr;", "\u2190"},  {"rarr;", "\u2192"}};

// The first byte from `at` on that is not of that kind.
size_t Skip(std::string_view text, size_t at, uint8_t bit) {
  while (at < text.size() && (kBytes[static_cast<unsigned char>(text[at])] & bit) != 0) ++at;
  return at;
}

// Of the character that begins there; 0: it is not plain.
size_t PlainLength(std::string_view text) {
  uint32_t code_point = 0;
  const size_t length = DecodeUtf8(text, code_point);
  const bool noncharacter =
      (code_point & 0xFFFE) == 0xFFFE || (code_point >= 0xFDD0 && code_point <= 0xFDEF);
  return length < 2 || code_point < 0xA0 || noncharacter ? 0 : length;
}

bool IsPlain(std::string_view text) {
  for (size_t at = 0; (at = Skip(text, at, kPlainBit)) < text.size();) {
    const size_t length = PlainLength(text.substr(at));
    if (length == 0) return false;
    at += length;
  }
  return true;
}

struct Reference {
  size_t length = 0;        // 0: none of those that are read here
  std::string_view text;    // of a named one
  uint32_t code_point = 0;  // of a numeric one
};

// "#39;": digits enough for what is neither white space, a control, a surrogate nor a noncharacter.
Reference NumericReference(std::string_view text) {
  const bool hex = text.size() > 1 && (text[1] | 0x20) == 'x';
  const size_t first = hex ? 2 : 1;
  uint32_t value = 0;
  size_t at = first;
  for (; at < text.size() && at < first + 5; ++at) {
    const auto digit = static_cast<uint32_t>(static_cast<unsigned char>(text[at])) - '0';
    const auto letter = static_cast<uint32_t>(static_cast<unsigned char>(text[at] | 0x20)) - 'a';
    if (digit > 9 && !(hex && letter < 6)) break;
    value = value * (hex ? 16 : 10) + (digit <= 9 ? digit : letter + 10);
  }
  if (at == first || at == text.size() || text[at] != ';') return {};
  const bool plain = (value > 0x20 && value < 0x7F) || (value >= 0xA0 && value < 0xD800);
  return plain ? Reference{at + 1, {}, value} : Reference{};
}

// Of what stands behind an "&".
Reference ReferenceAt(std::string_view text) {
  if (text.starts_with('#')) return NumericReference(text);
  for (const NamedReference& named : kReferences) {
    if (text.starts_with(named.name)) return {named.name.size(), named.text, 0};
  }
  return {};
}

// Whether nothing that an "&" may begin stands behind it.
bool BeginsNoReference(std::string_view text) {
  return text.empty() || IsSpace(text[0]) || text[0] == '&';
}

bool IsReadable(std::string_view text, bool value) {
  for (size_t at = 0; (at = Skip(text, at, value ? kValueBit : kTextBit)) < text.size();) {
    if (text[at] != '&') {
      const size_t length = PlainLength(text.substr(at));
      if (length == 0) return false;
      at += length;
      continue;
    }
    const std::string_view behind = text.substr(++at);
    const size_t length = ReferenceAt(behind).length;
    if (length == 0 && (value || !BeginsNoReference(behind))) return false;
    at += length;
  }
  return true;
}

char* WriteCodePoint(uint32_t code_point, char* out) {
  if (code_point < 0x80) {
    *out++ = static_cast<char>(code_point);
    return out;
  }
  if (code_point < 0x800) {
    *out++ = static_cast<char>(0xC0 | code_point >> 6);
  } else {
    *out++ = static_cast<char>(0xE0 | code_point >> 12);
    *out++ = static_cast<char>(0x80 | (code_point >> 6 & 0x3F));
  }
  *out++ = static_cast<char>(0x80 | (code_point & 0x3F));
  return out;
}

}  // namespace

size_t LeadingSpace(std::string_view text) { return Skip(text, 0, kSpaceBit); }

bool IsVerbatimText(std::string_view text) { return IsPlain(text); }

bool IsReadableText(std::string_view text) { return IsReadable(text, false); }

bool IsReadableAttribute(const HtmlAttributeText& attribute) {
  return Skip(attribute.name, 0, kNameBit) == attribute.name.size() &&
         IsReadable(attribute.value, true);
}

char* WriteReadable(std::string_view text, char* out) {
  while (!text.empty()) {
    size_t odd = 0;
    while (odd < text.size() && text[odd] != '&' && text[odd] != '\r') ++odd;
    out = std::copy_n(text.data(), odd, out);
    text.remove_prefix(odd);
    if (text.empty()) break;
    if (text[0] == '\r') {
      *out++ = '\n';
      text.remove_prefix(text.starts_with("\r\n") ? 2 : 1);
      continue;
    }
    const Reference reference = ReferenceAt(text.substr(1));
    if (reference.length == 0) {
      *out++ = '&';
    } else if (reference.code_point != 0) {
      out = WriteCodePoint(reference.code_point, out);
    } else {
      out = std::copy(reference.text.begin(), reference.text.end(), out);
    }
    text.remove_prefix(1 + reference.length);
  }
  return out;
}

}  // namespace arsip::extractors
