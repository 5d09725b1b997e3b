// World: everything of one simulation, and the loop that runs it. simulation.h is its interface.
#ifndef ARSIP_TESTS_SIMULATION_WORLD_H_
#define ARSIP_TESTS_SIMULATION_WORLD_H_

#include <unistd.h>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "frontier_process.h"
#include "operator.h"
#include "server_log.h"
#include "simulated_store.h"
#include "simulated_worker.h"
#include "simulation.h"
#include "synthetic_web.h"

namespace arsip::simulation {

// A directory for a LevelDB store, removed with its object.
struct ScratchDirectory {
  explicit ScratchDirectory(uint64_t seed)
      : path(std::filesystem::temp_directory_path() /
             ("arsip-simulation-" + std::to_string(getpid()) + "-" + std::to_string(seed))) {
    std::filesystem::remove_all(path);
  }
  ~ScratchDirectory() { std::filesystem::remove_all(path); }
  std::filesystem::path path;
};

class World {
 public:
  explicit World(const SimulationOptions& options);
  SimulationResult Run();

 private:
  std::unique_ptr<frontier::FrontierStore> MakeStore();
  void RunUntil(Duration end, uint64_t last_step);
  void Observe();
  void Heal();
  bool AtEnd();
  void CheckEnd();
  void CheckWaiting(const ModelUrl& url, const frontier::Explanation& explanation, bool budget);
  void CheckRefused(const ModelUrl& url, const frontier::Explanation& explanation);

  void ToFrontier(const frontier::Peer& from, std::string bytes);
  bool ToWorker(const frontier::Peer& peer, std::string_view bytes);
  Duration Latency() { return random_.Between({}, climate_.latency); }
  void Deliver(const std::function<void()>& what);

  void PlanAction();
  // The operator takes back what he asked for; the frontier crashes once more.
  void Finish();

  void PlanFault();
  void Fault();
  void FaultOfFrontier();
  void SetDate();
  void SetDateRight();
  void FaultOfWorker(SimulatedWorker& worker);

  const SimulationOptions options_;
  const Climate climate_;
  ScratchDirectory scratch_;
  EventLoop loop_;
  Trace trace_;
  SeededRandom random_;
  SyntheticWeb web_;
  FrontierModel model_;
  ServerLog log_;
  SimulatedStore store_;
  FrontierProcess process_;
  Operator operator_;
  std::map<std::string, uint64_t> archive_;
  Surroundings around_;
  std::vector<std::unique_ptr<SimulatedWorker>> workers_;
  uint64_t observed_ = 0;  // turns of the frontier
  bool healed_ = false;
  bool finished_ = false;  // the operator has, and the frontier began anew after that
  bool finishing_ = false;
  Duration healed_at_{};
  uint64_t crashes_ = 0;
  Duration skew_{};  // of the date
  Duration lowest_skew_{};
  uint64_t dated_at_ = 0;  // batches that were applied before it was last set
};

}  // namespace arsip::simulation

#endif  // ARSIP_TESTS_SIMULATION_WORLD_H_
