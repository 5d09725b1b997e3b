// Portal: an archive's HTTP interface, from a request to its answer. docs/http-api.md says what
// each endpoint does; it is read-only: the WARC files are the truth, and nothing that a client
// could post has a place in them (docs/adr/0011-the-cdx-server-is-read-only.md).
//
// Thread-safe.
#ifndef ARSIP_PORTAL_PORTAL_H_
#define ARSIP_PORTAL_PORTAL_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "portal/access_log.h"
#include "portal/http_exchange.h"
#include "portal/raw_fetch.h"
#include "portal/replay_headers.h"
#include "portal/served_archive.h"

namespace arsip::portal {

struct PortalOptions {
  std::string archive_directory;
  // The first part of every path. Default: the name of the archive's directory.
  std::string collection;
  // Where readers find the portal, "https://archive.example", for links in answers. Default:
  // "http://" and the request's Host.
  std::string public_url;
  // Origins whose scripts may read answers (CORS); "*" for any. Default: none.
  std::vector<std::string> allowed_origins;
  // Default: DIR/reports/access-log.jsonl.
  std::string access_log;
};

class Portal {
 public:
  // kUnavailable: a crawl has the archive; kInvalidInput: a collection name that is no path segment
  // or is taken ("cdx", "outbackcdx", "collinfo.json"). `clock` outlives the portal.
  static Result<std::unique_ptr<Portal>> Open(PortalOptions options, const Clock& clock);

  HttpResponse Answer(const HttpRequest& request);
  const std::string& collection() const { return options_.collection; }

 private:
  explicit Portal(PortalOptions options)
      : options_(std::move(options)), cors_(options_.allowed_origins) {}
  HttpResponse Route(const HttpRequest& request);
  HttpResponse RouteCollection(SharedView view, const HttpRequest& request, std::string_view rest);
  HttpResponse Replay(const SharedView& view, const HttpRequest& request, std::string_view rest);
  HttpResponse CollectionList(const ArchiveView& view, const HttpRequest& request) const;
  HttpResponse Logged(const HttpRequest& request, RawFetch fetch);
  std::string CollectionUrl(const HttpRequest& request) const;

  const PortalOptions options_;
  const CorsPolicy cors_;
  std::unique_ptr<ServedArchive> archive_;
  std::unique_ptr<AccessLog> log_;
};

}  // namespace arsip::portal

#endif  // ARSIP_PORTAL_PORTAL_H_
