// EnterSandbox: the walls between hostile bytes and everything else, raised by the process itself
// before it reads the first of them. See docs/sandbox.md for what each wall is there to stop.
//
// Irreversible. REQUIRES: one thread; everything that is to be read from disk (libraries, iconv
// tables) has been loaded; descriptors 0 to 2 are /dev/null and the channel is open.
#ifndef ARSIP_EXTRACTORS_SANDBOX_H_
#define ARSIP_EXTRACTORS_SANDBOX_H_

#include <chrono>
#include <cstdint>
#include <string>

#include "base/result.h"

namespace arsip::extractors {

// In the order in which they go up.
enum class SandboxLayer : uint32_t {
  kNoNewPrivileges,
  kUnprivilegedUser,  // not root, in nobody's view
  kUserNamespace,
  kNetworkNamespace,
  kIpcNamespace,
  kMountNamespace,
  kEmptyRoot,       // a read-only tmpfs without a file is "/"
  kNoCapabilities,  // in the new user namespace either
  kLimits,          // address space, processor time, file size, descriptors, processes, core
  kLandlock,        // no file, no TCP port, no signal or abstract socket outside
  kNotDumpable,     // nobody of the same user may trace it
  kSystemCallFilter,
  kCount,
};

// Walls, as a set: those that are up, or those that are meant.
class SandboxLayers {
 public:
  void Add(SandboxLayer layer) { bits_ |= 1u << static_cast<uint32_t>(layer); }
  bool Has(SandboxLayer layer) const { return (bits_ & (1u << static_cast<uint32_t>(layer))) != 0; }
  bool complete() const { return bits_ == (1u << static_cast<uint32_t>(SandboxLayer::kCount)) - 1; }
  // "no-new-privileges user net ..." of those in the set, or of those that are not.
  std::string Up() const { return Names(true); }
  std::string Missing() const { return Names(false); }

 private:
  std::string Names(bool up) const;

  uint32_t bits_ = 0;
};

struct SandboxOptions {
  // The one descriptor that may be read and written. Default: 3.
  int channel_fd = 3;
  // Default: 1.5 GiB.
  uint64_t address_space_bytes = 1536u << 20;
  // Of the process's whole life. Default: 10 min.
  std::chrono::seconds cpu_time{600};
  // Go on when the kernel refuses a wall. Default: false.
  bool allow_missing_layers = false;
  // Not to be raised, as if the kernel refused them. For tests that try one wall alone.
  SandboxLayers left_down;
};

// AddressSanitizer and ThreadSanitizer need system calls, address space and threads that the walls
// deny: in such builds nothing is required, and neither the filter nor the limit on address space
// is raised.
bool BuiltWithSanitizer();

// kPermission, naming the missing walls, unless they may be missing. The process must then exit.
Result<SandboxLayers> EnterSandbox(const SandboxOptions& options);

// The last wall alone; in sandbox_filter.cc.
Status RaiseSystemCallFilter(int channel_fd);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_SANDBOX_H_
