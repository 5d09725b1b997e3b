// Reading and writing WARC records on one core; warc_bench.py runs it beside npm warcio.
//
//   warc_bench read FILE                     every record through WarcReader, block and payload
//                                            digests checked
//   warc_bench write FILE DIR CODER LEVEL    the records of FILE through Archive::Append into DIR
//
// CODER is libdeflate or isa-l. Prints one line of JSON. CPU is user + system of this process, from
// the first record to the last durable one; what `write` reads first is held in memory and not
// counted.
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "archive/archive.h"
#include "archive/verify_record.h"
#include "archive/warc_reader.h"

namespace arsip::archive {
namespace {

double CpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

class Stopwatch {
 public:
  double cpu() const { return CpuSeconds() - cpu_; }
  double wall() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - wall_).count();
  }

 private:
  double cpu_ = CpuSeconds();
  std::chrono::steady_clock::time_point wall_ = std::chrono::steady_clock::now();
};

int Fail(const Error& error) {
  std::fprintf(stderr, "warc_bench: %s\n", error.ToString().c_str());
  return 1;
}

Result<uint64_t> ReadAndCheck(const std::string& path, VerifyReport& report,
                              ReadProblems& problems) {
  ARSIP_ASSIGN(const auto reader, WarcReader::Open(path, {}, problems));
  uint64_t block_bytes = 0;
  while (true) {
    ARSIP_ASSIGN(const bool more, reader->Next());
    if (!more) return block_bytes;
    ++report.records;
    ARSIP_ASSIGN(const RecordFacts facts,
                 ReadAndCheckDigests(*reader, report, [&](VerifyProblem::Severity, std::string) {
                   ++report.errors;
                 }));
    block_bytes += facts.block_length;
  }
}

int Read(const std::string& path) {
  VerifyReport report;
  ReadProblems problems;
  const Stopwatch watch;
  const auto bytes = ReadAndCheck(path, report, problems);
  if (!bytes.has_value()) return Fail(bytes.error());
  std::printf(
      "{\"records\": %llu, \"block_bytes\": %llu, \"block_digests\": %llu, \"payload_digests\": "
      "%llu, \"differences\": %llu, \"cpu_s\": %.4f, \"wall_s\": %.4f}\n",
      static_cast<unsigned long long>(report.records), static_cast<unsigned long long>(*bytes),
      static_cast<unsigned long long>(report.block_digests),
      static_cast<unsigned long long>(report.payload_digests),
      static_cast<unsigned long long>(report.errors + problems.count()), watch.cpu(), watch.wall());
  return report.errors + problems.count() == 0 ? 0 : 1;
}

// Fields that the writer adds itself, or that WarcRecord has members for.
bool IsOwnField(std::string_view name) {
  static constexpr std::array<std::string_view, 9> kOwn = {
      "WARC-Type",         "WARC-Record-ID",   "WARC-Date",      "WARC-Target-URI", "Content-Type",
      "WARC-Block-Digest", "WARC-Warcinfo-ID", "Content-Length", "WARC-Filename"};
  return std::ranges::find(kOwn, name) != kOwn.end();
}

Result<std::vector<WarcRecord>> Load(const std::string& path) {
  std::vector<WarcRecord> records;
  ReadProblems problems;
  ARSIP_ASSIGN(const auto reader, WarcReader::Open(path, {}, problems));
  while (true) {
    ARSIP_ASSIGN(const bool more, reader->Next());
    if (!more) return records;
    const WarcHeader& header = reader->header();
    if (header.type() == RecordType::kWarcinfo) continue;
    WarcRecord record;
    record.type = header.type();
    record.date = header.time();
    record.target_uri = header.target_uri();
    record.content_type = header.Get("Content-Type");
    for (const auto& [name, value] : header.fields()) {
      if (!IsOwnField(name)) record.fields.emplace_back(name, value);
    }
    std::string block;
    while (true) {
      ARSIP_ASSIGN(const auto piece, reader->ReadBlock());
      if (piece.empty()) break;
      block.append(piece);
    }
    if (!block.empty()) record.AppendBlock(std::move(block));
    records.push_back(std::move(record));
  }
}

class Countdown {
 public:
  explicit Countdown(size_t left) : left_(left) {}
  void Done(bool ok) {
    const std::lock_guard lock(mutex_);
    failed_ += ok ? 0 : 1;
    if (--left_ == 0) done_.notify_all();
  }
  uint64_t WaitForFailures() {
    std::unique_lock lock(mutex_);
    done_.wait(lock, [&] { return left_ == 0; });
    return failed_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable done_;
  size_t left_;
  uint64_t failed_ = 0;
};

int Write(const std::string& path, const std::string& directory, std::string_view coder,
          std::string_view level) {
  auto records = Load(path);
  if (!records.has_value()) return Fail(records.error());
  uint64_t bytes = 0;
  for (const WarcRecord& record : *records) bytes += record.block_length();
  const size_t count = records->size();

  ArchiveOptions options;
  options.compression = coder == "isa-l" ? Compression::kIsal : Compression::kLibdeflate;
  std::from_chars(level.data(), level.data() + level.size(), options.compression_level);
  options.queue_bytes = UINT64_MAX;
  SystemClock clock;
  auto archive = Archive::Open(directory, options, clock);
  if (!archive.has_value()) return Fail(archive.error());
  Countdown left(count);
  const Stopwatch watch;
  for (WarcRecord& record : *records) {
    std::vector<WarcRecord> event;
    event.push_back(std::move(record));
    (*archive)->Append(std::move(event),
                       [&](Result<RecordLocation> at) { left.Done(at.has_value()); });
  }
  const uint64_t failed = left.WaitForFailures();
  archive->reset();
  std::printf(
      "{\"records\": %zu, \"block_bytes\": %llu, \"failed\": %llu, \"cpu_s\": %.4f, \"wall_s\": "
      "%.4f}\n",
      count, static_cast<unsigned long long>(bytes), static_cast<unsigned long long>(failed),
      watch.cpu(), watch.wall());
  return failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace arsip::archive

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() == 2 && arguments[0] == "read") return arsip::archive::Read(arguments[1]);
  if (arguments.size() == 5 && arguments[0] == "write") {
    return arsip::archive::Write(arguments[1], arguments[2], arguments[3], arguments[4]);
  }
  std::fputs("usage: warc_bench read FILE | warc_bench write FILE DIR libdeflate|isa-l LEVEL\n",
             stderr);
  return 2;
}
