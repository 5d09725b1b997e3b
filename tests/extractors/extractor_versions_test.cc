#include "extractors/extractor_versions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "extractors/extract.h"
#include "extractors/sandbox_channel.h"

namespace arsip::extractors {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(ExtractorVersionsTest, NameOurRulesAndTheLibraries) {
  const std::string versions = ExtractorVersions();
  EXPECT_THAT(versions, StartsWith("extraction " + std::string(kExtractionVersion) + ", "));
  EXPECT_THAT(versions, HasSubstr("icu "));
  EXPECT_THAT(versions, HasSubstr("magic "));
}

TEST(ExtractorVersionsTest, FitIntoTheGreeting) {
  HelloPacket hello;
  hello.SetVersions(ExtractorVersions());
  EXPECT_EQ(hello.Versions(), ExtractorVersions());
}

}  // namespace
}  // namespace arsip::extractors
