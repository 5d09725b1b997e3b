#include "frontier/endpoint.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>

#include "temporary_directory.h"

namespace arsip::frontier {
namespace {

using Transport = Endpoint::Transport;

ErrorCode CodeOf(const Status& status) {
  return status ? ErrorCode::kInternal : status.error().code;
}

// A socket file; listening while the object lives, stale afterwards.
class SocketFile {
 public:
  explicit SocketFile(const std::string& path) : fd_(socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    EXPECT_EQ(bind(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(listen(fd_, 1), 0);
  }
  ~SocketFile() { close(fd_); }
  SocketFile(const SocketFile&) = delete;
  SocketFile& operator=(const SocketFile&) = delete;

 private:
  int fd_;
};

TEST(EndpointTest, TransportsAreTold) {
  const auto inproc = ParseEndpoint("inproc://frontier");
  const auto ipc = ParseEndpoint("ipc:///run/arsip/frontier");
  const auto tcp = ParseEndpoint("tcp://[2001:db8::1]:7000");
  ASSERT_TRUE(inproc && ipc && tcp);
  EXPECT_EQ(inproc->transport, Transport::kInproc);
  EXPECT_EQ(ipc->transport, Transport::kIpc);
  EXPECT_EQ(ipc->rest, "/run/arsip/frontier");
  EXPECT_EQ(tcp->transport, Transport::kTcp);
  EXPECT_EQ(tcp->text, "tcp://[2001:db8::1]:7000");
}

TEST(EndpointTest, WhatIsNoneIsRefused) {
  for (const char* text :
       {"", "frontier", "inproc://", "ipc://", "ipc://*", "ipc://@abstract", "ipc:///run/",
        "udp://127.0.0.1:1", "tcp://127.0.0.1", "inproc://a\nb", "pgm://eth0;224.0.0.1:1"}) {
    const auto endpoint = ParseEndpoint(text);
    ASSERT_FALSE(endpoint) << text;
    EXPECT_EQ(endpoint.error().code, ErrorCode::kInvalidInput);
  }
  EXPECT_FALSE(ParseEndpoint("ipc:///" + std::string(108, 'a')));
}

TEST(EndpointTest, TcpBindNeedsANamedAddress) {
  const auto check = [](const char* text) {
    return CheckTcpBind(*ParseEndpoint(text)).has_value();
  };
  EXPECT_TRUE(check("tcp://127.0.0.1:7000"));
  EXPECT_TRUE(check("tcp://127.0.0.1:*"));
  EXPECT_TRUE(check("tcp://0.0.0.0:7000"));
  EXPECT_TRUE(check("tcp://[::1]:7000"));
  EXPECT_FALSE(check("tcp://*:7000"));
  EXPECT_FALSE(check("tcp://eth0:7000"));
  EXPECT_FALSE(check("tcp://localhost:7000"));
  EXPECT_FALSE(check("tcp://::1:7000"));
  EXPECT_FALSE(check("tcp://127.0.0.1:70000"));
  EXPECT_FALSE(check("tcp://127.0.0.1:http"));
  EXPECT_FALSE(check("tcp://127.0.0.1:"));
}

class IpcPathTest : public testing::Test {
 protected:
  TemporaryDirectory base_;
  const std::string directory_ = base_.path() + "/run";
  const std::string path_ = directory_ + "/frontier";
};

TEST_F(IpcPathTest, DirectoryIsMadeForUsAlone) {
  ASSERT_TRUE(ClaimIpcPath(path_));
  struct stat status;
  ASSERT_EQ(stat(directory_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0700u);
}

TEST_F(IpcPathTest, OpenDirectoryIsRefused) {
  ASSERT_EQ(mkdir(directory_.c_str(), 0755), 0);
  EXPECT_EQ(CodeOf(ClaimIpcPath(path_)), ErrorCode::kPermission);
}

TEST_F(IpcPathTest, SymbolicLinkForADirectoryIsRefused) {
  std::filesystem::create_directory(base_.path() + "/elsewhere");
  chmod((base_.path() + "/elsewhere").c_str(), 0700);
  std::filesystem::create_symlink(base_.path() + "/elsewhere", directory_);
  EXPECT_EQ(CodeOf(ClaimIpcPath(path_)), ErrorCode::kPermission);
}

TEST_F(IpcPathTest, MissingParentIsNamed) {
  const Status status = ClaimIpcPath(base_.path() + "/a/b/frontier");
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(status.error().where, base_.path() + "/a/b");
}

TEST_F(IpcPathTest, FileThatIsNoSocketIsLeftAlone) {
  ASSERT_EQ(mkdir(directory_.c_str(), 0700), 0);
  std::ofstream(path_) << "evidence";
  EXPECT_EQ(CodeOf(ClaimIpcPath(path_)), ErrorCode::kPermission);
  EXPECT_EQ(std::filesystem::file_size(path_), 8u);
}

TEST_F(IpcPathTest, SymbolicLinkIsLeftAlone) {
  ASSERT_EQ(mkdir(directory_.c_str(), 0700), 0);
  std::ofstream(base_.path() + "/evidence") << "evidence";
  std::filesystem::create_symlink(base_.path() + "/evidence", path_);
  EXPECT_EQ(CodeOf(ClaimIpcPath(path_)), ErrorCode::kPermission);
  EXPECT_TRUE(std::filesystem::exists(path_));
}

TEST_F(IpcPathTest, StaleSocketIsRemoved) {
  ASSERT_TRUE(ClaimIpcPath(path_));
  { const SocketFile stale(path_); }
  ASSERT_TRUE(std::filesystem::exists(path_));
  ASSERT_TRUE(ClaimIpcPath(path_));
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(IpcPathTest, LivingServerKeepsItsSocket) {
  ASSERT_TRUE(ClaimIpcPath(path_));
  const SocketFile living(path_);
  EXPECT_EQ(CodeOf(ClaimIpcPath(path_)), ErrorCode::kUnavailable);
  EXPECT_TRUE(std::filesystem::exists(path_));
}

TEST_F(IpcPathTest, SealedSocketIsForUsAlone) {
  ASSERT_TRUE(ClaimIpcPath(path_));
  const SocketFile living(path_);
  ASSERT_TRUE(SealIpcPath(path_));
  struct stat status;
  ASSERT_EQ(stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600u);
  EXPECT_EQ(CodeOf(SealIpcPath(directory_ + "/none")), ErrorCode::kNotFound);
}

}  // namespace
}  // namespace arsip::frontier
