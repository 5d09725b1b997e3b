#include "seeds/yaml_document.h"

#include <gtest/gtest.h>

#include <chrono>

namespace arsip::seeds {
namespace {

using Kind = YamlNode::Kind;

Error ErrorOf(const std::string& text, const YamlLimits& limits = {}) {
  const auto node = ParseYaml(text, "c.yaml", limits);
  EXPECT_FALSE(node.has_value()) << text.substr(0, 100);
  return node.has_value() ? Error{} : node.error();
}

TEST(YamlDocument, TreeKeepsOrderTextAndLines) {
  const YamlNode root = ParseYaml("a: 1\nb:\n  - x\n  - {c: 'y z'}\n", "c.yaml").value();
  ASSERT_EQ(root.kind, Kind::kMap);
  ASSERT_EQ(root.children.size(), 4u);
  EXPECT_EQ(root.children[0].text, "a");
  EXPECT_EQ(root.children[1].text, "1");
  EXPECT_EQ(root.children[2].line, 2u);
  const YamlNode& list = root.children[3];
  ASSERT_EQ(list.kind, Kind::kSequence);
  EXPECT_EQ(list.children[0].line, 3u);
  EXPECT_EQ(list.children[1].kind, Kind::kMap);
  EXPECT_EQ(list.children[1].children[1].text, "y z");
  EXPECT_EQ(list.children[1].line, 4u);
}

TEST(YamlDocument, AbsentValuesAndNullAreNothing) {
  const YamlNode root = ParseYaml("a:\nb: null\nc: ~\nd: ''\ne: 'null'\n", "c.yaml").value();
  EXPECT_EQ(root.children[1].kind, Kind::kNull);
  EXPECT_EQ(root.children[3].kind, Kind::kNull);
  EXPECT_EQ(root.children[5].kind, Kind::kNull);
  EXPECT_EQ(root.children[7].kind, Kind::kScalar);
  EXPECT_EQ(root.children[9].text, "null");
}

TEST(YamlDocument, SyntaxErrorNamesFileAndLine) {
  const Error error = ErrorOf("a: 1\nb: [1, 2\nc: 3\n");
  EXPECT_EQ(error.code, ErrorCode::kInvalidInput);
  EXPECT_TRUE(error.where.starts_with("c.yaml:")) << error.where;
  EXPECT_EQ(ErrorOf("a: 1\n\"b").where, "c.yaml:2");
  EXPECT_EQ(ErrorOf("a: 1\nb: }\n").where, "c.yaml:2");
}

TEST(YamlDocument, EmptyFileAndSecondDocumentAreRefused) {
  EXPECT_EQ(ErrorOf("").message, "empty");
  EXPECT_EQ(ErrorOf("# only a comment\n").message, "empty");
  EXPECT_EQ(ErrorOf("a: 1\n---\nb: 2\n").where, "c.yaml:3");
}

TEST(YamlDocument, AnchorsAliasesAndTagsAreRefused) {
  EXPECT_NE(ErrorOf("a: &x 1\n").message.find("anchors"), std::string::npos);
  EXPECT_NE(ErrorOf("a: &x [1]\nb: *x\n").message.find("anchors"), std::string::npos);
  EXPECT_NE(ErrorOf("a: !secret 1\n").message.find("tags"), std::string::npos);
  EXPECT_NE(ErrorOf("a: !!binary aGk=\n").message.find("tags"), std::string::npos);
}

TEST(YamlDocument, AliasBombIsRefusedBeforeItGrows) {
  std::string bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n";
  for (char c = 'b'; c <= 'i'; ++c) {
    bomb += std::string(1, c) + ": &" + c + " [";
    for (int i = 0; i < 9; ++i) bomb += std::string(i == 0 ? "*" : ",*") + char(c - 1);
    bomb += "]\n";
  }
  EXPECT_EQ(ErrorOf(bomb).where, "c.yaml:1");
}

TEST(YamlDocument, NestingIsBoundedInEveryStyle) {
  const auto deep = [](std::string_view open, int levels) {
    std::string text;
    for (int i = 0; i < levels; ++i) text += open;
    return text;
  };
  EXPECT_TRUE(ParseYaml(deep("[", 16) + deep("]", 16), "c.yaml").has_value());
  for (const int levels : {17, 30}) {
    for (const char* open : {"[", "{a: ", "- ", "[{a: ", "? "}) {
      const Error error = ErrorOf(deep(open, levels) + "x");
      EXPECT_EQ(error.message, "nested deeper than 16 levels") << open << levels;
    }
  }
  for (const char* open : {"[", "{a: ", "[{a: "}) {
    EXPECT_EQ(ErrorOf("a: 1\nb: " + deep(open, 100'000)).message, "too many brackets are open");
  }
  EXPECT_EQ(ErrorOf(deep("- ", 100'000)).message, "nested deeper than 16 levels");
  EXPECT_EQ(ErrorOf(deep("[\n", 100'000)).message, "nested deeper than 16 levels");
  std::string indented;
  for (int i = 0; i < 1000; ++i) indented += std::string(static_cast<size_t>(i), ' ') + "a:\n";
  EXPECT_EQ(ErrorOf(indented).message, "nested deeper than 16 levels");
}

TEST(YamlDocument, BytesAndValuesAreBounded) {
  EXPECT_NE(ErrorOf(std::string(101, 'a'), {.max_bytes = 100}).message.find("100 bytes"),
            std::string::npos);
  EXPECT_TRUE(ParseYaml(std::string(100, 'a'), "c.yaml", {.max_bytes = 100}).has_value());
  EXPECT_NE(ErrorOf("[1,2,3]", {.max_nodes = 3}).message.find("3 values"), std::string::npos);
  EXPECT_TRUE(ParseYaml("[1,2]", "c.yaml", {.max_nodes = 3}).has_value());
}

TEST(YamlDocument, BytesThatAreNoTextAreNamedByLine) {
  EXPECT_EQ(ErrorOf(std::string("a: 1\nb: \0\n", 10)).where, "c.yaml:2");
  EXPECT_EQ(ErrorOf("a: 1\n\n\x1b").where, "c.yaml:3");
  EXPECT_EQ(ErrorOf("a: \xff\n").message, "not UTF-8");
  EXPECT_EQ(ErrorOf(std::string("\xff\xfe"
                                "a\0",
                                4))
                .message,
            "not UTF-8");
}

TEST(YamlDocument, ByteOrderMarkAndWindowsLinesAreRead) {
  const YamlNode root = ParseYaml(
                            "\xef\xbb\xbf"
                            "a: 1\r\nb: 2\r\n",
                            "c.yaml")
                            .value();
  EXPECT_EQ(root.children[1].text, "1");
  EXPECT_EQ(root.children[2].line, 2u);
}

// Nothing that fits into 8 MiB may hold the parser up.
TEST(YamlDocument, HostileInputTakesLinearTime) {
  const auto repeated = [](std::string_view part) {
    std::string text;
    while (text.size() < (256u << 10)) text += part;
    return text;
  };
  for (const char* part :
       {"[",     "{",     "]",   "- ",  "? ",       ": ",      "a: ",     "a:\n",
        "\"",    "'",     "'a",  "&a ", "*a ",      "!a ",     "!<",      "%",
        "---\n", "...\n", "#\n", "|\n", "> \n a\n", "[a,",     "{a,",     "{a: b, ",
        "a b ",  "\t",    "\n",  " ",   "\\",       "\"\\x41", "[\"a\",", "- a\n "}) {
    const auto start = std::chrono::steady_clock::now();
    const bool parsed = ParseYaml(repeated(part), "c.yaml").has_value();
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5)) << part << parsed;
  }
}

}  // namespace
}  // namespace arsip::seeds
