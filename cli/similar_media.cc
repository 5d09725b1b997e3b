#include "cli/similar_media.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "archive/access_rules.h"
#include "archive/media_index.h"
#include "base/log.h"
#include "base/surt.h"
#include "cli/archive_directory.h"
#include "cli/exit_code.h"
#include "cli/json_text.h"
#include "cli/stop_signal.h"
#include "crawler/media_sandbox.h"
#include "crawler/record_json.h"

namespace arsip::cli {
namespace {

using archive::AudioSegment;
using archive::MediaIndex;
using archive::MediaOccurrence;
using archive::TimeRange;

// Recordings that are compared whole, those with most votes first: the earliest of many copies need
// not be among the nearest.
constexpr size_t kMostCompared = 10'000;
// Ranges of a line of text; JSON has all.
constexpr size_t kMostRanges = 4;

struct Subject {
  Sha256 payload{};
  std::vector<archive::FrameHash> frames;
  std::vector<uint32_t> words;
};

struct Found {
  Sha256 payload{};
  archive::VideoMatch video;
  std::vector<AudioSegment> sound;
  std::vector<MediaOccurrence> shown;  // earliest first
  uint64_t total = 0;                  // that may be shown
};

Result<Subject> SubjectOfFile(const SimilarMediaArguments& arguments,
                              const crawler::CrawlOptions& settings) {
  crawler::SandboxBrokerOptions pages = settings.worker.sandbox;
  pages.binary.clear();  // that of pages
  ARSIP_ASSIGN(const auto media, crawler::MediaReading::Create(settings.worker.media, pages));
  ARSIP_ASSIGN(const extractors::Extraction extraction, media->Read(*arguments.file_bytes));
  const extractors::Record& record = extraction.records(0);
  if (!record.state().empty()) {
    std::fprintf(stderr, "arsip: %s: %s\n", Neutralise(arguments.subject).c_str(),
                 Neutralise(record.state()).c_str());
  }
  const extractors::MediaFacts& facts = record.media_facts();
  Subject subject;
  subject.payload = ComputeSha256(*arguments.file_bytes);
  for (const extractors::VideoFrame& frame : facts.frames()) {
    // As the archive's were read: of the same text.
    if (const auto hash = archive::ParseFrame(crawler::VideoFrameText(frame))) {
      subject.frames.push_back(*hash);
    }
  }
  subject.words.assign(facts.fingerprint().begin(), facts.fingerprint().end());
  return subject;
}

Result<Subject> ReadSubject(MediaIndex& index, const SimilarMediaArguments& arguments,
                            const crawler::CrawlOptions& settings) {
  if (arguments.file_bytes) return SubjectOfFile(arguments, settings);
  Subject subject;
  ARSIP_ASSIGN(subject.payload, ParseSha256(arguments.subject));
  const auto* frames = index.videos().Frames(subject.payload);
  const auto* words = index.recordings().Words(subject.payload);
  if (frames == nullptr && words == nullptr) {
    return Error{ErrorCode::kNotFound, "no video or audio that was read in this archive",
                 arguments.subject};
  }
  if (frames != nullptr) subject.frames = *frames;
  if (words != nullptr) subject.words = *words;
  return subject;
}

// The subject itself is among them when it is archived, whether or not it says enough to match.
Result<std::map<Sha256, Found>> FindSimilar(MediaIndex& index, const Subject& subject,
                                            unsigned radius) {
  std::map<Sha256, Found> found;
  found[subject.payload];
  archive::VideoQuery videos;
  videos.rule.distance = radius;
  videos.limit = std::numeric_limits<size_t>::max();
  ARSIP_ASSIGN(auto by_frames, index.videos().Similar(subject.frames, videos));
  for (auto& video : by_frames) found[video.payload].video = std::move(video.match);
  archive::AudioQuery recordings;
  recordings.max_compared = kMostCompared;
  recordings.limit = kMostCompared;
  for (auto& recording : index.recordings().Similar(subject.words, recordings)) {
    found[recording.payload].sound = std::move(recording.segments);
  }
  return found;
}

double Rounded(double value) { return std::round(value * 1'000) / 1'000; }
double Seconds(uint32_t ms) { return Rounded(ms / 1'000.0); }
double SecondsOfWords(uint32_t words) { return Rounded(words * archive::kAudioWordMs / 1'000); }

// "20261129102030" as RFC 3339 has it; the rows know no parts of a second.
std::string TimeText(const std::string& digits) {
  return digits.substr(0, 4) + "-" + digits.substr(4, 2) + "-" + digits.substr(6, 2) + "T" +
         digits.substr(8, 2) + ":" + digits.substr(10, 2) + ":" + digits.substr(12, 2) + "Z";
}

nlohmann::json JsonRanges(const std::vector<TimeRange>& ranges) {
  nlohmann::json json = nlohmann::json::array();
  for (const TimeRange& range : ranges) {
    json.push_back({{"begin", Seconds(range.begin_ms)}, {"end", Seconds(range.end_ms)}});
  }
  return json;
}

std::string JsonLine(const Found& found, bool same) {
  nlohmann::json captures = nlohmann::json::array();
  for (const MediaOccurrence& at : found.shown) {
    captures.push_back({{"time", TimeText(at.timestamp)}, {"url", at.url}});
  }
  nlohmann::json json = {{"sha256", FormatDigest(found.payload)},
                         {"same_bytes", same},
                         {"captures", std::move(captures)},
                         {"captures_total", found.total}};
  if (!found.video.candidate_ranges.empty()) {
    json["frames"] = {{"percent_of_subject", Rounded(found.video.query_percent)},
                      {"percent", Rounded(found.video.candidate_percent)},
                      {"ranges_of_subject", JsonRanges(found.video.query_ranges)},
                      {"ranges", JsonRanges(found.video.candidate_ranges)}};
  }
  for (const AudioSegment& segment : found.sound) {
    json["sound"].push_back({{"begin_in_subject", SecondsOfWords(segment.query_begin)},
                             {"begin", SecondsOfWords(segment.candidate_begin)},
                             {"seconds", SecondsOfWords(segment.words)},
                             {"bit_error", Rounded(segment.bit_error)}});
  }
  return JsonText(json, -1) + "\n";
}

std::string Fixed(double value, int digits) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

std::string TextOf(const std::vector<std::pair<double, double>>& ranges) {
  if (ranges.empty()) return "-";
  std::string text;
  for (size_t i = 0; i < std::min(ranges.size(), kMostRanges); ++i) {
    text += (i > 0 ? "," : "") + Fixed(ranges[i].first, 1) + "-" + Fixed(ranges[i].second, 1);
  }
  if (ranges.size() > kMostRanges) text += ",+" + std::to_string(ranges.size() - kMostRanges);
  return text;
}

std::string TextLines(const Found& found) {
  std::vector<std::pair<double, double>> frames;
  std::vector<std::pair<double, double>> sound;
  for (const TimeRange& range : found.video.candidate_ranges) {
    frames.emplace_back(Seconds(range.begin_ms), Seconds(range.end_ms));
  }
  for (const AudioSegment& segment : found.sound) {
    sound.emplace_back(SecondsOfWords(segment.candidate_begin),
                       SecondsOfWords(segment.candidate_begin + segment.words));
  }
  const std::string same_for_all = "\t" + Fixed(found.video.query_percent, 1) + "\t" +
                                   Fixed(found.video.candidate_percent, 1) + "\t" + TextOf(frames) +
                                   "\t" + TextOf(sound) + "\t" + FormatDigest(found.payload) + "\t";
  std::string text;
  for (const MediaOccurrence& at : found.shown) {
    text += TimeText(at.timestamp) + same_for_all + Neutralise(at.url) + "\n";
  }
  return text;
}

// Where it was captured, as far as that may be shown; `hidden` counts the rest.
Status AddCaptures(MediaIndex& index, const archive::AccessRules& rules, UtcTime now,
                   uint64_t limit, Found& found, uint64_t& hidden) {
  ARSIP_ASSIGN(const auto occurrences, index.Occurrences(found.payload));
  for (const MediaOccurrence& at : occurrences) {
    const std::string urlkey = Surt(at.url);
    // The second's first and last moment: a rule may begin or end within it.
    ARSIP_ASSIGN(const UtcTime first, ParseTimestamp14(at.timestamp, TimestampPadding::kLow));
    ARSIP_ASSIGN(const UtcTime last, ParseTimestamp14(at.timestamp, TimestampPadding::kHigh));
    if (rules.Denial(urlkey, first, now) != nullptr || rules.Denial(urlkey, last, now) != nullptr) {
      ++hidden;
      continue;
    }
    ++found.total;
    if (found.shown.size() < limit) found.shown.push_back(at);
  }
  return Ok();
}

// Those that may be seen somewhere, by their earliest capture that may.
Result<std::vector<Found>> Shown(const SimilarMediaArguments& arguments, MediaIndex& index,
                                 std::map<Sha256, Found> found, uint64_t& hidden) {
  archive::AccessRules rules;
  if (!arguments.hidden) {
    ARSIP_ASSIGN(rules, archive::AccessRules::Load(arguments.archive_directory));
  }
  const UtcTime now = SystemClock().Utc();
  std::vector<Found> shown;
  for (auto& entry : found) {
    entry.second.payload = entry.first;
    ARSIP_TRY(AddCaptures(index, rules, now, arguments.limit, entry.second, hidden));
    if (!entry.second.shown.empty()) shown.push_back(std::move(entry.second));
  }
  std::ranges::stable_sort(
      shown, {}, [](const Found& file) -> const std::string& { return file.shown[0].timestamp; });
  return shown;
}

Status CatchUp(const std::string& archive_directory, MediaIndex& index) {
  archive::ReadProblems problems(1);
  ARSIP_ASSIGN(const archive::FollowCounts counts,
               index.CatchUp(archive_directory, &problems,
                             [](uint64_t, uint64_t) { return !StopRequested(); }));
  if (counts.problems > 0) {
    Log(LogLevel::kWarning, "cli", "damage", {{"first", problems.list()[0].ToString()}});
  }
  if (!counts.stopped) return Ok();
  return Error{ErrorCode::kUnavailable, "stopped; the same command goes on", "media-index"};
}

Result<uint64_t> Run(const SimilarMediaArguments& arguments,
                     const crawler::CrawlOptions& settings) {
  ARSIP_TRY(CheckArchive(arguments.archive_directory));
  ARSIP_ASSIGN(const auto index, MediaIndex::Open(arguments.archive_directory + "/media-index"));
  ARSIP_TRY(CatchUp(arguments.archive_directory, *index));
  ARSIP_ASSIGN(const Subject subject, ReadSubject(*index, arguments, settings));
  ARSIP_ASSIGN(auto found, FindSimilar(*index, subject, arguments.radius));
  uint64_t hidden = 0;
  ARSIP_ASSIGN(const std::vector<Found> shown, Shown(arguments, *index, std::move(found), hidden));
  const uint64_t printed = std::min<uint64_t>(shown.size(), arguments.limit);
  for (uint64_t i = 0; i < printed; ++i) {
    const std::string text = arguments.json
                                 ? JsonLine(shown[i], shown[i].payload == subject.payload)
                                 : TextLines(shown[i]);
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) {
      return Error{ErrorCode::kIo, "standard output cannot be written", "similar"};
    }
  }
  if (printed < shown.size()) std::fprintf(stderr, "arsip: there are more; --limit shows them\n");
  if (hidden > 0) {
    std::fprintf(stderr,
                 "arsip: %llu captures are not shown, by access rules; --hidden shows them\n",
                 static_cast<unsigned long long>(hidden));
  }
  if (printed == 0) std::fprintf(stderr, "arsip: no video or audio is similar\n");
  return printed;
}

}  // namespace

int PrintSimilarMedia(const SimilarMediaArguments& arguments,
                      const crawler::CrawlOptions& settings) {
  const Result<uint64_t> printed = Run(arguments, settings);
  if (!printed) return Complain(printed.error());
  return *printed > 0 ? kDone : kDoneWithRefusals;
}

}  // namespace arsip::cli
