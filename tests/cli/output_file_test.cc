#include "cli/output_file.h"

#include <gtest/gtest.h>
#include <pty.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace arsip::cli {
namespace {

class OutputFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    directory_ =
        std::filesystem::temp_directory_path() / ("output-file-" + std::to_string(getpid()));
    std::filesystem::create_directories(directory_);
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }
  static std::string Contents(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  std::filesystem::path directory_;
};

// Standard output of this process is a terminal while it lives.
class TerminalAsStdout {
 public:
  TerminalAsStdout() : before_(::dup(STDOUT_FILENO)) {
    std::fflush(stdout);
    EXPECT_EQ(::openpty(&controller_, &terminal_, nullptr, nullptr, nullptr), 0);
    ::dup2(terminal_, STDOUT_FILENO);
  }
  ~TerminalAsStdout() {
    std::fflush(stdout);
    ::dup2(before_, STDOUT_FILENO);
    for (const int fd : {before_, controller_, terminal_}) ::close(fd);
  }
  std::string Shown() const {
    std::fflush(stdout);
    std::string shown(200, '\0');
    const ssize_t length = ::read(controller_, shown.data(), shown.size());
    shown.resize(length > 0 ? static_cast<size_t>(length) : 0);
    return shown;
  }

 private:
  int before_;
  int controller_ = -1;
  int terminal_ = -1;
};

bool IsPlainText(std::string_view bytes) { return PlainTextCheck().Accept(bytes); }

TEST(PlainTextCheck, ACharacterMayBeCutBetweenTwoPieces) {
  PlainTextCheck check;
  EXPECT_TRUE(check.Accept("\xe1"));
  EXPECT_TRUE(check.Accept("\x80\x99 and"));
  EXPECT_TRUE(check.Accept("\xc2"));
  EXPECT_FALSE(check.Accept("\x9b")) << "a C1 control is none the less one";
}

TEST(PlainTextCheck, EightBitTextIsNot) {
  EXPECT_FALSE(
      IsPlainText("\xe9\x9b"
                  "31m"));
  EXPECT_FALSE(IsPlainText("caf\xe9 au lait"));
}

TEST(PlainTextCheck, TextOfAnyScriptIs) {
  EXPECT_TRUE(IsPlainText(""));
  EXPECT_TRUE(IsPlainText("<p>\r\n\tone</p>\n"));
  EXPECT_TRUE(IsPlainText("caf\xc3\xa9 \xe1\x80\x99\xe1\x80\xbc \xd8\xb3\xd9\x88\xd9\x82"));
}

TEST(PlainTextCheck, WhatATerminalWouldObeyIsNot) {
  EXPECT_FALSE(IsPlainText("\x1b]0;title\x07"));
  EXPECT_FALSE(IsPlainText(std::string_view("a\0b", 3)));
  EXPECT_FALSE(IsPlainText("a\x7f"));
  EXPECT_FALSE(
      IsPlainText("a\xc2\x9b"
                  "31m"))
      << "CSI of the C1 controls, in UTF-8";
  EXPECT_FALSE(
      IsPlainText("a\x9b"
                  "31m"))
      << "and in an eight-bit character set";
  EXPECT_FALSE(IsPlainText("\x89PNG\r\n\x1a\n"));
}

TEST_F(OutputFileTest, ClosedFileHoldsTheBytes) {
  const std::string path = directory_ / "a.bin";
  {
    auto output = OutputFile::Open(path, false);
    ASSERT_TRUE(output) << output.error().ToString();
    ASSERT_TRUE(output->Write("\x89PNG"));
    ASSERT_TRUE(output->Write("\x1a more"));
    ASSERT_TRUE(output->Close());
  }
  EXPECT_EQ(Contents(path), "\x89PNG\x1a more");
}

TEST_F(OutputFileTest, FileThatWasNotClosedIsRemoved) {
  const std::string path = directory_ / "half.bin";
  {
    auto output = OutputFile::Open(path, false);
    ASSERT_TRUE(output);
    ASSERT_TRUE(output->Write("half"));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(OutputFileTest, ExistingFileIsNotOverwritten) {
  const std::string path = directory_ / "mine";
  std::ofstream(path) << "precious";
  const auto output = OutputFile::Open(path, true);
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().code, ErrorCode::kInvalidInput);
  EXPECT_NE(output.error().ToString().find(path), std::string::npos);
  EXPECT_EQ(Contents(path), "precious");
}

TEST_F(OutputFileTest, MissingDirectoryIsNamed) {
  const auto output = OutputFile::Open(directory_ / "no" / "where", false);
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().code, ErrorCode::kNotFound);
}

TEST_F(OutputFileTest, TerminalIsGivenPlainTextOnly) {
  Status refused;
  std::string shown;
  {
    const TerminalAsStdout terminal;
    auto output = OutputFile::Open("", false);
    refused = output->Write("\x1b[2Jgone");
    if (output->Write("hello")) shown = terminal.Shown();
  }
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalidInput);
  EXPECT_NE(refused.error().message.find("--output"), std::string::npos);
  EXPECT_EQ(shown, "hello");
}

TEST_F(OutputFileTest, TerminalIsGivenAnythingWhenForced) {
  std::string shown;
  {
    const TerminalAsStdout terminal;
    auto output = OutputFile::Open("", true);
    if (output->Write("\x1b[2J")) shown = terminal.Shown();
  }
  EXPECT_EQ(shown, "\x1b[2J");
}

}  // namespace
}  // namespace arsip::cli
