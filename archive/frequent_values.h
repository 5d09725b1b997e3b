// The status codes and media types that most captures have, as one byte. Pure; thread-safe.
#ifndef ARSIP_ARCHIVE_FREQUENT_VALUES_H_
#define ARSIP_ARCHIVE_FREQUENT_VALUES_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "archive/row_bytes.h"

namespace arsip::archive {

// One byte: its place among the frequent ones, else 255, and the status as a varint.
void WriteStatus(RowWriter& out, uint64_t status);
uint64_t ReadStatus(RowReader& in);

// One byte, 128 and its place among the frequent ones; else a text. REQUIRES: at most 127 bytes.
void WriteMime(RowWriter& out, std::string_view mime);
std::string ReadMime(RowReader& in);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_FREQUENT_VALUES_H_
