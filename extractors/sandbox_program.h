// RunSandboxProgram: what every program behind the walls does, whatever it parses: takes its
// channel over, lets its reader load what it needs, raises the walls, and answers until the broker
// hangs up. See docs/sandbox.md.
#ifndef ARSIP_EXTRACTORS_SANDBOX_PROGRAM_H_
#define ARSIP_EXTRACTORS_SANDBOX_PROGRAM_H_

#include <string>
#include <string_view>

#include "base/result.h"
#include "extractors/extraction.pb.h"
#include "extractors/sandbox.h"

namespace arsip::extractors {

// What a program reads. Used by one thread.
class PayloadReader {
 public:
  virtual ~PayloadReader() = default;
  // Before the walls: everything that is loaded, opened or allocated at first use. An error ends
  // the program; the broker hears its text.
  virtual Status WarmUp() = 0;
  // What its answers depend on, as extractor_versions.h has it for pages.
  virtual std::string Versions() const = 0;
  // Behind the walls. Overwrites `extraction`.
  virtual void Extract(const ExtractionRequest& request, std::string_view payload,
                       Extraction& extraction) = 0;
};

// Both from one command line: --channel SLOTS:INPUT:OUTPUT [--allow-missing-layers]; other
// arguments are the program's own.
struct SandboxArguments {
  std::string_view channel;
  SandboxOptions options;
};
SandboxArguments ParseSandboxArguments(int argc, char** argv);

// The program's exit status, if it ever comes to that: once it answers it ends by itself. `name` is
// for whoever starts it by hand.
int RunSandboxProgram(const char* name, const SandboxArguments& arguments, PayloadReader& reader);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_SANDBOX_PROGRAM_H_
