#include "extractors/page_regions.h"

#include <algorithm>
#include <unordered_map>

#include "extractors/element_hints.h"
#include "extractors/html_tree.h"

namespace arsip::extractors {
namespace {

// What is left of a page is still an article.
constexpr double kArticleScore = 1000;

bool IsWholePage(const OutlineElement& element) {
  const GumboTag tag = element.element->tag;
  return tag == GUMBO_TAG_HTML || tag == GUMBO_TAG_BODY || tag == GUMBO_TAG_MAIN;
}

// Of the first rank: a page's, not a dialog's.
bool HoldsHeading(const PageOutline& outline, uint32_t element) {
  auto heading = std::lower_bound(outline.headings.begin(), outline.headings.end(), element);
  for (; heading != outline.headings.end() && *heading < outline.elements[element].end; ++heading) {
    if (outline.elements[*heading].element->tag == GUMBO_TAG_H1) return true;
  }
  return false;
}

bool IsFormControl(GumboTag tag) {
  return tag == GUMBO_TAG_BUTTON || tag == GUMBO_TAG_SELECT || tag == GUMBO_TAG_TEXTAREA ||
         tag == GUMBO_TAG_LABEL;
}

// Of the whole page's: what a hint alone may cost.
struct Share {
  double score;
  double units;
};

// On a page of links the score says little: what little text there is may be the footer.
class Shares {
 public:
  explicit Shares(const ContentScores& scores)
      : scores_(scores),
        score_(IsPageOfLinks(scores) ? 0 : scores.score(0)),
        units_(scores.units(0)) {}

  Share Of(uint32_t element) const {
    return {score_ == 0 ? 0 : scores_.score(element) / score_,
            units_ == 0 ? 0 : scores_.units(element) / units_};
  }

