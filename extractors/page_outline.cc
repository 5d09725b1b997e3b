#include "extractors/page_outline.h"

#include <algorithm>
#include <cstring>

#include "extractors/eight_bytes.h"
#include "extractors/element_hints.h"
#include "extractors/html_tree.h"
#include "extractors/utf8.h"
#include "extractors/white_space.h"

namespace arsip::extractors {
namespace {

Display DisplayOf(const GumboElement& element) {
  switch (element.tag) {
    case GUMBO_TAG_HEAD:
    case GUMBO_TAG_TITLE:
    case GUMBO_TAG_SCRIPT:
    case GUMBO_TAG_STYLE:
    case GUMBO_TAG_NOSCRIPT:
    case GUMBO_TAG_TEMPLATE:
    case GUMBO_TAG_IFRAME:
    case GUMBO_TAG_NOEMBED:
    case GUMBO_TAG_NOFRAMES:
    case GUMBO_TAG_AUDIO:
    case GUMBO_TAG_VIDEO:
    case GUMBO_TAG_CANVAS:
    case GUMBO_TAG_DATALIST:
      return Display::kNone;
    case GUMBO_TAG_TD:
    case GUMBO_TAG_TH:
    case GUMBO_TAG_BUTTON:
      return Display::kCell;
    case GUMBO_TAG_A:
    case GUMBO_TAG_ABBR:
    case GUMBO_TAG_B:
    case GUMBO_TAG_BDI:
    case GUMBO_TAG_BDO:
    case GUMBO_TAG_BIG:
    case GUMBO_TAG_CITE:
    case GUMBO_TAG_CODE:
    case GUMBO_TAG_DEL:
    case GUMBO_TAG_DFN:
    case GUMBO_TAG_EM:
    case GUMBO_TAG_FONT:
    case GUMBO_TAG_I:
    case GUMBO_TAG_IMG:
    case GUMBO_TAG_INPUT:
    case GUMBO_TAG_INS:
    case GUMBO_TAG_KBD:
    case GUMBO_TAG_LABEL:
    case GUMBO_TAG_MARK:
    case GUMBO_TAG_NOBR:
    case GUMBO_TAG_Q:
    case GUMBO_TAG_RB:
    case GUMBO_TAG_RP:
    case GUMBO_TAG_RT:
    case GUMBO_TAG_RUBY:
    case GUMBO_TAG_S:
    case GUMBO_TAG_SAMP:
    case GUMBO_TAG_SMALL:
    case GUMBO_TAG_SPAN:
    case GUMBO_TAG_STRIKE:
    case GUMBO_TAG_STRONG:
    case GUMBO_TAG_SUB:
    case GUMBO_TAG_SUP:
    case GUMBO_TAG_TIME:
    case GUMBO_TAG_TT:
    case GUMBO_TAG_U:
    case GUMBO_TAG_UNKNOWN:  // custom elements are inline unless styled
    case GUMBO_TAG_VAR:
    case GUMBO_TAG_WBR:
      return Display::kInline;
    default:
      return Display::kBlock;
  }
}

bool IsHeading(const GumboElement& element) {
  return element.tag >= GUMBO_TAG_H1 && element.tag <= GUMBO_TAG_H6;
}

// Walks with a stack of its own: the depth of a page is no reason for deep recursion.
class OutlineWalk {
 public:
  OutlineWalk(PageOutline& outline, size_t max_bytes) : outline_(outline), max_bytes_(max_bytes) {}

  void Walk(const GumboNode* root) {
    Enter(root);
    while (!open_.empty() && !outline_.truncated) {
      Open& top = open_.back();
      const GumboVector& children = top.element->children;
      if (top.next_child < children.length) {
        Enter(static_cast<const GumboNode*>(children.data[top.next_child++]));
      } else {
        const Open closed = top;
        open_.pop_back();
        Leave(closed);
      }
    }
    for (; !open_.empty(); open_.pop_back()) Leave(open_.back());
    while (!outline_.text.empty() && IsSpace(outline_.text.back())) outline_.text.pop_back();
    EndLine();
    for (TextPiece& piece : outline_.pieces) {  // what was trimmed behind them
      const auto size = static_cast<uint32_t>(outline_.text.size());
      piece.begin = std::min(piece.begin, size);
      piece.end = std::min(piece.end, size);
    }
  }

 private:
  struct Open {
    const GumboElement* element;
    unsigned next_child;
    uint32_t index;
  };

  void Enter(const GumboNode* node) {
    switch (node->type) {
      case GUMBO_NODE_TEXT:
      case GUMBO_NODE_CDATA:
      case GUMBO_NODE_WHITESPACE:
        Append(node->v.text.text);
        return;
      case GUMBO_NODE_ELEMENT:
        return EnterElement(node->v.element);
      default:
        return;
    }
  }

