#include "crawler/sandbox_process.h"

#include <poll.h>

#include <cerrno>
#include <csignal>

#include "sandbox_fixture.h"

namespace arsip::crawler {
namespace {

class SandboxProcessTest : public SandboxTest {
 protected:
  void Start() {
    auto process = SandboxProcess::Start(RogueOptions());
    ASSERT_TRUE(process) << process.error().ToString();
    process_ = std::move(*process);
    ASSERT_TRUE(Readable(process_->channel_fd()));
    auto hello = process_->ReceiveHello();
    ASSERT_TRUE(hello && *hello);
    EXPECT_EQ((**hello).Text(), "none");
  }
  static bool Readable(int fd) {
    pollfd waiting{fd, POLLIN, 0};
    return ::poll(&waiting, 1, 10'000) == 1;
  }
  std::string TitleOf(const extractors::AnswerPacket& packet) {
    auto bytes = process_->TakeAnswer(packet);
    EXPECT_TRUE(bytes);
    extractors::Extraction extraction;
    EXPECT_TRUE(bytes && extraction.ParseFromString(std::string(*bytes)));
    return extraction.title();
  }

  std::unique_ptr<SandboxProcess> process_;
};

TEST_F(SandboxProcessTest, AnswerComesBackFromTheSlotOfItsRequest) {
  Start();
  ASSERT_TRUE(process_->Send(2, 17, "", "hello"));
  ASSERT_TRUE(Readable(process_->channel_fd()));
  auto answer = process_->ReceiveAnswer();
  ASSERT_TRUE(answer && *answer);
  EXPECT_EQ((**answer).slot, 2u);
  EXPECT_EQ((**answer).sequence, 17u);
  EXPECT_EQ(TitleOf(**answer), "hello");
  auto nothing = process_->ReceiveAnswer();
  ASSERT_TRUE(nothing);
  EXPECT_FALSE(*nothing);
}

TEST_F(SandboxProcessTest, PayloadBeyondItsSlotIsCut) {
  Start();
  const std::string request(4090, 'r');
  ASSERT_TRUE(process_->Send(0, 0, request, "0123456789"));
  ASSERT_TRUE(Readable(process_->channel_fd()));
  auto answer = process_->ReceiveAnswer();
  ASSERT_TRUE(answer && *answer);
  EXPECT_EQ(TitleOf(**answer), "012345");
}

TEST_F(SandboxProcessTest, ImpossibleNumbersAreInvalid) {
  Start();
  extractors::AnswerPacket packet;
  packet.slot = 4;
  EXPECT_EQ(process_->TakeAnswer(packet).error().code, ErrorCode::kInvalidInput);
  packet.slot = 0;
  packet.answer_bytes = 4097;
  EXPECT_EQ(process_->TakeAnswer(packet).error().code, ErrorCode::kInvalidInput);
}

TEST_F(SandboxProcessTest, EndSaysHowTheProcessDied) {
  Start();
  ASSERT_TRUE(process_->Send(0, 0, "", "exit"));
  ASSERT_TRUE(Readable(process_->pid_fd()));
  const ProcessEnd end = process_->Reap();
  EXPECT_EQ(end.description, "exit 7");
  EXPECT_FALSE(end.violation);
  EXPECT_EQ(process_->Send(0, 1, "", "x").error().code, ErrorCode::kIo);
  EXPECT_EQ(process_->ReceiveAnswer().error().code, ErrorCode::kIo);
}

TEST_F(SandboxProcessTest, DestructorKillsAndReaps) {
  Start();
  const pid_t pid = process_->pid();
  EXPECT_EQ(::kill(pid, 0), 0);
  process_.reset();
  EXPECT_EQ(::kill(pid, 0), -1);
  EXPECT_EQ(errno, ESRCH);
}

TEST_F(SandboxProcessTest, MissingBinaryIsNotFound) {
  SandboxProcessOptions options = RogueOptions();
  options.binary = directory_ + "/none";
  auto process = SandboxProcess::Start(options);
  ASSERT_FALSE(process);
  EXPECT_EQ(process.error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace arsip::crawler
