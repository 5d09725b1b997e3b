// Records as the index takes them, and an index to put them into.
#ifndef ARSIP_TESTS_ARCHIVE_INDEX_SAMPLES_H_
#define ARSIP_TESTS_ARCHIVE_INDEX_SAMPLES_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "archive/capture_index.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "warc_samples.h"

namespace arsip::archive::testing {

inline const std::string kHtmlHead =
    "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nETag: \"v1\"\r\n"
    "Last-Modified: Sun, 22 Nov 2026 10:00:00 GMT\r\n\r\n";

// Owns what an IndexedRecord views.
struct SampleRecord {
  RecordType type = RecordType::kResponse;
  int id = 1;
  std::string url = "https://example.org/";
  std::string payload = "payload";
  std::string date = "2026-11-22T10:11:12.000000Z";
  std::string http_head = kHtmlHead;
  std::string content_type = "application/http; msgtype=response";
  bool truncated = false;
  const SampleRecord* original = nullptr;  // of a revisit
  uint64_t offset = 0;
  uint64_t length = 100;

  std::string record_id = {};
  IndexedRecord Indexed() {
    record_id = IdOf(id);
    IndexedRecord record;
    record.type = type;
    record.record_id = record_id;
    record.date = date;
    record.time = *ParseWarcDate(date);
    record.target_uri = url;
    record.content_type = content_type;
    record.http_head = http_head;
    record.truncated = truncated;
    record.offset = offset;
    record.length = length;
    if (type == RecordType::kResponse || type == RecordType::kResource) {
      record.payload_sha1 = ComputeSha1(payload);
      record.payload_sha256 = ComputeSha256(std::string_view(payload));
    }
    if (original != nullptr) {
      record.payload_sha1 = ComputeSha1(original->payload);
      record.profile = kProfileIdenticalPayloadDigest;
      record.refers_to = original->record_id;
      record.refers_to_target_uri = original->url;
      record.refers_to_date = original->date;
    }
    return record;
  }
};

inline std::vector<std::pair<std::string, std::string>> DumpOf(CaptureIndex& index) {
  std::vector<std::pair<std::string, std::string>> rows;
  const Status status = index.Dump([&](std::string_view key, std::string_view value) {
    rows.emplace_back(key, value);
    return true;
  });
  EXPECT_TRUE(status.has_value());
  return rows;
}

inline std::vector<Capture> CapturesOf(CaptureIndex& index, std::string_view begin = {},
                                       std::string_view end = {}) {
  std::vector<Capture> captures;
  const Status status = index.ForEachCapture(begin, end, [&](const Capture& capture) {
    captures.push_back(capture);
    return true;
  });
  EXPECT_TRUE(status.has_value());
  return captures;
}

}  // namespace arsip::archive::testing

#endif  // ARSIP_TESTS_ARCHIVE_INDEX_SAMPLES_H_
