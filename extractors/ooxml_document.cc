#include <algorithm>
#include <charconv>
#include <map>
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

constexpr size_t kMaxSharedStrings = 500'000;
constexpr size_t kMaxSharedBytes = 64u << 20;

// WordprocessingML and DrawingML: text is what stands in "t"; a run holds it and its breaks.
class RunTextHandler final : public XmlHandler {
 public:
  explicit RunTextHandler(BoundedText& text) : text_(text) {}

  void StartElement(std::string_view name, const XmlAttributes&) override {
    if (name == "Fallback") ++fallback_;
    if (name == "r") ++run_;
    in_text_ = name == "t";
    if (fallback_ > 0) return;
    if (run_ > 0 && name == "tab") text_.Append("\t");
    if (name == "br" || name == "cr") text_.EndLine();
    if (name == "noBreakHyphen") text_.Append("-");
  }
  void EndElement(std::string_view name) override {
    in_text_ = false;
    if (name == "Fallback") --fallback_;
    if (name == "r") --run_;
    if (fallback_ > 0) return;
    if (name == "p" || name == "tr") text_.EndLine();
    if (name == "tc") text_.EndCell();
  }
  void Text(std::string_view text) override {
    if (in_text_ && fallback_ == 0) text_.Append(text);
  }
  bool done() const override { return text_.full(); }

 private:
  BoundedText& text_;
  bool in_text_ = false;
  int run_ = 0;
  int fallback_ = 0;
};

// SpreadsheetML section 18.4: the strings that cells name by number.
class SharedStringsHandler final : public XmlHandler {
 public:
  void StartElement(std::string_view name, const XmlAttributes&) override {
    if (name == "si") strings_.emplace_back();
    if (name == "rPh") ++phonetic_;
    in_text_ = name == "t" && phonetic_ == 0;
  }
  void EndElement(std::string_view name) override {
    in_text_ = false;
    if (name == "rPh") --phonetic_;
  }
  void Text(std::string_view text) override {
    if (!in_text_ || strings_.empty()) return;
    strings_.back() += text;
    bytes_ += text.size();
  }
  bool done() const override {
    return strings_.size() > kMaxSharedStrings || bytes_ > kMaxSharedBytes;
  }
  std::string_view at(size_t index) const {
    return index < strings_.size() ? std::string_view(strings_[index]) : std::string_view();
  }

 private:
  std::vector<std::string> strings_;
  size_t bytes_ = 0;
  bool in_text_ = false;
  int phonetic_ = 0;
};

class SheetHandler final : public XmlHandler {
 public:
  SheetHandler(const SharedStringsHandler& strings, BoundedText& text)
      : strings_(strings), text_(text) {}

  void StartElement(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "c") {
      shared_ = attributes.Get("t") == "s";
      value_.clear();
    }
    in_value_ = name == "v" || name == "t";
  }
  void EndElement(std::string_view name) override {
    in_value_ = false;
    if (name == "c") EndCell();
    if (name == "row") {
      text_.EndLine();
      first_ = true;
    }
  }
  void Text(std::string_view text) override {
    constexpr size_t kMaxCell = 64u << 10;
    if (in_value_ && value_.size() < kMaxCell) value_ += text;
  }
  bool done() const override { return text_.full(); }

 private:
  void EndCell() {
    if (!first_) text_.Append("\t");
    first_ = false;
    size_t index = 0;
    const char* end = value_.data() + value_.size();
    if (shared_ && std::from_chars(value_.data(), end, index).ptr == end) {
      text_.Append(strings_.at(index));
    } else {
      text_.Append(value_);
    }
  }

  const SharedStringsHandler& strings_;
  BoundedText& text_;
  std::string value_;
  bool shared_ = false;
  bool in_value_ = false;
  bool first_ = true;
};

// Sheets of xl/workbook.xml: {name, id of the relationship that names its part}.
class WorkbookHandler final : public XmlHandler {
 public:
  void StartElement(std::string_view name, const XmlAttributes& attributes) override {
    constexpr size_t kMaxSheets = 1'000;
    if (name != "sheet" || sheets.size() >= kMaxSheets) return;
    sheets.emplace_back(attributes.Get("name"), attributes.Get("id"));
  }
  std::vector<std::pair<std::string, std::string>> sheets;
};

struct Relationship {
  std::string type;
  std::string target;
  bool external = false;
};

class RelationshipsHandler final : public XmlHandler {
 public:
  void StartElement(std::string_view name, const XmlAttributes& attributes) override {
    constexpr size_t kMaxRelationships = 20'000;
    if (name != "Relationship" || relationships.size() >= kMaxRelationships) return;
    relationships.emplace(
        attributes.Get("Id"),
        Relationship{std::string(attributes.Get("Type")), std::string(attributes.Get("Target")),
                     attributes.Get("TargetMode") == "External"});
  }
  std::multimap<std::string, Relationship, std::less<>> relationships;
};

class OoxmlReader {
 public:
  OoxmlReader(const PackageParts& parts, const ReadingLimits& limits, LinkSet& links)
      : parts_(parts), limits_(limits), links_(links), text_(limits.max_text_bytes) {}

