#include "cli/exit_code.h"

#include <gtest/gtest.h>

namespace arsip::cli {
namespace {

TEST(ExitCodeTest, TheUsersMistakesAndTheMachinesTroublesDiffer) {
  EXPECT_EQ(ExitCodeOf({ErrorCode::kInvalidInput, "", ""}), kUsage);
  EXPECT_EQ(ExitCodeOf({ErrorCode::kPermission, "", ""}), kEnvironment);
  EXPECT_EQ(ExitCodeOf({ErrorCode::kNotFound, "", ""}), kUsage);
  EXPECT_EQ(ExitCodeOf({ErrorCode::kNoSpace, "", ""}), kEnvironment);
  EXPECT_EQ(ExitCodeOf({ErrorCode::kIo, "", ""}), kEnvironment);
  EXPECT_EQ(ExitCodeOf({ErrorCode::kUnavailable, "", ""}), kEnvironment);
}

TEST(ExitCodeTest, AnExpiredCollectionIsInvalidInput) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(ComplainOfCollection({ErrorCode::kPermission, "expired", "c.yaml:5"}), kUsage);
  EXPECT_EQ(ComplainOfCollection({ErrorCode::kIo, "", ""}), kEnvironment);
  EXPECT_NE(testing::internal::GetCapturedStderr().find("c.yaml:5: expired"), std::string::npos);
}

TEST(ExitCodeTest, AComplaintSaysWhatWhereAndWhatToDo) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(Complain({ErrorCode::kNoSpace, "cannot write \x1b[2J", "/srv/a"}), kEnvironment);
  const std::string said = testing::internal::GetCapturedStderr();
  EXPECT_NE(said.find("arsip: /srv/a: cannot write"), std::string::npos) << said;
  EXPECT_NE(said.find("Free some space"), std::string::npos) << said;
  EXPECT_EQ(said.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace arsip::cli
