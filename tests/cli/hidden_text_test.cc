#include "cli/hidden_text.h"

#include "gtest/gtest.h"

namespace arsip::cli {
namespace {

using archive::AccessKind;
using archive::HiddenCaptures;

TEST(HiddenTextTest, NothingHiddenIsNotMentioned) { EXPECT_EQ(FormatHidden({}), ""); }

TEST(HiddenTextTest, EachKindIsCounted) {
  HiddenCaptures hidden;
  for (int i = 0; i < 1200; ++i) hidden.Add(AccessKind::kBlocked);
  hidden.Add(AccessKind::kTakedown);
  EXPECT_EQ(FormatHidden(hidden),
            "1,201 captures are left out by access rules (1,200 blocked, 1 takedown); --hidden "
            "includes them\n");
}

TEST(HiddenTextTest, OneIsSingular) {
  HiddenCaptures hidden;
  hidden.Add(AccessKind::kEmbargo);
  EXPECT_EQ(FormatHidden(hidden),
            "1 capture is left out by access rules (1 embargo); --hidden includes them\n");
}

}  // namespace
}  // namespace arsip::cli
