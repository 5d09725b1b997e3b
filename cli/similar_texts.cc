#include "cli/similar_texts.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "archive/access_rules.h"
#include "archive/capture_index.h"
#include "archive/query.h"
#include "archive/text_index.h"
#include "base/log.h"
#include "base/surt.h"
#include "base/text_sketch.h"
#include "cli/archive_directory.h"
#include "cli/exit_code.h"
#include "cli/json_text.h"
#include "cli/stop_signal.h"
#include "crawler/offline_extraction.h"

namespace arsip::cli {
namespace {

using archive::TextIndex;
using archive::TextOccurrence;

struct Match {
  double jaccard = 0;
  TextOccurrence occurrence;
};

std::optional<TextSketch> SketchOf(const extractors::Record& record) {
  if (!record.has_text_sketch()) return std::nullopt;
  const extractors::RecordSketch& said = record.text_sketch();
  TextSketch sketch;
  if (said.digest().size() != sketch.digest.size()) return std::nullopt;
  std::ranges::copy(said.digest(), sketch.digest.begin());
  sketch.shingles = said.shingles();
  if (!sketch.comparable()) return sketch;
  const auto places = PlacesFromBytes(said.places());
  if (!places) return std::nullopt;
  sketch.places = *places;
  return sketch;
}

Result<std::vector<TextSketch>> SketchesOfFile(const std::string& path,
                                               const crawler::CrawlOptions& settings) {
  crawler::OfflineOptions options;
  options.path = path;
  options.sandbox = settings.worker.sandbox;
  options.documents = settings.worker.documents;
  options.extraction = settings.worker.pipeline.extraction;
  std::vector<TextSketch> sketches;
  std::string failure;
  crawler::OfflineEvents events;
  events.on_extracted = [&](const crawler::RecordOrigin&,
                            const extractors::Extraction& extraction) {
    for (const extractors::Record& record : extraction.records()) {
      if (const auto sketch = SketchOf(record)) sketches.push_back(*sketch);
    }
  };
  events.on_failed = [&](const crawler::RecordOrigin&, const std::string& reason) {
    failure = reason;
  };
  ARSIP_TRY(crawler::ExtractFromFile(options, events));
  if (sketches.empty()) {
    return Error{ErrorCode::kInvalidInput, failure.empty() ? "there is no text in it" : failure,
                 path};
  }
  return sketches;
}

// Those of the latest capture that has any.
Result<std::vector<TextSketch>> SketchesOfUrl(const SimilarTextsArguments& arguments,
                                              TextIndex& index) {
  std::vector<archive::TextSource::Text> texts;
  {
    ARSIP_TRY(CheckIndexedArchive(arguments.archive_directory));
    ARSIP_ASSIGN(const auto reader, archive::CaptureReader::Open(arguments.archive_directory));
    archive::Query query;
    query.url = arguments.subject;
    Status read = Ok();
    ARSIP_TRY(reader->ForEach(query, [&](const archive::Capture& capture) {
      const auto record_id = reader->index().RecordIdOf(capture);
      auto found = record_id ? index.TextsOf(*record_id) : record_id.error();
      if (!found) read = found.error();
      if (found && !found->empty()) texts = std::move(*found);
      return read.has_value();
    }));
    ARSIP_TRY(read);
  }
  std::vector<TextSketch> sketches;
  for (const auto& text : texts) {
    ARSIP_ASSIGN(sketches.emplace_back(), index.SketchOf(text.digest));
  }
  if (!sketches.empty()) return sketches;
  return Error{ErrorCode::kNotFound,
               "no text of this URL is known; `arsip extract` derives those of older captures",
               arguments.subject};
}

Result<std::vector<TextSketch>> SketchesOf(const SimilarTextsArguments& arguments,
                                           const crawler::CrawlOptions& settings,
                                           TextIndex& index) {
  if (arguments.subject.starts_with("sha256:")) {
    ARSIP_ASSIGN(const Sha256 digest, ParseSha256(arguments.subject));
    ARSIP_ASSIGN(TextSketch sketch, index.SketchOf(digest));
    return std::vector<TextSketch>{sketch};
  }
  const bool url = arguments.subject.find("://") != std::string::npos;
  return url ? SketchesOfUrl(arguments, index) : SketchesOfFile(arguments.subject, settings);
}

// Every occurrence of every text that is near to one of them, earliest first.
Result<std::vector<Match>> FindMatches(const std::vector<TextSketch>& sketches, TextIndex& index) {
  std::map<Sha256, double> near;
  for (const TextSketch& sketch : sketches) {
    ARSIP_ASSIGN(const archive::NearTexts found, index.Near(sketch));
    for (const archive::NearText& text : found.texts) {
      double& best = near[text.digest];
      best = std::max(best, text.jaccard);
    }
    if (found.dropped > 0) {
      std::fprintf(stderr, "arsip: more than %zu texts share a band; not all were compared\n",
                   archive::kMaxCandidates);
    }
  }
  std::vector<Match> matches;
  for (const auto& entry : near) {
    ARSIP_TRY(index.ForEachOccurrence(entry.first, [&](const TextOccurrence& occurrence) {
      matches.push_back({entry.second, occurrence});
      return true;
    }));
  }
  std::ranges::stable_sort(matches, {}, [](const Match& match) { return match.occurrence.time; });
  return matches;
}

std::string TextLine(const Match& match) {
  const TextOccurrence& at = match.occurrence;
  char jaccard[16];
  std::snprintf(jaccard, sizeof jaccard, "%.2f", match.jaccard);
  return FormatWarcDate(at.time) + "\t" + jaccard + "\t" + Neutralise(at.kind) + "\t" +
         FormatDigest(at.digest) + "\t" + Neutralise(at.url) + "\t" + Neutralise(at.uri) + "\n";
}

std::string JsonLine(const Match& match) {
  const TextOccurrence& at = match.occurrence;
  nlohmann::json json = {{"time", FormatWarcDate(at.time)},
                         {"jaccard", match.jaccard},
                         {"kind", at.kind},
                         {"text", FormatDigest(at.digest)},
                         {"url", at.url},
                         {"record_id", at.source},
                         {"index", at.index}};
  if (!at.uri.empty()) json["uri"] = at.uri;
  return JsonText(json, -1) + "\n";
}

Result<uint64_t> Print(const SimilarTextsArguments& arguments, const std::vector<Match>& matches) {
  archive::AccessRules rules;
  if (!arguments.hidden) {
    ARSIP_ASSIGN(rules, archive::AccessRules::Load(arguments.archive_directory));
  }
  const UtcTime now = SystemClock().Utc();
  uint64_t printed = 0;
  uint64_t hidden = 0;
  for (const Match& match : matches) {
    const TextOccurrence& at = match.occurrence;
    if (!arguments.hidden && rules.Denial(Surt(at.url), at.time, now) != nullptr) {
      ++hidden;
    } else if (printed < arguments.limit) {
      ++printed;
      const std::string line = arguments.json ? JsonLine(match) : TextLine(match);
      if (std::fwrite(line.data(), 1, line.size(), stdout) != line.size()) {
        return Error{ErrorCode::kIo, "standard output cannot be written", "similar"};
      }
    }
  }
  if (hidden > 0) {
    std::fprintf(stderr, "arsip: %llu captures are hidden by access rules\n",
                 static_cast<unsigned long long>(hidden));
  }
  if (printed + hidden < matches.size()) {
    std::fprintf(stderr, "arsip: %llu more; --limit shows them\n",
                 static_cast<unsigned long long>(matches.size() - printed - hidden));
  }
  return printed;
}

Result<uint64_t> Run(const SimilarTextsArguments& arguments,
                     const crawler::CrawlOptions& settings) {
  ARSIP_ASSIGN(const auto index, TextIndex::Open(arguments.archive_directory + "/text-index"));
  archive::ReadProblems problems(1);
  ARSIP_ASSIGN(const archive::FollowCounts counts,
               index->CatchUp(arguments.archive_directory, &problems,
                              [](uint64_t, uint64_t) { return !StopRequested(); }));
  if (counts.problems > 0) {
    Log(LogLevel::kWarning, "cli", "damage", {{"first", problems.list()[0].ToString()}});
  }
  if (counts.stopped) {
    return Error{ErrorCode::kUnavailable, "stopped; the same command goes on", "text-index"};
  }
  ARSIP_ASSIGN(const auto sketches, SketchesOf(arguments, settings, *index));
  ARSIP_ASSIGN(const auto matches, FindMatches(sketches, *index));
  return Print(arguments, matches);
}

}  // namespace

int PrintSimilarTexts(const SimilarTextsArguments& arguments,
                      const crawler::CrawlOptions& settings) {
  const Result<uint64_t> printed = Run(arguments, settings);
  if (!printed) return Complain(printed.error());
  return *printed > 0 ? kDone : kDoneWithRefusals;
}

}  // namespace arsip::cli
