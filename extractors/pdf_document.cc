#include "extractors/pdf_document.h"

#include <iconv.h>
#include <poppler-document.h>
#include <poppler-embedded-file.h>
#include <poppler-global.h>
#include <poppler-page-renderer.h>
#include <poppler-page.h>
#include <poppler-version.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <limits>
#include <memory>
#include <optional>

#include "extractors/bounded_text.h"
#include "extractors/exif_facts.h"
#include "extractors/pdf_references.h"
#include "extractors/pdq.h"
#include "extractors/record_limits.h"
#include "extractors/record_set.h"
#include "extractors/utf8.h"
#include "extractors/white_space.h"

namespace arsip::extractors {
namespace {

constexpr double kPointsPerInch = 72;
constexpr double kMaxResolution = 300;

// Its own conversion goes through iconv and its tables.
std::string Utf8Of(const poppler::ustring& text) {
  constexpr char32_t kByteOrderMark = 0xFEFF;
  std::string utf8;
  for (size_t i = 0; i < text.size(); ++i) {
    char32_t unit = text[i];
    if (unit >= 0xD800 && unit < 0xDC00 && i + 1 < text.size() && text[i + 1] >= 0xDC00 &&
        text[i + 1] < 0xE000) {
      unit = 0x10000 + ((unit - 0xD800) << 10) + (text[++i] - 0xDC00);
    }
    if (unit != kByteOrderMark) AppendCodePoint(utf8, unit);
  }
  return utf8;
}

std::string HexOf(std::string_view text) {
  // An identifier is any bytes, often hexadecimal digits already.
  const bool plain = std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7F; });
  if (plain) return std::string(text);
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (const char c : text) {
    hex += kDigits[static_cast<unsigned char>(c) >> 4];
    hex += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return hex;
}

void ReadTime(const poppler::document& document, const char* key, ClaimedTime& time) {
  const std::string written = Utf8Of(document.info_key(key));
  if (written.empty()) return;
  const time_t seconds = document.info_date_t(key);
  SetTime(time, written, seconds == static_cast<time_t>(-1) ? "" : UtcText(seconds),
          std::string("pdf:") + key);
}

void ReadMetadata(const poppler::document& document, Record& record) {
  record.set_title(CleanLine(Utf8Of(document.get_title()), kMaxRecordLineBytes));
  if (!record.title().empty()) record.set_title_source("pdf:Title");
  AddAuthor(record, Utf8Of(document.get_author()));
  record.set_description(CleanText(Utf8Of(document.get_subject()), kMaxDescriptionBytes));
  ReadTime(document, "CreationDate", *record.mutable_published());
  ReadTime(document, "ModDate", *record.mutable_modified());
  for (const std::string& key : document.info_keys()) {
    if (key == "Title" || key == "Author" || key == "Subject") continue;
    AddCleanFact(record, "pdf:" + key, Utf8Of(document.info_key(key)));
  }
  int major = 0;
  int minor = 0;
  document.get_pdf_version(&major, &minor);
  AddCleanFact(record, "pdf:version", std::to_string(major) + "." + std::to_string(minor));
  std::string permanent;
  std::string update;
  if (document.get_pdf_id(&permanent, &update)) {
    AddCleanFact(record, "pdf:id", HexOf(permanent));
    AddCleanFact(record, "pdf:update-id", HexOf(update));
  }
  ReadXmp(Utf8Of(document.metadata()), record);
}

// At most `side` pixels the longer side.
std::optional<GrayImage> Rendered(const poppler::page& page, int side) {
  const poppler::rectf box = page.page_rect();
  const double longer = std::max(box.width(), box.height());
  if (!(longer >= 1) || !(std::min(box.width(), box.height()) >= 1)) return std::nullopt;
  const double resolution = std::min(kMaxResolution, side * kPointsPerInch / longer);
  poppler::page_renderer renderer;
  renderer.set_image_format(poppler::image::format_gray8);
  renderer.set_render_hints(poppler::page_renderer::antialiasing |
                            poppler::page_renderer::text_antialiasing);
  const poppler::image image = renderer.render_page(&page, resolution, resolution);
  if (!image.is_valid() || image.width() <= 0 || image.height() <= 0) return std::nullopt;
  GrayImage gray{static_cast<uint32_t>(image.width()), static_cast<uint32_t>(image.height()), {}};
  if (image.width() > side + 1 || image.height() > side + 1) return std::nullopt;
  for (int y = 0; y < image.height(); ++y) {
    gray.pixels.append(image.const_data() + static_cast<ptrdiff_t>(y) * image.bytes_per_row(),
                       gray.width);
  }
  return gray;
}

class PageTexts {
 public:
  PageTexts(const poppler::document& document, const ReadingLimits& limits, Ocr* ocr)
      : document_(document), limits_(limits), ocr_(ocr), text_(limits.max_text_bytes) {}

  void Read(DocumentReading& reading) {
    const int pages = document_.pages();
    const int read = std::min(pages, kMaxPdfTextPages);
    if (read < pages) reading.record.set_state("refused-limit: pages");
    for (int i = 0; i < read && !text_.full(); ++i) {
      if (limits_.late()) {
        reading.record.set_state("refused-limit: time");
        break;
      }
      reading.pages.push_back(ReadPage(i));
    }
    reading.record.set_text_truncated(text_.truncated());
    reading.record.set_text(text_.Take());
    reading.record.set_text_source(recognised_ > 0 && recognised_ == with_text_ ? "ocr" : "pdf");
  }

