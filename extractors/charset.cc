#include "extractors/charset.h"

#include <optional>

#include "base/http_message.h"
#include "extractors/charset_decoders.h"
#include "extractors/charset_detection.h"
#include "extractors/html_elements.h"
#include "extractors/html_tokenizer.h"
#include "extractors/utf8.h"
#include "extractors/white_space.h"

namespace arsip::extractors {
namespace {

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

// Gathers declarations, the most binding first.
class Declarations {
 public:
  // False when the label means nothing: the next may.
  bool Add(EncodingSource source, std::string_view label, const Encoding* encoding) {
    if (label.empty()) return false;
    if (encoding == nullptr) {
      decision_.unknown_label = true;
      return false;
    }
    if (decision_.encoding == nullptr) {
      decision_.encoding = encoding;
      decision_.source = source;
    } else if (decision_.encoding != encoding) {
      decision_.conflict = true;
    }
    return true;
  }
  EncodingDecision& decision() { return decision_; }

 private:
  EncodingDecision decision_;
};

// What declares itself in ASCII is not UTF-16.
const Encoding* EncodingOfDeclaration(std::string_view label) {
  const Encoding* encoding = EncodingForLabel(label);
  if (encoding == nullptr) return nullptr;
  switch (encoding->decoder) {
    case Decoder::kUtf16Be:
    case Decoder::kUtf16Le:
      return &Utf8();
    case Decoder::kUserDefined:
      return EncodingForLabel("windows-1252");
    default:
      return encoding;
  }
}

void AddDeclaredInDocument(std::string_view document, Declarations& declarations) {
  const std::string_view head = document.substr(0, kPrescanBytes);
  const auto add = [&declarations](std::string_view label) {
    return declarations.Add(EncodingSource::kDocument, label, EncodingOfDeclaration(label));
  };
  if (add(CharsetOfXmlDeclaration(head))) return;
  HtmlTokenizer tokenizer(head);
  while (tokenizer.NextTag()) {
    if (tokenizer.is_end_tag() || !EqualsIgnoreCase(tokenizer.tag_name(), "meta")) continue;
    if (add(CharsetOfMeta(tokenizer))) return;
  }
}

// Step 3 of the prescan: an XML declaration in UTF-16.
const Encoding* Utf16OfXmlDeclaration(std::string_view document) {
  if (document.starts_with(std::string_view("<\0?\0x\0", 6))) return EncodingForLabel("utf-16le");
  if (document.starts_with(std::string_view("\0<\0?\0x", 6))) return EncodingForLabel("utf-16be");
  return nullptr;
}

void Guess(std::string_view document, EncodingDecision& decision) {
  const std::optional<DetectedEncoding> detected = DetectEncoding(document);
  if (detected) {
    decision.encoding = detected->encoding;
    decision.confidence = detected->confidence;
    decision.source = EncodingSource::kDetection;
  } else if (IsWellFormedUtf8Prefix(document)) {
    decision.encoding = &Utf8();
    decision.source = EncodingSource::kWellFormedUtf8;
  } else {
    decision.encoding = EncodingForLabel("windows-1252");
  }
}

const std::vector<SingleByteIndex>& SingleByteIndexes() {
  static const std::vector<SingleByteIndex> indexes = [] {
    std::vector<SingleByteIndex> all;
    for (const Encoding& encoding : Encodings()) {
      const bool single = encoding.decoder == Decoder::kSingleByte;
      all.push_back(single ? MakeSingleByteIndex(encoding.iconv_name) : SingleByteIndex{});
    }
    return all;
  }();
  return indexes;
}

}  // namespace

std::string_view NameOf(EncodingSource source) {
  switch (source) {
    case EncodingSource::kByteOrderMark:
      return "bom";
    case EncodingSource::kHeader:
      return "header";
    case EncodingSource::kDocument:
      return "document";
    case EncodingSource::kWellFormedUtf8:
      return "utf-8";
    case EncodingSource::kDetection:
      return "detection";
    case EncodingSource::kNone:
      break;
  }
  return "none";
}

EncodingDecision DecideEncoding(std::string_view document, std::string_view header_charset) {
  Declarations declarations;
  EncodingDecision& decision = declarations.decision();
  for (const Bom& bom : kBoms) {
    if (!document.starts_with(bom.bytes)) continue;
    declarations.Add(EncodingSource::kByteOrderMark, bom.label, EncodingForLabel(bom.label));
    decision.bom_bytes = bom.bytes.size();
    break;
  }
  declarations.Add(EncodingSource::kHeader, header_charset, EncodingForLabel(header_charset));
  if (const Encoding* utf16 = Utf16OfXmlDeclaration(document)) {
    declarations.Add(EncodingSource::kDocument, utf16->name, utf16);
  }
  AddDeclaredInDocument(document.substr(decision.bom_bytes), declarations);
  if (decision.encoding == nullptr) Guess(document, decision);
  return decision;
}

void AppendDecoded(std::string_view bytes, const Encoding& encoding, std::string& out) {
  switch (encoding.decoder) {
    case Decoder::kUtf8:
      return AppendWellFormedUtf8(out, bytes);
    case Decoder::kSingleByte:
      return DecodeSingleByte(
          bytes, SingleByteIndexes()[static_cast<size_t>(&encoding - Encodings().data())], out);
    case Decoder::kGb18030:
      return DecodeGb18030(bytes, out);
    case Decoder::kBig5:
      return DecodeBig5(bytes, out);
    case Decoder::kEucJp:
      return DecodeEucJp(bytes, out);
    case Decoder::kIso2022Jp:
      return DecodeIso2022Jp(bytes, out);
    case Decoder::kShiftJis:
      return DecodeShiftJis(bytes, out);
    case Decoder::kEucKr:
      return DecodeEucKr(bytes, out);
    case Decoder::kUtf16Be:
    case Decoder::kUtf16Le:
      return DecodeUtf16(bytes, encoding.decoder == Decoder::kUtf16Be, out);
    case Decoder::kUserDefined:
      return DecodeUserDefined(bytes, out);
    case Decoder::kReplacement:
      return DecodeReplacement(bytes, out);
  }
}

void CharsetConverter::Preload() {
  MultiByteIndexes();
  SingleByteIndexes();
}

std::string_view CharsetConverter::ToUtf8(std::string_view bytes, const Encoding& encoding) {
  if (encoding.decoder == Decoder::kUtf8) return bytes;
  constexpr size_t kKeptBytes = 4u << 20;
  if (converted_.capacity() > kKeptBytes) converted_ = std::string();
  converted_.clear();
  AppendDecoded(bytes.substr(0, kMaxConvertedBytes), encoding, converted_);
  return converted_;
}

}  // namespace arsip::extractors
