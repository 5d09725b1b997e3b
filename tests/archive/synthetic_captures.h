// A web that exists only as a function of a number: captures for the index, as many as wanted,
// without a file and without memory. The same numbers give the same captures everywhere.
//
// Hosts have a long tail (a few have most pages); paths have one to five parts of words and
// numbers, one in six a query. Of 100 captures 30 come back to a known URL: 20 find it unchanged
// (revisit), 10 changed; 4 more find a payload known from another URL (revisit). Of the others 5
// are 404, 5 redirects. Half of the pages have an ETag, half a Last-Modified. One gzip member in
// eight kilobytes or so, a gigabyte a file, 7 ms a capture.
#ifndef ARSIP_TESTS_ARCHIVE_SYNTHETIC_CAPTURES_H_
#define ARSIP_TESTS_ARCHIVE_SYNTHETIC_CAPTURES_H_

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>

#include "archive/indexed_record.h"
#include "archive/record_uuid.h"
#include "base/clock.h"

namespace arsip::archive::testing {

class SyntheticCapture {
 public:
  static constexpr uint64_t kPerFile = 120'000;
  static constexpr uint64_t kMeanMember = 8192;

  // Its URL: capture `i` of a web that has `i` captures so far.
  static std::string UrlOf(uint64_t i) { return Url(FirstOf(i)); }
  static std::string FilenameOf(uint64_t file) {
    std::array<char, 80> name{};
    std::snprintf(name.data(), name.size(), "arsip-20261122101112000-%05llu-1~bench~0.warc.gz",
                  static_cast<unsigned long long>(file + 1));
    return name.data();
  }
  static std::string IdOf(uint64_t i, uint64_t which = 0) { return Id(i, which); }
  static UtcTime TimeOf(uint64_t i) {
    return UtcTime(std::chrono::microseconds(1'790'000'000'000'000 +
                                             static_cast<int64_t>(i * 7000 + Mix(i, 1) % 7000)));
  }

  explicit SyntheticCapture(uint64_t i) {
    const uint64_t first = FirstOf(i);
    const uint64_t kind = Mix(i, 2) % 100;
    url_ = Url(first);
    date_ = FormatWarcDate(TimeOf(i));
    id_ = Id(i);
    const bool unchanged = first != i && kind < 20;
    const bool elsewhere = first == i && i > 1000 && kind < 34 && kind >= 30;
    if (unchanged || elsewhere) {
      const uint64_t original = unchanged ? first : FirstOf(Mix(i, 3) % i);
      original_id_ = Id(original);
      original_uri_ = Url(original);
      original_date_ = FormatWarcDate(TimeOf(original));
      payload_ = original;
    } else {
      payload_ = i;
    }
    Head(first, kind);
    record_.type = original_id_.empty() ? RecordType::kResponse : RecordType::kRevisit;
    record_.record_id = id_;
    record_.date = date_;
    record_.time = TimeOf(i);
    record_.target_uri = url_;
    record_.content_type = "application/http; msgtype=response";
    record_.http_head = head_;
    record_.payload_sha1 = Digest<Sha1>(payload_, 4);
    if (original_id_.empty()) record_.payload_sha256 = Digest<Sha256>(payload_, 5);
    record_.refers_to = original_id_;
    record_.refers_to_target_uri = original_uri_;
    record_.refers_to_date = original_date_;
    record_.offset = (i % kPerFile) * kMeanMember + Mix(i, 6) % 4096;
    record_.length = 4096 + Mix(i, 7) % 4096 - Mix(i, 6) % 4096;
  }
  SyntheticCapture(const SyntheticCapture&) = delete;
  SyntheticCapture& operator=(const SyntheticCapture&) = delete;

  const IndexedRecord& record() const { return record_; }
  uint64_t payload() const { return payload_; }
  static Sha256 PayloadSha256(uint64_t payload) { return Digest<Sha256>(payload, 5); }

 private:
  static constexpr std::array<std::string_view, 32> kWords = {
      "news",    "archive", "product", "image",  "article", "user",   "forum",    "topic",
      "history", "science", "politik", "report", "blog",    "review", "download", "about",
      "search",  "catalog", "docs",    "music",  "video",   "event",  "city",     "health",
      "sport",   "culture", "tag",     "page",   "index",   "author", "static",   "assets"};
  static constexpr std::array<std::string_view, 8> kTopLevels = {"com", "org", "de",    "net",
                                                                 "fr",  "nl",  "co.uk", "eu"};

