#include "extractors/text_filter.h"

#include <algorithm>
#include <string>

#include "extractors/claimed_time.h"
#include "extractors/element_hints.h"
#include "extractors/page_title.h"
#include "extractors/white_space.h"

namespace arsip::extractors {
namespace {

constexpr std::string_view kOtherTextWords[] = {
    "read more", "read also", "see also", "also read", "related:", "baca juga", "baca selengkapnya",
    "simak juga", "lihat juga", "basahin din",
    "\u0E2D\u0E48\u0E32\u0E19\u0E40\u0E1E\u0E34\u0E48\u0E21\u0E40\u0E15\u0E34\u0E21",
    "\u0E2D\u0E48\u0E32\u0E19\u0E02\u0E48\u0E32\u0E27",
    // NOLINTNEXTLINE(bugprone-suspicious-missing-comma): one word of two lines
    "\u0E02\u0E48\u0E32\u0E27\u0E17\u0E35\u0E48\u0E40\u0E01\u0E35\u0E48\u0E22\u0E27\u0E02\u0E49"
    "\u0E2D\u0E07",
    "\u1006\u1000\u103A\u101C\u1000\u103A\u1016\u1010\u103A\u101B\u103E\u102F\u101B\u1014\u103A",
    "\u5EF6\u4F38\u9605\u8BFB", "\u76F8\u5173\u65B0\u95FB",
    "\u0BAE\u0BC7\u0BB2\u0BC1\u0BAE\u0BCD \u0BAA\u0B9F\u0BBF\u0B95\u0BCD\u0B95", "xem th\u00EAm",
    "b\u00E0i li\u00EAn quan", "\u0E2D\u0E48\u0E32\u0E19\u0E15\u0E48\u0E2D", "leia mais"};
constexpr std::string_view kAdvertisementWords[] = {
    "advertisement",
    "advertisement scroll to continue with content",
    "iklan",
    "patalastas",
    "\u0E42\u0E06\u0E29\u0E13\u0E32",
    "\u1000\u103C\u1031\u102C\u103A\u1004\u103C\u102C",
    "\u5E7F\u544A",
    "\u0BB5\u0BBF\u0BB3\u0BAE\u0BCD\u0BAA\u0BB0\u0BAE\u0BCD",
    "qu\u1EA3ng c\u00E1o",
    "ad"};
constexpr std::string_view kByWords[] = {"by ",
                                         "oleh ",
                                         "oleh: ",
                                         "ni ",
                                         "\u0E42\u0E14\u0E22 ",
                                         "\u101B\u1031\u1038\u101E\u102C\u1038\u101E\u1030 ",
                                         "\u4F5C\u8005",
                                         "\u0B8E\u0BB4\u0BC1\u0BA4\u0BBF\u0BAF\u0BB5\u0BB0\u0BCD ",
                                         "t\u00E1c gi\u1EA3 ",
                                         "penulis: ",
                                         "reporter: ",
                                         "written by ",
                                         "posted by ",
                                         "submitted by "};
// Full stops and the like; closing quotation marks may follow.
constexpr std::string_view kSentenceEnds[] = {".",      "!",      "?",      ":",
                                              "\u2026", "\u3002", "\uFF01", "\uFF1F",
                                              "\u104B", "\u17D4", "\u06D4", "\u061F"};
constexpr std::string_view kClosingMarks[] = {"\"",     "'",      ")",     "\u201D",
                                              "\u2019", "\u300D", "\u00BB"};

constexpr uint32_t kShortLine = 60;
constexpr uint32_t kByline = 150;
constexpr size_t kMaxHeldLine = 400;  // of a line that is looked at

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  return lower;
}

}  // namespace

bool AnnouncesOtherText(std::string_view line) {
  const std::string lower = Lower(TrimSpace(line.substr(0, 80)));
  return std::any_of(std::begin(kOtherTextWords), std::end(kOtherTextWords),
                     [&](std::string_view word) { return lower.starts_with(word); });
}

bool IsAdvertisementLabel(std::string_view line) {
  if (line.size() > 80) return false;
  const std::string lower = Lower(TrimSpace(line));
  return std::find(std::begin(kAdvertisementWords), std::end(kAdvertisementWords), lower) !=
         std::end(kAdvertisementWords);
}

