#include "cli/control_call.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "crawler/control_socket.h"

namespace arsip::cli {
namespace {

class ControlCallTest : public testing::Test {
 protected:
  void SetUp() override {
    directory_ = (std::filesystem::temp_directory_path() / "arsip-call-XXXXXX").string();
    ASSERT_NE(mkdtemp(directory_.data()), nullptr);
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  std::string directory_;
};

TEST_F(ControlCallTest, AnArchiveThatNothingCrawlsIntoIsSaidSo) {
  const auto answer = CallControl(directory_, {{"verb", "status"}});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::kNotFound);
}

TEST_F(ControlCallTest, TheAnswerOfTheCrawlIsReadWithItsErrors) {
  const auto socket = crawler::ControlSocket::Listen(
      directory_, {},
      [](const crawler::ControlPeer&, const std::string& request,
         const crawler::ControlSocket::Reply& reply) {
        const bool known = nlohmann::json::parse(request)["verb"] == "status";
        reply(known ? R"({"ok":true,"state":"running"})"
                    : R"({"ok":false,"error":{"code":"invalid input","message":"no such verb"}})");
      });
  ASSERT_TRUE(socket);
  const auto status = CallControl(directory_, {{"verb", "status"}});
  ASSERT_TRUE(status);
  EXPECT_EQ((*status)["state"], "running");
  const auto other = CallControl(directory_, {{"verb", "x"}});
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().message, "no such verb");
}

}  // namespace
}  // namespace arsip::cli
