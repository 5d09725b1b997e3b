#include "extractors/exif_facts.h"

#include <libexif/exif-data.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include "extractors/record_set.h"
#include "extractors/white_space.h"
#include "extractors/xml_events.h"

namespace arsip::extractors {
namespace {

// A thumbnail of its own is no fact, and what a maker keeps for itself is not readable.
constexpr size_t kMaxExifBytes = 1u << 20;

struct Unref {
  void operator()(ExifData* data) const { ::exif_data_unref(data); }
};
using Exif = std::unique_ptr<ExifData, Unref>;

std::string ValueOf(ExifEntry* entry) {
  std::array<char, 1024> value{};
  ::exif_entry_get_value(entry, value.data(), value.size());
  return std::string(TrimSpace(value.data()));
}

ExifEntry* Find(const ExifData& data, ExifIfd ifd, int tag) {
  return ::exif_content_get_entry(data.ifd[ifd], static_cast<ExifTag>(tag));
}

void AddEntry(ExifEntry* entry, void* context) {
  if (entry->tag == EXIF_TAG_MAKER_NOTE) return;
  const ExifIfd ifd = exif_entry_get_ifd(entry);
  const char* name = ::exif_tag_get_name_in_ifd(entry->tag, ifd);
  if (name == nullptr) return;
  const std::string prefix = ifd == EXIF_IFD_1 ? "exif:Thumbnail" : "exif:";
  AddCleanFact(*static_cast<Record*>(context), prefix + name, ValueOf(entry));
}

void AddEntries(ExifContent* content, void* context) {
  ::exif_content_foreach_entry(content, AddEntry, context);
}

// Degrees, minutes and seconds as three rationals.
std::optional<double> Degrees(const ExifData& data, int tag, int reference_tag, char negative) {
  constexpr size_t kRationals = 3;
  constexpr size_t kRationalBytes = 8;
  const ExifEntry* entry = Find(data, EXIF_IFD_GPS, tag);
  const ExifEntry* reference = Find(data, EXIF_IFD_GPS, reference_tag);
  if (entry == nullptr || reference == nullptr || reference->size == 0) return std::nullopt;
  if (entry->format != EXIF_FORMAT_RATIONAL || entry->components != kRationals ||
      entry->size < kRationals * kRationalBytes) {
    return std::nullopt;
  }
  const ExifByteOrder order = ::exif_data_get_byte_order(const_cast<ExifData*>(&data));
  double degrees = 0;
  double unit = 1;
  for (size_t i = 0; i < kRationals; ++i) {
    const ExifRational part = ::exif_get_rational(entry->data + i * kRationalBytes, order);
    if (part.denominator == 0) return std::nullopt;
    degrees += unit * part.numerator / part.denominator;
    unit /= 60;
  }
  return static_cast<char>(reference->data[0]) == negative ? -degrees : degrees;
}

void AddPosition(const ExifData& data, Record& record) {
  constexpr int kLatitudeRef = 1;
  constexpr int kLatitude = 2;
  constexpr int kLongitudeRef = 3;
  constexpr int kLongitude = 4;
  const auto latitude = Degrees(data, kLatitude, kLatitudeRef, 'S');
  const auto longitude = Degrees(data, kLongitude, kLongitudeRef, 'W');
  if (!latitude || !longitude || *latitude > 90 || *latitude < -90 || *longitude > 180 ||
      *longitude < -180) {
    return;
  }
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.6f,%.6f", *latitude, *longitude);
  AddCleanFact(record, "geo:position", text.data());
}

// "2026:03:01 12:34:56", local to the camera: of it the day is claimed.
std::string DayOf(std::string_view exif_time) {
  if (exif_time.size() < 10 || exif_time[4] != ':' || exif_time[7] != ':') return {};
  std::string day(exif_time.substr(0, 10));
  day[4] = day[7] = '-';
  return UtcOfIsoDate(day);
}

void SetTaken(const ExifData& data, Record& record) {
  constexpr std::array<std::pair<ExifIfd, ExifTag>, 2> kTags = {
      {{EXIF_IFD_EXIF, EXIF_TAG_DATE_TIME_ORIGINAL}, {EXIF_IFD_0, EXIF_TAG_DATE_TIME}}};
  for (const auto& [ifd, tag] : kTags) {
    ExifEntry* entry = Find(data, ifd, tag);
    if (entry == nullptr) continue;
    const std::string written = ValueOf(entry);
    const std::string source = std::string("exif:") + ::exif_tag_get_name_in_ifd(tag, ifd);
    return SetTime(*record.mutable_published(), written, DayOf(written), source);
  }
}

// The simple properties: attributes of rdf:Description, and elements that hold text alone. Values
// of a list come one by one, under the property's name.
class XmpHandler final : public XmlHandler {
 public:
  explicit XmpHandler(Record& record) : record_(record) {}

  void StartElement(std::string_view name, const XmlAttributes& attributes) override {
    text_.clear();
    if (!IsSyntax(name)) property_ = name;
    for (const char* simple : {"CreatorTool", "CreateDate", "ModifyDate", "DocumentID",
                               "InstanceID", "OriginalDocumentID", "Producer"}) {
      if (name == "Description") Add(simple, attributes.Get(simple));
    }
  }
  void Text(std::string_view text) override {
    constexpr size_t kMaxValue = 4096;
    if (text_.size() < kMaxValue) text_ += text;
  }
  void EndElement(std::string_view) override {
    Add(property_, text_);
    text_.clear();
  }

 private:
  static bool IsSyntax(std::string_view name) {
    return name == "RDF" || name == "Description" || name == "Seq" || name == "Bag" ||
           name == "Alt" || name == "li" || name == "xmpmeta";
  }
  void Add(std::string_view property, std::string_view value) {
    constexpr int kMaxXmpFacts = 64;
    if (property.empty() || TrimSpace(value).empty() || added_ >= kMaxXmpFacts) return;
    AddCleanFact(record_, "xmp:" + std::string(property), value);
    ++added_;
  }

  Record& record_;
  std::string property_;
  std::string text_;
  int added_ = 0;
};

}  // namespace

void ReadExif(std::string_view tiff, Record& record) {
  if (tiff.empty()) return;
  std::string block("Exif\0\0", 6);
  block += tiff.substr(0, kMaxExifBytes);
  const Exif data(::exif_data_new());
  if (!data) return;
  // Tags as they stand: nothing added, nothing changed.
  ::exif_data_unset_option(data.get(), EXIF_DATA_OPTION_FOLLOW_SPECIFICATION);
  ::exif_data_set_option(data.get(), EXIF_DATA_OPTION_DONT_CHANGE_MAKER_NOTE);
  ::exif_data_load_data(data.get(), reinterpret_cast<const unsigned char*>(block.data()),
                        static_cast<unsigned>(block.size()));
  ::exif_data_foreach_content(data.get(), AddEntries, &record);
  AddPosition(*data, record);
  if (ExifEntry* artist = Find(*data, EXIF_IFD_0, EXIF_TAG_ARTIST)) {
    AddAuthor(record, ValueOf(artist));
  }
  SetTaken(*data, record);
}

void ReadXmp(std::string_view xml, Record& record) {
  constexpr size_t kMaxXmpBytes = 1u << 20;
  if (xml.empty() || xml.size() > kMaxXmpBytes) return;
  XmpHandler handler(record);
  ReadXml(xml, handler);  // what is no XML has no properties
}

}  // namespace arsip::extractors
