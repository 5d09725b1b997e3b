// Counts the fields of an encoded protobuf message before it is parsed.
//
// Two bytes of a message can become a hundred bytes of memory (an empty entry of a repeated
// message), so a bound on the bytes of a message is none on the memory it costs. Thread-safe.
#ifndef ARSIP_FRONTIER_WIRE_FIELDS_H_
#define ARSIP_FRONTIER_WIRE_FIELDS_H_

#include <cstddef>
#include <span>
#include <string_view>

namespace arsip::frontier {

// The fields of a message that hold messages with repeated fields of their own.
struct NestedFields {
  int number = 0;
  std::span<const NestedFields> nested{};
};

// True when `bytes` are well-formed fields (no groups), and there are at most `max_fields` of them,
// those inside `nested` included. Linear; nothing is allocated.
// https://protobuf.dev/programming-guides/encoding/#structure
bool FieldsAreWithin(std::string_view bytes, std::span<const NestedFields> nested,
                     size_t max_fields);

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_WIRE_FIELDS_H_
