#include "portal/portal.h"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/log.h"
#include "base/percent_encoding.h"
#include "portal/cdx_answer.h"
#include "portal/query_string.h"
#include "portal/record_answer.h"
#include "portal/replay.h"
#include "portal/replay_url.h"
#include "portal/time_map.h"
#include "portal/warc_file.h"

namespace arsip::portal {
namespace {

bool IsPathSegment(const std::string& name) {
  return !name.empty() && name.size() <= 100 && name[0] != '.' &&
         std::ranges::all_of(
             name, [](char c) { return IsAsciiAlnum(c) || c == '-' || c == '_' || c == '.'; });
}

std::string NameOf(const std::string& archive_directory) {
  std::error_code ignored;
  std::filesystem::path path = std::filesystem::absolute(archive_directory, ignored);
  if (path.filename().empty()) path = path.parent_path();
  return path.filename().string();
}

// What a Host field may hold and a link may show.
bool IsAuthority(std::string_view host) {
  return !host.empty() && host.size() <= 255 && std::ranges::all_of(host, [](char c) {
    return IsAsciiAlnum(c) || std::string_view("-.:[]_").find(c) != std::string_view::npos;
  });
}

// The file that `path`, below the collection, names; empty: none. ReplayWeb.page looks for the
// files of an index.cdxj beside it.
std::string WarcFileOf(std::string_view path) {
  if (path.starts_with("/warcs/")) return PercentDecode(path.substr(7));
  const bool file = path.ends_with(".warc.gz") || path.ends_with(".warc");
  return file && path.rfind('/') == 0 ? PercentDecode(path.substr(1)) : std::string();
}

HttpResponse NotAllowed() {
  HttpResponse response = ProblemResponse(
      405,
      "read-only: this index is made from the WARC files and takes no lines. To add captures, put "
      "their WARC file into the archive and rebuild its index; to hide some, use arsip access add");
  response.Set("Allow", "GET, HEAD, OPTIONS");
  return response;
}

}  // namespace

Result<std::unique_ptr<Portal>> Portal::Open(PortalOptions options, const Clock& clock) {
  if (options.collection.empty()) options.collection = NameOf(options.archive_directory);
  const std::string& name = options.collection;
  if (!IsPathSegment(name) || name == "cdx" || name == "outbackcdx" || name == "collinfo.json") {
    return Error{ErrorCode::kInvalidInput,
                 "no name for a collection (letters, digits, \"-\", \"_\", \".\"; not cdx or "
                 "outbackcdx); give another with --collection",
                 name};
  }
  if (options.access_log.empty()) {
    options.access_log = options.archive_directory + "/reports/access-log.jsonl";
  }
  while (options.public_url.ends_with('/')) options.public_url.pop_back();
  std::unique_ptr<Portal> portal(new Portal(std::move(options)));
  ARSIP_ASSIGN(portal->archive_, ServedArchive::Open(portal->options_.archive_directory, clock));
  ARSIP_ASSIGN(portal->log_, AccessLog::Open(portal->options_.access_log, clock));
  return portal;
}

HttpResponse Portal::Answer(const HttpRequest& request) {
  HttpResponse response = Route(request);
  AddCommonProtection(response);
  cors_.Apply(request, response);
  return response;
}

HttpResponse Portal::Route(const HttpRequest& request) {
  if (request.method == "OPTIONS") return cors_.Preflight(request);
  if (request.method != "GET" && !request.head()) return NotAllowed();
  if (!request.target.starts_with('/')) return ProblemResponse(400, "the target is no path");
  auto view = archive_->View();
  if (!view) {
    Log(LogLevel::kError, "portal", "access_rules", {{"error", view.error().ToString()}});
    return ProblemResponse(503, "the access rules cannot be read: nothing is shown until they can");
  }
  const std::string_view path = request.path();
  if (path == "/collinfo.json") return CollectionList(**view, request);
  const std::string collection_url = CollectionUrl(request);
  if (path == "/cdx/search/cdx") {
    return AnswerCdx(std::move(*view), CdxDialect::kWayback, request, collection_url);
  }
  if (path == "/outbackcdx/" + options_.collection) {
    return AnswerCdx(std::move(*view), CdxDialect::kOutback, request, collection_url);
  }
  std::string_view rest = request.target;
  rest.remove_prefix(1);
  if (rest.starts_with(options_.collection)) {
    rest.remove_prefix(options_.collection.size());
    if (rest.empty() || rest[0] == '/' || rest[0] == '?') {
      return RouteCollection(std::move(*view), request, rest);
    }
  }
  return ProblemResponse(404, "there is nothing here; /collinfo.json lists the collection");
}

// `rest`: the target behind the collection's name, its query included: that of a replayed URL is
// part of the URL.
HttpResponse Portal::RouteCollection(SharedView view, const HttpRequest& request,
                                     std::string_view rest) {
  const std::string collection_url = CollectionUrl(request);
  const std::string_view path = rest.substr(0, rest.find('?'));
  if (path.empty() || path == "/" || path == "/cdx" || path == "/index") {
    return AnswerCdx(std::move(view), CdxDialect::kPywb, request, collection_url);
  }
  if (path == "/index.cdxj") {
    RawFetch fetch;
    fetch.response = AnswerWholeIndex(view, request);
    fetch.subject = "index.cdxj";
    return Logged(request, std::move(fetch));
  }
  if (const std::string name = WarcFileOf(path); !name.empty()) {
    return Logged(request, AnswerWarcFile(view, name, request));
  }
  if (path.starts_with("/record/")) {
    const auto parameters = QueryString::Parse(request.query_string());
    if (!parameters) return ErrorResponse(parameters.error());
    return Logged(request, AnswerRecord(view, PercentDecode(path.substr(8)),
                                        parameters->Get("concurrent") == "1"));
  }
  if (path.starts_with("/thumbnail/")) {
    const auto named = ParseReplayPath(rest.substr(11));
    if (!named) return ProblemResponse(404, "write it as /thumbnail/YYYYMMDDhhmmssid_/URL");
    return Logged(request, AnswerThumbnail(view, *named));
  }
  if (path.starts_with("/timemap/")) {
    return AnswerTimeMap(view, rest.substr(9), collection_url);
  }
  return Replay(view, request, rest.substr(1));
}

HttpResponse Portal::Replay(const SharedView& view, const HttpRequest& request,
                            std::string_view rest) {
  const std::string collection_url = CollectionUrl(request);
  if (const auto path = ParseReplayPath(rest); path.has_value()) {
    if (request.Get("Service-Worker") == "script") {
      return ProblemResponse(403, "no archived script becomes a service worker");
    }
    return Logged(request, AnswerReplay(view, *path, collection_url));
  }
  const bool url = StartsWithLower(rest, "http:/") || StartsWithLower(rest, "https:/") ||
                   StartsWithLower(rest, "http%3a") || StartsWithLower(rest, "https%3a");
  if (!url) {
    return ProblemResponse(
        404, "there is nothing here; replay is /" + options_.collection + "/YYYYMMDDhhmmssid_/URL");
  }
  return AnswerTimeGate(view, UrlOfTarget(rest), request, collection_url);
}

HttpResponse Portal::CollectionList(const ArchiveView& view, const HttpRequest& request) const {
  UtcTime first{};
  UtcTime last{};
  bool any = false;
  const Status read = view.index().ForEachFile([&](const archive::IndexedFile& file) {
    if (file.records == 0) return true;
    first = any ? std::min(first, file.first) : file.first;
    last = any ? std::max(last, file.last) : file.last;
    any = true;
    return true;
  });
  if (!read) return ErrorResponse(read.error());
  const std::string url = CollectionUrl(request);
  nlohmann::ordered_json entry = {{"id", options_.collection},
                                  {"name", options_.collection},
                                  {"timegate", url + "/"},
                                  {"cdx-api", url + "/cdx"}};
  if (any) {
    entry["from"] = FormatWarcDate(first);
    entry["to"] = FormatWarcDate(last);
  }
  return TextResponse(200, "application/json",
                      nlohmann::ordered_json::array({entry}).dump(2) + "\n");
}

HttpResponse Portal::Logged(const HttpRequest& request, RawFetch fetch) {
  if (const Status logged = log_->Write(request, fetch); !logged) {
    Log(LogLevel::kError, "portal", "access_log", {{"error", logged.error().ToString()}});
    return ProblemResponse(503, "the access log cannot be written: no archived byte leaves unseen");
  }
  return std::move(fetch.response);
}

std::string Portal::CollectionUrl(const HttpRequest& request) const {
  std::string url = options_.public_url;
  if (url.empty()) {
    const std::string_view host = request.Get("Host");
    if (IsAuthority(host)) url.append("http://").append(host);
  }
  return url.append("/").append(options_.collection);
}

}  // namespace arsip::portal