  void EnterElement(const GumboElement& element) {
    const Display display = DisplayOf(element);
    if (display == Display::kNone) return EnterUnseen(element);
    if (element.attributes.length > 0 && AttributeOf(element, "hidden") != nullptr) return;
    Separate(display);
    const auto index = static_cast<uint32_t>(outline_.elements.size());
    const uint32_t parent = open_.empty() ? 0 : open_.back().index;
    const auto piece = static_cast<uint32_t>(outline_.pieces.size());
    outline_.elements.push_back(
        {&element, parent, index + 1, piece, piece, display, HintsOf(element)});
    if (IsHeading(element)) outline_.headings.push_back(index);
    open_.push_back({&element, 0, index});
    if (element.tag == GUMBO_TAG_A && AttributeOf(element, "href") != nullptr) ++links_;
    if (element.tag == GUMBO_TAG_IMG) {
      const char* const alt = AttributeOf(element, "alt");
      if (alt != nullptr && alt[0] != '\0') {
        Append(" ");
        Append(alt);
        Append(" ");
      }
    }
  }

  void EnterUnseen(const GumboElement& element) {
    if (element.tag == GUMBO_TAG_SCRIPT) return KeepLinkedItems(element);
    if (element.tag != GUMBO_TAG_HEAD) return;
    for (unsigned i = 0; i < element.children.length; ++i) {
      const auto* const child = static_cast<const GumboNode*>(element.children.data[i]);
      if (child->type != GUMBO_NODE_ELEMENT) continue;
      if (child->v.element.tag == GUMBO_TAG_SCRIPT) {
        KeepLinkedItems(child->v.element);
      } else {
        outline_.head.push_back(&child->v.element);
      }
    }
  }

  void KeepLinkedItems(const GumboElement& script) {
    const char* const type = AttributeOf(script, "type");
    if (type != nullptr && std::strstr(type, "ld+json") != nullptr) {
      outline_.linked_data.push_back(&script);
    }
  }

  void Leave(const Open& closed) {
    OutlineElement& element = outline_.elements[closed.index];
    element.end = static_cast<uint32_t>(outline_.elements.size());
    element.end_piece = static_cast<uint32_t>(outline_.pieces.size());
    if (closed.element->tag == GUMBO_TAG_A && AttributeOf(*closed.element, "href") != nullptr) {
      --links_;
    }
    Separate(element.display);
  }

  void Separate(Display display) {
    std::string& text = outline_.text;
    if (display == Display::kCell) AppendFolded(text, " ");
    if (display != Display::kBlock || text.empty() || text.back() == '\n') return;
    if (text.back() == ' ') text.pop_back();
    if (!text.empty() && text.back() != '\n') {
      EndLine();
      text += '\n';
    }
  }

  void EndLine() {
    const auto end = static_cast<uint32_t>(outline_.pieces.size());
    if (end == line_begin_) return;
    TextLine line{line_begin_, end, 0, 0};
    for (uint32_t i = line_begin_; i < end; ++i) {
      line.units += outline_.pieces[i].units;
      if (outline_.pieces[i].link) line.link_units += outline_.pieces[i].units;
    }
    outline_.lines.push_back(line);
    line_begin_ = end;
  }

  void Append(std::string_view more) {
    std::string& text = outline_.text;
    const size_t begin = text.size();
    AppendFolded(text, more);
    if (text.size() > max_bytes_) {
      text.resize(CutUtf8(text, max_bytes_).size());
      outline_.truncated = true;
    }
    if (text.size() <= begin || open_.empty()) return;
    const uint32_t units = UnitsOf(std::string_view(text).substr(begin));
    outline_.pieces.push_back({static_cast<uint32_t>(begin), static_cast<uint32_t>(text.size()),
                               open_.back().index, units, links_ > 0});
  }

  PageOutline& outline_;
  const size_t max_bytes_;
  std::vector<Open> open_;
  uint32_t line_begin_ = 0;
  uint32_t links_ = 0;
};

}  // namespace

uint32_t UnitsOf(std::string_view text) {
  uint32_t units = 0;
  for (; text.size() >= sizeof(uint64_t); text.remove_prefix(sizeof(uint64_t))) {
    const uint64_t eight = EightBytes(text, 0);
    if ((eight & kHighBits) != 0) break;
    // In ASCII the high bit of a byte of this is set unless the byte is a space.
    const uint64_t others = (eight ^ ' ' * kInEachByte) + 0x7F * kInEachByte;
    units += HighBitsIn(others);
  }
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    units += (byte & 0xC0) != 0x80 && byte != ' ' ? 1 : 0;
    units += byte >= 0xE3 && byte <= 0xE9 ? 2 : 0;  // U+3000 to U+9FFF
  }
  return units;
}

std::string_view PageOutline::TextOf(const OutlineElement& element) const {
  if (element.first_piece >= element.end_piece) return {};
  const uint32_t begin = pieces[element.first_piece].begin;
  return std::string_view(text).substr(begin, pieces[element.end_piece - 1].end - begin);
}

void PageOutline::Clear() {
  text.clear();
  truncated = false;
  elements.clear();
  pieces.clear();
  lines.clear();
  headings.clear();
  head.clear();
  linked_data.clear();
}

void OutlinePage(const GumboNode& document, size_t max_text_bytes, PageOutline& outline) {
  outline.Clear();
  const GumboVector& children = document.v.document.children;
  for (unsigned i = 0; i < children.length; ++i) {
    const auto* const child = static_cast<const GumboNode*>(children.data[i]);
    if (child->type == GUMBO_NODE_ELEMENT) return OutlineWalk(outline, max_text_bytes).Walk(child);
  }
}

}  // namespace arsip::extractors
