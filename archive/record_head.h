// ReadRecordHead: the WARC header of a record, for one small read. Thread-safe.
#ifndef ARSIP_ARCHIVE_RECORD_HEAD_H_
#define ARSIP_ARCHIVE_RECORD_HEAD_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "archive/warc_header_parser.h"

namespace arsip::archive {

// SHA-256 of the payload, "sha256:" in hexadecimal, on response and resource records that Arsip
// writes. Worth nothing in a file that others wrote.
inline constexpr std::string_view kPayloadDigestField = "X-Arsip-Payload-Digest";

// So much of the member is read, and so much of it inflated, at most.
inline constexpr size_t kRecordHeadReadBytes = 4u << 10;
inline constexpr size_t kMaxRecordHeadBytes = 16u << 10;

// Of the gzip member at `offset` of an open file. Nullopt: none is there, or its header is longer;
// WarcReader tells which. The member's check value is not looked at.
std::optional<WarcHeader> ReadRecordHead(int file, uint64_t offset);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_RECORD_HEAD_H_