  DocumentReading Read() {
    Record& record = reading_.record;
    record.set_kind(Record::DOCUMENT);
    record.set_media_type(MediaTypeOfMainPart());
    for (const char* name : {"docProps/core.xml", "docProps/app.xml"}) {
      PropertyReader properties;
      ReadPart(name, properties);
      ApplyProperties("ooxml", properties.properties(), record);
    }
    ReadWordText();
    ReadSheets();
    ReadSlides();
    ReadReferences();
    record.set_text_truncated(text_.truncated() || !parts_.complete());
    record.set_text(text_.Take());
    record.set_text_source("office");
    record.set_page_count(static_cast<uint32_t>(reading_.pages.size()));
    return std::move(reading_);
  }

 private:
  std::string MediaTypeOfMainPart() const {
    const std::string office = "application/vnd.openxmlformats-officedocument.";
    if (parts_.Find("word/document.xml")) return office + "wordprocessingml.document";
    if (parts_.Find("xl/workbook.xml")) return office + "spreadsheetml.sheet";
    if (parts_.Find("ppt/presentation.xml")) return office + "presentationml.presentation";
    return "application/zip";
  }

  void ReadBytes(std::string_view xml, XmlHandler& handler) {
    if (limits_.late()) {
      reading_.record.set_state("refused-limit: time");
    } else if (!ReadXml(xml, handler).empty()) {
      reading_.record.set_state("corrupt");
    }
  }
  void ReadPart(std::string_view name, XmlHandler& handler) {
    if (const std::string* part = parts_.Find(name)) ReadBytes(*part, handler);
  }

  void ReadWordText() {
    for (const char* name :
         {"word/document.xml", "word/footnotes.xml", "word/endnotes.xml", "word/comments.xml"}) {
      RunTextHandler handler(text_);
      ReadPart(name, handler);
      text_.EndLine();
    }
  }

  void ReadSheets() {
    if (parts_.Find("xl/workbook.xml") == nullptr) return;
    WorkbookHandler workbook;
    ReadPart("xl/workbook.xml", workbook);
    RelationshipsHandler relationships;
    ReadPart("xl/_rels/workbook.xml.rels", relationships);
    SharedStringsHandler strings;
    ReadPart("xl/sharedStrings.xml", strings);
    for (const auto& [name, id] : workbook.sheets) {
      const auto found = relationships.relationships.find(id);
      if (found == relationships.relationships.end()) continue;
      // Relative to xl/, or absolute in the package.
      const std::string& target = found->second.target;
      const std::string part = target.starts_with('/') ? target.substr(1) : "xl/" + target;
      const std::string* sheet = parts_.Find(part);
      if (sheet == nullptr) continue;
      SheetHandler handler(strings, text_);
      AddPage(*sheet, handler, name);
    }
  }

  void ReadSlides() {
    for (const char* prefix : {"ppt/slides/slide", "ppt/notesSlides/notesSlide"}) {
      const bool slides = std::string_view(prefix) == "ppt/slides/slide";
      for (const auto& [name, xml] : parts_.Matching(prefix, ".xml")) {
        RunTextHandler handler(text_);
        if (slides) {
          AddPage(xml, handler, "");
        } else {
          text_.EndParagraph();
          ReadBytes(xml, handler);
        }
      }
    }
  }

  void AddPage(std::string_view xml, XmlHandler& handler, std::string_view title) {
    text_.EndParagraph();
    PageSpan span;
    span.number = static_cast<uint32_t>(reading_.pages.size()) + 1;
    span.begin = text_.size();
    span.source = "office";
    span.title = title;
    ReadBytes(xml, handler);
    text_.Trim();
    span.begin = std::min(span.begin, text_.size());
    span.end = text_.size();
    reading_.pages.push_back(std::move(span));
  }

  // ECMA-376 part 2 section 9.3: what lies outside the package.
  void ReadReferences() {
    for (const auto& [name, xml] : parts_.Matching("", ".rels")) {
      RelationshipsHandler handler;
      ReadBytes(xml, handler);
      for (const auto& [id, relationship] : handler.relationships) {
        if (!relationship.external) continue;
        if (relationship.type.ends_with("/hyperlink")) {
          links_.AddLiteral(relationship.target, Link::ANCHOR, "ooxml@target");
          AddLinkEdge(reading_.record, relationship.target);
        } else {
          // A template or picture that the program would load by itself.
          const size_t slash = relationship.type.rfind('/');
          AddCleanFact(reading_.record, "ooxml:external",
                       relationship.type.substr(slash == std::string::npos ? 0 : slash + 1) + " " +
                           relationship.target);
        }
      }
    }
  }

  const PackageParts& parts_;
  const ReadingLimits& limits_;
  LinkSet& links_;
  BoundedText text_;
  DocumentReading reading_;
};

}  // namespace

DocumentReading ReadOoxml(const PackageParts& parts, const ReadingLimits& limits, LinkSet& links) {
  return OoxmlReader(parts, limits, links).Read();
}

}  // namespace arsip::extractors
