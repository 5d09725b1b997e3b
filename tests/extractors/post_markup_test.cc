#include "extractors/post_markup.h"

#include "extractors/record_limits.h"
#include "gtest/gtest.h"

namespace arsip::extractors {
namespace {

class PostMarkupTest : public testing::Test {
 protected:
  HtmlTextReader reader_;
  PostMarkup markup_{reader_, 1'000};
  Record record_;
};

TEST_F(PostMarkupTest, MarkupGivesTextLinksAndMedia) {
  markup_.Set(record_, "<p>a <a href=x>b</a><video src=v.mp4 poster=p.jpg></video><img src=i>");
  EXPECT_EQ(record_.text(), "a b");
  ASSERT_EQ(record_.edges_size(), 1);
  EXPECT_EQ(record_.edges(0).href(), "x");
  ASSERT_EQ(record_.media_size(), 3);
  EXPECT_EQ(record_.media(0).role(), "video");
  EXPECT_EQ(record_.media(1).role(), "thumbnail");
  EXPECT_EQ(record_.media(2).role(), "image");
  EXPECT_FALSE(markup_.refused());
}

TEST_F(PostMarkupTest, HtmlAndTextAreCutAndSaySo) {
  markup_.Set(record_, "<p>" + std::string(2 * kMaxHtmlBytes, 'x'));
  EXPECT_EQ(record_.text_html().size(), kMaxHtmlBytes);
  EXPECT_LE(record_.text().size(), 1'000u);
  EXPECT_TRUE(record_.text_truncated());
}

TEST_F(PostMarkupTest, PlainTextStaysAsItIs) {
  markup_.SetPlain(record_, " a <b>\n c ");
  EXPECT_EQ(record_.text(), "a <b>\n c");
  EXPECT_EQ(record_.text_html(), "");
}

TEST_F(PostMarkupTest, LineHoldsNoMarkup) {
  EXPECT_EQ(markup_.Line("a  b"), "a b");
  EXPECT_EQ(markup_.Line("<b>a</b> &amp; b"), "a & b");
}

}  // namespace
}  // namespace arsip::extractors
