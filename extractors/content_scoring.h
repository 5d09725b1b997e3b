// ContentScores: how much reading matter each part of a page holds.
//
// A line of text counts by its length, less its links; a short line counts for little, a line that
// is mostly links for nothing. Whatever is dropped counts no more. Since an element's text is a
// range of pieces, any element's score is the difference of two prefix sums: constant time.
// Not thread-safe. The outline must outlive it.
#ifndef ARSIP_EXTRACTORS_CONTENT_SCORING_H_
#define ARSIP_EXTRACTORS_CONTENT_SCORING_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "extractors/page_outline.h"

namespace arsip::extractors {

inline constexpr uint32_t kNoElement = UINT32_MAX;

class ContentScores {
 public:
  explicit ContentScores(const PageOutline& outline);

  // The element, its descendants and their text. Scores change with the next Refresh().
  void Drop(uint32_t element);
  void DropPiece(uint32_t piece) { piece_dropped_[piece] = 1; }
  bool dropped(uint32_t element) const { return element_dropped_[element] != 0; }
  bool piece_dropped(uint32_t piece) const { return piece_dropped_[piece] != 0; }
  // Linear in the pieces.
  void Refresh();

  // Of what is left of the element.
  double score(uint32_t element) const { return Difference(score_before_, element); }
  uint32_t units(uint32_t element) const { return Difference(units_before_, element); }
  uint32_t link_units(uint32_t element) const { return Difference(links_before_, element); }
  float link_density(uint32_t element) const;
  double score_between(uint32_t first_piece, uint32_t end_piece) const {
    return score_before_[end_piece] - score_before_[first_piece];
  }
  uint32_t units_between(uint32_t first_piece, uint32_t end_piece) const {
    return units_before_[end_piece] - units_before_[first_piece];
  }

  // Of a line that has `units` of text, of which `link_units` in links: 0 to 1 for each unit
  // outside of links.
  static float Quality(uint32_t units, uint32_t link_units);

 private:
  template <class T>
  T Difference(const std::vector<T>& before, uint32_t element) const {
    const OutlineElement& range = outline_->elements[element];
    return before[range.end_piece] - before[range.first_piece];
  }

  const PageOutline* outline_;
  std::vector<uint8_t> element_dropped_;
  std::vector<uint8_t> piece_dropped_;
  std::vector<double> score_before_;  // of the pieces before this one
  std::vector<uint32_t> units_before_;
  std::vector<uint32_t> links_before_;
};

// Whether `element` is `ancestor` or inside of it; kNoElement is nowhere.
bool Contains(const PageOutline& outline, uint32_t ancestor, uint32_t element);

// The pieces that are not dropped, a line of the page a line of the result. Stops at `max_bytes`
// and says so.
struct KeptText {
  std::string text;
  bool truncated = false;
};
KeptText Keep(const PageOutline& outline, const ContentScores& scores, uint32_t first_piece,
              uint32_t end_piece, size_t max_bytes);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_CONTENT_SCORING_H_
