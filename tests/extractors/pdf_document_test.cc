// Text, metadata and bounds are in document_extractor_test.cc; here is what needs more than bytes.
#include "extractors/pdf_document.h"

#include <gtest/gtest.h>

#include "document_samples.h"

namespace arsip::extractors {
namespace {

struct Answer {
  DocumentReading reading;
  Extraction links;
};

Answer Read(const std::string& pdf, const ReadingLimits& limits) {
  PreloadPdf(false);
  Answer answer;
  LinkSet links;
  links.Begin(answer.links, 100, 10'000);
  answer.reading = ReadPdf(pdf, limits, links, nullptr);
  return answer;
}

TEST(ReadPdfTest, TextEndsAtItsBoundAndSaysSo) {
  ReadingLimits limits;
  limits.max_text_bytes = 10;
  const Answer answer = Read(PdfOf({"0123456789abc", "dua"}), limits);
  EXPECT_EQ(answer.reading.record.text(), "0123456789");
  EXPECT_TRUE(answer.reading.record.text_truncated());
  EXPECT_EQ(answer.reading.pages.size(), 1u);
}

TEST(ReadPdfTest, AfterTheDeadlineNothingNewIsBegun) {
  ReadingLimits limits;
  limits.max_text_bytes = 1'000;
  limits.deadline = std::chrono::steady_clock::now() - std::chrono::seconds(1);
  const Answer answer = Read(PdfOf({"a", "b"}), limits);
  EXPECT_EQ(answer.reading.record.state(), "refused-limit: time");
  EXPECT_EQ(answer.reading.record.page_count(), 2u);
}

TEST(ReadPdfTest, AnOutlineThatBitesItsTailEnds) {
  const int first = MoreObjects(1);
  const auto number = [first](int i) { return std::to_string(first + i) + " 0 R"; };
  PdfOptions options;
  options.catalog = "/Outlines " + number(0);
  options.objects = {"<</First " + number(1) + "/Last " + number(1) + ">>",
                     "<</Title(Bab)/First " + number(1) + "/Last " + number(1) + "/Next " +
                         number(1) + "/Count 1>>"};
  ReadingLimits limits;
  limits.max_text_bytes = 1'000;
  const Answer answer = Read(PdfOf({"a"}, options), limits);
  EXPECT_FALSE(answer.reading.headings.empty());
  EXPECT_LE(answer.reading.headings.size(), 200u);
}

}  // namespace
}  // namespace arsip::extractors
