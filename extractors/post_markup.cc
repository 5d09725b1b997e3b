#include "extractors/post_markup.h"

#include <ctime>

#include "extractors/link_scanner.h"
#include "extractors/record_fields.h"
#include "extractors/record_limits.h"
#include "extractors/utf8.h"
#include "extractors/white_space.h"

namespace arsip::extractors {
namespace {

constexpr size_t kMaxLinkBytes = 512u << 10;

std::chrono::nanoseconds ThreadCpuTime() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

std::string_view RoleOf(std::string_view context) {
  const std::string_view element = context.substr(0, context.find('@'));
  if (element == "img" || element == "image" || element == "input") return "image";
  if (context == "video@poster") return "thumbnail";
  if (element == "video" || element == "audio") return element;
  return "";
}

}  // namespace

PostMarkup::PostMarkup(HtmlTextReader& reader, size_t max_text_bytes)
    : reader_(reader), max_text_bytes_(max_text_bytes), deadline_(ThreadCpuTime() + kMaxCpuTime) {}

bool PostMarkup::TimeLeft() const { return ThreadCpuTime() < deadline_; }

std::string PostMarkup::Text(std::string_view html, size_t max_bytes, bool& truncated) {
  if (!TimeLeft()) {
    refused_ = true;
    return "";
  }
  found_.Clear();
  links_.Begin(found_, kMaxEdges, kMaxLinkBytes);
  const DocumentFacts facts = ScanLinks(html, HtmlTokenizer::Syntax::kHtml, links_);
  if (!facts.dom_refused.empty()) {
    refused_ = true;
    return "";
  }
  VisibleText visible = reader_.Read(html, max_bytes);
  refused_ |= !visible.refused.empty();
  truncated |= visible.truncated;
  return std::move(visible.text);
}

void PostMarkup::Set(Record& record, std::string_view html) {
  std::string kept;
  AppendWellFormedUtf8(kept, CutUtf8(html, kMaxHtmlBytes));
  bool truncated = html.size() > kMaxHtmlBytes || kept.size() > kMaxHtmlBytes;
  kept.resize(CutUtf8(kept, kMaxHtmlBytes).size());
  record.set_text(Text(kept, max_text_bytes_, truncated));
  record.set_text_truncated(truncated);
  record.set_text_source("feed");
  for (const Link& link : found_.links()) {
    if (link.kind() == Link::ANCHOR) AddEdge(record, Edge::LINK, link.reference());
    const std::string_view role = RoleOf(link.context());
    if (link.kind() == Link::EMBED && !role.empty()) AddMedia(record, role, link.reference());
  }
  record.set_text_html(std::move(kept));
}

void PostMarkup::SetPlain(Record& record, std::string_view text) const {
  std::string clean;
  AppendWellFormedUtf8(clean, TrimSpace(CutUtf8(text, max_text_bytes_)));
  record.set_text_truncated(text.size() > max_text_bytes_ || clean.size() > max_text_bytes_);
  clean.resize(CutUtf8(clean, max_text_bytes_).size());
  record.set_text(std::move(clean));
  record.set_text_source("feed");
}

std::string PostMarkup::Line(std::string_view html) {
  if (html.find_first_of("<&") == std::string_view::npos) return RecordLine(html);
  bool truncated = false;
  return RecordLine(Text(html.substr(0, kMaxDescriptionBytes), kMaxRecordLineBytes, truncated));
}

}  // namespace arsip::extractors
