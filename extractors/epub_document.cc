#include "extractors/epub_document.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/percent_encoding.h"
#include "extractors/bounded_text.h"
#include "extractors/link_scanner.h"
#include "extractors/package_properties.h"
#include "extractors/record_limits.h"
#include "extractors/record_set.h"
#include "extractors/xml_events.h"

namespace arsip::extractors {
namespace {

// EPUB 3.3 section 4.2.6.3.1: META-INF/container.xml names the package document.
class ContainerHandler final : public XmlHandler {
 public:
  void StartElement(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "rootfile" && path.empty()) path = attributes.Get("full-path");
  }
  bool done() const override { return !path.empty(); }
  std::string path;
};

class PackageHandler final : public PropertyReader {
 public:
  void StartElement(std::string_view name, const XmlAttributes& attributes) override {
    PropertyReader::StartElement(name, attributes);
    if (name == "item" && manifest.size() < 4 * kMaxChapters) {
      manifest.emplace(attributes.Get("id"), attributes.Get("href"));
    } else if (name == "itemref" && spine.size() < kMaxChapters) {
      spine.emplace_back(attributes.Get("idref"));
    }
  }
  std::map<std::string, std::string> manifest;  // id to href
  std::vector<std::string> spine;               // ids
};

class EncryptedNames final : public XmlHandler {
 public:
  void StartElement(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "CipherReference" && names.size() < kMaxChapters) {
      names.emplace_back(attributes.Get("URI"));
    }
  }
  std::vector<std::string> names;
};

std::string PercentDecoded(std::string_view text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    const int octet = DecodePercentAt(text, i);
    decoded += octet < 0 ? text[i] : static_cast<char>(octet);
    if (octet >= 0) i += 2;
  }
  return decoded;
}

// A name in the package; never above its root, where nothing is.
std::string Resolved(std::string_view package_path, std::string_view href) {
  const size_t slash = package_path.rfind('/');
  std::string joined(package_path.substr(0, slash == std::string_view::npos ? 0 : slash + 1));
  joined += PercentDecoded(href.substr(0, href.find('#')));
  std::string name;
  for (size_t begin = 0; begin <= joined.size();) {
    const size_t end = std::min(joined.find('/', begin), joined.size());
    const std::string_view segment = std::string_view(joined).substr(begin, end - begin);
    if (segment == "..") {
      const size_t last = name.rfind('/');
      name.resize(last == std::string::npos ? 0 : last);
    } else if (!segment.empty() && segment != ".") {
      if (!name.empty()) name += '/';
      name += segment;
    }
    begin = end + 1;
  }
  return name;
}

class EpubReader {
 public:
  EpubReader(const PackageParts& parts, const ReadingLimits& limits, HtmlTextReader& html,
             LinkSet& links)
      : parts_(parts), limits_(limits), html_(html), links_(links), text_(limits.max_text_bytes) {}

  DocumentReading Read() {
    Record& record = reading_.record;
    record.set_kind(Record::DOCUMENT);
    record.set_media_type("application/epub+zip");
    record.set_text_source("epub");
    ContainerHandler container;
    if (const std::string* part = parts_.Find("META-INF/container.xml")) ReadXml(*part, container);
    const std::string package_path = Resolved("", container.path);
    const std::string* part = parts_.Find(package_path);
    PackageHandler package;
    if (part == nullptr || !ReadXml(*part, package).empty()) record.set_state("corrupt");
    ApplyProperties("epub", package.properties(), record);
    if (const std::string* encryption = parts_.Find("META-INF/encryption.xml")) {
      ReadXml(*encryption, encrypted_);
    }
    for (const std::string& id : package.spine) {
      const auto item = package.manifest.find(id);
      if (text_.full() || item == package.manifest.end()) continue;
      if (limits_.late()) {
        record.set_state("refused-limit: time");
        break;
      }
      ReadChapter(Resolved(package_path, item->second));
    }
    record.set_text_truncated(text_.truncated() || !parts_.complete());
    record.set_text(text_.Take());
    record.set_page_count(static_cast<uint32_t>(reading_.pages.size()));
    return std::move(reading_);
  }

 private:
  void ReadChapter(const std::string& name) {
    if (std::ranges::find(encrypted_.names, name) != encrypted_.names.end()) {
      reading_.record.set_state("encrypted");
      return;
    }
    const std::string* xhtml = parts_.Find(name);
    if (xhtml == nullptr) return;
    Extraction found;
    LinkSet of_chapter;
    of_chapter.Begin(found, kMaxEdges, kMaxReferenceBytes * 64);
    const DocumentFacts facts = ScanLinks(*xhtml, HtmlTokenizer::Syntax::kXml, of_chapter);
    // Only what leaves the book can be fetched.
    for (const Link& link : found.links()) {
      const std::string& href = link.reference();
      if (!href.starts_with("http://") && !href.starts_with("https://")) continue;
      links_.AddLiteral(href, link.kind(), link.context());
      AddLinkEdge(reading_.record, href);
    }
    if (!facts.dom_refused.empty()) return;
    text_.EndParagraph();
    PageSpan span;
    span.number = static_cast<uint32_t>(reading_.pages.size()) + 1;
    span.begin = text_.size();
    span.source = "epub";
    span.title = facts.title;
    text_.Append(html_.Read(*xhtml, limits_.max_text_bytes).text);
    text_.Trim();
    span.begin = std::min(span.begin, text_.size());
    span.end = text_.size();
    reading_.pages.push_back(std::move(span));
  }

  const PackageParts& parts_;
  const ReadingLimits& limits_;
  HtmlTextReader& html_;
  LinkSet& links_;
  BoundedText text_;
  EncryptedNames encrypted_;
  DocumentReading reading_;
};

}  // namespace

DocumentReading ReadEpub(const PackageParts& parts, const ReadingLimits& limits,
                         HtmlTextReader& html, LinkSet& links) {
  return EpubReader(parts, limits, html, links).Read();
}

}  // namespace arsip::extractors
