// TextFilter: what to leave out within the part of a page that holds its text: the title again, the
// byline, "read also", boxes of links, what trails behind the last paragraph. Drops; the caller
// refreshes the scores. Linear in the outline. Not thread-safe.
#ifndef ARSIP_EXTRACTORS_TEXT_FILTER_H_
#define ARSIP_EXTRACTORS_TEXT_FILTER_H_

#include <cstdint>
#include <string_view>
#include <utility>

#include "extractors/content_scoring.h"
#include "extractors/main_text.h"
#include "extractors/page_outline.h"

namespace arsip::extractors {

class TextFilter {
 public:
  // All must outlive it.
  TextFilter(const PageOutline& outline, ContentScores& scores, const PageSigns& signs,
             uint32_t container)
      : outline_(outline), scores_(scores), signs_(signs), container_(container) {}

  void KeepArticle();
  void KeepProduct();
  void KeepListing();

 private:
  void DropTitle();
  void DropWhatPrecedesTitle();
  void DropBylines();
  // The piece behind the last one, UINT32_MAX: there was none.
  uint32_t DropLinkBoxes();
  void DropBehind(uint32_t piece);
  void DropOddLines();
  void DropTail();
  bool IsOddLine(std::string_view line, const TextLine& place, size_t number) const;
  void DropLine(const TextLine& line);
  // Indices of lines, half open.
  std::pair<size_t, size_t> LinesOf(uint32_t element) const;
  float QualityOf(const TextLine& line) const;

  const PageOutline& outline_;
  ContentScores& scores_;
  const PageSigns& signs_;
  const uint32_t container_;
};

// "Baca juga: ...", in the languages of the region.
bool AnnouncesOtherText(std::string_view line);
// "ADVERTISEMENT" and nothing else, likewise.
bool IsAdvertisementLabel(std::string_view line);
// Without "By ", "Oleh ", likewise.
std::string_view WithoutByWord(std::string_view line);
// Ends as a sentence does, by the marks of all scripts of the region.
bool EndsSentence(std::string_view line);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_TEXT_FILTER_H_
