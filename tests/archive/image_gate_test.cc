#include "archive/image_gate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "archive/image_clusters.h"
#include "hash_samples.h"

namespace arsip::archive {
namespace {

using ::testing::ElementsAre;

class ImageGateTest : public ::testing::Test {
 protected:
  ImageFact Image(const std::string& name, const Hash256& hash) {
    return {ComputeSha256(std::string_view(name)), hash, 80, 1, 100, false};
  }
  ImageGate::Done Record(const std::string& name) {
    return [this, name](Result<DedupVerdict> verdict) {
      if (!verdict.has_value()) return answers_.push_back(name + ":error");
      const bool fresh = verdict->kind == DedupVerdict::Kind::kNew;
      answers_.push_back(name + (fresh ? ":new" : ":near"));
    };
  }

  testing::HashSource source_{1};
  const Hash256 hash_ = source_.Even();
  const ImageFact first_ = Image("first", hash_);
  const ImageFact near_ = Image("near", source_.At(20, FormsOf(hash_)[3]));
  const ImageFact third_ = Image("third", source_.At(2, hash_));
  const ImageFact other_ = Image("other", source_.Even());
  std::vector<ImageFact> durable_;
  std::vector<std::string> answers_;
  ImageGate gate_{[this](const ImageFact& image) -> Result<DedupVerdict> {
    DedupVerdict verdict;
    for (const ImageFact& exemplar : durable_) {
      if (PictureDistance(image.forms(), exemplar.forms()) > kNearDistance) continue;
      verdict.kind = DedupVerdict::Kind::kNearDuplicate;
    }
    return verdict;
  }};
};

TEST_F(ImageGateTest, OneThatIsNearAPendingImageWaitsForIt) {
  gate_.Judge(first_, Record("first"));
  gate_.Judge(near_, Record("near"));
  gate_.Judge(other_, Record("other"));
  gate_.Judge(third_, Record("third"));
  EXPECT_THAT(answers_, ElementsAre("first:new", "other:new"));
  durable_.push_back(first_);
  gate_.Release(first_.payload);
  EXPECT_THAT(answers_, ElementsAre("first:new", "other:new", "near:near", "third:near"));
  EXPECT_EQ(gate_.pending(), 1u);
}

TEST_F(ImageGateTest, AForgottenImageLetsTheNextBeNew) {
  gate_.Judge(first_, Record("first"));
  gate_.Judge(near_, Record("near"));
  gate_.Judge(third_, Record("third"));
  gate_.Release(first_.payload);
  EXPECT_THAT(answers_, ElementsAre("first:new", "near:new"));
  durable_.push_back(near_);
  gate_.Release(near_.payload);
  EXPECT_EQ(answers_.size(), 3u);
  gate_.Release(third_.payload);
  EXPECT_EQ(gate_.pending(), 0u);
}

TEST_F(ImageGateTest, NearDuplicatesAndUnmatchableImagesAreNotWaitedFor) {
  durable_.push_back(first_);
  gate_.Judge(near_, Record("near"));
  ImageFact poor = other_;
  poor.quality = 49;
  gate_.Judge(poor, Record("poor"));
  gate_.Judge(other_, Record("other"));
  EXPECT_THAT(answers_, ElementsAre("near:near", "poor:new", "other:new"));
  EXPECT_EQ(gate_.pending(), 1u);
}

TEST_F(ImageGateTest, ClosingAnswersWhoWaitsAndWhoAsks) {
  gate_.Judge(first_, Record("first"));
  gate_.Judge(near_, Record("near"));
  gate_.Close(Error{ErrorCode::kUnavailable, "closed", ""});
  gate_.Judge(other_, Record("other"));
  EXPECT_THAT(answers_, ElementsAre("first:new", "near:error", "other:error"));
}

}  // namespace
}  // namespace arsip::archive
