#include "extractors/record_annotation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "base/text_sketch.h"
#include "extractors/record_limits.h"

namespace arsip::extractors {
namespace {

constexpr size_t kText = 1u << 20;
constexpr size_t kAnswer = 8u << 20;

bool HasFlag(const Extraction& extraction, const std::string& flag) {
  return std::count(extraction.flags().begin(), extraction.flags().end(), flag) > 0;
}

TEST(RecordAnnotation, ARecordGetsLanguagesRunsScriptAndWords) {
  Extraction extraction;
  extraction.add_records()->set_text(
      "The council will repair the roads of the village before the rain begins.");
  extraction.set_text(extraction.records(0).text());
  RecordAnnotator().Annotate(kText, kAnswer, extraction);
  const Record& record = extraction.records(0);
  ASSERT_EQ(record.languages_size(), 1);
  EXPECT_EQ(record.languages(0).code(), "en");
  EXPECT_EQ(record.languages(0).permille(), 1000u);
  ASSERT_EQ(record.runs_size(), 1);
  EXPECT_EQ(record.runs(0).end(), record.text().size());
  EXPECT_EQ(record.script(), "Latn");
  EXPECT_EQ(record.words(), 13u);
  EXPECT_EQ(extraction.languages(0).code(), "en");
  EXPECT_EQ(extraction.flags_size(), 0);
}

TEST(RecordAnnotation, ARecordGetsASketchOfItsTextAsItIsInTheEnd) {
  Extraction extraction;
  const std::string zawgyi = "\u103B\u1019\u1014\u1039\u1019\u102C";
  const std::string burmese = "\u1019\u103C\u1014\u103A\u1019\u102C";
  for (const std::string& text :
       {zawgyi, burmese, std::string("Selamat pagi"), std::string("!"),
        std::string("The council will repair the roads of the village before the rain begins.")}) {
    extraction.add_records()->set_text(text);
  }
  RecordAnnotator().Annotate(kText, kAnswer, extraction);
  EXPECT_EQ(extraction.records(0).text_sketch().digest(),
            extraction.records(1).text_sketch().digest());
  EXPECT_EQ(extraction.records(2).text_sketch().shingles(), 1u);
  EXPECT_TRUE(extraction.records(2).text_sketch().places().empty());
  EXPECT_FALSE(extraction.records(3).has_text_sketch());
  const RecordSketch& sketch = extraction.records(4).text_sketch();
  EXPECT_EQ(sketch.version(), kTextSketchVersion);
  EXPECT_EQ(sketch.shingles(), 12u);
  EXPECT_EQ(sketch.digest().size(), 32u);
  EXPECT_EQ(sketch.places().size(), kSketchBytes);
}

TEST(RecordAnnotation, WhatTheAnswerHasNoRoomForIsSaid) {
  Extraction extraction;
  for (int i = 0; i < 20; ++i) extraction.add_records()->set_text("the text of a short post");
  RecordAnnotator().Annotate(kText, extraction.ByteSizeLong() + 5'000, extraction);
  EXPECT_TRUE(extraction.records(0).has_text_sketch());
  EXPECT_FALSE(extraction.records(19).has_text_sketch());
  EXPECT_TRUE(HasFlag(extraction, "sketches-cut"));
  EXPECT_LE(extraction.ByteSizeLong(), 20u * 30 + 5'000);
}

TEST(RecordAnnotation, ZawgyiIsConvertedAndSaid) {
  Extraction extraction;
  extraction.add_records()->set_text("\u103B\u1019\u1014\u1039\u1019\u102C");
  RecordAnnotator().Annotate(kText, kAnswer, extraction);
  EXPECT_EQ(extraction.records(0).text(), "\u1019\u103C\u1014\u103A\u1019\u102C");
  EXPECT_TRUE(extraction.records(0).zawgyi());
  EXPECT_EQ(extraction.records(0).languages(0).code(), "my");
  EXPECT_TRUE(HasFlag(extraction, "zawgyi"));
}

TEST(RecordAnnotation, PagesOfAConvertedDocumentKeepTheirPlace) {
  const std::string zawgyi = "\u103B\u1019\u1014\u1039\u1019\u102C";
  const std::string burmese = "\u1019\u103C\u1014\u103A\u1019\u102C";
  Extraction extraction;
  extraction.add_records()->set_text("one\n" + zawgyi + "\ntwo");
  const auto add_page = [&extraction](size_t begin, size_t end) {
    Record& page = *extraction.add_records();
    page.set_kind(Record::PAGE_OF_DOCUMENT);
    page.set_text_begin(static_cast<uint32_t>(begin));
    page.set_text_end(static_cast<uint32_t>(end));
  };
  add_page(0, 3);
  add_page(4, 4 + zawgyi.size());
  add_page(5 + zawgyi.size(), 8 + zawgyi.size());
  RecordAnnotator().Annotate(kText, kAnswer, extraction);
  const std::string& text = extraction.records(0).text();
  EXPECT_EQ(text, "one\n" + burmese + "\ntwo");
  const char* const pages[] = {"", "one", burmese.c_str(), "two"};
  for (int i = 1; i < 4; ++i) {
    const Record& page = extraction.records(i);
    EXPECT_EQ(text.substr(page.text_begin(), page.text_end() - page.text_begin()), pages[i]);
    EXPECT_EQ(page.zawgyi(), i == 2);
  }
  EXPECT_TRUE(extraction.records(0).zawgyi());
}

TEST(RecordAnnotation, NeverMakesAnAnswerLongerThanAllowed) {
  Extraction extraction;
  for (int i = 0; i < 300; ++i) {
    std::string text;
    for (int line = 0; line < 40; ++line)
      text += "\u0E01\u0E32\n\u0E81\u0EB2\n\u103B\u1019\u1064\u1064\n";
    extraction.add_records()->set_text(text);
  }
  const size_t limit = extraction.ByteSizeLong() + 20'000;
  RecordAnnotator().Annotate(kText, limit, extraction);
  EXPECT_LE(extraction.ByteSizeLong(), limit);
  EXPECT_TRUE(HasFlag(extraction, "languages-cut"));
}

TEST(RecordAnnotation, WhatIsBeyondTheLimitsIsLeftAndSaid) {
  Extraction extraction;
  for (int i = 0; i < 4; ++i) extraction.add_records()->set_text(std::string(1u << 20, 'a'));
  RecordAnnotator().Annotate(kText, kAnswer, extraction);
  EXPECT_TRUE(HasFlag(extraction, "languages-cut"));
  EXPECT_TRUE(HasFlag(extraction, "words-cut"));
  EXPECT_EQ(extraction.records(3).languages_size(), 0);
}

}  // namespace
}  // namespace arsip::extractors
