#include "crawler/crawl_control.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/log.h"
#include "crawler/control_answer.h"
#include "crawler/control_request.h"
#include "crawler/discovery.h"
#include "crawler/hash_list_gate.h"

namespace arsip::crawler {
namespace {

using frontier::Frontier;
using frontier::LiveControl;
using nlohmann::json;
using Verb = ControlRequest::Verb;

// A request with what is read of it before it goes to the frontier.
struct Order {
  ControlPeer peer;
  ControlRequest request;
  std::optional<DiskSpace> disk;                  // kStatus
  std::shared_ptr<seeds::Collection> collection;  // kRescope
  std::optional<seeds::Scope> scope;              // likewise
  std::vector<LoadedHashList> hash_lists;         // kReload
};

std::string Joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : " ") + part;
  return text;
}

std::string LimitText(const std::optional<uint64_t>& limit) {
  return limit ? std::to_string(*limit) : "none";
}

json HashListsJson(const std::vector<LoadedHashList>& lists) {
  json all = json::array();
  for (const LoadedHashList& list : lists) {
    all.push_back({{"name", list.name},
                   {"pdq", list.pdq},
                   {"sha256", list.sha256},
                   {"other_kinds", list.other},
                   {"degenerate", list.degenerate},
                   {"bad_lines", list.bad_lines},
                   {"problems", list.problems}});
  }
  return json{{"hash_lists", std::move(all)}};
}

class SocketCrawlControl final : public CrawlControl {
 public:
  explicit SocketCrawlControl(CrawlControlParts parts) : parts_(std::move(parts)) {}

  Status Listen(const ControlSocketOptions& options) {
    ARSIP_ASSIGN(socket_,
                 ControlSocket::Listen(
                     parts_.archive_directory, options,
                     [this](const ControlPeer& peer, const std::string& line,
                            const ControlSocket::Reply& reply) { Receive(peer, line, reply); }));
    return Ok();
  }

 private:
  void Receive(const ControlPeer& peer, const std::string& line, const ControlSocket::Reply& reply);
  Result<Order> Read(const ControlPeer& peer, const std::string& line) const;
  // On the frontier's thread.
  Result<json> Do(Frontier& frontier, const Order& order);
  Result<json> Explain(Frontier& frontier, const std::string& subject) const;
  Result<json> SetBudget(LiveControl& control, const ControlRequest& request);
  Result<json> AskForUrls(Frontier& frontier, const ControlRequest& request);
  Result<json> Rescope(LiveControl& control, const Order& order);
  Result<json> Ignore(LiveControl& control, const ControlRequest& request);
  CrawlStatus StatusOf(Frontier& frontier, const Order& order) const;
  void Tell(const Order& order, const std::string& detail);

  const CrawlControlParts parts_;
  std::string said_;  // the frontier's thread's: what the action came to, for the log
  std::unique_ptr<ControlSocket> socket_;  // last: it is closed first
};

void SocketCrawlControl::Receive(const ControlPeer& peer, const std::string& line,
                                 const ControlSocket::Reply& reply) {
  Result<Order> order = Read(peer, line);
  if (!order) return reply(ErrorAnswer(order.error()));
  parts_.node.Post(
      [this, order = std::make_shared<Order>(std::move(*order)), reply](Frontier& frontier) {
        said_.clear();
        Result<json> fields = Do(frontier, *order);
        if (!fields && !said_.empty()) Tell(*order, said_ + "; then: " + fields.error().message);
        if (fields && order->request.changes()) {
          Tell(*order, said_);
          if (Status durable = frontier.Commit(); !durable) fields = Result<json>(durable.error());
        }
        reply(fields ? OkAnswer(std::move(*fields)) : ErrorAnswer(fields.error()));
      });
}

