#include "portal/http_exchange.h"

#include <gtest/gtest.h>

namespace arsip::portal {
namespace {

TEST(HttpExchangeTest, ARequestIsTakenApart) {
  const HttpRequest request{"HEAD", "/news/cdx?url=a?b", {{"Host", "x"}, {"HOST", "y"}}, ""};
  EXPECT_EQ(request.path(), "/news/cdx");
  EXPECT_EQ(request.query_string(), "url=a?b");
  EXPECT_EQ(request.Get("host"), "x");
  EXPECT_EQ(request.Get("Range"), "");
  EXPECT_TRUE(request.head());
  EXPECT_EQ((HttpRequest{"GET", "/x", {}, ""}).query_string(), "");
}

TEST(HttpExchangeTest, SetReplacesAFieldInAnyCase) {
  HttpResponse response;
  response.fields = {{"vary", "a"}, {"VARY", "b"}};
  response.Set("Vary", "c");
  EXPECT_EQ(response.fields.size(), 1u);
  EXPECT_EQ(response.Get("vary"), "c");
}

TEST(HttpExchangeTest, ErrorsBecomeStatusesAndDefectsStayInside) {
  EXPECT_EQ(ErrorResponse({ErrorCode::kNotFound, "x", ""}).status, 404);
  EXPECT_EQ(ErrorResponse({ErrorCode::kInvalidInput, "x", ""}).status, 400);
  EXPECT_EQ(ErrorResponse({ErrorCode::kPermission, "x", ""}).status, 403);
  EXPECT_EQ(ErrorResponse({ErrorCode::kUnavailable, "x", ""}).status, 503);
  HttpResponse inner = ErrorResponse({ErrorCode::kCorruption, "secret", "/srv/x@7"});
  EXPECT_EQ(inner.status, 500);
  EXPECT_EQ(inner.body->Read()->bytes.find("secret"), std::string::npos);
}

TEST(HttpExchangeTest, StatusesHaveTheirPhrase) {
  EXPECT_EQ(ReasonPhrase(451), "Unavailable For Legal Reasons");
  EXPECT_EQ(ReasonPhrase(299), "");
}

}  // namespace
}  // namespace arsip::portal
