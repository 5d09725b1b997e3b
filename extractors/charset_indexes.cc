#include "extractors/charset_indexes.h"

#include <iconv.h>

#include <algorithm>
#include <cstring>
#include <iterator>
#include <string_view>

namespace arsip::extractors {
namespace {

struct Correction {
  uint16_t pointer;
  uint16_t code_point;
};

// What glibc's BIG5-HKSCS lacks of index big5.
constexpr Correction kBig5[] = {
    {2082, 0x7BB8},  {2088, 0x7C06},  {2103, 0x7CCE},  {2114, 0x7DD2},  {2123, 0x7E1D},
    {2148, 0x8005},  {2151, 0x8028},  {2221, 0x83C1},  {2239, 0x84A8},  {2244, 0x840F},
    {2303, 0x89A6},  {2304, 0x89A9},  {2354, 0x8D77},  {2400, 0x90FD},  {2413, 0x92B9},
    {2477, 0x975C},  {2498, 0x97FF},  {2605, 0x9F16},  {2673, 0x8503},  {2746, 0x5159},
    {2747, 0x515B},  {2748, 0x515D},  {2749, 0x515E},  {2771, 0x936E},  {2780, 0x7479},
    {2990, 0x6D67},  {3087, 0x799B},  {3259, 0x9097},  {3301, 0x975D},  {3436, 0x701E},
    {3451, 0x5B28},  {4136, 0x7201},  {4138, 0x77D7},  {4141, 0x7E87},  {4182, 0x99D6},
    {4206, 0x91D4},  {4220, 0x60DE},  {4230, 0x6FB6},  {4241, 0x8F36},  {4258, 0x4FBB},
    {4273, 0x71DF},  {4279, 0x9104},  {4282, 0x9DF0},  {4294, 0x83CF},  {4329, 0x5C10},
    {4330, 0x79E3},  {4349, 0x5A67},  {4419, 0x8F0B},  {4422, 0x7B51},  {4494, 0x62D0},
    {4624, 0x6062},  {4694, 0x75F9},  {4708, 0x6C4A},  {4742, 0x9B2E},  {4748, 0x9F17},
    {4815, 0x50ED},  {4828, 0x5F0C},  {4902, 0x880F},  {4922, 0x62CE},  {4982, 0x7468},
    {4992, 0x7162},  {4997, 0x7250},  {5029, 0x2027},  {5038, 0xFE51},  {5050, 0x2574},
    {5120, 0xAF},    {5121, 0xFFE3},  {5123, 0x2CD},   {5153, 0xFF5E},  {5168, 0x2295},
    {5169, 0x2299},  {5180, 0xFF0F},  {5181, 0xFF3C},  {5182, 0x2215},  {5183, 0xFE68},
    {5185, 0xFFE5},  {5187, 0xFFE0},  {5188, 0xFFE1},  {5287, 0x5341},  {5289, 0x5345},
    {5432, 0x2400},  {5433, 0x2401},  {5434, 0x2402},  {5435, 0x2403},  {5436, 0x2404},
    {5437, 0x2405},  {5438, 0x2406},  {5439, 0x2407},  {5440, 0x2408},  {5441, 0x2409},
    {5442, 0x240A},  {5443, 0x240B},  {5444, 0x240C},  {5445, 0x240D},  {5446, 0x240E},
    {5447, 0x240F},  {5448, 0x2410},  {5449, 0x2411},  {5450, 0x2412},  {5451, 0x2413},
    {5452, 0x2414},  {5453, 0x2415},  {5454, 0x2416},  {5455, 0x2417},  {5456, 0x2418},
    {5457, 0x2419},  {5458, 0x241A},  {5459, 0x241B},  {5460, 0x241C},  {5461, 0x241D},
    {5462, 0x241E},  {5463, 0x241F},  {5464, 0x2421},  {5465, 0x20AC},  {10942, 0x5EF4},
    {10946, 0x65E0}, {10948, 0x7676}, {10950, 0x96B6}, {10957, 0x3003}, {10958, 0x4EDD},
    {19028, 0x5029}, {19035, 0x507D}, {19088, 0x5305}, {19096, 0x5344}, {19112, 0x537F},
    {19162, 0x5605}, {19240, 0x5A77}, {19299, 0x5E75}, {19305, 0x5ED0}, {19326, 0x5F58},
    {19355, 0x60A4}, {19398, 0x6490}, {19439, 0x6674}, {19454, 0x675E}, {19553, 0x6C9C},
    {19554, 0x6E1D}, {19557, 0x6E2F}, {19611, 0x716E}, {19643, 0x732A}, {19672, 0x745C},
    {19697, 0x74E9}, {19748, 0x7809}};
// glibc follows GB 18030-2005; the standard keeps these six in the private use area, and has a
// space at A3A0.
constexpr Correction kGb18030[] = {{6555, 0x3000},  {23767, 0xE816}, {23768, 0xE817},
                                   {23769, 0xE818}, {23794, 0xE831}, {23804, 0xE83B},
                                   {23830, 0xE855}};

struct SingleByteCorrection {
  std::string_view iconv_name;
  uint8_t byte;
  uint16_t code_point;
};
constexpr SingleByteCorrection kSingleByte[] = {
    {"KOI8-U", 0xAE, 0x045E},    {"KOI8-U", 0xBE, 0x040E}, {"MACINTOSH", 0xC6, 0x2206},
    {"MACINTOSH", 0xF0, 0xF8FF}, {"CP1255", 0xCA, 0x05BA}, {"MAC-CYRILLIC", 0xFF, 0x20AC},
};

class Table {
 public:
  explicit Table(const char* iconv_name) : descriptor_(::iconv_open("UTF-32LE", iconv_name)) {}
  ~Table() {
    if (open()) ::iconv_close(descriptor_);
  }
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;

