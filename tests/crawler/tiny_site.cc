#include "tiny_site.h"

#include <stdlib.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <thread>

#include "archive/query.h"
#include "document_samples.h"
#include "sandbox_fixture.h"

namespace arsip::crawler {

namespace {

std::string InChunks(const std::string& body, size_t bytes) {
  std::string chunks;
  for (size_t at = 0; at < body.size(); at += bytes) {
    const std::string chunk = body.substr(at, bytes);
    char size[20];
    std::snprintf(size, sizeof size, "%zX;n\r\n", chunk.size());
    chunks += size + chunk + "\r\n";
  }
  return chunks + "0\r\n\r\n";
}

std::string LinkedPdf() {
  extractors::PdfOptions options;
  options.page = "/Annots[" + std::to_string(extractors::MoreObjects(1)) + " 0 R]";
  options.objects = {"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(/target)>>>>"};
  return extractors::PdfOf({"Isi surat"}, options);
}

}  // namespace

TinySite::TinySite() {
  server_ = std::make_unique<ScriptedServer>([this](ScriptedConnection& connection) {
    const std::string head = connection.ReadHead();
    if (head.empty()) return;
    const std::string path = head.substr(4, head.find(' ', 4) - 4);
    server_->NoteRequest(path);
    if (closed_ && path != "/" && path != "/robots.txt") return connection.Hang();
    connection.Send(ReplyTo(path));
  });
}

std::string TinySite::Url(const std::string& path) const {
  return "http://127.0.0.1:" + std::to_string(server_->port()) + path;
}

std::vector<std::string> TinySite::Paths() { return server_->requests(); }

std::string TinySite::ReplyTo(const std::string& path) {
  std::string status = "200 OK";
  std::string fields = "Content-Type: text/html\r\n";
  std::string body = "<p>the same page";
  if (path == "/robots.txt") {
    fields = "Content-Type: text/plain\r\n";
    body = "User-agent: *\nDisallow: /secret\n";
  } else if (path == "/") {
    body =
        "<title>Tiny</title><a href=a>a</a> <a href=b>b</a> <a href=moved>m</a>"
        "<a href=secret>s</a>";
  } else if (path == "/moved") {
    status = "302 Found";
    fields += "Location: /target\r\n";
    body = "moved";
  } else if (path == "/target") {
    body = "<p>target";
  } else if (path == "/surat.pdf") {
    fields = "Content-Type: application/pdf\r\n";
    body = LinkedPdf();
  }
  if (chunk_bytes_ > 0) {
    return "HTTP/1.1 " + status + "\r\n" + fields + "Transfer-Encoding: chunked\r\n\r\n" +
           InChunks(body, chunk_bytes_);
  }
  return "HTTP/1.1 " + status + "\r\n" + fields + "Content-Length: " + std::to_string(body.size()) +
         "\r\nConnection: close\r\n\r\n" + body;
}

void TinySiteTest::SetUp() {
  std::string path = testing::TempDir() + "tiny-XXXXXX";
  ASSERT_NE(::mkdtemp(path.data()), nullptr);
  directory_ = path;
  site_ = std::make_unique<TinySite>();
}

void TinySiteTest::TearDown() { std::filesystem::remove_all(directory_); }

seeds::Collection TinySiteTest::TinyCollection() const {
  seeds::Collection collection;
  collection.name = "tiny";
  collection.documents = false;
  collection.image_hashes = false;
  collection.purpose = "test";
  collection.contact = "mailto:test@example.org";
  collection.scope.hosts = {"127.0.0.1"};
  collection.politeness.host_delay = Duration(0);
  collection.politeness.ip_delay = Duration(0);
  collection.source = "name: tiny\n";
  collection.digest = ComputeSha256(collection.source);
  seeds::Seed seed;
  seed.url = *Url::Parse(site_->Url());
  collection.seeds.push_back(seed);
  return collection;
}

CrawlOptions TinySiteTest::Options() const {
  CrawlOptions options;
  options.archive_directory = directory_;
  options.allowed_addresses = {"127.0.0.0/8"};
  options.max_wait = std::chrono::seconds(1);
  options.archive.min_free_bytes = 0;
  options.archive.group_commit = std::chrono::milliseconds(2);
  options.frontier.frontier.delay_jitter = 0;
  options.worker.sandbox.binary = RealSandbox();
  options.worker.sandbox.processes = 1;
  options.worker.sandbox.allow_missing_layers = true;
  ApplyCollection(TinyCollection(), options);
  return options;
}

std::vector<archive::Capture> TinySiteTest::Captures() const {
  std::vector<archive::Capture> captures;
  auto reader = archive::CaptureReader::Open(directory_);
  EXPECT_TRUE(reader) << reader.error().ToString();
  if (!reader) return captures;
  EXPECT_TRUE((*reader)->ForEachCapture([&](const archive::Capture& capture) {
    captures.push_back(capture);
    return true;
  }));
  return captures;
}

std::vector<std::string> TinySiteTest::FilesIn(const std::string& folder) const {
  std::vector<std::string> paths;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(directory_ + "/" + folder, error)) {
    paths.push_back(entry.path());
  }
  return paths;
}

bool TinySiteTest::Eventually(const std::function<bool()>& condition) {
  for (int i = 0; i < 2000; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

}  // namespace arsip::crawler
