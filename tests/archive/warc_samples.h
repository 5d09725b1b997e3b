// WARC files made by hand, right and wrong, for the reading side.
#ifndef ARSIP_TESTS_ARCHIVE_WARC_SAMPLES_H_
#define ARSIP_TESTS_ARCHIVE_WARC_SAMPLES_H_

#include <zlib.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "archive/warc_reader.h"
#include "base/digest.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace arsip::archive::testing {

inline const std::string kWarcinfoId = "<urn:uuid:00000000-0000-4000-8000-000000000000>";

// "<urn:uuid:...>" that ends in `n`.
inline std::string IdOf(int n) {
  std::string digits = std::to_string(n);
  return "<urn:uuid:00000000-0000-4000-8000-" + std::string(12 - digits.size(), '0') + digits + ">";
}

struct HandMade {
  std::string version = "WARC/1.1";
  std::vector<std::pair<std::string, std::string>> fields;
  std::string block;
  std::string line_end = "\r\n";
  std::string trailer = "\r\n\r\n";

  HandMade& Add(std::string name, std::string value) {
    fields.emplace_back(std::move(name), std::move(value));
    return *this;
  }
  HandMade& Set(std::string_view name, std::string value) {
    for (auto& field : fields) {
      if (field.first == name) field.second = value;
    }
    return *this;
  }
  HandMade& Remove(std::string_view name) {
    std::erase_if(fields, [&](const auto& field) { return field.first == name; });
    return *this;
  }
  // With Content-Length, unless a field says it already.
  std::string Bytes() const {
    std::string bytes = version + line_end;
    bool sized = false;
    for (const auto& [name, value] : fields) {
      bytes += name + ": " + value + line_end;
      sized = sized || name == "Content-Length";
    }
    if (!sized) bytes += "Content-Length: " + std::to_string(block.size()) + line_end;
    return bytes + line_end + block + trailer;
  }
};

inline HandMade HandMadeRecord(const std::string& type, int id, std::string block) {
  HandMade record;
  record.block = std::move(block);
  record.Add("WARC-Type", type).Add("WARC-Record-ID", IdOf(id));
  record.Add("WARC-Date", "2026-11-22T10:11:12." + std::to_string(100000 + id) + "Z");
  if (type != "warcinfo") record.Add("WARC-Warcinfo-ID", kWarcinfoId);
  record.Add("WARC-Block-Digest", FormatDigest(ComputeSha256(std::string_view(record.block))));
  return record;
}

inline HandMade HandMadeWarcinfo() {
  return HandMadeRecord("warcinfo", 0, "software: by hand\r\n")
      .Add("Content-Type", "application/warc-fields");
}

inline HandMade HandMadeResponse(int id, const std::string& url, const std::string& body,
                                 const std::string& head = "Content-Type: text/html\r\n") {
  return HandMadeRecord("response", id, "HTTP/1.1 200 OK\r\n" + head + "\r\n" + body)
      .Add("WARC-Target-URI", url)
      .Add("Content-Type", "application/http; msgtype=response")
      .Add("WARC-Payload-Digest", FormatDigest(ComputeSha1(body)));
}

inline HandMade HandMadeRequest(int id, const std::string& url, int response_id) {
  return HandMadeRecord("request", id, "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n")
      .Add("WARC-Target-URI", url)
      .Add("Content-Type", "application/http; msgtype=request")
      .Add("WARC-Concurrent-To", IdOf(response_id));
}

inline HandMade HandMadeRevisit(int id, const std::string& url, const HandMade& original) {
  HandMade revisit =
      HandMadeRecord("revisit", id, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n");
  revisit.Add("WARC-Target-URI", url).Add("Content-Type", "application/http; msgtype=response");
  revisit.Add("WARC-Profile", std::string(kProfileIdenticalPayloadDigest));
  for (const auto& [name, value] : original.fields) {
    if (name == "WARC-Record-ID") revisit.Add("WARC-Refers-To", value);
    if (name == "WARC-Target-URI") revisit.Add("WARC-Refers-To-Target-URI", value);
    if (name == "WARC-Date") revisit.Add("WARC-Refers-To-Date", value);
    if (name == "WARC-Payload-Digest") revisit.Add("WARC-Payload-Digest", value);
  }
  return revisit;
}

inline std::string Gzip(std::string_view bytes, int level = 6) {
  z_stream stream{};
  deflateInit2(&stream, level, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

struct ReadBack {
  WarcHeader header;
  std::string block;
  uint64_t offset = 0;
  uint64_t length = 0;
  uint32_t index_in_member = 0;
  bool intact = false;
};

inline std::vector<ReadBack> ReadAll(const std::string& path, ReadReporter& reporter,
                                     const WarcReaderOptions& options = {}) {
  std::vector<ReadBack> records;
  auto reader = WarcReader::Open(path, options, reporter);
  EXPECT_TRUE(reader.has_value());
  if (!reader.has_value()) return records;
  while (true) {
    const auto more = (*reader)->Next();
    EXPECT_TRUE(more.has_value());
    if (!more.has_value() || !*more) break;
    ReadBack record;
    record.header = (*reader)->header();
    while (true) {
      const auto piece = (*reader)->ReadBlock();
      EXPECT_TRUE(piece.has_value());
      if (!piece.has_value() || piece->empty()) break;
      record.block.append(*piece);
    }
    EXPECT_TRUE((*reader)->Finish().has_value());
    record.offset = (*reader)->offset();
    record.length = (*reader)->length();
    record.index_in_member = (*reader)->index_in_member();
    record.intact = (*reader)->intact();
    records.push_back(std::move(record));
  }
  return records;
}

// The ids of the records that came whole, as numbers.
inline std::vector<int> IntactIds(const std::vector<ReadBack>& records) {
  std::vector<int> ids;
  for (const ReadBack& record : records) {
    if (!record.intact) continue;
    const std::string& id = record.header.record_id();
    ids.push_back(id.size() == kWarcinfoId.size() ? std::atoi(id.c_str() + 34) : -1);
  }
  return ids;
}

inline std::vector<ReadProblem::Kind> KindsOf(const ReadProblems& problems) {
  std::vector<ReadProblem::Kind> kinds;
  for (const ReadProblem& problem : problems.list()) kinds.push_back(problem.kind);
  return kinds;
}

}  // namespace arsip::archive::testing

#endif  // ARSIP_TESTS_ARCHIVE_WARC_SAMPLES_H_
