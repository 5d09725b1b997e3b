#include "extractors/charset.h"

#include <iconv.h>

#include <algorithm>
#include <cerrno>
#include <optional>

#include "base/http_message.h"
#include "extractors/html_elements.h"
#include "extractors/html_tokenizer.h"
#include "extractors/utf8.h"
#include "extractors/white_space.h"

namespace arsip::extractors {
namespace {

const iconv_t kNotOpen = nullptr;
const auto kUnavailable = reinterpret_cast<iconv_t>(-1);

struct Bom {
  std::string_view bytes;
  std::string_view label;
};
constexpr Bom kBoms[] = {
    {"\xEF\xBB\xBF", "utf-8"}, {"\xFE\xFF", "utf-16be"}, {"\xFF\xFE", "utf-16le"}};

// https://html.spec.whatwg.org/multipage/urls-and-fetching.html#extracting-character-encodings-from-meta-elements
std::string_view CharsetOfContent(std::string_view content) {
  constexpr std::string_view kCharset = "charset";
  for (size_t at = 0; at + kCharset.size() <= content.size(); ++at) {
    if (!EqualsIgnoreCase(content.substr(at, kCharset.size()), kCharset)) continue;
    std::string_view rest = TrimSpace(content.substr(at + kCharset.size()));
    if (!rest.starts_with('=')) continue;
    rest = TrimSpace(rest.substr(1));
    if (rest.starts_with('"') || rest.starts_with('\'')) {
      const size_t close = rest.find(rest.front(), 1);
      return close == std::string_view::npos ? std::string_view() : rest.substr(1, close - 1);
    }
    return rest.substr(0, rest.find_first_of(" \t\n\f\r;"));
  }
  return {};
}

// https://html.spec.whatwg.org/multipage/parsing.html#prescan-a-byte-stream-to-determine-its-encoding
std::string_view CharsetOfMeta(HtmlTokenizer& tokenizer) {
  HtmlTokenizer::Attribute attribute;
  std::string_view charset;
  std::string_view content;
  bool pragma = false;
  while (tokenizer.NextAttribute(attribute)) {
    if (EqualsIgnoreCase(attribute.name, "charset") && charset.empty()) charset = attribute.value;
    if (EqualsIgnoreCase(attribute.name, "content") && content.empty()) content = attribute.value;
    pragma |= EqualsIgnoreCase(attribute.name, "http-equiv") &&
              EqualsIgnoreCase(attribute.value, "content-type");
  }
  if (charset.empty() && pragma) charset = CharsetOfContent(content);
  return charset;
}

// XML 1.0 section 4.3.3, also step "xml encoding" of the prescan.
std::string_view CharsetOfXmlDeclaration(std::string_view head) {
  if (!head.starts_with("<?xml")) return {};
  const std::string_view declaration = head.substr(0, head.find("?>"));
  const size_t name = declaration.find("encoding");
  if (name == std::string_view::npos) return {};
  std::string_view rest = TrimSpace(declaration.substr(name + 8));
  if (!rest.starts_with('=')) return {};
  rest = TrimSpace(rest.substr(1));
  if (!rest.starts_with('"') && !rest.starts_with('\'')) return {};
  return rest.substr(1, rest.find(rest.front(), 1) - 1);
}

std::string_view DeclaredInDocument(std::string_view document) {
  const std::string_view head = document.substr(0, kPrescanBytes);
  const std::string_view xml = CharsetOfXmlDeclaration(head);
  if (!xml.empty()) return xml;
  HtmlTokenizer tokenizer(head);
  while (tokenizer.NextTag()) {
    if (tokenizer.is_end_tag() || !EqualsIgnoreCase(tokenizer.tag_name(), "meta")) continue;
    const std::string_view charset = CharsetOfMeta(tokenizer);
    if (!charset.empty()) return charset;
  }
  return {};
}

bool IsUtf16(const Encoding& encoding) { return encoding.name.starts_with("utf-16"); }

}  // namespace

EncodingDecision DecideEncoding(std::string_view document, std::string_view header_charset) {
  EncodingDecision decision;
  const auto declare = [&decision](const Encoding* encoding, std::string_view label) {
    if (label.empty()) return;
    if (encoding == nullptr) {
      decision.unknown_label = true;
    } else if (decision.encoding == nullptr) {
      decision.encoding = encoding;
    } else if (decision.encoding != encoding) {
      decision.conflict = true;
    }
  };
  for (const Bom& bom : kBoms) {
    if (!document.starts_with(bom.bytes)) continue;
    declare(EncodingForLabel(bom.label), bom.label);
    decision.bom_bytes = bom.bytes.size();
    break;
  }
  declare(EncodingForLabel(header_charset), header_charset);
  const std::string_view inside = DeclaredInDocument(document.substr(decision.bom_bytes));
  const Encoding* encoding = EncodingForLabel(inside);
  // What declares itself in ASCII is not UTF-16.
  if (encoding != nullptr && IsUtf16(*encoding)) encoding = &Utf8();
  declare(encoding, inside);
  if (decision.encoding == nullptr) {
    decision.encoding =
        IsWellFormedUtf8Prefix(document) ? &Utf8() : EncodingForLabel("windows-1252");
  }
  return decision;
}

CharsetConverter::CharsetConverter() : descriptors_(Encodings().size(), kNotOpen) {}

CharsetConverter::~CharsetConverter() {
  for (void* descriptor : descriptors_) {
    if (descriptor != kNotOpen && descriptor != kUnavailable) ::iconv_close(descriptor);
  }
}

void CharsetConverter::Preload() {
  for (const Encoding& encoding : Encodings()) Descriptor(encoding);
}

void* CharsetConverter::Descriptor(const Encoding& encoding) {
  if (encoding.iconv_name == nullptr) return kUnavailable;
  void*& descriptor = descriptors_[static_cast<size_t>(&encoding - Encodings().data())];
  if (descriptor == kNotOpen) descriptor = ::iconv_open("UTF-8", encoding.iconv_name);
  return descriptor;
}

std::string_view CharsetConverter::ToUtf8(std::string_view bytes, const Encoding& encoding) {
  void* const descriptor = Descriptor(encoding);
  if (descriptor == kUnavailable) return bytes;
  constexpr size_t kKeptBytes = 4u << 20;
  if (converted_.capacity() > kKeptBytes) converted_ = std::string();
  Convert(descriptor, bytes.substr(0, kMaxConvertedBytes), IsUtf16(encoding) ? 2 : 1);
  return converted_;
}

// `unit` is what is skipped at a bad sequence: a lead byte alone, so that a quote behind it
// survives.
void CharsetConverter::Convert(void* descriptor, std::string_view bytes, size_t unit) {
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  ::iconv(descriptor, nullptr, nullptr, nullptr, nullptr);
  char* in = const_cast<char*>(bytes.data());
  size_t in_left = bytes.size();
  size_t written = 0;
  converted_.resize(bytes.size() + bytes.size() / 2 + 64);
  const auto make_room = [this, &written](size_t more) {
    if (converted_.size() - written < more) converted_.resize(2 * converted_.size() + more);
  };
  while (in_left > 0) {
    make_room(16);
    char* out = converted_.data() + written;
    size_t out_left = converted_.size() - written;
    const size_t rc = ::iconv(descriptor, &in, &in_left, &out, &out_left);
    written = converted_.size() - out_left;
    if (rc != static_cast<size_t>(-1)) continue;
    if (errno == E2BIG) {
      make_room(converted_.size() - written + 16);
      continue;
    }
    make_room(kReplacement.size());
    converted_.replace(written, kReplacement.size(), kReplacement);
    written += kReplacement.size();
    const size_t skipped = std::min(unit, in_left);
    in += skipped;
    in_left -= skipped;
  }
  make_room(16);
  char* out = converted_.data() + written;
  size_t out_left = converted_.size() - written;
  ::iconv(descriptor, nullptr, nullptr, &out, &out_left);  // what a stateful encoding held back
  converted_.resize(converted_.size() - out_left);
}

}  // namespace arsip::extractors
