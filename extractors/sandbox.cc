#include "extractors/sandbox.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <string_view>

namespace arsip::extractors {
namespace {

constexpr std::array<std::string_view, static_cast<size_t>(SandboxLayer::kCount)> kLayerNames = {
    "no-new-privileges", "unprivileged-user", "user",   "net",      "ipc",          "mount",
    "empty-root",        "no-capabilities",   "limits", "landlock", "not-dumpable", "seccomp"};

// The kernel's overflow user, "nobody": owns nothing.
constexpr id_t kNobody = 65534;

bool DropRoot() {
  if (::geteuid() != 0) return true;
  return ::setgroups(0, nullptr) == 0 && ::setresgid(kNobody, kNobody, kNobody) == 0 &&
         ::setresuid(kNobody, kNobody, kNobody) == 0;
}

// pivot_root(".", ".") stacks the old root over the new one; taking it off leaves the tmpfs alone.
bool EmptyRoot() {
  constexpr const char* kAnyDirectory = "/proc";
  return ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
         ::mount("tmpfs", kAnyDirectory, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY,
                 "size=4k,nr_inodes=2") == 0 &&
         ::chdir(kAnyDirectory) == 0 && ::syscall(SYS_pivot_root, ".", ".") == 0 &&
         ::umount2(".", MNT_DETACH) == 0 && ::chdir("/") == 0;
}

bool DropCapabilities() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
  return ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) == 0 &&
         ::syscall(SYS_capset, &header, none.data()) == 0;
}

bool Limit(int resource, rlim_t limit) {
  const rlimit both{limit, limit};
  return ::setrlimit(static_cast<__rlimit_resource>(resource), &both) == 0;
}

bool RaiseLimits(const SandboxOptions& options) {
  const bool address_space = BuiltWithSanitizer() || Limit(RLIMIT_AS, options.address_space_bytes);
  return address_space && Limit(RLIMIT_CPU, static_cast<rlim_t>(options.cpu_time.count())) &&
         Limit(RLIMIT_FSIZE, 0) && Limit(RLIMIT_CORE, 0) && Limit(RLIMIT_NPROC, 0) &&
         Limit(RLIMIT_MEMLOCK, 0) && Limit(RLIMIT_MSGQUEUE, 0) &&
         Limit(RLIMIT_NOFILE, static_cast<rlim_t>(options.channel_fd) + 1);
}

// The fields of landlock_ruleset_attr up to ABI 6; Debian 12's header knows only the first.
struct LandlockRuleset {
  uint64_t handled_access_fs;
  uint64_t handled_access_net;
  uint64_t scoped;
};

// Denies everything that the kernel's ABI can deny: a ruleset without rules.
bool RaiseLandlock() {
  const long abi =
      ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (abi < 1) return false;
  LandlockRuleset ruleset{};
  // ABI 1 has 13 file rights; 2 adds REFER, 3 TRUNCATE, 5 IOCTL_DEV.
  const int file_rights = 13 + (abi >= 2 ? 1 : 0) + (abi >= 3 ? 1 : 0) + (abi >= 5 ? 1 : 0);
  ruleset.handled_access_fs = (uint64_t{1} << file_rights) - 1;
  size_t size = sizeof ruleset.handled_access_fs;
  if (abi >= 4) {  // BIND_TCP, CONNECT_TCP
    ruleset.handled_access_net = 3;
    size += sizeof ruleset.handled_access_net;
  }
  if (abi >= 6) {  // abstract UNIX sockets, signals
    ruleset.scoped = 3;
    size += sizeof ruleset.scoped;
  }
  const long fd = ::syscall(SYS_landlock_create_ruleset, &ruleset, size, 0);
  if (fd < 0) return false;
  const bool up = ::syscall(SYS_landlock_restrict_self, fd, 0) == 0;
  ::close(static_cast<int>(fd));
  return up;
}

}  // namespace

std::string SandboxLayers::Names(bool up) const {
  std::string names;
  for (size_t i = 0; i < kLayerNames.size(); ++i) {
    if (Has(static_cast<SandboxLayer>(i)) != up) continue;
    if (!names.empty()) names += ' ';
    names += kLayerNames[i];
  }
  return names;
}

bool BuiltWithSanitizer() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return true;
#elif defined(__has_feature)
  return __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
  return false;
#endif
}

Result<SandboxLayers> EnterSandbox(const SandboxOptions& options) {
  SandboxLayers layers;
  const auto raise = [&layers, &options](SandboxLayer layer, auto wall) {
    if (!options.left_down.Has(layer) && wall()) layers.Add(layer);
  };
  raise(SandboxLayer::kNoNewPrivileges,
        [] { return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0; });
  raise(SandboxLayer::kUnprivilegedUser, DropRoot);
  // No PID namespace: it would hold children only, and there are none. Identifiers of other
  // processes are of no use without kill, ptrace and /proc.
  raise(SandboxLayer::kUserNamespace, [] { return ::unshare(CLONE_NEWUSER) == 0; });
  raise(SandboxLayer::kNetworkNamespace, [] { return ::unshare(CLONE_NEWNET) == 0; });
  raise(SandboxLayer::kIpcNamespace, [] { return ::unshare(CLONE_NEWIPC) == 0; });
  raise(SandboxLayer::kMountNamespace, [] { return ::unshare(CLONE_NEWNS) == 0; });
  raise(SandboxLayer::kEmptyRoot,
        [&layers] { return layers.Has(SandboxLayer::kMountNamespace) && EmptyRoot(); });
  raise(SandboxLayer::kNoCapabilities, DropCapabilities);
  // A change of user clears this one, so it comes behind it. It is no wall: it keeps nothing out.
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) {
    return ErrnoError(errno, "tie the sandbox to its parent", "prctl");
  }
  raise(SandboxLayer::kLandlock, RaiseLandlock);
  raise(SandboxLayer::kLimits, [&options] { return RaiseLimits(options); });
  raise(SandboxLayer::kNotDumpable, [] { return ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0; });
  raise(SandboxLayer::kSystemCallFilter, [&options] {
    return !BuiltWithSanitizer() && RaiseSystemCallFilter(options.channel_fd).has_value();
  });
  if (layers.complete() || options.allow_missing_layers || BuiltWithSanitizer()) return layers;
  return Error{ErrorCode::kPermission, "the kernel refuses these walls: " + layers.Missing(),
               "sandbox"};
}

}  // namespace arsip::extractors