std::string_view WithoutByWord(std::string_view line) {
  const std::string lower = Lower(line.substr(0, 40));
  for (const std::string_view word : kByWords) {
    if (lower.starts_with(word)) return TrimSpace(line.substr(word.size()));
  }
  return line;
}

bool EndsSentence(std::string_view line) {
  line = TrimSpace(line);
  for (bool closing = true; closing;) {
    closing = false;
    for (const std::string_view mark : kClosingMarks) {
      if (!line.ends_with(mark)) continue;
      line.remove_suffix(mark.size());
      closing = true;
    }
  }
  return std::any_of(std::begin(kSentenceEnds), std::end(kSentenceEnds),
                     [&](std::string_view end) { return line.ends_with(end); });
}

void TextFilter::KeepArticle() {
  DropTitle();
  DropWhatPrecedesTitle();
  DropBylines();
  scores_.Refresh();
  DropLinkBoxes();
  scores_.Refresh();
  DropOddLines();
  scores_.Refresh();
  DropTail();
}

void TextFilter::KeepProduct() {
  DropTitle();
  DropWhatPrecedesTitle();
  scores_.Refresh();
  DropBehind(DropLinkBoxes());
}

void TextFilter::KeepListing() {
  DropTitle();
  DropWhatPrecedesTitle();
}

// What comes behind a box of links at the end is the foot of the page.
void TextFilter::DropBehind(uint32_t piece) {
  const uint32_t end = outline_.elements[container_].end_piece;
  if (piece >= end || scores_.units_between(piece, end) > 0.5 * scores_.units(container_)) return;
  for (uint32_t i = piece; i < end; ++i) scores_.DropPiece(i);
}

std::pair<size_t, size_t> TextFilter::LinesOf(uint32_t element) const {
  const OutlineElement& range = outline_.elements[element];
  const auto first = std::partition_point(
      outline_.lines.begin(), outline_.lines.end(),
      [&](const TextLine& line) { return line.end_piece <= range.first_piece; });
  const auto last = std::partition_point(first, outline_.lines.end(), [&](const TextLine& line) {
    return line.first_piece < range.end_piece;
  });
  return {static_cast<size_t>(first - outline_.lines.begin()),
          static_cast<size_t>(last - outline_.lines.begin())};
}

float TextFilter::QualityOf(const TextLine& line) const {
  const uint32_t units = scores_.units_between(line.first_piece, line.end_piece);
  return ContentScores::Quality(units, std::min(units, line.link_units));
}

void TextFilter::DropLine(const TextLine& line) {
  for (uint32_t i = line.first_piece; i < line.end_piece; ++i) scores_.DropPiece(i);
}

void TextFilter::DropTitle() {
  if (signs_.title_element != kNoElement) scores_.Drop(signs_.title_element);
  for (const uint32_t heading : outline_.headings) {
    if (scores_.dropped(heading)) continue;
    if (HeadingText(outline_, heading) == signs_.title) scores_.Drop(heading);
  }
}

// Unless that is much: some pages put their picture and lead above the title.
void TextFilter::DropWhatPrecedesTitle() {
  if (!Contains(outline_, container_, signs_.title_element)) return;
  const uint32_t begin = outline_.elements[container_].first_piece;
  const uint32_t end = outline_.elements[signs_.title_element].first_piece;
  if (scores_.units_between(begin, end) > 0.2 * scores_.units(container_)) return;
  for (uint32_t i = begin; i < end; ++i) scores_.DropPiece(i);
}

// Author, date and what the author's site says about the author: blocks, or parts of a line that
// are nearly the line.
void TextFilter::DropBylines() {
  const uint32_t whole = scores_.units(container_);
  for (uint32_t i = container_ + 1; i < outline_.elements[container_].end; ++i) {
    const OutlineElement& element = outline_.elements[i];
    if ((element.hints & kHintByline) == 0 || scores_.dropped(i)) continue;
    if ((element.hints & kHintContent) != 0) continue;
    const uint32_t units = scores_.units(i);
    if (units == 0 || units > kByline || units * 4 > whole) continue;
    if (element.display != Display::kBlock) {
      const auto [first, last] = LinesOf(i);
      if (last != first + 1 || units * 2 < outline_.lines[first].units) continue;
    }
    scores_.Drop(i);
  }
}

