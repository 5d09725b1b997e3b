#include "extractors/extract.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/media_type.h"
#include "base/robots_txt.h"
#include "extractors/charset.h"
#include "extractors/content_decoding.h"
#include "extractors/css_links.h"
#include "extractors/html_text.h"
#include "extractors/link_scanner.h"
#include "extractors/link_set.h"
#include "extractors/magic_database.h"
#include "extractors/page_records.h"
#include "extractors/playlist_links.h"
#include "extractors/record_annotation.h"
#include "extractors/record_limits.h"
#include "extractors/speculative_links.h"
#include "extractors/structured_document.h"
#include "extractors/utf8.h"
#include "extractors/white_space.h"
#include "extractors/xml_links.h"

namespace arsip::extractors {
namespace {

// Of the answer, for references and their contexts.
constexpr size_t kMaxLinkBytes = 6u << 20;
// Of the answer, for title, headings, flags and the like.
constexpr size_t kReservedAnswerBytes = 256u << 10;
constexpr size_t kSniffBytes = 8192;

enum class Reader { kNone, kHtml, kXhtml, kCss, kXml, kTextSitemap, kJson, kM3u8, kScript };

std::string WellFormed(std::string_view bytes) {
  std::string text;
  AppendWellFormedUtf8(text, bytes);
  return text;
}

// A declared type that says nothing about the content: what the server's default is, or no media
// type at all.
bool SaysNothing(const MediaType& declared) {
  return declared.essence.empty() || declared.essence == "application/octet-stream" ||
         declared.essence == "application/unknown" || declared.essence == "unknown/unknown" ||
         declared.essence == "*/*";
}

bool IsMedia(const MediaType& type) { return type.image() || type.video() || type.audio(); }

bool IsText(std::string_view sniffed) {
  const MediaType type = MediaType::Parse(sniffed);
  return type.html() || type.xml() || sniffed.starts_with("text/") || sniffed == "application/json";
}

// Bytes that are text in no encoding: whatever was declared, there are no references to read.
// Control characters alone do not make a declared page binary: NULs are a hostile page's, too.
bool IsBinary(std::string_view sniffed, const MediaType& declared) {
  if (IsText(sniffed)) return false;
  const bool text_declared = declared.html() || declared.css() || declared.xml();
  return sniffed != "application/octet-stream" || !text_declared;
}

Reader ReaderForXml(std::string_view bytes) {
  return XmlVocabularyOf(bytes) == XmlVocabulary::kXhtml ? Reader::kXhtml : Reader::kXml;
}

Reader ReaderFor(const MediaType& declared, std::string_view sniffed, std::string_view bytes) {
  const MediaType found = MediaType::Parse(sniffed);
  if (declared.css()) return Reader::kCss;
  if (IsM3u8(bytes) && !declared.html()) return Reader::kM3u8;
  if (IsJsonType(declared.essence) && !found.html()) return Reader::kJson;
  if (IsScriptType(declared.essence)) return Reader::kScript;
  if (declared.essence == "application/xhtml+xml") return ReaderForXml(bytes);
  if (declared.html()) return found.xml() && !found.html() ? ReaderForXml(bytes) : Reader::kHtml;
  if (declared.xml()) return found.essence == "text/html" ? Reader::kHtml : ReaderForXml(bytes);
  // What is served as an image and is HTML is a page to those who look at it as one.
  if (SaysNothing(declared) || IsMedia(declared) || declared.essence == "text/plain") {
    if (found.essence == "text/html" && declared.essence != "text/plain") return Reader::kHtml;
    if (found.xml()) return ReaderForXml(bytes);
    if (IsJsonType(found.essence)) return Reader::kJson;
  }
  return Reader::kNone;
}

// Whatever a sitemap or feed names is asked for as one, too: most of it are pages.
Reader ReaderForSitemap(const MediaType& declared, std::string_view sniffed,
                        std::string_view bytes) {
  const size_t first = bytes.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return Reader::kNone;
  if (bytes[first] == '{') return Reader::kJson;  // a JSON Feed
  if (bytes[first] == '<') {
    const XmlVocabulary vocabulary = XmlVocabularyOf(bytes);
    const bool known = vocabulary == XmlVocabulary::kSitemap || vocabulary == XmlVocabulary::kFeed;
    return known ? Reader::kXml : ReaderFor(declared, sniffed, bytes);
  }
  const bool address = bytes.substr(first).starts_with("http");
  return address ? Reader::kTextSitemap : ReaderFor(declared, sniffed, bytes);
}

std::string_view NameOf(Reader reader, std::string_view bytes) {
  switch (reader) {
    case Reader::kHtml:
    case Reader::kXhtml:
      return "html";
    case Reader::kCss:
      return "css";
    case Reader::kTextSitemap:
      return "sitemap";
    case Reader::kJson:
      return "json";
    case Reader::kM3u8:
      return "m3u8";
    case Reader::kScript:
      return "script";
    case Reader::kXml:
      switch (XmlVocabularyOf(bytes)) {
        case XmlVocabulary::kSitemap:
          return "sitemap";
        case XmlVocabulary::kFeed:
          return "feed";
        case XmlVocabulary::kMpd:
          return "mpd";
        default:
          return "xml";
      }
    case Reader::kNone:
      break;
  }
  return "none";
}

void SetRobots(const ExtractionRequest& request, std::string_view bytes, Extraction& extraction) {
  const RobotsRules rules = ParseRobotsTxt(bytes, request.product_token());
  Extraction::Robots& robots = *extraction.mutable_robots();
  robots.set_group(WellFormed(rules.group));
  robots.set_truncated(rules.truncated || request.body_truncated());
  if (rules.crawl_delay) {
    const auto delay = std::chrono::ceil<std::chrono::milliseconds>(*rules.crawl_delay);
    robots.set_crawl_delay_ms(static_cast<uint64_t>(std::max<int64_t>(delay.count(), 0)));
    robots.set_has_crawl_delay(true);
  }
  for (const std::string& sitemap : rules.sitemaps) robots.add_sitemaps(WellFormed(sitemap));
  for (const RobotsRule& rule : rules.rules) {
    Extraction::RobotsRule& out = *robots.add_rules();
    out.set_allow(rule.allow);
    out.set_path_pattern(WellFormed(rule.path_pattern));
    out.set_line(rule.line);
  }
}

void AddFlag(Extraction& extraction, bool raised, std::string_view flag) {
  if (raised) extraction.add_flags(std::string(flag));
}

}  // namespace

struct Extractor::State {
  std::optional<MagicDatabase> magic;
  ContentDecoder decoder;
  CharsetConverter converter;
  LinkSet links;
  RecordAnnotator annotator;
  HtmlTextReader text_reader;

