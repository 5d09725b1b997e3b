// PortalFixture: a crawled archive, the portal over it, and requests to it without a socket.
#ifndef ARSIP_TESTS_PORTAL_PORTAL_FIXTURE_H_
#define ARSIP_TESTS_PORTAL_PORTAL_FIXTURE_H_

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "archive/access_rules.h"
#include "archive/query.h"
#include "base/http_message.h"
#include "crawled_archive.h"
#include "portal/portal.h"
#include "warc_bytes.h"

namespace arsip::portal::testing {

inline std::string ReadBody(HttpResponse& response) {
  std::string all;
  while (response.body != nullptr) {
    auto piece = response.body->Read();
    EXPECT_TRUE(piece.has_value()) << piece.error().ToString();
    if (!piece.has_value()) break;
    all += piece->bytes;
    if (piece->last) break;
  }
  return all;
}

inline std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  size_t begin = 0;
  while (begin < text.size()) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

inline HttpRequest Get(const std::string& target, FieldList fields = {}) {
  fields.emplace_back("Host", "portal.example");
  return HttpRequest{"GET", target, std::move(fields), "192.0.2.9"};
}

// 30 captures of three hosts, 10 of them revisits; a redirect, a "not modified" revisit of page/0 a
// day later, a resource.
class PortalFixture : public ::testing::Test {
 protected:
  void SetUp() override { archive::testing::WriteCrawl(path(), 30, 20'000); }

  void Open() {
    PortalOptions options;
    options.archive_directory = path();
    options.collection = "news";
    options.allowed_origins = {"https://replay.example"};
    auto portal = Portal::Open(options, clock_);
    ASSERT_TRUE(portal.has_value()) << portal.error().ToString();
    portal_ = std::move(*portal);
  }
  HttpResponse Answer(const HttpRequest& request) {
    if (portal_ == nullptr) Open();
    return portal_->Answer(request);
  }
  // Status and content.
  std::pair<int, std::string> Fetch(const std::string& target, FieldList fields = {}) {
    HttpResponse response = Answer(Get(target, std::move(fields)));
    std::string body = ReadBody(response);
    return {response.status, std::move(body)};
  }
  SharedView View() {
    if (served_ == nullptr) served_ = *ServedArchive::Open(path(), clock_);
    return *served_->View();
  }
  void Deny(const std::string& target, archive::AccessMatch match = archive::AccessMatch::kExact,
            archive::AccessKind kind = archive::AccessKind::kBlocked) {
    archive::AccessRule rule;
    rule.kind = kind;
    rule.match = match;
    rule.target = target;
    ASSERT_TRUE(archive::AddAccessRule(path(), rule).has_value());
  }
  // All captures, in CDXJ order.
  std::vector<archive::Capture> Captures() {
    std::vector<archive::Capture> captures;
    EXPECT_TRUE(View()
                    ->index()
                    .ForEachCapture({}, {},
                                    [&](const archive::Capture& capture) {
                                      captures.push_back(capture);
                                      return true;
                                    })
                    .has_value());
    return captures;
  }
  archive::Capture CaptureOf(const std::string& url) {
    for (archive::Capture& capture : Captures()) {
      if (capture.url == url) return std::move(capture);
    }
    ADD_FAILURE() << "no capture of " << url;
    return {};
  }
  std::string RecordIdOf(const archive::Capture& capture) {
    return *View()->index().RecordIdOf(capture);
  }
  std::string FileBytes(const std::string& filename) {
    return archive::testing::ReadBytes(path() + "/warc/" + filename);
  }
  const std::string& path() const { return directory_.path(); }

  archive::testing::TemporaryDirectory directory_;
  SystemClock clock_;
  std::unique_ptr<Portal> portal_;
  std::unique_ptr<ServedArchive> served_;
};

}  // namespace arsip::portal::testing

#endif  // ARSIP_TESTS_PORTAL_PORTAL_FIXTURE_H_
