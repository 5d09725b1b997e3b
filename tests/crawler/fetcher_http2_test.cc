// HTTP/2 against nginx: what is negotiated, recorded, and kept per connection.
#include <openssl/ssl.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include "base/http_message.h"
#include "crawler/fetcher.h"
#include "fetch_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nginx_server.h"
#include "test_certificates.h"

namespace arsip::crawler {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

constexpr const char* kAddress = "127.0.0.3";

class Http2Test : public FetchTest {
 protected:
  void SetUp() override {
    FetchTest::SetUp();
    options_.connect_timeout = std::chrono::seconds(3);
    options_.http_version = HttpVersion::kHttp2;
    authority_ = std::make_unique<TestAuthority>(directory_);
    options_.ca_file = authority_->ca_file();
    std::filesystem::create_directory(directory_ + "/html");
    WriteFile("index.html", "hello");
  }
  void TearDown() override {
    nginx_.reset();
    FetchTest::TearDown();
  }
  void WriteFile(const std::string& name, const std::string& bytes) const {
    std::ofstream(directory_ + "/html/" + name) << bytes;
  }
  void Serve(const std::string& listen = "ssl http2", const std::string& more = "") {
    port_ = NginxServer::FreePort(kAddress);
    nginx_ = std::make_unique<NginxServer>(
        directory_,
        "server { listen " + std::string(kAddress) + ":" + std::to_string(port_) + " " + listen +
            "; ssl_protocols TLSv1.2 TLSv1.3; root " + directory_ + "/html; " +
            authority_->Issue("good", {.host = "site.test"}) + more +
            " add_header X-Connection $connection; add_header X-Host $http_host; }",
        kAddress, port_);
  }
  FetchRequest Get(const std::string& path = "/", const std::string& host = "site.test") {
    return Request("https://" + host + ":" + std::to_string(port_) + path, {kAddress});
  }
  static std::string FieldOf(const FetchResult& result, const std::string& name) {
    return std::string(HttpHead::ParseResponse(result.head).Get(name).value_or("(none)"));
  }