  std::string Identify(std::string_view bytes, std::string_view sniffed);
  std::string_view Decode(const ExtractionRequest& request, std::string_view payload,
                          Extraction& extraction);
  std::string_view ToUtf8(std::string_view bytes, const MediaType& declared,
                          Extraction& extraction);
  void Read(const ExtractionRequest& request, Reader reader, std::string_view text,
            Extraction& extraction);
  void ReadScript(const ExtractionRequest& request, std::string_view text);
  void ReadHtml(const ExtractionRequest& request, Reader reader, std::string_view text,
                Extraction& extraction);
  void AddRecords(const ExtractionRequest& request, const PageOutline& outline, size_t max_text,
                  size_t left, Extraction& extraction);
};

Extractor::Extractor() : state_(std::make_unique<State>()) {}
Extractor::~Extractor() = default;

void Extractor::Preload() {
  state_->converter.Preload();
  state_->annotator.Preload();
  if (Result<MagicDatabase> magic = MagicDatabase::Load()) {
    state_->magic = std::move(*magic);
    state_->magic->Identify("\1\2\3");  // what it makes at first use
  }
}

// Text is not libmagic's: see magic_database.h.
std::string Extractor::State::Identify(std::string_view bytes, std::string_view sniffed) {
  if (magic && !IsText(sniffed)) {
    const std::string_view identified = magic->Identify(bytes);
    if (!identified.empty()) return std::string(identified);
  }
  return std::string(sniffed);
}

void Extractor::Extract(const ExtractionRequest& request, std::string_view payload,
                        Extraction& extraction) {
  extraction.Clear();
  extraction.set_version(std::string(kExtractionVersion));
  AddFlag(extraction, request.body_truncated(), "body-truncated");
  const std::string_view bytes = state_->Decode(request, payload, extraction);
  const std::string_view sniffed = SniffMediaType(bytes.substr(0, kSniffBytes));
  extraction.set_decoded_bytes(bytes.size());
  extraction.set_sniffed_media_type(state_->Identify(bytes, sniffed));
  if (request.kind() == ExtractionRequest::ROBOTS_TXT) {
    extraction.set_extractor("robots");
    SetRobots(request, bytes, extraction);
    return;
  }
  const MediaType declared = MediaType::Parse(request.content_type());
  if (IsBinary(sniffed, declared)) {
    extraction.set_extractor("none");
    return;
  }
  const std::string_view text = state_->ToUtf8(bytes, declared, extraction);
  // Only now can UTF-16 be sniffed.
  const std::string_view kind = SniffMediaType(text.substr(0, kSniffBytes));
  const Reader reader = request.kind() == ExtractionRequest::SITEMAP
                            ? ReaderForSitemap(declared, kind, text)
                            : ReaderFor(declared, kind, text);
  extraction.set_extractor(std::string(NameOf(reader, text)));
  AddFlag(extraction, reader == Reader::kHtml && IsMedia(declared),
          "html-in-" + declared.essence.substr(0, 64));
  state_->Read(request, reader, text, extraction);
  if (request.want_records()) {
    const size_t max_text =
        request.max_text_bytes() == 0 ? kDefaultMaxTextBytes : request.max_text_bytes();
    state_->annotator.Annotate(max_text, kMaxAnswerBytes, extraction);
  }
}

std::string_view Extractor::State::Decode(const ExtractionRequest& request,
                                          std::string_view payload, Extraction& extraction) {
  std::vector<std::string_view> codings(request.content_encoding().begin(),
                                        request.content_encoding().end());
  DecodedContent decoded = decoder.Decode(payload, codings, request.max_decoded_bytes());
  // sitemap.xml.gz is a gzip file, whatever the fields say.
  if (request.kind() == ExtractionRequest::SITEMAP && decoded.bytes.starts_with("\x1F\x8B")) {
    codings.insert(codings.begin(), "gzip");
    decoded = decoder.Decode(payload, codings, request.max_decoded_bytes());
  }
  AddFlag(extraction, decoded.bomb, "bomb");
  AddFlag(extraction, decoded.cut, "decoded-cut");
  AddFlag(extraction, decoded.bad_encoding, "bad-encoding");
  AddFlag(extraction, decoded.truncated_encoding, "truncated-encoding");
  return decoded.bytes;
}

std::string_view Extractor::State::ToUtf8(std::string_view bytes, const MediaType& declared,
                                          Extraction& extraction) {
  const EncodingDecision decision = DecideEncoding(bytes, declared.charset);
  extraction.set_charset(std::string(decision.encoding->name));
  extraction.set_charset_source(std::string(NameOf(decision.source)));
  extraction.set_charset_confidence(static_cast<uint32_t>(decision.confidence));
  AddFlag(extraction, decision.conflict, "charset-conflict");
  AddFlag(extraction, decision.unknown_label, "charset-unknown");
  AddFlag(extraction, decision.encoding != &Utf8() && bytes.size() > kMaxConvertedBytes,
          "converted-cut");
  return converter.ToUtf8(bytes.substr(decision.bom_bytes), *decision.encoding);
}

void Extractor::State::Read(const ExtractionRequest& request, Reader reader, std::string_view text,
                            Extraction& extraction) {
  const size_t max_links = request.max_links() == 0 ? kDefaultMaxLinks : request.max_links();
  links.Begin(extraction, max_links, kMaxLinkBytes);
  switch (reader) {
    case Reader::kHtml:
    case Reader::kXhtml:
      ReadHtml(request, reader, text, extraction);
      break;
    case Reader::kCss:
      CollectCssLinks(text, links);
      break;
    case Reader::kXml:
      ReadXmlDocument(text, {request, links, text_reader, extraction});
      break;
    case Reader::kJson:
      ReadJsonDocument(text, MediaType::Parse(request.content_type()).essence,
                       {request, links, text_reader, extraction});
      break;
    case Reader::kM3u8:
      CollectM3u8Links(text, links);
      break;
    case Reader::kScript:
      ReadScript(request, text);
      break;
    case Reader::kTextSitemap:
      ScanTextSitemap(text, links);
      break;
    case Reader::kNone:
      break;
  }
  extraction.set_links_dropped(links.dropped());
}

void Extractor::State::ReadScript(const ExtractionRequest& request, std::string_view text) {
  size_t taken = 0;
  if (request.want_speculative()) CollectSpeculativeLinks(text, "js@text", taken, links);
}

void Extractor::State::ReadHtml(const ExtractionRequest& request, Reader reader,
                                std::string_view text, Extraction& extraction) {
  using Syntax = HtmlTokenizer::Syntax;
  DocumentFacts facts =
      ScanLinks(text, reader == Reader::kXhtml ? Syntax::kXml : Syntax::kHtml, links,
                request.want_speculative() ? ScriptReading::kSpeculative : ScriptReading::kNone);
  extraction.set_base(std::move(facts.base));
  extraction.set_title(std::move(facts.title));
  extraction.set_language(std::move(facts.language));
  extraction.set_noindex(facts.noindex);
  AddFlag(extraction, facts.nofollow, "meta-nofollow");
  extraction.set_dom_refused(facts.dom_refused);
  if (!request.want_text() || !facts.dom_refused.empty()) return;
  const size_t wanted =
      request.max_text_bytes() == 0 ? kDefaultMaxTextBytes : request.max_text_bytes();
  const size_t left = kMaxAnswerBytes - kReservedAnswerBytes - extraction.ByteSizeLong();
  const size_t max_text = std::min(wanted, request.want_records() ? left / 2 : left);
  std::string refused;
  if (const PageOutline* outline = text_reader.Outline(text, max_text, refused)) {
    for (std::string& heading : HeadingsOf(*outline)) extraction.add_headings(std::move(heading));
    extraction.set_text_truncated(outline->truncated);
    extraction.set_text(outline->text);
    if (request.want_records()) AddRecords(request, *outline, max_text, left, extraction);
  }
  extraction.set_dom_refused(refused);
  text_reader.Clear();
}

void Extractor::State::AddRecords(const ExtractionRequest& request, const PageOutline& outline,
                                  size_t max_text, size_t left, Extraction& extraction) {
  const size_t most = request.max_records() == 0 ? kDefaultMaxRecords : request.max_records();
  AddPageRecords(outline, {most, max_text, left - extraction.text().size()}, extraction);
  if (extraction.records_size() > 0) {
    extraction.mutable_records(0)->set_language_declared(extraction.language());
  }
}

Extraction Extract(const ExtractionRequest& request, std::string_view payload) {
  Extraction extraction;
  Extractor().Extract(request, payload, extraction);
  return extraction;
}

}  // namespace arsip::extractors