// Mostly links, and either named by a heading or a label of its own, or outside of the run of
// paragraphs. A list of links between paragraphs belongs to them.
uint32_t TextFilter::DropLinkBoxes() {
  uint32_t behind = UINT32_MAX;
  const auto [first, last] = LinesOf(container_);
  size_t first_paragraph = last;
  size_t last_paragraph = first;
  for (size_t i = first; i < last; ++i) {
    if (QualityOf(outline_.lines[i]) < 0.6F) continue;
    first_paragraph = std::min(first_paragraph, i);
    last_paragraph = i;
  }
  const uint32_t whole = scores_.units(container_);
  for (uint32_t i = container_ + 1; i < outline_.elements[container_].end; ++i) {
    const OutlineElement& element = outline_.elements[i];
    if (element.display == Display::kInline || scores_.dropped(i)) continue;
    const uint32_t units = scores_.units(i);
    if (units == 0 || scores_.link_density(i) < 0.5F || units * 10 > whole * 4) continue;
    const auto [begin, end] = LinesOf(i);
    const auto heading = std::lower_bound(outline_.headings.begin(), outline_.headings.end(), i);
    const bool named = heading != outline_.headings.end() && *heading < element.end;
    const bool label = AnnouncesOtherText(outline_.TextOf(element));
    const bool outside = end <= first_paragraph || begin > last_paragraph;
    if (!named && !label && !outside) continue;
    scores_.Drop(i);
    behind = element.end_piece;
  }
  return behind;
}

bool TextFilter::IsOddLine(std::string_view line, const TextLine& place, size_t number) const {
  const uint32_t units = UnitsOf(line);
  if (IsAdvertisementLabel(line)) return true;
  if (place.link_units > 0 && AnnouncesOtherText(line)) return true;
  if (units > kShortLine || number >= 4) return false;
  if (!UtcOf(line).empty() && units < 45 && !EndsSentence(line)) return true;
  if (signs_.author.empty()) return false;
  const bool names_author = line.find(signs_.author) != std::string_view::npos;
  return names_author && units < UnitsOf(signs_.author) + kShortLine / 2 && !EndsSentence(line);
}

void TextFilter::DropOddLines() {
  const auto [first, last] = LinesOf(container_);
  size_t number = 0;
  for (size_t i = first; i < last; ++i) {
    const TextLine& line = outline_.lines[i];
    const std::string text =
        Keep(outline_, scores_, line.first_piece, line.end_piece, kMaxHeldLine).text;
    if (text.empty()) continue;
    if (IsOddLine(text, line, number)) {
      DropLine(line);
    } else {
      ++number;
    }
  }
}

// Behind the last paragraph: dates, links, signatures of editors. Items of lists, cells and
// preformatted text stay.
void TextFilter::DropTail() {
  const auto [first, last] = LinesOf(container_);
  for (size_t i = last; i > first; --i) {
    const TextLine& line = outline_.lines[i - 1];
    const std::string text =
        Keep(outline_, scores_, line.first_piece, line.end_piece, kMaxHeldLine).text;
    if (text.empty()) continue;
    const uint32_t units = UnitsOf(text);
    if (units > kShortLine) return;
    const bool links = line.link_units * 2 > line.units;
    const bool odd = links || (units < 25 && !EndsSentence(text)) || !UtcOf(text).empty();
    if (!odd) return;
    uint32_t at = outline_.pieces[line.first_piece].element;
    for (; at != container_ && at != 0; at = outline_.elements[at].parent) {
      const GumboTag tag = outline_.elements[at].element->tag;
      const bool listed =
          tag == GUMBO_TAG_LI || tag == GUMBO_TAG_TD || tag == GUMBO_TAG_DD || tag == GUMBO_TAG_PRE;
      if (listed && !links) return;
    }
    DropLine(line);
  }
}

}  // namespace arsip::extractors
