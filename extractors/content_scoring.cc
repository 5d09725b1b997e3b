#include "extractors/content_scoring.h"

#include <algorithm>

#include "extractors/utf8.h"
#include "extractors/white_space.h"

namespace arsip::extractors {
namespace {

// A line of so many units is a paragraph; a shorter one may be a label.
constexpr float kWholeLine = 60;
constexpr float kMostlyLinks = 0.5F;

}  // namespace

ContentScores::ContentScores(const PageOutline& outline)
    : outline_(&outline),
      element_dropped_(outline.elements.size()),
      piece_dropped_(outline.pieces.size()),
      score_before_(outline.pieces.size() + 1),
      units_before_(outline.pieces.size() + 1),
      links_before_(outline.pieces.size() + 1) {
  Refresh();
}

void ContentScores::Drop(uint32_t element) {
  const OutlineElement& range = outline_->elements[element];
  const auto mark = [](std::vector<uint8_t>& marks, uint32_t begin, uint32_t end) {
    std::fill(marks.begin() + begin, marks.begin() + end, uint8_t{1});
  };
  mark(element_dropped_, element, range.end);
  mark(piece_dropped_, range.first_piece, range.end_piece);
}

void ContentScores::Refresh() {
  for (const TextLine& line : outline_->lines) {
    uint32_t units = 0;
    uint32_t links = 0;
    for (uint32_t i = line.first_piece; i < line.end_piece; ++i) {
      if (piece_dropped_[i] != 0) continue;
      units += outline_->pieces[i].units;
      links += outline_->pieces[i].link ? outline_->pieces[i].units : 0;
    }
    const float quality = Quality(units, links);
    for (uint32_t i = line.first_piece; i < line.end_piece; ++i) {
      const TextPiece& piece = outline_->pieces[i];
      const bool counts = piece_dropped_[i] == 0;
      score_before_[i + 1] =
          score_before_[i] +
          (counts && !piece.link ? static_cast<double>(quality) * piece.units : 0.0);
      units_before_[i + 1] = units_before_[i] + (counts ? piece.units : 0);
      links_before_[i + 1] = links_before_[i] + (counts && piece.link ? piece.units : 0);
    }
  }
}

float ContentScores::link_density(uint32_t element) const {
  const uint32_t all = units(element);
  return all == 0 ? 0 : static_cast<float>(link_units(element)) / static_cast<float>(all);
}

float ContentScores::Quality(uint32_t units, uint32_t link_units) {
  if (units == 0) return 0;
  const float density = static_cast<float>(link_units) / static_cast<float>(units);
  if (density > kMostlyLinks) return 0;
  const auto text = static_cast<float>(units - link_units);
  return (1 - density) * std::min(1.0F, text / kWholeLine);
}

bool Contains(const PageOutline& outline, uint32_t ancestor, uint32_t element) {
  return element != kNoElement && ancestor <= element && element < outline.elements[ancestor].end;
}

KeptText Keep(const PageOutline& outline, const ContentScores& scores, uint32_t first_piece,
              uint32_t end_piece, size_t max_bytes) {
  KeptText kept;
  auto line = std::upper_bound(
      outline.lines.begin(), outline.lines.end(), first_piece,
      [](uint32_t piece, const TextLine& candidate) { return piece < candidate.end_piece; });
  for (; line != outline.lines.end() && line->first_piece < end_piece; ++line) {
    std::string whole;
    const uint32_t end = std::min(end_piece, line->end_piece);
    uint32_t last = UINT32_MAX;  // byte behind the piece before
    for (uint32_t i = std::max(first_piece, line->first_piece); i < end; ++i) {
      if (scores.piece_dropped(i)) continue;
      const TextPiece& piece = outline.pieces[i];
      if (piece.begin > last && !IsSpace(whole.back()))
        whole += ' ';  // cells, and what was left out
      whole.append(outline.text, piece.begin, piece.end - piece.begin);
      last = piece.end;
    }
    const std::string_view trimmed = TrimSpace(whole);
    if (trimmed.empty()) continue;
    const size_t separator = kept.text.empty() ? 0 : 1;
    const size_t left = max_bytes - std::min(max_bytes, kept.text.size() + separator);
    kept.truncated = trimmed.size() > left;
    const std::string_view cut = CutUtf8(trimmed, left);
    if (!cut.empty() && separator > 0) kept.text += '\n';
    kept.text += cut;
    if (kept.truncated) break;
  }
  return kept;
}

}  // namespace arsip::extractors
