// CollectMpdLinks of playlist_links.h.
#include <algorithm>
#include <charconv>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "extractors/html_tokenizer.h"
#include "extractors/playlist_links.h"
#include "extractors/record_fields.h"
#include "extractors/white_space.h"
#include "extractors/xml_names.h"

namespace arsip::extractors {
namespace {

constexpr size_t kMaxPartBytes = 1024;  // of a base or template
constexpr size_t kMaxLevels = 8;
constexpr uint32_t kMaxRepresentations = 10'000;
constexpr uint64_t kMaxCount = 1'000'000'000;  // keeps sums of what a playlist says from wrapping

struct Stretch {  // <S t= d= r=>
  uint64_t start = 0;
  uint64_t duration = 0;
  uint64_t repeats = 0;
};

struct Template {
  std::string media;
  std::string initialization;
  uint64_t start_number = 1;
  uint64_t duration = 0;
  uint64_t timescale = 1;
  std::shared_ptr<std::vector<Stretch>> timeline;  // shared by what inherits it
};

// MPD, Period, AdaptationSet, Representation: each inherits what the one around it says.
struct Level {
  std::string_view element;
  std::string base;
  std::string id;
  std::string bandwidth;
  Template segments;
};

// Textual: the base of the document itself is not known here.
std::string Join(std::string_view base, std::string_view reference) {
  if (base.empty() || reference.find("://") != std::string_view::npos)
    return std::string(reference);
  const size_t authority = base.find("://");
  const size_t path = base.find('/', authority == std::string_view::npos ? 0 : authority + 3);
  if (reference.starts_with('/')) {
    const bool absolute = authority != std::string_view::npos;
    return std::string(absolute ? base.substr(0, path) : std::string_view()) +
           std::string(reference);
  }
  if (path == std::string_view::npos) {
    return std::string(authority == std::string_view::npos ? std::string_view() : base) +
           (authority == std::string_view::npos ? "" : "/") + std::string(reference);
  }
  return std::string(base.substr(0, base.rfind('/') + 1)) + std::string(reference);
}

// "PT1H2M3.5S" in seconds, 0 when it is none; days are the largest part that is read.
uint64_t PeriodSeconds(std::string_view text) {
  if (!text.starts_with('P')) return 0;
  uint64_t total = 0;
  for (text.remove_prefix(1); !text.empty();) {
    if (text.front() == 'T') {
      text.remove_prefix(1);
      continue;
    }
    uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || value > kMaxCount) return 0;
    text.remove_prefix(static_cast<size_t>(end - text.data()));
    if (text.starts_with('.')) text.remove_prefix(std::min(text.find('S'), text.size()));
    if (text.empty()) return 0;
    const char unit = text.front();
    text.remove_prefix(1);
    total += value * (unit == 'D' ? 86'400 : unit == 'H' ? 3'600 : unit == 'M' ? 60 : 1);
  }
  return std::min(total, kMaxCount);
}

class MpdReader {
 public:
  MpdReader(std::string_view xml, LinkSet& links)
      : tokenizer_(xml, HtmlTokenizer::Syntax::kXml), links_(links) {
    levels_.emplace_back();
  }

  void Read() {
    while (tokenizer_.NextTag()) {
      if (tokenizer_.is_end_tag()) {
        const std::string_view name = SplitXmlName(tokenizer_.tag_name()).local;
        if (levels_.size() > 1 && levels_.back().element == name) CloseLevel();
      } else {
        StartTag();
      }
    }
    while (levels_.size() > 1) CloseLevel();
  }

 private:
  struct Attributes {
    std::string media, index, source_url, initialization, id, bandwidth, duration, timescale,
        start_number, t, d, r, presentation;
  };

