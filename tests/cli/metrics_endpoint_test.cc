#include "cli/metrics_endpoint.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace arsip::cli {
namespace {

using testing::HasSubstr;

std::string Get(const std::string& address, const std::string& path) {
  const auto port = static_cast<uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)));
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in peer{};
  peer.sin_family = AF_INET;
  peer.sin_port = htons(port);
  peer.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&peer), sizeof(peer)) != 0) return "";
  const std::string request =
      "GET " + path + " HTTP/1.1\r\nHost: " + address + "\r\nConnection: close\r\n\r\n";
  EXPECT_EQ(::send(fd, request.data(), request.size(), 0), static_cast<ssize_t>(request.size()));
  std::string text;
  char buffer[4096];
  for (ssize_t got = 0; (got = ::recv(fd, buffer, sizeof(buffer), 0)) > 0;) {
    text.append(buffer, static_cast<size_t>(got));
  }
  ::close(fd);
  return text;
}

TEST(MetricsEndpointTest, MetricsAreServedAtTheirPathAlone) {
  const auto server = ServeMetrics("127.0.0.1:0", [] { return std::string("x_total 1\n"); });
  ASSERT_TRUE(server) << server.error().ToString();
  const std::string answer = Get((*server)->address(), "/metrics");
  EXPECT_THAT(answer, HasSubstr(" 200 "));
  EXPECT_THAT(answer, HasSubstr("text/plain; version=0.0.4"));
  EXPECT_THAT(answer, HasSubstr("x_total 1\n"));
  EXPECT_THAT(Get((*server)->address(), "/"), HasSubstr(" 404 "));
}

TEST(MetricsEndpointTest, OtherMachinesAreNotServed) {
  for (const char* address : {"0.0.0.0:9464", "192.0.2.1:9464", "[::]:9464", "nonsense"}) {
    const auto server = ServeMetrics(address, [] { return std::string(); });
    ASSERT_FALSE(server) << address;
    EXPECT_EQ(server.error().code, ErrorCode::kInvalidInput);
  }
}

TEST(MetricsEndpointTest, NobodyAskedForIsNone) {
  const auto server = ServeMetrics("", [] { return std::string(); });
  ASSERT_TRUE(server);
  EXPECT_EQ(*server, nullptr);
}

}  // namespace
}  // namespace arsip::cli
