// Both ends of the control socket, and clients that do not behave.
#include "crawler/control_socket.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

namespace arsip::crawler {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;

class ControlSocketTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "arsip-control-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    root_ = name;
    directory_ = root_;
  }
  void TearDown() override {
    socket_.reset();
    std::filesystem::remove_all(root_);
  }

  // Answers "<request>!", at once.
  void Listen(ControlSocketOptions options = {}) {
    auto socket = ControlSocket::Listen(directory_, options,
                                        [this](const ControlPeer& peer, const std::string& request,
                                               const ControlSocket::Reply& reply) {
                                          ++requests_;
                                          uid_ = peer.uid;
                                          reply(request + "!");
                                        });
    ASSERT_TRUE(socket) << socket.error().ToString();
    socket_ = std::move(*socket);
  }
  std::string Ask(const std::string& request) {
    auto answer = AskControl(directory_, request, seconds(20));
    return answer ? *answer : answer.error().ToString();
  }
  // A connection of a client that does as it likes; -1: none.
  int Connect() const {
    auto address = ControlAddress::Open(directory_);
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::connect(fd, address->get(), address->size()) == 0) return fd;
    ::close(fd);
    return -1;
  }
  // Everything up to the end; the test's time-out bounds it.
  static std::string ReadToEnd(int fd) {
    std::string text;
    char buffer[4096];
    for (ssize_t got = 0; (got = ::recv(fd, buffer, sizeof(buffer), 0)) > 0;) {
      text.append(buffer, static_cast<size_t>(got));
    }
    return text;
  }
  std::string SocketPath() const { return directory_ + "/control.sock"; }

  std::string root_, directory_;
  std::atomic<int> requests_{0};
  std::atomic<uid_t> uid_{12345};
  std::unique_ptr<ControlSocket> socket_;
};

TEST_F(ControlSocketTest, ARequestIsAnsweredAndThePeerIsKnown) {
  Listen();
  EXPECT_EQ(Ask("hello"), "hello!");
  EXPECT_EQ(uid_, ::geteuid());
}

TEST_F(ControlSocketTest, TheFileIsItsOwnersAloneAndGoesWithTheSocket) {
  Listen();
  struct stat found {};
  ASSERT_EQ(::stat(SocketPath().c_str(), &found), 0);
  EXPECT_TRUE(S_ISSOCK(found.st_mode));
  EXPECT_EQ(found.st_mode & 0777, 0600);
  socket_.reset();
  EXPECT_NE(::stat(SocketPath().c_str(), &found), 0);
}

TEST_F(ControlSocketTest, NobodyListeningIsSaidSo) {
  auto answer = AskControl(directory_, "x", seconds(1));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::kNotFound);
  answer = AskControl(directory_ + "/nowhere", "x", seconds(1));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::kNotFound);
}

TEST_F(ControlSocketTest, ADirectoryWithALongNameHasASocketToo) {
  directory_ = root_ + "/" + std::string(120, 'd') + "/" + std::string(120, 'e');
  std::filesystem::create_directories(directory_);
  Listen();
  EXPECT_EQ(Ask("far away"), "far away!");
}

TEST_F(ControlSocketTest, TheSocketOfADeadProcessIsReplaced) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    auto address = ControlAddress::Open(directory_);
    const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
    const bool bound = ::bind(fd, address->get(), address->size()) == 0 && ::listen(fd, 1) == 0;
    _exit(bound ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_EQ(status, 0);
  ASSERT_TRUE(std::filesystem::exists(SocketPath()));
  Listen();
  EXPECT_EQ(Ask("anew"), "anew!");
}

TEST_F(ControlSocketTest, ALiveSocketIsLeftAlone) {
  Listen();
  auto second = ControlSocket::Listen(
      directory_, {}, [](const ControlPeer&, const std::string&, const ControlSocket::Reply&) {});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(Ask("still here"), "still here!");
}

TEST_F(ControlSocketTest, AFileThatIsNoSocketIsNotDeleted) {
  std::ofstream(SocketPath()) << "precious";
  auto socket = ControlSocket::Listen(
      directory_, {}, [](const ControlPeer&, const std::string&, const ControlSocket::Reply&) {});
  EXPECT_FALSE(socket);
  EXPECT_EQ(std::filesystem::file_size(SocketPath()), 8U);
}

TEST_F(ControlSocketTest, ALineThatIsTooLongIsRefusedAndNotRead) {
  ControlSocketOptions options;
  options.max_request_bytes = 1000;
  Listen(options);
  EXPECT_THAT(Ask(std::string(1'000'000, 'x')), HasSubstr("too long"));
  EXPECT_EQ(requests_, 0);
  EXPECT_EQ(Ask(std::string(1000, 'x')).size(), 1001U);
}

