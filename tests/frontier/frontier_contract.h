// The contract of a Frontier, as one suite that runs over every store and through ZeroMQ.
//
// An implementation is reached through FrontierUnderTest, which is synchronous: every call returns
// only when what it did is durable and, behind a transport, acknowledged. An instance of the suite
// is
//   INSTANTIATE_TEST_SUITE_P(Memory, FrontierContract, testing::Values(FrontierFactory{...}));
// in any file of frontier_test; the cases themselves are in frontier_contract_test.cc.
#ifndef ARSIP_TESTS_FRONTIER_FRONTIER_CONTRACT_H_
#define ARSIP_TESTS_FRONTIER_FRONTIER_CONTRACT_H_

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "frontier/frontier.h"
#include "frontier/frontier_options.h"
#include "frontier/lease.h"

namespace arsip::frontier {

class FrontierUnderTest {
 public:
  virtual ~FrontierUnderTest() = default;

  virtual void Discover(std::vector<DiscoveredUrl> urls) = 0;
  // What can be granted at this moment, at most `credit`. A worker that got less than its credit
  // may ask again; the suite never lets two workers wait at once for the same URL.
  virtual std::vector<Lease> Acquire(const std::string& worker, size_t credit) = 0;
  virtual std::vector<LeaseId> Renew(const std::string& worker,
                                     const std::vector<LeaseId>& leases) = 0;
  virtual void ResponseEnded(const std::string& worker, const ResponseEnd& end) = 0;
  virtual CompletionVerdict Complete(const std::string& worker, const LeaseId& lease,
                                     const Outcome& outcome,
                                     const std::vector<DiscoveredUrl>& discovered) = 0;
  virtual FrontierProgress Progress() = 0;

  // Moves the frontier's clock (a ManualClock, which starts anywhere), between two calls.
  virtual void Advance(Duration by) = 0;
  // Ends the frontier as a crash would, and opens it again over the same store.
  virtual void Restart() = 0;
};

struct FrontierFactory {
  std::string name;
  // Hosts of the suite are a.example (192.0.2.1), b.example (192.0.2.2), c.example and d.example
  // (both 192.0.2.3); any other name does not resolve.
  std::function<std::unique_ptr<FrontierUnderTest>(const FrontierOptions&)> make;
};
inline void PrintTo(const FrontierFactory& factory, std::ostream* out) { *out << factory.name; }

class FrontierContract : public testing::TestWithParam<FrontierFactory> {};

}  // namespace arsip::frontier

#endif  // ARSIP_TESTS_FRONTIER_FRONTIER_CONTRACT_H_
