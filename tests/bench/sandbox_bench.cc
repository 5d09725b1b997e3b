// What the walls cost: pages extracted behind them and in this process, taking turns.
//   sandbox_bench [--rounds N] [--records]; ARSIP_BENCH_HTML names another directory of pages.
// Pages of 20 to 45 kB, their text wanted; one sandbox process. CPU is that of both sides, the
// process's start included.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/event_loop.h"
#include "crawler/sandbox_broker.h"
#include "extractors/extract.h"
#include "process_cost.h"

namespace arsip {
namespace {

using crawler::EventLoop;
using crawler::SandboxBroker;
using crawler::SandboxBrokerOptions;
using crawler::SandboxResult;
using extractors::ExtractionRequest;

constexpr const char* kPages = "/usr/share/doc/postgresql-doc-15/html";
constexpr size_t kSmallest = 20'000;
constexpr size_t kLargest = 45'000;
// As many as a process lives for, so that its start has the weight that it has in a crawl; one more
// would start another.
constexpr size_t kItems = 4'999;
// Handed to the broker at a time: its queue is never empty.
constexpr size_t kQueued = 64;

std::vector<std::string> ReadPages() {
  const char* const other = std::getenv("ARSIP_BENCH_HTML");
  std::vector<std::string> pages;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(other != nullptr ? other : kPages)) {
    if (entry.path().extension() != ".html" || entry.file_size() < kSmallest ||
        entry.file_size() > kLargest) {
      continue;
    }
    std::ifstream file(entry.path(), std::ios::binary);
    pages.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  const size_t distinct = pages.size();
  while (distinct > 0 && pages.size() < kItems) {
    std::string page = pages[pages.size() - distinct];
    pages.push_back(std::move(page));
  }
  return pages;
}

struct Cost {
  double wall = 0;
  double cpu = 0;
  uint64_t text_bytes = 0;  // both ways must find the same
};

double ChildrenCpu() {
  rusage usage{};
  ::getrusage(RUSAGE_CHILDREN, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

template <class Work>
Cost Measured(Work work) {
  const auto began = std::chrono::steady_clock::now();
  const double cpu = CpuSecondsOf(CLOCK_PROCESS_CPUTIME_ID) + ChildrenCpu();
  Cost cost;
  cost.text_bytes = work();
  cost.cpu = CpuSecondsOf(CLOCK_PROCESS_CPUTIME_ID) + ChildrenCpu() - cpu;
  cost.wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  return cost;
}

uint64_t InProcess(const std::vector<std::string>& pages, const ExtractionRequest& request) {
  extractors::Extractor extractor;
  extractor.Preload();
  extractors::Extraction extraction;
  uint64_t bytes = 0;
  for (const std::string& page : pages) {
    extractor.Extract(request, page, extraction);
    bytes += extraction.text().size();
  }
  return bytes;
}

// Feeds one broker until every page is answered.
class Feed {
 public:
  Feed(EventLoop& loop, SandboxBroker& broker, const std::vector<std::string>& pages,
       const ExtractionRequest& request)
      : loop_(loop), broker_(broker), pages_(pages), request_(request) {}

  uint64_t Run() {
    for (size_t i = 0; i < std::min(kQueued, pages_.size()); ++i) HandNext();
    Require(loop_.Run());
    return bytes_;
  }

 private:
  void HandNext() {
    if (next_ == pages_.size()) return;
    Spawn(broker_.Extract(request_, pages_[next_++]), [this](SandboxResult result) {
      if (result.facts() == nullptr) {
        std::fprintf(stderr, "sandbox_bench: %s\n", result.detail.c_str());
        std::exit(1);
      }
      bytes_ += result.extraction.text().size();
      if (++answered_ == pages_.size()) return loop_.Stop();
      loop_.Post([this] { HandNext(); });
    });
  }

  EventLoop& loop_;
  SandboxBroker& broker_;
  const std::vector<std::string>& pages_;
  const ExtractionRequest& request_;
  size_t next_ = 0;
  size_t answered_ = 0;
  uint64_t bytes_ = 0;
};

uint64_t InSandbox(const std::vector<std::string>& pages, const ExtractionRequest& request) {
  SandboxBrokerOptions options;
  options.binary =
      std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path().parent_path() /
      "arsip-sandbox";
  options.processes = 1;
  const auto loop = Require(EventLoop::Create());
  const auto broker = Require(SandboxBroker::Create(*loop, options));
  return Feed(*loop, *broker, pages, request).Run();
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

int Main(int rounds, bool records) {
  const std::vector<std::string> pages = ReadPages();
  if (pages.empty()) {
    std::fprintf(stderr, "sandbox_bench: no pages; deploy/install-deps.sh bench installs some\n");
    return 4;
  }
  ExtractionRequest request;
  request.set_url("http://bench.test/");
  request.set_content_type("text/html");
  request.set_want_text(true);
  request.set_want_records(records);
  std::vector<double> cpu_ratios;
  std::vector<double> wall_ratios;
  std::vector<double> in_process_ms;
  for (int round = 0; round < rounds; ++round) {
    const Cost inside = Measured([&] { return InProcess(pages, request); });
    const Cost walled = Measured([&] { return InSandbox(pages, request); });
    if (inside.text_bytes != walled.text_bytes || inside.text_bytes == 0) {
      std::fprintf(stderr, "sandbox_bench: the answers differ\n");
      return 1;
    }
    cpu_ratios.push_back(walled.cpu / inside.cpu);
    wall_ratios.push_back(walled.wall / inside.wall);
    in_process_ms.push_back(1e3 * inside.cpu / static_cast<double>(pages.size()));
    std::printf("round %d: in process %.3f CPU-s, behind walls %.3f: %.3f times (wall %.3f)\n",
                round + 1, inside.cpu, walled.cpu, cpu_ratios.back(), wall_ratios.back());
  }
  std::printf(
      "%zu pages; median of %d rounds: %.3f ms a page in process; behind walls %.3f times "
      "the CPU, %.3f times the wall clock\n",
      pages.size(), rounds, Median(in_process_ms), Median(cpu_ratios), Median(wall_ratios));
  return 0;
}

}  // namespace
}  // namespace arsip

int main(int argc, char** argv) {
  int rounds = 7;
  bool records = false;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--records") records = true;
    if (argument == "--rounds" && i + 1 < argc) rounds = std::max(1, std::atoi(argv[++i]));
  }
  return arsip::Main(rounds, records);
}
