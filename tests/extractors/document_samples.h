// Documents made for the tests, honest and not: ZIP, tar, PDF, images, office files.
#ifndef ARSIP_TESTS_EXTRACTORS_DOCUMENT_SAMPLES_H_
#define ARSIP_TESTS_EXTRACTORS_DOCUMENT_SAMPLES_H_

#include <zlib.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace arsip::extractors {

inline std::string LittleEndian(uint64_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i) & 0xFF);
  return text;
}
inline std::string BigEndian(uint64_t value, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>(value >> (8 * i) & 0xFF);
  return text;
}

// window_bits: -15 raw, 15 zlib, 31 gzip.
inline std::string Deflated(std::string_view text, int window_bits, int level = 9) {
  z_stream stream{};
  deflateInit2(&stream, level, Z_DEFLATED, window_bits, 9, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

struct ZipMember {
  std::string name;
  std::string content;
  bool stored = false;
  std::optional<uint32_t> claimed_bytes = {};  // instead of the truth
  std::optional<size_t> body_of = {};          // shares the bytes of that member
  bool symlink = false;
  bool encrypted = false;
};

// APPNOTE.TXT section 4.3.
inline std::string ZipOf(const std::vector<ZipMember>& members) {
  std::string zip;
  std::string directory;
  std::vector<size_t> offsets;
  std::vector<std::string> commons;
  for (const ZipMember& member : members) {
    if (member.body_of) {
      std::string common = commons[*member.body_of];
      common.replace(common.size() - 2, 2, LittleEndian(member.name.size(), 2));
      directory += "PK\1\2" + LittleEndian(0x0314, 2) + LittleEndian(20, 2) + common +
                   LittleEndian(0, 8) + LittleEndian(0x81A40000, 4) +
                   LittleEndian(offsets[*member.body_of], 4) + member.name;
      offsets.push_back(offsets[*member.body_of]);
      commons.push_back(common);
      continue;
    }
    const std::string body = member.stored ? member.content : Deflated(member.content, -MAX_WBITS);
    const auto crc =
        static_cast<uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(member.content.data()),
                                    static_cast<uInt>(member.content.size())));
    const uint64_t bytes =
        member.claimed_bytes.value_or(static_cast<uint32_t>(member.content.size()));
    const std::string common =
        LittleEndian(member.encrypted ? 1 : 0x800, 2) + LittleEndian(member.stored ? 0 : 8, 2) +
        LittleEndian(0x5AB1'6000, 4) + LittleEndian(crc, 4) + LittleEndian(body.size(), 4) +
        LittleEndian(bytes, 4) + LittleEndian(member.name.size(), 2);
    const size_t offset = zip.size();
    zip += "PK\3\4" + LittleEndian(20, 2) + common + LittleEndian(0, 2) + member.name + body;
    offsets.push_back(offset);
    commons.push_back(common);
    directory += "PK\1\2" + LittleEndian(0x0314, 2) + LittleEndian(20, 2) + common +
                 LittleEndian(0, 8) + LittleEndian(member.symlink ? 0xA1FF0000 : 0x81A40000, 4) +
                 LittleEndian(offset, 4) + member.name;
  }
  const size_t begin = zip.size();
  zip += directory;
  zip += "PK\5\6" + LittleEndian(0, 4) + LittleEndian(members.size() & 0xFFFF, 2) +
         LittleEndian(members.size() & 0xFFFF, 2) + LittleEndian(directory.size(), 4) +
         LittleEndian(begin, 4) + LittleEndian(0, 2);
  return zip;
}

struct TarMember {
  std::string name;
  std::string content;
  char type = '0';
  std::string link = {};
  std::optional<uint64_t> claimed_bytes = {};
};

// ustar, POSIX.1-1988.
inline std::string TarOf(const std::vector<TarMember>& members) {
  const auto octal = [](uint64_t value, size_t digits) {
    std::string text(digits, '0');
    for (size_t i = digits; i-- > 0; value /= 8) text[i] = static_cast<char>('0' + value % 8);
    return text;
  };
  const auto padded = [](std::string text, size_t bytes) {
    text.resize(bytes, '\0');
    return text;
  };
  std::string tar;
  for (const TarMember& member : members) {
    const uint64_t bytes = member.claimed_bytes.value_or(member.content.size());
    std::string header = padded(member.name, 100) + padded("0000644", 8) + padded("0000000", 8) +
                         padded("0000000", 8) + octal(bytes, 11) + " " + octal(1'767'225'600, 11) +
                         " " + "        " + member.type + padded(member.link, 100) +
                         std::string(
                             "ustar\0"
                             "00",
                             8);
    header.resize(512, '\0');
    uint64_t sum = 0;
    for (const char c : header) sum += static_cast<unsigned char>(c);
    header.replace(148, 8, octal(sum, 6) + std::string("\0 ", 2));
    tar += header + member.content;
    tar.resize((tar.size() + 511) / 512 * 512, '\0');
  }
  return tar + std::string(1024, '\0');
}

struct PdfOptions {
  std::string info =
      "/Title(Jadwal perpustakaan)/Author(Dewi)/Producer(Penulis 1.0)"
      "/CreationDate(D:20260301120000+07'00')";
  std::string catalog;  // more of it: "/Outlines 9 0 R"
  std::string page;     // more of every page: "/Annots[...]"
  std::string box = "0 0 595 842";
  std::string base_font = "Helvetica";
  std::string drawing;               // on pages without a text
  std::string resources;             // of every page, "/XObject<<...>>"
  std::vector<std::string> objects;  // further ones; the first has the number MoreObjects(pages)
  bool cross_references = true;
};

inline int MoreObjects(size_t pages) { return static_cast<int>(4 + 2 * pages + 1); }

// ISO 32000-1 section 7.5: a page of Helvetica for each text; an empty text makes an empty page.
inline std::string PdfOf(const std::vector<std::string>& pages, const PdfOptions& options = {}) {
  std::vector<std::string> objects;
  std::string kids;
  for (size_t i = 0; i < pages.size(); ++i) kids += std::to_string(5 + 2 * i) + " 0 R ";
  objects.push_back("<</Type/Catalog/Pages 2 0 R" + options.catalog + ">>");
  objects.push_back("<</Type/Pages/Kids[" + kids + "]/Count " + std::to_string(pages.size()) +
                    ">>");
  objects.push_back("<</Type/Font/Subtype/Type1/BaseFont/" + options.base_font + ">>");
  objects.push_back("<<" + options.info + ">>");
  for (size_t i = 0; i < pages.size(); ++i) {
    objects.push_back("<</Type/Page/Parent 2 0 R/MediaBox[" + options.box + "]/Contents " +
                      std::to_string(6 + 2 * i) + " 0 R/Resources<</Font<</F1 3 0 R>>" +
                      options.resources + ">>" + options.page + ">>");
    const std::string content =
        pages[i].empty() ? options.drawing : "BT /F1 14 Tf 40 700 Td (" + pages[i] + ") Tj ET";
    objects.push_back("<</Length " + std::to_string(content.size()) + ">>stream\n" + content +
                      "\nendstream");
  }
  objects.insert(objects.end(), options.objects.begin(), options.objects.end());
  std::string pdf = "%PDF-1.4\n";
  std::string table;
  for (size_t i = 0; i < objects.size(); ++i) {
    std::string offset = std::to_string(pdf.size());
    offset.insert(0, 10 - offset.size(), '0');
    table += offset + " 00000 n \n";
    pdf += std::to_string(i + 1) + " 0 obj" + objects[i] + "\nendobj\n";
  }
  const std::string size = std::to_string(objects.size() + 1);
  const size_t begin = pdf.size();
  if (options.cross_references) {
    pdf += "xref\n0 " + size + "\n0000000000 65535 f \n" + table;
  }
  pdf += "trailer<</Root 1 0 R/Info 4 0 R/Size " + size +
         "/ID[(0123456789abcdef)(fedcba9876543210)]>>\nstartxref\n" + std::to_string(begin) +
         "\n%%EOF\n";
  return pdf;
}

inline std::string PngChunk(std::string_view type, std::string_view content) {
  std::string body(type);
  body += content;
  const auto crc = static_cast<uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size())));
  return BigEndian(content.size(), 4) + body + BigEndian(crc, 4);
}

