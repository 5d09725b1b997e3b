#include "crawler/fetcher.h"

#include <stdlib.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

#include "fetch_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nginx_server.h"
#include "scripted_server.h"

namespace arsip::crawler {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::string kHello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

using FetcherTest = FetchTest;

TEST_F(FetcherTest, WholeHopIsRecorded) {
  ScriptedServer server(kHello);
  const UtcTime before = clock_.Utc();
  const FetchResult result = Fetch(server.Url("/a?b=c"));
  EXPECT_EQ(result.url.href(), server.Url("/a?b=c"));
  EXPECT_THAT(result, FailedWith(FetchFailure::kNone));
  EXPECT_EQ(result.head, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
  EXPECT_EQ(BodyOf(result), "hello");
  EXPECT_EQ(result.status_code, 200);
  EXPECT_EQ(result.peer_address, "127.0.0.1");
  EXPECT_EQ(result.peer_port, server.port());
  EXPECT_FALSE(result.tls.has_value());
  EXPECT_FALSE(result.transfer_decoded);
  EXPECT_EQ(result.truncated, Truncated::kNo);
  EXPECT_TRUE(result.flags.empty());
  EXPECT_GE(result.began, before);
  EXPECT_GT(result.connect_time.count(), 0);
  EXPECT_GE(result.first_byte_time, result.connect_time);
  EXPECT_GE(result.total_time, result.first_byte_time);
}

TEST_F(FetcherTest, RequestIsRecordedAsItWasSent) {
  ScriptedServer server(kHello);
  const FetchResult result = Fetch(server.Url("/a/%7Eb?c=d|e&f"));
  EXPECT_THAT(server.requests(), ElementsAre(result.request_bytes));
  EXPECT_EQ(result.request_bytes,
            "GET /a/%7Eb?c=d|e&f HTTP/1.1\r\nHost: site.test:" + std::to_string(server.port()) +
                "\r\nUser-Agent: arsip-test/1 (+https://example.org/)\r\nAccept: */*\r\n"
                "Accept-Encoding: gzip\r\n\r\n");
}

TEST_F(FetcherTest, RequestTargetIsTheUrlsToTheLastByte) {
  ScriptedServer server(kHello);
  for (const std::string path : {"/a?", "/a/..%2f?x", "/a//b/;c", "/%2e%2e%00/?q=\"'", "/?a=?b?"}) {
    const FetchResult result = Fetch(server.Url(path));
    EXPECT_THAT(result.request_bytes,
                StartsWith("GET " + std::string(result.url.path_and_query()) + " HTTP/1.1\r\n"))
        << path;
  }
}

TEST_F(FetcherTest, ValidatorsAreSentAndCannotCarryAnotherField) {
  ScriptedServer server("HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n\r\n");
  FetchRequest request = Request(server.Url());
  request.if_none_match = "W/\"tag\"";
  request.if_modified_since = "Sat, 22 Nov 2025 10:11:12 GMT";
  const FetchResult result = Fetch(request);
  EXPECT_EQ(result.status_code, 304);
  EXPECT_THAT(result.request_bytes, HasSubstr("\r\nIf-None-Match: W/\"tag\"\r\n"));
  EXPECT_THAT(result.request_bytes,
              HasSubstr("\r\nIf-Modified-Since: Sat, 22 Nov 2025 10:11:12 GMT\r\n"));
  request.if_none_match = "\"a\"\r\nX-Injected: 1";
  request.if_modified_since = "";
  const FetchResult hostile = Fetch(request);
  EXPECT_THAT(hostile.request_bytes, Not(HasSubstr("Injected")));
  EXPECT_THAT(hostile, HasFlag("validator-dropped"));
}

TEST_F(FetcherTest, NothingOfOneHopGoesIntoTheNext) {
  ScriptedServer server(
      "HTTP/1.1 200 OK\r\nSet-Cookie: session=secret; Path=/\r\n"
      "Strict-Transport-Security: max-age=9999\r\nAlt-Svc: h2=\":443\"\r\n"
      "Content-Length: 5\r\nConnection: close\r\n\r\nhello");
  Fetch(server.Url("/first?token=secret"));
  const FetchResult second = Fetch(server.Url("/second"));
  for (const char* field : {"Cookie", "Referer", "Authorization", "secret", "Upgrade"}) {
    EXPECT_THAT(second.request_bytes, Not(HasSubstr(field)));
  }
}

TEST_F(FetcherTest, RedirectsAreCapturedAndNotFollowed) {
  for (const std::string& location :
       {std::string("file:///etc/passwd"), std::string("gopher://127.0.0.1:6379/_x"),
        std::string("ftp://127.0.0.1/"), std::string("http://user:pass@site.test\\@evil.test/"),
        std::string("http:///x"), "/" + std::string(90'000, 'a'), std::string("/self")}) {
    ScriptedServer server("HTTP/1.1 302 Found\r\nLocation: " + location +
                          "\r\nRefresh: 0;url=/x\r\nContent-Length: 0\r\n\r\n");
    const FetchResult result = Fetch(server.Url("/self"));
    EXPECT_EQ(result.status_code, 302);
    EXPECT_THAT(result, FailedWith(FetchFailure::kNone));
    EXPECT_THAT(result.head, HasSubstr("Location: " + location + "\r\n"));
    EXPECT_EQ(server.connections(), 1);
  }
}

TEST_F(FetcherTest, EnvironmentHasNoSay) {
  ScriptedServer proxy([](ScriptedConnection&) {});
  ScriptedServer server(kHello);
  const std::string proxy_url = "http://127.0.0.1:" + std::to_string(proxy.port());
  std::ofstream(directory_ + "/.netrc") << "machine site.test login user password secret\n";
  for (const char* name : {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"}) {
    ::setenv(name, proxy_url.c_str(), 1);
  }
  const char* home = ::getenv("HOME");
  const std::string old_home = home != nullptr ? home : "/";
  ::setenv("HOME", directory_.c_str(), 1);
  const FetchResult result = Fetch(server.Url());
  ::setenv("HOME", old_home.c_str(), 1);
  for (const char* name : {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"}) ::unsetenv(name);
  EXPECT_EQ(BodyOf(result), "hello");
  EXPECT_THAT(result.request_bytes, Not(HasSubstr("Authorization")));
  EXPECT_EQ(proxy.connections(), 0);
}

TEST_F(FetcherTest, RefusedConnectionIsAConnectFailure) {
  const uint16_t port = NginxServer::FreePort("127.0.0.1");
  const FetchResult result = Fetch("http://site.test:" + std::to_string(port) + "/");
  EXPECT_THAT(result, FailedWith(FetchFailure::kConnect));
  EXPECT_FALSE(result.has_response());
  EXPECT_NE(result.failure_detail, "");
}

TEST_F(FetcherTest, CancelAllEndsWhatIsInFlight) {
  ScriptedServer server([](ScriptedConnection& connection) {
    connection.ReadHead();
    connection.Send("HTTP/1.1 200 OK\r\n\r\nbegun");
    connection.Hang();
  });
  loop_->After(milliseconds(100), [&] {
    EXPECT_EQ(fetcher_->in_flight(), 5U);
    fetcher_->CancelAll();
    EXPECT_EQ(fetcher_->in_flight(), 0U);
  });
  std::vector<FetchRequest> requests;
  for (int i = 0; i < 5; ++i) requests.push_back(Request(server.Url()));
  for (const FetchResult& result : FetchAll(std::move(requests))) {
    EXPECT_THAT(result, FailedWith(FetchFailure::kCancelled));
  }
}

Detached FetchAgainWhenCancelled(Fetcher& fetcher, FetchRequest request, int& ended) {
  for (int i = 0; i < 3; ++i) {
    FetchRequest copy = request;
    const Result<FetchResult> result = co_await fetcher.Fetch(std::move(copy));
    EXPECT_TRUE(result && result->failure == FetchFailure::kCancelled);
    ++ended;
  }
}

TEST_F(FetcherTest, FetcherThatGoesAwayTellsWhoWaits) {
  ScriptedServer server([](ScriptedConnection& connection) { connection.Hang(); });
  MakeFetcher();
  int ended = 0;
  FetchAgainWhenCancelled(*fetcher_, Request(server.Url()), ended);
  EXPECT_EQ(fetcher_->in_flight(), 1U);
  fetcher_.reset();
  EXPECT_EQ(ended, 3);
}

TEST_F(FetcherTest, SpoolThatCannotBeWrittenIsAnError) {
  options_.body_memory_bytes = 10;
  ScriptedServer server("HTTP/1.1 200 OK\r\n\r\n" + std::string(1000, 'x'));
  MakeFetcher();
  std::filesystem::remove_all(directory_);
  const Result<FetchResult> result = TryFetch(Request(server.Url()));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(result.error().where, StartsWith(server.Url()));
}

TEST_F(FetcherTest, OptionsThatCannotWorkAreRefusedAtOnce) {
  const auto guard = AddressGuard::Create({});
  const auto code_of = [&](const FetcherOptions& options) {
    auto made = Fetcher::Create(*loop_, clock_, *guard, options);
    EXPECT_FALSE(made);
    return made ? ErrorCode::kInternal : made.error().code;
  };
  FetcherOptions options = options_;
  options.user_agent = "";
  EXPECT_EQ(code_of(options), ErrorCode::kInvalidInput);
  options.user_agent = "bot\r\nX: 1";
  EXPECT_EQ(code_of(options), ErrorCode::kInvalidInput);
  options = options_;
  options.spool_directory = directory_ + "/absent";
  EXPECT_EQ(code_of(options), ErrorCode::kNotFound);
  options = options_;
  options.ca_file = directory_ + "/absent.pem";
  EXPECT_EQ(code_of(options), ErrorCode::kNotFound);
  options = options_;
  options.proxy = "socks5://127.0.0.1:9050";
  EXPECT_EQ(code_of(options), ErrorCode::kInvalidInput);
}

class FetcherNginxTest : public FetchTest {
 protected:
  void SetUp() override {
    FetchTest::SetUp();
    std::filesystem::create_directory(directory_ + "/html");
    port_ = NginxServer::FreePort("127.0.0.2");
    const std::string http_block =
        "server { listen 127.0.0.2:" + std::to_string(port_) + "; root " + directory_ +
        "/html; add_header X-Connection $connection; location /gzip/ { alias " + directory_ +
        "/html/; gzip on; gzip_min_length 0; gzip_types *; }\n location /ssi/ { alias " +
        directory_ + "/html/; ssi on; ssi_types *; } }";
    WriteFile("small.txt", "hello");
    nginx_ = std::make_unique<NginxServer>(directory_, http_block, "127.0.0.2", port_);
  }
  void TearDown() override {
    nginx_.reset();
    FetchTest::TearDown();
  }
  void WriteFile(const std::string& name, const std::string& bytes) const {
    std::ofstream(directory_ + "/html/" + name) << bytes;
  }
  FetchRequest Get(const std::string& path) {
    return Request("http://nginx.test:" + std::to_string(port_) + path, {"127.0.0.2"});
  }
  static std::string ConnectionOf(const FetchResult& result) {
    const size_t at = result.head.find("X-Connection: ");
    return at == std::string::npos ? "" : result.head.substr(at, result.head.find('\r', at) - at);
  }

  uint16_t port_ = 0;
  std::unique_ptr<NginxServer> nginx_;
};

TEST_F(FetcherNginxTest, ConnectionIsUsedAgain) {
  const FetchResult first = Fetch(Get("/small.txt"));
  const FetchResult second = Fetch(Get("/small.txt"));
  EXPECT_EQ(BodyOf(second), "hello");
  EXPECT_NE(ConnectionOf(first), "");
  EXPECT_EQ(ConnectionOf(first), ConnectionOf(second));
  EXPECT_EQ(second.peer_address, "127.0.0.2");
  EXPECT_EQ(second.peer_port, port_);
  EXPECT_EQ(second.request_bytes, first.request_bytes);
}

TEST_F(FetcherNginxTest, ConnectionOfAnotherHostAtTheSameAddressIsNotUsed) {
  const FetchResult first = Fetch(Get("/small.txt"));
  const FetchResult other =
      Fetch(Request("http://other.test:" + std::to_string(port_) + "/small.txt", {"127.0.0.2"}));
  EXPECT_EQ(BodyOf(other), "hello");
  EXPECT_NE(ConnectionOf(first), ConnectionOf(other));
}

TEST_F(FetcherNginxTest, ChunkedBodyIsDecodedAndSaidSo) {
  WriteFile("page.html", "<!--# echo var=\"absent\" default=\"\" -->" + std::string(20'000, 'p'));
  const FetchResult result = Fetch(Get("/ssi/page.html"));
  EXPECT_THAT(result.head, HasSubstr("Transfer-Encoding: chunked\r\n"));
  EXPECT_TRUE(result.transfer_decoded);
  EXPECT_EQ(BodyOf(result), std::string(20'000, 'p'));
}

TEST_F(FetcherNginxTest, ContentCodingStaysAsItCame) {
  WriteFile("page.html", std::string(20'000, 'p'));
  const FetchResult result = Fetch(Get("/gzip/page.html"));
  EXPECT_THAT(result.head, HasSubstr("Content-Encoding: gzip\r\n"));
  EXPECT_THAT(BodyOf(result), StartsWith("\x1f\x8b"));
  EXPECT_LT(result.body->size(), 1000U);
}

TEST_F(FetcherNginxTest, LargeBodyIsSpooledWhole) {
  std::string bytes;
  for (int i = 0; bytes.size() < (20U << 20); ++i) bytes += std::to_string(i) + "\n";
  WriteFile("large.bin", bytes);
  const size_t before = ResidentBytes();
  const FetchResult result = Fetch(Get("/large.bin"));
  EXPECT_LT(ResidentBytes(), before + (8U << 20));
  EXPECT_TRUE(result.body->view() == bytes);
}

TEST_F(FetcherNginxTest, UnchangedPageAnswers304) {
  const FetchResult first = Fetch(Get("/small.txt"));
  FetchRequest again = Get("/small.txt");
  again.if_none_match = first.head.substr(first.head.find("ETag: ") + 6);
  again.if_none_match.resize(again.if_none_match.find('\r'));
  const FetchResult unchanged = Fetch(again);
  EXPECT_EQ(unchanged.status_code, 304);
  EXPECT_EQ(BodyOf(unchanged), "");
}

TEST_F(FetcherNginxTest, ManyFetchesAtOnceAllArrive) {
  std::vector<FetchRequest> requests;
  for (int i = 0; i < 300; ++i) {
    WriteFile(std::to_string(i), "body of " + std::to_string(i));
    requests.push_back(Get("/" + std::to_string(i)));
  }
  options_.max_connections = 64;
  for (const FetchResult& result : FetchAll(std::move(requests))) {
    EXPECT_EQ(BodyOf(result), "body of " + std::string(result.url.path().substr(1)));
  }
}

}  // namespace
}  // namespace arsip::crawler
