#include "archive/gzip_member.h"

#include <gtest/gtest.h>

#include <vector>

#include "capture_samples.h"
#include "warc_bytes.h"

namespace arsip::archive {
namespace {

using testing::RandomBytes;
using testing::ReadMembers;

std::string Prose(size_t length) {
  std::string text;
  while (text.size() < length)
    text += "<p>Halaman " + std::to_string(text.size() * 7919) + "</p>\n";
  text.resize(length);
  return text;
}

std::string Compress(const std::vector<std::string_view>& parts, const MemberCoding& coding) {
  Result<std::string> member = CompressMember(parts, coding);
  EXPECT_TRUE(member.has_value());
  return member.value_or("");
}

std::vector<MemberCoding> AllCodings() {
  std::vector<MemberCoding> codings;
  for (int level = 1; level <= 12; ++level) codings.push_back({Compression::kLibdeflate, level});
  for (int level = 0; level <= 3; ++level) codings.push_back({Compression::kIsal, level});
  return codings;
}

TEST(GzipMember, EveryCoderWritesOneMemberThatZlibReads) {
  const std::string body = Prose(200'000);
  const std::vector<std::string_view> parts = {"WARC/1.1\r\n\r\n", "", body, "\r\n\r\n"};
  for (const MemberCoding& coding : AllCodings()) {
    const std::string member = Compress(parts, coding);
    const testing::Members read = ReadMembers(member);
    ASSERT_EQ(read.whole.size(), 1u);
    EXPECT_EQ(read.end, member.size());
    EXPECT_EQ(read.whole[0].bytes, "WARC/1.1\r\n\r\n" + body + "\r\n\r\n");
    EXPECT_LT(member.size(), body.size() / 2);
  }
}

TEST(GzipMember, NothingAndIncompressibleBytesComeBack) {
  for (const MemberCoding& coding : AllCodings()) {
    EXPECT_EQ(ReadMembers(Compress({}, coding)).whole.at(0).bytes, "");
    const std::string noise = RandomBytes(300'000, 1);
    EXPECT_EQ(ReadMembers(Compress({noise}, coding)).whole.at(0).bytes, noise);
  }
}

TEST(GzipMember, HoldsNoNameAndNoTime) {
  for (const MemberCoding& coding : AllCodings()) {
    const std::string member = Compress({"x"}, coding);
    ASSERT_GE(member.size(), 10u);
    EXPECT_EQ(member.substr(0, 4),
              std::string("\x1f\x8b\x08\x00", 4));  // no FNAME, FEXTRA, FCOMMENT
    EXPECT_EQ(member.substr(4, 4), std::string(4, '\0'));
  }
}

TEST(GzipMember, EqualBytesMakeEqualMembersHoweverTheyAreSplit) {
  const std::string body = Prose(50'000);
  const std::string_view view = body;
  const MemberCoding coding;
  const std::string whole = Compress({view}, coding);
  Compress({RandomBytes(70'000, 2)}, coding);  // leaves other bytes in the scratch space
  EXPECT_EQ(Compress({view.substr(0, 17), view.substr(17)}, coding), whole);
}

TEST(GzipMember, LevelsOutsideTheCodersRangeAreRefused) {
  for (const MemberCoding coding :
       {MemberCoding{Compression::kLibdeflate, 0}, MemberCoding{Compression::kLibdeflate, 13},
        MemberCoding{Compression::kIsal, -1}, MemberCoding{Compression::kIsal, 4}}) {
    const Status status = CheckCoding(coding);
    ASSERT_FALSE(status.has_value());
    EXPECT_EQ(status.error().code, ErrorCode::kInvalidInput);
  }
  EXPECT_TRUE(CheckCoding({Compression::kLibdeflate, 12}).has_value());
  EXPECT_TRUE(CheckCoding({Compression::kIsal, 0}).has_value());
}

TEST(StreamedGzipMember, LargeBodiesComeInSmallPiecesAndReadBack) {
  const std::string body = Prose(20u << 20);
  for (const int level : {0, 6}) {
    std::string member;
    size_t longest = 0;
    const std::vector<std::string_view> parts = {"head", body, "end"};
    const Status status =
        StreamMember(parts, level, [&member, &longest](std::string_view piece) -> Status {
          longest = std::max(longest, piece.size());
          member += piece;
          return Ok();
        });
    ASSERT_TRUE(status.has_value());
    EXPECT_LE(longest, 256u << 10);
    EXPECT_LE(member.size(), StreamedMemberBound(body.size() + 7));
    const testing::Members read = ReadMembers(member);
    ASSERT_EQ(read.whole.size(), 1u);
    EXPECT_EQ(read.whole[0].bytes, "head" + body + "end");
  }
}

TEST(StreamedGzipMember, IncompressibleBytesStayWithinTheBound) {
  const std::string noise = RandomBytes(5u << 20, 3);
  for (const int level : {0, 1, 6, 9}) {
    uint64_t length = 0;
    const std::vector<std::string_view> parts = {noise};
    ASSERT_TRUE(StreamMember(parts, level, [&length](std::string_view piece) -> Status {
                  length += piece.size();
                  return Ok();
                }).has_value());
    EXPECT_LE(length, StreamedMemberBound(noise.size())) << level;
  }
}

TEST(StreamedGzipMember, EndsAtTheSinksFirstError) {
  const std::string noise = RandomBytes(3u << 20, 4);
  int pieces = 0;
  const std::vector<std::string_view> parts = {noise};
  const Status status = StreamMember(parts, 1, [&pieces](std::string_view) -> Status {
    if (++pieces == 2) return Error{ErrorCode::kNoSpace, "full", "disk"};
    return Ok();
  });
  ASSERT_FALSE(status.has_value());
  EXPECT_EQ(status.error().code, ErrorCode::kNoSpace);
  EXPECT_EQ(pieces, 2);
}

TEST(LooksCompressed, TellsCodedBodiesFromText) {
  const std::string page = Prose(30'000);
  const std::string coded = Compress({Prose(300'000)}, {});
  const std::string head = "HTTP/1.1 200 OK\r\n\r\n";
  EXPECT_FALSE(LooksCompressed(std::vector<std::string_view>{head, page}));
  EXPECT_TRUE(LooksCompressed(std::vector<std::string_view>{head, coded}));
  EXPECT_TRUE(LooksCompressed(std::vector<std::string_view>{RandomBytes(4096, 5)}));
}

TEST(LooksCompressed, ShortOrEmptyBlocksDoNot) {
  EXPECT_FALSE(LooksCompressed({}));
  EXPECT_FALSE(LooksCompressed(std::vector<std::string_view>{RandomBytes(4095, 6)}));
}

TEST(MemberWriter, SmallBytesMakeTheMemberThatTheCoderMakes) {
  std::string member;
  MemberWriter writer({}, [&member](std::string_view bytes) {
    member.append(bytes);
    return Ok();
  });
  ASSERT_TRUE(writer.Append("some ").has_value());
  ASSERT_TRUE(writer.Append("bytes").has_value());
  EXPECT_EQ(member, "");
  ASSERT_TRUE(writer.Finish().has_value());
  const std::string_view whole = "some bytes";
  EXPECT_EQ(member, *CompressMember({&whole, 1}, {}));
}

TEST(MemberWriter, MoreThanFitsIsStreamed) {
  const std::string piece = testing::RandomBytes(3'000'000, 5);
  std::string member;
  MemberWriter writer({}, [&member](std::string_view bytes) {
    member.append(bytes);
    return Ok();
  });
  std::string all;
  for (int i = 0; i < 4; ++i) {
    ASSERT_TRUE(writer.Append(piece).has_value());
    all += piece;
  }
  EXPECT_NE(member, "");
  ASSERT_TRUE(writer.Finish().has_value());
  const auto members = testing::ReadMembers(member);
  ASSERT_EQ(members.whole.size(), 1u);
  EXPECT_EQ(members.whole[0].bytes, all);
}

TEST(MemberWriter, EndsAtTheSinksFirstError) {
  MemberWriter writer({}, [](std::string_view) {
    return Status(Error{ErrorCode::kNoSpace, "full", ""});
  });
  ASSERT_TRUE(writer.Append("x").has_value());
  EXPECT_EQ(writer.Finish().error().code, ErrorCode::kNoSpace);
}

}  // namespace
}  // namespace arsip::archive
