#include "extractors/html_phrase_nodes.h"

#include <gtest/gtest.h>

#include <string>

#include "described_tree.h"
#include "extractors/html_tree.h"

namespace arsip::extractors {
namespace {

std::string BodyOf(const std::string& html) {
  HtmlTree tree;
  const std::string described = Described(tree, "<body>" + html);
  const size_t begin = described.find("(0body") + 6;
  return described.substr(begin, described.size() - begin - 2);
}

TEST(PhraseNodesTest, APhraseBecomesTextsAndElements) {
  EXPECT_EQ(BodyOf("<p>one <b class=x>t<i>w</i>o</b> three<br>four</p>"),
            "(0p[xone ](0b class=\"x\"[xt](0i[xw])[xo])[x three](0br)[xfour])");
}

TEST(PhraseNodesTest, TextsOnBothSidesAreRestored) {
  EXPECT_EQ(BodyOf("<p>a text of some length <i>x</i> and one more, &lt;<i>y</i>&gt;</p>"),
            "(0p[xa text of some length ](0i[xx])[x and one more, <](0i[xy])[x>])");
}

TEST(PhraseNodesTest, BlankTextsAreWhiteSpace) {
  HtmlTree tree;
  const GumboNode* node = tree.Parse("<body><i>x</i> <b>y</b>.");
  ASSERT_NE(node, nullptr);
  node = static_cast<const GumboNode*>(node->v.document.children.data[0]);
  node = static_cast<const GumboNode*>(node->v.element.children.data[1]);
  ASSERT_EQ(node->v.element.children.length, 4u);
  const auto type = [node](unsigned i) {
    return static_cast<const GumboNode*>(node->v.element.children.data[i])->type;
  };
  EXPECT_EQ(type(0), GUMBO_NODE_ELEMENT);
  EXPECT_EQ(type(1), GUMBO_NODE_WHITESPACE);
  EXPECT_EQ(type(2), GUMBO_NODE_ELEMENT);
  EXPECT_EQ(type(3), GUMBO_NODE_TEXT);
}

TEST(PhraseNodesTest, AFullArenaIsToldAsMemory) {
  std::string html = "<body>";
  for (int i = 0; i < 20'000; ++i) html += "<i title='a title'>x</i>";
  HtmlTree tree(DomBudget{.max_memory_bytes = 1u << 20, .max_cpu_time = std::chrono::seconds(10)});
  EXPECT_EQ(tree.Parse(html + "<p>"), nullptr);
  EXPECT_EQ(tree.refused(), "memory > 1 MiB");
}

}  // namespace
}  // namespace arsip::extractors
