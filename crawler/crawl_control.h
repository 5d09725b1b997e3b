// CrawlControl: answers the control socket of a running frontier. Requests are read on the socket's
// thread, done on the frontier's, and answered when they are durable; so a client that is stuck
// never holds the frontier up. Whatever changes the crawl is told to `on_action` first.
#ifndef ARSIP_CRAWLER_CRAWL_CONTROL_H_
#define ARSIP_CRAWLER_CRAWL_CONTROL_H_

#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "crawler/control_socket.h"
#include "crawler/crawl_event.h"
#include "crawler/frontier_node.h"
#include "crawler/progress_history.h"
#include "seeds/collection.h"
#include "seeds/scope.h"

namespace arsip::crawler {

class HashListGate;

// What is borrowed outlives the control.
struct CrawlControlParts {
  std::string archive_directory;
  std::string collection_name;  // a new scope comes from a collection of the same name
  FrontierNode& node;
  const ProgressHistory& history;
  const Clock& clock;
  // Both on the frontier's thread; may be empty.
  std::function<void(const CrawlEvent&)> on_action;
  std::function<void(const seeds::Collection&, const seeds::Scope&)> on_rescope;
  HashListGate* hash_lists = nullptr;  // null: the collection has none
};

class CrawlControl {
 public:
  // Listens on DIR/control.sock. kUnavailable: another process does. REQUIRES: the node is stopped
  // before the control is destroyed.
  static Result<std::unique_ptr<CrawlControl>> Open(CrawlControlParts parts,
                                                    const ControlSocketOptions& options);
  virtual ~CrawlControl() = default;
};

// As Open, but a socket that cannot be made (a file system without them) is only logged: nullptr.
Result<std::unique_ptr<CrawlControl>> OpenCrawlControl(CrawlControlParts parts);

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_CRAWL_CONTROL_H_
