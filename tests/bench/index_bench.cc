// The capture index at size: bytes a capture, ingest, look-ups, scans.
//
//   index_bench [--captures 1000000] [--batch 10000] [--companions 0] [--dir DIR] [--keep]
//   [--reuse]
//
// Captures are those of tests/archive/synthetic_captures.h, through IndexBatch and
// CaptureIndex::Write with one fsync a batch, as a crawl writes them; --companions N adds N records
// to each (a crawl's request and metadata). Making them up is not counted. Then everything is
// compacted, each table is weighed, and warm look-ups and scans are timed. There are no WARC files:
// digest_row is the row alone; payload_confirmed_by_its_record is a step with a small archive of
// its own. --keep leaves DIR,
// --reuse measures what a run of as many captures left there. Prints a line of JSON a step.
//
// Memory does not grow with N. The directory takes about 130 bytes a capture, and for a time twice
// that while it is compacted.
//
//   index_bench --captures 100000000 --dir /data/index-bench --keep > index.jsonl
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "archive/archive.h"
#include "archive/capture_index.h"
#include "archive/payload_originals.h"
#include "archive/query.h"
#include "base/clock.h"
#include "capture_samples.h"
#include "synthetic_captures.h"

namespace arsip::archive {
namespace {

using Clock = std::chrono::steady_clock;
using testing::SyntheticCapture;

struct Options {
  uint64_t captures = 1'000'000;
  uint64_t batch = 10'000;
  uint64_t companions = 0;
  std::string directory;
  bool keep = false;
  bool reuse = false;
};

double Seconds(Clock::time_point since) {
  return std::chrono::duration<double>(Clock::now() - since).count();
}

// Of all threads: what the machine's other work does not change.
double CpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void Require(const Status& status) {
  if (status.has_value()) return;
  std::fprintf(stderr, "index_bench: %s\n", status.error().ToString().c_str());
  std::exit(1);
}
template <class T>
T Require(Result<T> result) {
  if (!result.has_value()) Require(Status(result.error()));
  return std::move(*result);
}

uint64_t StatusMb(std::string_view field) {
  std::ifstream status("/proc/self/status");
  std::string word;
  uint64_t kilobytes = 0;
  while (status >> word) {
    if (word == field) status >> kilobytes;
  }
  return kilobytes >> 10;
}

uint64_t most_rss_mb = 0;

// Memory of its own. LevelDB maps its tables: those pages are the kernel's, taken back at will, and
// would count here as the whole file that was read.
uint64_t RssMb() {
  const uint64_t now = StatusMb("RssAnon:");
  most_rss_mb = std::max(most_rss_mb, now);
  return now;
}

uint64_t BytesIn(const std::string& directory) {
  uint64_t bytes = 0;
  for (const auto& file : std::filesystem::directory_iterator(directory)) bytes += file.file_size();
  return bytes;
}

// A cheap generator of capture numbers, the same in every run.
class Picks {
 public:
  explicit Picks(uint64_t below) : below_(below) {}
  uint64_t Next() {
    state_ = state_ * 6364136223846793005 + 1442695040888963407;
    return (state_ >> 16) % below_;
  }

