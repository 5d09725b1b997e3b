#include "crawler/curl_handles.h"

#include <string>

#include "gtest/gtest.h"

namespace arsip::crawler {
namespace {

FetcherOptions Options() {
  FetcherOptions options;
  options.user_agent = "arsip-test/1 (+https://example.org/)";
  options.max_connections = 1;
  return options;
}

TEST(CurlHandlesTest, HandleThatWasGivenBackIsTakenAgain) {
  CurlHandles handles(Options());
  auto first = handles.Take();
  ASSERT_TRUE(first) << first.error().ToString();
  CURL* raw = first->get();
  handles.Give(std::move(*first));
  auto again = handles.Take();
  ASSERT_TRUE(again);
  EXPECT_EQ(again->get(), raw);
}

TEST(CurlHandlesTest, NoMoreHandlesAreKeptThanConnections) {
  CurlHandles handles(Options());
  auto one = handles.Take();
  auto two = handles.Take();
  ASSERT_TRUE(one && two);
  CURL* raw = one->get();
  handles.Give(std::move(*one));
  handles.Give(std::move(*two));  // freed: the pool is full
  EXPECT_EQ(handles.Take()->get(), raw);
}

TEST(CurlOptionsTest, FirstRefusedOptionIsNamed) {
  const CurlHandle handle(curl_easy_init());
  CurlOptions options(handle.get());
  options.Set(CURLOPT_USERAGENT, "x");
  EXPECT_TRUE(options.status());
  options.Set(CURLOPT_PROTOCOLS_STR, "no-such-scheme");
  options.Set(CURLOPT_HTTP_VERSION, 99L);
  const Status status = options.status();
  ASSERT_FALSE(status);
  EXPECT_NE(status.error().message.find("PROTOCOLS_STR"), std::string::npos)
      << status.error().message;
}

TEST(CurlListTest, LinesKeepTheirOrder) {
  const CurlList list = MakeCurlList({"a: 1", "b: 2"});
  ASSERT_NE(list, nullptr);
  EXPECT_STREQ(list->data, "a: 1");
  ASSERT_NE(list->next, nullptr);
  EXPECT_STREQ(list->next->data, "b: 2");
  EXPECT_EQ(list->next->next, nullptr);
  EXPECT_EQ(MakeCurlList({}), nullptr);
}

TEST(Rfc9110Section55, FieldValuesHoldNoControls) {
  EXPECT_TRUE(IsFieldValue("W/\"abc\"\t\xc3\xa9"));
  EXPECT_TRUE(IsFieldValue(""));
  EXPECT_FALSE(IsFieldValue("a\r\nX-Injected: 1"));
  EXPECT_FALSE(IsFieldValue("a\n"));
  EXPECT_FALSE(IsFieldValue(std::string("a\0b", 3)));
  EXPECT_FALSE(IsFieldValue("\x7f"));
}

}  // namespace
}  // namespace arsip::crawler
