// SniffMediaType: https://mimesniff.spec.whatwg.org/ sections 6 and 7, and the formats that this
// project meets beyond it (feeds, archives, JSON, more video).
#include <algorithm>
#include <string>
#include <string_view>

#include "base/json_prefix.h"
#include "base/media_type.h"
#include "base/percent_encoding.h"

namespace arsip {
namespace {

using std::string_view_literals::operator""sv;

// Section 7: the resource header.
constexpr size_t kTextBytes = 1445;
// How far a root element may stand behind comments and a document type.
constexpr size_t kXmlPrologBytes = 4096;

constexpr OctetSet kBinary =
    OctetSet{}.AddRange(0x00, 0x08).AddRange(0x0B, 0x0B).AddRange(0x0E, 0x1A).AddRange(0x1C, 0x1F);

bool IsSpace(char c) { return c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' '; }

std::string_view SkipSpace(std::string_view text) {
  while (!text.empty() && IsSpace(text.front())) text.remove_prefix(1);
  return text;
}

bool HasAt(std::string_view bytes, size_t offset, std::string_view pattern) {
  return bytes.size() >= offset + pattern.size() && bytes.substr(offset, pattern.size()) == pattern;
}

struct Signature {
  std::string_view bytes;
  std::string_view essence;
};

constexpr Signature kSignatures[] = {
    {"%PDF-"sv, "application/pdf"sv},
    {"%!PS-Adobe-"sv, "application/postscript"sv},
    {"GIF87a"sv, "image/gif"sv},
    {"GIF89a"sv, "image/gif"sv},
    {"\x89PNG\r\n\x1A\n"sv, "image/png"sv},
    {"\xFF\xD8\xFF"sv, "image/jpeg"sv},
    {"\0\0\1\0"sv, "image/x-icon"sv},
    {"\0\0\2\0"sv, "image/x-icon"sv},
    {"II*\0"sv, "image/tiff"sv},
    {"MM\0*"sv, "image/tiff"sv},
    {"\0\0\0\x0CJXL \r\n\x87\n"sv, "image/jxl"sv},
    {"ID3"sv, "audio/mpeg"sv},
    {"OggS\0"sv, "application/ogg"sv},
    {"fLaC"sv, "audio/flac"sv},
    {"MThd\0\0\0\6"sv, "audio/midi"sv},
    {"#!AMR"sv, "audio/amr"sv},
    {"FLV\1"sv, "video/x-flv"sv},
    {"\0\0\1\xBA"sv, "video/mpeg"sv},
    {"\0\0\1\xB3"sv, "video/mpeg"sv},
    {"#EXTM3U"sv, "application/vnd.apple.mpegurl"sv},
    {"\x1F\x8B\x08"sv, "application/gzip"sv},
    {"PK\3\4"sv, "application/zip"sv},
    {"PK\5\6"sv, "application/zip"sv},
    {"Rar!\x1A\7"sv, "application/vnd.rar"sv},
    {"7z\xBC\xAF\x27\x1C"sv, "application/x-7z-compressed"sv},
    {"\xFD"
     "7zXZ\0"sv,
     "application/x-xz"sv},
    {"\x28\xB5\x2F\xFD"sv, "application/zstd"sv},
    {"{\\rtf"sv, "application/rtf"sv},
    {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, "application/x-ole-storage"sv},
    {"wOFF"sv, "font/woff"sv},
    {"wOF2"sv, "font/woff2"sv},
    {"OTTO"sv, "font/otf"sv},
    {"\0\1\0\0\0"sv, "font/ttf"sv},
};

// "RIFF" and "FORM" containers: the kind stands behind the length.
std::string_view SniffRiff(std::string_view bytes) {
  if (bytes.starts_with("RIFF")) {
    if (HasAt(bytes, 8, "WEBPVP")) return "image/webp";
    if (HasAt(bytes, 8, "WAVE")) return "audio/wave";
    if (HasAt(bytes, 8, "AVI ")) return "video/avi";
  }
  if (bytes.starts_with("FORM") && HasAt(bytes, 8, "AIFF")) return "audio/aiff";
  return {};
}

// Section 6.2.1 and ISO/IEC 14496-12: the brand of the ftyp box.
std::string_view SniffIsoMedia(std::string_view bytes) {
  if (!HasAt(bytes, 4, "ftyp") || bytes.size() < 12) return {};
  const std::string_view brand = bytes.substr(8, 4);
  static constexpr Signature kBrands[] = {
      {"avif"sv, "image/avif"sv},       {"avis"sv, "image/avif"sv},
      {"hei"sv, "image/heic"sv},        {"hev"sv, "image/heic"sv},
      {"M4A"sv, "audio/mp4"sv},         {"M4B"sv, "audio/mp4"sv},
      {"3g"sv, "video/3gpp"sv},         {"qt  "sv, "video/quicktime"sv},
      {"crx "sv, "image/x-canon-cr3"sv}};
  for (const Signature& candidate : kBrands) {
    if (brand.starts_with(candidate.bytes)) return candidate.essence;
  }
  // "mif1", "msf1" and "isom" say little: the compatible brands decide.
  const auto size = std::min<size_t>(
      bytes.size(), static_cast<uint8_t>(bytes[2]) * 256u + static_cast<uint8_t>(bytes[3]));
  for (size_t at = 16; at + 4 <= size; at += 4) {
    if (HasAt(bytes, at, "avif")) return "image/avif";
    if (HasAt(bytes, at, "heic")) return "image/heic";
  }
  return brand.starts_with("mif1") || brand.starts_with("msf1") ? "image/heif" : "video/mp4";
}

// Section 6.2.2: EBML's DocType among the first elements.
std::string_view SniffEbml(std::string_view bytes) {
  if (!bytes.starts_with("\x1A\x45\xDF\xA3")) return {};
  const std::string_view header = bytes.substr(0, 64);
  if (header.find("webm") != std::string_view::npos) return "video/webm";
  if (header.find("matroska") != std::string_view::npos) return "video/x-matroska";
  return {};
}

// The length of the MPEG audio layer III frame at the front, 0 when there is none (section 6.2.3).
size_t Mp3FrameLength(std::string_view bytes) {
  if (bytes.size() < 4) return 0;
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(bytes[i]); };
  if (byte(0) != 0xFF || (byte(1) & 0xE0) != 0xE0) return 0;
  const unsigned version = (byte(1) >> 3) & 3;  // 0 = 2.5, 2 = 2, 3 = 1
  const unsigned layer = (byte(1) >> 1) & 3;    // 1 = layer III
  const unsigned bitrate = byte(2) >> 4;
  const unsigned rate = (byte(2) >> 2) & 3;
  if (version == 1 || layer != 1 || bitrate == 0 || bitrate == 15 || rate == 3) return 0;
  static constexpr unsigned kVersion1[] = {0,   32,  40,  48,  56,  64,  80, 96,
                                           112, 128, 160, 192, 224, 256, 320};
  static constexpr unsigned kVersion2[] = {0,  8,  16, 24,  32,  40,  48, 56,
                                           64, 80, 96, 112, 128, 144, 160};
  static constexpr unsigned kRates[] = {44100, 48000, 32000};
  const unsigned kilobits = version == 3 ? kVersion1[bitrate] : kVersion2[bitrate];
  const unsigned hertz = kRates[rate] >> (version == 3 ? 0 : version == 2 ? 1 : 2);
  return (version == 3 ? 144000u : 72000u) * kilobits / hertz + ((byte(2) >> 1) & 1);
}

// Formats whose signature is too short to be believed alone.
std::string_view SniffWeakSignature(std::string_view bytes) {
  const size_t frame = Mp3FrameLength(bytes);
  if (frame != 0 && bytes.size() > frame && Mp3FrameLength(bytes.substr(frame)) != 0) {
    return "audio/mpeg";
  }
  // DEVIATION: "BM" alone is also how prose begins; the reserved fields of a bitmap are zero.
  if (bytes.starts_with("BM") && HasAt(bytes, 6, "\0\0\0\0"sv)) return "image/bmp";
  if (bytes.starts_with("BZh") && HasAt(bytes, 4, "1AY&SY")) return "application/x-bzip2";
  if (HasAt(bytes, 257, "ustar")) return "application/x-tar";
  if (HasAt(bytes, 0, "G") && HasAt(bytes, 188, "G") && HasAt(bytes, 376, "G")) return "video/mp2t";
  return {};
}

// Section 7.1, the rows for text/html: `text` begins behind white space.
bool LooksLikeHtml(std::string_view text) {
  if (text.starts_with("<!--")) return true;
  static constexpr std::string_view kTags[] = {
      "<!doctype html", "<html", "<head",  "<script", "<iframe", "<h1",   "<div", "<font",
      "<table",         "<a",    "<style", "<title",  "<b",      "<body", "<br",  "<p"};
  return std::any_of(std::begin(kTags), std::end(kTags), [&](std::string_view tag) {
    return StartsWithLower(text, tag) && text.size() > tag.size() &&
           (text[tag.size()] == '>' || IsSpace(text[tag.size()]));
  });
}

// The text from the root element on, behind processing instructions, comments and the document
// type.
std::string_view AtRootElement(std::string_view text) {
  text = text.substr(0, kXmlPrologBytes);
  while (true) {
    text = SkipSpace(text);
    std::string_view close;
    if (text.starts_with("<?")) {
      close = "?>";
    } else if (text.starts_with("<!--")) {
      close = "-->";
    } else if (text.starts_with("<!")) {
      // An internal subset may hold ">" of its own.
      close = text.find('[') < text.find('>') ? "]>" : ">";
    } else {
      return text;
    }
    const size_t end = text.find(close);
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + close.size());
  }
}

