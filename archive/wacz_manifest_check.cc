#include "archive/wacz_manifest_check.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "archive/cdxj_line.h"
#include "archive/wacz_signature.h"
#include "base/digest.h"

namespace arsip::archive {
namespace {

using Severity = VerifyProblem::Severity;

}  // namespace

// What is wrong with the file is told; other errors stay errors.
Status WaczManifestCheck::Told(std::string_view where, Status status) {
  if (status.has_value()) return status;
  const ErrorCode code = status.error().code;
  if (code != ErrorCode::kInvalidInput && code != ErrorCode::kCorruption) return status;
  Wrong(std::string(where), status.error().message);
  return Ok();
}

// nullopt: it is not there or too long. What is wrong has been told.
Result<std::optional<std::string>> WaczManifestCheck::ReadWhole(std::string_view name) {
  const ZipEntry* entry = Find(name);
  if (entry == nullptr || entry->size > kMaxManifestBytes) {
    Wrong(std::string(name), entry == nullptr ? "the file is not there" : "the file is too long");
    return std::optional<std::string>();
  }
  std::string text;
  const Status read = ReadZipEntry(path_, *entry, [&text](std::string_view piece) {
    text.append(piece);
    return Ok();
  });
  ARSIP_TRY(Told(name, read));  // bytes that are not as they were still have a digest to compare
  return std::optional(std::move(text));
}

void WaczManifestCheck::CheckSignature(const WaczDigest& digest, const std::string& created) {
  const std::string where(kDatapackageDigestPath);
  const WaczSignature& signed_data = *digest.signature;
  if (!digest.domain.empty()) {
    report_.signature = WaczSigned::kDomain;
    report_.signature_words =
        "signed by a certificate of " + digest.domain.substr(0, 253) + ", which is not checked";
    problems_.Add(Severity::kWarning, where, report_.signature_words);
    return;
  }
  const auto fingerprint = KeyFingerprint(signed_data.public_key);
  report_.key_fingerprint = fingerprint.value_or("no key");
  const auto holds =
      VerifyWaczSignature(signed_data.hash, signed_data.signature, signed_data.public_key);
  std::string wrong;
  if (!holds.has_value()) wrong = holds.error().message;
  if (holds.has_value() && !*holds) wrong = "it was not made by that key, or of another file";
  if (signed_data.hash != digest.hash) wrong = "it is of another datapackage.json";
  if (signed_data.created != created) wrong = "its date is not that of datapackage.json";
  report_.signature = wrong.empty() ? WaczSigned::kSigned : WaczSigned::kWrong;
  if (wrong.empty()) {
    report_.signature_words = "signed by key " + report_.key_fingerprint;
    return;
  }
  report_.signature_words = "the signature is WRONG: " + wrong;
  Wrong(where, report_.signature_words);
}

Status WaczManifestCheck::CheckDigest(std::string_view datapackage) {
  report_.signature_words = "unsigned";
  ARSIP_ASSIGN(const auto text, ReadWhole(kDatapackageDigestPath));
  if (!text.has_value()) return Ok();
  const std::string where(kDatapackageDigestPath);
  const auto digest = ParseWaczDigest(*text);
  if (!digest.has_value()) {
    Wrong(where, digest.error().message);
    return Ok();
  }
  if (digest->path != kDatapackagePath) Wrong(where, "it is not of datapackage.json");
  const std::string is = FormatDigest(ComputeSha256(datapackage));
  const bool same = is == digest->hash;
  if (!same) {
    Wrong(std::string(kDatapackagePath),
          "the file is " + is + ", its digest file says " + digest->hash.substr(0, 200));
  }
  if (!digest->signature.has_value()) return Ok();
  const auto manifest = ParseWaczManifest(datapackage);
  CheckSignature(*digest, manifest.has_value() ? manifest->created : "");
  if (!same && report_.signature == WaczSigned::kSigned) {
    report_.signature = WaczSigned::kWrong;
    report_.signature_words = "the signature is WRONG: datapackage.json has changed since";
  }
  return Ok();
}

Status WaczManifestCheck::CheckResource(const WaczResource& resource) {
  const ZipEntry* entry = Find(resource.path);
  if (entry == nullptr) {
    Wrong(resource.path.substr(0, 1000), "datapackage.json lists it, and it is not there");
    return Ok();
  }
  ++report_.manifest_files;
  if (entry->size != resource.bytes) {
    Wrong(entry->name, "the file has " + std::to_string(entry->size) +
                           " bytes, datapackage.json says " + std::to_string(resource.bytes));
  }
  Sha256Stream digest;
  const Status read = ReadZipEntry(path_, *entry, [&](std::string_view piece) {
    digest.Update(piece);
    return progress_(piece.size());
  });
  ARSIP_TRY(Told(entry->name, read));
  const Sha256 is = digest.Finish();
  if (read.has_value() && is != resource.hash) {
    Wrong(entry->name, "the file is " + FormatDigest(is) + ", datapackage.json says " +
                           FormatDigest(resource.hash));
  }
  return Ok();
}

void WaczManifestCheck::TellUnlisted(const std::set<std::string, std::less<>>& listed) {
  for (const auto& [name, entry] : entries_) {
    const bool own = name == kDatapackagePath || name == kDatapackageDigestPath;
    if (!own && !listed.contains(name)) Wrong(name, "datapackage.json does not list it");
    if (!entry.stored && (name.starts_with("archive/") || name.ends_with(".cdx.gz"))) {
      Wrong(name, "it is compressed in the ZIP file; replay reads it in place and cannot");
    }
  }
}

Status WaczManifestCheck::CheckManifest() {
  ARSIP_ASSIGN(const auto text, ReadWhole(kDatapackagePath));
  if (!text.has_value()) return Ok();
  ARSIP_TRY(CheckDigest(*text));
  const auto manifest = ParseWaczManifest(*text);
  if (!manifest.has_value()) {
    Wrong(std::string(kDatapackagePath), manifest.error().message);
    return Ok();
  }
  std::set<std::string, std::less<>> listed;
  for (const WaczResource& resource : manifest->resources) {
    if (!listed.insert(resource.path).second) {
      Wrong(resource.path.substr(0, 1000), "datapackage.json lists it twice");
      continue;
    }
    ARSIP_TRY(CheckResource(resource));
  }
  TellUnlisted(listed);
  return Ok();
}

Status WaczManifestCheck::CheckPages() {
  const std::string name = "pages/pages.jsonl";
  const ZipEntry* entry = Find(name);
  if (entry == nullptr) {
    Wrong(name, "the file is not there");
    return Ok();
  }
  uint64_t number = 0;
  LineSplitter lines([&](std::string_view line) {
    ++number;
    if (line.empty()) return Ok();
    const auto json = nlohmann::json::parse(line, nullptr, false);
    const char* needed = number == 1 ? "format" : "url";
    if (!json.is_object() || !json.contains(needed) || (number > 1 && !json.contains("ts"))) {
      Wrong(name + ":" + std::to_string(number), number == 1 ? "no header line" : "no page");
    }
    return Ok();
  });
  ARSIP_TRY(Told(name, ReadZipEntry(path_, *entry, [&lines](std::string_view piece) {
                   return lines.Update(piece);
                 })));
  return Told(name, lines.Finish());
}

}  // namespace arsip::archive
