#include "extractors/image_header.h"

#include <zlib.h>

#include <algorithm>

namespace arsip::extractors {
namespace {

using std::string_view_literals::operator""sv;

constexpr auto kPngSignature = "\x89PNG\r\n\x1A\n"sv;
constexpr auto kExifMark = "Exif\0\0"sv;
constexpr auto kXmpMark = "http://ns.adobe.com/xap/1.0/\0"sv;

// The front of what is left; short reads end everything.
class Cursor {
 public:
  explicit Cursor(std::string_view bytes) : bytes_(bytes) {}

  bool Has(size_t count) const { return bytes_.size() >= count; }
  std::string_view rest() const { return bytes_; }
  bool empty() const { return bytes_.empty(); }
  void Skip(size_t count) { bytes_.remove_prefix(std::min(count, bytes_.size())); }
  std::string_view Take(size_t count) {
    const std::string_view taken = bytes_.substr(0, count);
    Skip(count);
    return taken;
  }
  // 0 when they are not all there.
  uint32_t BigEndian(size_t count) { return Number(count, false); }
  uint32_t LittleEndian(size_t count) { return Number(count, true); }

 private:
  uint32_t Number(size_t count, bool little) {
    if (!Has(count)) {
      bytes_ = {};
      return 0;
    }
    uint32_t value = 0;
    for (size_t i = 0; i < count; ++i) {
      const auto byte = static_cast<unsigned char>(bytes_[little ? count - 1 - i : i]);
      value = value << 8 | byte;
    }
    Skip(count);
    return value;
  }

