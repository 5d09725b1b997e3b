// A tree in words, as far as its readers look: elements, attributes and texts in order, white space
// folded; without comments, and scripts without their text unless it is linked data.
#ifndef ARSIP_TESTS_EXTRACTORS_DESCRIBED_TREE_H_
#define ARSIP_TESTS_EXTRACTORS_DESCRIBED_TREE_H_

#include <gumbo.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "extractors/arena.h"
#include "extractors/html_tree.h"
#include "extractors/white_space.h"

namespace arsip::extractors {

// Walks with a stack of its own: trees of the fuzzer are deep.
class TreeDescription {
 public:
  static std::string Of(const GumboNode* root) {
    TreeDescription description;
    description.left_.push_back({root, false});
    while (!description.left_.empty()) {
      const auto [node, leaving] = description.left_.back();
      description.left_.pop_back();
      if (leaving) {
        description.text_ += ")";
      } else {
        description.Enter(*node);
      }
    }
    return std::move(description.text_);
  }

 private:
  void Enter(const GumboNode& node) {
    switch (node.type) {
      case GUMBO_NODE_DOCUMENT:
        return Push(node.v.document.children);
      case GUMBO_NODE_ELEMENT:
      case GUMBO_NODE_TEMPLATE:
        return EnterElement(node);
      case GUMBO_NODE_TEXT:
      case GUMBO_NODE_CDATA:
      case GUMBO_NODE_WHITESPACE: {
        std::string folded;
        AppendFolded(folded, std::string("x") + node.v.text.text);
        text_ += "[" + folded + "]";
        return;
      }
      default:
        return;
    }
  }

  void EnterElement(const GumboNode& node) {
    const GumboElement& element = node.v.element;
    text_ += "(" + std::to_string(element.tag_namespace) + gumbo_normalized_tagname(element.tag);
    if (element.tag == GUMBO_TAG_UNKNOWN) {
      GumboStringPiece name = element.original_tag;
      gumbo_tag_from_original_text(&name);
      text_.append(name.data == nullptr ? "" : name.data, name.length);
    }
    for (unsigned i = 0; i < element.attributes.length; ++i) {
      const auto& attribute = *static_cast<const GumboAttribute*>(element.attributes.data[i]);
      text_ += std::string(" ") + attribute.name + "=\"" + attribute.value + "\"";
    }
    if (element.tag == GUMBO_TAG_SCRIPT && element.tag_namespace == GUMBO_NAMESPACE_HTML) {
      return EnterScript(element);
    }
    left_.push_back({&node, true});
    Push(element.children);
  }

  void EnterScript(const GumboElement& script) {
    const char* const type = AttributeOf(script, "type");
    if (type != nullptr && std::string_view(type).find("ld+json") != std::string_view::npos) {
      for (unsigned i = 0; i < script.children.length; ++i) {
        text_ += static_cast<const GumboNode*>(script.children.data[i])->v.text.text;
      }
    }
    text_ += ")";
  }

  void Push(const GumboVector& children) {
    for (unsigned i = children.length; i > 0; --i) {
      left_.push_back({static_cast<const GumboNode*>(children.data[i - 1]), false});
    }
  }

  std::string text_;
  std::vector<std::pair<const GumboNode*, bool>> left_;  // true: its end
};

// As Gumbo alone has it, with errors left uncounted: else it names attributes behind a repeated one
// otherwise.
inline std::string DescribedByGumbo(std::string_view html) {
  Arena arena(256u << 20, 0);  // Gumbo forgets some of its memory
  GumboOptions options = kGumboDefaultOptions;
  options.allocator = [](void* memory, size_t bytes) {
    return static_cast<Arena*>(memory)->Allocate(bytes);
  };
  options.deallocator = [](void*, void*) {};
  options.userdata = &arena;
  options.max_errors = 0;
  return TreeDescription::Of(
      gumbo_parse_with_options(&options, html.data(), html.size())->document);
}

inline std::string Described(HtmlTree& tree, std::string_view html) {
  const GumboNode* const document = tree.Parse(html);
  return document == nullptr ? tree.refused() : TreeDescription::Of(document);
}

}  // namespace arsip::extractors

#endif  // ARSIP_TESTS_EXTRACTORS_DESCRIBED_TREE_H_
