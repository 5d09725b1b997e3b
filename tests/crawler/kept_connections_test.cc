#include "crawler/kept_connections.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>

#include "gtest/gtest.h"

namespace arsip::crawler {
namespace {

// Two connected TCP sockets on loopback.
class SocketPair {
 public:
  SocketPair() {
    const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    EXPECT_EQ(::bind(listener, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(listener, 1), 0);
    EXPECT_EQ(::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size), 0);
    client = ::socket(AF_INET, SOCK_STREAM, 0);
    EXPECT_EQ(::connect(client, reinterpret_cast<sockaddr*>(&address), size), 0);
    server = ::accept(listener, nullptr, nullptr);
    ::close(listener);
    peer_port = ntohs(address.sin_port);
    EXPECT_EQ(::getsockname(client, reinterpret_cast<sockaddr*>(&address), &size), 0);
    local_port = ntohs(address.sin_port);
  }
  ~SocketPair() {
    ::close(client);
    ::close(server);
  }
  ConnectionEnds ends() const { return {"127.0.0.1", "127.0.0.1", peer_port, local_port}; }

  int client = -1;
  int server = -1;
  uint16_t peer_port = 0;
  uint16_t local_port = 0;
};

TEST(KeptConnectionsTest, BytesNobodyAskedForAreSeenAndLeftWhereTheyAre) {
  const SocketPair pair;
  KeptConnections kept;
  kept.Add(pair.ends(), {99999, pair.client});
  EXPECT_FALSE(kept.HasUnreadBytes(pair.ends()));
  ASSERT_EQ(::send(pair.server, "x", 1, 0), 1);
  EXPECT_TRUE(kept.HasUnreadBytes(pair.ends()));
  EXPECT_TRUE(kept.HasUnreadBytes(pair.ends()));
}

TEST(KeptConnectionsTest, ClosedPeerIsNotUnreadBytes) {
  const SocketPair pair;
  KeptConnections kept;
  kept.Add(pair.ends(), {pair.client});
  ::shutdown(pair.server, SHUT_RDWR);
  EXPECT_FALSE(kept.HasUnreadBytes(pair.ends()));
}

TEST(KeptConnectionsTest, OnlyTheSocketWithTheLocalPortIsRemembered) {
  const SocketPair one;
  const SocketPair two;
  KeptConnections kept;
  kept.Add(one.ends(), {two.client});
  EXPECT_EQ(kept.size(), 0U);
  kept.Add(one.ends(), {two.client, one.client});
  ASSERT_EQ(::send(two.server, "x", 1, 0), 1);
  EXPECT_FALSE(kept.HasUnreadBytes(one.ends()));
}

TEST(KeptConnectionsTest, ClosedSocketIsForgotten) {
  const SocketPair pair;
  KeptConnections kept;
  kept.Add(pair.ends(), {pair.client});
  ASSERT_EQ(::send(pair.server, "x", 1, 0), 1);
  kept.Remove(pair.client);
  kept.Remove(pair.client);
  EXPECT_EQ(kept.size(), 0U);
  EXPECT_FALSE(kept.HasUnreadBytes(pair.ends()));
}

TEST(KeptConnectionsTest, SocketNumberUsedAgainBelongsToTheNewConnection) {
  const SocketPair pair;
  KeptConnections kept;
  kept.Add(pair.ends(), {pair.client});
  ConnectionEnds other = pair.ends();
  other.peer_port = 1;
  kept.Add(other, {pair.client});
  EXPECT_EQ(kept.size(), 1U);
  ASSERT_EQ(::send(pair.server, "x", 1, 0), 1);
  EXPECT_FALSE(kept.HasUnreadBytes(pair.ends()));
  EXPECT_TRUE(kept.HasUnreadBytes(other));
}

}  // namespace
}  // namespace arsip::crawler
