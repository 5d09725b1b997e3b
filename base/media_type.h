// MediaType: RFC 9110 section 8.3.1, "text/html; charset=utf-8".
#ifndef ARSIP_BASE_MEDIA_TYPE_H_
#define ARSIP_BASE_MEDIA_TYPE_H_

#include <string>
#include <string_view>

namespace arsip {

struct MediaType {
  std::string essence;  // "text/html", lower case; empty when the value is none
  std::string charset;  // lower case, quotes removed; empty when absent

  static MediaType Parse(std::string_view field_value);

  bool html() const { return essence == "text/html" || essence == "application/xhtml+xml"; }
  bool css() const { return essence == "text/css"; }
  bool xml() const;  // text/xml, application/xml, anything ending in +xml
  // Made of characters: text/*, JSON, script and XML of every kind. Which of them it is, bytes
  // alone often do not tell.
  bool textual() const;
  bool image() const { return essence.starts_with("image/"); }
  bool video() const { return essence.starts_with("video/"); }
  bool audio() const { return essence.starts_with("audio/"); }
};

// The essence by the first bytes alone: https://mimesniff.spec.whatwg.org/ sections 6 and 7 for
// HTML, XML, PDF, images, audio, video, fonts and archives; beyond it SVG, feeds, JSON, AVIF, TIFF,
// 7z, tar and their like. "application/octet-stream" or "text/plain" when nothing matches. For
// WARC-Identified-Payload-Type and the choice of an extractor; never copies what the server says.
// The first 4 KiB of a payload are enough. Thread-safe.
std::string_view SniffMediaType(std::string_view first_bytes);

}  // namespace arsip

#endif  // ARSIP_BASE_MEDIA_TYPE_H_
