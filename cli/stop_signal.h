// SIGINT and SIGTERM: the first asks for a clean stop, the second ends the process at once (what
// was acknowledged is durable already). SIGPIPE is ignored.
#ifndef ARSIP_CLI_STOP_SIGNAL_H_
#define ARSIP_CLI_STOP_SIGNAL_H_

namespace arsip::cli {

void CatchStopSignals();
bool StopRequested();

}  // namespace arsip::cli

#endif  // ARSIP_CLI_STOP_SIGNAL_H_
