// Poppler's own headers, not its stable ones: they fit the library of the same Debian release,
// which the package that holds them depends on by version.
#include "extractors/pdf_references.h"

#include <poppler/Annot.h>
#include <poppler/GlobalParams.h>
#include <poppler/Link.h>
#include <poppler/Outline.h>
#include <poppler/PDFDoc.h>
#include <poppler/Page.h>
#include <poppler/Stream.h>

#include <algorithm>
#include <memory>

#include "extractors/html_text.h"
#include "extractors/record_set.h"
#include "extractors/utf8.h"

namespace arsip::extractors {
namespace {

void AddLinksOf(Page& page, LinkSet& links, Record& record) {
  const std::unique_ptr<Links> annotations = page.getLinks();
  if (!annotations) return;
  for (AnnotLink* annotation : annotations->getLinks()) {
    const LinkAction* action = annotation == nullptr ? nullptr : annotation->getAction();
    if (action == nullptr || action->getKind() != actionURI || !action->isOk()) continue;
    std::string uri;
    AppendWellFormedUtf8(uri, static_cast<const LinkURI*>(action)->getURI());
    links.AddLiteral(uri, Link::ANCHOR, "pdf@uri");
    AddLinkEdge(record, uri);
  }
}

std::string TitleOf(const OutlineItem& item) {
  std::string title;
  const int length = std::min(item.getTitleLength(), static_cast<int>(kMaxHeadingBytes));
  for (int i = 0; i < length; ++i) AppendCodePoint(title, item.getTitle()[i]);
  return CleanLine(title, kMaxHeadingBytes);
}

// In reading order, with a stack of our own.
void ReadOutline(PDFDoc& document, std::vector<std::string>& titles) {
  struct Level {
    const std::vector<OutlineItem*>* items;
    size_t next;
  };
  Outline* outline = document.getOutline();
  if (outline == nullptr || outline->getItems() == nullptr) return;
  std::vector<Level> levels = {{outline->getItems(), 0}};
  while (!levels.empty() && titles.size() < kMaxHeadings) {
    Level& level = levels.back();
    if (level.next >= level.items->size()) {
      levels.pop_back();
      continue;
    }
    OutlineItem* item = (*level.items)[level.next++];
    if (item == nullptr) continue;
    if (std::string title = TitleOf(*item); !title.empty()) titles.push_back(std::move(title));
    if (levels.size() >= kMaxOutlineDepth || !item->hasKids()) continue;
    item->open();
    if (item->getKids() != nullptr) levels.push_back({item->getKids(), 0});
  }
}

}  // namespace

void PreloadPdfReferences() {
  static const GlobalParamsIniter kept([](ErrorCategory, Goffset, const char*) {});
}

void ReadPdfReferences(std::string_view bytes, const ReadingLimits& limits, LinkSet& links,
                       DocumentReading& reading) {
  PreloadPdfReferences();
  // The document owns the stream, not the bytes.
  PDFDoc document(
      new MemStream(bytes.data(), 0, static_cast<Goffset>(bytes.size()), Object(objNull)));
  if (!document.isOk()) return;
  ReadOutline(document, reading.headings);
  const int pages = std::min(document.getNumPages(), kMaxPdfLinkPages);
  for (int i = 1; i <= pages && !limits.late(); ++i) {
    if (Page* page = document.getPage(i)) AddLinksOf(*page, links, reading.record);
  }
}

}  // namespace arsip::extractors
