// arsip keygen: a CURVE key pair for a frontier or a worker, or a key that signs WACZ files.
#include <cstdio>
#include <memory>

#include "archive/wacz_signature.h"
#include "cli/commands.h"
#include "cli/curve_keys.h"
#include "cli/exit_code.h"

namespace arsip::cli {
namespace {

int MakeCurveKeys(const std::string& path) {
  const frontier::CurveKeyPair keys = frontier::NewCurveKeyPair();
  if (Status status = WriteCurveKeys(path, keys); !status) return Complain(status.error());
  std::printf("%s\n", keys.public_key.c_str());
  return kDone;
}

int MakeWaczKey(const std::string& path) {
  const auto key = archive::WaczKey::Make();
  if (!key) return Complain(key.error());
  const auto public_key = key->PublicKey();
  if (!public_key) return Complain(public_key.error());
  const auto fingerprint = archive::KeyFingerprint(*public_key);
  if (!fingerprint) return Complain(fingerprint.error());
  if (Status status = key->Write(path); !status) return Complain(status.error());
  std::printf("%s\n", fingerprint->c_str());
  return kDone;
}

}  // namespace

void AddKeygenCommand(Verb program, int& exit_code) {
  struct KeygenArguments {
    std::string path;
    bool wacz = false;
  };
  auto arguments = std::make_shared<KeygenArguments>();
  Verb verb = program.AddVerb(
      "keygen", "Make a CURVE key pair for tcp:// between frontier and workers, or a signing key");
  verb.AddOption("FILE", arguments->path,
                 "Secret key file to make (mode 0600); a CURVE public key goes to FILE.pub")
      .Required();
  verb.AddFlag(
      "--wacz", arguments->wacz,
      "A P-384 key in PEM that signs WACZ files; prints the fingerprint of its public key");
  verb.SetFooter(
      "Examples:\n"
      "  arsip keygen frontier.key\n"
      "  arsip keygen worker-1.key && cat worker-1.key.pub >> allowed-workers\n"
      "  arsip keygen --wacz signing.pem");
  verb.SetCallback([arguments, &exit_code] {
    exit_code = arguments->wacz ? MakeWaczKey(arguments->path) : MakeCurveKeys(arguments->path);
  });
}

}  // namespace arsip::cli
