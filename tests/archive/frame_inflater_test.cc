#include "archive/frame_inflater.h"

#include "capture_samples.h"
#include "gtest/gtest.h"
#include "warc_bytes.h"
#include "zstd_samples.h"

namespace arsip::archive {
namespace {

using Step = FrameInflater::Step;
using testing::Dictionary;
using testing::Frame;
using testing::Skippable;

class FrameInflaterTest : public ::testing::Test {
 protected:
  // Reads the unit at `offset` of a file of these bytes.
  Step Read(const std::string& file, uint64_t offset) {
    const std::string path = directory_.path() + "/x.warc.zst";
    testing::WriteBytes(path, file);
    const auto window = FileWindow::Open(path);
    FrameInflater inflater(**window);
    EXPECT_TRUE(inflater.LoadDictionary().has_value());
    skipped_ = *inflater.SkipSkippable(offset);
    inflater.Begin(skipped_);
    bytes_.clear();
    Step step = *inflater.Read();
    for (; step == Step::kBytes; step = *inflater.Read()) bytes_.append(inflater.bytes());
    end_ = inflater.end();
    EXPECT_EQ(*inflater.Read(), step);
    return step;
  }

  testing::TemporaryDirectory directory_;
  std::string bytes_;
  uint64_t skipped_ = 0;
  uint64_t end_ = 0;
};

TEST_F(FrameInflaterTest, AFrameEndsWhereTheNextBegins) {
  const std::string one = Frame("one");
  EXPECT_EQ(Read(one + Frame("two"), 0), Step::kEnd);
  EXPECT_EQ(bytes_, "one");
  EXPECT_EQ(end_, one.size());
  EXPECT_EQ(Read(one + Frame("two"), end_), Step::kEnd);
  EXPECT_EQ(bytes_, "two");
}

TEST_F(FrameInflaterTest, AFrameOfManyBuffersComesWhole) {
  const std::string large = testing::RandomBytes(3'000'000, 1);
  EXPECT_EQ(Read(Frame(large), 0), Step::kEnd);
  EXPECT_EQ(bytes_, large);
}

TEST_F(FrameInflaterTest, ADictionaryMayBeRawOrCompressed) {
  const std::string dictionary = Dictionary();
  ASSERT_FALSE(dictionary.empty());
  const std::string record = testing::PageSamples()[5];
  const std::string frame = Frame(record, dictionary);
  EXPECT_LT(frame.size(), Frame(record).size());
  for (const std::string& content : {dictionary, Frame(dictionary)}) {
    EXPECT_EQ(Read(Skippable(content) + frame, 0), Step::kEnd);
    EXPECT_EQ(bytes_, record);
    EXPECT_EQ(skipped_, content.size() + 8);
  }
}

TEST_F(FrameInflaterTest, WithoutItsDictionaryAFrameIsBad) {
  const std::string dictionary = Dictionary();
  const std::string frame = Frame(testing::PageSamples()[5], dictionary);
  EXPECT_EQ(Read(frame, 0), Step::kBad);
  EXPECT_EQ(Read(Skippable("no dictionary") + frame, 0), Step::kBad);
  EXPECT_EQ(Read(Skippable(Frame(dictionary).substr(0, 300)) + frame, 0), Step::kBad);
}

TEST_F(FrameInflaterTest, ADictionaryLargerThanTheSpecificationAsksForIsNotLoaded) {
  const std::string dictionary =
      Dictionary() + std::string(FrameInflater::kMaxDictionaryBytes, 'x');
  const std::string frame = Frame("page page page", dictionary);
  EXPECT_EQ(Read(Skippable(dictionary) + frame, 0), Step::kBad);
  EXPECT_EQ(Read(Skippable(Frame(dictionary)) + frame, 0), Step::kBad);
}

TEST_F(FrameInflaterTest, ExtensionFramesArePassed) {
  const std::string extensions = Skippable("index", '\x50') + Skippable("", '\x5f');
  EXPECT_EQ(Read(Frame("one") + extensions + Frame("two"), Frame("one").size()), Step::kEnd);
  EXPECT_EQ(bytes_, "two");
}

TEST_F(FrameInflaterTest, AFrameWhoseWindowIsBeyondTheLimitIsBad) {
  const std::string large = testing::RandomBytes((8u << 20) + 1, 2);
  EXPECT_EQ(Read(Frame(large, {}, 23), 0), Step::kEnd);
  EXPECT_EQ(Read(Frame(large, {}, 24), 0), Step::kBad);
}

TEST_F(FrameInflaterTest, EveryCutIsTruncatedAndEveryFlipIsNotAWholeFrame) {
  const std::string record = testing::PageSamples()[7];
  const std::string frame = Frame(record);
  for (size_t length = 4; length < frame.size(); length += 7) {
    EXPECT_EQ(Read(frame.substr(0, length), 0), Step::kTruncated) << length;
  }
  for (size_t at = 0; at < frame.size(); ++at) {
    std::string flipped = frame;
    flipped[at] = static_cast<char>(flipped[at] ^ 1);
    const Step step = Read(flipped, 0);
    // The one header bit without a meaning for the content (RFC 8878 section 3.1.1.1.1.3).
    if (step == Step::kEnd) {
      EXPECT_EQ(bytes_, record) << at;
    }
  }
}

}  // namespace
}  // namespace arsip::archive
