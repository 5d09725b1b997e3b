// What a process that will be killed says through a pipe, after each thing is durable; and what
// that means for the process after it. One line a statement, whole lines only:
//   D HREF              discovered, acknowledged
//   G EPOCH HREF        granted, durable
//   C HREF              captured, acknowledged
//   K HOST NS           its back-off is durable: no request before
//   B HOST ADDRESS NS   a request begins
//   E HOST ADDRESS NS   its response ended
// Times are the monotonic clock's, which all processes of a boot share.
#ifndef ARSIP_TESTS_SIMULATION_KILL_JOURNAL_H_
#define ARSIP_TESTS_SIMULATION_KILL_JOURNAL_H_

#include <chrono>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "store_check.h"

namespace arsip::simulation {

inline constexpr std::chrono::milliseconds kKilledHostDelay{20};
inline constexpr std::chrono::milliseconds kKilledIpDelay{10};
// The process crawls and writes its journal to descriptor `journal` until it is killed.
int RunKilledProcess(const std::string& directory, uint64_t seed, int journal);

class KillModel {
 public:
  // Everything one process said; the last line may be torn. `killed` in nanoseconds.
  void Read(std::string_view journal, int64_t killed);
  void Compare(const StoredFrontier& stored);
  const std::vector<std::string>& violations() const { return violations_; }

  uint64_t captures = 0;
  uint64_t requests = 0;
  uint64_t back_offs = 0;
  size_t known() const { return known_.size(); }

 private:
  struct Window {
    int64_t ended = 0;
    int64_t open = 0;  // begun and not ended
  };
  void Line(std::string_view line);
  void Begin(const std::string& host, const std::string& address, int64_t at);
  void Violate(std::string what) { violations_.push_back(std::move(what)); }

  std::set<std::string> known_;
  std::set<std::string> captured_;
  std::set<std::string> leased_;  // in this epoch
  uint64_t epoch_ = 0;
  std::map<std::string, Window> hosts_;
  std::map<std::string, Window> addresses_;
  std::map<std::string, int64_t> blocked_until_;
  std::vector<std::string> violations_;
};

}  // namespace arsip::simulation

#endif  // ARSIP_TESTS_SIMULATION_KILL_JOURNAL_H_