TEST_F(ControlSocketTest, HalfALineIsNotWaitedForForever) {
  ControlSocketOptions options;
  options.client_timeout = milliseconds(200);
  Listen(options);
  const int fd = Connect();
  ASSERT_EQ(::send(fd, "half", 4, 0), 4);
  EXPECT_EQ(ReadToEnd(fd), "");
  ::close(fd);
  EXPECT_EQ(requests_, 0);
  EXPECT_EQ(Ask("whole"), "whole!");
}

TEST_F(ControlSocketTest, SeveralLinesAtOnceAreAnsweredInTurn) {
  Listen();
  const int fd = Connect();
  ASSERT_EQ(::send(fd, "1\n2\n3\n", 6, 0), 6);
  ::shutdown(fd, SHUT_WR);
  EXPECT_EQ(ReadToEnd(fd), "1!\n2!\n3!\n");
  ::close(fd);
}

TEST_F(ControlSocketTest, AClientThatDoesNotReadHoldsNobodyUp) {
  ControlSocketOptions options;
  options.client_timeout = milliseconds(300);
  auto socket = ControlSocket::Listen(
      directory_, options,
      [](const ControlPeer&, const std::string& request, const ControlSocket::Reply& reply) {
        reply(request == "much" ? std::string(8u << 20, 'x') : "little");
      });
  ASSERT_TRUE(socket);
  socket_ = std::move(*socket);
  const int fd = Connect();
  ASSERT_EQ(::send(fd, "much\n", 5, 0), 5);
  EXPECT_EQ(Ask("x"), "little");
  std::this_thread::sleep_for(milliseconds(800));
  EXPECT_LT(ReadToEnd(fd).size(), 8u << 20) << "it was cut off";
  ::close(fd);
}

TEST_F(ControlSocketTest, ManyClientsAreBounded) {
  ControlSocketOptions options;
  options.max_clients = 4;
  Listen(options);
  std::vector<int> clients;
  for (int i = 0; i < 4; ++i) clients.push_back(Connect());
  EXPECT_THAT(Ask("one too many"), HasSubstr("too many"));
  for (int i = 0; i < 40; ++i) clients.push_back(Connect());
  for (const int fd : clients) ::close(fd);
  std::string answer;
  for (int tries = 0; tries < 100 && answer != "again!"; ++tries) {
    answer = Ask("again");
    std::this_thread::sleep_for(milliseconds(10));
  }
  EXPECT_EQ(answer, "again!");
}

TEST_F(ControlSocketTest, AnAnswerFromAnotherThreadArrivesEvenLate) {
  std::promise<ControlSocket::Reply> asked;
  auto socket =
      ControlSocket::Listen(directory_, {},
                            [&](const ControlPeer&, const std::string&,
                                const ControlSocket::Reply& reply) { asked.set_value(reply); });
  ASSERT_TRUE(socket);
  std::thread other([&] {
    const auto reply = asked.get_future().get();
    std::this_thread::sleep_for(milliseconds(50));
    reply("later");
    reply("twice");
  });
  EXPECT_EQ(Ask("x"), "later");
  other.join();
}

TEST_F(ControlSocketTest, AnAnswerThatComesAfterTheEndHarmsNobody) {
  ControlSocket::Reply kept;
  std::promise<void> asked;
  auto socket = ControlSocket::Listen(
      directory_, {},
      [&](const ControlPeer&, const std::string&, const ControlSocket::Reply& reply) {
        kept = reply;
        asked.set_value();
      });
  ASSERT_TRUE(socket);
  const int fd = Connect();
  ASSERT_EQ(::send(fd, "x\n", 2, 0), 2);
  asked.get_future().wait();
  socket->reset();
  kept("too late");
  EXPECT_EQ(ReadToEnd(fd), "");
  ::close(fd);
}

TEST_F(ControlSocketTest, AnotherUserIsNotHeard) {
  if (::geteuid() != 0) {
    // Only root can ask as somebody else; that root is heard is shown by the other tests then.
    Listen();
    EXPECT_EQ(Ask("mine"), "mine!");
    return;
  }
  Listen();
  ASSERT_EQ(::chmod(SocketPath().c_str(), 0666), 0);
  ASSERT_EQ(::chmod(root_.c_str(), 0755), 0);
  std::array<int, 2> said{};
  ASSERT_EQ(::pipe(said.data()), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    if (::setuid(65534) != 0) _exit(1);
    const std::string answer = Ask("let me in");
    _exit(::write(said[1], answer.data(), answer.size()) > 0 ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  ::close(said[1]);
  char buffer[1000];
  const ssize_t got = ::read(said[0], buffer, sizeof(buffer));
  ::close(said[0]);
  EXPECT_THAT(std::string(buffer, static_cast<size_t>(std::max<ssize_t>(got, 0))),
              HasSubstr("another user's"));
  EXPECT_EQ(requests_, 0);
}

}  // namespace
}  // namespace arsip::crawler