  std::string_view bytes_;
};

void AddText(ImageHeader& header, std::string name, std::string_view text) {
  if (header.texts.size() >= kMaxImageTexts || text.empty()) return;
  constexpr size_t kMaxName = 96;
  if (name.size() > kMaxName) name.resize(kMaxName);
  header.texts.emplace_back(std::move(name), text.substr(0, kMaxImageTextBytes));
}

// The beginning of a zlib stream, as far as a text is kept.
std::string Inflated(std::string_view coded) {
  z_stream stream{};
  if (::inflateInit(&stream) != Z_OK) return {};
  std::string text(kMaxImageTextBytes, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(coded.data()));
  stream.avail_in = static_cast<uInt>(std::min(coded.size(), size_t{1} << 20));
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  ::inflate(&stream, Z_SYNC_FLUSH);
  ::inflateEnd(&stream);
  return text.substr(0, kMaxImageTextBytes - stream.avail_out);
}

// The bytes up to the NUL, which is passed over.
std::string_view TakeWord(Cursor& in) {
  const size_t end = in.rest().find('\0');
  if (end == std::string_view::npos) return in.Take(in.rest().size());
  const std::string_view word = in.Take(end);
  in.Skip(1);
  return word;
}

// PNG section 11.3.3: tEXt, zTXt, iTXt.
void ReadPngText(ImageHeader& header, std::string_view type, std::string_view content) {
  Cursor in(content);
  const std::string keyword(TakeWord(in));
  bool compressed = type == "zTXt";
  if (type == "iTXt") {
    compressed = in.BigEndian(1) == 1;
    in.Skip(1);    // compression method
    TakeWord(in);  // language tag
    TakeWord(in);  // translated keyword
  } else if (compressed) {
    in.Skip(1);
  }
  if (keyword == "XML:com.adobe.xmp" && !compressed) {
    header.xmp = in.rest();
  } else if (compressed) {
    AddText(header, "png:" + keyword, Inflated(in.rest()));
  } else {
    AddText(header, "png:" + keyword, in.rest());
  }
}

ImageHeader ReadPng(std::string_view bytes) {
  ImageHeader header;
  header.media_type = "image/png";
  Cursor in(bytes.substr(kPngSignature.size()));
  while (in.Has(8)) {
    const uint32_t length = in.BigEndian(4);
    const std::string_view type = in.Take(4);
    const std::string_view content = in.Take(length);
    if (content.size() < length) break;
    if (type == "IHDR") {
      Cursor fields(content);
      header.width = fields.BigEndian(4);
      header.height = fields.BigEndian(4);
    } else if (type == "tEXt" || type == "zTXt" || type == "iTXt") {
      ReadPngText(header, type, content);
    } else if (type == "eXIf") {
      header.exif = content;
    } else if (type == "acTL") {
      header.animated = true;
    } else if (type == "IEND") {
      break;
    }
    in.Skip(4);  // CRC
  }
  return header;
}

// T.81 table B.1: SOF0 to SOF15 but for DHT, JPG and DAC.
bool IsStartOfFrame(uint32_t marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

ImageHeader ReadJpeg(std::string_view bytes) {
  constexpr uint32_t kStartOfScan = 0xDA;
  constexpr uint32_t kEndOfImage = 0xD9;
  constexpr uint32_t kApp1 = 0xE1;
  constexpr uint32_t kComment = 0xFE;
  ImageHeader header;
  header.media_type = "image/jpeg";
  Cursor in(bytes.substr(2));
  while (in.Has(4)) {
    if (in.BigEndian(1) != 0xFF) break;
    while (in.Has(1) && static_cast<unsigned char>(in.rest().front()) == 0xFF) in.Skip(1);
    const uint32_t marker = in.BigEndian(1);
    if (marker == kStartOfScan || marker == kEndOfImage) break;
    const uint32_t length = in.BigEndian(2);
    if (length < 2) break;
    const std::string_view content = in.Take(length - 2);
    if (IsStartOfFrame(marker)) {
      Cursor fields(content);
      fields.Skip(1);  // sample precision
      header.height = fields.BigEndian(2);
      header.width = fields.BigEndian(2);
    } else if (marker == kApp1 && content.starts_with(kExifMark) && header.exif.empty()) {
      header.exif = content.substr(kExifMark.size());
    } else if (marker == kApp1 && content.starts_with(kXmpMark) && header.xmp.empty()) {
      header.xmp = content.substr(kXmpMark.size());
    } else if (marker == kComment) {
      AddText(header, "jpeg:comment", content);
    }
  }
  return header;
}

// GIF89a section 15: sub-blocks up to one of length 0.
std::string TakeSubBlocks(Cursor& in) {
  std::string content;
  while (uint32_t length = in.BigEndian(1)) {
    const std::string_view block = in.Take(length);
    if (content.size() < kMaxImageTextBytes) content += block;
  }
  return content;
}

void SkipColorTable(Cursor& in, uint32_t packed) {
  if ((packed & 0x80) != 0) in.Skip(size_t{3} << ((packed & 7) + 1));
}

ImageHeader ReadGif(std::string_view bytes) {
  constexpr uint32_t kExtension = 0x21;
  constexpr uint32_t kImage = 0x2C;
  ImageHeader header;
  header.media_type = "image/gif";
  Cursor in(bytes.substr(6));
  header.width = in.LittleEndian(2);
  header.height = in.LittleEndian(2);
  const uint32_t packed = in.LittleEndian(1);
  in.Skip(2);  // background, aspect
  SkipColorTable(in, packed);
  int frames = 0;
  while (!in.empty()) {
    const uint32_t block = in.BigEndian(1);
    if (block == kExtension) {
      const uint32_t label = in.BigEndian(1);
      const std::string content = TakeSubBlocks(in);
      if (label == 0xFE) AddText(header, "gif:comment", content);
    } else if (block == kImage) {
      header.animated = ++frames > 1;
      in.Skip(8);  // position, size
      SkipColorTable(in, in.LittleEndian(1));
      in.Skip(1);  // LZW code size
      TakeSubBlocks(in);
    } else {
      break;
    }
  }
  return header;
}

// RFC 9649 sections 2.5 to 2.7.
void ReadWebpSize(ImageHeader& header, std::string_view chunk, std::string_view content) {
  Cursor in(content);
  if (chunk == "VP8X") {
    header.animated = (in.LittleEndian(1) & 2) != 0;
    in.Skip(3);
    header.width = in.LittleEndian(3) + 1;
    header.height = in.LittleEndian(3) + 1;
  } else if (header.width != 0) {
    return;
  } else if (chunk == "VP8 " && content.size() >= 10) {
    in.Skip(6);  // frame tag, start code
    header.width = in.LittleEndian(2) & 0x3FFF;
    header.height = in.LittleEndian(2) & 0x3FFF;
  } else if (chunk == "VP8L" && content.size() >= 5) {
    in.Skip(1);  // signature
    const uint32_t bits = in.LittleEndian(4);
    header.width = (bits & 0x3FFF) + 1;
    header.height = (bits >> 14 & 0x3FFF) + 1;
  }
}

ImageHeader ReadWebp(std::string_view bytes) {
  ImageHeader header;
  header.media_type = "image/webp";
  Cursor in(bytes.substr(12));
  while (in.Has(8)) {
    const std::string_view chunk = in.Take(4);
    const uint32_t length = in.LittleEndian(4);
    const std::string_view content = in.Take(length);
    ReadWebpSize(header, chunk, content);
    if (content.size() < length) break;
    if (chunk == "EXIF") {
      header.exif = content.starts_with(kExifMark) ? content.substr(kExifMark.size()) : content;
    } else if (chunk == "XMP ") {
      header.xmp = content;
    }
    in.Skip(length % 2);
  }
  return header;
}

}  // namespace

std::optional<ImageHeader> ReadImageHeader(std::string_view bytes) {
  if (bytes.starts_with(kPngSignature)) return ReadPng(bytes);
  if (bytes.starts_with("\xFF\xD8\xFF")) return ReadJpeg(bytes);
  if (bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a")) return ReadGif(bytes);
  if (bytes.starts_with("RIFF") && bytes.size() >= 12 && bytes.substr(8, 4) == "WEBP") {
    return ReadWebp(bytes);
  }
  return std::nullopt;
}

}  // namespace arsip::extractors
