#include "crawler/crawl_circumstances.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "sandbox_fixture.h"

namespace arsip::crawler {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

TEST(CrawlCircumstances, NameTheClockAndTheWallsOfARealSandbox) {
  SandboxBrokerOptions options;
  options.binary = RealSandbox();
  options.allow_missing_layers = true;
  const auto fields = CrawlCircumstances(options);
  ASSERT_TRUE(fields) << fields.error().ToString();
  EXPECT_THAT(*fields, ElementsAre(Pair("clock", HasSubstr("synchronised; ")),
                                   Pair("sandbox", HasSubstr("no-new-privileges")),
                                   Pair("extractors", HasSubstr("extraction "))));
}

TEST(CrawlCircumstances, WithoutASandboxThereIsNoCrawl) {
  SandboxBrokerOptions options;
  options.binary = "/nonexistent/arsip-sandbox";
  const auto fields = CrawlCircumstances(options);
  ASSERT_FALSE(fields);
  EXPECT_EQ(fields.error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace arsip::crawler
