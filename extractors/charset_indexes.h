// The indexes of https://encoding.spec.whatwg.org/#indexes : code points by pointer. They are made
// from this system's iconv when first asked for, and corrected where glibc's tables differ from
// the standard's; tests/extractors/charset_decoders_test.cc compares every entry with the standard
// by digests. Some 400 kB.
//
// glibc's tables were chosen because they are the nearest: euc-kr, jis0212 and all ISO 8859 parts
// agree entry by entry, where ICU 72 differs in 94 and 21 entries, lacks iso-8859-16 and differs
// in 789 entries of big5.
#ifndef ARSIP_EXTRACTORS_CHARSET_INDEXES_H_
#define ARSIP_EXTRACTORS_CHARSET_INDEXES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace arsip::extractors {

// 0: no code point has this pointer.
using MultiByteIndex = std::vector<uint32_t>;
// Of the bytes from 0x80.
using SingleByteIndex = std::array<uint16_t, 128>;

struct CharsetIndexes {
  MultiByteIndex big5;
  MultiByteIndex euc_kr;
  MultiByteIndex gb18030;
  MultiByteIndex gb18030_four_bytes;  // the ranges, below U+10000, one entry a pointer
  MultiByteIndex jis0208;
  MultiByteIndex jis0212;
};

// Reads from disk when first called: before the sandbox's walls. Thread-safe. An index whose
// encoding iconv lacks has no entries: its bytes become U+FFFD.
const CharsetIndexes& MultiByteIndexes();

// `iconv_name` names the table that the index is made from. Reads from disk, likewise; the caller
// keeps it.
SingleByteIndex MakeSingleByteIndex(const char* iconv_name);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_CHARSET_INDEXES_H_
