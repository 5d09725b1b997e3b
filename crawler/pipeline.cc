// The path of one URL, one call per arrow:
//
//   Lease -> FetchResult -> Extraction -> DedupVerdict -> WarcRecord -> RecordLocation (durable,
//   indexed)
//     ^      (the wire)     (sandbox)     (archive)                                             |
//     +------------------------- frontier.Complete(lease, outcome, discovered) <---------------+
#include "crawler/pipeline.h"

#include <utility>

#include "base/http_message.h"
#include "base/media_type.h"
#include "crawler/hash_list_gate.h"
#include "crawler/outcome.h"
#include "crawler/sandboxes.h"

namespace arsip::crawler {

using archive::RecordLocation;
using archive::RecordType;
using archive::WarcRecord;
using extractors::ExtractionRequest;
using frontier::CompletionVerdict;
using frontier::Lease;
using frontier::LeasePurpose;

namespace {
constexpr Duration kNoSpacePause = std::chrono::seconds(1);

// Reasons why bytes are not stored, as the metadata record has them.
constexpr std::string_view kNearDuplicate = "near-duplicate";
constexpr std::string_view kOnHashList = "hash-list";

bool IsWholePayload(const FetchResult& fetched) {
  return fetched.has_response() && fetched.truncated == Truncated::kNo &&
         fetched.status_code != 304 && fetched.body && fetched.body->size() > 0;
}
}  // namespace

Task<Status> Pipeline::Process(Lease lease) {
  const std::optional<archive::LastCapture> last = LastCaptureOf(lease);

  Result<FetchResult> fetch = co_await Fetch(lease, last);
  if (!fetch) co_return co_await GiveBack(lease, fetch.error());
  const FetchResult& fetched = *fetch;
  parts_.frontier.ResponseEnded(lease, fetched.total_time);

  SandboxResult extracted = co_await Extract(lease, fetched);

  const PayloadDigests payload = DigestPayload(fetched);
  std::optional<archive::ImageFact> image =
      ImageFactOf(extracted, payload.sha256, fetched.body ? fetched.body->size() : 0);
  const auto matches = HoldAgainstLists(fetched, payload.sha256, image);
  if (!matches) co_return co_await GiveBack(lease, matches.error());
  const auto action = ActionOf(*matches);
  if (action == seeds::HashListAction::kQuarantineAndStop) extracted = SandboxResult::Nothing();
  // Of a part there is another hash: it is held against lists, and not kept.
  if (fetched.truncated != Truncated::kNo) extracted.image_hash.reset();
  if (!extracted.image_hash) image.reset();
  Result<archive::DedupVerdict> verdict = co_await Judge(fetched, payload.sha256, image, action);
  if (!verdict) co_return co_await GiveBack(lease, verdict.error());

  const CaptureFacts facts{&lease,
                           extracted.facts(),
                           extracted.detail,
                           payload,
                           ScopeDecision(lease, parts_.scope),
                           extracted.image_hash ? &*extracted.image_hash : nullptr,
                           image,
                           WithheldBecause(*verdict, action),
                           HashListLines(*matches)};
  std::vector<WarcRecord> records = CaptureRecords(fetched, *verdict, last, facts);
  const RecordType type = records.empty() ? RecordType::kResponse : records.front().type;
  const std::string record_id = records.empty() ? "" : records.front().record_id;

  Result<RecordLocation> location = co_await Append(std::move(records));
  if (!location) co_return Status(location.error());
  if (facts.withheld == kNearDuplicate) parts_.archive.Forget(payload.sha256);
  // What is not stored is not shown either.
  if (!facts.withheld.empty() && extracted.image_hash) extracted.image_hash->clear_thumbnail();

  frontier::Outcome outcome = OutcomeOf(lease, fetched, extracted.facts(), parts_.clock.Utc());
  outcome.novelty = NoveltyOf(fetched, *verdict);
  outcome.change = ChangeOf(fetched, payload, last, *verdict);
  outcome.page_kind = PageKindOf(lease, fetched, extracted.facts(), options_.channel_heads);
  // What a list asks to be watched is seen again as often as a channel's head.
  if (action == seeds::HashListAction::kPrioritise) {
    outcome.page_kind = frontier::PageKind::kChannelHead;
  }
  const Discovery discovery =
      DiscoveredIn(lease, fetched, extracted.facts(), parts_.scope, options_.discovery);
  Result<CompletionVerdict> completed =
      co_await parts_.frontier.Complete(lease, outcome, discovery.urls);
  if (!completed) co_return Status(completed.error());

  Report(lease, fetched, outcome, *location, type);
  if (type == RecordType::kResponse) {
    KeepDerived(fetched, extracted, record_id, *location, payload.sha256);
    if (!facts.withheld.empty()) co_return Ok();
    // A film takes minutes: its capture is durable and its lease is done with before that.
    const SandboxResult media = co_await ReadMedia(lease, fetched);
    KeepDerived(fetched, media, record_id, *location, payload.sha256);
  }
  co_return Ok();
}

// No room to keep the body, or for the index to be opened in: the lease goes back until there is.
// Any other error of ours ends the worker.
Task<Status> Pipeline::GiveBack(const Lease& lease, const Error& error) {
  if (error.code != ErrorCode::kNoSpace) co_return Status(error);
  if (parts_.on_no_room) parts_.on_no_room(error);
  Arrival<bool> waited;
  parts_.loop.After(kNoSpacePause, [&waited] { waited.Set(true); });
  co_await waited;
  frontier::Outcome outcome;
  outcome.kind = frontier::OutcomeKind::kGivenBack;
  outcome.detail = error.ToString();
  const std::vector<frontier::DiscoveredUrl> nothing;
  Result<CompletionVerdict> completed = co_await parts_.frontier.Complete(lease, outcome, nothing);
  if (!completed) co_return Status(completed.error());
  co_return Ok();
}

std::optional<archive::LastCapture> Pipeline::LastCaptureOf(const Lease& lease) const {
  if (!options_.revalidate || lease.purpose != LeasePurpose::kPage) return std::nullopt;
  auto last = parts_.archive.Last(lease.target.url.href());
  // Without validators the page is simply fetched whole: an index that cannot answer costs a
  // transfer, no more.
  return last ? std::move(*last) : std::nullopt;
}

Task<Result<FetchResult>> Pipeline::Fetch(const Lease& lease,
                                          const std::optional<archive::LastCapture>& last) {
  FetchRequest request;
  request.url = lease.target.url;
  request.addresses = lease.addresses;
  if (last) {
    request.if_none_match = last->etag;
    request.if_modified_since = last->last_modified;
  }
  if (lease.purpose == LeasePurpose::kRobotsTxt) request.max_body_bytes = kMaxRobotsTxtBytes;
  request.body_limit = [media = options_.media](std::string_view content_type) {
    return MediaLimit(media, content_type);
  };
  Result<FetchResult> fetched = co_await parts_.fetcher.Fetch(std::move(request));
  // Cut short by our own stop: nothing of it is kept, the lease goes back.
  if (fetched && fetched->failure == FetchFailure::kCancelled) {
    fetched->head.clear();
    fetched->body.reset();
    fetched->chunks.reset();
  }
  co_return fetched;
}

Task<SandboxResult> Pipeline::Extract(const Lease& lease, const FetchResult& fetched) {
  const bool nothing = !fetched.has_response() || !fetched.body || fetched.body->size() == 0;
  if (nothing && lease.purpose == LeasePurpose::kPage) co_return SandboxResult::Nothing();
  ExtractionRequest request = ExtractionRequestFor(lease, fetched, options_.extraction);
  const std::string_view payload = fetched.body ? fetched.body->view() : std::string_view();
  Sandboxes sandboxes = parts_.sandboxes;
  // An error page's picture says nothing of the URL; a part is only for the lists.
  const bool whole = fetched.truncated == Truncated::kNo;
  const bool wanted = fetched.status_code == 200 && (whole || parts_.hash_lists != nullptr);
  if (!wanted) sandboxes.images = nullptr;
  co_return co_await ExtractIn(sandboxes, options_.extraction, std::move(request), payload);
}

Result<std::vector<HashListMatch>> Pipeline::HoldAgainstLists(
    const FetchResult& fetched, const Sha256& payload,
    const std::optional<archive::ImageFact>& image) {
  const bool any = parts_.hash_lists != nullptr && (image || IsWholePayload(fetched));
  if (!any) return std::vector<HashListMatch>();
  return parts_.hash_lists->Judge(fetched, payload, image);
}

Task<SandboxResult> Pipeline::ReadMedia(const Lease& lease, const FetchResult& fetched) {
  if (!fetched.body || fetched.body->size() == 0) co_return SandboxResult::Nothing();
  ExtractionRequest request = ExtractionRequestFor(lease, fetched, options_.extraction);
  co_return co_await ReadMediaIn(parts_.sandboxes, std::move(request), fetched.body->view());
}

Task<Result<archive::DedupVerdict>> Pipeline::Judge(const FetchResult& fetched,
                                                    const Sha256& payload,
                                                    const std::optional<archive::ImageFact>& image,
                                                    std::optional<seeds::HashListAction> action) {
  const bool quarantined = action == seeds::HashListAction::kQuarantineAndStop;
  if (quarantined || !IsWholePayload(fetched)) co_return archive::DedupVerdict{};
  Arrival<Result<archive::DedupVerdict>> judged;
  const auto set_in = [&loop = parts_.loop](auto& arrival) {
    return [&arrival, &loop](Result<archive::DedupVerdict> verdict) {
      loop.Post(
          [&arrival, verdict = std::move(verdict)]() mutable { arrival.Set(std::move(verdict)); });
    };
  };
  parts_.archive.Judge(payload, set_in(judged));
  Result<archive::DedupVerdict> verdict = co_await judged;
  if (!verdict || verdict->kind != archive::DedupVerdict::Kind::kNew || !image) co_return verdict;
  Arrival<Result<archive::DedupVerdict>> looked;
  parts_.archive.JudgeImage(*image, set_in(looked));
  verdict = co_await looked;
  if (!verdict) parts_.archive.Forget(payload);
  co_return verdict;
}

std::string Pipeline::WithheldBecause(const archive::DedupVerdict& verdict,
                                      std::optional<seeds::HashListAction> action) const {
  if (action == seeds::HashListAction::kQuarantineAndStop) return std::string(kOnHashList);
  const bool by_reference = options_.near_duplicates == seeds::NearDuplicatePolicy::kReference &&
                            verdict.kind == archive::DedupVerdict::Kind::kNearDuplicate &&
                            !verdict.refers_to.empty();
  return by_reference ? std::string(kNearDuplicate) : std::string();
}

Task<Result<RecordLocation>> Pipeline::Append(std::vector<WarcRecord> records) {
  if (records.empty()) co_return RecordLocation{};
  Arrival<Result<RecordLocation>> durable;
  parts_.archive.Append(std::move(records),
                        [&durable, &loop = parts_.loop](Result<RecordLocation> location) {
                          loop.Post([&durable, location = std::move(location)]() mutable {
                            durable.Set(std::move(location));
                          });
                        });
  co_return co_await durable;
}

// Derived facts are re-derivable: nobody waits for them, and losing them in a crash loses nothing.
void Pipeline::KeepDerived(const FetchResult& fetched, const SandboxResult& extracted,
                           const std::string& source_record_id, const RecordLocation& location,
                           const Sha256& payload) {
  if (source_record_id.empty()) return;
  const RecordOrigin origin{fetched.url.href(), "",       fetched.began,
                            source_record_id,   location, payload};
  std::vector<WarcRecord> records;
  if (extracted.facts() != nullptr) records = DerivedRecords(*extracted.facts(), origin);
  if (extracted.image_hash) {
    if (auto record = ThumbnailRecord(*extracted.image_hash, origin)) records.push_back(*record);
  }
  if (records.empty()) return;
  parts_.archive.AppendDerived(std::move(records), [](const Result<RecordLocation>&) {});
}

void Pipeline::Report(const Lease& lease, const FetchResult& fetched,
                      const frontier::Outcome& outcome, const RecordLocation& location,
                      RecordType type) {
  CrawlEvent event;
  event.kind = CrawlEvent::KindOf(outcome.kind);
  event.url = lease.target.url.href();
  event.status_code = fetched.status_code;
  if (const auto field = HttpHead::ParseResponse(fetched.head).Get("Content-Type")) {
    event.mime = MediaType::Parse(*field).essence;
  }
  event.bytes = outcome.bytes;
  event.type = type;
  event.robots_txt = lease.purpose == LeasePurpose::kRobotsTxt;
  event.fetch_time = fetched.total_time;
  event.hop_path = lease.target.hop_path;
  event.via = lease.target.via;
  event.began = fetched.began;
  event.detail = outcome.detail;
  event.location = location;
  parts_.on_event(event);
}

}  // namespace arsip::crawler
