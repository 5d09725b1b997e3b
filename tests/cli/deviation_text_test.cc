#include "cli/deviation_text.h"

#include "gtest/gtest.h"

namespace arsip::cli {
namespace {

archive::DeviationCounts Counts() {
  archive::DeviationCounts counts;
  counts.Add(archive::Deviation::kBracketedUri, "x.warc.gz", 823, "");
  counts.Add(archive::Deviation::kBracketedUri, "x.warc.gz", 900, "");
  counts.Add(archive::Deviation::kRawUri, "x.warc.gz", 7, "http://e.org/\x1b[31m");
  return counts;
}

TEST(FormatDeviations, OneLineEachWithNothingThatATerminalObeys) {
  EXPECT_EQ(FormatDeviations(Counts()),
            "        2  angle brackets round WARC-Target-URI (bracketed-uri), first x.warc.gz@823\n"
            "        1  WARC-Target-URI holds what no URI may (raw-uri), first x.warc.gz@7: "
            "http://e.org/\\u{1B}[31m\n");
  EXPECT_EQ(FormatDeviations({}), "");
}

TEST(DeviationsJson, NamesCountsAndPlaces) {
  const nlohmann::json json = DeviationsJson(Counts());
  ASSERT_EQ(json.size(), 2u);
  EXPECT_EQ(json[0]["deviation"], "bracketed-uri");
  EXPECT_EQ(json[0]["count"], 2);
  EXPECT_EQ(json[0]["first"], "x.warc.gz@823");
}

}  // namespace
}  // namespace arsip::cli
