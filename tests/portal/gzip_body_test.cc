#include "portal/gzip_body.h"

#include "portal_fixture.h"

namespace arsip::portal {
namespace {

class ManyPieces : public HttpBody {
 public:
  Result<Piece> Read() override {
    ++count_;
    if (count_ % 3 == 0) return Piece{"", false};
    return Piece{std::string(50'000, static_cast<char>('a' + count_ % 26)), count_ == 20};
  }

 private:
  int count_ = 0;
};

TEST(GzipBodyTest, PiecesBecomeOneMember) {
  HttpResponse plain;
  plain.body = std::make_unique<ManyPieces>();
  HttpResponse coded;
  coded.body = std::make_unique<GzipBody>(std::make_unique<ManyPieces>());
  const auto members = archive::testing::ReadMembers(testing::ReadBody(coded));
  ASSERT_EQ(members.whole.size(), 1u);
  EXPECT_EQ(members.whole[0].bytes, testing::ReadBody(plain));
}

TEST(Rfc9110Section1253, GzipIsTakenByThoseWhoNameIt) {
  for (const char* yes : {"gzip", "deflate, GZIP", "*", "gzip;q=0.5", "br;q=1, gzip; q=0.001"}) {
    EXPECT_TRUE(AcceptsGzip(yes)) << yes;
  }
  for (const char* no : {"", "identity", "gzip;q=0", "gzip; q=0.000", "x-gzip2"}) {
    EXPECT_FALSE(AcceptsGzip(no)) << no;
  }
}

TEST(GzipBodyTest, TheAnswerSaysWhatItDependsOn) {
  HttpResponse response = TextResponse(200, "text/plain", "abc");
  CompressFor(testing::Get("/"), response);
  EXPECT_EQ(response.Get("Content-Encoding"), "");
  EXPECT_EQ(response.Get("Vary"), "Accept-Encoding");
  response = TextResponse(200, "text/plain", "abc");
  CompressFor(testing::Get("/", {{"Accept-Encoding", "gzip"}}), response);
  EXPECT_EQ(response.Get("Content-Encoding"), "gzip");
  EXPECT_FALSE(response.length.has_value());
}

}  // namespace
}  // namespace arsip::portal
