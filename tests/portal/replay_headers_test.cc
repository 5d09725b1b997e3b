#include "portal/replay_headers.h"

#include <gtest/gtest.h>

namespace arsip::portal {
namespace {

std::string Get(const FieldList& fields, const std::string& name) {
  HttpResponse response;
  response.fields = fields;
  return std::string(response.Get(name));
}

TEST(ReplayHeadersTest, OnlyWhatDescribesTheContentKeepsItsName) {
  const FieldList fields = ReplayFields(
      "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\ncontent-encoding: gzip\r\n"
      "Set-Cookie: a=b\r\nService-Worker-Allowed: /\r\nRefresh: 0; url=http://live/\r\n"
      "Link: </x>; rel=preload\r\nContent-Security-Policy: default-src *\r\n"
      "Access-Control-Allow-Origin: *\r\nWWW-Authenticate: Basic\r\nClear-Site-Data: \"*\"\r\n"
      "Strict-Transport-Security: max-age=1\r\nLocation: http://live/\r\n\r\n");
  EXPECT_EQ(Get(fields, "Content-Type"), "text/html");
  EXPECT_EQ(Get(fields, "Content-Encoding"), "gzip");
  for (const char* name :
       {"Set-Cookie", "Service-Worker-Allowed", "Refresh", "Link", "Content-Security-Policy",
        "Access-Control-Allow-Origin", "WWW-Authenticate", "Clear-Site-Data",
        "Strict-Transport-Security", "Location"}) {
    EXPECT_EQ(Get(fields, name), "") << name;
    EXPECT_NE(Get(fields, std::string("X-Archive-Orig-") + name), "") << name;
  }
}

TEST(Rfc9110Section761, HopByHopFieldsAndTheLengthAreDropped) {
  const FieldList fields = ReplayFields(
      "HTTP/1.1 200 OK\r\nConnection: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 7\r\n"
      "Keep-Alive: 5\r\nUpgrade: h2c\r\nTrailer: y\r\nX: 1\r\n\r\n");
  ASSERT_EQ(fields.size(), 1u);
  EXPECT_EQ(fields[0].first, "X-Archive-Orig-X");
}

TEST(ReplayHeadersTest, ASecondContentTypeDoesNotOverrideTheFirst) {
  const FieldList fields = ReplayFields(
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Type: text/html\r\n\r\n");
  EXPECT_EQ(Get(fields, "Content-Type"), "text/plain");
  EXPECT_EQ(Get(fields, "X-Archive-Orig-Content-Type"), "text/html");
}

TEST(ReplayHeadersTest, NothingOfAValueBreaksTheHead) {
  const FieldList fields = ReplayFields(
      "HTTP/1.1 200 OK\r\nX: a\r\n  folded\r\nY\x01: bad\r\nZ z: bad\r\nV: a\x07z\r\n\r\n");
  EXPECT_EQ(Get(fields, "X-Archive-Orig-X"), "a   folded");
  EXPECT_EQ(Get(fields, "X-Archive-Orig-V"), "a z");
  EXPECT_EQ(fields.size(), 2u);
}

TEST(ReplayHeadersTest, TheHeadIsBoundedAndSaysWhatIsMissing) {
  std::string head = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 500; ++i)
    head += "X" + std::to_string(i) + ": " + std::string(90, 'a') + "\r\n";
  const FieldList fields = ReplayFields(head + "\r\n");
  size_t size = 0;
  for (const auto& [name, value] : fields) size += name.size() + value.size() + 4;
  EXPECT_LE(size, kMaxReplayHeaderBytes + 64);
  EXPECT_EQ(std::stoul(Get(fields, "X-Archive-Orig-Omitted")) + fields.size() - 1, 500u);
}

TEST(ReplayHeadersTest, ReplayIsSandboxedAndNeverSniffed) {
  HttpResponse response;
  AddReplayProtection(response);
  AddCommonProtection(response);
  const std::string policy(response.Get("Content-Security-Policy"));
  EXPECT_TRUE(policy.starts_with("sandbox; default-src 'none'"));
  EXPECT_EQ(policy.find("allow-"), std::string::npos);
  EXPECT_EQ(policy.find("script-src"), std::string::npos);
  EXPECT_EQ(response.Get("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(response.Get("Referrer-Policy"), "no-referrer");
  EXPECT_EQ(response.Get("Cross-Origin-Resource-Policy"), "same-origin");
  EXPECT_EQ(response.Get("Content-Type"), "application/octet-stream");
}

TEST(CorsPolicyTest, OnlyOriginsOnTheListMayRead) {
  const CorsPolicy policy({"https://replay.example"});
  HttpRequest request{"GET", "/", {{"Origin", "https://replay.example"}}, ""};
  HttpResponse response;
  policy.Apply(request, response);
  EXPECT_EQ(response.Get("Access-Control-Allow-Origin"), "https://replay.example");
  EXPECT_EQ(response.Get("Cross-Origin-Resource-Policy"), "cross-origin");
  EXPECT_EQ(response.Get("Vary"), "Origin");
  EXPECT_EQ(policy.Preflight(request).Get("Access-Control-Allow-Methods"), "GET, HEAD");
  request.fields[0].second = "https://replay.example.evil";
  response = HttpResponse();
  policy.Apply(request, response);
  EXPECT_EQ(response.Get("Access-Control-Allow-Origin"), "");
  EXPECT_EQ(policy.Preflight(request).Get("Access-Control-Allow-Methods"), "");
  EXPECT_TRUE(CorsPolicy({"*"}).Allows("https://any.example"));
  EXPECT_FALSE(CorsPolicy({"*"}).Allows(""));
}

}  // namespace
}  // namespace arsip::portal
