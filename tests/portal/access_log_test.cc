#include "portal/access_log.h"

#include <nlohmann/json.hpp>

#include "portal_fixture.h"

namespace arsip::portal {
namespace {

class AccessLogTest : public testing::PortalFixture {
 protected:
  std::vector<nlohmann::json> Log() {
    std::vector<nlohmann::json> entries;
    const std::string text = archive::testing::ReadBytes(path() + "/reports/access-log.jsonl");
    for (const std::string& line : testing::Lines(text)) {
      entries.push_back(nlohmann::json::parse(line));
    }
    return entries;
  }
};

TEST_F(AccessLogTest, EveryFetchOfArchivedBytesIsALine) {
  const archive::Capture capture = CaptureOf("https://host1.example/page/4");
  Fetch("/news/2026id_/" + capture.url);
  Fetch("/news/warcs/" + capture.location.filename, {{"Range", "bytes=0-9"}});
  Fetch("/news/record/" + RecordIdOf(capture).substr(10, 36));
  Fetch("/news/index.cdxj");
  Fetch("/news?url=example.org");  // no archived byte
  const auto log = Log();
  ASSERT_EQ(log.size(), 4u);
  EXPECT_EQ(log[0]["subject"], capture.url);
  EXPECT_EQ(log[0]["timestamp"], FormatTimestamp14(capture.time));
  EXPECT_EQ(log[0]["status"], 200);
  EXPECT_EQ(log[0]["peer"], "192.0.2.9");
  EXPECT_EQ(log[1]["range"], "bytes=0-9");
  EXPECT_EQ(log[1]["bytes"], 10);
  EXPECT_EQ(log[2]["subject"], RecordIdOf(capture));
}

TEST_F(AccessLogTest, ARefusalNamesItsRule) {
  Deny("https://host1.example/page/4");
  Fetch("/news/2026id_/https://host1.example/page/4");
  ASSERT_EQ(Log().size(), 1u);
  EXPECT_EQ(Log()[0]["status"], 403);
  EXPECT_EQ(Log()[0]["denied_by"], 1);
}

TEST_F(AccessLogTest, ARangeThatCannotBeJudgedNamesTheFirstRuleThatHides) {
  Deny("https://elsewhere.example/", archive::AccessMatch::kExact, archive::AccessKind::kLegalHold);
  Deny("https://elsewhere.example/");
  const std::string name = Captures().front().location.filename;
  archive::testing::WriteBytes(path() + "/warc/" + name,
                               archive::testing::ReadBytes(path() + "/warc/" + name) + "beyond");
  Fetch("/news/warcs/" + name, {{"Range", "bytes=-3"}});
  EXPECT_EQ(Log()[0]["denied_by"], 2);
}

TEST_F(AccessLogTest, OnlyTheFrontDoorSaysWhoTheReaderIs) {
  HttpRequest request = testing::Get("/news/index.cdxj", {{"X-Arsip-User", "ann"}});
  Answer(request);
  request.peer = "unix";
  Answer(request);
  EXPECT_FALSE(Log()[0].contains("user"));
  EXPECT_EQ(Log()[1]["user"], "ann");
}

TEST_F(AccessLogTest, NothingOfARequestBreaksALine) {
  Fetch("/news/2026id_/http://e.org/\xff\"\\");
  ASSERT_EQ(Log().size(), 1u);
}

TEST_F(AccessLogTest, WithoutALineThereIsNoAnswer) {
  const auto log = *AccessLog::Open("/dev/full", clock_);
  EXPECT_EQ(log->Write(testing::Get("/"), {}).error().code, ErrorCode::kNoSpace);
  PortalOptions options;
  options.archive_directory = path();
  options.collection = "news";
  options.access_log = "/dev/full";
  portal_ = *Portal::Open(options, clock_);
  EXPECT_EQ(Fetch("/news/index.cdxj").first, 503);
  EXPECT_EQ(Fetch("/news?url=example.org").first, 200);
}

}  // namespace
}  // namespace arsip::portal
