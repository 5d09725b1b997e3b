#include "crawler/tls_facts.h"

#include <filesystem>
#include <fstream>
#include <string>

#include "crawler/fetcher.h"
#include "fetch_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nginx_server.h"
#include "scripted_server.h"
#include "test_certificates.h"

namespace arsip::crawler {
namespace {

using testing::AnyOf;
using testing::Each;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Lt;
using testing::SizeIs;
using testing::StartsWith;

constexpr const char* kAddress = "127.0.0.3";

class TlsTest : public FetchTest {
 protected:
  void SetUp() override {
    FetchTest::SetUp();
    options_.connect_timeout = std::chrono::seconds(3);
    authority_ = std::make_unique<TestAuthority>(directory_);
    options_.ca_file = authority_->ca_file();
    std::filesystem::create_directory(directory_ + "/html");
    std::ofstream(directory_ + "/html/index.html") << "hello";
  }
  void TearDown() override {
    nginx_.reset();
    FetchTest::TearDown();
  }
  // One server for every host of `certificates`, told apart by SNI.
  void Serve(const std::string& certificate, const std::string& more = "") {
    port_ = NginxServer::FreePort(kAddress);
    nginx_ = std::make_unique<NginxServer>(
        directory_,
        "server { listen " + std::string(kAddress) + ":" + std::to_string(port_) + " ssl; root " +
            directory_ + "/html; " + certificate + more +
            " add_header X-Connection $connection; add_header X-Reused $ssl_session_reused; }",
        kAddress, port_);
  }
  FetchRequest Get(const std::string& host = "site.test") {
    return Request("https://" + host + ":" + std::to_string(port_) + "/", {kAddress});
  }

