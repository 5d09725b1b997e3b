// The block of a response record: the head as received, with the two framing fields that would lie
// about the stored body renamed (WARC 1.1 guidelines; the de-chunked form all readers agree on):
//   Transfer-Encoding -> X-Crawler-Transfer-Encoding   when the transfer coding was removed
//   Content-Length    -> X-Crawler-Content-Length      when the stored body has another length
// and the true Content-Length added. Everything else keeps its bytes, order and case.
#ifndef ARSIP_CRAWLER_RESPONSE_BLOCK_H_
#define ARSIP_CRAWLER_RESPONSE_BLOCK_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace arsip::crawler {

// `head` ends with its blank line, which is normalised to CRLF CRLF; `body_bytes` is what is stored
// after it. A body that the status or method forbids (1xx, 204, 304) gets no Content-Length added.
std::string StoredHead(std::string_view head, bool transfer_decoded, uint64_t body_bytes);

// For TransferCoding::kVerbatim: the head as received, byte for byte, above a body as received.
// Only the length of a body that was cut is renamed as above; `body_bytes` is what is stored after
// it.
std::string VerbatimHead(std::string_view head, uint64_t body_bytes);

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_RESPONSE_BLOCK_H_
