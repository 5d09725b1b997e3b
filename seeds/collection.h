// Collection: what may be crawled, and why. Nothing is fetched without one.
// docs/collections.md is the reference of every key; unknown keys are errors with their line.
#ifndef ARSIP_SEEDS_COLLECTION_H_
#define ARSIP_SEEDS_COLLECTION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/digest.h"
#include "base/result.h"
#include "base/url.h"

namespace arsip::seeds {

struct Seed {
  Url url;
  std::vector<std::string> labels;
  std::optional<Duration> recrawl;  // its first interval between visits
};

struct MediaPolicy {
  // Kinds whose payload is fetched. Pages, styles and feeds always are.
  bool image = true, video = true, audio = true, document = true;
  // Payloads beyond are cut and marked truncated. Unset: FetcherOptions::max_body_bytes.
  std::optional<uint64_t> max_image_bytes, max_video_bytes, max_audio_bytes, max_document_bytes;
};

// ScopeRules::max_path_segments is cut to this: a longer path is a trap whatever the collection
// says.
inline constexpr uint32_t kMaxPathSegments = 200;

struct ScopeRules {
  // A URL matches that has the same host, the same port (http and https meet on their default
  // ports), and a path and query that begin with the prefix's, in the same case.
  std::vector<Url> prefixes;
  std::vector<std::string> hosts;     // exactly these hosts (ASCII, lower case)
  std::vector<std::string> domains;   // these and all their subdomains
  std::vector<std::string> exclude;   // RE2 patterns over the href; a match is out of scope
  std::optional<uint32_t> max_depth;  // links from a seed
  std::optional<uint64_t> max_pages;
  std::optional<uint64_t> max_bytes;
  // Embeds (images, styles) may leave the scope by this many hops. Default: 0
  uint32_t embed_hops = 0;
  uint32_t max_repeated_segments = 2;  // trap rule: a path segment repeated more often. Default: 2
  uint32_t max_path_segments = 20;     // Default: 20
  uint32_t max_hops = 20;              // all hops since the seed. Default: 20
  MediaPolicy media;
};

struct RobotsPolicy {
  bool obey = true;
  // With obey == false all three are required, and are written into every warcinfo.
  std::string override_reason;
  std::string override_approver;
  std::string override_expires;  // "2027-06-30"
};

struct PolitenessPolicy {
  std::optional<Duration> host_delay;
  std::optional<Duration> ip_delay;
  uint32_t connections_per_host = 1;
  std::string reason;  // required when a delay is below the default
};

// Hosts that are counted as one, wherever their servers are.
struct Platform {
  std::string name;
  std::vector<std::string> domains;      // these hosts and all below them (ASCII, lower case)
  Duration delay{};                      // between a response and the next request to any of them
  uint32_t connections = 0;              // requests in flight; 0: no limit
  std::optional<uint64_t> max_requests;  // in each window
  Duration window = std::chrono::hours(24);
  // Paths of which each is a queue of its own: "/s/*", where * is one segment, the channel's name.
  std::vector<std::string> channels;
};

struct RetryPolicy {
  std::optional<std::vector<Duration>> transfer;  // waits before each retry of a broken transfer
  std::optional<std::vector<Duration>> host;      // waits of a host that cannot be reached
};

struct RevisitIntervals {
  std::optional<Duration> min, max, first;
};

// What was captured is seen again. Unset: the frontier's defaults (docs/recrawl.md).
struct RecrawlPolicy {
  bool enabled = false;
  RevisitIntervals pages, channel_heads, manifests, media;
  std::vector<std::string> channel_head_patterns;  // RE2, over the href; seeds are heads anyway
  std::optional<std::vector<Duration>> bursts;     // after the first capture, ascending
  std::optional<Duration> confirm_gone;
  std::optional<uint64_t> budget_percent;  // of a platform's requests, while something new waits
  std::optional<uint64_t> visits_per_day;  // of a platform
  // From that part of its interval on a visit is made when the budget has room.
  std::optional<uint64_t> earliest_percent;
};

enum class TextExtraction : uint8_t { kInline, kDeferred, kOff };
// What is stored of an image that is the same to a person as an archived one: its bytes, or its
// head, its hash and a reference.
enum class NearDuplicatePolicy : uint8_t { kKeep, kReference };

enum class HashListAction : uint8_t { kTag, kPrioritise, kQuarantineAndStop };

// Hashes that partners share, held against what is fetched.
struct HashList {
  std::string name;
  std::string file;  // its path, relative to the working directory of the crawl
  HashListAction action = HashListAction::kTag;
  bool bare_is_sha256 = false;  // what a line of digits alone is; else PDQ
};

struct Collection {
  std::string name;  // [a-z0-9-], names archive segments
  std::string purpose;
  std::string legal_basis;
  std::string contact;    // https URL or mailto:, sent in User-Agent
  std::string review_by;  // "2027-12-31"; refused after that day
  RobotsPolicy robots;
  ScopeRules scope;
  PolitenessPolicy politeness;
  std::vector<Platform> platforms;
  RetryPolicy retries;
  RecrawlPolicy recrawl;
  TextExtraction text = TextExtraction::kInline;
  bool speculative_links = false;  // follow what scripts and JSON merely seem to hold
  bool documents = true;           // PDF, office files, archives and images are read
  bool image_hashes = true;        // images have perceptual hashes
  bool media = true;               // video and audio are read
  NearDuplicatePolicy near_duplicates = NearDuplicatePolicy::kKeep;
  std::vector<std::string> ocr;  // in these languages, tesseract's names: "ind"; empty: no OCR
  std::vector<HashList> hash_lists;
  std::vector<Seed> seeds;

  std::string source;  // the YAML as read, archived as a resource record
  Sha256 digest{};     // of `source`
};

// Every problem is reported, not only the first: the message has one "FILE:LINE: what" a line.
// kInvalidInput; kPermission when it has expired (review_by, or the robots override) at `today`.
Result<Collection> ReadCollection(const std::string& path, UtcTime today);
Result<Collection> ParseCollection(std::string_view yaml, const std::string& name_for_errors,
                                   UtcTime today);

}  // namespace arsip::seeds

#endif  // ARSIP_SEEDS_COLLECTION_H_
