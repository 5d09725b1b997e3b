// An archive as a crawl leaves it: written by Archive itself, over several segments, with every
// kind of record.
#ifndef ARSIP_TESTS_ARCHIVE_CRAWLED_ARCHIVE_H_
#define ARSIP_TESTS_ARCHIVE_CRAWLED_ARCHIVE_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "archive/archive.h"
#include "base/clock.h"
#include "capture_samples.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace arsip::archive::testing {

inline WarcRecord ResourceOf(const std::string& uri, const std::string& text, UtcTime date) {
  WarcRecord record;
  record.type = RecordType::kResource;
  record.date = date;
  record.target_uri = uri;
  record.content_type = "text/plain; charset=utf-8";
  record.payload_sha256 = ComputeSha256(std::string_view(text));
  record.fields.emplace_back("WARC-Payload-Digest", FormatDigest(ComputeSha1(text)));
  record.AppendBlock(text);
  return record;
}

inline WarcRecord ConversionOf(const std::string& url, const std::string& text, UtcTime date,
                               const std::string& original = NewRecordId()) {
  WarcRecord record = ResourceOf(url, text, date);
  record.type = RecordType::kConversion;
  record.payload_sha256.reset();
  record.fields.emplace_back("WARC-Refers-To", original);
  return record;
}

inline WarcRecord RedirectTo(const std::string& location, const std::string& url, UtcTime date) {
  WarcRecord record;
  record.date = date;
  record.target_uri = url;
  record.content_type = "application/http; msgtype=response";
  record.fields.emplace_back("WARC-Payload-Digest", FormatDigest(ComputeSha1("")));
  record.AppendBlock("HTTP/1.1 301 Moved\r\nLocation: " + location +
                     "\r\nContent-Length: 0\r\n\r\n");
  return record;
}

inline WarcRecord NotModified(const std::string& url, const LastCapture& last, UtcTime date) {
  WarcRecord record = RevisitOf(url, last.as_original);
  record.date = date;
  record.fields[0].second = kProfileServerNotModified;
  record.content_type.clear();
  record.block.clear();
  return record;
}

// `captures` pages of three hosts; every third payload is one seen before and becomes a revisit.
inline void WriteCrawl(const std::string& directory, int captures, uint64_t segment_bytes) {
  const SystemClock clock;
  ArchiveOptions options;
  options.segment_bytes = segment_bytes;
  options.min_free_bytes = 0;
  options.group_commit = std::chrono::milliseconds(1);
  options.warcinfo = {{"software", "arsip"}, {"format", "WARC File Format 1.1"}};
  auto opened = Archive::Open(directory, options, clock);
  ASSERT_TRUE(opened.has_value()) << opened.error().ToString();
  const std::unique_ptr<Archive> archive = std::move(*opened);
  const auto append = [&](std::vector<WarcRecord> records) {
    const auto location = AppendAsync(*archive, std::move(records)).get();
    ASSERT_TRUE(location.has_value()) << location.error().ToString();
  };
  for (int i = 0; i < captures; ++i) {
    const UtcTime date = SampleDate() + std::chrono::milliseconds(i * 700);
    const std::string url =
        "https://host" + std::to_string(i % 3) + ".example/page/" + std::to_string(i);
    const std::string body = RandomBytes(i % 3 == 2 ? 500 : 200 + static_cast<size_t>(i) * 37,
                                         i % 3 == 2 ? 1u : static_cast<uint32_t>(i) + 10);
    const auto verdict = JudgeAsync(*archive, ComputeSha256(std::string_view(body))).get();
    ASSERT_TRUE(verdict.has_value());
    std::vector<WarcRecord> records = CaptureOf(url, body);
    if (verdict->kind == DedupVerdict::Kind::kRevisit) records[0] = RevisitOf(url, *verdict);
    records[1] = RequestFor(records[0]);
    records[2] = MetadataFor(records[0]);
    for (WarcRecord& record : records) record.date = date;
    append(std::move(records));
  }
  const UtcTime later = SampleDate() + std::chrono::hours(24);
  append({RedirectTo("/page/0", "https://host0.example/", later)});
  const auto last = archive->Last("https://host0.example/page/0");
  ASSERT_TRUE(last.has_value() && last->has_value());
  append({NotModified("https://host0.example/page/0", **last, later)});
  append({ResourceOf("urn:arsip:crawl-log", "line\n", later)});
  std::promise<bool> derived;
  archive->AppendDerived(
      {ConversionOf("https://host0.example/page/0", "text", later, (*last)->as_original.refers_to)},
      [&](const auto& location) { derived.set_value(location.has_value()); });
  ASSERT_TRUE(derived.get_future().get());
}

}  // namespace arsip::archive::testing

#endif  // ARSIP_TESTS_ARCHIVE_CRAWLED_ARCHIVE_H_
