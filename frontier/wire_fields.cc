#include "frontier/wire_fields.h"

#include <algorithm>
#include <cstdint>

namespace arsip::frontier {
namespace {

bool TakeVarint(std::string_view* bytes, uint64_t* value) {
  *value = 0;
  for (int shift = 0; shift < 64 && !bytes->empty(); shift += 7) {
    const auto byte = static_cast<uint8_t>(bytes->front());
    bytes->remove_prefix(1);
    *value |= static_cast<uint64_t>(byte & 0x7F) << shift;
    if ((byte & 0x80) == 0) return true;
  }
  return false;
}

bool TakeBytes(std::string_view* bytes, uint64_t size, std::string_view* taken) {
  if (size > bytes->size()) return false;
  *taken = bytes->substr(0, size);
  bytes->remove_prefix(size);
  return true;
}

// The value of a field; `content` is that of a length-delimited one.
bool TakeValue(std::string_view* bytes, uint64_t wire_type, std::string_view* content) {
  std::string_view fixed;
  uint64_t varint = 0;
  switch (wire_type) {
    case 0:
      return TakeVarint(bytes, &varint);
    case 1:
      return TakeBytes(bytes, 8, &fixed);
    case 2:
      return TakeVarint(bytes, &varint) && TakeBytes(bytes, varint, content);
    case 5:
      return TakeBytes(bytes, 4, &fixed);
    default:
      return false;
  }
}

// The recursion is as deep as `nested` is, whatever the bytes say.
bool Count(std::string_view bytes, std::span<const NestedFields> nested, size_t* left) {
  while (!bytes.empty()) {
    if (*left == 0) return false;
    --*left;
    uint64_t tag = 0;
    std::string_view content;
    if (!TakeVarint(&bytes, &tag) || !TakeValue(&bytes, tag & 7, &content)) return false;
    if ((tag & 7) != 2) continue;
    const auto is_this = [tag](const NestedFields& field) {
      return static_cast<uint64_t>(field.number) == tag >> 3;
    };
    const auto field = std::find_if(nested.begin(), nested.end(), is_this);
    if (field != nested.end() && !Count(content, field->nested, left)) return false;
  }
  return true;
}

}  // namespace

bool FieldsAreWithin(std::string_view bytes, std::span<const NestedFields> nested,
                     size_t max_fields) {
  size_t left = max_fields;
  return Count(bytes, nested, &left);
}

}  // namespace arsip::frontier
