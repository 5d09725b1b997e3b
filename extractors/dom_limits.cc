#include "extractors/dom_limits.h"

#include <functional>

namespace arsip::extractors {
namespace {

using enum Element;

bool IsTablePart(Element element) {
  switch (element) {
    case kCaption:
    case kCol:
    case kColgroup:
    case kTbody:
    case kTd:
    case kTfoot:
    case kTh:
    case kThead:
    case kTr:
      return true;
    default:
      return false;
  }
}

bool IsCell(Element element) { return element == kTd || element == kTh; }

bool IsTableSection(Element element) {
  return element == kTbody || element == kThead || element == kTfoot || element == kCaption ||
         element == kColgroup;
}

bool IsTableBoundary(Element element) { return element == kTable || element == kTemplate; }

bool IsListBoundary(Element element) {
  return element == kOl || element == kUl || IsScopeBoundary(element);
}

}  // namespace

template <class Wanted, class Barrier>
size_t DomLimits::FindOpen(Wanted wanted, Barrier barrier) const {
  for (size_t at = depth_; at-- > 0;) {
    if (wanted(open_[at])) return at;
    if (barrier(open_[at].element)) return kNone;
  }
  return kNone;
}

void DomLimits::StartTag(Element element, uint64_t packed_name, std::string_view tag,
                         bool self_closing) {
  if (++elements_ > kMaxDomElements || too_deep_) return;
  if (IsTablePart(element) && tables_ == 0) return;  // ignored outside a table
  if (element == kHtml || element == kBody || element == kHead)
    return;  // there once, whatever is written
  if (foreign_ == 0) CloseImplied(element);
  if (IsVoid(element) || (self_closing && foreign_ > 0)) return;
  if (depth_ + reopened_ >= kMaxDomDepth) {
    too_deep_ = true;
    return;
  }
  open_[depth_++] = {element, packed_name, tag};
  tables_ += element == kTable ? 1 : 0;
  paragraphs_ += element == kP ? 1 : 0;
  foreign_ += element == kSvg || element == kMath ? 1 : 0;
}

// 13.2.6.4.7 to 13.2.6.4.15: what a start tag closes before it opens its element.
void DomLimits::CloseImplied(Element starting) {
  const auto close = [this](auto wanted, auto barrier) {
    const auto is_wanted = [&wanted](const Open& open) { return wanted(open.element); };
    if (const size_t at = FindOpen(is_wanted, barrier); at != kNone) CloseFrom(at);
  };
  if (starting == kTr) {
    close([](Element e) { return e == kTr || e == kCaption || e == kColgroup; }, IsTableBoundary);
  } else if (IsCell(starting)) {
    close(IsCell, [](Element e) { return e == kTr || IsTableBoundary(e); });
  } else if (IsTableSection(starting)) {
    close(IsTableSection, IsTableBoundary);
  } else if (starting == kLi) {
    close([](Element e) { return e == kLi; }, IsListBoundary);
  } else if (starting == kDd || starting == kDt) {
    close([](Element e) { return e == kDd || e == kDt; }, IsListBoundary);
  } else if (starting == kOption || starting == kOptgroup) {
    if (depth_ > 0 && open_[depth_ - 1].element == kOption) CloseFrom(depth_ - 1);
  }
  if (paragraphs_ > 0 && ClosesParagraph(starting)) {
    close([](Element e) { return e == kP; }, IsScopeBoundary);
  }
}

void DomLimits::EndTag(Element element, uint64_t packed_name) {
  if (too_deep_ || element == kHtml || element == kBody || element == kHead) return;
  const auto same = [packed_name](const Open& open) { return open.packed_name == packed_name; };
  const bool table_part = element == kTable || IsTablePart(element);
  const size_t at = FindOpen(same, table_part ? &IsTableBoundary : &IsScopeBoundary);
  if (at != kNone) {
    CloseFrom(at);
  } else if (IsFormatting(element) && reopened_ > 0) {
    --reopened_;
  }
}

// Closes open_[at] and all that is inside it.
void DomLimits::CloseFrom(size_t at) {
  while (depth_ > at) {
    const Open& closed = open_[--depth_];
    tables_ -= closed.element == kTable ? 1 : 0;
    paragraphs_ -= closed.element == kP ? 1 : 0;
    foreign_ -= closed.element == kSvg || closed.element == kMath ? 1 : 0;
    if (depth_ > at && IsFormatting(closed.element)) RememberFormatting(closed);
    if (reopened_ > 0 &&
        IsScopeBoundary(closed.element)) {  // "clear the list of active formatting elements"
      reopened_ = 0;
      equal_formatting_.fill(0);
    }
  }
}

void DomLimits::RememberFormatting(const Open& closed) {
  uint8_t& equal =
      equal_formatting_[std::hash<std::string_view>{}(closed.tag) % equal_formatting_.size()];
  if (equal >= 3) return;
  ++equal;
  ++reopened_;
}

std::string DomLimits::Refusal(size_t document_bytes) const {
  const auto over = [](const char* what, size_t value, size_t limit) {
    return std::string(what) + " " + std::to_string(value) + " > " + std::to_string(limit);
  };
  if (document_bytes > kMaxDomBytes) return over("bytes", document_bytes, kMaxDomBytes);
  if (too_deep_) return over("depth", kMaxDomDepth + 1, kMaxDomDepth);
  if (attributes_ > kMaxDomAttributes) return over("attributes", attributes_, kMaxDomAttributes);
  if (elements_ > kMaxDomElements) return over("elements", elements_, kMaxDomElements);
  return {};
}

}  // namespace arsip::extractors
