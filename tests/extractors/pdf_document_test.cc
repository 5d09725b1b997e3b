// Text, metadata and bounds are in document_extractor_test.cc; here is what needs more than bytes.
#include "extractors/pdf_document.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "document_samples.h"
#include "extractors/pdq_hash.h"

namespace arsip::extractors {
namespace {

struct Answer {
  DocumentReading reading;
  Extraction links;
};

Answer Read(const std::string& pdf, const ReadingLimits& limits) {
  PreloadPdf();
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

// The same page in another file, under another text, has the same look.
TEST(ReadPdfTest, TheFirstPagesHaveAPerceptualHash) {
  const auto hash_of = [](const DocumentReading& reading, size_t page) {
    return PdqHash::FromBytes(reading.pages.at(page).pdq);
  };
  ReadingLimits limits;
  limits.max_text_bytes = 1'000'000;
  std::ifstream file(ARSIP_TEST_DATA "/ocr/eng.png", std::ios::binary);
  const std::string picture{std::istreambuf_iterator<char>(file), {}};
  const Answer one = Read(ScannedPdf("satu", picture), limits);
  const Answer two = Read(ScannedPdf("dua", picture), limits);
  ASSERT_EQ(one.reading.pages.size(), 2u);
  ASSERT_TRUE(hash_of(one.reading, 1));
  EXPECT_EQ(hash_of(one.reading, 1), hash_of(two.reading, 1));
  EXPECT_FALSE(IsDegenerate(*hash_of(one.reading, 1)));
  EXPECT_GT(Distance(*hash_of(one.reading, 0), *hash_of(one.reading, 1)), kPdqMatchDistance);
  const Answer many = Read(PdfOf(std::vector<std::string>(12, "h")), limits);
  ASSERT_EQ(many.reading.pages.size(), 12u);
  EXPECT_FALSE(many.reading.pages[9].pdq.empty());
  EXPECT_TRUE(many.reading.pages[10].pdq.empty());
}

}  // namespace
}  // namespace arsip::extractors
