// The sockets and the loop of a FrontierServer, apart from what it is made of, for tests.
#ifndef ARSIP_FRONTIER_FRONTIER_SERVER_H_
#define ARSIP_FRONTIER_FRONTIER_SERVER_H_

#include <memory>

#include "base/clock.h"
#include "base/result.h"
#include "frontier/frontier.h"
#include "frontier/transport.h"
#include "frontier/zap_authenticator.h"

namespace arsip::frontier {

// `authenticator` answers for `context`; required when an endpoint is tcp://.
Result<std::unique_ptr<FrontierServer>> NewFrontierServer(
    TransportContext& context, Frontier& frontier, const Clock& clock,
    const FrontierServerOptions& options, std::unique_ptr<ZapAuthenticator> authenticator);

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_FRONTIER_SERVER_H_
