#include "base/surt_session_ids.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace arsip {
namespace {

std::string Path(std::string path) {
  StripPathSessionIds(&path);
  return path;
}

std::string Query(std::string query) {
  StripQuerySessionIds(&query);
  return query;
}

const char kId24[] = "4hqa0555fwsecu455xqckv45";
const std::string kId32 = "0123456789abcdefghijklemopqrstuv";

TEST(SurtPathSessionIds, AspNetSessionsBeforeAPageGo) {
  const std::string id = kId24;
  EXPECT_EQ(Path("/(s(" + id + "))/mileg.aspx"), "/mileg.aspx");
  EXPECT_EQ(Path("/(" + id + ")/mileg.aspx"), "/mileg.aspx");
  EXPECT_EQ(Path("/(a(" + id + ")s(" + id + ")f(" + id + "))/mileg.aspx?page=x"),
            "/mileg.aspx?page=x");
  EXPECT_EQ(Path("/a/(" + id + ")/b/c.aspx/d"), "/a/b/c.aspx/d");
  EXPECT_EQ(Path("/(" + id + ")/(" + id + ")/c.aspx"), "/(" + id + ")/c.aspx");  // the last one
  EXPECT_EQ(Path("/(s(" + id + "))/(" + id + ")/c.aspx"), "/c.aspx");            // one of each form
}

TEST(SurtPathSessionIds, OtherPathsStay) {
  const std::string id = kId24;
  for (const std::string& path : std::vector<std::string>{
           std::string("/photos/36050182@n05/"), "/(" + id + ")/page.php", "/(" + id + "x)/a.aspx",
           "/(" + id.substr(1) + ")/a.aspx", "/(" + id + ")/.aspx", "/(" + id + ")/a?b.aspx",
           "/a.aspx/(" + id + ")/", "/x(" + id + ")/a.aspx", "/()/a.aspx", "/(s())/a.aspx"}) {
    EXPECT_EQ(Path(path), path);
  }
}

TEST(SurtPathSessionIds, AnEarlierSessionGoesWhenTheLastHasNoPage) {
  const std::string id = kId24;
  EXPECT_EQ(Path("/(" + id + ")/a.aspx/(" + id + ")/b"), "/a.aspx/(" + id + ")/b");
  EXPECT_EQ(Path("/(" + id + ")/(" + id + ").aspx"), "/(" + id + ").aspx");
}

TEST(SurtQuerySessionIds, EachKindGoesWithItsAmpersand) {
  EXPECT_EQ(Query("jsessionid=" + kId32), "");
  EXPECT_EQ(Query("jsessionid=" + kId32 + "&x=y"), "x=y");
  EXPECT_EQ(Query("one=two&jsessionid=" + kId32 + "&x=y"), "one=two&x=y");
  EXPECT_EQ(Query("one=two&jsessionid=" + kId32), "one=two&");
  EXPECT_EQ(Query("one=two&PHPSESSID=" + kId32 + "&x=y"), "one=two&x=y");
  EXPECT_EQ(Query("sid=9682993c8daa2c5497996114facdc805&x=y"), "x=y");
  EXPECT_EQ(Query("aspsessionidABCDEFGH=ABCDEFGHIJKLMNOPQRSTUVWX&x=y"), "x=y");
  EXPECT_EQ(Query("CFID=1169580&CFTOKEN=48630702&dtstamp=22"), "dtstamp=22");
  EXPECT_EQ(Query("CFID=16603925&CFTOKEN=2AE13EEE-3048-85B0"), "");
  EXPECT_EQ(Query("a=1&cfid=1&cftoken=2"), "a=1&");
}

TEST(SurtQuerySessionIds, KindsGoOneAfterTheOther) {
  EXPECT_EQ(Query("sid=9682993c8daa2c5497996114facdc805&jsessionid=" + kId32), "");
  EXPECT_EQ(Query("sid=" + kId32 + "&sid=" + kId32), "sid=" + kId32 + "&");  // the last of a kind
}

TEST(SurtQuerySessionIds, TheNameNeedNotBeginAnArgument) {
  EXPECT_EQ(Query("xsid=" + kId32 + "&a"), "xa");
  EXPECT_EQ(Query("cfid=cfid=1&cftoken=2"), "cfid=");
}

TEST(SurtQuerySessionIds, OtherArgumentsStay) {
  for (const std::string& query : std::vector<std::string>{
           "jsessionid=" + kId32 + "0", "sid=" + kId32.substr(1), "sid=" + kId32 + "-",
           "sid=", std::string("aspsessionidABCDEFG1=ABCDEFGHIJKLMNOPQRSTUVWX"),
           std::string("aspsessionidABCDEFGH=ABCDEFGHIJKLMNOPQRSTUVW"), std::string("aspsessionid"),
           std::string("cfid=&cftoken=2"), std::string("cfid=1&cftoken="),
           std::string("cfid=1&x&cftoken=2"), std::string("cfid=1"), std::string("id=5&video=3"),
           std::string()}) {
    EXPECT_EQ(Query(query), query);
  }
}

}  // namespace
}  // namespace arsip
