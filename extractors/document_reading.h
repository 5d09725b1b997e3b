// What a reader of one document format hands back.
#ifndef ARSIP_EXTRACTORS_DOCUMENT_READING_H_
#define ARSIP_EXTRACTORS_DOCUMENT_READING_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "extractors/extraction.pb.h"

namespace arsip::extractors {

// A page, slide, sheet or chapter: a part of its document's text.
struct PageSpan {
  uint32_t number = 0;  // from 1
  size_t begin = 0;     // bytes of the text, half open
  size_t end = 0;
  std::string_view source;  // Record.text_source: "pdf", "ocr", "office", "epub"
  std::string title;        // of a sheet
  std::string_view state;   // why it has no text, when there is a reason
  std::string pdq;          // of the page as it is drawn, PdqHash::ToBytes(); empty: not drawn
  uint32_t pdq_quality = 0;
};

// A file that lies in the document.
struct AttachedFile {
  std::string name;
  std::string content;
};

struct DocumentReading {
  Record record;
  std::vector<PageSpan> pages;
  std::vector<std::string> headings;  // of an outline
  std::vector<AttachedFile> attachments;
};

// What a reader may use.
struct ReadingLimits {
  size_t max_text_bytes = 0;
  // After it nothing new is begun; what was found so far is handed back.
  std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();

  bool late() const { return std::chrono::steady_clock::now() > deadline; }
  std::chrono::milliseconds left() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(deadline -
                                                                 std::chrono::steady_clock::now());
  }
};

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_DOCUMENT_READING_H_
