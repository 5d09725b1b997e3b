#include "cli/similar_images.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>
#include <vector>

#include "archive/access_rules.h"
#include "archive/hash_forms.h"
#include "archive/image_clusters.h"
#include "archive/image_search.h"
#include "archive/query.h"
#include "base/log.h"
#include "base/surt.h"
#include "base/url.h"
#include "cli/archive_directory.h"
#include "cli/exit_code.h"
#include "cli/json_text.h"
#include "crawler/image_hashing.h"
#include "crawler/sandboxes.h"

namespace arsip::cli {
namespace {

using archive::Hash256;
using archive::ImageRow;
using archive::ImageSearch;
using archive::Sighting;

// What is looked for: one hash, or the eight of a turned picture.
struct Subject {
  std::vector<Hash256> hashes;
  std::string why_not;  // not to be matched: "quality 12"; empty: it may
};

struct Found {
  ImageRow row;
  unsigned distance = 0;
  unsigned form = 0;
};

Subject SubjectOf(const archive::HashForms& forms, bool dihedral) {
  const auto end = dihedral ? forms.end() : forms.begin() + 1;
  return {{forms.begin(), end}, {}};
}

Subject SubjectOf(const ImageRow& row, bool dihedral) {
  Subject subject = SubjectOf(row.fact.forms(), dihedral);
  if (!row.fact.matchable()) {
    subject.why_not =
        row.fact.degenerate ? "a degenerate hash" : "quality " + std::to_string(row.fact.quality);
  }
  return subject;
}

Result<Subject> SubjectOfFile(const SimilarImagesArguments& arguments,
                              const crawler::CrawlOptions& settings) {
  crawler::SandboxBrokerOptions sandbox = settings.worker.sandbox;
  sandbox.binary = settings.worker.images.binary;
  sandbox.processes = 1;
  sandbox.max_payload_bytes = settings.worker.images.max_payload_bytes;
  const std::string& bytes = *arguments.file_bytes;
  ARSIP_ASSIGN(const auto hashing, crawler::ImageHashing::Create(sandbox));
  crawler::SandboxResult result;
  ARSIP_ASSIGN(result.image_hash, hashing->Hash(bytes));
  const auto fact = crawler::ImageFactOf(result, ComputeSha256(bytes), bytes.size());
  if (!fact) return Error{ErrorCode::kInvalidInput, "it has no hash", arguments.subject};
  ImageRow row;
  row.fact = *fact;
  return SubjectOf(row, arguments.dihedral);
}

Result<Subject> SubjectOfImage(ImageSearch& search, const Sha256& payload,
                               const SimilarImagesArguments& arguments) {
  ARSIP_ASSIGN(const auto row, search.Find(payload));
  if (row) return SubjectOf(*row, arguments.dihedral);
  return Error{ErrorCode::kNotFound, "no image with a hash in this archive", arguments.subject};
}

Result<Subject> SubjectOfUrl(ImageSearch& search, const SimilarImagesArguments& arguments) {
  ARSIP_ASSIGN(const Url url, Url::Parse(arguments.subject));
  ARSIP_ASSIGN(const auto row, search.FindByUrl(url.href()));
  if (row) return SubjectOf(*row, arguments.dihedral);
  return Error{ErrorCode::kNotFound, "no image with a hash was captured there", arguments.subject};
}

Result<Subject> ReadSubject(ImageSearch& search, const SimilarImagesArguments& arguments,
                            const crawler::CrawlOptions& settings) {
  if (arguments.file_bytes) return SubjectOfFile(arguments, settings);
  std::string_view text = arguments.subject;
  if (text.starts_with("sha256:")) {
    ARSIP_ASSIGN(const Sha256 payload, ParseSha256(text));
    return SubjectOfImage(search, payload, arguments);
  }
  if (text.find("://") != std::string_view::npos) return SubjectOfUrl(search, arguments);
  if (text.starts_with("pdq:")) text.remove_prefix(4);
  if (const auto hash = archive::ParseHash256(text)) {
    return SubjectOf(archive::FormsOf(*hash), arguments.dihedral);
  }
  return Error{ErrorCode::kInvalidInput, "a PDQ hash is 64 lower-case hexadecimal digits",
               arguments.subject};
}

Found AsFound(const ImageRow& row, const std::vector<Hash256>& hashes) {
  Found found{row, 257, 0};
  for (unsigned form = 0; form < hashes.size(); ++form) {
    const unsigned distance = HammingDistance(hashes[form], row.fact.hash);
    if (distance < found.distance) found = {row, distance, form};
  }
  return found;
}

// What is near, and the clusters that it belongs to, earliest first.
Result<std::vector<Found>> FindSimilar(ImageSearch& search, const Subject& subject,
                                       const SimilarImagesArguments& arguments, bool& more) {
  ARSIP_ASSIGN(const auto near, search.Near(subject.hashes, arguments.radius, arguments.limit));
  more = near.total > near.images.size();
  std::map<archive::ImageOrder, Found> found;
  std::set<Sha256> clusters;
  for (const archive::NearImage& image : near.images) {
    found.emplace(image.row.order(), Found{image.row, image.distance, image.form});
    if (image.row.exemplar) clusters.insert(*image.row.exemplar);
  }
  for (const Sha256& cluster : clusters) {
    ARSIP_ASSIGN(const auto members, search.Members(cluster, arguments.limit + 1));
    for (const ImageRow& member : members) {
      found.try_emplace(member.order(), AsFound(member, subject.hashes));
    }
  }
  std::vector<Found> sorted;
  sorted.reserve(found.size());
  for (const auto& [order, image] : found) sorted.push_back(image);
  if (sorted.size() > arguments.limit) {
    more = true;
    sorted.resize(arguments.limit);
  }
  return sorted;
}

class Printer {
 public:
  Printer(ImageSearch& search, const SimilarImagesArguments& arguments,
          const archive::AccessRules& rules)
      : search_(search), arguments_(arguments), rules_(rules), now_(SystemClock().Utc()) {}