std::string_view SniffXmlRoot(std::string_view root) {
  const auto is = [&](std::string_view name) {
    return HasAt(root, 0, name) && root.size() > name.size() &&
           (IsSpace(root[name.size()]) || root[name.size()] == '>' || root[name.size()] == '/');
  };
  if (is("<svg") || is("<svg:svg")) return "image/svg+xml";
  if (is("<rss")) return "application/rss+xml";
  if (is("<feed") || is("<atom:feed")) return "application/atom+xml";
  if (is("<rdf:RDF") && root.find("http://purl.org/rss/1.0/") != std::string_view::npos) {
    return "application/rss+xml";
  }
  if (is("<html")) return "application/xhtml+xml";
  return {};
}

std::string_view SniffMarkup(std::string_view text) {
  if (!text.starts_with('<')) return {};
  if (StartsWithLower(text, "<!doctype html")) return "text/html";
  const std::string_view root = SniffXmlRoot(AtRootElement(text));
  if (text.starts_with("<?xml")) return root.empty() ? "text/xml" : root;
  // Without an XML declaration a document that opens like HTML is HTML, also when it declares
  // XHTML.
  if (!root.empty() && root != "application/xhtml+xml") return root;
  return LooksLikeHtml(text) || !root.empty() ? "text/html" : std::string_view();
}

}  // namespace

std::string_view SniffMediaType(std::string_view first_bytes) {
  for (const Signature& signature : kSignatures) {
    if (first_bytes.starts_with(signature.bytes)) return signature.essence;
  }
  for (auto sniff : {SniffRiff, SniffIsoMedia, SniffEbml, SniffWeakSignature}) {
    const std::string_view essence = sniff(first_bytes);
    if (!essence.empty()) return essence;
  }
  if (first_bytes.starts_with("\xFE\xFF") || first_bytes.starts_with("\xFF\xFE")) {
    return "text/plain";
  }
  // DEVIATION: a UTF-8 byte order mark makes the standard say text/plain; what follows it says
  // more.
  std::string_view text = first_bytes;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  text = SkipSpace(text);
  const std::string_view markup = SniffMarkup(text);
  if (!markup.empty()) return markup;
  const std::string_view head = first_bytes.substr(0, kTextBytes);
  if (std::any_of(head.begin(), head.end(), kBinary)) return "application/octet-stream";
  if (IsJsonPrefix(text.substr(0, kTextBytes))) return "application/json";
  return "text/plain";
}

}  // namespace arsip
