#include "crawler/crawl_options.h"

#include <algorithm>
#include <utility>

#include "base/digest.h"
#include "base/url_patterns.h"

namespace arsip::crawler {
namespace {

std::string Joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

std::vector<std::pair<std::string, std::string>> Warcinfo(const seeds::Collection& collection,
                                                          const CrawlOptions& options) {
  std::vector<std::pair<std::string, std::string>> fields = {
      {"isPartOf", collection.name},
      {"description", collection.purpose},
      {"operator", collection.contact},
      {"robots", collection.robots.obey ? "obey (RFC 9309)" : "ignore"},
      {"http-header-user-agent", options.worker.fetcher.user_agent},
      {"transfer-coding", options.worker.fetcher.transfer_coding == TransferCoding::kVerbatim
                              ? "verbatim: chunks are stored as received, heads as well"
                              : "decoded; Transfer-Encoding is renamed"},
      {"legal-basis", collection.legal_basis},
      {"review-by", collection.review_by},
      {"collection-digest", FormatDigest(collection.digest)},
  };
  if (!collection.robots.obey) {
    fields.emplace_back("robots-override-reason", collection.robots.override_reason);
    fields.emplace_back("robots-override-approver", collection.robots.override_approver);
    fields.emplace_back("robots-override-expires", collection.robots.override_expires);
  }
  if (!collection.politeness.reason.empty()) {
    fields.emplace_back("politeness-reason", collection.politeness.reason);
  }
  if (!options.allowed_addresses.empty()) {
    fields.emplace_back("allowed-addresses", Joined(options.allowed_addresses));
  }
  if (options.worker.fetcher.http_version == HttpVersion::kHttp2) {
    fields.emplace_back("http-version", "h2 where TLS negotiates it, written as HTTP/1.1");
  }
  if (collection.near_duplicates == seeds::NearDuplicatePolicy::kReference) {
    fields.emplace_back("near-duplicates", "reference: heads and hashes are stored, no bytes");
  }
  if (!collection.ocr.empty()) fields.emplace_back("ocr", Joined(collection.ocr));
  if (!options.worker.fetcher.proxy.empty()) fields.emplace_back("proxy", "yes");
  return fields;
}

frontier::RevisitRange RangeOf(const seeds::RevisitIntervals& said, frontier::RevisitRange range) {
  // One that is said moves the default of the other, when that is beyond it.
  if (said.max) range = {std::min(range.min, *said.max), *said.max, range.first};
  if (said.min) range = {*said.min, std::max(range.max, *said.min), range.first};
  range.first = std::clamp(said.first.value_or(range.first), range.min, range.max);
  return range;
}

frontier::RevisitOptions RevisitsOf(const seeds::RecrawlPolicy& said) {
  using frontier::PageKind;
  frontier::RevisitOptions options;
  options.enabled = said.enabled;
  const auto set = [&options](PageKind kind, const seeds::RevisitIntervals& intervals) {
    auto& range = options.ranges[static_cast<size_t>(kind)];
    range = RangeOf(intervals, range);
  };
  set(PageKind::kPage, said.pages);
  set(PageKind::kChannelHead, said.channel_heads);
  set(PageKind::kManifest, said.manifests);
  set(PageKind::kMedia, said.media);
  if (said.bursts) options.bursts = *said.bursts;
  if (said.confirm_gone) options.confirm_gone = *said.confirm_gone;
  if (said.budget_percent) options.budget_share = static_cast<double>(*said.budget_percent) / 100;
  if (said.earliest_percent) options.earliest = static_cast<double>(*said.earliest_percent) / 100;
  if (said.visits_per_day) options.visits_per_day = static_cast<uint32_t>(*said.visits_per_day);
  return options;
}

}  // namespace

void ApplyCollection(const seeds::Collection& collection, CrawlOptions& options) {
  FetcherOptions& fetcher = options.worker.fetcher;
  fetcher.user_agent = std::string("arsip/") + kArsipVersion + " (+" + collection.contact + ")";
  fetcher.spool_directory = options.archive_directory + "/spool";

  frontier::FrontierOptions& frontier = options.frontier.frontier;
  const seeds::PolitenessPolicy& politeness = collection.politeness;
  if (politeness.host_delay) frontier.host_delay = politeness.host_delay;
  if (politeness.ip_delay) frontier.ip_delay = *politeness.ip_delay;
  frontier.connections_per_host = politeness.connections_per_host;
  for (const seeds::Platform& platform : collection.platforms) {
    frontier::PlatformLimit& limit = frontier.platforms.emplace_back();
    limit.name = platform.name;
    limit.domains = platform.domains;
    limit.delay = platform.delay;
    limit.connections = platform.connections;
    limit.max_requests = platform.max_requests;
    limit.window = platform.window;
    for (std::string_view path : platform.channels) {
      path.remove_suffix(1);  // the "*"
      limit.channel_paths.emplace_back(path);
    }
  }
  frontier.obey_robots = collection.robots.obey;
  frontier.max_pages = collection.scope.max_pages;
  frontier.max_bytes = collection.scope.max_bytes;
  if (collection.retries.transfer) frontier.transfer_retries = *collection.retries.transfer;
  if (collection.retries.host) frontier.host_retries = *collection.retries.host;
  frontier.recrawl = RevisitsOf(collection.recrawl);
  options.frontier.directory = options.archive_directory + "/frontier";
  options.frontier.through_proxy = !fetcher.proxy.empty();

  PipelineOptions& pipeline = options.worker.pipeline;
  pipeline.extraction.want_text = collection.text == seeds::TextExtraction::kInline;
  pipeline.extraction.want_speculative = collection.speculative_links;
  pipeline.extraction.ocr_languages = collection.ocr;
  options.worker.documents.enabled = collection.documents;
  options.worker.documents.ocr_languages = collection.ocr;
  options.worker.images.enabled = collection.image_hashes;
  pipeline.near_duplicates = collection.near_duplicates;
  options.hash_lists = collection.hash_lists;
  options.worker.media.enabled = collection.media;
  pipeline.media = collection.scope.media;
  pipeline.revalidate = options.recrawl || collection.recrawl.enabled;
  // They compiled when the collection was read.
  if (auto heads = UrlPatterns::Compile(collection.recrawl.channel_head_patterns)) {
    pipeline.channel_heads = std::move(*heads);
  }

  options.archive.prefix = collection.name;
  options.archive.warcinfo = Warcinfo(collection, options);
}

std::vector<frontier::DiscoveredUrl> SeedUrls(const seeds::Collection& collection) {
  std::vector<frontier::DiscoveredUrl> urls;
  urls.reserve(collection.seeds.size());
  for (const seeds::Seed& seed : collection.seeds) {
    frontier::DiscoveredUrl url;
    url.url = seed.url;
    url.hop = frontier::Hop::kSeed;
    url.revisit_after = seed.recrawl;
    urls.push_back(std::move(url));
  }
  return urls;
}

}  // namespace arsip::crawler
