#include "extractors/package_parts.h"

#include <gtest/gtest.h>

#include "document_samples.h"

namespace arsip::extractors {
namespace {

TEST(SniffPackageTest, ToldByWhatTheSpecificationsPutInFront) {
  EXPECT_EQ(SniffPackage(Epub()), PackageKind::kEpub);
  EXPECT_EQ(SniffPackage(Odt("")), PackageKind::kOdf);
  EXPECT_EQ(SniffPackage(Docx("")), PackageKind::kOoxml);
  EXPECT_EQ(SniffPackage(ZipOf({{"a.txt", "x"}})), PackageKind::kNone);
  EXPECT_EQ(SniffPackage(ZipOf({{"a", "x"}, {"META-INF/container.xml", "<c/>"}})),
            PackageKind::kEpub);
  EXPECT_EQ(SniffPackage("PK\3\4"), PackageKind::kNone);
}

TEST(PackagePartsTest, NumbersInNamesCountAsNumbers) {
  PackageParts parts;
  for (const char* name : {"s/slide10.xml", "s/slide2.xml", "s/slide1.xml", "t.xml"}) {
    EXPECT_TRUE(parts.Keep(name, "x"));
  }
  const auto slides = parts.Matching("s/slide", ".xml");
  ASSERT_EQ(slides.size(), 3u);
  EXPECT_EQ(slides[1].first, "s/slide2.xml");
  EXPECT_EQ(slides[2].first, "s/slide10.xml");
  EXPECT_EQ(parts.Find("u.xml"), nullptr);
}

TEST(PackagePartsTest, TooLargeOrTooManyAreLeftOutAndSaid) {
  PackageParts parts;
  EXPECT_FALSE(parts.Keep("a.xml", std::string(PackageParts::kMaxPartBytes + 1, 'x')));
  EXPECT_FALSE(parts.complete());
  PackageParts many;
  for (size_t i = 0; i < PackageParts::kMaxParts; ++i) {
    ASSERT_TRUE(many.Keep(std::to_string(i), ""));
  }
  EXPECT_FALSE(many.Keep("more", ""));
}

}  // namespace
}  // namespace arsip::extractors
