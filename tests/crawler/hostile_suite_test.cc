// Hostile pages through the real arsip-sandbox: each is answered in bounded time and memory, the
// process survives it, and its links come out. Numbers are those of the suite of hostile servers in
// docs/hostile-suite.md.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <chrono>
#include <string>

#include "crawler/sandbox_broker.h"
#include "extractors/extract.h"
#include "extractors/sandbox.h"
#include "sandbox_fixture.h"

namespace arsip::crawler {
namespace {

using extractors::Extraction;
using extractors::ExtractionRequest;
using extractors::Link;
using std::chrono::milliseconds;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr size_t kMebibyte = 1u << 20;

std::string Repeat(const std::string& piece, size_t times) {
  std::string text;
  text.reserve(piece.size() * times);
  for (size_t i = 0; i < times; ++i) text += piece;
  return text;
}

class HostileSuite : public SandboxTest {
 protected:
  HostileSuite() {
    request_.set_kind(ExtractionRequest::PAGE);
    request_.set_url("http://hostile.test/page");
    request_.set_content_type("text/html");
    request_.set_want_text(true);
    request_.set_want_records(true);
  }

  // Answered by one process that lives to answer another.
  Extraction Answer(const std::string& payload, milliseconds limit) {
    SandboxBrokerOptions options;
    options.binary = RealSandbox();
    options.processes = 1;
    options.allow_missing_layers = extractors::BuiltWithSanitizer();
    if (extractors::BuiltWithSanitizer()) options.wall_clock_limit = std::chrono::seconds(60);
    auto broker = SandboxBroker::Create(*loop_, options);
    EXPECT_TRUE(broker) << broker.error().ToString();
    if (!broker) return {};
    SandboxResult result = Hand(**broker, payload);
    EXPECT_EQ(result.status, SandboxResult::Status::kOk) << result.detail;
    const auto slow = extractors::BuiltWithSanitizer() ? 10 : 1;
    EXPECT_LT(took_, limit * slow);
    EXPECT_EQ(Hand(**broker, "<a href=/after>").status, SandboxResult::Status::kOk);
    const SandboxCounters counters = (*broker)->counters();
    EXPECT_EQ(counters.crashes + counters.timeouts + counters.invalid_answers, 0u);
    return std::move(result.extraction);
  }

  // Links of kind anchor, as they were found.
  static std::vector<std::string> References(const Extraction& extraction) {
    std::vector<std::string> references;
    for (const Link& link : extraction.links()) references.push_back(link.reference());
    return references;
  }
  static std::vector<std::string> Flags(const Extraction& extraction) {
    return {extraction.flags().begin(), extraction.flags().end()};
  }

  ExtractionRequest request_;
  std::chrono::steady_clock::duration took_{};

