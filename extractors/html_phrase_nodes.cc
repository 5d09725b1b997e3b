#include "extractors/html_phrase_nodes.h"

#include <algorithm>
#include <new>

#include "extractors/html_placeholder.h"
#include "extractors/white_space.h"

namespace arsip::extractors {
namespace {

GumboNode* NewNode(Arena& arena, GumboNodeType type) {
  void* const memory = arena.Allocate(sizeof(GumboNode));
  if (memory == nullptr) return nullptr;
  auto* const node = new (memory) GumboNode{};
  node->type = type;
  return node;
}

bool IsBlank(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return IsSpace(c); });
}

// Appends to a string what is at most `most` bytes.
template <class Write>
void Append(std::string& out, size_t most, Write write) {
  const size_t begin = out.size();
  out.resize(begin + most);
  const char* const end = write(out.data() + begin);
  out.resize(static_cast<size_t>(end - out.data()));
}

}  // namespace

bool WriteAttributes(std::span<const HtmlAttributeText> list, Arena& arena,
                     GumboVector& attributes) {
  auto* const written = static_cast<void**>(arena.Allocate(list.size() * sizeof(void*)));
  if (written == nullptr) return false;
  for (size_t i = 0; i < list.size(); ++i) {
    const auto& [name, value] = list[i];
    const size_t text_bytes = name.size() + value.size() + 2;
    void* const memory = arena.Allocate(sizeof(GumboAttribute) + text_bytes);
    if (memory == nullptr) return false;
    auto* const attribute = new (memory) GumboAttribute{};
    char* const text = static_cast<char*>(memory) + sizeof(GumboAttribute);
    attribute->name = text;
    attribute->value = text + name.size() + 1;
    *std::copy(name.begin(), name.end(), text) = '\0';
    *WriteReadable(value, text + name.size() + 1) = '\0';
    written[i] = attribute;
  }
  attributes.data = written;
  attributes.length = attributes.capacity = static_cast<unsigned>(list.size());
  return true;
}

bool PhraseNodes::Unfold(GumboVector& children) {
  children_.clear();
  for (unsigned i = 0; i < children.length; ++i) {
    auto* const child = static_cast<GumboNode*>(children.data[i]);
    const bool text = child->type == GUMBO_NODE_TEXT;
    if (text && abridgement_.FindPhrase(child->v.text.text) != std::string_view::npos) {
      if (!UnfoldText(child->v.text.text)) return false;
    } else {
      children_.push_back(child);
    }
  }
  void* const memory = arena_.Allocate(children_.size() * sizeof(void*));
  if (memory == nullptr) return false;
  children.data = static_cast<void**>(memory);
  std::copy(children_.begin(), children_.end(), children.data);
  children.length = children.capacity = static_cast<unsigned>(children_.size());
  return true;
}

bool PhraseNodes::UnfoldText(std::string_view text) {
  text_.clear();
  while (!text.empty()) {
    const size_t phrase = std::min(abridgement_.FindPhrase(text), text.size());
    const std::string_view before = text.substr(0, phrase);
    const size_t most = std::max(abridgement_.RestoredSize(before), before.size());
    Append(text_, most, [&](char* out) { return out + abridgement_.Restore(before, out); });
    text.remove_prefix(phrase);
    if (text.empty()) break;
    if (!AddText() || !AddPhrase(abridgement_.PhraseOf(text))) return false;
    text.remove_prefix(kPlaceholderBytes);
  }
  return AddText();
}

bool PhraseNodes::AddPhrase(std::span<const PhraseToken> phrase) {
  open_.clear();
  for (const PhraseToken& token : phrase) {
    switch (token.kind) {
      case PhraseToken::Kind::kText:
        Append(text_, token.text.size(),
               [&token](char* out) { return WriteReadable(token.text, out); });
        break;
      case PhraseToken::Kind::kStart:
      case PhraseToken::Kind::kVoid:
        if (!AddText() || !OpenElement(token)) return false;
        break;
      case PhraseToken::Kind::kEnd:
        if (!AddText()) return false;
        open_.pop_back();
        break;
    }
  }
  return true;
}

bool PhraseNodes::OpenElement(const PhraseToken& token) {
  GumboNode* const node = NewNode(arena_, GUMBO_NODE_ELEMENT);
  if (node == nullptr || !AddNode(node)) return false;
  GumboElement& element = node->v.element;
  element.tag = token.tag;
  if (token.attributes > 0 &&
      !WriteAttributes(abridgement_.AttributesOf(token), arena_, element.attributes)) {
    return false;
  }
  if (token.children > 0) {
    element.children.data = static_cast<void**>(arena_.Allocate(token.children * sizeof(void*)));
    if (element.children.data == nullptr) return false;
    element.children.capacity = token.children;
  }
  if (token.kind == PhraseToken::Kind::kStart) open_.push_back(&element);
  return true;
}

bool PhraseNodes::AddText() {
  if (text_.empty()) return true;
  GumboNode* const node = NewNode(arena_, IsBlank(text_) ? GUMBO_NODE_WHITESPACE : GUMBO_NODE_TEXT);
  if (node == nullptr) return false;
  auto* const text = static_cast<char*>(arena_.Allocate(text_.size() + 1));
  if (text == nullptr) return false;
  *std::copy(text_.begin(), text_.end(), text) = '\0';
  node->v.text.text = text;
  text_.clear();
  return AddNode(node);
}

bool PhraseNodes::AddNode(GumboNode* node) {
  if (open_.empty()) {
    children_.push_back(node);
    return true;
  }
  GumboVector& children = open_.back()->children;
  if (children.length == children.capacity) return false;
  children.data[children.length++] = node;
  return true;
}

}  // namespace arsip::extractors
