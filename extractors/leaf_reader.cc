#include "extractors/leaf_reader.h"

#include <utility>

#include "base/media_type.h"
#include "extractors/bounded_text.h"
#include "extractors/exif_facts.h"
#include "extractors/image_header.h"
#include "extractors/link_scanner.h"
#include "extractors/pdf_document.h"
#include "extractors/record_limits.h"
#include "extractors/record_set.h"

namespace arsip::extractors {
namespace {

using std::string_view_literals::operator""sv;

constexpr size_t kSniffBytes = 8192;

bool IsPlainText(std::string_view type) {
  return type == "text/plain" || type == "application/json";
}

bool IsOffered(const MediaType& type) {
  return type.html() || type.xml() || IsPlainText(type.essence);
}

// [MS-OFFCRYPTO] section 2.3.4: an encrypted Office Open XML file is a compound file with this
// stream.
bool IsEncryptedOffice(std::string_view bytes) {
  constexpr auto kStream = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"sv;
  return bytes.find(kStream) != std::string_view::npos;
}

}  // namespace

void LeafReader::Preload() {
  converter_.Preload();
  PreloadPdf();
  if (Result<MagicDatabase> magic = MagicDatabase::Load()) {
    magic_ = std::move(*magic);
    magic_->Identify("\1\2\3");  // what it makes at first use
  }
}

LeafReader::Type LeafReader::TypeOf(std::string_view bytes) {
  Type type;
  type.sniffed = SniffMediaType(bytes.substr(0, kSniffBytes));
  type.identified = type.sniffed;
  // Text is not libmagic's: see magic_database.h.
  if (magic_ && !IsOffered(MediaType::Parse(type.sniffed)) && !type.sniffed.starts_with("text/")) {
    const std::string_view identified = magic_->Identify(bytes);
    if (!identified.empty() && identified.size() <= kMaxRecordWordBytes / 2) {
      type.identified = identified;
    }
  }
  return type;
}

DocumentReading LeafReader::Read(std::string_view bytes, const Type& type, std::string_view charset,
                                 const ReadingLimits& limits, bool recognise, LinkSet& links) {
  Ocr* const ocr = recognise ? ocr_ : nullptr;
  if (type.sniffed == "application/pdf") {
    DocumentReading reading = ReadPdf(bytes, limits, links, ocr);
    reading.record.set_media_type("application/pdf");
    return reading;
  }
  DocumentReading reading;
  Record& record = reading.record;
  record.set_kind(Record::FILE);
  record.set_media_type(type.identified);
  const MediaType sniffed = MediaType::Parse(type.sniffed);
  if (sniffed.image() && !sniffed.xml()) {
    ReadImage(bytes, limits, ocr, record);
  } else if (sniffed.html()) {
    ReadHtml(bytes, charset, limits, links, reading);
  } else if (IsPlainText(type.sniffed)) {
    ReadText(bytes, charset, limits, record);
  } else if (type.sniffed == "application/x-ole-storage" && IsEncryptedOffice(bytes)) {
    record.set_kind(Record::DOCUMENT);
    record.set_state("encrypted");
  }
  return reading;
}

void LeafReader::ReadImage(std::string_view bytes, const ReadingLimits& limits, Ocr* ocr,
                           Record& record) {
  record.set_kind(Record::IMAGE);
  const std::optional<ImageHeader> header = ReadImageHeader(bytes);
  if (!header) return;  // of a format that is not read here
  record.set_media_type(std::string(header->media_type));
  record.set_width(header->width);
  record.set_height(header->height);
  if (header->animated) AddCleanFact(record, "image:animated", "yes");
  for (const auto& [name, text] : header->texts) AddCleanFact(record, name, text);
  ReadExif(header->exif, record);
  ReadXmp(header->xmp, record);
  if (header->pixels() > kMaxPicturePixels) record.set_state("refused-limit: pixels");
  if (ocr == nullptr) return;
  OcrText read = ocr->ReadPicture(bytes, *header, limits.left());
  AddCleanFact(record, "ocr:refused", read.refused);
  if (read.text.empty()) return;
  AddCleanFact(record, "ocr:confidence", std::to_string(read.confidence));
  BoundedText text(limits.max_text_bytes);
  text.Append(read.text);
  record.set_text_truncated(text.truncated());
  record.set_text(text.Take());
  record.set_text_source("ocr");
}

std::string_view LeafReader::ToUtf8(std::string_view bytes, std::string_view charset) {
  const EncodingDecision decision = DecideEncoding(bytes, charset);
  return converter_.ToUtf8(bytes.substr(decision.bom_bytes), *decision.encoding);
}

void LeafReader::ReadHtml(std::string_view bytes, std::string_view charset,
                          const ReadingLimits& limits, LinkSet& links, DocumentReading& reading) {
  Record& record = reading.record;
  record.set_kind(Record::PAGE);
  const std::string_view html = ToUtf8(bytes, charset);
  const DocumentFacts facts = ScanLinks(html, HtmlTokenizer::Syntax::kHtml, links);
  record.set_title(CleanLine(facts.title, kMaxRecordLineBytes));
  if (!record.title().empty()) record.set_title_source("title");
  record.set_language_declared(CleanLine(facts.language, kMaxRecordWordBytes));
  if (!facts.dom_refused.empty()) {
    record.set_state("refused-limit: tree");
    return;
  }
  VisibleText visible = html_.Read(html, limits.max_text_bytes);
  record.set_text(CleanText(visible.text, limits.max_text_bytes));
  record.set_text_truncated(visible.truncated);
  record.set_text_source("body");
}

void LeafReader::ReadText(std::string_view bytes, std::string_view charset,
                          const ReadingLimits& limits, Record& record) {
  record.set_kind(Record::DOCUMENT);
  BoundedText text(limits.max_text_bytes);
  const std::string_view utf8 = ToUtf8(bytes, charset);
  // One byte beyond the bound says that something was cut.
  text.Append(utf8.substr(0, limits.max_text_bytes + 8));
  record.set_text_truncated(text.truncated());
  record.set_text(text.Take());
  record.set_text_source("text");
}

}  // namespace arsip::extractors
