#include <arpa/inet.h>
#include <stdlib.h>

#include <string>

#include "crawler/fetcher.h"
#include "fetch_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "scripted_server.h"

namespace arsip::crawler {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

const std::string kHello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

// RFC 1928, as far as a fetch goes: returns the host that was asked for, as text.
std::string AnswerSocks(ScriptedConnection& connection) {
  const std::string greeting = connection.Read(2);
  if (greeting.size() < 2) return "";
  connection.Read(static_cast<unsigned char>(greeting[1]));
  connection.Send(std::string("\x05\x00", 2));
  const std::string request = connection.Read(5);
  if (request.size() < 5) return "";
  const bool is_name = request[3] == '\x03';
  std::string host = "an address";
  if (is_name) host = connection.Read(static_cast<unsigned char>(request[4]));
  connection.Read(is_name ? 2 : 5);
  connection.Send(std::string("\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00", 10));
  return host;
}

class SocksProxyTest : public FetchTest {
 protected:
  void SetUp() override {
    FetchTest::SetUp();
    allowed_ranges_ = {};  // the proxy's own address is the operator's choice
    options_.proxy = "socks5h://127.0.0.1:" + std::to_string(socks_.port());
  }

  ScriptedServer socks_{[this](ScriptedConnection& connection) {
    socks_.NoteRequest(AnswerSocks(connection));
    if (!connection.ReadHead().empty()) connection.Send(kHello);
  }};
};

TEST_F(SocksProxyTest, ProxyResolvesTheNameAndNoPeerIsClaimed) {
  const FetchResult result = Fetch(Request("http://hidden.onion/x", {}));
  EXPECT_EQ(BodyOf(result), "hello");
  EXPECT_THAT(socks_.requests(), ElementsAre("hidden.onion"));
  EXPECT_THAT(result.peer_address, IsEmpty());
  EXPECT_EQ(result.peer_port, 0);
  EXPECT_THAT(result.request_bytes, StartsWith("GET /x HTTP/1.1\r\nHost: hidden.onion\r\n"));
}

TEST_F(SocksProxyTest, GivenAddressesDoNotReplaceTheName) {
  Fetch(Request("http://site.test/", {"93.184.216.34"}));
  EXPECT_THAT(socks_.requests(), ElementsAre("site.test"));
}

TEST_F(SocksProxyTest, OnionOnlyProxyIsNotUsedForOthers) {
  options_.onion_only_proxy = true;
  allowed_ranges_ = {"127.0.0.0/8"};
  ScriptedServer site(kHello);
  EXPECT_EQ(Fetch(site.Url()).peer_address, "127.0.0.1");
  EXPECT_THAT(socks_.requests(), IsEmpty());
  Fetch(Request("http://hidden.onion/", {}));
  EXPECT_THAT(socks_.requests(), ElementsAre("hidden.onion"));
}

TEST_F(SocksProxyTest, EnvironmentCannotLeadPastTheProxy) {
  ::setenv("no_proxy", "*", 1);
  ::setenv("NO_PROXY", "hidden.onion", 1);
  Fetch(Request("http://hidden.onion/", {}));
  ::unsetenv("no_proxy");
  ::unsetenv("NO_PROXY");
  EXPECT_THAT(socks_.requests(), ElementsAre("hidden.onion"));
}

TEST_F(SocksProxyTest, ProxyIsNotSentToSpecialUseAddresses) {
  for (const char* url : {"http://127.0.0.1/", "http://169.254.169.254/latest/", "http://[::1]/",
                          "http://10.1/", "http://localhost/", "http://a.localhost./"}) {
    EXPECT_THAT(Fetch(Request(url, {})), FailedWith(FetchFailure::kAddressRefused)) << url;
  }
  EXPECT_EQ(socks_.connections(), 0);
}

TEST_F(SocksProxyTest, OnionWithoutAProxyIsRefusedAndNotLookedUp) {
  options_.proxy = "";
  const FetchResult result = Fetch(Request("http://hidden.onion/", {"127.0.0.1"}));
  EXPECT_THAT(result, FailedWith(FetchFailure::kDns));
  EXPECT_THAT(result.failure_detail, HasSubstr("proxy"));
}

TEST_F(SocksProxyTest, ProxyThatIsAwayIsAProxyFailure) {
  options_.proxy = "socks5h://127.0.0.1:1";
  EXPECT_THAT(Fetch(Request("http://hidden.onion/", {})), FailedWith(FetchFailure::kProxy));
}

TEST_F(SocksProxyTest, ProxyThatSpeaksSomethingElseIsAProxyFailure) {
  ScriptedServer liar("HTTP/1.1 400 Bad Request\r\n\r\n");
  ScriptedServer silent([](ScriptedConnection& connection) { connection.Hang(); });
  for (const uint16_t port : {liar.port(), silent.port()}) {
    options_.proxy = "socks5h://127.0.0.1:" + std::to_string(port);
    fetcher_.reset();
    EXPECT_THAT(Fetch(Request("http://hidden.onion/", {})), FailedWith(FetchFailure::kProxy));
  }
}

using HttpProxyTest = FetchTest;

TEST_F(HttpProxyTest, PlainHttpIsAskedForInAbsoluteForm) {
  ScriptedServer proxy(kHello);
  allowed_ranges_ = {};
  options_.proxy = "http://127.0.0.1:" + std::to_string(proxy.port());
  const FetchResult result = Fetch(Request("http://site.test:8080/a?", {}));
  EXPECT_EQ(BodyOf(result), "hello");
  EXPECT_THAT(result.request_bytes, StartsWith("GET http://site.test:8080/a? HTTP/1.1\r\n"));
  EXPECT_THAT(result.peer_address, IsEmpty());
}

TEST_F(HttpProxyTest, ConnectAndItsAnswerStayOutOfTheCapture) {
  ScriptedServer proxy([](ScriptedConnection& connection) {
    connection.ReadHead();
    connection.Send("HTTP/1.1 200 Connection established\r\nX-Proxy: 1\r\n\r\n");
    connection.Read(1);
    connection.Send("this is no TLS");
  });
  options_.proxy = "http://127.0.0.1:" + std::to_string(proxy.port());
  const FetchResult result = Fetch(Request("https://site.test/", {}));
  EXPECT_THAT(result, FailedWith(FetchFailure::kTls));
  EXPECT_FALSE(result.has_response());
  EXPECT_THAT(result.request_bytes, IsEmpty());
  EXPECT_THAT(result.rejected_head, Not(HasSubstr("X-Proxy")));
}

}  // namespace
}  // namespace arsip::crawler
