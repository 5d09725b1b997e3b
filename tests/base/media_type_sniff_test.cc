#include <gtest/gtest.h>

#include <string>

#include "base/media_type.h"

namespace arsip {
namespace {

using std::string_literals::operator""s;
using std::string_view_literals::operator""sv;

struct Case {
  std::string_view bytes;
  std::string_view essence;
};

TEST(MimeSniffSection61, ImagesAreToldByTheirSignature) {
  static constexpr Case kCases[] = {
      {"GIF87a..."sv, "image/gif"},
      {"GIF89a..."sv, "image/gif"},
      {"\x89PNG\r\n\x1A\n\0\0"sv, "image/png"},
      {"\xFF\xD8\xFF\xE0"sv, "image/jpeg"},
      {"BM\x36\0\0\0\0\0\0\0\x36"sv, "image/bmp"},
      {"\0\0\1\0\1\0"sv, "image/x-icon"},
      {"RIFF\x24\0\0\0WEBPVP8 "sv, "image/webp"},
      {"II*\0\x08"sv, "image/tiff"},
      {"\0\0\0\x1C"
       "ftypavif\0\0\0\0avifmif1"sv,
       "image/avif"},
      {"\0\0\0\x1C"
       "ftypmif1\0\0\0\0mif1avif"sv,
       "image/avif"},
      {"\0\0\0\x18"
       "ftypheic\0\0\0\0mif1heic"sv,
       "image/heic"},
      {"\0\0\0\x14"
       "ftypmif1\0\0\0\0mif1"sv,
       "image/heif"},
      {"\0\0\0\x0CJXL \r\n\x87\n"sv, "image/jxl"},
  };
  for (const Case& example : kCases) EXPECT_EQ(SniffMediaType(example.bytes), example.essence);
}

TEST(MimeSniffSection62, AudioAndVideoAreToldByTheirSignature) {
  static constexpr Case kCases[] = {
      {"\0\0\0\x18"
       "ftypisom\0\0\2\0isomiso2"sv,
       "video/mp4"},
      {"\0\0\0\x18"
       "ftypmp42\0\0\0\0mp42isom"sv,
       "video/mp4"},
      {"\0\0\0\x14"
       "ftypqt  \0\0\0\0qt  "sv,
       "video/quicktime"},
      {"\0\0\0\x14"
       "ftypM4A \0\0\0\0M4A "sv,
       "audio/mp4"},
      {"\0\0\0\x14"
       "ftyp3gp4\0\0\0\0"
       "3gp4"sv,
       "video/3gpp"},
      {"\x1A\x45\xDF\xA3\x9F\x42\x86\x81\x01\x42\x82\x84webm"sv, "video/webm"},
      {"\x1A\x45\xDF\xA3\x9F\x42\x86\x81\x01\x42\x82\x88matroska"sv, "video/x-matroska"},
      {"OggS\0\2"sv, "application/ogg"},
      {"ID3\x04\0"sv, "audio/mpeg"},
      {"RIFF\x24\0\0\0WAVEfmt "sv, "audio/wave"},
      {"RIFF\x24\0\0\0AVI LIST"sv, "video/avi"},
      {"FORM\0\0\0\x2E"
       "AIFF"sv,
       "audio/aiff"},
      {"fLaC\0\0\0\x22"sv, "audio/flac"},
      {"MThd\0\0\0\6"sv, "audio/midi"},
      {"FLV\1\5"sv, "video/x-flv"},
      {"#EXTM3U\n#EXT-X-VERSION:3\n"sv, "application/vnd.apple.mpegurl"},
  };
  for (const Case& example : kCases) EXPECT_EQ(SniffMediaType(example.bytes), example.essence);
}

// 128 kbit/s, 44.1 kHz, MPEG 1 layer III: 417 bytes a frame, 418 with padding.
std::string Mp3Frame(bool padded) {
  std::string frame = padded ? "\xFF\xFB\x92\0"s : "\xFF\xFB\x90\0"s;
  frame.resize(padded ? 418 : 417, '\x55');
  return frame;
}

TEST(MimeSniffSection623, TwoFramesInARowAreMp3) {
  EXPECT_EQ(SniffMediaType(Mp3Frame(false) + Mp3Frame(false)), "audio/mpeg");
  EXPECT_EQ(SniffMediaType(Mp3Frame(true) + Mp3Frame(false)), "audio/mpeg");
}

TEST(MimeSniffSection623, OneFrameAloneIsNot) {
  EXPECT_EQ(SniffMediaType(Mp3Frame(false)), "application/octet-stream");
  EXPECT_EQ(SniffMediaType(Mp3Frame(false) + "no frame here"), "application/octet-stream");
  EXPECT_EQ(SniffMediaType("\xFF\xFB"), "text/plain");
}

TEST(MimeSniffSection64, ArchivesAndDocumentsAreToldByTheirSignature) {
  static constexpr Case kCases[] = {
      {"%PDF-1.7\n"sv, "application/pdf"},
      {"%!PS-Adobe-3.0"sv, "application/postscript"},
      {"\x1F\x8B\x08\0"sv, "application/gzip"},
      {"PK\3\4\x14"sv, "application/zip"},
      {"PK\5\6\0"sv, "application/zip"},
      {"Rar!\x1A\7\0"sv, "application/vnd.rar"},
      {"7z\xBC\xAF\x27\x1C\0\4"sv, "application/x-7z-compressed"},
      {"BZh91AY&SY"sv, "application/x-bzip2"},
      {"\xFD"
       "7zXZ\0\0"sv,
       "application/x-xz"},
      {"\x28\xB5\x2F\xFD"sv, "application/zstd"},
      {"{\\rtf1\\ansi"sv, "application/rtf"},
      {"wOF2\0\1"sv, "font/woff2"},
      {"\0\1\0\0\0\x0C"sv, "font/ttf"},
  };
  for (const Case& example : kCases) EXPECT_EQ(SniffMediaType(example.bytes), example.essence);
  std::string tar(512, '\0');
  tar.replace(0, 5, "a.txt").replace(257, 5, "ustar");
  EXPECT_EQ(SniffMediaType(tar), "application/x-tar");
  std::string stream(564, '\xFF');
  stream[0] = stream[188] = stream[376] = 'G';
  EXPECT_EQ(SniffMediaType(stream), "video/mp2t");
}

TEST(MimeSniffSection71, HtmlIsToldByItsFirstTag) {
  for (std::string_view text : {"<!DOCTYPE html>"sv,
                                "<!doctype HTML PUBLIC"sv,
                                "  \n\t<html>"sv,
                                "<HTML lang=\"ms\">"sv,
                                "<head>"sv,
                                "<script src=x>"sv,
                                "<iframe >"sv,
                                "<h1>"sv,
                                "<div class=a>"sv,
                                "<table>"sv,
                                "<a href=x>"sv,
                                "<title>x"sv,
                                "<b>"sv,
                                "<body>"sv,
                                "<br>"sv,
                                "<p>"sv,
                                "<!-- x"sv,
                                "<style>"sv,
                                "<div\nid=x>"sv,
                                "<html xmlns=\"http://www.w3.org/1999/xhtml\">"sv,
                                "<!doctype html><svg>"sv,
                                "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0\"><html>"sv}) {
    EXPECT_EQ(SniffMediaType(text), "text/html") << text;
  }
}

TEST(MimeSniffSection71, ATagNameAloneIsNoHtml) {
  for (std::string_view text :
       {"<html"sv, "<htmlx>"sv, "<bold>"sv, "<paragraph>"sv, "< html>"sv, "x<html>"sv}) {
    EXPECT_EQ(SniffMediaType(text), "text/plain") << text;
  }
}

TEST(MimeSniffSection71, TextAndBinaryAreToldApart) {
  EXPECT_EQ(SniffMediaType(""), "text/plain");
  EXPECT_EQ(SniffMediaType("body { color: red }"), "text/plain");  // CSS cannot be sniffed
  EXPECT_EQ(SniffMediaType("selamat pagi\r\n\x1B[0m\t"), "text/plain");
  EXPECT_EQ(SniffMediaType("\u0E44\u0E17\u0E22"), "text/plain");
  EXPECT_EQ(SniffMediaType("a\0b"sv), "application/octet-stream");
  EXPECT_EQ(SniffMediaType("a\x0E"), "application/octet-stream");
  EXPECT_EQ(SniffMediaType("\xFF\xFE<\0h\0"sv), "text/plain");
  EXPECT_EQ(SniffMediaType("\xFE\xFF\0<\0h"sv), "text/plain");
  EXPECT_EQ(SniffMediaType(std::string(1445, 'a') + '\0'), "text/plain");  // beyond the header
}

TEST(MimeSniffBeyond, XmlIsToldByItsRootElement) {
  static constexpr Case kCases[] = {
      {"<?xml version=\"1.0\"?><x/>", "text/xml"},
      {"<?xml version=\"1.0\"?>", "text/xml"},
      {"<?xml version=\"1.0\"?>\n<!-- c --><rss version=\"2.0\">", "application/rss+xml"},
      {"<rss version=\"2.0\">", "application/rss+xml"},
      {"<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\">",
       "application/atom+xml"},
      {"<feed>", "application/atom+xml"},
      {"<?xml version=\"1.0\"?><rdf:RDF xmlns=\"http://purl.org/rss/1.0/\">",
       "application/rss+xml"},
      {"<?xml version=\"1.0\"?><rdf:RDF xmlns=\"http://example.org/\">", "text/xml"},
      {"<svg xmlns=\"http://www.w3.org/2000/svg\">", "image/svg+xml"},
      {"<!-- made by hand -->\n<svg>", "image/svg+xml"},
      {"<?xml version=\"1.0\"?><!DOCTYPE svg PUBLIC \"a\" \"b\"><svg>", "image/svg+xml"},
      {"<?xml version=\"1.0\"?><!DOCTYPE svg [<!ENTITY a \">\">]><svg/>", "image/svg+xml"},
      {"<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\">",
       "application/xhtml+xml"},
      {"<?xml version=\"1.0\"?><urlset>", "text/xml"},
      {"<?xml version=\"1.0\"?><!-- never closed", "text/xml"},
      {"<rssx>", "text/plain"},
  };
  for (const Case& example : kCases) {
    EXPECT_EQ(SniffMediaType(example.bytes), example.essence) << example.bytes;
  }
}

TEST(MimeSniffBeyond, JsonIsToldByItsGrammar) {
  EXPECT_EQ(SniffMediaType("{\"a\": [1, 2"), "application/json");
  EXPECT_EQ(SniffMediaType(" [\"x\"]"), "application/json");
  EXPECT_EQ(SniffMediaType("[Chorus]"), "text/plain");
  EXPECT_EQ(SniffMediaType("{}{}"), "text/plain");
}

TEST(MimeSniffDeviation, AByteOrderMarkDoesNotHideTheMarkup) {
  EXPECT_EQ(SniffMediaType("\xEF\xBB\xBF<!DOCTYPE html>"), "text/html");
  EXPECT_EQ(SniffMediaType("\xEF\xBB\xBF<?xml version=\"1.0\"?><rss>"), "application/rss+xml");
  EXPECT_EQ(SniffMediaType("\xEF\xBB\xBF{\"a\":1}"), "application/json");
  EXPECT_EQ(SniffMediaType("\xEF\xBB\xBFhalo"), "text/plain");
}

TEST(MimeSniffDeviation, ProseThatBeginsWithBmIsNoBitmap) {
  EXPECT_EQ(SniffMediaType("BMW dan Mercedes"), "text/plain");
}

TEST(MimeSniffBounds, EveryPrefixOfASignatureIsRead) {
  // No prefix, however short, is read beyond its end (the sanitizers watch).
  const std::string_view samples[] = {
      "\0\0\0\x18"
      "ftypmif1\0\0\0\0avifheic"sv,
      "RIFF\x24\0\0\0WEBPVP8 "sv, "<?xml version=\"1.0\"?><!DOCTYPE a [ ]><rss>"sv,
      "{\"a\\\"\": nul"sv, "\xFF\xFB\x90\0\xFF\xFB"sv};
  for (std::string_view sample : samples) {
    for (size_t size = 0; size <= sample.size(); ++size) {
      const std::string exact(sample.substr(0, size));
      EXPECT_FALSE(SniffMediaType(exact).empty());
    }
  }
}

}  // namespace
}  // namespace arsip