  std::unique_ptr<TestAuthority> authority_;
  uint16_t port_ = 0;
  std::unique_ptr<NginxServer> nginx_;
};

TEST_F(Http2Test, AnExchangeIsRecordedInTheFormOfHttp11) {
  Serve();
  const FetchResult result = Fetch(Get("/?a=b"));
  EXPECT_THAT(result, FailedWith(FetchFailure::kNone)) << result.failure_detail;
  EXPECT_EQ(result.http_version, HttpVersion::kHttp2);
  EXPECT_EQ(result.status_code, 200);
  EXPECT_EQ(BodyOf(result), "hello");
  EXPECT_THAT(result.head, StartsWith("HTTP/1.1 200 \r\nserver: "));
  EXPECT_THAT(result.head, testing::EndsWith("\r\n\r\n"));
  EXPECT_THAT(result.head, HasSubstr("\r\ncontent-type: text/html\r\n"));
  const std::string authority = "site.test:" + std::to_string(port_);
  EXPECT_EQ(result.request_bytes,
            "GET /?a=b HTTP/1.1\r\nHost: " + authority +
                "\r\nuser-agent: arsip-test/1 (+https://example.org/)\r\naccept: */*\r\n"
                "accept-encoding: gzip\r\n\r\n");
  EXPECT_EQ(FieldOf(result, "X-Host"), authority);
  ASSERT_TRUE(result.tls.has_value());
  EXPECT_EQ(result.tls->protocol, "tls/1.3");
  EXPECT_THAT(result.tls->cipher_suite, StartsWith("TLS_"));
  EXPECT_THAT(result.tls->chain_pem, SizeIs(2));
  EXPECT_EQ(result.peer_address, kAddress);
  EXPECT_THAT(result.flags, IsEmpty());
}

TEST_F(Http2Test, AServerWithoutItGivesHttp11) {
  Serve("ssl");
  const FetchResult result = Fetch(Get());
  EXPECT_EQ(result.http_version, HttpVersion::kHttp11);
  EXPECT_THAT(result.head, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(result.request_bytes, StartsWith("GET / HTTP/1.1\r\n"));
}

TEST_F(Http2Test, WithoutTheOptionItIsNotOffered) {
  options_.http_version = HttpVersion::kHttp11;
  Serve();
  EXPECT_EQ(Fetch(Get()).http_version, HttpVersion::kHttp11);
}

TEST_F(Http2Test, AConnectionIsUsedAgainWithItsFacts) {
  Serve();
  const FetchResult first = Fetch(Get());
  const FetchResult second = Fetch(Get());
  const FetchResult third = Fetch(Get("/absent"));
  EXPECT_EQ(FieldOf(first, "X-Connection"), FieldOf(second, "X-Connection"));
  EXPECT_EQ(second.http_version, HttpVersion::kHttp2);
  EXPECT_EQ(second.peer_port, port_);
  EXPECT_EQ(second.tls->chain_pem, first.tls->chain_pem);
  EXPECT_EQ(second.request_bytes, first.request_bytes);
  EXPECT_EQ(third.status_code, 404);
  EXPECT_THAT(third.request_bytes, StartsWith("GET /absent HTTP/1.1\r\n"));
}

TEST_F(Http2Test, FetchesAtOnceHaveAConnectionEach) {
  Serve();
  WriteFile("slow.bin", std::string(200'000, 's'));
  std::vector<FetchRequest> requests;
  for (int i = 0; i < 8; ++i) requests.push_back(Get("/slow.bin?" + std::to_string(i)));
  std::set<std::string> paths;
  for (const FetchResult& result : FetchAll(std::move(requests))) {
    EXPECT_EQ(result.body->size(), 200'000U) << result.failure_detail;
    EXPECT_EQ(result.http_version, HttpVersion::kHttp2);
    const std::string& request = result.request_bytes;
    EXPECT_THAT(request, StartsWith("GET " + std::string(result.url.path_and_query()) + " "));
    EXPECT_EQ(request.find("GET ", 1), std::string::npos) << "another stream's request";
  }
}

TEST_F(Http2Test, AConnectionIsNotSharedWithAnotherHostAtTheAddress) {
  options_.keep_unverified_tls = true;
  Serve();
  const FetchResult first = Fetch(Get());
  const FetchResult other = Fetch(Get("/", "other.test"));
  EXPECT_EQ(BodyOf(other), "hello");
  EXPECT_NE(FieldOf(first, "X-Connection"), FieldOf(other, "X-Connection"));
  EXPECT_NE(other.tls->verify_error, "");
}

TEST_F(Http2Test, TheAddressGuardIsAsked) {
  Serve();
  allowed_ranges_.clear();
  const FetchResult result = Fetch(Get());
  EXPECT_THAT(result, FailedWith(FetchFailure::kAddressRefused));
  EXPECT_THAT(result.request_bytes, IsEmpty());
}

TEST_F(Http2Test, ABodyBeyondTheCapIsCut) {
  Serve();
  WriteFile("large.bin", std::string(3'000'000, 'l'));
  FetchRequest request = Get("/large.bin");
  request.max_body_bytes = 100'000;
  const FetchResult result = Fetch(request);
  EXPECT_EQ(result.truncated, Truncated::kLength);
  EXPECT_EQ(result.body->size(), 100'000U);
  EXPECT_EQ(BodyOf(Fetch(Get())), "hello") << "the next one is not hurt";
}

TEST_F(Http2Test, AServerThatGoesAwayBetweenTwoFetchesIsDialledAgain) {
  Serve("ssl http2", "keepalive_requests 1; ");
  const FetchResult first = Fetch(Get());
  const FetchResult second = Fetch(Get());
  EXPECT_EQ(BodyOf(second), "hello") << second.failure_detail;
  EXPECT_NE(FieldOf(first, "X-Connection"), FieldOf(second, "X-Connection"));
}

TEST_F(Http2Test, VerbatimLeavesABodyWithoutTransferCodingAlone) {
  options_.transfer_coding = TransferCoding::kVerbatim;
  Serve("ssl http2", "gzip on; gzip_min_length 0; gzip_types *; ");
  const FetchResult result = Fetch(Get());
  EXPECT_EQ(result.chunks, nullptr);
  EXPECT_THAT(result.head, Not(HasSubstr("ransfer-")));
  EXPECT_EQ(FieldOf(result, "Content-Encoding"), "gzip");
}

}  // namespace
}  // namespace arsip::crawler