 private:
  uint64_t below_;
  uint64_t state_ = 88172645463325252;
};

void AddCompanions(IndexBatch& batch, FileId file, const SyntheticCapture& capture, uint64_t count,
                   uint64_t number) {
  for (uint64_t i = 0; i < count; ++i) {
    IndexedRecord record = capture.record();
    record.type = i == 0 ? RecordType::kRequest : RecordType::kMetadata;
    const std::string id = SyntheticCapture::IdOf(number, i + 1);
    record.record_id = id;
    record.http_head = {};
    record.payload_sha1.reset();
    record.payload_sha256.reset();
    record.offset = record.offset + record.length + i * 500;
    record.length = 500;
    Require(batch.AddRecord(file, record));
  }
}

void Ingest(CaptureIndex& index, const Options& options) {
  double seconds = 0;
  double slowest = 0;
  double cpu = 0;
  IndexBatch batch(index);
  FileId file = 0;
  for (uint64_t begin = 0; begin < options.captures; begin += options.batch) {
    const uint64_t end = std::min(begin + options.batch, options.captures);
    std::deque<SyntheticCapture> captures;
    for (uint64_t i = begin; i < end; ++i) captures.emplace_back(i);
    const auto start = Clock::now();
    const double cpu_start = CpuSeconds();
    for (uint64_t i = begin; i < end; ++i) {
      if (i % SyntheticCapture::kPerFile == 0) {
        const uint64_t number = i / SyntheticCapture::kPerFile;
        file = Require(batch.AddFile(SyntheticCapture::FilenameOf(number), SegmentKind::kCaptures));
      }
      Require(batch.AddRecord(file, captures[i - begin].record()));
      AddCompanions(batch, file, captures[i - begin], options.companions, i);
    }
    Require(index.Write(batch, KeyValueStore::Sync::kYes));
    const double took = Seconds(start);
    seconds += took;
    cpu += CpuSeconds() - cpu_start;
    slowest = std::max(slowest, took);
    RssMb();
    if ((begin / options.batch) % 100 == 99) {
      std::fprintf(stderr, "\r%llu captures, %.0f/s  ", static_cast<unsigned long long>(end),
                   static_cast<double>(end) / seconds);
    }
  }
  std::printf(
      "{\"step\": \"ingest\", \"captures\": %llu, \"companions\": %llu, \"seconds\": %.2f, "
      "\"cpu_seconds\": %.2f, \"captures_per_s\": %.0f, \"slowest_batch_ms\": %.1f, \"rss_mb\": "
      "%llu}\n",
      static_cast<unsigned long long>(options.captures),
      static_cast<unsigned long long>(options.companions), seconds, cpu,
      static_cast<double>(options.captures) / seconds, slowest * 1e3,
      static_cast<unsigned long long>(RssMb()));
}

void CompactAndWeigh(CaptureIndex& index, const Options& options) {
  const uint64_t before = BytesIn(options.directory);
  const auto start = Clock::now();
  Require(index.store().Compact());
  const double took = Seconds(start);
  const auto captures = static_cast<double>(options.captures);
  const uint64_t bytes = BytesIn(options.directory);
  std::printf(
      "{\"step\": \"compact\", \"seconds\": %.1f, \"bytes_before\": %llu, \"bytes\": %llu, "
      "\"bytes_per_capture\": %.1f, \"tables\": {",
      took, static_cast<unsigned long long>(before), static_cast<unsigned long long>(bytes),
      static_cast<double>(bytes) / captures);
  const char* separator = "";
  for (const char table : std::string_view("CDHPRWw")) {
    const uint64_t size = Require(index.store().ApproximateBytes(std::string_view(&table, 1)));
    std::printf("%s\"%c\": %.1f", separator, table, static_cast<double>(size) / captures);
    separator = ", ";
  }
  std::printf("}}\n");
}

void Time(const char* name, uint64_t rounds, const std::function<bool()>& once) {
  for (uint64_t i = 0; i < rounds / 2; ++i) once();  // warm
  std::vector<double> microseconds;
  uint64_t found = 0;
  for (uint64_t i = 0; i < rounds; ++i) {
    const auto start = Clock::now();
    found += once() ? 1 : 0;
    microseconds.push_back(Seconds(start) * 1e6);
  }
  std::ranges::sort(microseconds);
  const auto at = [&](double part) {
    return microseconds[static_cast<size_t>(part * static_cast<double>(rounds - 1))];
  };
  std::printf(
      "{\"step\": \"%s\", \"lookups\": %llu, \"found\": %llu, \"p50_us\": %.1f, \"p99_us\": %.1f, "
      "\"max_us\": %.1f, \"rss_mb\": %llu}\n",
      name, static_cast<unsigned long long>(rounds), static_cast<unsigned long long>(found),
      at(0.5), at(0.99), at(1), static_cast<unsigned long long>(RssMb()));
  std::fflush(stdout);
}

std::string BodyOf(uint64_t i) {
  return testing::RandomBytes(4000, static_cast<uint32_t>(i)) + std::to_string(i);
}

void LookUps(CaptureIndex& index, const Options& options) {
  constexpr uint64_t kRounds = 50'000;
  Picks picks(options.captures);
  Time("exact", kRounds, [&] {
    uint64_t found = 0;
    const Query query{.url = SyntheticCapture::UrlOf(picks.Next())};
    Require(QueryIndex(index, query, [&](const Capture&) { return ++found < 100; }));
    return found > 0;
  });
  Time("exact_absent", kRounds, [&] {
    uint64_t found = 0;
    const Query query{.url = SyntheticCapture::UrlOf(picks.Next()) + "x"};
    Require(QueryIndex(index, query, [&](const Capture&) { return ++found < 100; }));
    return found > 0;
  });
  Time("digest_row", kRounds, [&] {
    const SyntheticCapture capture(picks.Next());
    return Require(index.FindDigest(SyntheticCapture::PayloadSha256(capture.payload())))
        .has_value();
  });
  Time("digest_row_absent", kRounds, [&] {
    const auto sha256 = SyntheticCapture::PayloadSha256(picks.Next() + (1ull << 40));
    return Require(index.FindDigest(sha256)).has_value();
  });
  Time("last", kRounds,
       [&] { return Require(index.FindLast(SyntheticCapture::UrlOf(picks.Next()))).has_value(); });
  Time("record_id", kRounds,
       [&] { return Require(index.FindRecord(SyntheticCapture::IdOf(picks.Next()))).has_value(); });
  // The nearest at or after a time; the one before waits for scans that run backwards.
  Time("exact_from", kRounds, [&] {
    const uint64_t i = picks.Next();
    bool found = false;
    const Query query{
        .url = SyntheticCapture::UrlOf(i), .from = SyntheticCapture::TimeOf(i), .limit = 1};
    Require(QueryIndex(index, query, [&](const Capture&) { return found = true; }));
    return found;
  });
}

// A payload that the archive holds, asked for as a crawl does: its digest row, then the header of
// its record. The records are real ones, few enough to stay in memory.
void Confirmations(const Options& options) {
  constexpr uint64_t kRecords = 5000;
  constexpr uint64_t kRounds = 50'000;
  const std::string directory = options.directory + ".records";
  {
    const SystemClock clock;
    const auto archive =
        Require(Archive::Open(directory, {.min_free_bytes = 0, .warcinfo = {}}, clock));
    std::atomic<uint64_t> durable{0};
    for (uint64_t i = 0; i < kRecords; ++i) {
      std::vector<WarcRecord> records;
      records.push_back(testing::Response(SyntheticCapture::UrlOf(i), BodyOf(i)));
      archive->Append(std::move(records), [&durable](const auto& location) {
        Require(location.has_value() ? Ok() : Status(location.error()));
        ++durable;
      });
      while (archive->Full()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    while (durable < kRecords) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  const auto index = Require(CaptureIndex::Open(directory + "/index", true));
  PayloadOriginals originals(directory, *index);
  Picks picks(kRecords);
  std::vector<Sha256> digests;
  for (uint64_t i = 0; i < kRecords; ++i) digests.push_back(ComputeSha256(BodyOf(i)));
  Time("payload_confirmed_by_its_record", kRounds,
       [&] { return Require(originals.Find(digests[picks.Next()])).has_value(); });
  std::filesystem::remove_all(directory);
}

void Scan(CaptureIndex& index, const char* name, const Query& query) {
  uint64_t rows = 0;
  uint64_t most = RssMb();
  const auto start = Clock::now();
  Require(QueryIndex(index, query, [&](const Capture&) {
    if (++rows % 100'000 == 0) most = std::max(most, RssMb());
    return true;
  }));
  const double took = Seconds(start);
  std::printf(
      "{\"step\": \"scan_%s\", \"rows\": %llu, \"seconds\": %.4f, \"rows_per_s\": %.0f, "
      "\"most_rss_mb\": %llu}\n",
      name, static_cast<unsigned long long>(rows), took, static_cast<double>(rows) / took,
      static_cast<unsigned long long>(most));
  std::fflush(stdout);
}

void Scans(CaptureIndex& index) {
  // Capture 0 lies on host 0, the most frequent.
  const std::string url = SyntheticCapture::UrlOf(0);
  const std::string site = url.substr(0, url.find('/', 8) + 1);
  Scan(index, "prefix", {.url = site + "n", .match = Match::kPrefix});
  Scan(index, "host", {.url = site, .match = Match::kHost});
  Scan(index, "domain", {.url = site, .match = Match::kDomain});
  Scan(index, "all", {.url = "", .match = Match::kAll});
}

int Run(const Options& options) {
  if (!options.reuse) {
    const auto index = Require(CaptureIndex::Open(options.directory, false));
    Ingest(*index, options);
    std::fflush(stdout);
    CompactAndWeigh(*index, options);
    std::fflush(stdout);
  }
  const auto index = Require(CaptureIndex::Open(options.directory, true));
  LookUps(*index, options);
  Scans(*index);
  Confirmations(options);
  RssMb();
  std::printf(
      "{\"step\": \"end\", \"most_rss_mb\": %llu, \"most_with_mapped_tables_mb\": %llu, "
      "\"cpu_seconds\": %.1f}\n",
      static_cast<unsigned long long>(most_rss_mb),
      static_cast<unsigned long long>(StatusMb("VmHWM:")), CpuSeconds());
  return 0;
}

}  // namespace
}  // namespace arsip::archive

int main(int argc, char** argv) {
  arsip::archive::Options options;
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const std::map<std::string, uint64_t*, std::less<>> numbers = {
      {"--captures", &options.captures},
      {"--batch", &options.batch},
      {"--companions", &options.companions}};
  for (size_t i = 0; i < arguments.size(); ++i) {
    const auto number = numbers.find(arguments[i]);
    if (arguments[i] == "--keep") {
      options.keep = true;
    } else if (arguments[i] == "--reuse") {
      options.keep = options.reuse = true;
    } else if (i + 1 < arguments.size() && number != numbers.end()) {
      *number->second = std::strtoull(arguments[++i].c_str(), nullptr, 10);
    } else if (i + 1 < arguments.size() && arguments[i] == "--dir") {
      options.directory = arguments[++i];
    } else {
      std::fputs(
          "usage: index_bench [--captures N] [--batch N] [--companions N] [--dir DIR] [--keep] "
          "[--reuse]\n",
          stderr);
      return 2;
    }
  }
  if (options.captures == 0 || options.batch == 0) return 2;
  if (options.directory.empty()) {
    std::string name = (std::filesystem::temp_directory_path() / "index-bench-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) return 1;
    options.directory = name;
  }
  std::error_code error;
  if (!options.reuse && std::filesystem::exists(options.directory, error) &&
      !std::filesystem::is_empty(options.directory, error)) {
    std::fprintf(stderr, "index_bench: %s is not empty\n", options.directory.c_str());
    return 1;
  }
  const int code = arsip::archive::Run(options);
  if (!options.keep) std::filesystem::remove_all(options.directory);
  return code;
}
