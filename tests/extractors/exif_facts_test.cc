#include "extractors/exif_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "document_samples.h"
#include "extractors/record_limits.h"

namespace arsip::extractors {
namespace {

std::vector<std::string> FactsOf(const Record& record) {
  std::vector<std::string> facts;
  for (const Fact& fact : record.facts()) facts.push_back(fact.name() + "=" + fact.value());
  return facts;
}

TEST(ReadExifTest, TagsKeepTheirNames) {
  Record record;
  ReadExif(ExifBlock(), record);
  EXPECT_THAT(FactsOf(record),
              testing::IsSupersetOf({"exif:Model=Kamera Uji 3", "exif:Artist=Dewi Lestari",
                                     "exif:GPSLatitudeRef=S"}));
  EXPECT_EQ(record.published().source(), "exif:DateTimeOriginal");
}

TEST(ReadExifTest, CutOrMangledItIsFactsOrNothing) {
  const std::string whole = ExifBlock();
  for (size_t size = 0; size < whole.size(); size += 3) {
    Record record;
    ReadExif(whole.substr(0, size), record);
    EXPECT_LE(record.facts_size(), kMaxFacts);
  }
  std::string mangled = whole;
  for (size_t i = 8; i < mangled.size(); ++i) {
    std::swap(mangled[i], mangled[(i * 7) % mangled.size()]);
    Record record;
    ReadExif(mangled, record);
    EXPECT_LE(record.facts_size(), kMaxFacts);
  }
}

TEST(ReadXmpTest, SimplePropertiesAndListsBecomeFacts) {
  Record record;
  ReadXmp(
      "<x:xmpmeta xmlns:x='x'><rdf:RDF xmlns:rdf='r'><rdf:Description xmp:CreatorTool='Pena' "
      "xmpMM:DocumentID='uuid:1' xmlns:xmp='a' xmlns:xmpMM='b'><dc:creator xmlns:dc='d'><rdf:Seq>"
      "<rdf:li>Ani</rdf:li><rdf:li>Budi</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF>"
      "</x:xmpmeta>",
      record);
  EXPECT_THAT(FactsOf(record), testing::ElementsAre("xmp:CreatorTool=Pena", "xmp:DocumentID=uuid:1",
                                                    "xmp:creator=Ani", "xmp:creator=Budi"));
}

}  // namespace
}  // namespace arsip::extractors
