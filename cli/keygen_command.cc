// arsip keygen: a CURVE key pair for a frontier or a worker.
#include <cstdio>
#include <memory>

#include "cli/commands.h"
#include "cli/curve_keys.h"
#include "cli/exit_code.h"

namespace arsip::cli {

void AddKeygenCommand(Verb program, int& exit_code) {
  auto path = std::make_shared<std::string>();
  Verb verb =
      program.AddVerb("keygen", "Make a CURVE key pair for tcp:// between frontier and workers");
  verb.AddOption("FILE", *path,
                 "Secret key file to make (mode 0600); the public key goes to FILE.pub")
      .Required();
  verb.SetFooter(
      "Examples:\n"
      "  arsip keygen frontier.key\n"
      "  arsip keygen worker-1.key && cat worker-1.key.pub >> allowed-workers");
  verb.SetCallback([path, &exit_code] {
    const frontier::CurveKeyPair keys = frontier::NewCurveKeyPair();
    if (Status status = WriteCurveKeys(*path, keys); !status) {
      exit_code = Complain(status.error());
      return;
    }
    std::printf("%s\n", keys.public_key.c_str());
  });
}

}  // namespace arsip::cli
