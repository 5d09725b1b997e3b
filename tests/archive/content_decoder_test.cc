#include "archive/content_decoder.h"

#include "capture_samples.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "warc_samples.h"

namespace arsip::archive {
namespace {

using testing::Gzip;
using ::testing::HasSubstr;
using Limits = ContentDecoder::Limits;

enum class Form { kZlib, kBare };

std::string Deflate(std::string_view bytes, Form form) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, form == Form::kBare ? -MAX_WBITS : MAX_WBITS, 8,
               Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

struct Decoded {
  std::string bytes;
  Status status = Ok();
  bool cut = false;  // the failure came with the end
};

Decoded Decode(std::string_view codings, std::string_view coded, size_t piece = 7,
               const Limits& limits = {}) {
  Decoded decoded;
  auto decoder = ContentDecoder::Make(codings, limits, [&](std::string_view bytes) {
    decoded.bytes.append(bytes);
    return Ok();
  });
  EXPECT_TRUE(decoder.has_value());
  if (!decoder.has_value()) return decoded;
  for (size_t at = 0; at < coded.size(); at += piece) {
    decoded.status = (*decoder)->Update(coded.substr(at, piece));
    if (!decoded.status.has_value()) return decoded;
  }
  decoded.status = (*decoder)->Finish();
  decoded.cut = !decoded.status.has_value();
  EXPECT_EQ((*decoder)->decoded_bytes(), decoded.bytes.size());
  return decoded;
}

void ExpectRefused(const Decoded& decoded, const std::string& words) {
  ASSERT_FALSE(decoded.status.has_value()) << words;
  EXPECT_EQ(decoded.status.error().code, ErrorCode::kInvalidInput);
  EXPECT_THAT(decoded.status.error().message, HasSubstr(words));
}

const std::string& Text() {
  static const std::string text = testing::RandomBytes(300, 3) + std::string(3000, 'x');
  return text;
}

TEST(ContentDecoder, GzipAndDeflateAreUndoneInPiecesOfAnySize) {
  for (const size_t piece : {1, 2, 3, 100, 100'000}) {
    for (const auto& [coding, coded] :
         {std::pair{"gzip", Gzip(Text())}, std::pair{"deflate", Deflate(Text(), Form::kZlib)}}) {
      const Decoded decoded = Decode(coding, coded, piece);
      EXPECT_TRUE(decoded.status.has_value());
      EXPECT_EQ(decoded.bytes, Text()) << coding << piece;
    }
  }
}

TEST(ContentDecoder, CodingsAreUndoneLastFirst) {
  const std::string coded = Gzip(Deflate(Text(), Form::kZlib));
  EXPECT_EQ(Decode("deflate, gzip", coded).bytes, Text());
  EXPECT_FALSE(Decode("gzip, deflate", coded).status.has_value());
}

TEST(ContentDecoder, IdentityAndNothingPassBytesThrough) {
  for (const char* codings : {"", "identity", " , identity ,"}) {
    EXPECT_EQ(Decode(codings, Text()).bytes, Text()) << codings;
  }
}

TEST(ContentDecoder, UnknownAndTooManyCodingsAreRefused) {
  const auto ignore = [](std::string_view) { return Ok(); };
  const auto unknown = ContentDecoder::Make("br", {}, ignore);
  ASSERT_FALSE(unknown.has_value());
  EXPECT_EQ(unknown.error().code, ErrorCode::kInvalidInput);
  EXPECT_THAT(unknown.error().message, HasSubstr("br"));
  EXPECT_TRUE(ContentDecoder::Make("gzip,gzip,gzip", {}, ignore).has_value());
  EXPECT_FALSE(ContentDecoder::Make("gzip,gzip,gzip,gzip", {}, ignore).has_value());
}

TEST(ContentDecoder, ABodyWithoutBytesHasNoCoding) {
  EXPECT_TRUE(Decode("gzip", "").status.has_value());
  EXPECT_EQ(Decode("gzip", "").bytes, "");
}

TEST(ContentDecoder, BombsEndAtTheRatio) {
  const std::string bomb = Gzip(std::string(16u << 20, '\0'), 9);
  const Decoded decoded = Decode("gzip", bomb, 100);
  ExpectRefused(decoded, "200 times");
  EXPECT_LE(decoded.bytes.size(), ContentDecoder::kFreeBytes + 201 * bomb.size());
}

TEST(ContentDecoder, ABombInsideABombEndsWhereTheFirstDoes) {
  const std::string bomb = Gzip(Gzip(std::string(64u << 20, '\0'), 9), 9);
  const Decoded decoded = Decode("gzip, gzip", bomb, 100);
  ExpectRefused(decoded, "times its size");
  EXPECT_LE(decoded.bytes.size(), ContentDecoder::kFreeBytes + 201 * bomb.size());
}

TEST(ContentDecoder, NoMoreThanTheGivenBytesAreDecoded) {
  const std::string coded = Gzip(Text());
  Limits limits;
  limits.max_bytes = Text().size();
  EXPECT_TRUE(Decode("gzip", coded, 7, limits).status.has_value());
  limits.max_bytes = Text().size() - 1;
  const Decoded decoded = Decode("gzip", coded, 7, limits);
  ExpectRefused(decoded, "more than " + std::to_string(limits.max_bytes));
  EXPECT_LE(decoded.bytes.size(), limits.max_bytes);
}

TEST(ContentDecoder, ABrokenStreamIsRefused) {
  ExpectRefused(Decode("gzip", "<html>no gzip</html>"), "broken");
  std::string flipped = Gzip(Text());
  flipped[flipped.size() - 6] = static_cast<char>(flipped[flipped.size() - 6] ^ 1);  // the CRC
  ExpectRefused(Decode("gzip", flipped), "broken");
}

TEST(ContentDecoder, ErrorsOfTheSinkAreHandedOn) {
  auto decoder = *ContentDecoder::Make("gzip", {}, [](std::string_view) -> Status {
    return Error{ErrorCode::kNoSpace, "full", ""};
  });
  EXPECT_EQ(decoder->Update(Gzip(Text())).error().code, ErrorCode::kNoSpace);
}

TEST(LenientContentCoding, DeflateWithoutItsWrapper) {
  for (const size_t piece : {1, 2, 1000}) {
    EXPECT_EQ(Decode("deflate", Deflate(Text(), Form::kBare), piece).bytes, Text());
  }
}

TEST(LenientContentCoding, NamesInCapitalsAndXGzip) {
  EXPECT_EQ(Decode("X-GZip", Gzip(Text())).bytes, Text());
  EXPECT_EQ(Decode("GZIP", Gzip(Text())).bytes, Text());
}

TEST(LenientContentCoding, SeveralMembersAreOneContent) {
  for (const size_t piece : {1, 10, 100'000}) {
    const Decoded decoded = Decode("gzip", Gzip("one") + Gzip("two") + Gzip(""), piece);
    EXPECT_TRUE(decoded.status.has_value());
    EXPECT_EQ(decoded.bytes, "onetwo") << piece;
  }
}

TEST(LenientContentCoding, BytesAfterTheEndAreNoContent) {
  for (const size_t piece : {1, 10, 100'000}) {
    EXPECT_EQ(Decode("gzip", Gzip("one") + "<!-- end -->", piece).bytes, "one");
    EXPECT_TRUE(Decode("gzip", Gzip("one") + "<!-- end -->", piece).status.has_value());
    EXPECT_EQ(Decode("deflate", Deflate("one", Form::kZlib) + "rest", piece).bytes, "one");
  }
}

TEST(LenientContentCoding, ACutStreamGivesWhatItHolds) {
  const std::string coded = Gzip(testing::RandomBytes(5000, 4));
  const Decoded decoded = Decode("gzip", coded.substr(0, coded.size() / 2));
  EXPECT_TRUE(decoded.cut);
  ExpectRefused(decoded, "cut off");
  EXPECT_GT(decoded.bytes.size(), 1000u);
  ExpectRefused(Decode("deflate", "x"), "cut off");
}

}  // namespace
}  // namespace arsip::archive
