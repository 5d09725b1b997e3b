#include "crawler/hash_list_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace arsip::crawler {
namespace {

using ::testing::ElementsAre;

TEST(SplitCsvLineTest, FollowsRfc4180) {
  EXPECT_THAT(*SplitCsvLine("a,b,,d"), ElementsAre("a", "b", "", "d"));
  EXPECT_THAT(*SplitCsvLine("\"a,\"\"b\"\"\",c"), ElementsAre("a,\"b\"", "c"));
  EXPECT_THAT(*SplitCsvLine(""), ElementsAre(""));
  EXPECT_EQ(SplitCsvLine("\"open"), std::nullopt);
}

TEST(HashListFileTest, AFileThatIsNotThereIsNamed) {
  LoadedHashList loaded;
  const Status read =
      ReadHashListFile({"gone", "/nonexistent/list", seeds::HashListAction::kTag, false}, loaded,
                       [](const HashListEntry&) { FAIL(); });
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().where, "/nonexistent/list");
}

}  // namespace
}  // namespace arsip::crawler