 private:
  PageSpan ReadPage(int index) {
    PageSpan span;
    span.number = static_cast<uint32_t>(index) + 1;
    span.source = "pdf";
    text_.EndParagraph();
    span.begin = text_.size();
    const std::unique_ptr<poppler::page> page(document_.create_page(index));
    if (page) {
      const std::string text = Utf8Of(page->text());
      if (text.find_first_not_of(" \t\n\f\r") != std::string::npos) {
        text_.Append(text);
      } else {
        Recognise(*page, span);
      }
      if (index < kMaxHashedPages && !limits_.late()) HashPage(*page, span);
    } else {
      span.state = "corrupt";
    }
    text_.Trim();
    span.begin = std::min(span.begin, text_.size());
    span.end = text_.size();
    with_text_ += span.end > span.begin ? 1 : 0;
    return span;
  }

  void HashPage(const poppler::page& page, PageSpan& span) {
    const std::optional<GrayImage> image = Rendered(page, kHashedPageSide);
    if (!image) return;
    const PdqResult result = pdq_.Hash(
        {reinterpret_cast<const uint8_t*>(image->pixels.data()), image->width, image->height, 1});
    span.pdq = result.hash.ToBytes();
    span.pdq_quality = result.quality;
  }

  void Recognise(const poppler::page& page, PageSpan& span) {
    if (ocr_ == nullptr || rendered_ >= kMaxRenderedPages) return;
    ++rendered_;
    const std::optional<GrayImage> image = Rendered(page, kMaxRenderedSide);
    if (!image) return;
    const OcrText read = ocr_->ReadGray(*image, limits_.left());
    if (read.refused == "refused-limit: time") span.state = "refused-limit: time";
    if (read.text.empty()) return;
    span.source = "ocr";
    ++recognised_;
    text_.Append(read.text);
  }

  const poppler::document& document_;
  const ReadingLimits& limits_;
  Ocr* const ocr_;
  BoundedText text_;
  Pdq pdq_;
  int rendered_ = 0;
  int recognised_ = 0;
  int with_text_ = 0;
};

void ReadAttachments(const poppler::document& document, DocumentReading& reading) {
  if (!document.has_embedded_files()) return;
  size_t bytes = 0;
  for (const poppler::embedded_file* file : document.embedded_files()) {
    if (file == nullptr || !file->is_valid()) continue;
    if (reading.attachments.size() >= static_cast<size_t>(kMaxAttachments)) break;
    const poppler::byte_array content = file->data();
    bytes += content.size();
    if (bytes > kMaxAttachmentBytes) break;
    reading.attachments.push_back({file->name(), std::string(content.begin(), content.end())});
  }
}

void Read(std::string_view bytes, const ReadingLimits& limits, LinkSet& links, Ocr* ocr,
          DocumentReading& reading) {
  const std::unique_ptr<poppler::document> document(
      poppler::document::load_from_raw_data(bytes.data(), static_cast<int>(bytes.size())));
  if (!document) {
    reading.record.set_state("corrupt");
    return;
  }
  if (document->is_locked()) {
    reading.record.set_state("encrypted");
    return;
  }
  reading.record.set_page_count(static_cast<uint32_t>(std::max(document->pages(), 0)));
  ReadMetadata(*document, reading.record);
  ReadPdfReferences(bytes, limits, links, reading);
  PageTexts(*document, limits, ocr).Read(reading);
  ReadAttachments(*document, reading);
}

// A page of a base font, so that a renderer has looked for its fonts.
constexpr std::string_view kSmallPdf =
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<</F1 "
    "5 0 R>>>>>>endobj\n"
    "4 0 obj<</Length 39>>stream\nBT /F1 24 Tf 20 100 Td (arsip) Tj ET   \nendstream endobj\n"
    "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
    "trailer<</Root 1 0 R/Size 6>>\n";

}  // namespace

void PreloadPdf() {
  // Opened once and never closed: glibc unloads a table that nobody has open.
  [[maybe_unused]] static const iconv_t kept[] = {::iconv_open("UTF-16", "UTF-8"),
                                                  ::iconv_open("UTF-8", "UTF-16")};
  poppler::set_debug_error_function([](const std::string&, void*) {}, nullptr);
  PreloadPdfReferences();
  const std::unique_ptr<poppler::document> document(
      poppler::document::load_from_raw_data(kSmallPdf.data(), static_cast<int>(kSmallPdf.size())));
  if (!document) return;
  const std::unique_ptr<poppler::page> page(document->create_page(0));
  if (!page) return;
  (void)page->text();
  (void)Rendered(*page, kHashedPageSide);
}

std::string PdfVersion() { return poppler::version_string(); }

DocumentReading ReadPdf(std::string_view bytes, const ReadingLimits& limits, LinkSet& links,
                        Ocr* ocr) {
  DocumentReading reading;
  reading.record.set_kind(Record::DOCUMENT);
  if (bytes.size() > static_cast<size_t>(std::numeric_limits<int>::max())) {
    reading.record.set_state("refused-limit: bytes");
    return reading;
  }
  try {
    Read(bytes, limits, links, ocr, reading);
  } catch (const std::exception&) {
    reading.record.set_state("corrupt");
  }
  return reading;
}

}  // namespace arsip::extractors
