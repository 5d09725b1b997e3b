#include "crawler/crawl_log.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/digest.h"

namespace arsip::crawler {
namespace {

// A log beyond this is archived in part: its head, with a line that says so.
constexpr uint64_t kMaxArchivedLogBytes = 256u << 20;

archive::WarcRecord ResourceRecord(std::string uri, std::string content_type, std::string block,
                                   UtcTime date) {
  archive::WarcRecord record;
  record.type = archive::RecordType::kResource;
  record.date = date;
  record.target_uri = std::move(uri);
  record.content_type = std::move(content_type);
  record.fields.emplace_back("WARC-Payload-Digest", FormatDigest(ComputeSha1(block)));
  record.payload_sha256 = ComputeSha256(block);
  record.AppendBlock(std::move(block));
  return record;
}

void Append(archive::Archive& archive, archive::WarcRecord record) {
  std::vector<archive::WarcRecord> records;
  records.push_back(std::move(record));
  // Nobody waits: the archive drains before it closes, and the file in DIR/reports stays in any
  // case.
  archive.Append(std::move(records), [](const Result<archive::RecordLocation>&) {});
}

}  // namespace

Result<std::unique_ptr<CrawlLog>> CrawlLog::Open(const std::string& archive_directory,
                                                 const seeds::Collection& collection,
                                                 const Clock& clock) {
  std::unique_ptr<CrawlLog> log(new CrawlLog());
  const std::string directory = archive_directory + "/reports";
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) return ErrnoError(error.value(), "cannot create the reports directory", directory);
  log->began_ = clock.Utc();
  log->timestamp_ = FormatTimestamp14(log->began_);
  log->name_ = collection.name;
  log->path_ = directory + "/crawl-" + log->timestamp_ + ".log";
  log->file_ = std::fopen(log->path_.c_str(), "ae");
  if (log->file_ == nullptr) return ErrnoError(errno, "cannot open the crawl log", log->path_);
  return Result<std::unique_ptr<CrawlLog>>(std::move(log));
}

CrawlLog::~CrawlLog() {
  if (file_ != nullptr) std::fclose(file_);
}

void CrawlLog::Add(const CrawlEvent& event) {
  const std::string line = FormatCrawlLogLine(event) + "\n";
  if (std::fwrite(line.data(), 1, line.size(), file_) != line.size()) {
    ++lost_lines_;
    std::clearerr(file_);
  }
  ++lines_;
}

void CrawlLog::AppendCollection(archive::Archive& archive, const seeds::Collection& collection,
                                UtcTime since) {
  const std::string uri = "urn:arsip:collection:" + collection.name + ":" +
                          HexEncode(ComputeSha256(collection.source)).substr(0, 16);
  Append(archive, ResourceRecord(uri, "application/yaml", collection.source, since));
}

void CrawlLog::AppendTo(archive::Archive& archive) {
  if (lines_ == 0) return;
  std::fflush(file_);
  std::ifstream file(path_, std::ios::binary);
  std::string text;
  std::error_code error;
  const auto size = std::filesystem::file_size(path_, error);
  if (error) return;
  text.resize(std::min<uint64_t>(size, kMaxArchivedLogBytes));
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(file.gcount()));
  text.shrink_to_fit();
  if (file && file.peek() != std::char_traits<char>::eof()) text += "# cut: the log is longer\n";
  if (lost_lines_ > 0) text += "# lines lost to a full disk: " + std::to_string(lost_lines_) + "\n";
  Append(archive, ResourceRecord("urn:arsip:crawl-log:" + name_ + ":" + timestamp_,
                                 "text/plain; charset=utf-8", std::move(text), began_));
}

}  // namespace arsip::crawler
