#include "seeds/yaml_document.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>

#include "base/utf8.h"

namespace arsip::seeds {
namespace {

// Builds the tree from yaml-cpp's events and not from YAML::Node: the depth is checked here before
// yaml-cpp descends, so its recursion is bounded by ours, and no alias is ever expanded.
// Throws YAML::ParserException, which ParseYaml catches.
class TreeBuilder : public YAML::EventHandler {
 public:
  explicit TreeBuilder(const YamlLimits& limits) : limits_(limits) {}
  YamlNode Take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    RefuseAnchor(mark, anchor);
    AddNode(mark, YamlNode::Kind::kNull);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    Refuse(mark, "aliases (*name) are not allowed: write the value out");
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    RefuseAnchor(mark, anchor);
    RefuseTag(mark, tag);
    AddNode(mark, YamlNode::Kind::kScalar).text = value;
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    Open(mark, tag, anchor, YamlNode::Kind::kSequence);
  }
  void OnSequenceEnd() override { open_.pop_back(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    Open(mark, tag, anchor, YamlNode::Kind::kMap);
  }
  void OnMapEnd() override { open_.pop_back(); }

 private:
  [[noreturn]] static void Refuse(const YAML::Mark& mark, const std::string& what) {
    throw YAML::ParserException(mark, what);
  }
  static void RefuseAnchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != 0) Refuse(mark, "anchors (&name) are not allowed");
  }
  static void RefuseTag(const YAML::Mark& mark, const std::string& tag) {
    // "?" and "!" are yaml-cpp's own, for plain and for quoted.
    if (!tag.empty() && tag != "?" && tag != "!") Refuse(mark, "tags (!name) are not allowed");
  }
  void Open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
            YamlNode::Kind kind) {
    RefuseAnchor(mark, anchor);
    RefuseTag(mark, tag);
    if (open_.size() >= limits_.max_depth) {
      Refuse(mark, "nested deeper than " + std::to_string(limits_.max_depth) + " levels");
    }
    open_.push_back(&AddNode(mark, kind));
  }
  // The node stays in place while it is open: nothing joins its parent's children before it closes.
  YamlNode& AddNode(const YAML::Mark& mark, YamlNode::Kind kind) {
    if (++nodes_ > limits_.max_nodes) {
      Refuse(mark, "more than " + std::to_string(limits_.max_nodes) + " values");
    }
    YamlNode& node = open_.empty() ? root_ : open_.back()->children.emplace_back();
    node.kind = kind;
    node.line = static_cast<uint32_t>(mark.line) + 1;
    return node;
  }

  const YamlLimits& limits_;
  YamlNode root_;
  std::vector<YamlNode*> open_;  // borrowed from root_
  size_t nodes_ = 0;
};

Error At(const std::string& name, size_t line, const std::string& what) {
  return Error{ErrorCode::kInvalidInput, what, name + ":" + std::to_string(line)};
}

size_t LineAt(std::string_view text, size_t offset) {
  return static_cast<size_t>(std::ranges::count(text.substr(0, offset), '\n')) + 1;
}

// YAML 1.2 section 5.1 (c-printable), in UTF-8 only: yaml-cpp would also guess at UTF-16 and
// UTF-32.
Status CheckCharacters(std::string_view text, const std::string& name) {
  const size_t invalid = FindInvalidUtf8(text);
  if (invalid != std::string_view::npos) {
    return At(name, LineAt(text, invalid), "not UTF-8");
  }
  const auto control = std::ranges::find_if(text, [](char c) {
    return (static_cast<uint8_t>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F;
  });
  if (control != text.end()) {
    const auto offset = static_cast<size_t>(control - text.begin());
    return At(name, LineAt(text, offset), "control character " + std::to_string(*control));
  }
  return Ok();
}

// yaml-cpp reads a whole line of opening brackets ahead before its first event, and slowly: 24 s
// for 8 MiB. Brackets inside quotes are counted, too, so this is coarser than the depth that
// TreeBuilder holds exactly.
Status CheckBrackets(std::string_view text, const std::string& name) {
  constexpr size_t kMaxOpenOnOneLine = 64;
  size_t open = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') open = 0;
    if (c == '[' || c == '{') ++open;
    if ((c == ']' || c == '}') && open > 0) --open;
    if (open > kMaxOpenOnOneLine) return At(name, LineAt(text, i), "too many brackets are open");
  }
  return Ok();
}

}  // namespace

Result<YamlNode> ParseYaml(std::string_view text, const std::string& name,
                           const YamlLimits& limits) {
  if (text.size() > limits.max_bytes) {
    return At(name, 1, "larger than " + std::to_string(limits.max_bytes) + " bytes");
  }
  ARSIP_TRY(CheckCharacters(text, name));
  ARSIP_TRY(CheckBrackets(text, name));
  std::istringstream stream{std::string(text)};
  try {
    YAML::Parser parser(stream);
    TreeBuilder builder(limits);
    if (!parser.HandleNextDocument(builder)) return At(name, 1, "empty");
    YamlNode root = builder.Take();
    TreeBuilder second(limits);
    if (parser.HandleNextDocument(second)) {
      return At(name, second.Take().line, "a second document: one file holds one");
    }
    return root;
  } catch (const YAML::Exception& exception) {
    const bool placed = exception.mark.line >= 0;
    return At(name, placed ? static_cast<size_t>(exception.mark.line) + 1 : 1, exception.msg);
  }
}

const char* NodeKindName(YamlNode::Kind kind) {
  switch (kind) {
    case YamlNode::Kind::kNull:
      return "nothing";
    case YamlNode::Kind::kScalar:
      return "text";
    case YamlNode::Kind::kSequence:
      return "a list";
    case YamlNode::Kind::kMap:
      return "a map";
  }
  return "unknown";
}

}  // namespace arsip::seeds
