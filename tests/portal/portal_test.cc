#include "portal/portal.h"

#include <nlohmann/json.hpp>

#include "portal_fixture.h"

namespace arsip::portal {
namespace {

class PortalTest : public testing::PortalFixture {
 protected:
  ErrorCode Refusal(const std::string& collection) {
    PortalOptions options;
    options.archive_directory = path();
    options.collection = collection;
    const auto portal = Portal::Open(options, clock_);
    return portal.has_value() ? ErrorCode::kInternal : portal.error().code;
  }
};

TEST_F(PortalTest, TheCollectionListSaysWhereTheServersAre) {
  const auto json = nlohmann::json::parse(Fetch("/collinfo.json").second);
  ASSERT_EQ(json.size(), 1u);
  EXPECT_EQ(json[0]["id"], "news");
  EXPECT_EQ(json[0]["cdx-api"], "http://portal.example/news/cdx");
  EXPECT_TRUE(json[0]["from"].get<std::string>().starts_with("2026-11-22")) << json;
}

TEST_F(PortalTest, ItIsReadOnlyAndSaysWhy) {
  for (const char* method : {"POST", "PUT", "DELETE", "PATCH", "TRACE"}) {
    HttpRequest request = testing::Get("/news");
    request.method = method;
    HttpResponse response = Answer(request);
    EXPECT_EQ(response.status, 405) << method;
    EXPECT_EQ(response.Get("Allow"), "GET, HEAD, OPTIONS");
    EXPECT_NE(testing::ReadBody(response).find("read-only"), std::string::npos);
  }
}

TEST_F(PortalTest, OtherPathsAreNotFound) {
  for (const char* target :
       {"/", "/other?url=x", "/newsx?url=x", "/news/nothing", "/news/2026/http://e.org/",
        "/news/2026mp_/http://e.org/", "/cdx", "/outbackcdx", "/news/warcs", "//"}) {
    EXPECT_EQ(Fetch(target).first, 404) << target;
  }
  EXPECT_EQ(Fetch("http://portal.example/news").first, 400);
  EXPECT_EQ(Fetch("*").first, 400);
}

TEST_F(PortalTest, EveryAnswerIsProtected) {
  for (const char* target : {"/news/cdx?url=example.org", "/nothing", "/collinfo.json",
                             "/news/2026id_/https://host1.example/page/4"}) {
    const HttpResponse response =
        Answer(testing::Get(target, {{"Origin", "https://replay.example"}}));
    EXPECT_EQ(response.Get("X-Content-Type-Options"), "nosniff") << target;
    EXPECT_TRUE(response.Get("Content-Security-Policy").starts_with("sandbox")) << target;
    EXPECT_EQ(response.Get("Set-Cookie"), "") << target;
    EXPECT_EQ(response.Get("Access-Control-Allow-Origin"), "https://replay.example") << target;
  }
}

TEST_F(PortalTest, AHostThatIsNoneIsNotRepeated) {
  HttpRequest request{"GET", "/collinfo.json", {{"Host", "x\"><script>"}}, ""};
  HttpResponse response = Answer(request);
  EXPECT_EQ(testing::ReadBody(response).find("script"), std::string::npos);
}

TEST_F(PortalTest, RulesThatCannotBeReadHideEverything) {
  EXPECT_EQ(Fetch("/news/index.cdxj").first, 200);
  archive::testing::WriteBytes(archive::AccessRules::PathIn(path()), "nonsense\n");
  EXPECT_EQ(Fetch("/news/index.cdxj").first, 503);
  EXPECT_EQ(Fetch("/news/2026id_/https://host1.example/page/4").first, 503);
  archive::testing::WriteBytes(archive::AccessRules::PathIn(path()), "");
  EXPECT_EQ(Fetch("/news/index.cdxj").first, 200);
}

TEST_F(PortalTest, ANameThatWouldHideAnotherPathIsRefused) {
  for (const char* name : {"cdx", "outbackcdx", "collinfo.json", "a/b", ".", "a b", "a?b"}) {
    EXPECT_EQ(Refusal(name), ErrorCode::kInvalidInput) << name;
  }
}

}  // namespace
}  // namespace arsip::portal