  static std::string* Of(Attributes& attributes, std::string_view name) {
    if (name == "media") return &attributes.media;
    if (name == "index") return &attributes.index;
    if (name == "sourceURL") return &attributes.source_url;
    if (name == "initialization") return &attributes.initialization;
    if (name == "id") return &attributes.id;
    if (name == "bandwidth") return &attributes.bandwidth;
    if (name == "duration") return &attributes.duration;
    if (name == "timescale") return &attributes.timescale;
    if (name == "startNumber") return &attributes.start_number;
    if (name == "t") return &attributes.t;
    if (name == "d") return &attributes.d;
    if (name == "r") return &attributes.r;
    if (name == "mediaPresentationDuration") return &attributes.presentation;
    return nullptr;
  }

  void StartTag() {
    const std::string_view name = SplitXmlName(tokenizer_.tag_name()).local;
    Attributes attributes;
    HtmlTokenizer::Attribute attribute;
    while (tokenizer_.NextAttribute(attribute)) {
      std::string* known = Of(attributes, attribute.name);
      if (known == nullptr || attribute.value.size() > kMaxPartBytes) continue;
      known->clear();
      AppendDecodedReferences(*known, attribute.value, ReferenceContext::kXml);
    }
    if (name == "MPD") seconds_ = PeriodSeconds(attributes.presentation);
    if (name == "Period" || name == "AdaptationSet" || name == "Representation") {
      OpenLevel(name, attributes);
    } else {
      Element(name, attributes);
    }
  }

  void OpenLevel(std::string_view name, const Attributes& attributes) {
    if (levels_.size() > kMaxLevels || representations_ >= kMaxRepresentations) return;
    Level level = levels_.back();
    level.element = name;
    level.id = attributes.id;
    level.bandwidth = attributes.bandwidth;
    levels_.push_back(std::move(level));
    if (tokenizer_.self_closing()) CloseLevel();
  }

  void Element(std::string_view name, const Attributes& attributes) {
    Level& level = levels_.back();
    if ((name == "BaseURL" || name == "Location") && !tokenizer_.self_closing()) {
      const std::string text = Text();
      if (text.empty()) return;
      std::string joined = Join(levels_.size() > 1 ? levels_[levels_.size() - 2].base : "", text);
      Add(joined, name == "BaseURL" ? "mpd@BaseURL" : "mpd@Location");
      if (name == "BaseURL" && joined.size() <= kMaxPartBytes) level.base = std::move(joined);
    } else if (name == "SegmentTemplate") {
      SetTemplate(level.segments, attributes);
    } else if (name == "S") {
      AddStretch(level.segments, attributes);
    } else if (name == "SegmentURL") {
      AddRelative(attributes.media, "mpd@media");
      AddRelative(attributes.index, "mpd@index");
    } else if (name == "Initialization" || name == "RepresentationIndex") {
      AddRelative(attributes.source_url, "mpd@sourceURL");
    }
  }

  static void SetTemplate(Template& segments, const Attributes& attributes) {
    if (!attributes.media.empty()) segments.media = attributes.media;
    if (!attributes.initialization.empty()) segments.initialization = attributes.initialization;
    segments.start_number = Count(attributes.start_number, segments.start_number);
    segments.duration = Count(attributes.duration, segments.duration);
    segments.timescale = std::max<uint64_t>(Count(attributes.timescale, segments.timescale), 1);
    segments.timeline = nullptr;
  }

  static void AddStretch(Template& segments, const Attributes& attributes) {
    if (!segments.timeline) segments.timeline = std::make_shared<std::vector<Stretch>>();
    std::vector<Stretch>& timeline = *segments.timeline;
    if (timeline.size() >= kMaxTemplateSegments) return;
    const uint64_t next = timeline.empty() ? 0
                                           : timeline.back().start + (timeline.back().repeats + 1) *
                                                                         timeline.back().duration;
    // A negative repeat count means "to the end", which is not known here.
    timeline.push_back({DecimalNumber(attributes.t).value_or(next), Count(attributes.d, 0),
                        Count(attributes.r, 0)});
  }

  static uint64_t Count(std::string_view text, uint64_t otherwise) {
    return std::min(DecimalNumber(text).value_or(otherwise), kMaxCount);
  }

  void CloseLevel() {
    if (levels_.back().element == "Representation") {
      ++representations_;
      Expand(levels_.back());
    }
    levels_.pop_back();
  }