  std::unique_ptr<TestAuthority> authority_;
  uint16_t port_ = 0;
  std::unique_ptr<NginxServer> nginx_;
};

TEST_F(TlsTest, VerifiedConnectionShowsVersionCipherAndChain) {
  Serve(authority_->Issue("good", {.host = "site.test"}), "ssl_protocols TLSv1.2 TLSv1.3; ");
  const FetchResult result = Fetch(Get());
  EXPECT_EQ(BodyOf(result), "hello") << result.failure_detail;
  ASSERT_TRUE(result.tls.has_value());
  EXPECT_EQ(result.tls->protocol, "tls/1.3");
  EXPECT_THAT(result.tls->cipher_suite, StartsWith("TLS_AES_"));
  EXPECT_THAT(result.tls->verify_error, IsEmpty());
  ASSERT_THAT(result.tls->chain_pem, SizeIs(2));
  EXPECT_THAT(result.tls->chain_pem, Each(StartsWith("-----BEGIN CERTIFICATE-----\n")));
  std::ifstream file(directory_ + "/good.pem");
  const std::string presented{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(result.tls->chain_pem[0] + result.tls->chain_pem[1], presented);
}

TEST_F(TlsTest, ConnectionUsedAgainShowsTheSameFacts) {
  Serve(authority_->Issue("good", {.host = "site.test"}));
  const FetchResult first = Fetch(Get());
  const FetchResult second = Fetch(Get());
  EXPECT_THAT(second.head, HasSubstr(first.head.substr(first.head.find("X-Connection"))));
  ASSERT_TRUE(second.tls.has_value());
  EXPECT_EQ(second.tls->chain_pem, first.tls->chain_pem);
  EXPECT_EQ(second.tls->protocol, first.tls->protocol);
}

TEST_F(TlsTest, ResumedSessionShowsTheChainItWasMadeWith) {
  Serve(authority_->Issue("good", {.host = "site.test"}),
        "keepalive_timeout 0; ssl_session_cache shared:s:1m; ");
  const FetchResult first = Fetch(Get());
  const FetchResult second = Fetch(Get());
  EXPECT_THAT(second.head, HasSubstr("X-Reused: r\r\n"));
  ASSERT_TRUE(second.tls.has_value());
  EXPECT_EQ(second.tls->chain_pem, first.tls->chain_pem);
  EXPECT_THAT(second.tls->verify_error, IsEmpty());
}

TEST_F(TlsTest, Tls12IsNamedWithItsCipherInIanasWords) {
  Serve(authority_->Issue("good", {.host = "site.test"}), "ssl_protocols TLSv1.2; ");
  const FetchResult result = Fetch(Get());
  ASSERT_TRUE(result.tls.has_value()) << result.failure_detail;
  EXPECT_EQ(result.tls->protocol, "tls/1.2");
  EXPECT_THAT(result.tls->cipher_suite, StartsWith("TLS_ECDHE_ECDSA_WITH_"));
}

TEST_F(TlsTest, OldVersionsAreATlsFailureWithTheAlert) {
  Serve(authority_->Issue("good", {.host = "site.test"}), "ssl_protocols TLSv1.1; ");
  const FetchResult result = Fetch(Get());
  EXPECT_THAT(result, FailedWith(FetchFailure::kTls));
  EXPECT_THAT(result.failure_detail, AnyOf(HasSubstr("alert"), HasSubstr("protocol")));
}

struct Unsound {
  const char* name;
  CertificateWish wish;
  const char* error;
};

const Unsound kUnsound[] = {
    {"expired", {.host = "site.test", .begins_in_days = -20, .ends_in_days = -10}, "expired"},
    {"early", {.host = "site.test", .begins_in_days = 10, .ends_in_days = 20}, "not yet valid"},
    {"self", {.host = "site.test", .self_signed = true}, "self-signed"},
};

class UnsoundTlsTest : public TlsTest, public testing::WithParamInterface<Unsound> {};

TEST_P(UnsoundTlsTest, IsRefusedBeforeTheRequestAndItsChainIsKept) {
  Serve(authority_->Issue("unsound", GetParam().wish));
  const FetchResult result = Fetch(Get());
  EXPECT_THAT(result, FailedWith(FetchFailure::kTls));
  EXPECT_FALSE(result.has_response());
  EXPECT_THAT(result.request_bytes, IsEmpty());
  ASSERT_TRUE(result.tls.has_value());
  EXPECT_THAT(result.tls->verify_error, HasSubstr(GetParam().error));
  EXPECT_THAT(result.tls->chain_pem, Each(StartsWith("-----BEGIN CERTIFICATE-----\n")));
  EXPECT_FALSE(result.tls->chain_pem.empty());
}

TEST_P(UnsoundTlsTest, IsKeptWithItsErrorOnEveryConnectionWhenAskedFor) {
  options_.keep_unverified_tls = true;
  Serve(authority_->Issue("unsound", GetParam().wish),
        "keepalive_requests 2; ssl_session_cache shared:s:1m; ");
  for (int i = 0; i < 4; ++i) {  // new, kept, new, kept
    const FetchResult result = Fetch(Get());
    EXPECT_THAT(result, FailedWith(FetchFailure::kNone));
    EXPECT_EQ(BodyOf(result), "hello") << result.failure_detail;
    ASSERT_TRUE(result.tls.has_value());
    EXPECT_THAT(result.tls->verify_error, HasSubstr(GetParam().error)) << i;
    EXPECT_FALSE(result.tls->chain_pem.empty());
  }
}

INSTANTIATE_TEST_SUITE_P(Certificates, UnsoundTlsTest, testing::ValuesIn(kUnsound),
                         [](const auto& info) { return std::string(info.param.name); });

TEST_F(TlsTest, WrongNameIsRefusedWithItsChain) {
  Serve(authority_->Issue("other", {.host = "other.test"}));
  const FetchResult result = Fetch(Get());
  EXPECT_THAT(result, FailedWith(FetchFailure::kTls));
  EXPECT_THAT(result.request_bytes, IsEmpty());
  ASSERT_TRUE(result.tls.has_value());
  EXPECT_THAT(result.tls->verify_error, HasSubstr("site.test"));
  EXPECT_THAT(result.tls->chain_pem, SizeIs(2));
}

TEST_F(TlsTest, WrongNameIsKeptWithItsErrorWhenAskedFor) {
  options_.keep_unverified_tls = true;
  Serve(authority_->Issue("other", {.host = "other.test"}));
  const FetchResult wrong = Fetch(Get());
  EXPECT_EQ(BodyOf(wrong), "hello");
  EXPECT_THAT(wrong.tls->verify_error, HasSubstr("hostname mismatch"));
  const FetchResult right = Fetch(Get("other.test"));
  EXPECT_EQ(BodyOf(right), "hello");
  EXPECT_THAT(right.tls->verify_error, IsEmpty());
  EXPECT_THAT(Fetch(Get("other.test.")).tls->verify_error, IsEmpty());
}

TEST_F(TlsTest, AddressInTheUrlIsComparedWithTheCertificate) {
  Serve(authority_->Issue("address", {.host = kAddress}));
  EXPECT_EQ(BodyOf(Fetch(Get(kAddress))), "hello");
  EXPECT_THAT(Fetch(Get()), FailedWith(FetchFailure::kTls));
  options_.keep_unverified_tls = true;
  MakeFetcher();
  EXPECT_THAT(Fetch(Get(kAddress)).tls->verify_error, IsEmpty());
}

TEST_F(TlsTest, AuthorityOfAnotherIsRefused) {
  Serve(authority_->Issue("good", {.host = "site.test"}));
  options_.ca_file = "";  // the system's store
  const FetchResult result = Fetch(Get());
  EXPECT_THAT(result, FailedWith(FetchFailure::kTls));
  EXPECT_FALSE(result.tls->verify_error.empty());
}

TEST_F(TlsTest, CertificateWithTenThousandNamesIsRefusedBeforeItIsRead) {
  Serve(authority_->Issue("huge", {.host = "site.test", .more_names = 10'000}));
  const size_t before = ResidentBytes();
  const FetchResult result = Fetch(Get());
  EXPECT_THAT(result, FailedWith(FetchFailure::kTls));
  EXPECT_THAT(result.failure_detail, HasSubstr("excessive message size"));
  EXPECT_LT(ResidentBytes(), before + (20U << 20));
}

TEST_F(TlsTest, StalledHandshakeEndsAtTheConnectTimeout) {
  options_.connect_timeout = std::chrono::milliseconds(300);
  ScriptedServer silent([](ScriptedConnection& connection) { connection.Hang(); });
  const FetchResult result =
      Fetch(Request("https://site.test:" + std::to_string(silent.port()) + "/"));
  EXPECT_THAT(result, FailedWith(FetchFailure::kTls));
  EXPECT_THAT(result.total_time, Lt(std::chrono::milliseconds(5000)));
  EXPECT_EQ(result.peer_address, "127.0.0.1");
}

TEST_F(TlsTest, PlainHttpOnTheTlsPortIsATlsFailure) {
  ScriptedServer plain([](ScriptedConnection& connection) {
    connection.Read(1);
    connection.Send("HTTP/1.1 400 Bad Request\r\n\r\nplain HTTP, please");
    connection.Hang();
  });
  ScriptedServer closing([](ScriptedConnection& connection) { connection.Read(1); });
  for (const uint16_t port : {plain.port(), closing.port()}) {
    const FetchResult result = Fetch(Request("https://site.test:" + std::to_string(port) + "/"));
    EXPECT_THAT(result, FailedWith(FetchFailure::kTls));
    EXPECT_FALSE(result.has_response());
  }
}

TEST_F(TlsTest, MissingAuthoritiesFileIsOurTroubleAndNotTheServers) {
  Serve(authority_->Issue("good", {.host = "site.test"}));
  MakeFetcher();
  std::filesystem::remove(options_.ca_file);
  const Result<FetchResult> result = TryFetch(Get());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kInternal);
}

}  // namespace
}  // namespace arsip::crawler
