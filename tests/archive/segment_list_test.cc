#include "archive/segment_list.h"

#include <filesystem>

#include "capture_samples.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "warc_bytes.h"

namespace arsip::archive {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SegmentListTest : public ::testing::Test {
 protected:
  void Make(const std::string& name) {
    const std::string path = directory_.path() + "/" + name;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    testing::WriteBytes(path, "12345");
  }
  std::vector<std::string> Names() {
    std::vector<std::string> names;
    const auto segments = *ListSegments(directory_.path());
    for (const SegmentOnDisk& segment : segments) {
      names.push_back(segment.filename);
    }
    return names;
  }
  testing::TemporaryDirectory directory_;
};

TEST_F(SegmentListTest, ListsWarcFilesOfEveryDirectoryByName) {
  for (const char* name : {"warc/c.warc.gz", "warc/a.warc", "warc/d.warc.gz.open",
                           "derived/b.warc.gz", "imported/e.warc.gz"}) {
    Make(name);
  }
  const auto segments = *ListSegments(directory_.path());
  EXPECT_THAT(Names(), ElementsAre("a.warc", "b.warc.gz", "c.warc.gz", "d.warc.gz", "e.warc.gz"));
  EXPECT_EQ(segments[4].kind, SegmentKind::kImported);
  EXPECT_EQ(segments[1].kind, SegmentKind::kDerived);
  EXPECT_FALSE(segments[2].open);
  EXPECT_TRUE(segments[3].open);
  EXPECT_EQ(segments[3].size, 5u);
  EXPECT_TRUE(segments[3].path.ends_with("/warc/d.warc.gz.open"));
}

TEST_F(SegmentListTest, OtherFilesAreNoSegments) {
  for (const char* name :
       {"warc/a.warc.gz.torn-12", "warc/notes.txt", "warc/x.gz", "warc/y.open", "z.warc.gz"}) {
    Make(name);
  }
  std::filesystem::create_directories(directory_.path() + "/warc/folder.warc.gz");
  EXPECT_THAT(Names(), IsEmpty());
}

TEST_F(SegmentListTest, MissingDirectoriesHoldNone) { EXPECT_THAT(Names(), IsEmpty()); }

TEST_F(SegmentListTest, SegmentsAreFoundByTheirFinalName) {
  Make("warc/a.warc.gz");
  Make("warc/b.warc.gz.open");
  Make("derived/c.warc.gz");
  EXPECT_TRUE(FindSegment(directory_.path(), "a.warc.gz")->ends_with("/warc/a.warc.gz"));
  EXPECT_TRUE(FindSegment(directory_.path(), "b.warc.gz")->ends_with("/warc/b.warc.gz.open"));
  EXPECT_TRUE(FindSegment(directory_.path(), "c.warc.gz")->ends_with("/derived/c.warc.gz"));
  EXPECT_EQ(FindSegment(directory_.path(), "d.warc.gz").error().code, ErrorCode::kNotFound);
}

TEST_F(SegmentListTest, NamesDoNotLeadOutOfTheArchive) {
  Make("secret.warc.gz");
  Make("warc/a.warc.gz");
  for (const char* name : {"../secret.warc.gz", "x/../a.warc.gz", "", ".", "lock"}) {
    EXPECT_FALSE(FindSegment(directory_.path() + "/warc/..", name).has_value()) << name;
  }
}

}  // namespace
}  // namespace arsip::archive
