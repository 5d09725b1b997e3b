#include "frontier/zap_authenticator.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "frontier/transport.h"

namespace arsip::frontier {
namespace {

// ROUTER with CURVE on a free port, as a frontier has it.
ZmqSocket CurveServer(TransportContext& context, const CurveKeyPair& keys) {
  Result<ZmqSocket> socket = ZmqSocket::Create(context.raw(), ZMQ_ROUTER);
  EXPECT_TRUE(socket->Set(ZMQ_LINGER, 0));
  EXPECT_TRUE(socket->Set(ZMQ_CURVE_SERVER, 1));
  EXPECT_TRUE(socket->Set(ZMQ_CURVE_SECRETKEY, keys.secret_key));
  EXPECT_TRUE(socket->Set(ZMQ_ZAP_DOMAIN, kZapDomain));
  EXPECT_TRUE(socket->Bind("tcp://127.0.0.1:*"));
  return std::move(*socket);
}

ZmqSocket CurveClient(TransportContext& context, const std::string& endpoint,
                      const std::string& server_key, const CurveKeyPair& keys) {
  Result<ZmqSocket> socket = ZmqSocket::Create(context.raw(), ZMQ_DEALER);
  EXPECT_TRUE(socket->Set(ZMQ_LINGER, 0));
  EXPECT_TRUE(socket->Set(ZMQ_CURVE_SERVERKEY, server_key));
  EXPECT_TRUE(socket->Set(ZMQ_CURVE_PUBLICKEY, keys.public_key));
  EXPECT_TRUE(socket->Set(ZMQ_CURVE_SECRETKEY, keys.secret_key));
  EXPECT_TRUE(socket->Connect(endpoint));
  EXPECT_TRUE(socket->Send("hi"));
  return std::move(*socket);
}

// A TCP connection to 127.0.0.1 without any library.
class RawConnection {
 public:
  explicit RawConnection(uint16_t port) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  }
  ~RawConnection() { close(fd_); }
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;
  void Write(const std::string& bytes) const {
    EXPECT_EQ(write(fd_, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  }
  void ReadUntil(const std::string& text) const {
    std::string read_bytes;
    char byte = 0;
    while (read_bytes.size() < 1000 && !read_bytes.ends_with(text) && read(fd_, &byte, 1) == 1) {
      read_bytes.push_back(byte);
    }
    EXPECT_TRUE(read_bytes.ends_with(text));
  }

 private:
  int fd_;
};

class ZapAuthenticatorTest : public testing::Test {
 protected:
  void StartWith(const std::vector<std::string>& keys) {
    auto started = ZapAuthenticator::Start(context_.raw(), keys);
    ASSERT_TRUE(started) << started.error().message;
    authenticator_ = std::move(*started);
  }
  // The User-Id of the next message; nullopt when none comes.
  std::optional<std::string> NextUserId(ZmqSocket& server, int timeout_ms) {
    zmq_pollitem_t item{server.raw(), 0, ZMQ_POLLIN, 0};
    if (zmq_poll(&item, 1, timeout_ms) <= 0) return std::nullopt;
    ZmqMessage frame;
    EXPECT_TRUE(server.Receive(&frame));
    EXPECT_TRUE(server.Receive(&frame));
    return std::string(frame.user_id());
  }

  const CurveKeyPair server_keys_ = NewCurveKeyPair();
  const CurveKeyPair worker_keys_ = NewCurveKeyPair();
  TransportContext context_;
  TransportContext worker_context_;
  std::unique_ptr<ZapAuthenticator> authenticator_;
};

TEST_F(ZapAuthenticatorTest, AllowedKeyIsAdmittedAndKnown) {
  StartWith({worker_keys_.public_key});
  ZmqSocket server = CurveServer(context_, server_keys_);
  ZmqSocket worker =
      CurveClient(worker_context_, *server.BoundEndpoint(), server_keys_.public_key, worker_keys_);
  const auto user_id = NextUserId(server, 5000);
  ASSERT_TRUE(user_id);
  EXPECT_EQ(authenticator_->UserKey(*user_id), worker_keys_.public_key);
  EXPECT_EQ(authenticator_->refused(), 0u);
}

TEST_F(ZapAuthenticatorTest, StrangerIsRefusedAndCounted) {
  StartWith({worker_keys_.public_key});
  ZmqSocket server = CurveServer(context_, server_keys_);
  ZmqSocket stranger = CurveClient(worker_context_, *server.BoundEndpoint(),
                                   server_keys_.public_key, NewCurveKeyPair());
  EXPECT_FALSE(NextUserId(server, 500));
  EXPECT_GE(authenticator_->refused(), 1u);
}

TEST_F(ZapAuthenticatorTest, RevokedKeyIsNotHeardAnyMore) {
  StartWith({worker_keys_.public_key});
  ZmqSocket server = CurveServer(context_, server_keys_);
  ZmqSocket worker =
      CurveClient(worker_context_, *server.BoundEndpoint(), server_keys_.public_key, worker_keys_);
  const auto user_id = NextUserId(server, 5000);
  ASSERT_TRUE(user_id);
  ASSERT_TRUE(authenticator_->Allow({NewCurveKeyPair().public_key}));
  EXPECT_FALSE(authenticator_->UserKey(*user_id));
  ASSERT_TRUE(authenticator_->Allow({worker_keys_.public_key}));
  EXPECT_EQ(authenticator_->UserKey(*user_id), worker_keys_.public_key);
}

// What libzmq does without an answerer, and why each message is checked. If this test fails, the
// library has learned to fail closed.
TEST_F(ZapAuthenticatorTest, WithoutAnswererLibraryAdmitsAnyoneAndNobodyIsKnown) {
  StartWith({worker_keys_.public_key});
  EXPECT_TRUE(authenticator_->alive());
  authenticator_->Stop();
  EXPECT_FALSE(authenticator_->alive());
  ZmqSocket server = CurveServer(context_, server_keys_);
  ZmqSocket stranger = CurveClient(worker_context_, *server.BoundEndpoint(),
                                   server_keys_.public_key, NewCurveKeyPair());
  const auto user_id = NextUserId(server, 5000);
  ASSERT_TRUE(user_id);
  EXPECT_FALSE(authenticator_->UserKey(*user_id));
}

TEST_F(ZapAuthenticatorTest, UserIdThatIsOnlyTheKeyIsNotOurs) {
  StartWith({worker_keys_.public_key});
  EXPECT_FALSE(authenticator_->UserKey(worker_keys_.public_key));
  EXPECT_FALSE(authenticator_->UserKey(std::string(32, '0') + worker_keys_.public_key));
  EXPECT_FALSE(authenticator_->UserKey(""));
}

// Why the User-Id holds a secret: the library hands on a peer's own connection metadata under any
// name (ZMTP 3.0, https://rfc.zeromq.org/spec/23/, section "The Greeting" and "READY").
TEST_F(ZapAuthenticatorTest, PeerCanNameItsOwnMetadataUserId) {
  StartWith({worker_keys_.public_key});
  Result<ZmqSocket> server = ZmqSocket::Create(worker_context_.raw(), ZMQ_ROUTER);
  ASSERT_TRUE(server->Set(ZMQ_LINGER, 0));
  ASSERT_TRUE(server->Bind("tcp://127.0.0.1:*"));
  const std::string endpoint = *server->BoundEndpoint();
  const RawConnection peer(
      static_cast<uint16_t>(std::stoi(endpoint.substr(endpoint.rfind(':') + 1))));
  std::string greeting =
      "\xFF" + std::string(8, '\0') + "\x7F" + std::string("\x03\x00", 2) + "NULL";
  greeting.resize(64, '\0');
  const auto property = [](const std::string& name, const std::string& value) {
    return static_cast<char>(name.size()) + name + std::string(3, '\0') +
           static_cast<char>(value.size()) + value;
  };
  const std::string ready = "\x05READY" + property("Socket-Type", "DEALER") +
                            property("User-Id", worker_keys_.public_key);
  peer.Write(greeting + "\x04" + static_cast<char>(ready.size()) + ready);
  peer.ReadUntil("Identity");  // the last of the server's own READY
  peer.Write(std::string("\x00\x02hi", 4));
  const auto user_id = NextUserId(*server, 5000);
  ASSERT_TRUE(user_id);
  EXPECT_EQ(*user_id, worker_keys_.public_key) << "forged";
  EXPECT_FALSE(authenticator_->UserKey(*user_id));
}

TEST_F(ZapAuthenticatorTest, SecondAnswererIsRefused) {
  StartWith({});
  const auto second = ZapAuthenticator::Start(context_.raw(), {});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kUnavailable);
}

TEST_F(ZapAuthenticatorTest, MalformedKeyIsRefused) {
  EXPECT_FALSE(ZapAuthenticator::Start(context_.raw(), {"short"}));
  StartWith({});
  EXPECT_FALSE(authenticator_->Allow({std::string(40, '"')}));
  EXPECT_TRUE(CheckCurveKey(worker_keys_.public_key));
}

// A request as a socket of the library sends it.
class ZapRequestTest : public ZapAuthenticatorTest {
 protected:
  ZapRequestTest() {
    StartWith({worker_keys_.public_key});
    uint8_t key[32];
    zmq_z85_decode(key, worker_keys_.public_key.c_str());
    request_ = {"1.0",
                "17",
                std::string(kZapDomain),
                "127.0.0.1",
                "",
                "CURVE",
                std::string(reinterpret_cast<char*>(key), 32)};
  }
  std::vector<std::string> Ask() {
    Result<ZmqSocket> asker = ZmqSocket::Create(context_.raw(), ZMQ_REQ);
    EXPECT_TRUE(asker->Set(ZMQ_LINGER, 0));
    EXPECT_TRUE(asker->Connect("inproc://zeromq.zap.01"));
    for (size_t i = 0; i < request_.size(); ++i) {
      EXPECT_TRUE(asker->Send(request_[i], i + 1 < request_.size()));
    }
    std::vector<std::string> reply;
    zmq_pollitem_t item{asker->raw(), 0, ZMQ_POLLIN, 0};
    if (zmq_poll(&item, 1, 5000) <= 0) return reply;
    ZmqMessage frame;
    do {
      EXPECT_EQ(asker->Receive(&frame), true);
      reply.emplace_back(frame.bytes());
    } while (frame.more());
    return reply;
  }
  std::vector<std::string> request_;
};

TEST_F(ZapRequestTest, AllowedKeyIsAnswered200) {
  const auto reply = Ask();
  ASSERT_EQ(reply.size(), 6u);
  EXPECT_EQ(reply[0], "1.0");
  EXPECT_EQ(reply[1], "17");
  EXPECT_EQ(reply[2], "200");
  EXPECT_EQ(authenticator_->UserKey(reply[4]), worker_keys_.public_key);
}

TEST_F(ZapRequestTest, AnythingElseIsAnswered400) {
  const std::vector<std::pair<size_t, std::string>> changes = {
      {0, "2.0"},   {2, "elsewhere"}, {5, "NULL"},
      {5, "PLAIN"}, {6, "short"},     {6, std::string(32, 'x')}};
  const std::vector<std::string> good = request_;
  for (const auto& [frame, value] : changes) {
    request_ = good;
    request_[frame] = value;
    const auto reply = Ask();
    ASSERT_EQ(reply.size(), 6u) << value;
    EXPECT_EQ(reply[2], "400") << value;
    EXPECT_EQ(reply[4], "") << value;
  }
  request_ = {"1.0"};
  EXPECT_EQ(Ask().at(2), "400");
  request_ = std::vector<std::string>(100, "1.0");
  EXPECT_EQ(Ask().at(2), "400");
  EXPECT_EQ(authenticator_->refused(), changes.size() + 2);
  EXPECT_TRUE(authenticator_->alive());
}

}  // namespace
}  // namespace arsip::frontier
