#include "portal/partial_body.h"

#include "portal_fixture.h"

namespace arsip::portal {
namespace {

// "0123456789" in pieces of three, and one of none.
class Digits : public HttpBody {
 public:
  Result<Piece> Read() override {
    static const char* const kPieces[] = {"012", "345", "", "678", "9"};
    const int at = at_++;
    return Piece{kPieces[at], at == 4};
  }

 private:
  int at_ = 0;
};

TEST(PartialBodyTest, EveryRangeIsItsBytes) {
  const std::string whole = "0123456789";
  for (size_t begin = 0; begin < 10; ++begin) {
    for (size_t end = begin + 1; end <= 10; ++end) {
      HttpResponse response;
      response.body = std::make_unique<PartialBody>(std::make_unique<Digits>(), begin, end);
      EXPECT_EQ(testing::ReadBody(response), whole.substr(begin, end - begin));
    }
  }
}

TEST(PartialBodyTest, ABodyThatHasBecomeShorterIsAnError) {
  PartialBody body(std::make_unique<Digits>(), 0, 11);
  Result<HttpBody::Piece> piece = body.Read();
  while (piece.has_value()) piece = body.Read();
  EXPECT_EQ(piece.error().code, ErrorCode::kCorruption);
}

TEST(PartialBodyTest, MeasuringReadsToTheEndOrSaysThatItDidNot) {
  Digits whole;
  const auto extent = *MeasureBody(whole, 5);
  EXPECT_TRUE(extent.whole);
  EXPECT_EQ(extent.length, 10u);
  EXPECT_EQ(extent.digest, HexEncode(ComputeSha256(std::string_view("0123456789"))));
  Digits part;
  EXPECT_FALSE(MeasureBody(part, 4)->whole);
}

class IndexExportTest : public testing::PortalFixture {};

TEST_F(IndexExportTest, TheIndexHasALengthAndRanges) {
  const std::string whole = Fetch("/news/index.cdxj").second;
  HttpResponse plain = Answer(testing::Get("/news/index.cdxj"));
  EXPECT_EQ(plain.length, whole.size());
  EXPECT_EQ(plain.Get("Accept-Ranges"), "bytes");
  HttpResponse part = Answer(testing::Get("/news/index.cdxj", {{"Range", "bytes=100-1099"}}));
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.Get("Content-Range"), "bytes 100-1099/" + std::to_string(whole.size()));
  EXPECT_EQ(testing::ReadBody(part), whole.substr(100, 1000));
  EXPECT_EQ(Fetch("/news/index.cdxj", {{"Range", "bytes=-99999999"}}), std::make_pair(206, whole));
  EXPECT_EQ(Fetch("/news/index.cdxj", {{"Range", "bytes=99999999-"}}).first, 416);
  const std::string etag(plain.Get("ETag"));
  EXPECT_EQ(Fetch("/news/index.cdxj", {{"If-None-Match", etag}}).first, 304);
  Deny("host1.example", archive::AccessMatch::kHost);
  EXPECT_NE(Answer(testing::Get("/news/index.cdxj")).Get("ETag"), etag);
}

}  // namespace
}  // namespace arsip::portal
