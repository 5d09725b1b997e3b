#include "archive/file_window.h"

#include "capture_samples.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "warc_bytes.h"

namespace arsip::archive {
namespace {

class FileWindowTest : public ::testing::Test {
 protected:
  void SetUp() override {
    bytes_ = testing::RandomBytes(3 * FileWindow::kBytes + 17, 1);
    path_ = directory_.path() + "/f";
    testing::WriteBytes(path_, bytes_);
  }
  testing::TemporaryDirectory directory_;
  std::string bytes_;
  std::string path_;
};

TEST_F(FileWindowTest, GivesTheBytesAtEveryPosition) {
  const auto file = FileWindow::Open(path_);
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ((*file)->size(), bytes_.size());
  for (const uint64_t at : {uint64_t{0}, uint64_t{5}, uint64_t{FileWindow::kBytes - 1},
                            uint64_t{FileWindow::kBytes}, uint64_t{1'000'000}, uint64_t{3}}) {
    (*file)->Seek(at);
    for (const size_t length : {1u, 100u, 300'000u}) {
      EXPECT_EQ(*(*file)->Peek(length), std::string_view(bytes_).substr(at, length)) << at;
    }
    EXPECT_EQ((*file)->position(), at);
  }
}

TEST_F(FileWindowTest, ReadsForwardToTheEnd) {
  const auto file = FileWindow::Open(path_);
  std::string read;
  while (true) {
    const auto piece = (*file)->PeekSome();
    ASSERT_TRUE(piece.has_value());
    if (piece->empty()) break;
    const size_t taken = std::min<size_t>(piece->size(), 77'777);
    read.append(piece->substr(0, taken));
    (*file)->Skip(taken);
  }
  EXPECT_EQ(read, bytes_);
}

TEST_F(FileWindowTest, EndsWhereItIsTold) {
  const auto file = FileWindow::Open(path_, {0, 10});
  EXPECT_EQ((*file)->size(), 10u);
  EXPECT_EQ(*(*file)->Peek(100), bytes_.substr(0, 10));
  (*file)->Seek(10);
  EXPECT_EQ(*(*file)->PeekSome(), "");
  (*file)->Seek(1'000'000'000);
  EXPECT_EQ(*(*file)->Peek(1), "");
}

TEST_F(FileWindowTest, AFileThatShrinksEndsEarlier) {
  const auto file = FileWindow::Open(path_);
  std::filesystem::resize_file(path_, 100);
  EXPECT_EQ((*file)->Peek(1000)->size(), 100u);
  EXPECT_EQ((*file)->size(), 100u);
}

}  // namespace
}  // namespace arsip::archive