// What takes long or asks the machine is done here, off the frontier's thread.
Result<Order> SocketCrawlControl::Read(const ControlPeer& peer, const std::string& line) const {
  Order order;
  order.peer = peer;
  ARSIP_ASSIGN(order.request, ParseControlRequest(line));
  if (order.request.verb == Verb::kStatus) order.disk = DiskSpaceOf(parts_.archive_directory);
  if (order.request.verb == Verb::kReload) {
    if (parts_.hash_lists == nullptr) {
      return Error{ErrorCode::kNotFound, "the collection has no hash lists", ""};
    }
    ARSIP_TRY(parts_.hash_lists->lists().Reload());
    LogLoaded(parts_.hash_lists->lists());
    order.hash_lists = parts_.hash_lists->lists().loaded();
  }
  if (order.request.verb != Verb::kRescope) return order;
  const std::string& name = order.request.collection_name;
  ARSIP_ASSIGN(auto collection,
               seeds::ParseCollection(order.request.collection, name, parts_.clock.Utc()));
  if (collection.name != parts_.collection_name) {
    return Error{ErrorCode::kInvalidInput,
                 "this is collection '" + collection.name + "', and '" + parts_.collection_name +
                     "' is crawled",
                 name};
  }
  ARSIP_ASSIGN(order.scope, seeds::Scope::Create(collection.scope));
  order.collection = std::make_shared<seeds::Collection>(std::move(collection));
  return order;
}

Result<json> SocketCrawlControl::Do(Frontier& frontier, const Order& order) {
  LiveControl& control = *frontier.live_control();
  const ControlRequest& request = order.request;
  switch (request.verb) {
    case Verb::kStatus:
      return StatusJson(StatusOf(frontier, order));
    case Verb::kQueues:
      return ListingJson(control.ListQueues(request.order, request.limit));
    case Verb::kExplain:
      return Explain(frontier, request.subject);
    case Verb::kPause:
      control.Pause(request.reason);
      said_ = request.reason;
      return json{{"state", "paused"}, {"in_flight", frontier.Progress().leased}};
    case Verb::kResume:
      control.Resume();
      return json{{"state", "running"}};
    case Verb::kBlock: {
      ARSIP_ASSIGN(auto hosts, control.BlockHost(request.host, request.lasts, request.reason));
      const std::string lasts = request.lasts ? FormatDuration(*request.lasts) : "ever";
      said_ = Joined(hosts) + " for " + lasts + ": " + request.reason;
      return json{{"blocked", hosts}};
    }
    case Verb::kUnblock: {
      ARSIP_ASSIGN(auto hosts, control.UnblockHost(request.host));
      if (hosts.empty()) {
        return Error{ErrorCode::kNotFound, "the operator has not blocked this host", request.host};
      }
      said_ = Joined(hosts);
      return json{{"unblocked", hosts}};
    }
    case Verb::kBudget:
      return SetBudget(control, request);
    case Verb::kSeed:
    case Verb::kCapture:
      return AskForUrls(frontier, request);
    case Verb::kRescope:
      return Rescope(control, order);
    case Verb::kIgnore:
      return Ignore(control, request);
    case Verb::kReload:
      said_ = std::to_string(order.hash_lists.size()) + " hash lists";
      return HashListsJson(order.hash_lists);
  }
  return Error{ErrorCode::kInternal, "a verb without an answer", ""};
}

CrawlStatus SocketCrawlControl::StatusOf(Frontier& frontier, const Order& order) const {
  CrawlStatus status;
  status.collection = parts_.collection_name;
  status.progress = frontier.Progress();
  status.budgets = frontier.live_control()->budgets();
  status.rates = parts_.history.Rates();
  status.transport = parts_.node.counters();
  status.disk = order.disk;
  status.rescoping = frontier.live_control()->rescoping();
  return status;
}

Result<json> SocketCrawlControl::Explain(Frontier& frontier, const std::string& subject) const {
  if (subject.find("://") == std::string::npos) {
    ARSIP_ASSIGN(const auto explanation, frontier.ExplainHost(subject));
    return ExplanationJson(explanation);
  }
  ARSIP_ASSIGN(const Url url, Url::Parse(subject));
  ARSIP_ASSIGN(const auto explanation, frontier.ExplainUrl(url));
  return ExplanationJson(explanation);
}

