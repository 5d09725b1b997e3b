// WaczManifest: datapackage.json and datapackage-digest.json, the two files that say what a WACZ
// file holds. https://specs.webrecorder.net/wacz/1.1.1/ and Frictionless Data Package v1.
//
// Written with `profile: data-package` and `wacz_version: 1.1.1`, because readers in use refuse the
// names of later drafts. Parsers read hostile bytes within limits: kInvalidInput says what is
// wrong. Pure; thread-safe.
#ifndef ARSIP_ARCHIVE_WACZ_MANIFEST_H_
#define ARSIP_ARCHIVE_WACZ_MANIFEST_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/wacz_signature.h"
#include "base/digest.h"
#include "base/result.h"

namespace arsip::archive {

inline constexpr std::string_view kWaczArchive = "archive/";  // WARC files lie there
inline constexpr std::string_view kDatapackagePath = "datapackage.json";
inline constexpr std::string_view kDatapackageDigestPath = "datapackage-digest.json";
inline constexpr size_t kMaxManifestBytes = 64u << 20;
inline constexpr size_t kMaxWaczResources = 100'000;

// Whether an entry of this path is a WARC file of the collection.
bool IsWaczWarcPath(std::string_view path);

struct WaczResource {
  std::string path;
  Sha256 hash{};
  uint64_t bytes = 0;
};

struct WaczManifest {
  std::string title;
  std::string description;
  std::string created;  // RFC 3339
  std::string software;
  std::string main_page_url;  // empty: none
  std::string main_page_date;
  std::vector<WaczResource> resources;  // every other file
};

std::string FormatWaczManifest(const WaczManifest& manifest);
Result<WaczManifest> ParseWaczManifest(std::string_view json);

// datapackage-digest.json
struct WaczDigest {
  std::string path;
  std::string hash;
  std::optional<WaczSignature> signature;
  std::string domain;  // of a signature by a domain's certificate; empty: none
};

std::string FormatWaczDigest(const WaczDigest& digest);
Result<WaczDigest> ParseWaczDigest(std::string_view json);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_WACZ_MANIFEST_H_
