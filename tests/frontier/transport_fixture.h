// A frontier server on its thread, and workers that are pumped by the test's own, over any
// endpoint.
#ifndef ARSIP_TESTS_FRONTIER_TRANSPORT_FIXTURE_H_
#define ARSIP_TESTS_FRONTIER_TRANSPORT_FIXTURE_H_

#include <gtest/gtest.h>
#include <poll.h>

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <ostream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "frontier/frontier_server.h"
#include "frontier/transport.h"
#include "temporary_directory.h"

namespace arsip::frontier {

inline constexpr auto kPatience = std::chrono::seconds(20);  // for a busy machine

// Where a test's frontier listens, with the keys that tcp:// needs.
class Place {
 public:
  enum class Kind { kInproc, kIpc, kTcp };
  explicit Place(Kind kind) : kind_(kind) {}

  FrontierServerOptions Server() const {
    FrontierServerOptions options;
    switch (kind_) {
      case Kind::kInproc:
        options.endpoints = {"inproc://frontier"};
        break;
      case Kind::kIpc:
        options.endpoints = {"ipc://" + directory_.path() + "/run/frontier"};
        break;
      case Kind::kTcp:
        options.endpoints = {tcp_endpoint_};
        options.curve_secret_key = frontier_keys_.secret_key;
        options.allowed_worker_keys = {worker_keys_.public_key};
        break;
    }
    return options;
  }
  FrontierClientOptions Worker(const std::string& name) const {
    FrontierClientOptions options;
    options.endpoint = bound_.empty() ? Server().endpoints[0] : bound_;
    options.worker = name;
    options.curve_server_key = frontier_keys_.public_key;
    options.curve_keys = worker_keys_;
    return options;
  }
  // A restarted server takes the same port.
  void Bound(const std::string& endpoint) { bound_ = tcp_endpoint_ = endpoint; }

  const CurveKeyPair& frontier_keys() const { return frontier_keys_; }
  const CurveKeyPair& worker_keys() const { return worker_keys_; }

 private:
  const Kind kind_;
  const TemporaryDirectory directory_;
  const CurveKeyPair frontier_keys_ = NewCurveKeyPair();
  const CurveKeyPair worker_keys_ = NewCurveKeyPair();
  std::string tcp_endpoint_ = "tcp://127.0.0.1:*";
  std::string bound_;
};

inline void PrintTo(Place::Kind kind, std::ostream* out) {
  *out << (kind == Place::Kind::kInproc ? "Inproc" : kind == Place::Kind::kIpc ? "Ipc" : "Tcp");
}

// Serves until Stop() or its end. The frontier outlives it.
class RunningServer {
 public:
  RunningServer(TransportContext& context, Frontier& frontier, const Clock& clock, Place& place,
                const FrontierServerOptions& options)
      : RunningServer(CreateWhenFree(context, frontier, clock, options)) {
    if (server_) place.Bound(server_->endpoints()[0]);
  }
  explicit RunningServer(Result<std::unique_ptr<FrontierServer>> server) {
    EXPECT_TRUE(server) << server.error().ToString();
    if (!server) return;
    server_ = std::move(*server);
    ending_ = std::async(std::launch::async, [this] { return server_->Run(); });
  }
  ~RunningServer() { (void)Stop(); }
  RunningServer(const RunningServer&) = delete;
  RunningServer& operator=(const RunningServer&) = delete;

  Status Stop() {
    if (!ending_.valid()) return Ok();
    server_->Stop();
    return ending_.get();
  }
  // How Run() ended by itself; a failure of the test when it does not.
  Status Ending(std::chrono::milliseconds within) {
    if (ending_.wait_for(within) != std::future_status::ready) {
      ADD_FAILURE() << "the server runs on";
      return Ok();
    }
    return ending_.get();
  }
  // Runs `function` on the server's thread and waits for it.
  void With(const std::function<void(Frontier&)>& function) {
    std::promise<void> done;
    server_->Post([&](Frontier& frontier) {
      function(frontier);
      done.set_value();
    });
    done.get_future().wait();
  }
  FrontierServer* operator->() { return server_.get(); }

 private:
  // The port of a server before it is free a moment after its end.
  static Result<std::unique_ptr<FrontierServer>> CreateWhenFree(
      TransportContext& context, Frontier& frontier, const Clock& clock,
      const FrontierServerOptions& options) {
    for (int i = 0; i < 200; ++i) {
      auto server = FrontierServer::Create(context, frontier, clock, options);
      if (server || server.error().code != ErrorCode::kUnavailable) return server;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return FrontierServer::Create(context, frontier, clock, options);
  }

  std::unique_ptr<FrontierServer> server_;
  std::future<Status> ending_;
};

// One worker with everything it was told.
class TestWorker {
 public:
  TestWorker(TransportContext& context, const Clock& clock, const FrontierClientOptions& options) {
    FrontierClientEvents events;
    events.granted = [this](std::vector<Lease> leases) {
      for (Lease& lease : leases) granted.push_back(std::move(lease));
    };
    events.acknowledged = [this](const LeaseId& lease, CompletionVerdict verdict) {
      acknowledged.emplace_back(lease, verdict);
    };
    events.lost = [this](const std::vector<LeaseId>& leases) {
      lost.insert(lost.end(), leases.begin(), leases.end());
    };
    events.progress = [this](const FrontierProgress& progress) {
      ++reports;
      last_progress = progress;
    };
    auto connected = FrontierClient::Connect(context, clock, options, std::move(events));
    EXPECT_TRUE(connected) << connected.error().ToString();
    if (connected) client = std::move(*connected);
  }

  // Waits for the descriptor as an event loop does. With `tick`, also keeps time.
  Status Pump(bool tick = true) {
    ARSIP_TRY(client->OnReadable());
    pollfd item{client->fd(), POLLIN, 0};
    poll(&item, 1, 5);
    ARSIP_TRY(client->OnReadable());
    return tick ? client->Tick() : Ok();
  }
  // Pumps until `done`; false when that does not come.
  bool Await(const std::function<bool()>& done, std::chrono::milliseconds within = kPatience) {
    const auto deadline = std::chrono::steady_clock::now() + within;
    while (!done()) {
      if (std::chrono::steady_clock::now() >= deadline) return false;
      status = Pump();
      if (!status) return done();
    }
    return true;
  }
  bool AwaitGrants(size_t count) {
    return Await([this, count] { return granted.size() >= count; });
  }
  bool AwaitAcks(size_t count) {
    return Await([this, count] { return acknowledged.size() >= count; });
  }

  std::unique_ptr<FrontierClient> client;
  Status status = Ok();
  std::vector<Lease> granted;
  std::vector<std::pair<LeaseId, CompletionVerdict>> acknowledged;
  std::vector<LeaseId> lost;
  int reports = 0;
  FrontierProgress last_progress;
};

}  // namespace arsip::frontier

#endif  // ARSIP_TESTS_FRONTIER_TRANSPORT_FIXTURE_H_
