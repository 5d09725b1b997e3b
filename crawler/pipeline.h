// Pipeline: the path of one URL, from its lease to its acknowledgement. Process() is the program.
//
// Runs on one EventLoop thread; many Process() are suspended there at a time. Nothing is
// acknowledged before it is durable: Append returns after the WARC member and the index rows are on
// disk, and only then is the frontier told. A crash between any two steps repeats at most the open
// leases.
#ifndef ARSIP_CRAWLER_PIPELINE_H_
#define ARSIP_CRAWLER_PIPELINE_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "archive/archive.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/url_patterns.h"
#include "crawler/capture_records.h"
#include "crawler/crawl_event.h"
#include "crawler/discovery.h"
#include "crawler/event_loop.h"
#include "crawler/extraction_request.h"
#include "crawler/fetcher.h"
#include "crawler/frontier_port.h"
#include "crawler/media_limit.h"
#include "crawler/sandbox_broker.h"
#include "crawler/sandboxes.h"
#include "crawler/task.h"
#include "seeds/collection.h"
#include "seeds/scope.h"

namespace arsip::crawler {

struct PipelineOptions {
  ExtractionChoice extraction;
  seeds::MediaPolicy media;
  // Of an image that is the same to a person as an archived one: `reference` stores no bytes.
  seeds::NearDuplicatePolicy near_duplicates = seeds::NearDuplicatePolicy::kKeep;
  DiscoveryLimits discovery;
  bool revalidate = false;  // conditional GET for URLs captured before. Default: false.
  // Of channel heads, beside the seeds. Default: none.
  std::optional<UrlPatterns> channel_heads;
};

class HashListGate;
struct HashListMatch;

// Everything a pipeline works with; all outlive it.
struct PipelineParts {
  EventLoop& loop;
  const Clock& clock;
  Fetcher& fetcher;
  Sandboxes sandboxes;
  archive::Archive& archive;
  FrontierPort& frontier;
  const seeds::Scope& scope;
  std::function<void(const CrawlEvent&)> on_event;
  HashListGate* hash_lists = nullptr;  // null: there are none
  // There is no room for what was fetched. Default: empty, nobody asks.
  std::function<void(const Error&)> on_no_room = {};
};

class Pipeline {
 public:
  Pipeline(PipelineParts parts, PipelineOptions options)
      : parts_(std::move(parts)), options_(std::move(options)) {}

  // An Error means that this process cannot go on archiving (disk, frontier fenced): the lease
  // stays open and expires. Whatever the server did is not an error.
  Task<Status> Process(frontier::Lease lease);

 private:
  std::optional<archive::LastCapture> LastCaptureOf(const frontier::Lease& lease) const;
  Task<Result<FetchResult>> Fetch(const frontier::Lease& lease,
                                  const std::optional<archive::LastCapture>& last);
  Task<Status> GiveBack(const frontier::Lease& lease, const Error& error);
  Task<SandboxResult> Extract(const frontier::Lease& lease, const FetchResult& fetched);
  Result<std::vector<HashListMatch>> HoldAgainstLists(
      const FetchResult& fetched, const Sha256& payload,
      const std::optional<archive::ImageFact>& image);
  Task<Result<archive::DedupVerdict>> Judge(const FetchResult& fetched, const Sha256& payload,
                                            const std::optional<archive::ImageFact>& image,
                                            std::optional<seeds::HashListAction> action);
  // Why the payload's bytes are not stored; empty: they are.
  std::string WithheldBecause(const archive::DedupVerdict& verdict,
                              std::optional<seeds::HashListAction> action) const;
  Task<SandboxResult> ReadMedia(const frontier::Lease& lease, const FetchResult& fetched);
  Task<Result<archive::RecordLocation>> Append(std::vector<archive::WarcRecord> records);
  void KeepDerived(const FetchResult& fetched, const SandboxResult& extracted,
                   const std::string& source_record_id, const archive::RecordLocation& location,
                   const Sha256& payload);
  void Report(const frontier::Lease& lease, const FetchResult& fetched,
              const frontier::Outcome& outcome, const archive::RecordLocation& location,
              archive::RecordType type);

  PipelineParts parts_;
  const PipelineOptions options_;
};

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_PIPELINE_H_
