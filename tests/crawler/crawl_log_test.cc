#include "crawler/crawl_log.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "tiny_site.h"

namespace arsip::crawler {
namespace {

class CrawlLogTest : public TinySiteTest {
 protected:
  std::unique_ptr<archive::Archive> OpenArchive() {
    auto archive = archive::Archive::Open(directory_, Options().archive, clock_);
    EXPECT_TRUE(archive) << archive.error().ToString();
    return archive ? std::move(*archive) : nullptr;
  }
  std::unique_ptr<CrawlLog> OpenLog() {
    auto log = CrawlLog::Open(directory_, TinyCollection(), clock_);
    EXPECT_TRUE(log) << log.error().ToString();
    return log ? std::move(*log) : nullptr;
  }
  static CrawlEvent Event(const std::string& url) {
    CrawlEvent event;
    event.url = url;
    event.status_code = 200;
    return event;
  }
  static std::string Contents(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  }
  int64_t ResourcesNamed(const std::string& prefix) const {
    const auto captures = Captures();
    return std::count_if(captures.begin(), captures.end(), [&prefix](const auto& capture) {
      return capture.type == archive::RecordType::kResource && capture.url.starts_with(prefix);
    });
  }
};

TEST_F(CrawlLogTest, EveryEventIsALine) {
  auto log = OpenLog();
  ASSERT_NE(log, nullptr);
  const CrawlEvent one = Event("http://a.test/1");
  const CrawlEvent two = Event("http://a.test/2\nforged");
  log->Add(one);
  log->Add(two);
  const std::string path = log->path();
  log.reset();
  const std::string text = Contents(path);
  EXPECT_EQ(text, FormatCrawlLogLine(one) + "\n" + FormatCrawlLogLine(two) + "\n");
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
}

TEST_F(CrawlLogTest, LogIsArchivedWithThePayloadItHas) {
  auto archive = OpenArchive();
  auto log = OpenLog();
  ASSERT_TRUE(archive && log);
  log->Add(Event("http://a.test/"));
  log->AppendTo(*archive);
  archive.reset();
  const auto captures = Captures();
  ASSERT_EQ(captures.size(), 1u);
  EXPECT_TRUE(captures[0].url.starts_with("urn:arsip:crawl-log:tiny:")) << captures[0].url;
  EXPECT_EQ(captures[0].payload_sha1, ComputeSha1(Contents(log->path())));
}

TEST_F(CrawlLogTest, EmptyLogIsNotArchived) {
  auto archive = OpenArchive();
  auto log = OpenLog();
  ASSERT_TRUE(archive && log);
  log->AppendTo(*archive);
  archive.reset();
  EXPECT_TRUE(Captures().empty());
}

TEST_F(CrawlLogTest, CollectionIsArchived) {
  auto archive = OpenArchive();
  auto log = OpenLog();
  ASSERT_TRUE(archive && log);
  CrawlLog::AppendCollection(*archive, TinyCollection(), clock_.Utc());
  archive.reset();
  EXPECT_EQ(ResourcesNamed("urn:arsip:collection:tiny:"), 1);
}

TEST_F(CrawlLogTest, DirectoryThatCannotBeMadeIsAnError) {
  auto log = CrawlLog::Open("/proc/none", TinyCollection(), clock_);
  EXPECT_FALSE(log);
}

}  // namespace
}  // namespace arsip::crawler