  void Expand(const Level& level) {
    const Template& segments = level.segments;
    if (!segments.initialization.empty()) {
      AddFilled(level, segments.initialization, 0, 0, "mpd@initialization");
    }
    if (segments.media.empty()) return;
    if (segments.timeline) return ExpandTimeline(level);
    if (segments.duration == 0) return;
    const uint64_t total = seconds_ * segments.timescale;
    const uint64_t count = (total + segments.duration - 1) / segments.duration;
    for (uint64_t i = 0; i < count; ++i) {
      if (!AddFilled(level, segments.media, segments.start_number + i, i * segments.duration,
                     "mpd@media")) {
        return;
      }
    }
  }

  void ExpandTimeline(const Level& level) {
    uint64_t number = level.segments.start_number;
    for (const Stretch& stretch : *level.segments.timeline) {
      for (uint64_t i = 0; i <= stretch.repeats; ++i, ++number) {
        if (!AddFilled(level, level.segments.media, number, stretch.start + i * stretch.duration,
                       "mpd@media")) {
          return;
        }
      }
    }
  }

  // False when the bound is reached.
  bool AddFilled(const Level& level, std::string_view pattern, uint64_t number, uint64_t time,
                 std::string_view context) {
    if (segments_ >= kMaxTemplateSegments) {
      links_.CountDropped();
      return false;
    }
    ++segments_;
    std::string filled;
    while (!pattern.empty()) {
      const size_t dollar = std::min(pattern.find('$'), pattern.size());
      filled += pattern.substr(0, dollar);
      const size_t close = pattern.find('$', dollar + 1);
      if (close == std::string_view::npos) break;
      AppendIdentifier(filled, pattern.substr(dollar + 1, close - dollar - 1), level, number, time);
      pattern.remove_prefix(close + 1);
    }
    Add(Join(level.base, filled), context);
    return true;
  }

  // ISO/IEC 23009-1 section 5.3.9.4.4: "Number%05d".
  static void AppendIdentifier(std::string& out, std::string_view identifier, const Level& level,
                               uint64_t number, uint64_t time) {
    const size_t percent = std::min(identifier.find('%'), identifier.size());
    const std::string_view name = identifier.substr(0, percent);
    std::string value;
    if (identifier.empty()) value = "$";
    if (name == "RepresentationID") value = level.id;
    if (name == "Bandwidth") value = level.bandwidth;
    if (name == "Number") value = std::to_string(number);
    if (name == "Time") value = std::to_string(time);
    constexpr uint64_t kMaxWidth = 20;
    const std::string_view format = identifier.substr(percent);
    const bool padded = format.size() > 3 && format.starts_with("%0") && format.ends_with('d');
    const uint64_t width =
        padded ? DecimalNumber(format.substr(2, format.size() - 3)).value_or(0) : 0;
    if (value.size() < width)
      out.append(std::min(width, kMaxWidth) - std::min<size_t>(value.size(), kMaxWidth), '0');
    out += value;
  }

  void AddRelative(std::string_view reference, std::string_view context) {
    if (!reference.empty()) Add(Join(levels_.back().base, reference), context);
  }
  void Add(std::string_view reference, std::string_view context) {
    links_.AddLiteral(reference, Link::EMBED, context);
  }

  std::string Text() {
    std::string text;
    HtmlTokenizer::TextRun run;
    while (tokenizer_.NextText(run)) {
      if (text.size() > kMaxPartBytes) continue;
      AppendDecodedReferences(text, run.text.substr(0, kMaxPartBytes), ReferenceContext::kXml);
    }
    return std::string(TrimSpace(text));
  }

  HtmlTokenizer tokenizer_;
  LinkSet& links_;
  std::vector<Level> levels_;
  uint64_t seconds_ = 0;
  size_t segments_ = 0;
  uint32_t representations_ = 0;
};

}  // namespace

void CollectMpdLinks(std::string_view xml, LinkSet& links) { MpdReader(xml, links).Read(); }

}  // namespace arsip::extractors
