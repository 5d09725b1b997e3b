#include "crawler/control_request.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "frontier/deferral.h"

namespace arsip::crawler {
namespace {

using nlohmann::json;
using Verb = ControlRequest::Verb;

struct Shape {
  const char* name;
  Verb verb;
  std::array<const char*, 3> keys;  // that it may have, besides "verb"
};
constexpr std::array<Shape, 13> kShapes = {{
    {"status", Verb::kStatus, {}},
    {"queues", Verb::kQueues, {"order", "limit"}},
    {"explain", Verb::kExplain, {"subject"}},
    {"pause", Verb::kPause, {"reason"}},
    {"resume", Verb::kResume, {}},
    {"block", Verb::kBlock, {"host", "reason", "for"}},
    {"unblock", Verb::kUnblock, {"host"}},
    {"budget", Verb::kBudget, {"max_pages", "max_bytes"}},
    {"seed", Verb::kSeed, {"urls"}},
    {"capture", Verb::kCapture, {"urls"}},
    {"rescope", Verb::kRescope, {"collection", "name"}},
    {"ignore", Verb::kIgnore, {"add", "remove"}},
    {"reload-hash-lists", Verb::kReload, {}},
}};
constexpr uint64_t kMaxLimit = uint64_t{1} << 62;

Error Wrong(const std::string& what) {
  return Error{ErrorCode::kInvalidInput, "control request: " + what, ""};
}

Status ReadText(const json& object, const char* key, bool required, std::string& text) {
  const auto found = object.find(key);
  if (found == object.end()) {
    return required ? Status(Wrong(std::string("'") + key + "' is missing")) : Ok();
  }
  if (!found->is_string()) return Wrong(std::string("'") + key + "' is no text");
  text = found->get<std::string>();
  if (required && text.empty()) return Wrong(std::string("'") + key + "' is empty");
  return Ok();
}

// null lifts the limit.
Status ReadLimit(const json& object, const char* key, std::optional<LimitChange>& change) {
  const auto found = object.find(key);
  if (found == object.end()) return Ok();
  change.emplace();
  if (found->is_null()) return Ok();
  if (!found->is_number_unsigned() || found->get<uint64_t>() > kMaxLimit) {
    return Wrong(std::string("'") + key + "' is a number, or null for no limit");
  }
  change->limit = found->get<uint64_t>();
  return Ok();
}

Status ReadUrls(const json& object, std::vector<Url>& urls) {
  const auto found = object.find("urls");
  if (found == object.end() || !found->is_array() || found->empty()) {
    return Wrong("'urls' is a list of URLs");
  }
  if (found->size() > ControlRequest::kMaxUrls) return Wrong("more than 1000 URLs at once");
  for (const json& item : *found) {
    if (!item.is_string()) return Wrong("a URL is a text");
    const auto text = item.get<std::string>();
    auto url = Url::Parse(text);
    if (!url) return Error{ErrorCode::kInvalidInput, url.error().message, text};
    urls.push_back(std::move(*url));
  }
  return Ok();
}

Status ReadQueues(const json& object, ControlRequest& request) {
  std::string order = "waiting";
  ARSIP_TRY(ReadText(object, "order", false, order));
  if (order != "waiting" && order != "slowest") return Wrong("'order' is waiting or slowest");
  if (order == "slowest") request.order = frontier::QueueOrder::kSlowest;
  const auto limit = object.find("limit");
  if (limit == object.end()) return Ok();
  if (!limit->is_number_unsigned() || *limit < 1U || *limit > ControlRequest::kMaxQueues) {
    return Wrong("'limit' is 1 to 1000");
  }
  request.limit = limit->get<size_t>();
  return Ok();
}

Status ReadBlock(const json& object, ControlRequest& request) {
  ARSIP_TRY(ReadText(object, "host", true, request.host));
  ARSIP_TRY(ReadText(object, "reason", false, request.reason));
  std::string lasts;
  ARSIP_TRY(ReadText(object, "for", false, lasts));
  if (lasts.empty()) return Ok();
  ARSIP_ASSIGN(request.lasts, ParseDuration(lasts));
  if (*request.lasts <= Duration::zero()) return Wrong("'for' is more than nothing");
  return Ok();
}

Status ReadBudget(const json& object, ControlRequest& request) {
  ARSIP_TRY(ReadLimit(object, "max_pages", request.max_pages));
  ARSIP_TRY(ReadLimit(object, "max_bytes", request.max_bytes));
  if (request.max_pages || request.max_bytes) return Ok();
  return Wrong("a budget has max_pages, max_bytes or both");
}

Status ReadPatterns(const json& object, const char* key, std::vector<std::string>& patterns) {
  const auto found = object.find(key);
  if (found == object.end()) return Ok();
  const bool texts = found->is_array() && std::ranges::all_of(*found, [](const json& item) {
                       return item.is_string() && !item.get_ref<const std::string&>().empty();
                     });
  if (!texts) return Wrong(std::string("'") + key + "' is a list of patterns");
  if (found->size() > frontier::kMaxIgnoreRules) return Wrong("more patterns than there may be");
  patterns = found->get<std::vector<std::string>>();
  return Ok();
}

Status ReadKeys(const json& object, ControlRequest& request) {
  switch (request.verb) {
    case Verb::kStatus:
    case Verb::kResume:
    case Verb::kReload:
      return Ok();
    case Verb::kQueues:
      return ReadQueues(object, request);
    case Verb::kExplain:
      return ReadText(object, "subject", true, request.subject);
    case Verb::kPause:
      return ReadText(object, "reason", false, request.reason);
    case Verb::kBlock:
      return ReadBlock(object, request);
    case Verb::kUnblock:
      return ReadText(object, "host", true, request.host);
    case Verb::kBudget:
      return ReadBudget(object, request);
    case Verb::kSeed:
    case Verb::kCapture:
      return ReadUrls(object, request.urls);
    case Verb::kRescope:
      ARSIP_TRY(ReadText(object, "collection", true, request.collection));
      return ReadText(object, "name", false, request.collection_name);
    case Verb::kIgnore:
      ARSIP_TRY(ReadPatterns(object, "add", request.add));
      return ReadPatterns(object, "remove", request.remove);
  }
  return Ok();
}

}  // namespace

bool ControlRequest::changes() const {
  if (verb == Verb::kIgnore) return !add.empty() || !remove.empty();
  return verb != Verb::kStatus && verb != Verb::kQueues && verb != Verb::kExplain;
}

const char* ControlVerbName(Verb verb) {
  for (const Shape& shape : kShapes) {
    if (shape.verb == verb) return shape.name;
  }
  return "";
}

Result<ControlRequest> ParseControlRequest(std::string_view line) {
  const json object = json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) return Wrong("one JSON object a line");
  std::string verb;
  ARSIP_TRY(ReadText(object, "verb", true, verb));
  const auto shape = std::ranges::find_if(kShapes, [&](const Shape& s) { return verb == s.name; });
  if (shape == kShapes.end()) return Wrong("there is no verb '" + verb + "'");
  for (const auto& item : object.items()) {
    const std::string& key = item.key();
    const bool known = key == "verb" || std::ranges::any_of(shape->keys, [&](const char* name) {
                         return name != nullptr && key == name;
                       });
    if (!known) return Wrong(verb.append(" has no '").append(key).append("'"));
  }
  ControlRequest request;
  request.verb = shape->verb;
  ARSIP_TRY(ReadKeys(object, request));
  return request;
}

}  // namespace arsip::crawler
