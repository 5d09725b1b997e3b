#include <charconv>
#include <cstdio>
#include <utility>

#include "base/clock.h"
#include "cli/byte_size.h"
#include "cli/settings.h"

namespace arsip::cli {
namespace {

using crawler::CrawlOptions;

Error BadValue(std::string_view value, const char* expected) {
  return Error{ErrorCode::kInvalidInput, "'" + std::string(value) + "' is not " + expected, ""};
}

template <class Number>
Result<Number> ParseNumber(std::string_view value) {
  Number number{};
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc() || end != value.data() + value.size()) {
    return BadValue(value, "a number that fits");
  }
  return number;
}

// `field` returns a reference to the member in the options.
template <class Field>
Setting NumberSetting(std::string key, std::string meaning, Field field) {
  using Number = std::remove_reference_t<decltype(field(std::declval<CrawlOptions&>()))>;
  return {std::move(key), std::move(meaning),
          [field](std::string_view value, CrawlOptions& options) -> Status {
            ARSIP_ASSIGN(field(options), ParseNumber<Number>(value));
            return Ok();
          },
          [field](const CrawlOptions& options) {
            return std::to_string(field(const_cast<CrawlOptions&>(options)));
          }};
}

template <class Field>
Setting BytesSetting(std::string key, std::string meaning, Field field) {
  return {std::move(key), std::move(meaning),
          [field](std::string_view value, CrawlOptions& options) -> Status {
            ARSIP_ASSIGN(const uint64_t bytes, ParseByteSize(value));
            field(options) = bytes;
            return Ok();
          },
          [field](const CrawlOptions& options) {
            return FormatByteSize(field(const_cast<CrawlOptions&>(options)));
          }};
}

template <class Field>
Setting DurationSetting(std::string key, std::string meaning, Field field) {
  return {std::move(key), std::move(meaning),
          [field](std::string_view value, CrawlOptions& options) -> Status {
            ARSIP_ASSIGN(field(options), ParseDuration(value));
            return Ok();
          },
          [field](const CrawlOptions& options) {
            return FormatDuration(field(const_cast<CrawlOptions&>(options)));
          }};
}

template <class Field>
Setting BoolSetting(std::string key, std::string meaning, Field field) {
  return {std::move(key), std::move(meaning),
          [field](std::string_view value, CrawlOptions& options) -> Status {
            if (value != "true" && value != "false") return BadValue(value, "true or false");
            field(options) = value == "true";
            return Ok();
          },
          [field](const CrawlOptions& options) -> std::string {
            return field(const_cast<CrawlOptions&>(options)) ? "true" : "false";
          }};
}

template <class Field>
Setting TextSetting(std::string key, std::string meaning, Field field) {
  return {
      std::move(key), std::move(meaning),
      [field](std::string_view value, CrawlOptions& options) -> Status {
        field(options) = std::string(value);
        return Ok();
      },
      [field](const CrawlOptions& options) { return field(const_cast<CrawlOptions&>(options)); }};
}

Setting CompressionSetting() {
  return {"archive.compression", "libdeflate, or isa-l: faster, about 8% larger",
          [](std::string_view value, CrawlOptions& options) -> Status {
            if (value != "libdeflate" && value != "isa-l")
              return BadValue(value, "libdeflate or isa-l");
            const bool isal = value == "isa-l";
            options.archive.compression =
                isal ? archive::Compression::kIsal : archive::Compression::kLibdeflate;
            // ISA-L has levels 0 to 3 only: its own default unless a level is set after this key.
            if (isal) options.archive.compression_level = 1;
            return Ok();
          },
          [](const CrawlOptions& options) -> std::string {
            return options.archive.compression == archive::Compression::kIsal ? "isa-l"
                                                                              : "libdeflate";
          }};
}

// One of two words: `other` is not the default.
template <class Field, class Value>
Setting ChoiceSetting(std::string key, std::string meaning, std::pair<const char*, Value> usual,
                      std::pair<const char*, Value> other, Field field) {
  return {std::move(key), std::move(meaning),
          [=](std::string_view value, CrawlOptions& options) -> Status {
            if (value != usual.first && value != other.first) {
              return BadValue(value, (std::string(usual.first) + " or " + other.first).c_str());
            }
            field(options) = value == usual.first ? usual.second : other.second;
            return Ok();
          },
          [=](const CrawlOptions& options) -> std::string {
            const Value now = field(const_cast<CrawlOptions&>(options));
            return now == usual.second ? usual.first : other.first;
          }};
}

#define FIELD(path) ([](CrawlOptions & options) -> auto& { return options.path; })

std::vector<Setting> FetchSettings() {
  return {
      DurationSetting("fetch.connect_timeout", "TCP and TLS",
                      FIELD(worker.fetcher.connect_timeout)),
      DurationSetting("fetch.first_byte_timeout", "from the request to the first byte",
                      FIELD(worker.fetcher.first_byte_timeout)),
      DurationSetting("fetch.total_timeout", "one transfer", FIELD(worker.fetcher.total_timeout)),
      NumberSetting("fetch.low_speed_bytes", "bytes per second below which a transfer is too slow",
                    FIELD(worker.fetcher.low_speed_bytes)),
      DurationSetting("fetch.low_speed_time", "how long it may be too slow",
                      FIELD(worker.fetcher.low_speed_time)),
      BytesSetting("fetch.max_head_bytes", "a longer response head is refused",
                   FIELD(worker.fetcher.max_head_bytes)),
      BytesSetting("fetch.max_body_bytes", "a longer body is cut and marked truncated",
                   FIELD(worker.fetcher.max_body_bytes)),
      BytesSetting("fetch.body_memory_bytes", "a longer body is spooled to disk",
                   FIELD(worker.fetcher.body_memory_bytes)),
      NumberSetting("fetch.max_connections", "open at a time",
                    FIELD(worker.fetcher.max_connections)),
      NumberSetting("fetch.max_in_flight", "leases a worker holds at a time",
                    FIELD(worker.max_in_flight)),
      TextSetting("fetch.proxy", "socks5h://HOST:PORT; the proxy resolves names",
                  FIELD(worker.fetcher.proxy)),
      TextSetting("fetch.ca_file", "PEM certificates to trust instead of the system's",
                  FIELD(worker.fetcher.ca_file)),
      BoolSetting("fetch.keep_unverified_tls",
                  "keep pages whose certificate does not verify, marked so",
                  FIELD(worker.fetcher.keep_unverified_tls)),
      ChoiceSetting("fetch.transfer_coding",
                    "decoded, or verbatim: chunks are stored as received (evidence)",
                    std::pair{"decoded", crawler::TransferCoding::kDecoded},
                    std::pair{"verbatim", crawler::TransferCoding::kVerbatim},
                    FIELD(worker.fetcher.transfer_coding)),
      ChoiceSetting("fetch.http_version", "1.1, or 2: offered on https, recorded as HTTP/1.1",
                    std::pair{"1.1", crawler::HttpVersion::kHttp11},
                    std::pair{"2", crawler::HttpVersion::kHttp2},
                    FIELD(worker.fetcher.http_version)),
      NumberSetting("crawl.workers", "worker threads of `arsip crawl`", FIELD(workers)),
      DurationSetting("crawl.stop_grace", "for what is in flight when stopping",
                      FIELD(worker.stop_grace)),
  };
}

std::vector<Setting> FrontierSettings() {
  return {
      DurationSetting("frontier.min_host_delay", "least delay when the collection fixes none",
                      FIELD(frontier.frontier.min_host_delay)),
      DurationSetting("frontier.max_host_delay", "most delay when the collection fixes none",
                      FIELD(frontier.frontier.max_host_delay)),
      DurationSetting("frontier.max_crawl_delay", "longest Crawl-delay that is honoured",
                      FIELD(frontier.frontier.max_crawl_delay)),
      DurationSetting("frontier.robots_ttl", "age at which robots.txt is fetched again",
                      FIELD(frontier.frontier.robots_ttl)),
      DurationSetting("frontier.robots_retry_first",
                      "first retry of an unreachable robots.txt, doubling",
                      FIELD(frontier.frontier.robots_retry_first)),
      NumberSetting("frontier.robots_max_redirects", "hops to a robots.txt",
                    FIELD(frontier.frontier.robots_max_redirects)),
      DurationSetting("frontier.dormant_probe", "between probes of a host that does not answer",
                      FIELD(frontier.frontier.dormant_probe)),
      DurationSetting("frontier.busy_backoff_first",
                      "after the first 429 or 503 without Retry-After",
                      FIELD(frontier.frontier.busy_backoff_first)),
      DurationSetting("frontier.busy_backoff_max", "where its doubling ends",
                      FIELD(frontier.frontier.busy_backoff_max)),
      DurationSetting("frontier.max_retry_after", "longest Retry-After that is honoured",
                      FIELD(frontier.frontier.max_retry_after)),
      DurationSetting("frontier.lease_duration", "of a lease that is not renewed",
                      FIELD(frontier.frontier.lease_duration)),
      DurationSetting("frontier.lease_hard_cap", "of a lease however often renewed",
                      FIELD(frontier.frontier.lease_hard_cap)),
      NumberSetting("frontier.max_leases_per_grant", "in one message",
                    FIELD(frontier.frontier.max_leases_per_grant)),
      NumberSetting("frontier.queue_memory_urls", "URLs of one queue kept in memory",
                    FIELD(frontier.frontier.queue_memory_urls)),
      NumberSetting("frontier.seen_cache_keys", "recently seen URLs kept in memory, 16 bytes each",
                    FIELD(frontier.frontier.seen_cache_keys)),
      BoolSetting("frontier.defer_calendars", "months over a year ahead, or before 1970, wait",
                  FIELD(frontier.frontier.traps.calendars)),
      BoolSetting("frontier.defer_session_ids", "the page is asked for without its session id",
                  FIELD(frontier.frontier.traps.session_ids)),
      NumberSetting("frontier.max_hosts_per_domain", "URLs of further hosts of a domain wait",
                    FIELD(frontier.frontier.traps.max_hosts_per_domain)),
      NumberSetting("frontier.max_channels_per_host", "further channels share their host's queue",
                    FIELD(frontier.frontier.traps.max_channels_per_host)),
      NumberSetting("frontier.min_novelty_percent",
                    "a host of whose last 500 pages fewer in 100 were new goes last",
                    FIELD(frontier.frontier.traps.min_novelty_percent)),
  };
}

std::vector<Setting> ArchiveSettings() {
  return {
      BytesSetting("archive.segment_bytes",
                   "a WARC file is sealed before a capture that would pass this",
                   FIELD(archive.segment_bytes)),
      CompressionSetting(),
      NumberSetting("archive.compression_level", "libdeflate 1-12, isa-l 0-3",
                    FIELD(archive.compression_level)),
      DurationSetting("archive.group_commit",
                      "longest wait for company before a sync, at most 100ms",
                      FIELD(archive.group_commit)),
      BytesSetting("archive.min_free_bytes", "free space below which writing pauses",
                   FIELD(archive.min_free_bytes)),
      BytesSetting("archive.queue_bytes", "fetched and not yet written; fetching waits beyond",
                   FIELD(archive.queue_bytes)),
  };
}

std::vector<Setting> ExtractionSettings() {
  return {
      TextSetting("sandbox.binary", "path of arsip-sandbox; empty: beside arsip",
                  FIELD(worker.sandbox.binary)),
      NumberSetting("sandbox.processes", "0: one for each core", FIELD(worker.sandbox.processes)),
      DurationSetting("sandbox.wall_clock_limit", "of one item",
                      FIELD(worker.sandbox.wall_clock_limit)),
      NumberSetting("sandbox.recycle_after", "items until a process is replaced",
                    FIELD(worker.sandbox.recycle_after)),
      BytesSetting("sandbox.recycle_above_bytes", "own memory above which it is, too; 0: never",
                   FIELD(worker.sandbox.recycle_above_bytes)),
      BytesSetting("sandbox.max_payload_bytes", "a longer payload is parsed in part",
                   FIELD(worker.sandbox.max_payload_bytes)),
      BoolSetting("sandbox.allow_missing_layers", "run although the kernel lacks a wall; recorded",
                  FIELD(worker.sandbox.allow_missing_layers)),
      TextSetting("documents.binary", "path of arsip-document-sandbox; empty: beside arsip-sandbox",
                  FIELD(worker.documents.binary)),
      NumberSetting("documents.processes", "0: one for every two cores",
                    FIELD(worker.documents.processes)),
      NumberSetting("documents.image_processes", "0: one for every two cores",
                    FIELD(worker.documents.image_processes)),
      DurationSetting("documents.wall_clock_limit", "of one document or image",
                      FIELD(worker.documents.wall_clock_limit)),
      NumberSetting("documents.recycle_images_after", "images until their process is replaced",
                    FIELD(worker.documents.recycle_images_after)),
      BytesSetting("documents.max_payload_bytes", "a longer document is read in part",
                   FIELD(worker.documents.max_payload_bytes)),
      TextSetting("images.binary", "path of arsip-image-sandbox; empty: beside arsip",
                  FIELD(worker.images.binary)),
      NumberSetting("images.processes", "0: one for every four cores",
                    FIELD(worker.images.processes)),
      DurationSetting("images.wall_clock_limit", "of hashing one image",
                      FIELD(worker.images.wall_clock_limit)),
      BytesSetting("images.max_payload_bytes", "a longer image is not hashed",
                   FIELD(worker.images.max_payload_bytes)),
      BytesSetting("extract.max_decoded_bytes", "of undoing a content coding",
                   FIELD(worker.pipeline.extraction.max_decoded_bytes)),
      NumberSetting("extract.max_text_bytes", "of one document's text",
                    FIELD(worker.pipeline.extraction.max_text_bytes)),
      NumberSetting("extract.max_links", "references taken from one payload",
                    FIELD(worker.pipeline.extraction.max_links)),
      NumberSetting("extract.max_page_urls", "URLs of one page that go to the frontier",
                    FIELD(worker.pipeline.discovery.max_links)),
      NumberSetting("extract.max_links_per_foreign_host", "of a page, to one host of another site",
                    FIELD(worker.pipeline.discovery.max_links_per_foreign_host)),
      NumberSetting("extract.max_manifest_urls",
                    "URLs of one sitemap or feed that go to the frontier",
                    FIELD(worker.pipeline.discovery.max_manifest_links)),
  };
}

#undef FIELD

}  // namespace

const std::vector<Setting>& AllSettings() {
  static const std::vector<Setting>* const kSettings = [] {
    auto* all = new std::vector<Setting>();  // never destroyed: used until exit
    for (auto part :
         {FetchSettings(), FrontierSettings(), ArchiveSettings(), ExtractionSettings()}) {
      all->insert(all->end(), part.begin(), part.end());
    }
    return all;
  }();
  return *kSettings;
}

}  // namespace arsip::cli
