#include "extractors/page_posts.h"

#include <algorithm>
#include <unordered_map>

#include "extractors/claimed_time.h"
#include "extractors/element_hints.h"
#include "extractors/html_tree.h"
#include "extractors/page_regions.h"
#include "extractors/record_limits.h"
#include "extractors/utf8.h"
#include "extractors/white_space.h"

namespace arsip::extractors {
namespace {

constexpr uint32_t kLeastUnits = 5;
constexpr uint32_t kMostNameUnits = 80;
// Elements of a post that are tried as a date.
constexpr uint32_t kMostDatesTried = 60;

// Elements of one shape.
struct LikeElements {
  std::vector<uint32_t> members;
  uint32_t signed_members = 0;  // with an author or a time
  uint32_t outermost_end = 0;
  double covered = 0;  // units of the outermost ones
  bool named_post = false;
};

// How many elements before each say that they hold an author or a time.
std::vector<uint32_t> CountSignatures(const PageOutline& outline) {
  std::vector<uint32_t> before(outline.elements.size() + 1);
  for (size_t i = 0; i < outline.elements.size(); ++i) {
    const OutlineElement& element = outline.elements[i];
    const bool found = (element.hints & (kHintAuthor | kHintTime)) != 0;
    before[i + 1] = before[i] + (found ? 1 : 0);
  }
  return before;
}

bool IsSigned(const PageOutline& outline, const std::vector<uint32_t>& signatures, uint32_t index) {
  const OutlineElement& element = outline.elements[index];
  return signatures[element.end] > signatures[index + 1] ||
         AttributeOf(*element.element, "data-author") != nullptr;
}

bool Matter(const LikeElements& like) {
  if (like.signed_members * 5 < like.members.size() * 4) return false;
  return like.members.size() >= 2 || (like.members.size() == 1 && like.named_post);
}

// The first line of the innermost part that is named after its author.
std::string AuthorIn(const PageOutline& outline, uint32_t begin, uint32_t end) {
  for (uint32_t i = begin; i < end; ++i) {
    const OutlineElement& element = outline.elements[i];
    if ((element.hints & kHintAuthor) == 0) continue;
    const bool inner = std::any_of(
        outline.elements.begin() + i + 1, outline.elements.begin() + std::min(element.end, end),
        [](const OutlineElement& other) { return (other.hints & kHintAuthor) != 0; });
    const std::string_view text = TrimSpace(outline.TextOf(element));
    const std::string_view line = TrimSpace(text.substr(0, text.find('\n')));
    if (inner || line.empty() || UnitsOf(line) > kMostNameUnits) continue;
    return std::string(line);
  }
  return {};
}

// A date and hardly more.
bool IsDate(std::string_view text) {
  text = TrimSpace(text);
  return !text.empty() && text.size() <= 120 && text.find('\n') == std::string_view::npos &&
         !UtcOf(text).empty();
}

void ReadTimeIn(const PageOutline& outline, uint32_t begin, uint32_t end, ClaimedTime& time) {
  for (uint32_t i = begin; i < end; ++i) {
    const GumboElement& element = *outline.elements[i].element;
    const char* const value =
        element.tag == GUMBO_TAG_TIME ? AttributeOf(element, "datetime") : nullptr;
    if (value != nullptr && ClaimTime(value, "time@datetime", time)) return;
  }
  for (uint32_t i = begin; i < end; ++i) {
    const OutlineElement& element = outline.elements[i];
    if ((element.hints & kHintTime) == 0) continue;
    const std::string_view text = TrimSpace(outline.TextOf(element));
    if (text.empty() || UnitsOf(text) > kMostNameUnits) continue;
    ClaimTime(text, "text", time);
    if (!time.utc().empty()) return;
  }
  end = std::min(end, begin + kMostDatesTried);
  for (uint32_t i = begin; i < end && time.utc().empty(); ++i) {
    const std::string_view text = outline.TextOf(outline.elements[i]);
    if (IsDate(text)) ClaimTime(text, "text", time);
  }
}

bool RepeatsTitle(std::string_view text, std::string_view title) {
  text = TrimSpace(text);
  if (title.empty() || !text.ends_with(title)) return false;
  return text.size() <= title.size() + 5;  // "Re: "
}

// Where the first post begins that is nested in this one; else where this one ends.
uint32_t OwnEnd(const PageOutline& outline, const std::vector<uint32_t>& posts, size_t n) {
  const uint32_t end = outline.elements[posts[n]].end;
  return n + 1 < posts.size() ? std::min(end, posts[n + 1]) : end;
}

// The innermost part that holds most of the post, and calls itself content, or all of it.
uint32_t BodyOf(const PageOutline& outline, const ContentScores& scores,
                const std::vector<uint32_t>& posts, size_t n) {
  const uint32_t post = posts[n];
  const uint32_t own_end = OwnEnd(outline, posts, n);
  const uint32_t end_piece = own_end < outline.elements[post].end
                                 ? outline.elements[own_end].first_piece
                                 : outline.elements[post].end_piece;
  const double own = scores.units_between(outline.elements[post].first_piece, end_piece);
  uint32_t body = post;
  for (uint32_t i = post + 1; i < own_end && own > 0; ++i) {
    const OutlineElement& element = outline.elements[i];
    if (element.display == Display::kInline || element.end > own_end) continue;
    const bool named = (element.hints & kHintContent) != 0;
    if (scores.units(i) >= (named ? 0.6 : 0.9) * own) body = i;
  }
  return body;
}

}  // namespace

std::vector<uint32_t> FindPosts(const PageOutline& outline, const ContentScores& scores,
                                uint32_t container) {
  const std::vector<uint32_t> signatures = CountSignatures(outline);
  std::unordered_map<uint64_t, LikeElements> shapes;
  for (uint32_t i = container + 1; i < outline.elements[container].end; ++i) {
    const OutlineElement& element = outline.elements[i];
    if (scores.dropped(i) || element.display != Display::kBlock) continue;
    if (scores.units(i) < kLeastUnits) continue;
    LikeElements& like = shapes[ShapeOf(element)];
    if (like.members.size() >= kMaxPostsOfPage) continue;
    like.members.push_back(i);
    like.signed_members += IsSigned(outline, signatures, i) ? 1 : 0;
    like.named_post |= (element.hints & (kHintPost | kHintComments)) != 0;
    if (i < like.outermost_end) continue;
    like.covered += scores.units(i);
    like.outermost_end = element.end;
  }
  const LikeElements* best = nullptr;
  double best_value = 0;
  for (const auto& [shape, like] : shapes) {
    if (!Matter(like)) continue;
    if (best != nullptr && (like.members.size() >= 2) != (best->members.size() >= 2)) {
      if (like.members.size() < 2) continue;
      best_value = 0;  // one alone is a message only when nothing is alike
    }
    const double value = like.covered * (like.named_post ? 1.25 : 1.0);
    const bool tie = best != nullptr && value == best_value;  // the outer ones come first
    if (value < best_value || (tie && like.members[0] > best->members[0])) continue;
    best = &like;
    best_value = value;
  }
  return best == nullptr ? std::vector<uint32_t>() : best->members;
}

void DropPostFurniture(const PageOutline& outline, ContentScores& scores,
                       const std::vector<uint32_t>& posts, std::string_view title) {
  constexpr Hints kAround = kHintAuthor | kHintTime | kHintByline | kHintProfile;
  const uint32_t title_units = UnitsOf(title);
  uint32_t done = 0;
  for (const uint32_t post : posts) {
    const double whole = scores.units(post);
    for (uint32_t i = std::max(post + 1, done); i < outline.elements[post].end; ++i) {
      const OutlineElement& element = outline.elements[i];
      const uint32_t units = scores.units(i);
      if (units == 0 || scores.dropped(i)) continue;
      const bool around = (element.hints & kAround) != 0 && (element.hints & kHintContent) == 0;
      const bool small = units < 150 && units < 0.6 * whole;
      const bool repeats = units <= title_units + 4 && RepeatsTitle(outline.TextOf(element), title);
      const bool button = units < 40 && scores.link_density(i) > 0.9F;
      const bool dated = i - post < kMostDatesTried && units < kMostNameUnits / 2 &&
                         element.display != Display::kCell && IsDate(outline.TextOf(element));
      if ((around && (small || (element.hints & kHintProfile) != 0)) || repeats || button ||
          dated) {
        scores.Drop(i);
      }
    }
    done = std::max(done, outline.elements[post].end);
  }
}

std::vector<PostPlace> FindBodies(const PageOutline& outline, const ContentScores& scores,
                                  const std::vector<uint32_t>& posts) {
  std::vector<PostPlace> places;
  std::unordered_map<uint64_t, uint32_t> shapes;
  for (size_t n = 0; n < posts.size(); ++n) {
    places.push_back({posts[n], BodyOf(outline, scores, posts, n)});
    const uint32_t body = places.back().body;
    if (body != posts[n]) ++shapes[ShapeOf(outline.elements[body])];
  }
  // What most posts keep their text in, the others do, too, however short it is.
  const auto usual = std::max_element(
      shapes.begin(), shapes.end(),
      [](const auto& one, const auto& other) { return one.second < other.second; });
  if (usual == shapes.end() || usual->second * 2 < posts.size()) return places;
  for (size_t n = 0; n < posts.size(); ++n) {
    if (ShapeOf(outline.elements[places[n].body]) == usual->first) continue;
    for (uint32_t i = posts[n] + 1; i < OwnEnd(outline, posts, n); ++i) {
      if (ShapeOf(outline.elements[i]) != usual->first || scores.units(i) == 0) continue;
      places[n].body = i;
      break;
    }
  }
  return places;
}

std::string TextOfPost(const PageOutline& outline, const ContentScores& scores,
                       const std::vector<PostPlace>& posts, size_t index) {
  const OutlineElement& body = outline.elements[posts[index].body];
  uint32_t end_piece = body.end_piece;
  if (index + 1 < posts.size() && posts[index + 1].element < body.end) {
    end_piece = outline.elements[posts[index + 1].element].first_piece;
  }
  return Keep(outline, scores, body.first_piece, end_piece, kDefaultMaxPostBytes).text;
}

std::string AuthorOf(const PageOutline& outline, uint32_t post, uint32_t end) {
  const char* const named = AttributeOf(*outline.elements[post].element, "data-author");
  return named != nullptr ? std::string(CutUtf8(named, kMaxRecordLineBytes))
                          : AuthorIn(outline, post, end);
}

void ReadPostFacts(const PageOutline& outline, const PostPlace& post, uint32_t next_post,
                   Record& record) {
  const OutlineElement& element = outline.elements[post.element];
  const uint32_t end = std::min(element.end, next_post);
  const std::string author = AuthorOf(outline, post.element, end);
  if (!author.empty()) {
    record.add_authors()->set_name(std::string(CutUtf8(author, kMaxRecordLineBytes)));
  }
  ClaimedTime time;
  ReadTimeIn(outline, post.element, end, time);
  if (!time.as_written().empty()) *record.mutable_published() = std::move(time);
  for (const char* name : {"data-content", "data-post", "data-post-id", "id"}) {
    const char* const id = AttributeOf(*element.element, name);
    if (id == nullptr || *id == '\0') continue;
    record.set_native_id(std::string(CutUtf8(id, kMaxRecordLineBytes)));
    break;
  }
}

}  // namespace arsip::extractors