// White, one bit a pixel; `chunks` stand behind its header.
inline std::string PngOf(uint32_t width, uint32_t height, std::string_view chunks = {},
                         bool with_pixels = true) {
  std::string png = "\x89PNG\r\n\x1A\n";
  png +=
      PngChunk("IHDR", BigEndian(width, 4) + BigEndian(height, 4) + std::string("\1\0\0\0\0", 5));
  png += chunks;
  if (with_pixels) {
    const std::string row = std::string(1, '\0') + std::string((width + 7) / 8, '\xFF');
    std::string rows;
    for (uint32_t y = 0; y < height; ++y) rows += row;
    png += PngChunk("IDAT", Deflated(rows, MAX_WBITS));
  }
  return png + PngChunk("IEND", "");
}

// A page with `text`, and one that is nothing but the picture: PNG's filters are PDF's predictor 15
// (ISO 32000-1 section 7.4.4.4), so that its bytes become an image's. REQUIRES: 8-bit RGB, not
// interlaced.
inline std::string ScannedPdf(const std::string& text, std::string_view png) {
  const auto number = [png](size_t at) {
    uint32_t value = 0;
    for (size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(png[at + i]);
    return value;
  };
  std::string pixels;
  for (size_t at = 8; at + 12 <= png.size(); at += 12 + number(at)) {
    if (png.substr(at + 4, 4) == "IDAT") pixels += png.substr(at + 8, number(at));
  }
  const std::string width = std::to_string(number(16));
  const std::string height = std::to_string(number(20));
  PdfOptions options;
  const uint32_t drawn_height = 560 * number(20) / number(16);
  options.drawing = "q 560 0 0 " + std::to_string(drawn_height) + " 18 400 cm /Im1 Do Q";
  options.resources = "/XObject<</Im1 " + std::to_string(MoreObjects(2)) + " 0 R>>";
  options.objects = {
      "<</Type/XObject/Subtype/Image/ColorSpace/DeviceRGB/BitsPerComponent 8/Width " + width +
      "/Height " + height + "/Filter/FlateDecode/DecodeParms<</Predictor 15/Colors 3/Columns " +
      width + ">>/Length " + std::to_string(pixels.size()) + ">>stream\n" + pixels + "\nendstream"};
  return PdfOf({text, ""}, options);
}

// A TIFF structure: model, artist, time, and a place in Jakarta.
inline std::string ExifBlock() {
  // Offsets are counted from the structure's beginning: IFD0 at 8 (5 entries), EXIF IFD, GPS IFD.
  constexpr int kExif = 8 + 2 + 5 * 12 + 4;
  constexpr int kGps = kExif + 2 + 1 * 12 + 4;
  constexpr int kValues = kGps + 2 + 4 * 12 + 4;
  std::string values;
  const auto entry = [](int tag, int type, int count, const std::string& value) {
    return LittleEndian(static_cast<uint64_t>(tag), 2) +
           LittleEndian(static_cast<uint64_t>(type), 2) +
           LittleEndian(static_cast<uint64_t>(count), 4) + value;
  };
  const auto text = [&](int tag, std::string value) {
    value += '\0';
    const auto at = static_cast<uint64_t>(kValues) + values.size();
    values += value;
    if (values.size() % 2 != 0) values += '\0';
    return entry(tag, 2, static_cast<int>(value.size()), LittleEndian(at, 4));
  };
  const auto degrees = [&](int tag, int d, int m, int s100) {
    const auto at = static_cast<uint64_t>(kValues) + values.size();
    for (const auto& [n, q] : {std::pair(d, 1), std::pair(m, 1), std::pair(s100, 100)}) {
      values +=
          LittleEndian(static_cast<uint64_t>(n), 4) + LittleEndian(static_cast<uint64_t>(q), 4);
    }
    return entry(tag, 5, 3, LittleEndian(at, 4));
  };
  std::string ifd0 = LittleEndian(5, 2) + text(0x0110, "Kamera Uji 3") +
                     text(0x0132, "2026:03:02 08:00:00") + text(0x013B, "Dewi Lestari") +
                     entry(0x8769, 4, 1, LittleEndian(kExif, 4)) +
                     entry(0x8825, 4, 1, LittleEndian(kGps, 4)) + LittleEndian(0, 4);
  std::string exif = LittleEndian(1, 2) + text(0x9003, "2026:03:01 12:34:56") + LittleEndian(0, 4);
  std::string gps = LittleEndian(4, 2) + entry(1, 2, 2, std::string("S\0\0\0", 4)) +
                    degrees(2, 6, 12, 3000) + entry(3, 2, 2, std::string("E\0\0\0", 4)) +
                    degrees(4, 106, 49, 1200) + LittleEndian(0, 4);
  return std::string("II*\0", 4) + LittleEndian(8, 4) + ifd0 + exif + gps + values;
}

// Its header alone: nothing that could be decoded.
inline std::string JpegOf(uint32_t width, uint32_t height, const std::string& exif = {},
                          const std::string& comment = {}) {
  std::string jpeg = "\xFF\xD8";
  if (!exif.empty()) {
    jpeg += "\xFF\xE1" + BigEndian(exif.size() + 8, 2) + std::string("Exif\0\0", 6) + exif;
  }
  if (!comment.empty()) jpeg += "\xFF\xFE" + BigEndian(comment.size() + 2, 2) + comment;
  jpeg += "\xFF\xC0" + BigEndian(11, 2) + "\x08" + BigEndian(height, 2) + BigEndian(width, 2) +
          std::string("\1\1\x11\0", 4);
  return jpeg + "\xFF\xDA" + BigEndian(2, 2) + "\xFF\xD9";
}

inline std::string Docx(const std::string& body, const std::vector<ZipMember>& more = {}) {
  std::vector<ZipMember> members = {
      {"[Content_Types].xml", "<Types/>"},
      {"docProps/core.xml",
       "<cp:coreProperties xmlns:cp='c' xmlns:dc='d' xmlns:dcterms='t'><dc:title>Surat "
       "edaran</dc:title>"
       "<dc:creator>Budi</dc:creator><cp:lastModifiedBy>Sari</cp:lastModifiedBy>"
       "<dcterms:created>2026-02-01T03:00:00Z</dcterms:created></cp:coreProperties>"},
      {"word/document.xml", "<w:document xmlns:w='w'><w:body>" + body + "</w:body></w:document>"}};
  members.insert(members.end(), more.begin(), more.end());
  return ZipOf(members);
}

inline std::string Epub() {
  return ZipOf(
      {{"mimetype", "application/epub+zip", true},
       {"META-INF/container.xml",
        "<container><rootfiles><rootfile full-path='OEBPS/book.opf'/></rootfiles></container>"},
       {"OEBPS/book.opf",
        "<package xmlns:dc='d'><metadata><dc:title>Kebun</dc:title><dc:creator>Ani</dc:creator>"
        "<dc:language>id</dc:language><dc:publisher>Pustaka</dc:publisher></metadata><manifest>"
        "<item id='b' href='text/two.xhtml'/><item id='a' href='text/one%20a.xhtml'/></manifest>"
        "<spine><itemref idref='a'/><itemref idref='b'/></spine></package>"},
       {"OEBPS/text/two.xhtml",
        "<html><head><title>Dua</title></head><body><p>Bab kedua <a "
        "href='https://example.org/x'>lihat</a> <a href='one.xhtml'>satu</a></p></body></html>"},
       {"OEBPS/text/one a.xhtml",
        "<html><head><title>Satu</title></head><body><h1>Bab pertama</h1><p>Menanam "
        "cabai.</p></body></html>"}});
}

inline std::string Odt(const std::string& body, const std::string& type = "text") {
  return ZipOf({{"mimetype", "application/vnd.oasis.opendocument." + type, true},
                {"META-INF/manifest.xml", "<manifest/>"},
                {"meta.xml",
                 "<office:document-meta xmlns:office='o' xmlns:dc='d' xmlns:meta='m'><office:meta>"
                 "<dc:title>Laporan</dc:title><meta:initial-creator>Ani</meta:initial-creator>"
                 "<dc:creator>Budi</dc:creator><dc:date>2026-03-01T10:00:00</dc:date>"
                 "<meta:generator>Uji</meta:generator></office:meta></office:document-meta>"},
                {"content.xml",
                 "<office:document-content xmlns:office='o' xmlns:text='t' xmlns:table='b' "
                 "xmlns:draw='r' xmlns:xlink='x'><office:body>" +
                     body + "</office:body></office:document-content>"}});
}

}  // namespace arsip::extractors

#endif  // ARSIP_TESTS_EXTRACTORS_DOCUMENT_SAMPLES_H_