 private:
  const ContentScores& scores_;
  const double score_;
  const double units_;
};

// An aside within the text may be a quotation; one with links, a heading or a name of its own is
// about something else.
bool IsDigression(const PageOutline& outline, const ContentScores& scores, uint32_t index) {
  const OutlineElement& aside = outline.elements[index];
  if (aside.element->attributes.length > 0 || scores.link_density(index) > 0.2F) return true;
  const auto heading = std::lower_bound(outline.headings.begin(), outline.headings.end(), index);
  return heading != outline.headings.end() && *heading < aside.end;
}

// Near an ancestor that calls itself content.
bool IsInContent(const PageOutline& outline, uint32_t index) {
  constexpr int kNear = 5;
  uint32_t at = outline.elements[index].parent;
  for (int i = 0; i < kNear && at > 1; ++i, at = outline.elements[at].parent) {
    const OutlineElement& element = outline.elements[at];
    if ((element.hints & kHintContent) != 0 && !IsWholePage(element)) return true;
  }
  return false;
}

bool IsFurniture(const PageOutline& outline, const ContentScores& scores, uint32_t index,
                 const Share& share) {
  const OutlineElement& element = outline.elements[index];
  const GumboTag tag = element.element->tag;
  if (IsFormControl(tag)) return true;
  if (tag == GUMBO_TAG_FORM) return share.score < 0.3 && share.units < 0.3;
  if (tag == GUMBO_TAG_ASIDE) {
    // By tag and by name a side column: it may be longer than the article, if there is one.
    const bool column =
        (element.hints & kHintChrome) != 0 && scores.score(0) - scores.score(index) > kArticleScore;
    return (share.score < 0.3 || column) && IsDigression(outline, scores, index);
  }
  if ((element.hints & kHintChrome) == 0) return false;
  // A name that says content as well is worth less: "content-footer", "widget-content".
  const bool doubtful = (element.hints & kHintContent) != 0;
  if (share.score > 0.15 && scores.link_density(index) < 0.15F && IsInContent(outline, index)) {
    return false;
  }
  return share.score < (doubtful ? 0.1 : 0.4) && share.units < (doubtful ? 0.2 : 0.6);
}

// The children of an element: each starts where its elder sibling ends.
template <class Visit>
void ForEachChild(const PageOutline& outline, uint32_t parent, Visit visit) {
  for (uint32_t child = parent + 1; child < outline.elements[parent].end;
       child = outline.elements[child].end) {
    visit(child);
  }
}

bool IsParagraphLike(const OutlineElement& element) {
  switch (element.element->tag) {
    case GUMBO_TAG_P:
    case GUMBO_TAG_PRE:
    case GUMBO_TAG_BLOCKQUOTE:
    case GUMBO_TAG_UL:
    case GUMBO_TAG_OL:
    case GUMBO_TAG_DL:
    case GUMBO_TAG_LI:
    case GUMBO_TAG_H2:
    case GUMBO_TAG_H3:
      return true;
    default:
      return element.display == Display::kInline && element.end_piece - element.first_piece < 2;
  }
}

}  // namespace

bool IsPageOfLinks(const ContentScores& scores) {
  return scores.score(0) < 300 && scores.link_units(0) > 1.5 * scores.score(0);
}

uint64_t ShapeOf(const OutlineElement& element) {
  uint64_t hash = 1469598103934665603u + static_cast<uint64_t>(element.element->tag);
  const char* name = AttributeOf(*element.element, "class");
  if (name == nullptr || *name == '\0') name = AttributeOf(*element.element, "id");
  if (name == nullptr) return hash;
  while (*name == ' ') ++name;
  for (size_t i = 0; i < 64 && name[i] != '\0' && name[i] != ' '; ++i) {
    if (name[i] >= '0' && name[i] <= '9') continue;
    hash = (hash ^ static_cast<unsigned char>(name[i])) * 1099511628211u;
  }
  return hash;
}

void DropOverlays(const PageOutline& outline, ContentScores& scores, uint32_t title_element) {
  const double all = scores.units(0);
  for (uint32_t i = 1; i < outline.elements.size(); ++i) {
    const OutlineElement& element = outline.elements[i];
    if ((element.hints & (kHintOverlay | kHintUnseen)) == 0 || IsWholePage(element)) continue;
    if (scores.dropped(i) || all - scores.units(i) < 150) continue;
    const bool page = scores.score(i) > 0.9 * scores.score(0) || HoldsHeading(outline, i);
    if (page || Contains(outline, i, title_element)) continue;
    scores.Drop(i);
  }
  scores.Refresh();
}

std::vector<uint32_t> FindCommentAreas(const PageOutline& outline, const ContentScores& scores,
                                       uint32_t title_element) {
  std::vector<uint32_t> areas;
  for (uint32_t i = 1; i < outline.elements.size();) {
    const OutlineElement& element = outline.elements[i];
    const bool area = (element.hints & kHintComments) != 0 && !IsWholePage(element) &&
                      element.display != Display::kInline && !scores.dropped(i) &&
                      !Contains(outline, i, title_element) && scores.units(i) > 0 &&
                      (element.hints & kHintByline) == 0;
    if (area) areas.push_back(i);
    i = area ? element.end : i + 1;
  }
  return areas;
}

void DropFurniture(const PageOutline& outline, ContentScores& scores, uint32_t title_element) {
  const Shares shares(scores);
  for (uint32_t i = 1; i < outline.elements.size(); ++i) {
    if (scores.dropped(i) || IsWholePage(outline.elements[i])) continue;
    if (!IsFurniture(outline, scores, i, shares.Of(i))) continue;
    if (Contains(outline, i, title_element)) continue;
    scores.Drop(i);
  }
  scores.Refresh();
}

uint32_t FindContainer(const PageOutline& outline, const ContentScores& scores,
                       uint32_t title_element, bool of_units) {
  const auto weight = [&](uint32_t element) {
    return of_units ? static_cast<double>(scores.units(element)) : scores.score(element);
  };
  uint32_t at = 0;
  while (true) {
    const double all = weight(at);
    double best = 0;
    double second = 0;
    double direct = all;  // of the text that is in no block of its own
    uint32_t best_child = kNoElement;
    uint32_t second_child = kNoElement;
    ForEachChild(outline, at, [&](uint32_t child) {
      const double found = weight(child);
      if (!IsParagraphLike(outline.elements[child])) direct -= found;
      if (found > best) {
        second = best;
        second_child = best_child;
        best = found;
        best_child = child;
      } else if (found > second) {
        second = found;
        second_child = child;
      }
    });
    if (best_child == kNoElement || all <= 0) return at;
    if (IsParagraphLike(outline.elements[best_child])) return at;
    const bool alike =
        second_child != kNoElement && second > 0.1 * all &&
        outline.elements[best_child].display != Display::kCell &&
        ShapeOf(outline.elements[best_child]) == ShapeOf(outline.elements[second_child]);
    const bool titled = Contains(outline, best_child, title_element);
    const bool nearly_all = best >= (alike ? 0.9 : 0.65) * all;
    if (direct > 0.12 * all && best < 0.85 * all) return at;
    if (!nearly_all && !(titled && best >= 0.5 * all)) return at;
    at = best_child;
  }
}

bool IsRowOfItems(const PageOutline& outline, const ContentScores& scores, uint32_t container) {
  struct Row {
    uint32_t items = 0;
    uint32_t units = 0;
    uint32_t linked = 0;
    uint32_t composed = 0;
  };
  std::unordered_map<uint64_t, Row> rows;
  ForEachChild(outline, container, [&](uint32_t child) {
    const OutlineElement& element = outline.elements[child];
    if (scores.units(child) == 0) return;
    Row& row = rows[ShapeOf(element)];
    ++row.items;
    row.units += scores.units(child);
    row.linked += scores.link_units(child) > 0 ? 1 : 0;
    row.composed += element.end - child > 2 ? 1 : 0;
  });
  const double all = scores.units(container);
  for (const auto& [shape, row] : rows) {
    if (row.items >= 3 && row.units >= 0.6 * all && row.linked * 5 >= row.items * 4 &&
        row.composed * 5 >= row.items * 4) {
      return true;
    }
  }
  return false;
}

}  // namespace arsip::extractors
