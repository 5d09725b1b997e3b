// The seen set alone, at sizes that a whole frontier takes hours to reach.
//
//   seen_bench [--urls 100000000] [--dir DIR] [--json]
//
// Keys as 1,000 URLs a host give them, in random order, through SeenSet::Add and Tend. At 1 and 3
// times each power of ten from a million on: CPU a key since the row before (all threads, merges
// included), look-ups of a million random known and a million unknown keys, anonymous memory a
// key, disk a key, and what opening takes. Takes 35 bytes of disk a key, and half as much again
// while runs are merged.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "frontier/seen_set.h"
#include "process_cost.h"

namespace arsip::frontier {
namespace {

using Wall = std::chrono::steady_clock;

uint64_t Mix(uint64_t value) {
  value += 0x9e3779b97f4a7c15;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

UrlKey KeyNumber(uint64_t number) {
  UrlKey key;
  const uint64_t host = Mix(Mix(number) % (16 + number / 1000));
  const uint64_t url = Mix(number ^ (uint64_t{1} << 50));
  std::memcpy(key.bytes.data(), &host, sizeof host);
  std::memcpy(key.bytes.data() + 8, &url, sizeof url);
  return key;
}

class SeenBench {
 public:
  SeenBench(std::string directory, bool json) : directory_(std::move(directory)), json_(json) {}

  void Run(uint64_t urls) {
    set_ = Require(SeenSet::Open(directory_, manifest_, 1u << 18));
    if (!json_) {
      std::puts(
          "| keys | runs | CPU us/key added | known us | unknown us | RAM B/key (filters) | "
          "RSS MB, most | disk B/key | open s (CPU) |\n|---|---|---|---|---|---|---|---|---|");
    }
    for (uint64_t power = 1'000'000;; power *= 10) {
      for (const uint64_t times : {1, 3}) {
        if (power * times > urls) return;
        AddTo(power * times);
        Report();
      }
    }
  }

 private:
  void AddTo(uint64_t keys) {
    const double start = CpuSecondsOf(CLOCK_PROCESS_CPUTIME_ID);
    const uint64_t before = added_;
    for (; added_ < keys; ++added_) {
      set_->Add({KeyNumber(added_), added_ + 1});
      Require(set_->Tend(keep_));
      if (added_ % 1'000'000 == 0) most_ = std::max(most_, AnonymousBytes());
    }
    Require(set_->FinishMerges(keep_));
    cpu_per_key_ =
        (CpuSecondsOf(CLOCK_PROCESS_CPUTIME_ID) - start) / static_cast<double>(added_ - before);
  }

  double Lookups(bool known) {
    constexpr uint64_t kLookups = 1'000'000;
    constexpr size_t kAtOnce = 25;  // of a page's links, those that no cache answers for
    std::vector<UrlKey> keys;
    for (uint64_t i = 0; i < kLookups; ++i) {
      keys.push_back(KeyNumber(Mix(i ^ added_) % added_ + (known ? 0 : uint64_t{1} << 40)));
    }
    uint64_t found = 0;
    const double start = CpuSecondsOf(CLOCK_PROCESS_CPUTIME_ID);
    for (uint64_t i = 0; i < kLookups; i += kAtOnce) {
      for (const uint64_t arrival : Require(set_->FindAll({&keys[i], kAtOnce}))) {
        found += arrival != 0 ? 1 : 0;
      }
    }
    const double cpu = CpuSecondsOf(CLOCK_PROCESS_CPUTIME_ID) - start;
    if (found != (known ? kLookups : 0)) {
      std::fprintf(stderr, "seen_bench: %llu keys found\n", static_cast<unsigned long long>(found));
      std::exit(1);
    }
    return cpu / kLookups;
  }

  void Report() {
    const double known = Lookups(true);
    const double unknown = Lookups(false);
    const auto keys = static_cast<double>(added_);
    uint64_t disk = 0;
    for (const auto& file : std::filesystem::directory_iterator(directory_)) {
      disk += file.file_size();
    }
    const double memory = static_cast<double>(set_->memory_bytes()) / keys;
    const uint64_t now = AnonymousBytes();
    most_ = std::max(most_, now);
    Require(set_->Spill(keep_));
    Require(set_->FinishMerges(keep_));
    set_.reset();
    const double start = CpuSecondsOf(CLOCK_PROCESS_CPUTIME_ID);
    const auto wall = Wall::now();
    set_ = Require(SeenSet::Open(directory_, manifest_, 1u << 18));
    const double open = std::chrono::duration<double>(Wall::now() - wall).count();
    std::printf(json_
                    ? "{\"keys\": %llu, \"runs\": %zu, \"add_cpu_us\": %.3f, \"known_cpu_us\": "
                      "%.3f, \"unknown_cpu_us\": %.3f, \"ram_bytes_per_key\": %.3f, \"rss_mb\": "
                      "%.1f, \"most_rss_mb\": %.1f, \"disk_bytes_per_key\": %.1f, \"open_s\": "
                      "%.3f, \"open_cpu_s\": %.3f}\n"
                    : "| %llu | %zu | %.2f | %.2f | %.2f | %.2f | %.1f, %.1f | %.1f | %.2f (%.2f) "
                      "|\n",
                static_cast<unsigned long long>(added_), manifest_.runs.size(), cpu_per_key_ * 1e6,
                known * 1e6, unknown * 1e6, memory, static_cast<double>(now) / 1e6,
                static_cast<double>(most_) / 1e6, static_cast<double>(disk) / keys, open,
                CpuSecondsOf(CLOCK_PROCESS_CPUTIME_ID) - start);
    std::fflush(stdout);
  }

  const std::string directory_;
  const bool json_;
  SeenManifest manifest_;
  const SeenSet::Keep keep_ = [this](const SeenManifest& manifest) {
    manifest_ = manifest;
    return Ok();
  };
  std::unique_ptr<SeenSet> set_;
  uint64_t added_ = 0;
  uint64_t most_ = 0;
  double cpu_per_key_ = 0;
};

int Main(const std::vector<std::string>& arguments) {
  uint64_t urls = 100'000'000;
  std::string directory;
  bool json = false;
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--json") {
      json = true;
    } else if (arguments[i] == "--urls" && i + 1 < arguments.size()) {
      urls = std::strtoull(arguments[++i].c_str(), nullptr, 10);
    } else if (arguments[i] == "--dir" && i + 1 < arguments.size()) {
      directory = arguments[++i];
    } else {
      std::fputs("usage: seen_bench [--urls N] [--dir DIR] [--json]\n", stderr);
      return 2;
    }
  }
  if (directory.empty()) {
    directory = (std::filesystem::temp_directory_path() / "seen-bench-XXXXXX").string();
    if (mkdtemp(directory.data()) == nullptr) return 1;
  }
  if (std::filesystem::exists(directory) && !std::filesystem::is_empty(directory)) {
    std::fprintf(stderr, "seen_bench: %s is not empty\n", directory.c_str());
    return 1;
  }
  SeenBench(directory, json).Run(urls);
  std::filesystem::remove_all(directory);
  return 0;
}

}  // namespace
}  // namespace arsip::frontier

int main(int argc, char** argv) {
  return arsip::frontier::Main(std::vector<std::string>(argv + 1, argv + argc));
}