  Status Print(const Found& found) {
    std::vector<Sighting> sightings;
    uint64_t hidden = 0;
    uint64_t total = 0;
    ARSIP_TRY(search_.ForEachSighting(found.row.fact.payload, [&](const Sighting& sighting) {
      ++total;
      if (rules_.Denial(Surt(sighting.url), sighting.time, now_) != nullptr) {
        ++hidden;
      } else if (sightings.size() < arguments_.limit) {
        sightings.push_back(sighting);
      }
      return true;
    }));
    hidden_ += hidden;
    // An image that may nowhere be seen is not spoken of.
    if (sightings.empty()) return Ok();
    ++printed_;
    ARSIP_ASSIGN(const bool stored, search_.IsStored(found.row.fact.payload));
    const std::string text = arguments_.json ? JsonLine(found, sightings, total - hidden, stored)
                                             : TextLines(found, sightings);
    if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size()) return Ok();
    return Error{ErrorCode::kIo, "standard output cannot be written", "similar"};
  }
  uint64_t printed() const { return printed_; }
  uint64_t hidden() const { return hidden_; }

 private:
  static std::string TextLines(const Found& found, const std::vector<Sighting>& sightings) {
    std::string text;
    for (const Sighting& sighting : sightings) {
      text += FormatWarcDate(sighting.time) + "\t" + std::to_string(found.distance) + "\t" +
              std::string(archive::NameOfForm(found.form)) + "\t" +
              FormatDigest(found.row.fact.payload) + "\t" +
              (found.row.is_exemplar() ? "exemplar" : "member") + "\t" + Neutralise(sighting.url) +
              "\n";
    }
    return text;
  }
  static std::string JsonLine(const Found& found, const std::vector<Sighting>& sightings,
                              uint64_t total, bool stored) {
    nlohmann::json captures = nlohmann::json::array();
    for (const Sighting& sighting : sightings) {
      captures.push_back({{"time", FormatWarcDate(sighting.time)}, {"url", sighting.url}});
    }
    const archive::ImageFact& fact = found.row.fact;
    nlohmann::json json = {{"sha256", FormatDigest(fact.payload)},
                           {"pdq", archive::FormatHash256(fact.hash)},
                           {"quality", fact.quality},
                           {"rule", fact.rule},
                           {"bytes", fact.bytes},
                           {"stored", stored},
                           {"distance", found.distance},
                           {"form", archive::NameOfForm(found.form)},
                           {"first", FormatWarcDate(found.row.first)},
                           {"exemplar", found.row.is_exemplar()},
                           {"captures", std::move(captures)},
                           {"captures_total", total}};
    if (found.row.exemplar) {
      json["cluster"] = FormatDigest(*found.row.exemplar);
      json["distance_from_exemplar"] = found.row.distance;
      json["form_of_exemplar"] = archive::NameOfForm(found.row.form);
    }
    return JsonText(json, -1) + "\n";
  }

  ImageSearch& search_;
  const SimilarImagesArguments& arguments_;
  const archive::AccessRules& rules_;
  const UtcTime now_;
  uint64_t printed_ = 0;
  uint64_t hidden_ = 0;
};

Status Similar(const SimilarImagesArguments& arguments, const crawler::CrawlOptions& settings,
               int& exit_code) {
  ARSIP_TRY(CheckIndexedArchive(arguments.archive_directory));
  ARSIP_ASSIGN(const auto reader, archive::CaptureReader::Open(arguments.archive_directory));
  ARSIP_ASSIGN(auto rules, archive::AccessRules::Load(arguments.archive_directory));
  if (arguments.hidden) rules = archive::AccessRules();
  ImageSearch search(arguments.archive_directory, reader->index());
  ARSIP_ASSIGN(const Subject subject, ReadSubject(search, arguments, settings));
  exit_code = kDoneWithRefusals;
  if (!subject.why_not.empty()) {
    std::fprintf(stderr, "arsip: %s says too little to be matched\n", subject.why_not.c_str());
    return Ok();
  }
  bool more = false;
  ARSIP_ASSIGN(const auto found, FindSimilar(search, subject, arguments, more));
  Printer printer(search, arguments, rules);
  for (const Found& image : found) ARSIP_TRY(printer.Print(image));
  if (more) std::fprintf(stderr, "arsip: there are more; --limit shows them\n");
  if (printer.hidden() > 0) {
    std::fprintf(stderr,
                 "arsip: %llu captures are not shown, by access rules; --hidden shows them\n",
                 static_cast<unsigned long long>(printer.hidden()));
  }
  if (printer.printed() == 0) {
    std::fprintf(stderr, "arsip: no image is similar\n");
  } else {
    exit_code = kDone;
  }
  return Ok();
}

}  // namespace

int PrintSimilarImages(const SimilarImagesArguments& arguments,
                       const crawler::CrawlOptions& settings) {
  int exit_code = kDone;
  const Status status = Similar(arguments, settings, exit_code);
  return status ? exit_code : Complain(status.error());
}

}  // namespace arsip::cli
