#include "cli/similar_media.h"

#include <unistd.h>

#include <filesystem>

#include "archive/archive.h"
#include "base/digest.h"
#include "cli/exit_code.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace arsip::cli {
namespace {

using ::testing::HasSubstr;

// What is found is shown by tests/integration/media_test.py, where real files are crawled.
class SimilarMediaTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = std::filesystem::temp_directory_path() / "arsip-similar-XXXXXX";
    directory_ = mkdtemp(name.data());
    arguments_.archive_directory = directory_;
    arguments_.subject = FormatDigest(ComputeSha256(std::string_view("never captured")));
  }
  void TearDown() override {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }
  std::string Complaint() {
    testing::internal::CaptureStderr();
    EXPECT_NE(PrintSimilarMedia(arguments_, crawler::CrawlOptions()), kDone);
    return testing::internal::GetCapturedStderr();
  }
  std::string directory_;
  SimilarMediaArguments arguments_;
};

TEST_F(SimilarMediaTest, ADirectoryThatIsNoArchiveIsNamed) {
  EXPECT_THAT(Complaint(), HasSubstr(directory_));
}

TEST_F(SimilarMediaTest, APayloadThatTheArchiveDoesNotHaveIsNotFound) {
  const SystemClock clock;
  archive::ArchiveOptions options;
  options.min_free_bytes = 0;
  ASSERT_TRUE(archive::Archive::Open(directory_, options, clock));
  EXPECT_THAT(Complaint(), HasSubstr(arguments_.subject));
}

}  // namespace
}  // namespace arsip::cli
