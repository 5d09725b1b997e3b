// JsonTree: a JSON text (RFC 8259) as a flat tree, bounded in depth, values and bytes.
//
// Reading stops at the first error or bound; what was read until then stays, so a document that was
// cut short still says what it said. Numbers keep their notation, strings are UTF-8. No recursion.
#ifndef ARSIP_EXTRACTORS_JSON_TREE_H_
#define ARSIP_EXTRACTORS_JSON_TREE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace arsip::extractors {

class JsonTree {
 public:
  static constexpr size_t kMaxDepth = 64;
  static constexpr size_t kMaxValues = 500'000;
  static constexpr size_t kMaxBytes = 32u << 20;  // of the text; what is behind is not read

  enum class Type : uint8_t { kNull, kTrue, kFalse, kNumber, kString, kObject, kArray };
  using Index = uint32_t;
  static constexpr Index kNone = UINT32_MAX;

  explicit JsonTree(std::string_view text);

  // The outermost value; kNone when there is none.
  Index root() const { return values_.empty() ? kNone : 0; }
  // The text is well-formed JSON to its end.
  bool complete() const { return complete_; }

  // All of these take kNone, and answer for it as for a null.
  Type type(Index value) const;
  bool object(Index value) const { return type(value) == Type::kObject; }
  bool array(Index value) const { return type(value) == Type::kArray; }
  bool string(Index value) const { return type(value) == Type::kString; }
  // The member of that name, kNone without one. Linear in the members.
  Index Member(Index value, std::string_view name) const;
  // Of a string or number; else empty.
  std::string_view Text(Index value) const;
  std::string_view TextOf(Index value, std::string_view name) const {
    return Text(Member(value, name));
  }
  std::string_view Name(Index value) const;  // of a member
  // Members or elements in their order, kNone at the end.
  Index First(Index value) const;
  Index Next(Index value) const;

 private:
  friend class JsonTreeBuilder;
  struct Value {
    Type type = Type::kNull;
    Index first = kNone;
    Index next = kNone;
    std::string name;
    std::string text;
  };

  std::vector<Value> values_;
  bool complete_ = false;
};

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_JSON_TREE_H_
