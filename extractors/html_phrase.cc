#include "extractors/html_phrase.h"

#include <algorithm>

#include "extractors/white_space.h"

namespace arsip::extractors {
namespace {

constexpr size_t kMostOpen = 32;
// Of a document, 32 bytes each: an ordinary page has a thousand.
constexpr size_t kMostTokens = 1u << 18;
// Likewise, those of tags outside of phrases included.
constexpr size_t kMostAttributesInAll = 1u << 18;
// Of a tag; each is compared with each.
constexpr size_t kMostAttributes = 12;

bool IsVoid(GumboTag tag) {
  return tag == GUMBO_TAG_BR || tag == GUMBO_TAG_IMG || tag == GUMBO_TAG_WBR;
}

bool IsBlank(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return IsSpace(c); });
}

}  // namespace

size_t PhraseReader::Read(HtmlTokenizer& tokens, std::vector<PhraseToken>& phrase,
                          std::vector<HtmlAttributeText>& attributes) {
  const Lists lists{phrase, attributes};
  const size_t begin = OffsetOf(tokens.tag_bytes().data());
  if (begin < blank_to_) return 0;
  size_t reached = begin;
  Complete complete{0, phrase.size(), attributes.size()};
  open_.clear();
  depth_.fill(0);
  solid_ = false;
  while (TakeTag(tokens, lists)) {
    const size_t end = OffsetOf(tokens.tag_bytes().data()) + tokens.tag_bytes().size();
    if (open_.empty() && solid_) complete = {end, phrase.size(), attributes.size()};
    reached = end;
    if (!tokens.NextTag()) break;
    const size_t next = OffsetOf(tokens.tag_bytes().data());
    if (next > end && !TakeText(document_.substr(end, next - end), lists)) break;
  }
  if (!solid_) blank_to_ = reached;
  if (!open_.empty()) {
    unclosed_.clear();
    for (const Open& open : open_) unclosed_.push_back(open.offset);
  }
  phrase.resize(complete.tokens);
  attributes.resize(complete.attributes);
  tokens.MoveTo(complete.end == 0 ? begin : complete.end);
  if (complete.end == 0) tokens.NextTag();
  return complete.end;
}

bool PhraseReader::TakeTag(HtmlTokenizer& tokens, const Lists& lists) {
  const GumboTag tag = PhrasingTag(tokens.packed_tag_name(), tokens.tag_name().size());
  if (tag == GUMBO_TAG_UNKNOWN || lists.tokens.size() >= kMostTokens) return false;
  return tokens.is_end_tag() ? TakeEndTag(tokens, tag, lists) : TakeStartTag(tokens, tag, lists);
}

void PhraseReader::CountChild(const Lists& lists) {
  if (!open_.empty()) ++lists.tokens[open_.back().token].children;
}

bool PhraseReader::TakeStartTag(HtmlTokenizer& tokens, GumboTag tag, const Lists& lists) {
  const size_t offset = OffsetOf(tokens.tag_bytes().data());
  const bool unclosed = !unclosed_.empty() && offset <= unclosed_.back() &&
                        std::binary_search(unclosed_.begin(), unclosed_.end(), offset);
  if (unclosed || open_.size() >= kMostOpen || !context_.Allows(tag, depth_[tag])) return false;
  PhraseToken token;
  token.kind = IsVoid(tag) ? PhraseToken::Kind::kVoid : PhraseToken::Kind::kStart;
  token.tag = tag;
  if (!TakeAttributes(tokens, lists, token)) return false;
  CountChild(lists);
  lists.tokens.push_back(token);
  if (IsVoid(tag)) {
    solid_ = true;  // to the parser: br and img are content, as text is
    return true;
  }
  open_.push_back({tag, static_cast<uint32_t>(lists.tokens.size() - 1), offset});
  ++depth_[tag];
  return true;
}

bool PhraseReader::TakeAttributes(HtmlTokenizer& tokens, const Lists& lists, PhraseToken& token) {
  const size_t first = lists.attributes.size();
  if (first >= kMostAttributesInAll) return false;
  HtmlTokenizer::Attribute attribute;
  while (tokens.NextAttribute(attribute)) {
    const HtmlAttributeText text{attribute.name, attribute.value};
    const size_t count = lists.attributes.size() - first;
    if (count == kMostAttributes || !IsReadableAttribute(text)) return false;
    for (size_t i = first; i < lists.attributes.size(); ++i) {
      if (lists.attributes[i].name == text.name) return false;
    }
    lists.attributes.push_back(text);
  }
  token.first_attribute = static_cast<uint32_t>(first);
  token.attributes = static_cast<uint8_t>(lists.attributes.size() - first);
  if (tokens.self_closing() && !IsVoid(token.tag)) return false;
  // The last byte of a document may be a ">" inside of a value that never ends: no tag at all.
  const std::string_view bytes = tokens.tag_bytes();
  return bytes.ends_with('>') && OffsetOf(bytes.data()) + bytes.size() < document_.size();
}

bool PhraseReader::TakeEndTag(HtmlTokenizer& tokens, GumboTag tag, const Lists& lists) {
  if (open_.empty() || open_.back().tag != tag) return false;
  HtmlTokenizer::Attribute attribute;
  if (tokens.NextAttribute(attribute) || tokens.self_closing()) return false;
  if (!tokens.tag_bytes().ends_with('>')) return false;
  PhraseToken token;
  token.kind = PhraseToken::Kind::kEnd;
  token.tag = tag;
  lists.tokens.push_back(token);
  --depth_[tag];
  open_.pop_back();
  return true;
}

// Comments, declarations and a "<" that is text end a phrase.
bool PhraseReader::TakeText(std::string_view text, const Lists& lists) {
  if (text.find('<') != std::string_view::npos || !IsReadableText(text)) return false;
  solid_ = solid_ || !IsBlank(text);
  CountChild(lists);
  PhraseToken token;
  token.text = text;
  lists.tokens.push_back(token);
  return true;
}

}  // namespace arsip::extractors
