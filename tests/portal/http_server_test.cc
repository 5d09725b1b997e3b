#include "portal/http_server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "portal/listen_address.h"

namespace arsip::portal {
namespace {

// A client of raw bytes.
class Client {
 public:
  explicit Client(const std::string& address) {
    const ListenAddress listen = *ParseListenAddress(address);
    if (listen.local()) {
      sockaddr_un local{};
      local.sun_family = AF_UNIX;
      listen.socket_path.copy(local.sun_path, sizeof local.sun_path - 1);
      Connect(AF_UNIX, reinterpret_cast<sockaddr*>(&local), sizeof local);
    } else {
      sockaddr_in tcp{};
      tcp.sin_family = AF_INET;
      tcp.sin_port = htons(listen.port);
      inet_pton(AF_INET, listen.ip.c_str(), &tcp.sin_addr);
      Connect(AF_INET, reinterpret_cast<sockaddr*>(&tcp), sizeof tcp);
    }
  }
  ~Client() { close(fd_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  bool connected() const { return connected_; }
  bool Send(const std::string& bytes) const {
    return send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(bytes.size());
  }
  // All until the server closes, or `enough`.
  std::string Receive(const std::string& enough = {}) const {
    std::string all;
    char buffer[65536];
    while (true) {
      const ssize_t got = recv(fd_, buffer, sizeof buffer, 0);
      if (got <= 0) return all;
      all.append(buffer, static_cast<size_t>(got));
      if (!enough.empty() && all.find(enough) != std::string::npos) return all;
    }
  }

 private:
  void Connect(int family, const sockaddr* address, socklen_t length) {
    fd_ = socket(family, SOCK_STREAM, 0);
    const timeval patience{20, 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    connected_ = connect(fd_, address, length) == 0;
  }
  int fd_ = -1;
  bool connected_ = false;
};

class Endless : public HttpBody {
 public:
  Result<Piece> Read() override {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return Piece{std::string(1u << 20, 'x'), false};
  }
};
class Broken : public HttpBody {
 public:
  Result<Piece> Read() override {
    if (++count_ == 1) return Piece{"begin", false};
    return Error{ErrorCode::kCorruption, "damage", "x@1"};
  }

 private:
  int count_ = 0;
};

HttpResponse Handle(const HttpRequest& request) {
  HttpResponse response = TextResponse(200, "text/plain", request.method + " " + request.target);
  if (request.target == "/chunked") response.length.reset();
  if (request.target == "/endless" || request.target == "/broken") {
    response.length.reset();
    response.body = request.target == "/endless"
                        ? std::unique_ptr<HttpBody>(std::make_unique<Endless>())
                        : std::make_unique<Broken>();
  }
  if (request.target == "/short") response.length = 999;
  if (request.target == "/peer") response = TextResponse(200, "text/plain", request.peer);
  return response;
}

class HttpServerTest : public ::testing::Test {
 protected:
  void Start() {
    options_.listen = options_.listen == "127.0.0.1:8090" ? "127.0.0.1:0" : options_.listen;
    options_.threads = 2;
    auto server = HttpServer::Start(options_, Handle);
    ASSERT_TRUE(server.has_value()) << server.error().ToString();
    server_ = std::move(*server);
  }
  std::string Ask(const std::string& bytes) {
    const Client client(server_->address());
    EXPECT_TRUE(client.Send(bytes));
    return client.Receive();
  }
  static std::string StatusOf(const std::string& answer) { return answer.substr(0, 12); }

  HttpServerOptions options_;
  std::unique_ptr<HttpServer> server_;
};

const std::string kClose = "Host: x\r\nConnection: close\r\n\r\n";

TEST_F(HttpServerTest, AnswersAndKeepsTheConnection) {
  Start();
  const std::string answers =
      Ask("GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b?c HTTP/1.1\r\n" + kClose);
  EXPECT_NE(answers.find("Content-Length: 6\r\n"), std::string::npos);
  EXPECT_NE(answers.find("\r\n\r\nGET /a"), std::string::npos);
  EXPECT_TRUE(answers.ends_with("GET /b?c")) << answers;
}

TEST_F(HttpServerTest, AHeadHasNoContent) {
  Start();
  const std::string answer = Ask("HEAD /a HTTP/1.1\r\n" + kClose);
  EXPECT_NE(answer.find("Content-Length: 7\r\n"), std::string::npos);
  EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
}

TEST_F(HttpServerTest, ContentOfUnknownLengthIsChunkedOrEndsWithTheConnection) {
  Start();
  EXPECT_TRUE(Ask("GET /chunked HTTP/1.1\r\n" + kClose)
                  .ends_with("\r\n\r\nc\r\nGET /chunked\r\n0\r\n\r\n"));
  const std::string old = Ask("GET /chunked HTTP/1.0\r\n\r\n");
  EXPECT_TRUE(old.ends_with("\r\n\r\nGET /chunked")) << old;
}

TEST_F(HttpServerTest, AnAnswerThatFailsIsSeenToBeCutOff) {
  Start();
  const std::string broken = Ask("GET /broken HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_NE(broken.find("begin"), std::string::npos);
  EXPECT_EQ(broken.find("0\r\n\r\n"), std::string::npos);
  EXPECT_EQ(Ask("GET /short HTTP/1.1\r\nHost: x\r\n\r\n").find("/short"), std::string::npos);
}

TEST_F(HttpServerTest, LongHeadersAndTargetsAreRefused) {
  Start();
  EXPECT_EQ(StatusOf(Ask("GET / HTTP/1.1\r\nX: " + std::string(15'000, 'a') + "\r\n" + kClose)),
            "HTTP/1.1 200");
  EXPECT_EQ(StatusOf(Ask("GET / HTTP/1.1\r\nX: " + std::string(17'000, 'a'))), "HTTP/1.1 431");
  EXPECT_EQ(StatusOf(Ask("GET /" + std::string(9'000, 'a') + " HTTP/1.1\r\n" + kClose)),
            "HTTP/1.1 414");
}

TEST_F(HttpServerTest, WhatIsNoHttpIsRefused) {
  Start();
  EXPECT_EQ(StatusOf(Ask("\x16\x03\x01 tls?\r\n\r\n")), "HTTP/1.1 400");
  EXPECT_EQ(StatusOf(Ask("GET / HTTP/7.7\r\n\r\n")), "HTTP/1.1 505");
  EXPECT_EQ(StatusOf(Ask("GET / HTTP/1.1\r\nno field\r\n\r\n")), "HTTP/1.1 400");
}

TEST_F(HttpServerTest, ContentOfARequestIsNotRead) {
  Start();
  EXPECT_EQ(StatusOf(Ask("GET / HTTP/1.1\r\nContent-Length: 1000000000\r\n\r\n")), "HTTP/1.1 413");
  EXPECT_EQ(StatusOf(Ask("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")), "HTTP/1.1 413");
}

TEST_F(HttpServerTest, ASlowHeaderIsLetGo) {
  options_.header_timeout = std::chrono::milliseconds(200);
  Start();
  const MonotonicTime begin = SystemClock().Monotonic();
  EXPECT_EQ(Ask("GET / HTTP/1.1\r\nX"), "");
  EXPECT_LT(SystemClock().Monotonic() - begin, std::chrono::seconds(10));
}

TEST_F(HttpServerTest, AReaderThatTakesNothingIsLetGo) {
  options_.write_timeout = std::chrono::milliseconds(300);
  Start();
  const Client client(server_->address());
  ASSERT_TRUE(client.Send("GET /endless HTTP/1.1\r\nHost: x\r\n\r\n"));
  std::this_thread::sleep_for(std::chrono::milliseconds(1500));
  EXPECT_LT(client.Receive().size(), 64u << 20);  // what was under way, then the end
}

TEST_F(HttpServerTest, AnAnswerHasADeadline) {
  options_.response_deadline = std::chrono::milliseconds(200);
  Start();
  EXPECT_GT(Ask("GET /endless HTTP/1.1\r\nHost: x\r\n\r\n").size(), 1u << 20);
}

TEST_F(HttpServerTest, OneAddressHasItsShareOfConnectionsOnly) {
  options_.max_connections_per_peer = 2;
  Start();
  const Client one(server_->address());
  const Client two(server_->address());
  ASSERT_TRUE(one.Send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n") &&
              two.Send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n"));
  EXPECT_NE(one.Receive("GET /a").find("GET /a"), std::string::npos);
  EXPECT_NE(two.Receive("GET /a").find("GET /a"), std::string::npos);
  const Client three(server_->address());
  three.Send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(three.Receive("GET /a"), "");
}

TEST_F(HttpServerTest, BeyondAllConnectionsOneWaits) {
  options_.max_connections = 1;
  Start();
  auto one = std::make_unique<Client>(server_->address());
  ASSERT_TRUE(one->Send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n"));
  EXPECT_NE(one->Receive("GET /a"), "");
  const Client two(server_->address());
  ASSERT_TRUE(two.Send("GET /b HTTP/1.1\r\n" + kClose));
  one.reset();
  EXPECT_NE(two.Receive().find("GET /b"), std::string::npos);
}

TEST_F(HttpServerTest, ALocalSocketIsForOwnerAndGroupAndADeadOneIsReplaced) {
  const std::string path = "/tmp/arsip-http-" + std::to_string(getpid()) + ".sock";
  options_.listen = "unix:" + path;
  Start();
  EXPECT_NE(Ask("GET /peer HTTP/1.1\r\n" + kClose).find("\r\n\r\nunix"), std::string::npos);
  struct stat status {};
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0660u);
  EXPECT_EQ(HttpServer::Start(options_, Handle).error().code, ErrorCode::kUnavailable);
  server_->Stop(std::chrono::seconds(1));
  server_.reset();
  EXPECT_NE(stat(path.c_str(), &status), 0);
  // What a killed server leaves: a file that nobody listens on.
  const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un local{};
  local.sun_family = AF_UNIX;
  path.copy(local.sun_path, sizeof local.sun_path - 1);
  ASSERT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&local), sizeof local), 0);
  close(fd);
  Start();
  EXPECT_NE(Ask("GET /peer HTTP/1.1\r\n" + kClose).find("unix"), std::string::npos);
}

TEST_F(HttpServerTest, StoppingLetsAnAnswerEndAndIdleConnectionsGo) {
  Start();
  const Client idle(server_->address());
  const MonotonicTime begin = SystemClock().Monotonic();
  server_->Stop(std::chrono::seconds(10));
  EXPECT_LT(SystemClock().Monotonic() - begin, std::chrono::seconds(5));
  const std::string address = server_->address();
  server_.reset();
  EXPECT_FALSE(Client(address).connected());
}

TEST_F(HttpServerTest, AddressesThatAreTakenOrNoneAreSaid) {
  Start();
  HttpServerOptions again;
  again.listen = server_->address();
  EXPECT_EQ(HttpServer::Start(again, Handle).error().code, ErrorCode::kUnavailable);
  again.listen = "nowhere";
  EXPECT_EQ(HttpServer::Start(again, Handle).error().code, ErrorCode::kInvalidInput);
  again.threads = 0;
  EXPECT_EQ(HttpServer::Start(again, Handle).error().code, ErrorCode::kInvalidInput);
}

}  // namespace
}  // namespace arsip::portal
