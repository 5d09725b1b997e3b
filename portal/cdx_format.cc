#include "portal/cdx_format.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "archive/capture_fields.h"
#include "base/http_date.h"
#include "portal/replay_url.h"

namespace arsip::portal {
namespace {

using archive::Capture;
using Json = nlohmann::ordered_json;

std::string JsonText(const Json& json) {
  return json.dump(-1, ' ', true, Json::error_handler_t::replace);
}

std::vector<std::string> DefaultFields(CdxDialect dialect, CdxOutput output) {
  if (dialect == CdxDialect::kWayback) {
    return {"urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"};
  }
  if (dialect == CdxDialect::kOutback) {
    return {"urlkey",   "timestamp", "url",    "mime",   "status",  "digest",
            "redirect", "meta",      "length", "offset", "filename"};
  }
  if (output == CdxOutput::kText || output == CdxOutput::kNdjson) {
    return {"urlkey", "timestamp", "url",    "mime",    "status",
            "digest", "length",    "offset", "filename"};
  }
  return {};
}

// What has a space would be two fields; a URL with one is no URL, and CDX has "-" for nothing.
std::string CdxWord(std::string value) {
  if (value.empty()) return "-";
  for (char& c : value) {
    if (static_cast<uint8_t>(c) <= ' ' || c == 0x7f) c = '_';
  }
  return value;
}

// The three fields of the record that holds a revisit's payload.
std::vector<std::pair<std::string, std::string>> OriginalFields(const Capture& capture) {
  if (!capture.original.has_value()) {
    return {{"orig.length", ""}, {"orig.offset", ""}, {"orig.filename", ""}};
  }
  const archive::RecordLocation& location = capture.original->location;
  return {{"orig.length", std::to_string(location.length)},
          {"orig.offset", std::to_string(location.offset)},
          {"orig.filename", location.filename}};
}

}  // namespace

CdxFormat::CdxFormat(CdxDialect dialect, const CdxQuery& query, std::string collection_url)
    : dialect_(dialect),
      query_(query),
      collection_url_(std::move(collection_url)),
      fields_(query.fields.empty() ? DefaultFields(dialect, query.output) : query.fields) {}

std::string_view CdxFormat::content_type() const {
  switch (query_.output) {
    case CdxOutput::kCdxj:
      return "text/x-cdxj";
    case CdxOutput::kNdjson:
      return "text/x-ndjson";
    case CdxOutput::kText:
    case CdxOutput::kCdx11:
      return "text/plain; charset=utf-8";
    case CdxOutput::kLink:
      return "application/link-format";
    default:
      return "application/json";
  }
}

std::string CdxFormat::Value(const Capture& capture, std::string_view field) const {
  const std::string_view name = CdxjFieldName(field);
  if (name == "meta" || name == "robotflags") return {};
  std::string value = archive::CaptureField(capture, name);
  // Lines of fields have the digest bare; CDXJ and pywb's JSON with its label, as the index has it.
  if (name == "digest" && dialect_ != CdxDialect::kPywb && value.starts_with("sha1:")) {
    value.erase(0, 5);
  }
  return value;
}

std::vector<std::string> CdxFormat::Values(const Capture& capture) const {
  std::vector<std::string> values;
  for (const std::string& field : fields_) values.push_back(CdxWord(Value(capture, field)));
  if (!query_.resolve_revisits) return values;
  for (auto& [name, value] : OriginalFields(capture)) values.push_back(CdxWord(std::move(value)));
  return values;
}

void CdxFormat::Cdxj(const Capture& capture, std::string& out) const {
  if (query_.fields.empty() && !query_.resolve_revisits) {
    out.append(archive::FormatCdxj(capture)).push_back('\n');
    return;
  }
  Json json = Json::object();
  const auto put = [&json](std::string_view name, const std::string& value) {
    if (!value.empty()) json[std::string(name)] = value;
  };
  if (query_.fields.empty()) {
    for (const std::string_view name : archive::kCdxjMembers) put(name, Value(capture, name));
  }
  for (const std::string& name : query_.fields) {
    if (name != "urlkey" && name != "timestamp") put(name, Value(capture, name));
  }
  if (query_.resolve_revisits) {
    for (const auto& [name, value] : OriginalFields(capture)) put(name, value);
  }
  out.append(CdxWord(capture.urlkey)).append(" ").append(FormatTimestamp14(capture.time));
  out.append(" ").append(JsonText(json)).push_back('\n');
}

void CdxFormat::JsonArray(const std::vector<std::string>& values, std::string& out) {
  out.append(first_ ? "" : ",\n").append(JsonText(Json(values)));
  first_ = false;
}

void CdxFormat::Begin(std::string& out) {
  if (query_.output == CdxOutput::kJsonArrays || query_.output == CdxOutput::kJsonDict) {
    out.push_back('[');
  }
}

void CdxFormat::Line(const Capture& capture, std::string& out) {
  switch (query_.output) {
    case CdxOutput::kCdxj:
      Cdxj(capture, out);
      return;
    case CdxOutput::kJsonHeader:
      if (first_) {
        std::vector<std::string> names = fields_;
        if (query_.resolve_revisits) {
          for (auto& [name, value] : OriginalFields(capture)) names.push_back(name);
        }
        out.push_back('[');
        JsonArray(names, out);
      }
      JsonArray(Values(capture), out);
      return;
    case CdxOutput::kJsonArrays:
      JsonArray(Values(capture), out);
      return;
    case CdxOutput::kText:
    case CdxOutput::kCdx11: {
      const std::vector<std::string> values = Values(capture);
      for (size_t i = 0; i < values.size(); ++i) out.append(i == 0 ? "" : " ").append(values[i]);
      out.push_back('\n');
      return;
    }
    case CdxOutput::kLink:
      out.append(first_ ? "" : ",\n").append(MementoLink(capture, collection_url_));
      first_ = false;
      return;
    case CdxOutput::kNdjson:
    case CdxOutput::kJsonDict:
      break;
  }
  Json json = Json::object();
  for (const std::string& field : fields_) json[field] = Value(capture, field);
  if (query_.resolve_revisits) {
    for (const auto& [name, value] : OriginalFields(capture)) json[name] = value;
  }
  if (query_.output == CdxOutput::kJsonDict) out.append(first_ ? "" : ",\n");
  out.append(JsonText(json));
  if (query_.output == CdxOutput::kNdjson) out.push_back('\n');
  first_ = false;
}

// Wayback: in text, an empty line and the key; in JSON, an empty array and one with the key.
void CdxFormat::End(std::string_view resume_key, std::string& out) {
  switch (query_.output) {
    case CdxOutput::kJsonHeader:
      if (first_) {
        out.append("[]\n");  // Wayback has no header row over nothing
        return;
      }
      if (!resume_key.empty()) {
        JsonArray({}, out);
        JsonArray({std::string(resume_key)}, out);
      }
      out.append("]\n");
      return;
    case CdxOutput::kJsonArrays:
    case CdxOutput::kJsonDict:
      out.append("]\n");
      return;
    case CdxOutput::kLink:
      if (!first_) out.push_back('\n');
      return;
    default:
      if (!resume_key.empty()) out.append("\n").append(resume_key).append("\n");
  }
}

std::string MementoLink(const Capture& capture, const std::string& collection_url) {
  return "<" + ReplayUrl(collection_url, capture) + ">; rel=\"memento\"; datetime=\"" +
         FormatHttpDate(capture.time) + "\"";
}

}  // namespace arsip::portal
