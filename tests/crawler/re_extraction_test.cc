#include "crawler/re_extraction.h"

#include <algorithm>
#include <map>

#include "archive/capture_index.h"
#include "archive/warc_reader.h"
#include "crawler/crawl.h"
#include "gmock/gmock.h"
#include "tiny_site.h"

namespace arsip::crawler {
namespace {

using archive::RecordType;
using testing::IsEmpty;
using testing::SizeIs;

class ReExtractionTest : public TinySiteTest {
 protected:
  void Crawled(seeds::TextExtraction text) {
    CrawlOptions options = Options();
    options.max_wait = std::chrono::seconds(20);  // a slow machine may need a retry
    options.worker.pipeline.extraction.want_text = text == seeds::TextExtraction::kInline;
    auto crawl = Crawl::Start(TinyCollection(), options, clock_, {});
    ASSERT_TRUE(crawl) << crawl.error().ToString();
    auto end = (*crawl)->Wait();
    ASSERT_TRUE(end) << end.error().ToString();
    ASSERT_EQ(*end, CrawlEnd::kFinished);
    ASSERT_EQ((*crawl)->progress().captured, TinySite::kPages);
  }
  ReExtractionOptions ForAll() const {
    ReExtractionOptions options;
    options.archive_directory = directory_;
    options.archive = Options().archive;
    options.sandbox = Options().worker.sandbox;
    return options;
  }
  ReExtractionCounts ReExtracted(const ReExtractionOptions& options,
                                 const std::function<bool()>& stop = nullptr) {
    ReExtractionEvents events;
    events.on_extracted = [this](const RecordOrigin& origin,
                                 const extractors::Extraction& extraction) {
      titles_[origin.url] = extraction.title();
    };
    events.on_failed = [](const archive::Capture& capture, const std::string& reason) {
      ADD_FAILURE() << capture.url << ": " << reason;
    };
    events.stop_requested = stop;
    auto counts = ReExtract(options, clock_, events);
    EXPECT_TRUE(counts) << counts.error().ToString();
    return counts ? *counts : ReExtractionCounts{};
  }
  // Texts in DIR/derived, by the id of the record that each refers to.
  std::map<std::string, std::string> DerivedTexts() const {
    std::map<std::string, std::string> texts;
    for (const std::string& path : FilesIn("derived")) ReadTexts(path, texts);
    return texts;
  }
  std::string RecordIdOf(const std::string& path) const {
    for (const archive::Capture& capture : Captures()) {
      if (capture.url != site_->Url(path)) continue;
      const auto index = archive::CaptureIndex::Open(directory_ + "/index", true);
      return *(*index)->RecordIdOf(capture);
    }
    return "";
  }

  std::map<std::string, std::string> titles_;  // of what was extracted, by URL

 private:
  static void ReadTexts(const std::string& path, std::map<std::string, std::string>& texts) {
    archive::ReadProblems problems;
    auto reader = archive::WarcReader::Open(path, {}, problems);
    ASSERT_TRUE(reader) << reader.error().ToString();
    for (auto more = (*reader)->Next(); more && *more; more = (*reader)->Next()) {
      if ((*reader)->header().type() != RecordType::kConversion) continue;
      if (!(*reader)->header().Get("Content-Type").starts_with("text/plain")) continue;
      std::string& text = texts[std::string((*reader)->header().Get("WARC-Refers-To"))];
      for (auto piece = (*reader)->ReadBlock(); piece && !piece->empty();
           piece = (*reader)->ReadBlock()) {
        text += *piece;
      }
    }
    EXPECT_EQ(problems.count(), 0u) << path;
  }
};

TEST_F(ReExtractionTest, DeferredTextIsDerivedOnceFromEachStoredPage) {
  Crawled(seeds::TextExtraction::kDeferred);
  ASSERT_THAT(DerivedTexts(), IsEmpty());
  const ReExtractionCounts first = ReExtracted(ForAll());
  EXPECT_EQ(first.extracted, 3u) << "/, /target, and one of /a and /b: the other is its revisit";
  EXPECT_EQ(first.had_text, 0u);
  EXPECT_EQ(first.without_text, 0u);
  EXPECT_FALSE(first.stopped);
  EXPECT_EQ(titles_.at(site_->Url()), "Tiny");
  const auto texts = DerivedTexts();
  EXPECT_THAT(texts, SizeIs(3));
  EXPECT_EQ(texts.count(RecordIdOf("/")), 1u);
  EXPECT_THAT(texts.at(RecordIdOf("/target")), testing::HasSubstr("target"));

  const size_t files = FilesIn("derived").size();
  titles_.clear();
  const ReExtractionCounts second = ReExtracted(ForAll());
  EXPECT_EQ(second.extracted, 0u);
  EXPECT_EQ(second.had_text, 3u);
  EXPECT_THAT(titles_, IsEmpty());
  EXPECT_EQ(FilesIn("derived").size(), files);
}

TEST_F(ReExtractionTest, TextThatTheCrawlDerivedIsNotDerivedAgain) {
  Crawled(seeds::TextExtraction::kInline);
  const ReExtractionCounts counts = ReExtracted(ForAll());
  EXPECT_EQ(counts.extracted, 0u);
  EXPECT_EQ(counts.had_text, 3u);
}

TEST_F(ReExtractionTest, RederivedTextStandsBesideTheOlder) {
  Crawled(seeds::TextExtraction::kInline);
  const auto before = FilesIn("derived");
  ReExtractionOptions options = ForAll();
  options.rederive = true;
  EXPECT_EQ(ReExtracted(options).extracted, 3u);
  EXPECT_GT(FilesIn("derived").size(), before.size()) << "nothing is overwritten";
}

TEST_F(ReExtractionTest, QueryLimitsWhatIsDerived) {
  Crawled(seeds::TextExtraction::kDeferred);
  ReExtractionOptions options = ForAll();
  options.query = archive::Query{.url = site_->Url("/target")};
  EXPECT_EQ(ReExtracted(options).extracted, 1u);
  EXPECT_THAT(DerivedTexts(), SizeIs(1));
}

TEST_F(ReExtractionTest, StoppedRunIsCompletedByTheNext) {
  Crawled(seeds::TextExtraction::kDeferred);
  const ReExtractionCounts stopped = ReExtracted(ForAll(), [this] { return !titles_.empty(); });
  EXPECT_TRUE(stopped.stopped);
  const ReExtractionCounts rest = ReExtracted(ForAll());
  EXPECT_FALSE(rest.stopped);
  EXPECT_EQ(rest.had_text, stopped.extracted);
  EXPECT_EQ(stopped.extracted + rest.extracted, 3u);
}

TEST_F(ReExtractionTest, DirectoryWithoutAnArchiveIsNotFoundAndStaysEmpty) {
  auto counts = ReExtract(ForAll(), clock_, {});
  ASSERT_FALSE(counts);
  EXPECT_EQ(counts.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(FilesIn("."), IsEmpty());
}

}  // namespace
}  // namespace arsip::crawler
