#include "portal/warc_file.h"

#include "portal_fixture.h"

namespace arsip::portal {
namespace {

class WarcFileTest : public testing::PortalFixture {
 protected:
  static std::string RangeOf(const archive::RecordLocation& location) {
    return "bytes=" + std::to_string(location.offset) + "-" +
           std::to_string(location.offset + location.length - 1);
  }
};

TEST_F(WarcFileTest, ARangeIsOneMember) {
  const archive::Capture capture = CaptureOf("https://host1.example/page/4");
  HttpResponse response = Answer(testing::Get("/news/warcs/" + capture.location.filename,
                                              {{"Range", RangeOf(capture.location)}}));
  EXPECT_EQ(response.status, 206);
  const std::string body = testing::ReadBody(response);
  const auto members = archive::testing::ReadMembers(body);
  ASSERT_EQ(members.whole.size(), 1u);
  EXPECT_EQ(members.end, body.size());
  EXPECT_NE(members.whole[0].bytes.find("https://host1.example/page/4"), std::string::npos);
  const std::string size = std::to_string(FileBytes(capture.location.filename).size());
  EXPECT_EQ(response.Get("Content-Range"),
            RangeOf(capture.location).replace(5, 1, " ") + "/" + size);
}

TEST_F(WarcFileTest, WithoutARangeItIsTheFile) {
  const std::string name = Captures().front().location.filename;
  EXPECT_EQ(Fetch("/news/warcs/" + name), std::make_pair(200, FileBytes(name)));
  EXPECT_EQ(Fetch("/news/" + name), std::make_pair(200, FileBytes(name))) << "beside index.cdxj";
  EXPECT_EQ(Fetch("/news/warcs/" + name, {{"Range", "bytes=-99999999"}}),
            std::make_pair(206, FileBytes(name)));
  EXPECT_EQ(Fetch("/news/warcs/" + name, {{"Range", "bytes=99999999-"}}).first, 416);
  EXPECT_EQ(Fetch("/news/warcs/" + name, {{"Range", "bytes=0-1,3-4"}}).first, 416);
}

TEST_F(WarcFileTest, ValidatorsAreHeeded) {
  const std::string target = "/news/warcs/" + Captures().front().location.filename;
  const HttpResponse first = Answer(testing::Get(target));
  const std::string etag(first.Get("ETag"));
  EXPECT_FALSE(etag.empty());
  EXPECT_EQ(Fetch(target, {{"If-None-Match", etag}}).first, 304);
  EXPECT_EQ(Fetch(target, {{"If-Range", etag}, {"Range", "bytes=0-9"}}).first, 206);
  EXPECT_EQ(Fetch(target, {{"If-Range", "\"other\""}, {"Range", "bytes=0-9"}}).first, 200);
}

TEST_F(WarcFileTest, OnlyWarcFilesOfCapturesAreThere) {
  std::string derived;
  for (const auto& name : archive::testing::NamesIn(path() + "/derived")) derived = name;
  ASSERT_FALSE(derived.empty());
  for (const std::string& name :
       {derived, std::string("..%2Findex%2FCURRENT"), std::string("../lock"),
        std::string("x.warc.gz"), std::string(), std::string("%00")}) {
    EXPECT_EQ(Fetch("/news/warcs/" + name).first, 404) << name;
  }
  EXPECT_EQ(Fetch("/news/" + derived).first, 404);
  EXPECT_EQ(Fetch("/news/x.warc.gz").first, 404);
}

TEST_F(WarcFileTest, ARangeThatTouchesAHiddenRecordIsRefused) {
  Deny("https://host1.example/page/4");
  const archive::Capture hidden = CaptureOf("https://host1.example/page/4");
  const archive::Capture shown = CaptureOf("https://host1.example/page/1");
  const std::string target = "/news/warcs/" + hidden.location.filename;
  EXPECT_EQ(Fetch(target, {{"Range", RangeOf(hidden.location)}}).first, 403);
  EXPECT_EQ(Fetch(target).first, 403);
  const std::string byte = "bytes=" + std::to_string(hidden.location.offset + 7) + "-" +
                           std::to_string(hidden.location.offset + 7);
  EXPECT_EQ(Fetch(target, {{"Range", byte}}).first, 403);
  EXPECT_EQ(
      Fetch("/news/warcs/" + shown.location.filename, {{"Range", RangeOf(shown.location)}}).first,
      206);
}

// Request and metadata records name the same URL.
TEST_F(WarcFileTest, TheRequestOfAHiddenCaptureIsRefusedToo) {
  Deny("https://host1.example/page/4");
  const archive::Capture hidden = CaptureOf("https://host1.example/page/4");
  const auto file = *View()->index().FindFile(hidden.location.filename);
  int refused = 0;
  ASSERT_TRUE(View()
                  ->index()
                  .ForEachRecord(file->id, hidden.location.offset, UINT64_MAX,
                                 [&](const archive::IndexedLocation& record) {
                                   const int status =
                                       Fetch("/news/warcs/" + hidden.location.filename,
                                             {{"Range", RangeOf(record.location)}})
                                           .first;
                                   refused += status == 403 ? 1 : 0;
                                   return status == 403;
                                 })
                  .has_value());
  EXPECT_EQ(refused, 3);
}

TEST_F(WarcFileTest, AHeadTellsTheLengthOfAFileWithHiddenRecords) {
  Deny("https://host1.example/page/4");
  HttpRequest request =
      testing::Get("/news/warcs/" + CaptureOf("https://host1.example/page/4").location.filename);
  request.method = "HEAD";
  EXPECT_EQ(Answer(request).status, 200);
}

TEST_F(WarcFileTest, BytesThatCannotBeJudgedAreRefusedOnceAnythingIsHidden) {
  const std::string name = Captures().front().location.filename;
  archive::testing::WriteBytes(path() + "/warc/" + name,
                               FileBytes(name) + "beyond the last record");
  const std::string range = "bytes=" + std::to_string(FileBytes(name).size() - 5) + "-";
  EXPECT_EQ(Fetch("/news/warcs/" + name, {{"Range", range}}).first, 206);
  Deny("https://elsewhere.example/");
  EXPECT_EQ(Fetch("/news/warcs/" + name, {{"Range", range}}).first, 403);
}

}  // namespace
}  // namespace arsip::portal
