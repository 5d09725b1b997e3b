#include "crawled_site.h"

#include "crawler/crawl.h"
#include "gtest/gtest.h"
#include "scripted_server.h"
#include "tiny_site.h"
#include "warc_samples.h"

namespace arsip::crawler {

using archive::testing::Gzip;
using archive::testing::Member;
using archive::testing::RawRecord;

const std::string kOddHead =
    "HTTP/1.1 200 Fine\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\nX-Odd:   three  spaces \r\n"
    "Content-Type: text/html\r\nContent-Length: 3\r\nConnection: close\r\n\r\n";

namespace {

const std::string kPicture("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16);

std::string Reply(const std::string& fields, const std::string& body,
                  const std::string& status = "200 OK") {
  return "HTTP/1.1 " + status + "\r\nContent-Type: text/html\r\n" + fields +
         "Connection: close\r\n\r\n" + body;
}

std::string Sized(const std::string& body) {
  return "Content-Length: " + std::to_string(body.size()) + "\r\n";
}

std::string ReplyTo(const std::string& path, const std::string& head) {
  if (path == "/") {
    const std::string body =
        "<a href=chunked>1</a><a href=gzip>2</a><a href=moved>3</a><a href=a>4</a><a href=b>5</a>"
        "<a href=odd>6</a><a href=large>7</a><a href='sp ace%0d%0aX-Forged: 1#part'>8</a>"
        "<a href=kept>9</a><a href=empty>10</a><a href=picture>11</a>";
    return Reply(Sized(body), body);
  }
  if (path == "/chunked") {
    return Reply("Transfer-Encoding: chunked\r\nTrailer: X-Sum\r\n",
                 "4\r\n<p>c\r\n6\r\nhunked\r\n0\r\nX-Sum: 1\r\n\r\n");
  }
  if (path == "/gzip") {
    const std::string body = Gzip("<p>packed");
    return Reply("Content-Encoding: gzip\r\n" + Sized(body), body);
  }
  if (path == "/moved") return Reply("Location: /target\r\n" + Sized("m"), "m", "302 Found");
  if (path == "/odd") return "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + kOddHead + "odd";
  if (path == "/large") return Reply(Sized(std::string(300'000, 'x')), std::string(300'000, 'x'));
  if (path == "/picture") return Reply(Sized(kPicture), kPicture);
  if (path == "/empty") return Reply(Sized(""), "");
  if (path == "/kept") {
    if (head.find("If-None-Match: \"v1\"") != std::string::npos) {
      return "HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\nConnection: close\r\n\r\n";
    }
    return Reply("ETag: \"v1\"\r\n" + Sized("<p>kept"), "<p>kept");
  }
  if (path == "/robots.txt") return Reply(Sized("no"), "no", "404 Not Found");
  const std::string body = path == "/a" || path == "/b" ? "<p>the same page" : "<p>" + path;
  return Reply(Sized(body), body);
}

class SiteCrawl : public TinySiteTest {
 public:
  void TestBody() override {}
  CrawledSite Run() {
    SetUp();
    ScriptedServer* self = nullptr;
    ScriptedServer server([&self](ScriptedConnection& connection) {
      const std::string head = connection.ReadHead();
      if (head.empty()) return;
      self->NoteRequest(head);
      connection.Send(ReplyTo(head.substr(4, head.find(' ', 4) - 4), head));
    });
    self = &server;
    CrawledSite site;
    site.origin = "http://127.0.0.1:" + std::to_string(server.port());
    seeds::Collection collection = TinyCollection();
    collection.seeds[0].url = *Url::Parse(site.origin + "/");
    for (const bool recrawl : {false, true}) {
      CrawlOptions options = Options();
      options.recrawl = recrawl;
      ApplyCollection(collection, options);
      options.worker.fetcher.max_body_bytes = kMaxBody;
      auto crawl = Crawl::Start(collection, options, clock_, {});
      EXPECT_TRUE(crawl) << crawl.error().ToString();
      if (!crawl) return site;
      EXPECT_TRUE((*crawl)->Wait());
    }
    site.requests = server.requests();
    Read(site);
    TearDown();
    return site;
  }

 private:
  void Read(CrawledSite& site) const {
    auto paths = FilesIn("warc");
    std::sort(paths.begin(), paths.end());
    for (const std::string& path : paths) {
      const std::string bytes = archive::testing::ReadBytes(path);
      const auto members = archive::testing::ReadMembers(bytes);
      EXPECT_EQ(members.end, bytes.size()) << path << ": bytes that are no member";
      const std::string name = path.substr(path.rfind('/') + 1);
      site.files.push_back(name);
      for (const Member& member : members.whole) {
        site.records.push_back(
            {archive::testing::SplitRecord(member.bytes), name, member.offset, member.bytes});
      }
    }
    for (const std::string& path : FilesIn("derived")) {
      site.files.push_back(path.substr(path.rfind('/') + 1));
      for (RawRecord& record : archive::testing::ReadRecords(path)) {
        site.derived.push_back(std::move(record));
      }
    }
  }
};

}  // namespace

const CrawledSite& Site() {
  static const CrawledSite site = SiteCrawl().Run();
  return site;
}

const RawRecord& Find(const std::string& type, const std::string& path) {
  static const RawRecord none;
  for (const StoredRecord& stored : Site().records) {
    if (stored.record.Get("WARC-Type") == type &&
        stored.record.Get("WARC-Target-URI") == Site().origin + path) {
      return stored.record;
    }
  }
  ADD_FAILURE() << "no " << type << " of " << path;
  return none;
}

std::string HeadOf(const RawRecord& record) {
  return record.block.substr(0, record.block.find("\r\n\r\n") + 4);
}
std::string BodyOf(const RawRecord& record) { return record.block.substr(HeadOf(record).size()); }
bool Is(const RawRecord& record, std::initializer_list<const char*> types) {
  return std::ranges::any_of(types,
                             [&](const char* type) { return record.Get("WARC-Type") == type; });
}
bool Has(const RawRecord& record, std::string_view field) { return record.Get(field) != kNone; }

}  // namespace arsip::crawler
