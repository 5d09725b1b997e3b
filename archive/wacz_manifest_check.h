// WaczManifestCheck: whether datapackage.json says of a WACZ file's entries what they are, whether
// datapackage-digest.json says that of datapackage.json, whose signature is on it, and whether
// pages.jsonl is pages. Reads hostile bytes; bounded memory. Not thread-safe.
#ifndef ARSIP_ARCHIVE_WACZ_MANIFEST_CHECK_H_
#define ARSIP_ARCHIVE_WACZ_MANIFEST_CHECK_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "archive/verify_problems.h"
#include "archive/wacz_manifest.h"
#include "archive/wacz_verify.h"
#include "archive/zip_directory.h"
#include "base/result.h"

namespace arsip::archive {

using WaczEntries = std::map<std::string, ZipEntry, std::less<>>;  // by name

class WaczManifestCheck {
 public:
  // All must outlive this. `progress` hears of bytes as they are digested; its errors end the
  // check.
  WaczManifestCheck(const std::string& path, const WaczEntries& entries, WaczVerifyReport& report,
                    VerifyProblems& problems, std::function<Status(uint64_t bytes)> progress)
      : path_(path),
        entries_(entries),
        report_(report),
        problems_(problems),
        progress_(std::move(progress)) {}

  // Errors are those of the disk, and of `progress`.
  Status CheckManifest();
  Status CheckPages();

 private:
  const ZipEntry* Find(std::string_view name) const {
    const auto entry = entries_.find(name);
    return entry == entries_.end() ? nullptr : &entry->second;
  }
  Result<std::optional<std::string>> ReadWhole(std::string_view name);
  Status CheckDigest(std::string_view datapackage);
  void CheckSignature(const WaczDigest& digest, const std::string& created);
  Status CheckResource(const WaczResource& resource);
  void TellUnlisted(const std::set<std::string, std::less<>>& listed);
  void Wrong(std::string where, std::string what) {
    problems_.Add(VerifyProblem::Severity::kError, std::move(where), std::move(what));
  }
  Status Told(std::string_view where, Status status);

  const std::string& path_;
  const WaczEntries& entries_;
  WaczVerifyReport& report_;
  VerifyProblems& problems_;
  const std::function<Status(uint64_t)> progress_;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_WACZ_MANIFEST_CHECK_H_
