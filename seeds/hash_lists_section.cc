#include "seeds/hash_lists_section.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace arsip::seeds {
namespace {

constexpr std::array<std::string_view, 4> kListKeys = {"name", "file", "action", "bare"};
constexpr std::array<std::string_view, 3> kActions = {"tag", "prioritise", "quarantine-and-stop"};
constexpr std::array<std::string_view, 2> kBareKinds = {"pdq", "sha256"};
constexpr size_t kMaxLists = 100;
constexpr size_t kMaxNameBytes = 64;
constexpr size_t kMaxPathBytes = 4'000;

HashList ReadHashList(const Field& field, Problems& problems) {
  HashList list;
  const FieldMap keys(field, kListKeys, problems);
  if (const auto name = keys.Require("name")) {
    list.name = ReadText(*name, kMaxNameBytes, problems).value_or("");
    // It stands in lines of records.
    const bool plain = std::ranges::all_of(list.name, [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
    if (!plain) {
      problems.Add(name->line(), name->name + ": '" + list.name +
                                     "' may have lower-case letters, digits, - and _ only");
    }
  }
  if (const auto file = keys.Require("file")) {
    list.file = ReadText(*file, kMaxPathBytes, problems).value_or("");
  }
  if (const auto action = keys.Require("action")) {
    list.action = static_cast<HashListAction>(ReadChoice(*action, kActions, problems).value_or(0));
  }
  if (const auto bare = keys.Get("bare")) {
    list.bare_is_sha256 = ReadChoice(*bare, kBareKinds, problems).value_or(0) == 1;
  }
  return list;
}

}  // namespace

std::vector<HashList> ReadHashLists(const Field& field, Problems& problems) {
  std::vector<HashList> lists;
  for (const Field& item : ReadList(field, kMaxLists, problems)) {
    HashList list = ReadHashList(item, problems);
    const bool twice = std::ranges::any_of(
        lists, [&list](const HashList& other) { return other.name == list.name; });
    if (twice) problems.Add(item.line(), item.name + ": '" + list.name + "' is there already");
    lists.push_back(std::move(list));
  }
  return lists;
}

}  // namespace arsip::seeds
