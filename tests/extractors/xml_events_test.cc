#include "extractors/xml_events.h"

#include <gtest/gtest.h>

namespace arsip::extractors {
namespace {

class Trace final : public XmlHandler {
 public:
  void StartElement(std::string_view name, const XmlAttributes& attributes) override {
    said += "<" + std::string(name) + std::string(attributes.Get("id")) + ">";
  }
  void EndElement(std::string_view name) override { said += "</" + std::string(name) + ">"; }
  void Text(std::string_view text) override { said += text; }
  bool done() const override { return said.size() >= enough; }
  std::string said;
  size_t enough = SIZE_MAX;
};

TEST(ReadXmlTest, NamesComeWithoutTheirPrefix) {
  Trace trace;
  EXPECT_EQ(ReadXml("<a:x xmlns:a='u' r:id='7'>t&amp;u<y/></a:x>", trace), "");
  EXPECT_EQ(trace.said, "<x7>t&u<y></y></x>");
}

TEST(ReadXmlTest, DeclaredEntitiesAreRefused) {
  Trace trace;
  EXPECT_EQ(ReadXml("<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", trace), "entities");
  EXPECT_EQ(ReadXml("<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x/>", trace),
            "entities");
  EXPECT_EQ(ReadXml("<!DOCTYPE x [<!ENTITY % a SYSTEM 'http://localhost/'>%a;]><x/>", trace),
            "entities");
  EXPECT_EQ(trace.said, "");
  EXPECT_EQ(ReadXml("<!DOCTYPE x SYSTEM 'x.dtd'><x/>", trace), "");
}

TEST(ReadXmlTest, WhatNestsTooDeepEnds) {
  std::string deep;
  for (int i = 0; i <= kMaxXmlDepth; ++i) deep += "<d>";
  Trace trace;
  EXPECT_EQ(ReadXml(deep, trace), "depth > 256");
}

TEST(ReadXmlTest, WhatIsReadBeforeAnErrorStands) {
  Trace trace;
  EXPECT_EQ(ReadXml("<a>\n<b>x</c>", trace), "line 2: mismatched tag");
  EXPECT_EQ(trace.said, "<a>\n<b>x");
}

TEST(ReadXmlTest, AHandlerThatIsDoneHearsNoMore) {
  Trace trace;
  trace.enough = 3;
  EXPECT_EQ(ReadXml("<a><b/></a>", trace), "");
  EXPECT_EQ(trace.said, "<a>");
}

}  // namespace
}  // namespace arsip::extractors
