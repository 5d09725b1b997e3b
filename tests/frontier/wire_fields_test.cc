#include "frontier/wire_fields.h"

#include <gtest/gtest.h>

#include <string>

namespace arsip::frontier {
namespace {

using namespace std::string_literals;

constexpr NestedFields kInner[] = {{.number = 1}};
constexpr NestedFields kNested[] = {{.number = 2, .nested = kInner}};

TEST(WireFieldsTest, CountsTheFieldsOfOneLevel) {
  const std::string three = "\x08\x01\x08\x02\x08\x03"s;
  EXPECT_TRUE(FieldsAreWithin(three, {}, 3));
  EXPECT_FALSE(FieldsAreWithin(three, {}, 2));
  EXPECT_TRUE(FieldsAreWithin("", {}, 0));
}

TEST(WireFieldsTest, CountsInsideNestedMessagesOnly) {
  // Field 2 holds field 1, which holds two varints: four fields. Field 3 holds bytes that are no
  // fields.
  const std::string nested = "\x12\x06\x0A\x04\x08\x01\x08\x01"s;
  EXPECT_TRUE(FieldsAreWithin(nested, kNested, 4));
  EXPECT_FALSE(FieldsAreWithin(nested, kNested, 3));
  EXPECT_TRUE(FieldsAreWithin(nested, {}, 1));
  EXPECT_TRUE(FieldsAreWithin("\x1A\x03\xFF\xFF\xFF"s, kNested, 1));
}

TEST(WireFieldsTest, EveryWireTypeIsSkipped) {
  EXPECT_TRUE(FieldsAreWithin("\x08\xFF\x01"s, {}, 1));                          // varint
  EXPECT_TRUE(FieldsAreWithin("\x09\x00\x00\x00\x00\x00\x00\x00\x00"s, {}, 1));  // fixed64
  EXPECT_TRUE(FieldsAreWithin("\x0A\x02hi"s, {}, 1));                            // bytes
  EXPECT_TRUE(FieldsAreWithin("\x0D\x00\x00\x00\x00"s, {}, 1));                  // fixed32
}

TEST(WireFieldsTest, MalformedFieldsAreRefused) {
  EXPECT_FALSE(FieldsAreWithin("\x08"s, {}, 9));                  // no value
  EXPECT_FALSE(FieldsAreWithin("\x08\x80"s, {}, 9));              // varint without an end
  EXPECT_FALSE(FieldsAreWithin("\x0A\x05hi"s, {}, 9));            // shorter than it says
  EXPECT_FALSE(FieldsAreWithin("\x09\x00"s, {}, 9));              // half a fixed64
  EXPECT_FALSE(FieldsAreWithin("\x0B\x0C"s, {}, 9));              // a group
  EXPECT_FALSE(FieldsAreWithin("\x0E"s, {}, 9));                  // no such wire type
  EXPECT_FALSE(FieldsAreWithin(std::string(11, '\xFF'), {}, 9));  // an endless tag
  EXPECT_FALSE(
      FieldsAreWithin("\x0A\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01"s, {}, 9));  // huge size
}

}  // namespace
}  // namespace arsip::frontier
