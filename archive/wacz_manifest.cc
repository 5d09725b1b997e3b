#include "archive/wacz_manifest.h"

#include <nlohmann/json.hpp>
#include <utility>

namespace arsip::archive {
namespace {

using Json = nlohmann::ordered_json;

std::string Dump(const Json& json) {
  constexpr int kIndent = 2;
  return json.dump(kIndent, ' ', true, Json::error_handler_t::replace) + "\n";
}

Error Wrong(std::string what, std::string_view file) {
  return Error{ErrorCode::kInvalidInput, std::move(what), std::string(file)};
}

std::string TextOf(const nlohmann::json& object, const char* name) {
  const auto member = object.find(name);
  return member != object.end() && member->is_string() ? member->get<std::string>() : std::string();
}

Result<WaczResource> ResourceOf(const nlohmann::json& json) {
  WaczResource resource;
  const auto wrong = [&](const char* what) {
    return Wrong("resource '" + resource.path.substr(0, 200) + "' has no " + what,
                 kDatapackagePath);
  };
  if (!json.is_object()) return wrong("object");
  resource.path = TextOf(json, "path");
  if (resource.path.empty()) return wrong("path");
  const std::string hash = TextOf(json, "hash");
  const auto digest = ParseSha256(hash);
  if (!hash.starts_with("sha256:") || !digest.has_value()) return wrong("sha256 hash");
  resource.hash = *digest;
  const auto bytes = json.find("bytes");
  if (bytes == json.end() || !bytes->is_number_unsigned()) return wrong("number of bytes");
  resource.bytes = bytes->get<uint64_t>();
  return resource;
}

Result<nlohmann::json> ObjectOf(std::string_view text, std::string_view file) {
  if (text.size() > kMaxManifestBytes) return Wrong("larger than any manifest is read", file);
  nlohmann::json json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) return Wrong("not a JSON object", file);
  return json;
}

}  // namespace

bool IsWaczWarcPath(std::string_view path) {
  return path.starts_with(kWaczArchive) &&
         (path.ends_with(".warc.gz") || path.ends_with(".warc") || path.ends_with(".warc.zst"));
}

std::string FormatWaczManifest(const WaczManifest& manifest) {
  Json json = {{"profile", "data-package"}, {"wacz_version", "1.1.1"}};
  json["title"] = manifest.title;
  if (!manifest.description.empty()) json["description"] = manifest.description;
  json["created"] = manifest.created;
  json["modified"] = manifest.created;
  json["software"] = manifest.software;
  if (!manifest.main_page_url.empty()) {
    json["mainPageUrl"] = manifest.main_page_url;
    json["mainPageDate"] = manifest.main_page_date;
  }
  json["resources"] = Json::array();
  for (const WaczResource& resource : manifest.resources) {
    json["resources"].push_back({{"name", resource.path.substr(resource.path.rfind('/') + 1)},
                                 {"path", resource.path},
                                 {"hash", FormatDigest(resource.hash)},
                                 {"bytes", resource.bytes}});
  }
  return Dump(json);
}

Result<WaczManifest> ParseWaczManifest(std::string_view text) {
  ARSIP_ASSIGN(const nlohmann::json json, ObjectOf(text, kDatapackagePath));
  // DEVIATION: Browsertrix writes no profile, and replay needs none.
  const std::string profile = TextOf(json, "profile");
  if (json.contains("profile") && profile != "data-package" && profile != "wacz-package") {
    return Wrong("its profile is '" + profile.substr(0, 100) + "', which replay refuses",
                 kDatapackagePath);
  }
  if (TextOf(json, "wacz_version").empty()) return Wrong("no wacz_version", kDatapackagePath);
  const auto resources = json.find("resources");
  if (resources == json.end() || !resources->is_array() || resources->size() > kMaxWaczResources) {
    return Wrong("no resources, or more than are read", kDatapackagePath);
  }
  WaczManifest manifest;
  manifest.title = TextOf(json, "title");
  manifest.description = TextOf(json, "description");
  manifest.created = TextOf(json, "created");
  manifest.software = TextOf(json, "software");
  manifest.main_page_url = TextOf(json, "mainPageUrl");
  manifest.main_page_date = TextOf(json, "mainPageDate");
  for (const nlohmann::json& resource : *resources) {
    ARSIP_ASSIGN(manifest.resources.emplace_back(), ResourceOf(resource));
  }
  return manifest;
}

std::string FormatWaczDigest(const WaczDigest& digest) {
  Json json = {{"path", digest.path}, {"hash", digest.hash}};
  if (digest.signature.has_value()) {
    const WaczSignature& signature = *digest.signature;
    json["signedData"] = {{"hash", signature.hash},           {"created", signature.created},
                          {"software", signature.software},   {"version", "0.1.0"},
                          {"signature", signature.signature}, {"publicKey", signature.public_key}};
  }
  return Dump(json);
}

Result<WaczDigest> ParseWaczDigest(std::string_view text) {
  ARSIP_ASSIGN(const nlohmann::json json, ObjectOf(text, kDatapackageDigestPath));
  WaczDigest digest;
  digest.path = TextOf(json, "path");
  digest.hash = TextOf(json, "hash");
  const auto data = json.find("signedData");
  if (data == json.end()) return digest;
  if (!data->is_object()) return Wrong("signedData is no object", kDatapackageDigestPath);
  digest.domain = TextOf(*data, "domain");
  digest.signature = {.hash = TextOf(*data, "hash"),
                      .created = TextOf(*data, "created"),
                      .software = TextOf(*data, "software"),
                      .signature = TextOf(*data, "signature"),
                      .public_key = TextOf(*data, "publicKey")};
  return digest;
}

}  // namespace arsip::archive