  // splitmix64
  static uint64_t Mix(uint64_t i, uint64_t salt) {
    uint64_t z = i * 0x9e3779b97f4a7c15 + salt * 0xd1342543de82ef95;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
  }
  // The capture that saw the URL of capture `i` first.
  static uint64_t FirstOf(uint64_t i) {
    while (i > 1000 && Mix(i, 2) % 100 < 30) i = Mix(i, 8) % i;
    return i;
  }
  template <class Bytes>
  static Bytes Digest(uint64_t payload, uint64_t salt) {
    Bytes digest{};
    for (size_t at = 0; at < digest.size(); at += 4) {
      const auto word = static_cast<uint32_t>(Mix(payload * 8 + at / 4, salt));
      std::memcpy(digest.data() + at, &word, 4);
    }
    return digest;
  }
  // Of one run of a writer that makes kIdsEach ids a capture: its own, those of its request and its
  // metadata, and one of a record derived from it.
  static constexpr uint64_t kIdsEach = 4;
  static std::string Id(uint64_t i, uint64_t which = 0) {
    const RecordUuid run{0xb2d5f3a1c4978e60, 0xa400000000000000};
    return FormatRecordUuid(run.WithCounter(1000 + i * kIdsEach + which));
  }
  static std::string_view Word(uint64_t number) { return kWords[number % kWords.size()]; }

  static std::string Url(uint64_t first) {
    // The cube of an even number: a tenth of the hosts has half of the pages.
    const double even = static_cast<double>(Mix(first, 11) >> 11) / 9007199254740992.0;
    const auto host = static_cast<uint64_t>(even * even * even * (static_cast<double>(first) / 40));
    const uint64_t host_hash = Mix(host, 12);
    std::string url = host_hash % 8 < 7 ? "https://" : "http://";
    if (host_hash >> 8 & 1) url += "www.";
    url.append(Word(host_hash >> 16)).append(Word(host_hash >> 24));
    url += std::to_string(host) + "." + std::string(kTopLevels[(host_hash >> 32) % 8]);
    uint64_t hash = Mix(first, 13);
    const uint64_t parts = 1 + hash % 4;
    for (uint64_t part = 0; part < parts; ++part) {
      hash = Mix(hash, 14);
      url.append("/").append(Word(hash % 7 + part * 5));
      if (hash >> 20 & 1) url.append("-").append(Word(hash >> 24));
    }
    url += "/" + std::to_string(first);
    if (hash % 3 == 0) url += ".html";
    if (hash % 6 == 5) url.append("?").append(Word(hash >> 32)) += "=" + std::to_string(hash % 97);
    return url;
  }

  void Head(uint64_t first, uint64_t kind) {
    if (original_id_.empty() && kind >= 90) {
      head_ = kind < 95 ? "HTTP/1.1 404 Not Found\r\n" : "HTTP/1.1 301 Moved Permanently\r\n";
      if (kind >= 95) head_ += "Location: " + url_ + "/\r\n";
    } else {
      head_ = "HTTP/1.1 200 OK\r\n";
      std::array<char, 80> field{};
      const uint64_t hash = Mix(payload_, 15);
      if (hash & 1) {
        std::snprintf(field.data(), field.size(), "ETag: \"%llx-%llx\"\r\n",
                      static_cast<unsigned long long>(hash >> 24),
                      static_cast<unsigned long long>(hash >> 4 & 0xffff));
        head_ += field.data();
      }
      if (hash & 2) {
        std::snprintf(
            field.data(), field.size(), "Last-Modified: Mon, %02u Oct 2026 %02u:%02u:%02u GMT\r\n",
            static_cast<unsigned>(5 + hash / 4 % 4 * 7), static_cast<unsigned>(hash / 16 % 24),
            static_cast<unsigned>(hash >> 16 & 31), static_cast<unsigned>(hash >> 21 & 31));
        head_ += field.data();
      }
    }
    static constexpr std::array<std::string_view, 8> kTypes = {"text/html; charset=utf-8",
                                                               "text/html",
                                                               "text/html; charset=UTF-8",
                                                               "text/html",
                                                               "image/jpeg",
                                                               "image/png",
                                                               "application/javascript",
                                                               "text/css"};
    head_.append("Content-Type: ").append(kTypes[Mix(first, 16) % kTypes.size()]);
    head_ += "\r\n\r\n";
  }

  uint64_t payload_ = 0;
  std::string url_;
  std::string date_;
  std::string id_;
  std::string head_;
  std::string original_id_;
  std::string original_uri_;
  std::string original_date_;
  IndexedRecord record_;
};

}  // namespace arsip::archive::testing

#endif  // ARSIP_TESTS_ARCHIVE_SYNTHETIC_CAPTURES_H_
