#include "frontier/record_bytes.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "base/clock.h"

namespace arsip::frontier {
namespace {

TEST(RecordBytes, IntegersReadBackAtEveryLength) {
  for (unsigned shift = 0; shift < 64; ++shift) {
    const uint64_t value = uint64_t{1} << shift;
    RecordWriter out(16);
    out.Integer(value);
    out.Integer(value - 1);
    const std::string bytes = out.Take();
    RecordReader in(bytes);
    EXPECT_EQ(in.Integer(), value);
    EXPECT_EQ(in.Integer(), value - 1);
    EXPECT_TRUE(in.complete());
  }
}

TEST(RecordBytes, SmallIntegersTakeOneByte) {
  RecordWriter out(1);
  out.Integer(127);
  EXPECT_EQ(out.Take(), "\x7f");
}

TEST(RecordBytes, TimesBefore1970ReadBack) {
  RecordWriter out(16);
  out.Time64(UtcTime(std::chrono::microseconds(-5)));
  const std::string bytes = out.Take();
  RecordReader in(bytes);
  EXPECT_EQ(in.Time64<UtcTime>(), UtcTime(std::chrono::microseconds(-5)));
}

TEST(RecordBytes, AnIntegerOfMoreThan64BitsFails) {
  const std::string bytes = std::string(9, '\xff') + '\x02';
  RecordReader in(bytes);
  EXPECT_EQ(in.Integer(), 0U);
  EXPECT_TRUE(in.failed());
}

TEST(RecordBytes, AnEndlessIntegerFails) {
  const std::string bytes(64, '\x80');
  RecordReader in(bytes);
  in.Integer();
  EXPECT_TRUE(in.failed());
}

TEST(RecordBytes, AValueAboveItsLimitFails) {
  RecordWriter out(4);
  out.Integer(8);
  const std::string bytes = out.Take();
  RecordReader in(bytes);
  EXPECT_EQ(in.Integer(7), 0U);
  EXPECT_TRUE(in.failed());
}

TEST(RecordBytes, ATextLongerThanTheInputFails) {
  RecordWriter out(16);
  out.Text("abcdef");
  const std::string bytes = out.Take();
  RecordReader in(std::string_view(bytes).substr(0, 4));
  EXPECT_EQ(in.Text(100), "");
  EXPECT_TRUE(in.failed());
}

TEST(RecordBytes, ATextLongerThanItsLimitFails) {
  RecordWriter out(16);
  out.Text("abcdef");
  const std::string bytes = out.Take();
  RecordReader in(bytes);
  in.Text(5);
  EXPECT_TRUE(in.failed());
}

TEST(RecordBytes, AFailedReaderStaysFailed) {
  RecordReader in("\x01");
  in.Byte();
  in.Byte();
  EXPECT_TRUE(in.failed());
  EXPECT_EQ(in.Integer(), 0U);
  EXPECT_EQ(in.Text(10), "");
  EXPECT_FALSE(in.complete());
}

TEST(RecordBytes, BytesLeftOverAreNotComplete) {
  RecordReader in("\x01\x02");
  in.Byte();
  EXPECT_FALSE(in.failed());
  EXPECT_FALSE(in.complete());
  EXPECT_EQ(in.left(), 1U);
}

}  // namespace
}  // namespace arsip::frontier
