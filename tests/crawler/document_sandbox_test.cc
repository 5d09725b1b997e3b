// Documents behind the real walls of arsip-document-sandbox.
#include "crawler/document_sandbox.h"

#include <gmock/gmock.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <map>
#include <vector>

#include "crawler/crawl.h"
#include "crawler/extraction_request.h"
#include "document_samples.h"
#include "extractors/sandbox.h"
#include "sandbox_fixture.h"
#include "tiny_site.h"
#include "warc_bytes.h"

namespace arsip::crawler {
namespace {

using extractors::Docx;
using extractors::Epub;
using extractors::ExtractionRequest;
using extractors::JpegOf;
using extractors::PdfOf;
using extractors::PdfOptions;
using extractors::PngOf;
using extractors::Record;
using extractors::TarOf;
using extractors::ZipOf;
using ::testing::HasSubstr;
using Answered = SandboxResult::Status;

std::string FileBytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class DocumentSandboxTest : public SandboxTest {
 protected:
  DocumentSandboxTest() {
    options_.processes = options_.image_processes = 1;
    pages_.binary = RealSandbox();
    pages_.allow_missing_layers = true;
  }
  void Make() {
    auto sandbox = DocumentSandbox::Create(*loop_, options_, pages_);
    ASSERT_TRUE(sandbox) << sandbox.error().ToString();
    sandbox_ = std::move(*sandbox);
  }
  SandboxResult Extract(const std::string& payload) {
    if (!sandbox_) Make();
    ExtractionRequest request;
    ExtractionChoice choice;
    choice.ocr_languages = options_.ocr_languages;
    AskForDocument(choice, request);
    SandboxResult result;
    bool ended = false;
    Spawn(sandbox_->Extract(request, payload), [&](SandboxResult answer) {
      result = std::move(answer);
      ended = true;
      loop_->Stop();
    });
    if (!ended) {
      EXPECT_TRUE(loop_->Run());
    }
    return result;
  }

  DocumentSandboxOptions options_;
  SandboxBrokerOptions pages_;
  std::unique_ptr<DocumentSandbox> sandbox_;
};

TEST_F(DocumentSandboxTest, EveryFormatIsReadBehindTheWalls) {
  const std::vector<std::pair<std::string, std::string>> payloads = {
      {PdfOf({"teks pdf"}), "teks pdf"},
      {Docx("<w:p><w:r><w:t>teks surat</w:t></w:r></w:p>"), "teks surat"},
      {Epub(), "Menanam cabai"},
      {extractors::Odt("<text:p>teks odf</text:p>"), "teks odf"},
      {"teks biasa", "teks biasa"}};
  for (const auto& [payload, text] : payloads) {
    const SandboxResult result = Extract(payload);
    ASSERT_EQ(result.status, Answered::kOk) << text << ": " << result.detail;
    EXPECT_THAT(result.extraction.records(0).text(), HasSubstr(text));
  }
  const SandboxResult archive =
      Extract(extractors::Deflated(TarOf({{"a.pdf", PdfOf({"dalam arsip"})}}), 31));
  ASSERT_EQ(archive.status, Answered::kOk) << archive.detail;
  EXPECT_EQ(archive.extraction.records(1).text(), "dalam arsip");
  const SandboxResult image = Extract(JpegOf(640, 480, extractors::ExifBlock()));
  ASSERT_EQ(image.status, Answered::kOk) << image.detail;
  EXPECT_EQ(image.extraction.records(0).width(), 640u);
  EXPECT_EQ(sandbox_->documents().counters().violations, 0u);
  EXPECT_EQ(sandbox_->images().counters().items, 1u);
  if (extractors::BuiltWithSanitizer()) return;
  EXPECT_THAT(sandbox_->documents().layers(), HasSubstr("seccomp"));
}

TEST_F(DocumentSandboxTest, EveryDocumentHasAProcessOfItsOwnAndImagesShareOne) {
  for (int i = 0; i < 3; ++i) ASSERT_EQ(Extract(PdfOf({"h"})).status, Answered::kOk);
  for (int i = 0; i < 3; ++i) ASSERT_EQ(Extract(PngOf(8, 8)).status, Answered::kOk);
  EXPECT_GE(sandbox_->documents().counters().recycled, 2u);
  EXPECT_EQ(sandbox_->images().counters().recycled, 0u);
}

// security.md items 67, 71 and 72: bounded time, no crash, no call that the filter refuses.
TEST_F(DocumentSandboxTest, HostileDocumentsEndNoProcessAndTakeNoTime) {
  PdfOptions huge;
  huge.box = "0 0 99999 99999";
  std::string bomb(64u << 20, '\0');
  for (int depth = 0; depth < 3; ++depth) bomb = ZipOf({{"0.zip", bomb}});
  const std::vector<std::string> payloads = {
      PdfOf({"besar"}, huge),
      PdfOf(std::vector<std::string>(10'000, "h")),
      "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]>>endobj\ntrailer<</Root 1 0 R/Prev "
      "0>>",
      bomb,
      ZipOf({{"../../x", "x"}, {"/abs", "y"}, {"l", "../t", true, {}, {}, true}}),
      std::string("7z\xBC\xAF\x27\x1C") + std::string(5'000, '\xFF'),
      std::string("\x28\xB5\x2F\xFD") + std::string(5'000, '\xFF'),
      std::string("PK\3\4") + std::string(5'000, '\xFF'),
      PngOf(50'000, 50'000, {}, false),
      Docx(std::string(300'000, '<'))};
  const auto begin = std::chrono::steady_clock::now();
  for (size_t i = 0; i < payloads.size(); ++i) {
    EXPECT_EQ(Extract(payloads[i]).status, Answered::kOk) << i;
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
  EXPECT_EQ(sandbox_->documents().counters().crashes, 0u);
  EXPECT_EQ(sandbox_->documents().counters().violations, 0u);
  EXPECT_EQ(sandbox_->images().counters().crashes, 0u);
}

TEST_F(DocumentSandboxTest, PicturesAndScannedPagesAreReadByOcr) {
  options_.ocr_languages = {"eng"};
  const std::string picture = FileBytes(std::filesystem::path(ARSIP_TEST_DATA) / "ocr" / "eng.png");
  ASSERT_GT(picture.size(), 1000u);
  const SandboxResult image = Extract(picture);
  ASSERT_EQ(image.status, Answered::kOk) << image.detail;
  EXPECT_THAT(image.extraction.records(0).text(), HasSubstr("library"));
  EXPECT_EQ(image.extraction.records(0).text_source(), "ocr");
  // A page with a text layer is not drawn; one without is.
  const SandboxResult pdf = Extract(extractors::ScannedPdf("lapisan teks", picture));
  ASSERT_EQ(pdf.status, Answered::kOk) << pdf.detail;
  EXPECT_THAT(pdf.extraction.records(0).text(), HasSubstr("lapisan teks\n\nThe town library"));
  EXPECT_EQ(pdf.extraction.records(1).text_source(), "pdf");
  EXPECT_EQ(pdf.extraction.records(2).text_source(), "ocr");
  // Fonts that are not in the file are looked for and not found, and nothing ends.
  PdfOptions fonts;
  fonts.base_font = "SimSun";
  EXPECT_EQ(Extract(PdfOf({"  ", " "}, fonts)).status, Answered::kOk);
  EXPECT_EQ(sandbox_->documents().counters().violations, 0u);
  EXPECT_EQ(sandbox_->images().counters().violations, 0u);
}

TEST_F(DocumentSandboxTest, ALanguageThatIsNotInstalledIsNamedAtTheStart) {
  options_.ocr_languages = {"eng", "xyz"};
  const auto sandbox = DocumentSandbox::Create(*loop_, options_, pages_);
  ASSERT_FALSE(sandbox);
  EXPECT_THAT(sandbox.error().message, HasSubstr("tesseract-ocr-xyz"));
}

TEST_F(DocumentSandboxTest, TheProcessForPagesLoadsNoneOfTheLibrariesForDocuments) {
  const std::string pages = FileBytes(RealSandbox());
  const std::string documents = FileBytes(BuildDirectory() / "arsip-document-sandbox");
  for (const char* library : {"libpoppler.so", "libpoppler-cpp.so", "libtesseract.so", "liblept.so",
                              "libarchive.so", "libexif.so"}) {
    EXPECT_EQ(pages.find(library), std::string::npos) << library;
    EXPECT_NE(documents.find(library), std::string::npos) << library;
  }
}

class DocumentCrawlTest : public TinySiteTest {
 protected:
  // The text records of the archive, by URL.
  std::map<std::string, std::string> Crawled(bool documents) {
    seeds::Collection collection = TinyCollection();
    collection.documents = documents;
    collection.seeds[0].url = *Url::Parse(site_->Url("/surat.pdf"));
    CrawlOptions options = Options();
    ApplyCollection(collection, options);
    auto crawl = Crawl::Start(collection, options, clock_, {});
    EXPECT_TRUE(crawl) << crawl.error().ToString();
    if (!crawl) return {};
    EXPECT_TRUE((*crawl)->Wait());
    crawl->reset();
    std::map<std::string, std::string> texts;
    for (const std::string& path : FilesIn("derived")) {
      for (const auto& record : archive::testing::ReadRecords(path)) {
        if (!record.Get("Content-Type").starts_with("text/plain")) continue;
        texts[record.Get("WARC-Target-URI")] = record.block;
      }
    }
    return texts;
  }
};

TEST_F(DocumentCrawlTest, TextOfADocumentIsKeptAndItsLinksAreFollowed) {
  const auto texts = Crawled(true);
  ASSERT_TRUE(texts.contains(site_->Url("/surat.pdf")));
  EXPECT_EQ(texts.at(site_->Url("/surat.pdf")), "Isi surat");
  EXPECT_THAT(site_->Paths(), testing::Contains("/target"));
}

TEST_F(DocumentCrawlTest, WithDocumentsOffTheyAreArchivedUnread) {
  EXPECT_TRUE(Crawled(false).empty());
  EXPECT_THAT(site_->Paths(), testing::Contains("/surat.pdf"));
  EXPECT_THAT(site_->Paths(), testing::Not(testing::Contains("/target")));
}

}  // namespace
}  // namespace arsip::crawler