Result<json> SocketCrawlControl::SetBudget(LiveControl& control, const ControlRequest& request) {
  frontier::Budgets budgets = control.budgets();
  if (request.max_pages) budgets.max_pages = request.max_pages->limit;
  if (request.max_bytes) budgets.max_bytes = request.max_bytes->limit;
  control.SetBudgets(budgets);
  said_ =
      "max_pages=" + LimitText(budgets.max_pages) + " max_bytes=" + LimitText(budgets.max_bytes);
  return json{{"max_pages", budgets.max_pages ? json(*budgets.max_pages) : json()},
              {"max_bytes", budgets.max_bytes ? json(*budgets.max_bytes) : json()}};
}

// Each URL is durable before the next is asked for, and is explained as it then stands.
Result<json> SocketCrawlControl::AskForUrls(Frontier& frontier, const ControlRequest& request) {
  LiveControl& control = *frontier.live_control();
  json urls = json::array();
  uint64_t queued = 0;
  for (const Url& url : request.urls) {
    ARSIP_ASSIGN(const auto answer,
                 request.verb == Verb::kSeed ? control.AddSeed(url) : control.CaptureNow(url));
    ARSIP_TRY(frontier.Commit());
    ARSIP_ASSIGN(const auto explanation, frontier.ExplainUrl(url));
    json item = ExplanationJson(explanation);
    item["queued"] = answer.queued;
    item["what"] = answer.what;
    queued += answer.queued ? 1 : 0;
    said_ += (said_.empty() ? "" : "; ") + url.href() + ": " + answer.what;
    urls.push_back(std::move(item));
  }
  return json{{"queued", queued}, {"urls", std::move(urls)}};
}

Result<json> SocketCrawlControl::Rescope(LiveControl& control, const Order& order) {
  const seeds::Collection& collection = *order.collection;
  if (parts_.on_rescope) parts_.on_rescope(collection, *order.scope);
  control.Rescope(JudgeOf(*order.scope));
  control.SetBudgets({collection.scope.max_pages, collection.scope.max_bytes});
  said_ = "collection " + collection.name + " " + FormatDigest(collection.digest);
  return json{{"collection", collection.name}, {"digest", FormatDigest(collection.digest)}};
}

Result<json> SocketCrawlControl::Ignore(LiveControl& control, const ControlRequest& request) {
  std::vector<std::string> rules = control.ignore_rules();
  for (const std::string& rule : request.remove) {
    if (std::erase(rules, rule) > 0) continue;
    return Error{ErrorCode::kNotFound, "there is no such ignore rule", rule};
  }
  for (const std::string& rule : request.add) {
    if (std::ranges::find(rules, rule) == rules.end()) rules.push_back(rule);
  }
  if (request.changes()) {
    ARSIP_TRY(control.SetIgnoreRules(rules));
    said_ = "added " + Joined(request.add) + "; removed " + Joined(request.remove);
  }
  return json{{"ignore_rules", rules}};
}

void SocketCrawlControl::Tell(const Order& order, const std::string& detail) {
  const char* const verb = ControlVerbName(order.request.verb);
  Log(LogLevel::kInfo, "crawler", "control",
      {{"verb", verb}, {"uid", order.peer.uid}, {"detail", detail}});
  if (!parts_.on_action) return;
  CrawlEvent event;
  event.kind = CrawlEvent::Kind::kControl;
  event.url = std::string("urn:arsip:control:") + verb;
  event.began = parts_.clock.Utc();
  event.detail = "uid=" + std::to_string(order.peer.uid) + " " + detail;
  parts_.on_action(event);
}

}  // namespace

Result<std::unique_ptr<CrawlControl>> CrawlControl::Open(CrawlControlParts parts,
                                                         const ControlSocketOptions& options) {
  auto control = std::make_unique<SocketCrawlControl>(std::move(parts));
  ARSIP_TRY(control->Listen(options));
  return Result<std::unique_ptr<CrawlControl>>(std::move(control));
}

Result<std::unique_ptr<CrawlControl>> OpenCrawlControl(CrawlControlParts parts) {
  auto control = CrawlControl::Open(std::move(parts), ControlSocketOptions());
  if (control || control.error().code == ErrorCode::kUnavailable) return control;
  Log(LogLevel::kWarning, "crawler", "no_control_socket", {{"error", control.error().ToString()}});
  return Result<std::unique_ptr<CrawlControl>>(std::unique_ptr<CrawlControl>());
}

}  // namespace arsip::crawler
