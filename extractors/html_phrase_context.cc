#include "extractors/html_phrase_context.h"

#include <algorithm>
#include <iterator>

namespace arsip::extractors {
namespace {

// Formatting elements that nothing closes; a document with more is left to the parser.
constexpr size_t kMostFormatting = 256;
// A formatting end tag with fewer tags between it and its start tag certainly undoes it: the
// adoption agency goes around eight times, once for each block in between.
constexpr uint64_t kCertainlyClosed = 8;
// What the parser remembers of equal formatting elements: "Noah's Ark clause".
constexpr size_t kMostAlike = 3;

}  // namespace

GumboTag PhrasingTag(uint64_t packed_name, size_t name_bytes) {
  if (name_bytes > 7) return GUMBO_TAG_UNKNOWN;
  switch (packed_name) {
    case PackName("a"):
      return GUMBO_TAG_A;
    case PackName("abbr"):
      return GUMBO_TAG_ABBR;
    case PackName("acronym"):
      return GUMBO_TAG_ACRONYM;
    case PackName("b"):
      return GUMBO_TAG_B;
    case PackName("bdi"):
      return GUMBO_TAG_BDI;
    case PackName("bdo"):
      return GUMBO_TAG_BDO;
    case PackName("big"):
      return GUMBO_TAG_BIG;
    case PackName("br"):
      return GUMBO_TAG_BR;
    case PackName("cite"):
      return GUMBO_TAG_CITE;
    case PackName("code"):
      return GUMBO_TAG_CODE;
    case PackName("del"):
      return GUMBO_TAG_DEL;
    case PackName("dfn"):
      return GUMBO_TAG_DFN;
    case PackName("em"):
      return GUMBO_TAG_EM;
    case PackName("font"):
      return GUMBO_TAG_FONT;
    case PackName("i"):
      return GUMBO_TAG_I;
    case PackName("img"):
      return GUMBO_TAG_IMG;
    case PackName("ins"):
      return GUMBO_TAG_INS;
    case PackName("kbd"):
      return GUMBO_TAG_KBD;
    case PackName("label"):
      return GUMBO_TAG_LABEL;
    case PackName("mark"):
      return GUMBO_TAG_MARK;
    case PackName("q"):
      return GUMBO_TAG_Q;
    case PackName("s"):
      return GUMBO_TAG_S;
    case PackName("samp"):
      return GUMBO_TAG_SAMP;
    case PackName("small"):
      return GUMBO_TAG_SMALL;
    case PackName("span"):
      return GUMBO_TAG_SPAN;
    case PackName("strike"):
      return GUMBO_TAG_STRIKE;
    case PackName("strong"):
      return GUMBO_TAG_STRONG;
    case PackName("sub"):
      return GUMBO_TAG_SUB;
    case PackName("sup"):
      return GUMBO_TAG_SUP;
    case PackName("time"):
      return GUMBO_TAG_TIME;
    case PackName("tt"):
      return GUMBO_TAG_TT;
    case PackName("u"):
      return GUMBO_TAG_U;
    case PackName("var"):
      return GUMBO_TAG_VAR;
    case PackName("wbr"):
      return GUMBO_TAG_WBR;
    default:
      return GUMBO_TAG_UNKNOWN;
  }
}

bool IsFormatting(GumboTag tag) {
  switch (tag) {
    case GUMBO_TAG_A:
    case GUMBO_TAG_B:
    case GUMBO_TAG_BIG:
    case GUMBO_TAG_CODE:
    case GUMBO_TAG_EM:
    case GUMBO_TAG_FONT:
    case GUMBO_TAG_I:
    case GUMBO_TAG_S:
    case GUMBO_TAG_SMALL:
    case GUMBO_TAG_STRIKE:
    case GUMBO_TAG_STRONG:
    case GUMBO_TAG_TT:
    case GUMBO_TAG_U:
      return true;
    default:
      return false;
  }
}

void PhraseContext::StartTag(Element element, uint64_t packed_name, GumboTag phrasing) {
  ++tags_;
  if (IsScopeBoundary(element)) ++scopes_;
  switch (element) {
    case Element::kTable:
    case Element::kThead:
    case Element::kTbody:
    case Element::kTfoot:
    case Element::kTr:
    case Element::kColgroup:
    case Element::kCol:
      in_table_ = true;
      break;
    case Element::kTd:
    case Element::kTh:
    case Element::kCaption:
      in_table_ = false;
      break;
    case Element::kTemplate:
      odd_ = true;
      break;
    default:
      in_select_ |= packed_name == PackName("select");
      break;
  }
  if (!IsFormatting(phrasing)) return;
  // An open one is closed first. In a select the parser passes over both.
  if (phrasing == GUMBO_TAG_A && !in_select_) Forget(phrasing);
  odd_ |= formatting_.size() >= kMostFormatting;
  if (!odd_) formatting_.push_back({phrasing, tags_, scopes_});
}

void PhraseContext::EndTag(Element element, uint64_t packed_name, GumboTag phrasing) {
  ++tags_;
  switch (element) {
    case Element::kTable:
      in_table_ = false;
      break;
    case Element::kThead:
    case Element::kTbody:
    case Element::kTfoot:
    case Element::kTr:
    case Element::kTd:
    case Element::kTh:
    case Element::kCaption:
    case Element::kColgroup:
      in_table_ = true;
      break;
    default:
      if (packed_name == PackName("select")) in_select_ = false;
      break;
  }
  if (!IsFormatting(phrasing) || in_select_) return;
  const auto last =
      std::find_if(formatting_.rbegin(), formatting_.rend(),
                   [phrasing](const Formatting& open) { return open.tag == phrasing; });
  if (last == formatting_.rend() || last->scopes != scopes_) return;
  if (tags_ - last->tags < kCertainlyClosed) formatting_.erase(std::next(last).base());
}

// Those of them that no scope keeps from being closed.
void PhraseContext::Forget(GumboTag tag) {
  const auto gone = std::remove_if(
      formatting_.begin(), formatting_.end(),
      [&](const Formatting& open) { return open.tag == tag && open.scopes == scopes_; });
  formatting_.erase(gone, formatting_.end());
}

bool PhraseContext::Allows(GumboTag tag, size_t depth) const {
  if (!IsFormatting(tag)) return true;
  const auto before = std::count_if(formatting_.begin(), formatting_.end(),
                                    [tag](const Formatting& open) { return open.tag == tag; });
  const size_t alike = static_cast<size_t>(before) + depth;
  return tag == GUMBO_TAG_A ? alike == 0 : alike < kMostAlike;
}

}  // namespace arsip::extractors
