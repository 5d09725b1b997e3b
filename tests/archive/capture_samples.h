// Captures to write, a directory to write them to, and a wait for their acknowledgement.
#ifndef ARSIP_TESTS_ARCHIVE_CAPTURE_SAMPLES_H_
#define ARSIP_TESTS_ARCHIVE_CAPTURE_SAMPLES_H_

#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <future>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "archive/archive.h"
#include "archive/warc_record.h"
#include "base/clock.h"
#include "base/digest.h"

namespace arsip::archive::testing {

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string name = std::filesystem::temp_directory_path() / "arsip-archive-XXXXXX";
    path_ = mkdtemp(name.data());
  }
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Names in a directory, sorted.
inline std::vector<std::string> NamesIn(const std::string& directory) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

inline std::string RandomBytes(size_t length, uint32_t seed) {
  std::mt19937 random(seed);
  std::string bytes(length, '\0');
  std::generate(bytes.begin(), bytes.end(), [&random] { return static_cast<char>(random()); });
  return bytes;
}

inline UtcTime SampleDate() { return UtcTime(std::chrono::microseconds(1'795'342'271'123'456)); }

inline WarcRecord Response(const std::string& url, const std::string& body) {
  WarcRecord record;
  record.type = RecordType::kResponse;
  record.date = SampleDate();
  record.target_uri = url;
  record.content_type = "application/http; msgtype=response";
  record.fields.emplace_back("WARC-IP-Address", "192.0.2.7");
  record.fields.emplace_back("WARC-Payload-Digest", FormatDigest(ComputeSha1(body)));
  record.payload_sha256 = ComputeSha256(std::string_view(body));
  record.AppendBlock(
      "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nETag: \"v1\"\r\nContent-Length: " +
      std::to_string(body.size()) + "\r\n\r\n");
  if (!body.empty()) record.AppendBlock(body);
  return record;
}

inline WarcRecord RequestFor(const WarcRecord& response) {
  WarcRecord record;
  record.type = RecordType::kRequest;
  record.date = response.date;
  record.target_uri = response.target_uri;
  record.content_type = "application/http; msgtype=request";
  record.fields.emplace_back("WARC-Concurrent-To", response.record_id);
  record.AppendBlock("GET / HTTP/1.1\r\nHost: example.org\r\n\r\n");
  return record;
}

inline WarcRecord MetadataFor(const WarcRecord& response) {
  WarcRecord record;
  record.type = RecordType::kMetadata;
  record.date = response.date;
  record.target_uri = response.target_uri;
  record.content_type = "application/warc-fields";
  record.fields.emplace_back("WARC-Concurrent-To", response.record_id);
  record.AppendBlock("hopsFromSeed: \r\nfetchTimeMs: 12\r\n");
  return record;
}

// response, request, metadata
inline std::vector<WarcRecord> CaptureOf(const std::string& url, const std::string& body) {
  std::vector<WarcRecord> records;
  records.push_back(Response(url, body));
  records.push_back(RequestFor(records.front()));
  records.push_back(MetadataFor(records.front()));
  return records;
}

inline WarcRecord RevisitOf(const std::string& url, const DedupVerdict& verdict) {
  WarcRecord record;
  record.type = RecordType::kRevisit;
  record.date = SampleDate() + std::chrono::seconds(60);
  record.target_uri = url;
  record.content_type = "application/http; msgtype=response";
  record.fields.emplace_back("WARC-Profile", kProfileIdenticalPayloadDigest);
  record.fields.emplace_back("WARC-Refers-To", verdict.refers_to);
  record.fields.emplace_back("WARC-Refers-To-Target-URI", verdict.refers_to_target_uri);
  record.fields.emplace_back("WARC-Refers-To-Date", verdict.refers_to_date);
  record.fields.emplace_back("WARC-Truncated", "length");
  record.fields.emplace_back("WARC-Payload-Digest", FormatDigest(verdict.payload_sha1));
  record.AppendBlock("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n");
  return record;
}

inline std::future<Result<RecordLocation>> AppendAsync(Archive& archive,
                                                       std::vector<WarcRecord> records) {
  auto promise = std::make_shared<std::promise<Result<RecordLocation>>>();
  std::future<Result<RecordLocation>> future = promise->get_future();
  archive.Append(std::move(records), [promise](Result<RecordLocation> location) {
    promise->set_value(std::move(location));
  });
  return future;
}

inline std::future<Result<DedupVerdict>> JudgeAsync(Archive& archive, const Sha256& payload) {
  auto promise = std::make_shared<std::promise<Result<DedupVerdict>>>();
  std::future<Result<DedupVerdict>> future = promise->get_future();
  archive.Judge(
      payload, [promise](Result<DedupVerdict> verdict) { promise->set_value(std::move(verdict)); });
  return future;
}

template <class T>
bool Ready(std::future<T>& future, std::chrono::milliseconds within) {
  return future.wait_for(within) == std::future_status::ready;
}

}  // namespace arsip::archive::testing

#endif  // ARSIP_TESTS_ARCHIVE_CAPTURE_SAMPLES_H_
