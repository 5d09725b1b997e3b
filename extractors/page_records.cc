#include "extractors/page_records.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "extractors/html_tree.h"
#include "extractors/main_text.h"
#include "extractors/page_metadata.h"
#include "extractors/page_posts.h"
#include "extractors/page_regions.h"
#include "extractors/record_limits.h"
#include "extractors/utf8.h"

namespace arsip::extractors {
namespace {

// Of a record in an Extraction, besides the record.
constexpr size_t kFrameBytes = 16;

const char* SourceOf(const MainText& text) {
  if (text.fallback) return "body";
  switch (text.kind) {
    case PageKind::kListing:
      return "listing";
    case PageKind::kThread:
      return "thread";
    case PageKind::kProduct:
      return "product";
    case PageKind::kArticle:
      break;
  }
  return text.container == 0 ? "body" : "article";
}

const char* RoleOf(GumboTag tag) {
  switch (tag) {
    case GUMBO_TAG_IMG:
      return "image";
    case GUMBO_TAG_VIDEO:
      return "video";
    case GUMBO_TAG_AUDIO:
      return "audio";
    default:
      return nullptr;
  }
}

class RecordWriter {
 public:
  RecordWriter(const PageOutline& outline, const RecordLimits& limits, Extraction& extraction)
      : outline_(outline), limits_(limits), extraction_(extraction) {}

  void Write() {
    Record page;
    page.set_kind(Record::PAGE);
    const PageSigns signs = ReadPageMetadata(outline_, page);
    MainText text = FindMainText(outline_, signs, limits_.max_text_bytes);
    page.set_text_source(SourceOf(text));
    page.set_text_truncated(text.truncated || outline_.truncated);
    const size_t visible = outline_.text.size();
    const size_t kept = std::min(text.text.size(), visible);
    page.set_boilerplate_permille(
        visible == 0 ? 0 : static_cast<uint32_t>(1'000 * (visible - kept) / visible));
    page.set_text(std::move(text.text));
    AddMedia(text.container, page);
    Fit(page);
    Add(std::move(page));
    AddThread(text);
    AddComments(text, signs);
  }

 private:
  void Add(Record record) {
    const size_t bytes = record.ByteSizeLong() + kFrameBytes;
    const bool fits = static_cast<size_t>(extraction_.records_size()) < limits_.max_records &&
                      used_ + bytes <= limits_.max_bytes;
    if (!fits) {
      extraction_.set_records_dropped(extraction_.records_dropped() + 1);
      return;
    }
    used_ += bytes;
    *extraction_.add_records() = std::move(record);
  }

  void Fit(Record& page) const {
    const auto too_large = [&] { return page.ByteSizeLong() + kFrameBytes > limits_.max_bytes; };
    if (too_large()) page.clear_json_ld();
    if (too_large()) page.clear_facts();
    if (too_large()) page.clear_media();
    if (!too_large()) return;
    const size_t others = page.ByteSizeLong() - page.text().size() + 2 * kFrameBytes;
    const size_t room = limits_.max_bytes - std::min(limits_.max_bytes, others);
    page.set_text(std::string(CutUtf8(page.text(), room)));
    page.set_text_truncated(true);
  }

  void AddMedia(uint32_t container, Record& record) const {
    if (outline_.elements.empty()) return;
    for (uint32_t i = container; i < outline_.elements[container].end; ++i) {
      const GumboElement& element = *outline_.elements[i].element;
      const char* const role = RoleOf(element.tag);
      if (role == nullptr || record.media_size() >= kMaxMediaReferences) continue;
      const char* const source = AttributeOf(element, "src");
      if (source == nullptr || *source == '\0' || std::string_view(source).starts_with("data:")) {
        continue;
      }
      MediaReference& media = *record.add_media();
      media.set_role(role);
      media.set_url(std::string(CutUtf8(source, kMaxRecordLineBytes)));
      if (const char* alt = AttributeOf(element, "alt")) {
        media.set_alt(std::string(CutUtf8(alt, kMaxRecordLineBytes)));
      }
    }
  }

  Record PostRecord(const ContentScores& scores, const std::vector<PostPlace>& posts, size_t index,
                    Record::Kind kind) const {
    Record record;
    record.set_kind(kind);
    const uint32_t next =
        index + 1 < posts.size() ? posts[index + 1].element : outline_.elements[0].end;
    ReadPostFacts(outline_, posts[index], next, record);
    std::string text = TextOfPost(outline_, scores, posts, index);
    record.set_text(std::string(CutUtf8(text, limits_.max_text_bytes)));
    record.set_text_truncated(record.text().size() < text.size());
    record.set_text_source(kind == Record::COMMENT ? "comment" : "thread");
    return record;
  }

  void AddThread(const MainText& text) {
    if (text.kind != PageKind::kThread || text.posts.empty()) return;
    ContentScores scores(outline_);
    DropFurniture(outline_, scores, kNoElement);
    std::vector<uint32_t> posts;
    for (const PostPlace& place : text.posts) posts.push_back(place.element);
    DropPostFurniture(outline_, scores, posts, extraction_.records(0).title());
    scores.Refresh();
    for (size_t i = 0; i < text.posts.size(); ++i) {
      Record post = PostRecord(scores, text.posts, i, i == 0 ? Record::POST : Record::REPLY);
      Record& page = *extraction_.mutable_records(0);
      const bool better = page.published().utc().empty() || page.published().source() == "text";
      if (i == 0 && better && post.has_published()) *page.mutable_published() = post.published();
      Add(std::move(post));
    }
  }

  void AddComments(const MainText& text, const PageSigns& signs) {
    if (text.comment_areas.empty()) return;
    ContentScores scores(outline_);
    DropFurniture(outline_, scores, signs.title_element);
    std::vector<uint32_t> comments;
    for (const uint32_t area : text.comment_areas) {
      const std::vector<uint32_t> found = FindPosts(outline_, scores, area);
      comments.insert(comments.end(), found.begin(), found.end());
      if (found.empty() && scores.score(area) > 0) comments.push_back(area);
    }
    DropPostFurniture(outline_, scores, comments, signs.title);
    scores.Refresh();
    const std::vector<PostPlace> places = FindBodies(outline_, scores, comments);
    for (size_t i = 0; i < places.size(); ++i) {
      Record record = PostRecord(scores, places, i, Record::COMMENT);
      if (!record.text().empty()) Add(std::move(record));
    }
  }

  const PageOutline& outline_;
  const RecordLimits& limits_;
  Extraction& extraction_;
  size_t used_ = 0;
};

}  // namespace

void AddPageRecords(const PageOutline& outline, const RecordLimits& limits,
                    Extraction& extraction) {
  RecordWriter(outline, limits, extraction).Write();
}

}  // namespace arsip::extractors
