#include "extractors/json_tree.h"

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "extractors/utf8.h"

namespace arsip::extractors {

// Behind nlohmann's SAX interface, which names its methods. False ends the parse.
class JsonTreeBuilder : public nlohmann::json_sax<nlohmann::json> {
 public:
  using Type = JsonTree::Type;

  explicit JsonTreeBuilder(JsonTree& tree) : tree_(tree) {}

  bool null() override { return Add(Type::kNull, {}); }
  bool boolean(bool value) override { return Add(value ? Type::kTrue : Type::kFalse, {}); }
  bool number_integer(number_integer_t value) override {
    return Add(Type::kNumber, std::to_string(value));
  }
  bool number_unsigned(number_unsigned_t value) override {
    return Add(Type::kNumber, std::to_string(value));
  }
  bool number_float(number_float_t /*value*/, const string_t& text) override {
    return Add(Type::kNumber, text);
  }
  bool string(string_t& value) override { return Add(Type::kString, std::move(value)); }
  bool binary(binary_t& /*value*/) override { return false; }
  bool start_object(size_t /*elements*/) override { return Open(Type::kObject); }
  bool key(string_t& name) override {
    name_ = std::move(name);
    return true;
  }
  bool end_object() override { return Close(); }
  bool start_array(size_t /*elements*/) override { return Open(Type::kArray); }
  bool end_array() override { return Close(); }
  bool parse_error(size_t /*position*/, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*error*/) override {
    return false;
  }

 private:
  struct Container {
    JsonTree::Index value;
    JsonTree::Index last_child = JsonTree::kNone;
  };

  bool Add(Type type, std::string text) {
    if (tree_.values_.size() >= JsonTree::kMaxValues) return false;
    const auto index = static_cast<JsonTree::Index>(tree_.values_.size());
    JsonTree::Value& value = tree_.values_.emplace_back();
    value.type = type;
    value.name = std::exchange(name_, {});
    value.text = std::move(text);
    if (open_.empty()) return true;
    Container& parent = open_.back();
    if (parent.last_child == JsonTree::kNone) {
      tree_.values_[parent.value].first = index;
    } else {
      tree_.values_[parent.last_child].next = index;
    }
    parent.last_child = index;
    return true;
  }
  bool Open(Type type) {
    if (open_.size() >= JsonTree::kMaxDepth || !Add(type, {})) return false;
    open_.push_back({static_cast<JsonTree::Index>(tree_.values_.size() - 1)});
    return true;
  }
  bool Close() {
    open_.pop_back();
    return true;
  }

  JsonTree& tree_;
  std::string name_;
  std::vector<Container> open_;
};

JsonTree::JsonTree(std::string_view text) {
  JsonTreeBuilder builder(*this);
  std::string_view read = text.substr(0, kMaxBytes);
  std::string well_formed;
  if (!IsWellFormedUtf8Prefix(read)) {  // to the parser one wrong byte is the end
    AppendWellFormedUtf8(well_formed, read);
    read = well_formed;
  }
  try {
    complete_ =
        nlohmann::json::sax_parse(read.begin(), read.end(), &builder) && text.size() <= kMaxBytes;
  } catch (const nlohmann::json::exception&) {  // a library's edge; none is known to get here
    complete_ = false;
  }
}

JsonTree::Type JsonTree::type(Index value) const {
  return value < values_.size() ? values_[value].type : Type::kNull;
}

JsonTree::Index JsonTree::First(Index value) const {
  return value < values_.size() ? values_[value].first : kNone;
}

JsonTree::Index JsonTree::Next(Index value) const {
  return value < values_.size() ? values_[value].next : kNone;
}

std::string_view JsonTree::Name(Index value) const {
  return value < values_.size() ? std::string_view(values_[value].name) : std::string_view();
}

std::string_view JsonTree::Text(Index value) const {
  return value < values_.size() ? std::string_view(values_[value].text) : std::string_view();
}

JsonTree::Index JsonTree::Member(Index value, std::string_view name) const {
  if (!object(value)) return kNone;
  for (Index member = First(value); member != kNone; member = Next(member)) {
    if (values_[member].name == name) return member;
  }
  return kNone;
}

}  // namespace arsip::extractors
