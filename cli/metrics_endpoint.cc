#include "cli/metrics_endpoint.h"

#include <utility>

#include "crawler/crawl_metrics.h"
#include "portal/http_exchange.h"

namespace arsip::cli {
namespace {

// No more than two scrapers, who ask for little.
constexpr int kThreads = 1;
constexpr size_t kConnections = 8;

bool OnlyHere(const std::string& listen) {
  return listen.starts_with("unix:") || listen.starts_with("127.") || listen.starts_with("[::1]");
}

}  // namespace

Result<std::unique_ptr<portal::HttpServer>> ServeMetrics(const std::string& listen,
                                                         std::function<std::string()> text) {
  if (listen.empty()) return std::unique_ptr<portal::HttpServer>();
  if (!OnlyHere(listen)) {
    return Error{ErrorCode::kInvalidInput,
                 "metrics are served on this machine only: 127.0.0.1:PORT, [::1]:PORT or "
                 "unix:/PATH",
                 listen};
  }
  portal::HttpServerOptions options;
  options.listen = listen;
  options.threads = kThreads;
  options.max_connections = kConnections;
  return portal::HttpServer::Start(
      options, [text = std::move(text)](const portal::HttpRequest& request) {
        if (request.path() != "/metrics") {
          return portal::ProblemResponse(404, "There is /metrics here, and nothing else.");
        }
        return portal::TextResponse(200, crawler::kMetricsContentType, text());
      });
}

}  // namespace arsip::cli
