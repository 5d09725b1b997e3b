// A server over any endpoint with a scripted frontier behind it, and peers that say what no worker
// of ours would.
#ifndef ARSIP_TESTS_FRONTIER_SERVER_FIXTURE_H_
#define ARSIP_TESTS_FRONTIER_SERVER_FIXTURE_H_

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "frontier/zmq_socket.h"
#include "scripted_frontier.h"
#include "transport_fixture.h"

namespace arsip::frontier {

inline bool Eventually(const std::function<bool()>& done,
                       std::chrono::milliseconds within = kPatience) {
  const auto deadline = std::chrono::steady_clock::now() + within;
  while (!done()) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

inline size_t ResidentBytes() {
  std::ifstream file("/proc/self/statm");
  size_t total = 0;
  size_t resident = 0;
  file >> total >> resident;
  return resident * 4096;
}

// A DEALER that says what no worker of ours would.
class RawPeer {
 public:
  RawPeer(TransportContext& context, const FrontierClientOptions& options, bool curve)
      : socket_(std::move(*ZmqSocket::Create(context.raw(), ZMQ_DEALER))) {
    EXPECT_TRUE(socket_.Set(ZMQ_LINGER, 0));
    EXPECT_TRUE(socket_.Set(ZMQ_SNDHWM, 0));
    if (curve) {
      EXPECT_TRUE(socket_.Set(ZMQ_CURVE_SERVERKEY, options.curve_server_key));
      EXPECT_TRUE(socket_.Set(ZMQ_CURVE_PUBLICKEY, options.curve_keys.public_key));
      EXPECT_TRUE(socket_.Set(ZMQ_CURVE_SECRETKEY, options.curve_keys.secret_key));
    }
    EXPECT_TRUE(socket_.Connect(options.endpoint));
  }
  void Send(std::string_view bytes, bool more = false) {
    EXPECT_EQ(socket_.Send(bytes, more), ZmqSocket::Sent::kYes);
  }
  bool HearsAnything(int timeout_ms) {
    zmq_pollitem_t item{socket_.raw(), 0, ZMQ_POLLIN, 0};
    return zmq_poll(&item, 1, timeout_ms) > 0;
  }

 private:
  ZmqSocket socket_;
};

class FrontierServerTest : public testing::TestWithParam<Place::Kind> {
 protected:
  bool tcp() const { return GetParam() == Place::Kind::kTcp; }
  std::unique_ptr<RunningServer> Serve() { return Serve(place_.Server()); }
  std::unique_ptr<RunningServer> Serve(const FrontierServerOptions& options) {
    return std::make_unique<RunningServer>(context_, frontier_, clock_, place_, options);
  }
  std::unique_ptr<TestWorker> Connect(const std::string& name) {
    return std::make_unique<TestWorker>(worker_context(), clock_, place_.Worker(name));
  }
  // inproc:// is within one context.
  TransportContext& worker_context() {
    return GetParam() == Place::Kind::kInproc ? context_ : worker_context_;
  }

  SystemClock clock_;
  Place place_{GetParam()};
  TransportContext context_;
  TransportContext worker_context_;
  ScriptedFrontier frontier_;
};

}  // namespace arsip::frontier

#endif  // ARSIP_TESTS_FRONTIER_SERVER_FIXTURE_H_
