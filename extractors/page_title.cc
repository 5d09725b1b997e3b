#include "extractors/page_title.h"

#include <algorithm>
#include <vector>

#include "extractors/utf8.h"
#include "extractors/white_space.h"

namespace arsip::extractors {
namespace {

constexpr std::string_view kSeparators[] = {" | ",      " - ",  " \u2013 ", " \u2014 ", " \u00BB ",
                                            " \u00B7 ", " :: ", " / ",      " \u2022 "};
// Headings beyond are hardly the title of anything.
constexpr size_t kMostHeadings = 50;
constexpr size_t kMostTitleBytes = 4096;

std::string Folded(std::string_view text) {
  std::string folded;
  AppendFolded(folded, CutUtf8(text, kMostTitleBytes));
  return std::string(TrimSpace(folded));
}

struct Heading {
  std::string text;
  uint32_t element;
};

std::vector<Heading> HeadingsOfPage(const PageOutline& outline) {
  std::vector<Heading> headings;
  for (const uint32_t index : outline.headings) {
    if (headings.size() >= kMostHeadings) break;
    std::string text = HeadingText(outline, index);
    if (!text.empty()) headings.push_back({std::move(text), index});
  }
  return headings;
}

std::string HeadingName(const PageOutline& outline, uint32_t element) {
  return gumbo_normalized_tagname(outline.elements[element].element->tag);
}

// The longest heading that `title` contains, if it is a good part of it.
const Heading* Repeated(const std::vector<Heading>& headings, std::string_view title) {
  const Heading* best = nullptr;
  for (const Heading& heading : headings) {
    if (title.find(heading.text) == std::string_view::npos) continue;
    if (heading.text.size() * 5 < title.size() * 2) continue;
    if (best == nullptr || heading.text.size() > best->text.size()) best = &heading;
  }
  return best;
}

// A line or a piece of one that is exactly the title, where no heading is: <b> of old pages.
uint32_t ElementSaying(const PageOutline& outline, std::string_view title) {
  if (title.size() < 8) return kNoElement;
  for (const TextPiece& piece : outline.pieces) {
    if (piece.link || piece.end - piece.begin < title.size()) continue;
    if (piece.end - piece.begin > title.size() + 2) continue;
    const std::string_view text =
        std::string_view(outline.text).substr(piece.begin, piece.end - piece.begin);
    if (TrimSpace(text) == title) return piece.element;
  }
  return kNoElement;
}

}  // namespace

std::string HeadingText(const PageOutline& outline, uint32_t heading) {
  std::string text = Folded(outline.TextOf(outline.elements[heading]));
  constexpr std::string_view kPilcrow = "\u00B6";
  if (text.ends_with(kPilcrow)) text.resize(text.size() - kPilcrow.size());
  while (!text.empty() && IsSpace(text.back())) text.pop_back();
  return text;
}

std::string_view WithoutSiteName(std::string_view title) {
  size_t best = std::string_view::npos;
  for (const std::string_view separator : kSeparators) {
    const size_t at = title.rfind(separator);
    if (at != std::string_view::npos && (best == std::string_view::npos || at > best)) best = at;
  }
  if (best == std::string_view::npos) return title;
  const std::string_view front = TrimSpace(title.substr(0, best));
  std::string_view back = title.substr(best + 1);  // from the separator's mark on
  back = back.substr(std::min(back.find(' ') + 1, back.size()));
  return back.size() > 2 * front.size() ? back : front;
}

PageTitle ChooseTitle(const PageOutline& outline, const TitleCandidates& candidates) {
  const std::vector<Heading> headings = HeadingsOfPage(outline);
  const std::string document = Folded(candidates.document);
  const std::string meta = Folded(candidates.meta);
  const std::string headline = Folded(candidates.headline);
  for (const std::string& repeating : {meta, headline, document}) {
    if (const Heading* heading = Repeated(headings, repeating)) {
      return {heading->text, HeadingName(outline, heading->element), heading->element};
    }
  }
  PageTitle title;
  if (!meta.empty()) {
    title.text = meta;
    title.source = std::string(candidates.meta_name);
  } else if (!headline.empty()) {
    title.text = headline;
    title.source = "json-ld:headline";
  } else if (const auto h1 = std::find_if(headings.begin(), headings.end(),
                                          [&](const Heading& heading) {
                                            return outline.elements[heading.element].element->tag ==
                                                   GUMBO_TAG_H1;
                                          });
             document.empty() && h1 != headings.end()) {
    return {h1->text, "h1", h1->element};
  } else {
    title.text = std::string(WithoutSiteName(document));
    title.source = document.empty() ? "" : "title";
  }
  title.element = ElementSaying(outline, title.text);
  return title;
}

}  // namespace arsip::extractors
