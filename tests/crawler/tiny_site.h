// TinySite: five pages and a robots.txt on 127.0.0.1, and what a crawl of them is started with.
#ifndef ARSIP_TESTS_CRAWLER_TINY_SITE_H_
#define ARSIP_TESTS_CRAWLER_TINY_SITE_H_

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "archive/capture.h"
#include "base/clock.h"
#include "crawler/crawl_options.h"
#include "scripted_server.h"
#include "seeds/collection.h"

namespace arsip::crawler {

// "/" links to /a and /b, which are the same bytes, to /moved, which leads to /target, and to
// /secret, which robots.txt disallows. Nothing links to /surat.pdf, which links to /target.
class TinySite {
 public:
  static constexpr uint64_t kPages = 5;  // "/", /a, /b, /moved, /target

  TinySite();
  std::string Url(const std::string& path = "/") const;
  // The paths that were asked for, in order.
  std::vector<std::string> Paths();
  // From now on only "/" and robots.txt are answered; all else waits.
  void Close() { closed_ = true; }
  void Open() { closed_ = false; }
  // Pages come in chunks of at most `bytes`; 0: whole.
  void SetChunkBytes(size_t bytes) { chunk_bytes_ = bytes; }

 private:
  std::string ReplyTo(const std::string& path);

  std::atomic<bool> closed_{false};
  std::atomic<size_t> chunk_bytes_{0};
  std::unique_ptr<ScriptedServer> server_;
};

// A directory of its own, and options under which a crawl of the site takes no longer than it must.
class TinySiteTest : public testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  seeds::Collection TinyCollection() const;
  CrawlOptions Options() const;
  // Every row of the index. The archive must be closed.
  std::vector<archive::Capture> Captures() const;
  std::vector<std::string> FilesIn(const std::string& folder) const;
  // Bounded: twenty seconds.
  static bool Eventually(const std::function<bool()>& condition);

  SystemClock clock_;
  std::string directory_;  // of the archive
  std::unique_ptr<TinySite> site_;
};

}  // namespace arsip::crawler

#endif  // ARSIP_TESTS_CRAWLER_TINY_SITE_H_
