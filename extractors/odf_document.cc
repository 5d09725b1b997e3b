#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

#include "extractors/bounded_text.h"
#include "extractors/office_document.h"
#include "extractors/package_properties.h"
#include "extractors/record_limits.h"
#include "extractors/record_set.h"
#include "extractors/xml_events.h"

namespace arsip::extractors {
namespace {

// ODF 1.3 part 3: the text of content.xml, with pages of presentations and sheets as they come.
class ContentHandler final : public XmlHandler {
 public:
  ContentHandler(BoundedText& text, LinkSet& links, DocumentReading& reading, bool sheets)
      : text_(text), links_(links), reading_(reading), sheets_(sheets) {}

  void StartElement(std::string_view name, const XmlAttributes& attributes) override {
    // What a reviewer took out, and the styles of what comes.
    if (name == "tracked-changes" || name == "automatic-styles") ++skipped_;
    if (skipped_ > 0) return;
    if (name == "p" || name == "h") {
      ++paragraph_;
    } else if (name == "s") {
      Spaces(attributes.Get("c"));
    } else if (name == "tab") {
      text_.Append("\t");
    } else if (name == "line-break") {
      text_.EndLine();
    } else if (name == "page" || (name == "table" && sheets_)) {
      BeginPage(attributes.Get("name"));
    } else if (name == "a") {
      AddLink(attributes.Get("href"));
    }
  }

  void EndElement(std::string_view name) override {
    if (name == "tracked-changes" || name == "automatic-styles") --skipped_;
    if (skipped_ > 0) return;
    if (name == "p" || name == "h") {
      --paragraph_;
      text_.EndLine();
    } else if (name == "table-cell") {
      text_.EndCell();
    } else if (name == "table-row") {
      text_.EndLine();
    } else if (name == "page" || (name == "table" && sheets_)) {
      EndPage();
    }
  }

  void Text(std::string_view text) override {
    if (paragraph_ > 0 && skipped_ == 0) text_.Append(text);
  }
  bool done() const override { return text_.full(); }

 private:
  void Spaces(std::string_view count) {
    constexpr int kMaxSpaces = 80;
    int spaces = 1;
    std::from_chars(count.data(), count.data() + count.size(), spaces);
    text_.Append(std::string(static_cast<size_t>(std::clamp(spaces, 1, kMaxSpaces)), ' '));
  }

  void BeginPage(std::string_view name) {
    constexpr size_t kMaxPages = 2'000;
    if (reading_.pages.size() >= kMaxPages) return;
    text_.EndParagraph();
    PageSpan span;
    span.number = static_cast<uint32_t>(reading_.pages.size()) + 1;
    span.begin = span.end = text_.size();
    span.source = "office";
    if (sheets_) span.title = name;
    reading_.pages.push_back(std::move(span));
  }
  void EndPage() {
    text_.Trim();
    if (reading_.pages.empty()) return;
    PageSpan& span = reading_.pages.back();
    span.begin = std::min(span.begin, text_.size());
    span.end = text_.size();
    text_.EndLine();
  }

  void AddLink(std::string_view href) {
    if (href.find(':') == std::string_view::npos) return;  // into the document
    links_.AddLiteral(href, Link::ANCHOR, "odf@href");
    AddLinkEdge(reading_.record, href);
  }

  BoundedText& text_;
  LinkSet& links_;
  DocumentReading& reading_;
  const bool sheets_;
  int paragraph_ = 0;
  int skipped_ = 0;
};

class EncryptionHandler final : public XmlHandler {
 public:
  void StartElement(std::string_view name, const XmlAttributes&) override {
    found_ = found_ || name == "encryption-data";
  }
  bool done() const override { return found_; }

 private:
  bool found_ = false;
};

}  // namespace

DocumentReading ReadOdf(const PackageParts& parts, const ReadingLimits& limits, LinkSet& links) {
  DocumentReading reading;
  Record& record = reading.record;
  record.set_kind(Record::DOCUMENT);
  const std::string* mimetype = parts.Find("mimetype");
  record.set_media_type(mimetype ? CleanLine(*mimetype, kMaxRecordWordBytes) : "application/zip");
  EncryptionHandler encryption;
  const std::string* manifest = parts.Find("META-INF/manifest.xml");
  if (manifest != nullptr) ReadXml(*manifest, encryption);
  if (encryption.done()) {
    record.set_state("encrypted");
    return reading;
  }
  if (const std::string* meta = parts.Find("meta.xml")) {
    PropertyReader properties;
    if (!ReadXml(*meta, properties).empty()) record.set_state("corrupt");
    ApplyProperties("odf", properties.properties(), record);
  }
  BoundedText text(limits.max_text_bytes);
  const bool sheets = record.media_type().find("spreadsheet") != std::string::npos;
  ContentHandler handler(text, links, reading, sheets);
  const std::string* content = parts.Find("content.xml");
  if (content == nullptr || !ReadXml(*content, handler).empty()) record.set_state("corrupt");
  record.set_text_truncated(text.truncated() || !parts.complete());
  record.set_text(text.Take());
  for (PageSpan& span : reading.pages) {
    span.end = std::min(std::max(span.end, span.begin), record.text().size());
    span.begin = std::min(span.begin, span.end);
  }
  record.set_text_source("office");
  record.set_page_count(static_cast<uint32_t>(reading.pages.size()));
  return reading;
}

}  // namespace arsip::extractors
