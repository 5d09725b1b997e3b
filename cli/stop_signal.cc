#include "cli/stop_signal.h"

#include <csignal>
#include <cstdlib>

#include "cli/exit_code.h"

namespace arsip::cli {
namespace {

volatile std::sig_atomic_t stop_signals = 0;

extern "C" void OnStopSignal(int) {
  stop_signals = stop_signals + 1;
  if (stop_signals > 1) std::_Exit(kResumable);
}

}  // namespace

void CatchStopSignals() {
  struct sigaction action {};
  action.sa_handler = OnStopSignal;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

bool StopRequested() { return stop_signals > 0; }

}  // namespace arsip::cli
