// The decoders of https://encoding.spec.whatwg.org/ for everything but UTF-8 (utf8.h): the
// standard's algorithms over the standard's indexes, step by step, because a byte swallowed in
// error is how a document hides mark-up from a reader. Errors become U+FFFD. Linear in the bytes.
// Pure functions.
#ifndef ARSIP_EXTRACTORS_CHARSET_DECODERS_H_
#define ARSIP_EXTRACTORS_CHARSET_DECODERS_H_

#include <string>
#include <string_view>

#include "extractors/charset_indexes.h"

namespace arsip::extractors {

// Each appends to `out`.
void DecodeSingleByte(std::string_view bytes, const SingleByteIndex& index, std::string& out);
void DecodeGb18030(std::string_view bytes, std::string& out);  // gbk, too
void DecodeBig5(std::string_view bytes, std::string& out);
void DecodeEucJp(std::string_view bytes, std::string& out);
void DecodeIso2022Jp(std::string_view bytes, std::string& out);
void DecodeShiftJis(std::string_view bytes, std::string& out);
void DecodeEucKr(std::string_view bytes, std::string& out);
void DecodeUtf16(std::string_view bytes, bool big_endian, std::string& out);
void DecodeUserDefined(std::string_view bytes, std::string& out);
// One U+FFFD for whatever there is: https://encoding.spec.whatwg.org/#replacement
void DecodeReplacement(std::string_view bytes, std::string& out);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_CHARSET_DECODERS_H_
