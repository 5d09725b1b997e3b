// Where Prometheus scrapes a crawl: GET /metrics, on this machine only.
#ifndef ARSIP_CLI_METRICS_ENDPOINT_H_
#define ARSIP_CLI_METRICS_ENDPOINT_H_

#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "portal/http_server.h"

namespace arsip::cli {

// `listen`: "127.0.0.1:9464", "[::1]:9464" or "unix:/PATH"; empty: none (nullptr). `text` is asked
// on the server's threads. kInvalidInput: another address; kUnavailable: it is in use.
Result<std::unique_ptr<portal::HttpServer>> ServeMetrics(const std::string& listen,
                                                         std::function<std::string()> text);

}  // namespace arsip::cli

#endif  // ARSIP_CLI_METRICS_ENDPOINT_H_
