#include "extractors/link_types.h"

#include <gtest/gtest.h>

namespace arsip::extractors {
namespace {

TEST(WhatwgLinkTypes, TokensAreCaseInsensitiveAndWhole) {
  EXPECT_TRUE(HasToken("a\tNoFollow b", "nofollow"));
  EXPECT_TRUE(HasToken("noindex,nofollow", "nofollow"));
  EXPECT_FALSE(HasToken("nofollows", "nofollow"));
  EXPECT_FALSE(HasToken("", "nofollow"));
}

TEST(WhatwgLinkTypes, AStylesheetIsEmbeddedEvenWhenAlternate) {
  EXPECT_EQ(LinkElementKind("alternate stylesheet", ""), Link::EMBED);
}

TEST(WhatwgLinkTypes, OnlyFeedsAreManifests) {
  EXPECT_EQ(LinkElementKind("alternate", "application/atom+xml"), Link::MANIFEST);
  EXPECT_EQ(LinkElementKind("alternate", " APPLICATION/RSS+XML ; q=1"), Link::MANIFEST);
  EXPECT_EQ(LinkElementKind("alternate", "text/html"), Link::ANCHOR);
  EXPECT_EQ(LinkElementKind("next", "application/atom+xml"), Link::ANCHOR);
}

TEST(WhatwgLinkTypes, ConnectionHintsNameNoResource) {
  EXPECT_EQ(LinkElementKind("dns-prefetch", ""), std::nullopt);
  EXPECT_EQ(LinkElementKind("preconnect", ""), std::nullopt);
  EXPECT_EQ(LinkElementKind("", ""), Link::ANCHOR);
}

TEST(WhatwgSharedDeclarativeRefresh, TheUsualForms) {
  EXPECT_EQ(RefreshTarget("0; url=a.html"), "a.html");
  EXPECT_EQ(RefreshTarget(" 5.5 ;URL = 'a b' x"), "a b");
  EXPECT_EQ(RefreshTarget("0,url=\"a"), "a");
  EXPECT_EQ(RefreshTarget("3 a.html"), "a.html");
  EXPECT_EQ(RefreshTarget("3;urlish"), "urlish");
}

TEST(WhatwgSharedDeclarativeRefresh, NoTimeOrNoUrlIsNoTarget) {
  EXPECT_EQ(RefreshTarget("url=a.html"), "");
  EXPECT_EQ(RefreshTarget("30"), "");
  EXPECT_EQ(RefreshTarget("30;"), "");
  EXPECT_EQ(RefreshTarget("30;url="), "");
  EXPECT_EQ(RefreshTarget(""), "");
}

}  // namespace
}  // namespace arsip::extractors
