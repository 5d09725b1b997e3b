#include "frontier/transport.h"

#include <zmq.h>

namespace arsip::frontier {

TransportContext::TransportContext() : context_(zmq_ctx_new()) {}

TransportContext::~TransportContext() {
  // Sockets linger for a bounded time, so this ends.
  if (context_ != nullptr) zmq_ctx_term(context_);
}

CurveKeyPair NewCurveKeyPair() {
  char public_key[41] = "";
  char secret_key[41] = "";
  zmq_curve_keypair(public_key, secret_key);
  return CurveKeyPair{public_key, secret_key};
}

}  // namespace arsip::frontier
