#include "frontier/wire_completion.h"

#include <algorithm>
#include <utility>

#include "frontier/wire.h"
#include "frontier/wire_fields.h"

namespace arsip::frontier {
namespace {

constexpr size_t kMaxFields = 200'000;
constexpr size_t kKeptBytes = 1u << 20;  // larger objects are not kept for the next message
// The same for what was read: in memory a message is some 30 times as large at most.
constexpr size_t kKeptMessageBytes = 64u << 10;
constexpr size_t kKeptLinks = 8192;  // likewise
constexpr size_t kRecentContexts = 8;
constexpr size_t kMaxRobotsRules = 10'000;
constexpr size_t kMaxSitemaps = 10'000;
constexpr size_t kMaxRobotsGroupBytes = 255;
constexpr uint32_t kMaxStatusCode = 999;
constexpr int64_t kLatestLastModified = 7'258'118'400;  // 2200-01-01

constexpr NestedFields kOutcomeFields[] = {{.number = wire::Outcome::kRobotsFieldNumber}};
constexpr NestedFields kDoneFields[] = {
    {.number = wire::Done::kOutcomeFieldNumber, .nested = kOutcomeFields},
    {.number = wire::Done::kLinksFieldNumber}};

Error Invalid(std::string what) { return Error{ErrorCode::kInvalidInput, std::move(what), ""}; }

std::string_view Cut(std::string_view text) { return text.substr(0, kMaxDetailBytes); }

uint64_t Nanoseconds(Duration duration) {
  return static_cast<uint64_t>(std::clamp(duration, Duration::zero(), kMaxWireDuration).count());
}

bool SameContext(const DiscoveredUrl& a, const DiscoveredUrl& b) {
  return a.hop == b.hop && a.depth == b.depth && a.refusal == b.refusal && a.via == b.via &&
         a.hop_path == b.hop_path && a.refusal_detail == b.refusal_detail;
}

size_t SharedTextBytes(const wire::LinkContext& context) {
  return context.via().size() + context.hop_path().size() + context.refusal_detail().size();
}

// The parser of robots.txt keeps fewer rules than this; its sitemaps are not bounded there.
void EncodeRobots(const RobotsOutcome& robots, wire::RobotsOutcome* out) {
  const auto rules = std::span(robots.rules.rules);
  const auto sitemaps = std::span(robots.rules.sitemaps);
  for (const RobotsRule& rule : rules.first(std::min(rules.size(), kMaxRobotsRules))) {
    wire::RobotsRule* encoded = out->add_rules();
    encoded->set_allow(rule.allow);
    encoded->set_path_pattern(rule.path_pattern);
    encoded->set_line(rule.line);
  }
  for (const auto& sitemap : sitemaps.first(std::min(sitemaps.size(), kMaxSitemaps))) {
    out->add_sitemaps(sitemap);
  }
  out->set_truncated(robots.rules.truncated || rules.size() > kMaxRobotsRules ||
                     sitemaps.size() > kMaxSitemaps);
  out->set_kind(static_cast<uint32_t>(robots.kind));
  out->set_group(robots.rules.group.substr(0, kMaxRobotsGroupBytes));
  if (robots.rules.crawl_delay) out->set_crawl_delay(Nanoseconds(*robots.rules.crawl_delay));
  if (robots.redirect) out->set_redirect(robots.redirect->href());
}

void EncodeOutcome(const Outcome& outcome, wire::Outcome* out) {
  out->set_kind(static_cast<uint32_t>(outcome.kind));
  out->set_status_code(
      static_cast<uint32_t>(std::clamp<int>(outcome.status_code, 0, kMaxStatusCode)));
  out->set_bytes(outcome.bytes);
  out->set_refusal(static_cast<uint32_t>(outcome.refusal));
  out->set_novelty(static_cast<uint32_t>(outcome.novelty));
  out->set_detail(std::string(Cut(outcome.detail)));
  if (outcome.retry_after) out->set_retry_after(Nanoseconds(*outcome.retry_after));
  if (outcome.robots) EncodeRobots(*outcome.robots, out->mutable_robots());
  out->set_change(static_cast<uint32_t>(outcome.change));
  out->set_page_kind(static_cast<uint32_t>(outcome.page_kind));
}

// Before 1970, and after kLatestLastModified, nothing is said.
uint64_t EncodeLastModified(const std::optional<LastModified>& said) {
  if (!said) return 0;
  const int64_t seconds =
      std::chrono::floor<std::chrono::seconds>(said->time.time_since_epoch()).count();
  if (seconds <= 0 || seconds > kLatestLastModified) return 0;
  return 2 * static_cast<uint64_t>(seconds) + (said->whole_day ? 1 : 0);
}

std::optional<LastModified> DecodeLastModified(uint64_t value) {
  const uint64_t seconds = value / 2;
  if (seconds == 0 || seconds > kLatestLastModified) return std::nullopt;
  return LastModified{UtcTime(std::chrono::seconds(seconds)), value % 2 == 1};
}

Result<RobotsOutcome> DecodeRobots(const wire::RobotsOutcome& wire) {
  RobotsOutcome robots;
  if (wire.kind() > static_cast<uint32_t>(RobotsOutcome::Kind::kRedirect)) {
    return Invalid("unknown kind of robots outcome");
  }
  robots.kind = static_cast<RobotsOutcome::Kind>(wire.kind());
  if (wire.rules_size() > static_cast<int>(kMaxRobotsRules) ||
      wire.sitemaps_size() > static_cast<int>(kMaxSitemaps) ||
      wire.group().size() > kMaxRobotsGroupBytes) {
    return Invalid("robots rules are beyond their limits");
  }
  size_t text_bytes = 0;
  robots.rules.rules.reserve(static_cast<size_t>(wire.rules_size()));
  for (const wire::RobotsRule& rule : wire.rules()) {
    text_bytes += rule.path_pattern().size();
    robots.rules.rules.push_back({rule.allow(), rule.path_pattern(), rule.line()});
  }
  for (const std::string& sitemap : wire.sitemaps()) {
    text_bytes += sitemap.size();
    robots.rules.sitemaps.push_back(sitemap);
  }
  // Percent-encoding makes three bytes of one.
  if (text_bytes > 3 * kMaxRobotsTxtBytes) return Invalid("robots rules are beyond their limits");
  robots.rules.group = wire.group();
  if (wire.has_crawl_delay()) {
    ARSIP_ASSIGN(robots.rules.crawl_delay, DecodeDuration(wire.crawl_delay(), "crawl delay"));
  }
  robots.rules.truncated = wire.truncated();
  if (!wire.redirect().empty()) {
    ARSIP_ASSIGN(robots.redirect, Url::Parse(wire.redirect()));
  }
  return robots;
}

// A DONE that the frontier refuses would be sent for ever, so it is refused where it is made.
Status EncodeContext(const DiscoveredUrl& link, wire::LinkContext* out) {
  ARSIP_TRY(CheckUrlText(link.via, "via"));
  ARSIP_TRY(CheckHopPath(link.hop_path));
  out->set_via(link.via);
  out->set_hop(static_cast<uint8_t>(link.hop));
  out->set_hop_path(link.hop_path);
  out->set_depth(link.depth);
  out->set_refusal(static_cast<uint32_t>(link.refusal));
  out->set_refusal_detail(std::string(Cut(link.refusal_detail)));
  return Ok();
}

Status DecodeContext(const wire::LinkContext& context, DiscoveredUrl* link) {
  ARSIP_TRY(CheckUrlText(context.via(), "via"));
  ARSIP_TRY(CheckHopPath(context.hop_path()));
  if (!IsHop(context.hop())) return Invalid("unknown hop letter");
  if (context.depth() > UINT16_MAX) return Invalid("depth of a link is out of range");
  if (context.refusal_detail().size() > kMaxDetailBytes)
    return Invalid("refusal detail is too long");
  ARSIP_ASSIGN(link->refusal, DecodeRefusal(context.refusal()));
  link->hop = static_cast<Hop>(context.hop());
  link->depth = static_cast<uint16_t>(context.depth());
  link->via = context.via();
  link->hop_path = context.hop_path();
  link->refusal_detail = context.refusal_detail();
  return Ok();
}

// Most links of a page have the origin of the link before them. Then the text after the origin,
// when it is a path, means the same whether it is parsed with its origin or resolved against that
// link; the second skips the host, which is half of the work.
Result<Url> ParseLink(std::string_view text, const Url* before) {
  if (before == nullptr) return Url::Parse(text);
  const std::string_view origin = before->origin();
  if (text.starts_with(origin)) {
    const std::string_view path = text.substr(origin.size());
    const bool is_path =
        path.starts_with('/') && (path.size() == 1 || (path[1] != '/' && path[1] != '\\'));
    if (is_path) return Url::Resolve(*before, path);
  }
  return Url::Parse(text);
}

}  // namespace

Result<EncodedCompletion> CompletionEncoder::Encode(const LeaseId& lease, const Outcome& outcome,
                                                    std::span<const DiscoveredUrl> discovered,
                                                    size_t max_bytes) {
  wire_.Clear();
  EncodeLeaseId(lease, wire_.mutable_lease());
  EncodeOutcome(outcome, wire_.mutable_outcome());
  constexpr size_t kFraming = 64;  // lengths of the columns, links_cut
  const size_t head_bytes = wire_.ByteSizeLong() + kFraming;
  if (head_bytes > max_bytes) {
    return Invalid("outcome of " + std::to_string(head_bytes) +
                   " bytes is over the message limit of " + std::to_string(max_bytes));
  }
  ARSIP_ASSIGN(const size_t taken, EncodeLinks(discovered, max_bytes - head_bytes));
  EncodedCompletion encoded;
  encoded.links_cut = discovered.size() - taken;
  wire_.set_links_cut(encoded.links_cut);
  wire_.SerializeToString(&encoded.bytes);
  if (encoded.bytes.size() > kKeptBytes) wire_ = wire::Done();
  return encoded;
}

// Returns how many links it took.
Result<size_t> CompletionEncoder::EncodeLinks(std::span<const DiscoveredUrl> discovered,
                                              size_t max_bytes) {
  constexpr size_t kLinkFraming = 4;      // "\n" and the index of the context
  constexpr size_t kContextFraming = 32;  // tags, lengths and numbers
  constexpr size_t kDateBytes = 6;
  first_with_.clear();
  if (discovered.empty()) return 0;
  wire::Links* links = wire_.mutable_links();
  std::string* urls = links->mutable_urls();
  size_t bytes = 0;
  size_t decoded_bytes = 0;
  const size_t count = std::min(discovered.size(), kMaxLinksPerCompletion);
  const bool dated =
      std::any_of(discovered.begin(), discovered.end(),
                  [](const DiscoveredUrl& link) { return link.last_modified.has_value(); });
  for (size_t i = 0; i < count; ++i) {
    const DiscoveredUrl& link = discovered[i];
    const size_t url_bytes = link.url.href().size() + (dated ? kDateBytes : 0);
    const size_t shared_bytes = link.via.size() + link.hop_path.size() +
                                std::min(link.refusal_detail.size(), kMaxDetailBytes);
    const uint32_t context = ContextOf(discovered, i);
    const bool is_new = first_with_[context] == i;
    bytes += url_bytes + kLinkFraming + (is_new ? shared_bytes + kContextFraming : 0);
    decoded_bytes += url_bytes + shared_bytes;
    if (bytes > max_bytes || decoded_bytes > kMaxDecodedLinkBytes) return i;
    if (is_new) ARSIP_TRY(EncodeContext(link, links->add_contexts()));
    urls->append(link.url.href()).push_back('\n');
    links->add_context_of(context);
    AddLastModified(link, i, links);
  }
  return count;
}

// The column begins with the first URL that has one.
void CompletionEncoder::AddLastModified(const DiscoveredUrl& link, size_t before,
                                        wire::Links* links) {
  const uint64_t value = EncodeLastModified(link.last_modified);
  if (value == 0 && links->last_modified_size() == 0) return;
  links->mutable_last_modified()->Resize(static_cast<int>(before), 0);
  links->add_last_modified(value);
}

// Only the latest contexts are compared: a page has a handful, and more would make this quadratic.
uint32_t CompletionEncoder::ContextOf(std::span<const DiscoveredUrl> discovered, size_t link) {
  const size_t oldest = first_with_.size() - std::min(first_with_.size(), kRecentContexts);
  for (size_t i = first_with_.size(); i > oldest; --i) {
    if (SameContext(discovered[first_with_[i - 1]], discovered[link])) {
      return static_cast<uint32_t>(i - 1);
    }
  }
  first_with_.push_back(link);
  return static_cast<uint32_t>(first_with_.size() - 1);
}

Result<const Completion*> CompletionDecoder::Decode(std::string_view bytes) {
  if (held_bytes_ > kKeptMessageBytes) wire_ = wire::Done();
  held_bytes_ = bytes.size();
  if (!FieldsAreWithin(bytes, kDoneFields, kMaxFields) ||
      !wire_.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Invalid("malformed DONE");
  }
  completion_.lease = DecodeLeaseId(wire_.lease());
  ARSIP_TRY(DecodeOutcome(wire_.outcome()));
  ARSIP_TRY(DecodeLinks(wire_.links()));
  completion_.links_cut = wire_.links_cut();
  return &completion_;
}

Status CompletionDecoder::DecodeOutcome(const wire::Outcome& wire) {
  Outcome& outcome = completion_.outcome;
  if (wire.kind() > static_cast<uint32_t>(OutcomeKind::kGivenBack)) {
    return Invalid("unknown kind of outcome");
  }
  outcome.kind = static_cast<OutcomeKind>(wire.kind());
  if (wire.status_code() > kMaxStatusCode) return Invalid("status code is out of range");
  outcome.status_code = static_cast<int>(wire.status_code());
  outcome.bytes = wire.bytes();
  if (wire.novelty() > static_cast<uint32_t>(PayloadNovelty::kKnown)) {
    return Invalid("unknown novelty of a payload");
  }
  outcome.novelty = static_cast<PayloadNovelty>(wire.novelty());
  ARSIP_ASSIGN(outcome.refusal, DecodeRefusal(wire.refusal()));
  if (wire.detail().size() > kMaxDetailBytes) return Invalid("detail of an outcome is too long");
  outcome.detail = wire.detail();
  outcome.retry_after.reset();
  if (wire.has_retry_after()) {
    ARSIP_ASSIGN(outcome.retry_after, DecodeDuration(wire.retry_after(), "Retry-After"));
  }
  if (wire.change() > static_cast<uint32_t>(PayloadChange::kChanged) ||
      wire.page_kind() >= kPageKinds) {
    return Invalid("unknown change or kind of page");
  }
  outcome.change = static_cast<PayloadChange>(wire.change());
  outcome.page_kind = static_cast<PageKind>(wire.page_kind());
  outcome.robots.reset();
  if (wire.has_robots()) {
    ARSIP_ASSIGN(outcome.robots, DecodeRobots(wire.robots()));
  }
  return Ok();
}

// Links of the last message are written over, so that their texts keep their memory.
Status CompletionDecoder::DecodeLinks(const wire::Links& wire) {
  std::vector<DiscoveredUrl>& links = completion_.discovered;
  completion_.links_dropped = 0;
  const auto count = static_cast<size_t>(wire.context_of_size());
  if (count > kMaxLinksPerCompletion) return Invalid("too many links in one DONE");
  const auto& dates = wire.last_modified();
  if (dates.size() > wire.context_of_size()) return Invalid("more dates than links");
  std::vector<DiscoveredUrl> contexts(static_cast<size_t>(wire.contexts_size()));
  for (size_t i = 0; i < contexts.size(); ++i) {
    ARSIP_TRY(DecodeContext(wire.contexts(static_cast<int>(i)), &contexts[i]));
  }
  if (links.size() > kKeptLinks) links = {};
  links.resize(count);
  size_t kept = 0;
  std::string_view urls = wire.urls();
  size_t decoded_bytes = urls.size();
  int link = 0;
  for (const uint32_t context : wire.context_of()) {
    const uint64_t date = link < dates.size() ? dates[link] : 0;
    ++link;
    const size_t end = urls.find('\n');
    if (end == std::string_view::npos) return Invalid("fewer URLs than links");
    if (context >= contexts.size()) return Invalid("link without a context");
    decoded_bytes += SharedTextBytes(wire.contexts(static_cast<int>(context)));
    if (decoded_bytes > kMaxDecodedLinkBytes) return Invalid("links of one DONE are over 64 MiB");
    Result<Url> url = ParseLink(urls.substr(0, end), kept == 0 ? nullptr : &links[kept - 1].url);
    urls.remove_prefix(end + 1);
    if (!url) {
      ++completion_.links_dropped;
      continue;
    }
    links[kept] = contexts[context];
    links[kept].last_modified = DecodeLastModified(date);
    links[kept++].url = std::move(*url);
  }
  if (!urls.empty()) return Invalid("more URLs than links");
  links.resize(kept);
  return Ok();
}

}  // namespace arsip::frontier
