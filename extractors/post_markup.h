// PostMarkup: the HTML that a feed or JSON document carries as a post's content, and what is in it.
// Not thread-safe.
#ifndef ARSIP_EXTRACTORS_POST_MARKUP_H_
#define ARSIP_EXTRACTORS_POST_MARKUP_H_

#include <chrono>
#include <string>
#include <string_view>

#include "extractors/extraction.pb.h"
#include "extractors/html_text.h"
#include "extractors/link_set.h"

namespace arsip::extractors {

class PostMarkup {
 public:
  // Of all posts of a payload; beyond, a post keeps its HTML and gets no text.
  static constexpr std::chrono::milliseconds kMaxCpuTime{3'000};

  // `reader` outlives this. `max_text_bytes` of one post.
  PostMarkup(HtmlTextReader& reader, size_t max_text_bytes);

  // Sets text_html (as it came, cut at kMaxHtmlBytes), text, and adds an edge LINK for each anchor
  // and media for what is embedded. `html` is UTF-8, its character references of XML replaced.
  void Set(Record& record, std::string_view html);
  // The same for content that is no markup.
  void SetPlain(Record& record, std::string_view text) const;
  // `html` as one line: for titles. What holds no markup costs nothing.
  std::string Line(std::string_view html);

  // Some post's text was left out: time, or markup that is no tree to build (html_text.h).
  bool refused() const { return refused_; }

 private:
  bool TimeLeft() const;
  std::string Text(std::string_view html, size_t max_bytes, bool& truncated);

  HtmlTextReader& reader_;
  const size_t max_text_bytes_;
  const std::chrono::nanoseconds deadline_;  // on the thread's processor clock
  LinkSet links_;
  Extraction found_;
  bool refused_ = false;
};

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_POST_MARKUP_H_