 private:
  SandboxResult Hand(SandboxBroker& broker, const std::string& payload) {
    const auto began = std::chrono::steady_clock::now();
    SandboxResult answer;
    Spawn(broker.Extract(request_, payload), [&](SandboxResult result) {
      answer = std::move(result);
      loop_->Stop();
    });
    EXPECT_TRUE(loop_->Run());
    took_ = std::chrono::steady_clock::now() - began;
    return answer;
  }
};

TEST_F(HostileSuite, Item53DeepNestingCostsTheTreeNotTheLinks) {
  const Extraction found = Answer(Repeat("<div>", 100'000) + "<a href=/deep>", milliseconds(1'500));
  EXPECT_THAT(found.dom_refused(), HasSubstr("depth"));
  EXPECT_THAT(References(found), Contains("/deep"));
  EXPECT_EQ(found.text(), "");
}

TEST_F(HostileSuite, Item54ManyAttributesCostTheTreeNotTheLinks) {
  std::string page = "<a href=/first><div";
  for (int i = 0; i < 60'000; ++i) page += " a" + std::to_string(i) + "=1";
  const Extraction found = Answer(page + "><a href=/last>", milliseconds(1'500));
  EXPECT_THAT(found.dom_refused(), HasSubstr("attributes"));
  EXPECT_THAT(References(found), Contains("/last"));
}

TEST_F(HostileSuite, Item54AnAttributeOfTenMebibytes) {
  const Extraction found =
      Answer("<p title=\"" + std::string(10 * kMebibyte, 'x') + "\">t<a href=/after>",
             milliseconds(3'000));
  EXPECT_THAT(References(found), Contains("/after"));
}

TEST_F(HostileSuite, Item54UnclosedTags) {
  const Extraction found =
      Answer(Repeat("<b><i><p>", kMebibyte / 9) + "<a href=/after>", milliseconds(4'000));
  EXPECT_THAT(References(found), Contains("/after"));
}

TEST_F(HostileSuite, Item55AMillionLinksAreCountedAndTenThousandStored) {
  std::string page;
  for (int i = 0; i < 1'000'000; ++i) page += "<a href=/" + std::to_string(i) + ">";
  const Extraction found = Answer(page, milliseconds(4'000));
  EXPECT_EQ(found.links_size(), static_cast<int>(extractors::kDefaultMaxLinks));
  EXPECT_EQ(found.links_size() + static_cast<int>(found.links_dropped()), 1'000'000);
}

TEST_F(HostileSuite, Item56ReferencesThatAreNoPagesLeaveAsTheyStand) {
  const Extraction found = Answer(
      "<base href=http://elsewhere.test/x/><base href=http://third.test/>"
      "<a href='javascript:alert(1)'>j</a><a href='data:text/html,<b>'>d</a>"
      "<a href='blob:http://hostile.test/1'>b</a><a href=next>n</a>",
      milliseconds(1'000));
  EXPECT_EQ(found.base(), "http://elsewhere.test/x/");
  EXPECT_THAT(References(found), Contains("next"));
}

TEST_F(HostileSuite, Item57Utf7IsNeverRead) {
  request_.set_content_type("text/html; charset=utf-7");
  const Extraction found =
      Answer("<title>+ADw-script+AD4-</title><a href=/x>", milliseconds(1'000));
  EXPECT_NE(found.charset(), "UTF-7");
  EXPECT_THAT(found.title(), Not(HasSubstr("<script>")));
}

TEST_F(HostileSuite, Item57BadUtf8AndHalfAUtf16UnitBecomeReplacementCharacters) {
  request_.set_content_type("text/html; charset=utf-8");
  EXPECT_THAT(Answer("<title>a\xFF\xC3</title>", milliseconds(1'000)).title(),
              HasSubstr("\xEF\xBF\xBD"));
  const std::string odd("\xFF\xFE<\0b\0>\0x", 9);
  EXPECT_STRCASEEQ(Answer(odd, milliseconds(1'000)).charset().c_str(), "UTF-16LE");
}

TEST_F(HostileSuite, Item58CombiningMarksAndControlsInATitleAreCut) {
  const Extraction found = Answer(
      "<title>\x1b[31m\xE2\x80\xAE" + Repeat("\xCC\x81", 1'000'000) + "</title><a href=/after>",
      milliseconds(2'000));
  EXPECT_LE(found.title().size(), 1'024u);
  EXPECT_THAT(References(found), Contains("/after"));
}

TEST_F(HostileSuite, Item60HtmlServedAsAnImageIsReadAndSaid) {
  request_.set_content_type("image/png");
  const Extraction found = Answer("<!doctype html><a href=/x>x</a>", milliseconds(1'000));
  EXPECT_EQ(found.sniffed_media_type(), "text/html");
  EXPECT_THAT(Flags(found), Contains("html-in-image/png"));
  EXPECT_THAT(References(found), Contains("/x"));
}

TEST_F(HostileSuite, Item61ARobotsTxtWithoutEndIsReadInPart) {
  request_.set_kind(ExtractionRequest::ROBOTS_TXT);
  request_.set_product_token("arsip");
  const std::string robots =
      "User-agent: *\nDisallow: /private\n" + Repeat("Disallow: /x\n", 2 * kMebibyte);
  const Extraction found = Answer(robots.substr(0, 24 * kMebibyte), milliseconds(3'000));
  EXPECT_TRUE(found.robots().truncated());
  ASSERT_GT(found.robots().rules_size(), 0);
  EXPECT_EQ(found.robots().rules(0).path_pattern(), "/private");
}

TEST_F(HostileSuite, Item65EntitiesAreNotExpandedAndNothingIsOpened) {
  request_.set_content_type("application/rss+xml");
  std::string bomb = "<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'aaaaaaaaaa'>";
  char name = 'a';
  for (; name < 'j'; ++name) {
    bomb += std::string("<!ENTITY ") + static_cast<char>(name + 1) + " '" +
            Repeat(std::string("&") + name + ";", 10) + "'>";
  }
  bomb +=
      "<!ENTITY file SYSTEM 'file:///etc/passwd'>]><rss><channel><title>&j;&file;</title>"
      "<item><link>http://hostile.test/1</link></item></channel></rss>";
  const Extraction found = Answer(bomb, milliseconds(1'000));
  EXPECT_LE(found.title().size(), 1'024u);
  EXPECT_THAT(found.title(), Not(HasSubstr("root:")));
  EXPECT_THAT(References(found), Contains("http://hostile.test/1"));
}

TEST_F(HostileSuite, Item66AFeedOfManyItemsIsCut) {
  request_.set_content_type("application/rss+xml");
  std::string feed = "<rss><channel><title>t</title>";
  for (int i = 0; i < 400'000; ++i) {
    feed += "<item><guid>same</guid><pubDate>Fri, 31 Dec 9999 23:59:59 GMT</pubDate><link>/" +
            std::to_string(i) + "</link></item>";
  }
  const Extraction found = Answer(feed.substr(0, 31 * kMebibyte), milliseconds(6'000));
  EXPECT_EQ(found.links_size(), static_cast<int>(extractors::kDefaultMaxLinks));
  EXPECT_GT(found.links_dropped(), 100'000u);
  EXPECT_LE(found.records_size(), 2'000);
}

// Last, over all processes of the tests above: the shared payload is in it.
TEST_F(HostileSuite, NoProcessTookMoreMemoryThanItsLimit) {
  if (extractors::BuiltWithSanitizer()) return;
  Answer("<p>t", milliseconds(1'000));
  rusage usage{};
  ASSERT_EQ(::getrusage(RUSAGE_CHILDREN, &usage), 0);
  EXPECT_LT(usage.ru_maxrss, 512 << 10);
}

}  // namespace
}  // namespace arsip::crawler
