#include "extractors/main_text.h"

#include <algorithm>
#include <optional>

#include "extractors/element_hints.h"
#include "extractors/page_posts.h"
#include "extractors/page_regions.h"
#include "extractors/text_filter.h"
#include "extractors/utf8.h"
#include "extractors/white_space.h"

namespace arsip::extractors {
namespace {

// A page has a text of its own when so much is left without its comments.
constexpr double kOwnText = 60;
constexpr double kLittleText = 120;

// The outermost element of `places`' common ancestors... the innermost that holds both.
uint32_t CommonAncestor(const PageOutline& outline, uint32_t a, uint32_t b) {
  if (a == kNoElement) return b;
  if (b == kNoElement) return a;
  while (!Contains(outline, a, b)) a = outline.elements[a].parent;
  return a;
}

class MainTextFinder {
 public:
  MainTextFinder(const PageOutline& outline, const PageSigns& signs, size_t max_bytes)
      : outline_(outline), signs_(signs), scores_(outline), bare_(scores_), max_bytes_(max_bytes) {}

  MainText Find() {
    DropOverlays(outline_, scores_, signs_.title_element);
    if (FindThread()) return std::move(result_);
    SetCommentsApart();
    ChooseContainer();
    filter_.emplace(outline_, scores_, signs_, result_.container);
    if (result_.kind == PageKind::kArticle) filter_->KeepArticle();
    if (result_.kind == PageKind::kProduct) filter_->KeepProduct();
    if (result_.kind == PageKind::kListing) filter_->KeepListing();
    scores_.Refresh();
    TakeText(result_.container);
    if (result_.kind == PageKind::kArticle) FallBackIfLittle();
    return std::move(result_);
  }

 private:
  // A thread's posts are its text. Comments under an article are not: there, the text stands
  // outside of what is alike.
  bool FindThread() {
    bare_ = scores_;
    DropFurniture(outline_, bare_, signs_.title_element);
    ContentScores& around = bare_;
    const std::vector<uint32_t> posts = FindPosts(outline_, around, 0);
    if (posts.size() < 2) return false;
    const bool named = AreNamedPosts(posts);
    if (!signs_.thread && (!named || signs_.article || signs_.product)) return false;
    if (!signs_.thread && LooksCommented(around, posts)) return false;
    DropPostFurniture(outline_, around, posts, signs_.title);
    around.Refresh();
    result_.posts = FindBodies(outline_, around, posts);
    result_.kind = PageKind::kThread;
    scores_ = around;
    TakePosts();
    return true;
  }

  // Whether a text stands before what looks like posts, the posts are teasers of texts, or they are
  // all by one author, as a channel's are.
  bool LooksCommented(const ContentScores& around, const std::vector<uint32_t>& posts) {
    uint32_t linked_headings = 0;
    for (const uint32_t post : posts) linked_headings += HasLinkedHeading(post) ? 1 : 0;
    if (linked_headings * 2 > posts.size() || CountAuthors(posts) < 2) return true;
    const uint32_t first = posts.front();
    if (Contains(outline_, first, signs_.title_element)) return false;
    const uint32_t begin =
        signs_.title_element == kNoElement ? 0 : outline_.elements[signs_.title_element].end_piece;
    const uint32_t end = outline_.elements[first].first_piece;
    return begin < end && around.score_between(begin, end) > kOwnText;
  }

  // Themselves, or a part of each.
  bool AreNamedPosts(const std::vector<uint32_t>& posts) const {
    size_t named = 0;
    for (const uint32_t post : posts) {
      const auto begin = outline_.elements.begin() + post;
      const auto end = outline_.elements.begin() + outline_.elements[post].end;
      named += std::any_of(begin, end, [](const OutlineElement& part) {
        return (part.hints & (kHintPost | kHintComments)) != 0;
      });
    }
    return named * 5 >= posts.size() * 4;
  }

  // Of a teaser. The heading over a post's author or its subject is another matter.
  bool HasLinkedHeading(uint32_t element) const {
    auto heading = std::lower_bound(outline_.headings.begin(), outline_.headings.end(), element);
    for (; heading != outline_.headings.end() && *heading < outline_.elements[element].end;
         ++heading) {
      if (scores_.link_density(*heading) <= 0.5F) continue;
      const std::string_view text = TrimSpace(outline_.TextOf(outline_.elements[*heading]));
      if (!signs_.title.empty() && text.ends_with(signs_.title)) continue;
      bool author = false;
      for (uint32_t at = *heading; at > element; at = outline_.elements[at].parent) {
        author |= (outline_.elements[at].hints & (kHintAuthor | kHintProfile)) != 0;
      }
      if (!author) return true;
    }
    return false;
  }

  // Up to two: a channel's posts have one author.
  size_t CountAuthors(const std::vector<uint32_t>& posts) const {
    std::string first;
    for (const uint32_t post : posts) {
      const std::string author = AuthorOf(outline_, post, outline_.elements[post].end);
      if (author.empty()) continue;
      if (first.empty()) first = author;
      if (author != first) return 2;
    }
    return first.empty() ? 0 : 1;
  }

  void TakePosts() {
    uint32_t container = kNoElement;
    std::string& text = result_.text;
    const uint32_t first_piece = outline_.elements[result_.posts.front().element].first_piece;
    AppendLines(OpeningBefore(first_piece));
    for (size_t i = 0; i < result_.posts.size() && !result_.truncated; ++i) {
      container = CommonAncestor(outline_, container, result_.posts[i].element);
      AppendLines(TextOfPost(outline_, scores_, result_.posts, i));
    }
    result_.container = container;
    while (!text.empty() && IsSpace(text.back())) text.pop_back();
  }

