#include "extractors/link_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "scanned.h"

namespace arsip::extractors {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class LinkSetTest : public ::testing::Test {
 protected:
  LinkSetTest() { links_.Begin(extraction_, 10, 1'000); }

  Extraction extraction_;
  LinkSet links_;
};

TEST_F(LinkSetTest, KeepsDocumentOrderAndDropsRepetitions) {
  links_.Add("b", Link::ANCHOR, "a@href");
  links_.Add("a", Link::ANCHOR, "a@href");
  links_.Add("b", Link::ANCHOR, "area@href");
  links_.Add("b", Link::EMBED, "img@src");
  EXPECT_THAT(Described(extraction_),
              ElementsAre("ANCHOR a@href b", "ANCHOR a@href a", "EMBED img@src b"));
  EXPECT_EQ(links_.dropped(), 0u);
}

TEST_F(LinkSetTest, ReferencesAreTrimmedDecodedAndCutAtTheFragment) {
  links_.Add(" \n/a?b=1&amp;c=2#frag \t", Link::ANCHOR, "x");
  EXPECT_THAT(Described(extraction_), ElementsAre("ANCHOR x /a?b=1&c=2"));
}

TEST_F(LinkSetTest, ANumericReferenceIsNoFragment) {
  links_.Add("a&#x2F;b", Link::ANCHOR, "x");
  links_.Add("c&#35;d", Link::ANCHOR, "x");
  EXPECT_THAT(Described(extraction_), ElementsAre("ANCHOR x a/b", "ANCHOR x c"));
}

TEST_F(LinkSetTest, LiteralsAreNotDecoded) {
  links_.AddLiteral("a&amp;b", Link::ANCHOR, "x");
  EXPECT_THAT(Described(extraction_), ElementsAre("ANCHOR x a&amp;b"));
}

TEST_F(LinkSetTest, NewlinesInsideAreRemoved) {
  links_.Add("https://exa\nmple.org/\ta", Link::ANCHOR, "x");
  EXPECT_THAT(Described(extraction_), ElementsAre("ANCHOR x https://example.org/a"));
}

TEST_F(LinkSetTest, TheByteBudgetDropsAndCounts) {
  links_.Add(std::string(600, 'a'), Link::ANCHOR, "x");
  links_.Add(std::string(600, 'b'), Link::ANCHOR, "x");
  links_.Add("c", Link::ANCHOR, "x");
  EXPECT_EQ(extraction_.links_size(), 2);
  EXPECT_EQ(links_.dropped(), 1u);
}

TEST_F(LinkSetTest, AReferenceThatGrowsByReplacementIsStillBounded) {
  links_.Begin(extraction_, 10, 1u << 20);
  links_.Add(std::string(kMaxReferenceBytes, '\xFF'), Link::ANCHOR, "x");
  EXPECT_THAT(Described(extraction_), IsEmpty());
  EXPECT_EQ(links_.dropped(), 1u);
}

TEST_F(LinkSetTest, ASecondDocumentStartsEmpty) {
  links_.Add("a", Link::ANCHOR, "x");
  Extraction next;
  links_.Begin(next, 10, 1'000);
  links_.Add("a", Link::ANCHOR, "x");
  EXPECT_EQ(next.links_size(), 1);
}

TEST_F(LinkSetTest, ManyLinksStayUnique) {
  links_.Begin(extraction_, 20'000, 10u << 20);
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 20'000; ++i) {
      links_.Add("/page/" + std::to_string(i), Link::ANCHOR, "a@href");
    }
  }
  EXPECT_EQ(extraction_.links_size(), 20'000);
  EXPECT_EQ(links_.dropped(), 0u);
}

}  // namespace
}  // namespace arsip::extractors
