#include "portal/time_map.h"

#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "base/http_date.h"
#include "portal/capture_source.h"
#include "portal/cdx_format.h"
#include "portal/replay_url.h"

namespace arsip::portal {
namespace {

using archive::Capture;

constexpr uint64_t kMaxPages = 10'000;

struct TimeMapPath {
  std::string format;
  uint64_t page = 1;
  std::string url;
};

std::optional<TimeMapPath> ParsePath(std::string_view rest) {
  TimeMapPath path;
  const size_t slash = rest.find('/');
  if (slash == std::string_view::npos || slash + 1 == rest.size()) return std::nullopt;
  path.format = rest.substr(0, slash);
  rest.remove_prefix(slash + 1);
  const size_t next = rest.find('/');
  uint64_t page = 0;
  const auto end = std::from_chars(rest.data(), rest.data() + std::min(next, rest.size()), page);
  if (next != std::string_view::npos && end.ptr == rest.data() + next && next + 1 < rest.size()) {
    if (end.ec != std::errc() || page < 1 || page > kMaxPages) return std::nullopt;
    path.page = page;
    rest.remove_prefix(next + 1);
  }
  path.url = UrlOfTarget(rest);
  return path;
}

// The captures of one page, in memory: a few kilobytes each, at most.
struct Mementos {
  std::vector<Capture> list;
  bool more = false;
};

Result<Mementos> ReadPage(const SharedView& view, const TimeMapPath& path) {
  CdxQuery query;
  query.query.url = path.url;
  ARSIP_ASSIGN(const auto source, OpenCaptures(view, query));
  uint64_t before = (path.page - 1) * kTimeMapMementos;
  Mementos mementos;
  while (true) {
    ARSIP_ASSIGN(CaptureSource::Step step, source->Next());
    if (step.kind == CaptureSource::Step::Kind::kEnd) return mementos;
    if (step.kind == CaptureSource::Step::Kind::kPassed) continue;
    if (before > 0) {
      --before;
      continue;
    }
    if (mementos.list.size() == kTimeMapMementos) {
      mementos.more = true;
      return mementos;
    }
    mementos.list.push_back(std::move(step.capture));
  }
}

std::string PageUrl(const TimeMapPath& path, const std::string& collection_url,
                    const std::string& url, uint64_t page) {
  return collection_url + "/timemap/" + path.format + "/" +
         (page > 1 ? std::to_string(page) + "/" : "") + url;
}

std::string LinkFormat(const TimeMapPath& path, const Mementos& mementos,
                       const std::string& collection_url, const std::string& url) {
  std::string text = "<" + url + ">; rel=\"original\",\n<" +
                     PageUrl(path, collection_url, url, path.page) +
                     ">; rel=\"self\"; type=\"application/link-format\"; from=\"" +
                     FormatHttpDate(mementos.list.front().time) + "\"; until=\"" +
                     FormatHttpDate(mementos.list.back().time) + "\",\n<" + collection_url + "/" +
                     url + ">; rel=\"timegate\"";
  for (const Capture& capture : mementos.list) {
    text.append(",\n").append(MementoLink(capture, collection_url));
  }
  if (mementos.more) {
    text.append(",\n<").append(PageUrl(path, collection_url, url, path.page + 1));
    text.append(">; rel=\"timemap\"; type=\"application/link-format\"");
  }
  return text.append("\n");
}

std::string JsonFormat(const TimeMapPath& path, const Mementos& mementos,
                       const std::string& collection_url, const std::string& url) {
  nlohmann::ordered_json json = {{"original_uri", url},
                                 {"self", PageUrl(path, collection_url, url, path.page)},
                                 {"timegate_uri", collection_url + "/" + url}};
  auto& list = json["mementos"]["list"] = nlohmann::ordered_json::array();
  for (const Capture& capture : mementos.list) {
    list.push_back(
        {{"datetime", FormatWarcDate(capture.time)}, {"uri", ReplayUrl(collection_url, capture)}});
  }
  if (mementos.more) json["next"] = PageUrl(path, collection_url, url, path.page + 1);
  return json.dump(2, ' ', true, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace

HttpResponse AnswerTimeMap(const SharedView& view, std::string_view rest,
                           const std::string& collection_url) {
  const auto path = ParsePath(rest);
  if (!path.has_value() ||
      (path->format != "link" && path->format != "json" && path->format != "cdxj")) {
    return ProblemResponse(404,
                           "a TimeMap is /timemap/link/URL, /timemap/json/URL or "
                           "/timemap/cdxj/URL");
  }
  const auto mementos = ReadPage(view, *path);
  if (!mementos) return ErrorResponse(mementos.error());
  if (mementos->list.empty()) return ProblemResponse(404, "no capture of this URL");
  // As it was captured: what was asked for may be spelled in any way.
  Capture named = mementos->list.back();
  const std::string url = ReplayUrl("", named).substr(19);
  if (path->format == "link") {
    return TextResponse(200, "application/link-format",
                        LinkFormat(*path, *mementos, collection_url, url));
  }
  if (path->format == "json") {
    return TextResponse(200, "application/json", JsonFormat(*path, *mementos, collection_url, url));
  }
  std::string lines;
  for (const Capture& capture : mementos->list) {
    lines.append(archive::FormatCdxj(capture)).push_back('\n');
  }
  HttpResponse response = TextResponse(200, "text/x-cdxj", std::move(lines));
  if (mementos->more) {
    response.Set("Link",
                 "<" + PageUrl(*path, collection_url, url, path->page + 1) + ">; rel=\"next\"");
  }
  return response;
}

}  // namespace arsip::portal
