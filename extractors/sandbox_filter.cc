// The system calls that a parser of bytes in memory needs, and no others. Everything else ends the
// process.
#include <seccomp.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <initializer_list>
#include <memory>
#include <type_traits>

#include "extractors/sandbox.h"

namespace arsip::extractors {
namespace {

struct Release {
  void operator()(void* context) const { ::seccomp_release(context); }
};
using Context = std::unique_ptr<std::remove_pointer_t<scmp_filter_ctx>, Release>;

// Descriptors are 32 bits wide to the kernel; what stands above them in the register is not ours to
// judge.
constexpr scmp_datum_t kDescriptorBits = 0xFFFFFFFF;

// seccomp.h's own macros for this are C99, which clang refuses in C++.
constexpr scmp_arg_cmp MaskedEqual(unsigned argument, scmp_datum_t mask, scmp_datum_t value) {
  return {argument, SCMP_CMP_MASKED_EQ, mask, value};
}

class FilterBuilder {
 public:
  explicit FilterBuilder(scmp_filter_ctx context) : context_(context) {}

  void Allow(std::initializer_list<int> calls) {
    for (const int call : calls) Check(::seccomp_rule_add(context_, SCMP_ACT_ALLOW, call, 0));
  }
  void AllowOn(int descriptor, std::initializer_list<int> calls) {
    const auto fd = static_cast<scmp_datum_t>(descriptor);
    for (const int call : calls) {
      Check(::seccomp_rule_add(context_, SCMP_ACT_ALLOW, call, 1,
                               MaskedEqual(0, kDescriptorBits, fd)));
    }
  }
  // Memory may be had, code may not: `protection` is the index of the argument.
  void AllowWithoutExec(int call) {
    Check(::seccomp_rule_add(context_, SCMP_ACT_ALLOW, call, 1, MaskedEqual(2, PROT_EXEC, 0)));
  }
  // Only to itself: abort() must look like an abort, not like a violation.
  void AllowOnSelf(int call) {
    Check(
        ::seccomp_rule_add(context_, SCMP_ACT_ALLOW, call, 1,
                           MaskedEqual(0, kDescriptorBits, static_cast<scmp_datum_t>(::getpid()))));
  }
  // What libraries try on their way and can do without.
  void Deny(int error, std::initializer_list<int> calls) {
    for (const int call : calls) {
      Check(::seccomp_rule_add(context_, SCMP_ACT_ERRNO(static_cast<uint16_t>(error)), call, 0));
    }
  }
  int error() const { return error_; }

 private:
  void Check(int rc) {
    if (rc < 0 && error_ == 0) error_ = -rc;
  }

  scmp_filter_ctx context_;
  int error_ = 0;
};

}  // namespace

Status RaiseSystemCallFilter(int channel_fd) {
  const Context context(::seccomp_init(SCMP_ACT_KILL_PROCESS));
  if (!context) return Error{ErrorCode::kInternal, "no memory for the filter", "seccomp"};
  FilterBuilder filter(context.get());
  filter.AllowOn(channel_fd, {SCMP_SYS(read), SCMP_SYS(write)});
  filter.AllowOn(STDERR_FILENO, {SCMP_SYS(write), SCMP_SYS(writev)});  // it is /dev/null
  filter.AllowWithoutExec(SCMP_SYS(mmap));
  filter.AllowWithoutExec(SCMP_SYS(mprotect));
  filter.Allow({SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(brk),
                SCMP_SYS(futex), SCMP_SYS(getrandom), SCMP_SYS(clock_gettime),
                SCMP_SYS(gettimeofday), SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask),
                SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack), SCMP_SYS(restart_syscall),
                SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(exit), SCMP_SYS(exit_group)});
  filter.AllowOnSelf(SCMP_SYS(tgkill));
  filter.Deny(EACCES, {SCMP_SYS(openat), SCMP_SYS(open), SCMP_SYS(access), SCMP_SYS(newfstatat),
                       SCMP_SYS(readlink)});
  if (filter.error() != 0) return ErrnoError(filter.error(), "build the filter", "seccomp");
  if (const int rc = ::seccomp_load(context.get()); rc < 0) {
    return ErrnoError(-rc, "load the filter", "seccomp");
  }
  return Ok();
}

}  // namespace arsip::extractors