  bool open() const { return descriptor_ != reinterpret_cast<iconv_t>(-1); }

  // The one code point that the bytes stand for, else 0.
  uint32_t Decode(std::string_view bytes) {
    uint32_t code_points[4] = {};
    char* in = const_cast<char*>(bytes.data());
    size_t in_left = bytes.size();
    char* out = reinterpret_cast<char*>(code_points);
    size_t out_left = sizeof code_points;
    ::iconv(descriptor_, nullptr, nullptr, nullptr, nullptr);
    const size_t rc = ::iconv(descriptor_, &in, &in_left, &out, &out_left);
    if (rc == static_cast<size_t>(-1) || in_left != 0) return 0;
    ::iconv(descriptor_, nullptr, nullptr, &out, &out_left);
    return out_left == sizeof code_points - sizeof(uint32_t) ? code_points[0] : 0;
  }

 private:
  iconv_t descriptor_;
};

// `bytes_of` writes the sequence of a pointer and answers its length.
template <class BytesOf>
MultiByteIndex MakeIndex(const char* iconv_name, size_t pointers, BytesOf bytes_of) {
  Table table(iconv_name);
  MultiByteIndex index(pointers);
  if (!table.open()) return index;
  for (size_t pointer = 0; pointer < pointers; ++pointer) {
    char bytes[4];
    index[pointer] = table.Decode({bytes, bytes_of(pointer, bytes)});
  }
  return index;
}

// Two bytes: a lead for every `row` pointers, trails from `first_trail` with one gap.
MultiByteIndex MakeTwoByteIndex(const char* iconv_name, size_t pointers, size_t row,
                                unsigned first_trail, size_t gap_at, unsigned gap) {
  return MakeIndex(iconv_name, pointers, [=](size_t pointer, char* bytes) {
    const size_t column = pointer % row;
    bytes[0] = static_cast<char>(0x81 + pointer / row);
    bytes[1] = static_cast<char>(first_trail + column + (column < gap_at ? 0 : gap));
    return size_t{2};
  });
}

MultiByteIndex MakeJis0208() {
  MultiByteIndex index = MakeIndex("CP932", 11280, [](size_t pointer, char* bytes) {
    const size_t lead = pointer / 188;
    const size_t trail = pointer % 188;
    bytes[0] = static_cast<char>(lead + (lead < 0x1F ? 0x81 : 0xC1));
    bytes[1] = static_cast<char>(trail + (trail < 0x3F ? 0x40 : 0x41));
    return size_t{2};
  });
  // End user characters are the shift_jis decoder's affair, not the index's.
  std::fill(index.begin() + 8836, index.begin() + 10716, 0);
  return index;
}

MultiByteIndex MakeJis0212() {
  return MakeIndex("EUC-JP", 8836, [](size_t pointer, char* bytes) {
    bytes[0] = '\x8F';
    bytes[1] = static_cast<char>(0xA1 + pointer / 94);
    bytes[2] = static_cast<char>(0xA1 + pointer % 94);
    return size_t{3};
  });
}

template <size_t N>
void Correct(MultiByteIndex& index, const Correction (&corrections)[N]) {
  for (const Correction& correction : corrections) {
    index[correction.pointer] = correction.code_point;
  }
}

// Index gb18030 ranges lists, in ascending order, what GB 18030-2000 has no two bytes for: neither
// the characters that the edition of 2022 has since given some, nor U+1E3F, whose place U+E7C7
// took.
MultiByteIndex MakeFourBytes(const MultiByteIndex& gb18030) {
  constexpr uint32_t kGivenTwoBytesLater[] = {0xFE10, 0xFE11, 0xFE12, 0xFE13, 0xFE14, 0xFE15,
                                              0xFE16, 0xFE17, 0xFE18, 0xFE19, 0x9FB4, 0x9FB5,
                                              0x9FB6, 0x9FB7, 0x9FB8, 0x9FB9, 0x9FBA, 0x9FBB};
  constexpr uint32_t kLeftThen[] = {0xE78D, 0xE78E, 0xE78F, 0xE790, 0xE791, 0xE792, 0xE793,
                                    0xE794, 0xE795, 0xE796, 0xE81E, 0xE826, 0xE82B, 0xE82C,
                                    0xE832, 0xE843, 0xE854, 0xE864, 0xE5E5, 0xE7C7};
  std::vector<bool> has_two(0x10000);
  for (const uint32_t code_point : gb18030) has_two[code_point & 0xFFFF] = true;
  for (const uint32_t code_point : kGivenTwoBytesLater) has_two[code_point] = false;
  for (const uint32_t code_point : kLeftThen) has_two[code_point] = true;
  has_two[0x1E3F] = false;
  MultiByteIndex index;
  for (uint32_t code_point = 0x80; code_point <= 0xFFFF; ++code_point) {
    const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
    if (!has_two[code_point] && !surrogate) index.push_back(code_point);
  }
  constexpr size_t kPlaceOfE7C7 = 7457;
  if (index.size() > kPlaceOfE7C7) index[kPlaceOfE7C7] = 0xE7C7;
  return index;
}

CharsetIndexes Make() {
  CharsetIndexes indexes;
  indexes.big5 = MakeTwoByteIndex("BIG5-HKSCS", 19782, 157, 0x40, 0x3F, 0x22);
  Correct(indexes.big5, kBig5);
  indexes.euc_kr = MakeTwoByteIndex("UHC", 23750, 190, 0x41, 190, 0);
  indexes.gb18030 = MakeTwoByteIndex("GB18030", 23940, 190, 0x40, 0x3F, 1);
  Correct(indexes.gb18030, kGb18030);
  indexes.gb18030_four_bytes = MakeFourBytes(indexes.gb18030);
  indexes.jis0208 = MakeJis0208();
  indexes.jis0212 = MakeJis0212();
  return indexes;
}

}  // namespace

const CharsetIndexes& MultiByteIndexes() {
  static const CharsetIndexes indexes = Make();
  return indexes;
}

SingleByteIndex MakeSingleByteIndex(const char* iconv_name) {
  SingleByteIndex index{};
  Table table(iconv_name);
  if (!table.open()) return index;
  for (size_t i = 0; i < index.size(); ++i) {
    const char byte = static_cast<char>(0x80 + i);
    index[i] = static_cast<uint16_t>(table.Decode({&byte, 1}));
    // The standard lets unassigned C1 controls pass, in the code pages of Windows.
    if (index[i] == 0 && i < 0x20) index[i] = static_cast<uint16_t>(0x80 + i);
  }
  for (const SingleByteCorrection& correction : kSingleByte) {
    if (correction.iconv_name == iconv_name) index[correction.byte - 0x80] = correction.code_point;
  }
  return index;
}

}  // namespace arsip::extractors
