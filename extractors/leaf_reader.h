// LeafReader: a payload that is no container of others, whatever document it is: PDF, image, web
// page, plain text; of anything else its type.
#ifndef ARSIP_EXTRACTORS_LEAF_READER_H_
#define ARSIP_EXTRACTORS_LEAF_READER_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "extractors/charset.h"
#include "extractors/document_reading.h"
#include "extractors/html_text.h"
#include "extractors/link_set.h"
#include "extractors/magic_database.h"
#include "extractors/ocr.h"

namespace arsip::extractors {

// Keeps its memory from one payload to the next. Not thread-safe.
class LeafReader {
 public:
  // `ocr` may be null, and outlives the reader.
  explicit LeafReader(Ocr* ocr) : ocr_(ocr) {}

  // Whatever would be read from disk at first use.
  void Preload();

  struct Type {
    std::string_view sniffed;  // base/media_type.h
    std::string identified;    // libmagic's word for it where that knows more
  };
  Type TypeOf(std::string_view bytes);

  // The record's kind, media type, text and facts. `charset` is what was declared, or empty; with
  // `recognise` pictures are read by OCR. Links go to `links`.
  DocumentReading Read(std::string_view bytes, const Type& type, std::string_view charset,
                       const ReadingLimits& limits, bool recognise, LinkSet& links);

  HtmlTextReader& html() { return html_; }

 private:
  void ReadImage(std::string_view bytes, const ReadingLimits& limits, Ocr* ocr, Record& record);
  void ReadHtml(std::string_view bytes, std::string_view charset, const ReadingLimits& limits,
                LinkSet& links, DocumentReading& reading);
  void ReadText(std::string_view bytes, std::string_view charset, const ReadingLimits& limits,
                Record& record);
  std::string_view ToUtf8(std::string_view bytes, std::string_view charset);

  Ocr* const ocr_;
  std::optional<MagicDatabase> magic_;
  CharsetConverter converter_;
  HtmlTextReader html_;
};

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_LEAF_READER_H_