  // The question above the answers: paragraphs between the title and the first post.
  std::string OpeningBefore(uint32_t first_piece) {
    uint32_t begin = 0;
    if (signs_.title_element != kNoElement) {
      begin = outline_.elements[signs_.title_element].end_piece;
    }
    std::string opening;
    for (const TextLine& line : outline_.lines) {
      if (line.first_piece < begin) continue;
      if (line.end_piece > first_piece) break;
      if (scores_.units_between(line.first_piece, line.end_piece) < 60) continue;
      if (ContentScores::Quality(line.units, line.link_units) < 0.9F) continue;
      if (!opening.empty()) opening += '\n';
      opening += Keep(outline_, scores_, line.first_piece, line.end_piece, max_bytes_).text;
    }
    return opening;
  }

  void AppendLines(std::string_view lines) {
    if (lines.empty()) return;
    if (!result_.text.empty()) result_.text += '\n';
    const size_t left = max_bytes_ - std::min(max_bytes_, result_.text.size());
    result_.truncated = lines.size() > left;
    result_.text += CutUtf8(lines, left);
  }

  // Furniture goes as well; it is weighed against what is left without the comments.
  void SetCommentsApart() {
    std::vector<uint32_t> areas = FindCommentAreas(outline_, scores_, signs_.title_element);
    if (!areas.empty()) {
      ContentScores without(scores_);
      for (const uint32_t area : areas) without.Drop(area);
      without.Refresh();
      DropFurniture(outline_, without, signs_.title_element);
      if (without.score(0) >= kOwnText) {
        bare_ = without;
        result_.comment_areas = std::move(areas);
      }
    }
    scores_ = bare_;
  }

  void ChooseContainer() {
    uint32_t container = Announced();
    const bool announced = container != kNoElement;
    const bool links_only =
        scores_.score(0) < kLittleText && scores_.link_units(0) > 2 * scores_.score(0);
    if (!announced) {
      container = FindContainer(outline_, scores_, signs_.title_element, links_only);
    }
    result_.container = container;
    if (signs_.product) {
      result_.kind = PageKind::kProduct;
      result_.container = AroundTitle(container);
    } else if (!announced && !signs_.article &&
               (links_only || IsRowOfItems(outline_, scores_, container))) {
      result_.kind = PageKind::kListing;
    }
  }

  // Where the page's JSON-LD says its article is: the innermost element that holds both ends of
  // articleBody.
  uint32_t Announced() const {
    constexpr size_t kEnd = 40;
    const std::string_view body = TrimSpace(signs_.article_body);
    if (body.size() < 4 * kEnd) return kNoElement;
    const std::string_view head = CutUtf8(body, kEnd);
    size_t tail_at = body.size() - kEnd;
    while ((static_cast<unsigned char>(body[tail_at]) & 0xC0) == 0x80) ++tail_at;
    const size_t begin = outline_.text.find(TrimSpace(head.substr(0, head.find('\n'))));
    std::string_view tail = body.substr(tail_at);
    if (tail.rfind('\n') != std::string_view::npos) tail.remove_prefix(tail.rfind('\n') + 1);
    const size_t end = outline_.text.rfind(TrimSpace(tail));
    if (begin == std::string::npos || end == std::string::npos || end <= begin) return kNoElement;
    return CommonAncestor(outline_, ElementAt(begin), ElementAt(end));
  }

  uint32_t ElementAt(size_t byte) const {
    const auto after =
        std::upper_bound(outline_.pieces.begin(), outline_.pieces.end(), byte,
                         [](size_t at, const TextPiece& piece) { return at < piece.begin; });
    return after == outline_.pieces.begin() ? 0 : std::prev(after)->element;
  }

  // What a product page says lies about its name: the innermost element that holds the name and
  // most of the text.
  uint32_t AroundTitle(uint32_t container) const {
    uint32_t around = CommonAncestor(outline_, container, signs_.title_element);
    while (around != 0 && scores_.units(around) < 0.7 * scores_.units(0)) {
      around = outline_.elements[around].parent;
    }
    return around;
  }

  void TakeText(uint32_t element) {
    const OutlineElement& range = outline_.elements[element];
    KeptText kept = Keep(outline_, scores_, range.first_piece, range.end_piece, max_bytes_);
    result_.text = std::move(kept.text);
    result_.truncated = kept.truncated;
  }

  // Nothing stood out, or what did is a crumb of a page full of text.
  void FallBackIfLittle() {
    if (UnitsOf(result_.text) >= kOwnText) return;
    ContentScores all(outline_);
    DropOverlays(outline_, all, signs_.title_element);
    for (const uint32_t area : result_.comment_areas) all.Drop(area);
    all.Refresh();
    const bool little = all.score(0) < 4 * kLittleText;
    if (little && !result_.text.empty()) return;
    for (const TextLine& line : outline_.lines) {  // of a page without paragraphs, all
      if (little || ContentScores::Quality(line.units, line.link_units) >= 0.5F) continue;
      for (uint32_t i = line.first_piece; i < line.end_piece; ++i) all.DropPiece(i);
    }
    KeptText kept =
        Keep(outline_, all, 0, static_cast<uint32_t>(outline_.pieces.size()), max_bytes_);
    if (kept.text.size() <= result_.text.size()) return;
    result_.text = std::move(kept.text);
    result_.truncated = kept.truncated;
    result_.fallback = true;
  }

  const PageOutline& outline_;
  const PageSigns& signs_;
  ContentScores scores_;
  ContentScores bare_;  // without furniture
  const size_t max_bytes_;
  std::optional<TextFilter> filter_;
  MainText result_;
};

}  // namespace

MainText FindMainText(const PageOutline& outline, const PageSigns& signs, size_t max_bytes) {
  if (outline.elements.empty()) return {};
  return MainTextFinder(outline, signs, max_bytes).Find();
}

}  // namespace arsip::extractors
