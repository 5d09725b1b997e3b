#include "seeds/scope_section.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parsed_section.h"

namespace arsip::seeds {
namespace {

using testing::HasSubstr;

ScopeRules Read(const std::string& yaml, std::string& reported) {
  ParsedSection section(yaml, "scope");
  ScopeRules rules = ReadScope(section.field(), section.problems());
  reported = section.Reported();
  return rules;
}
std::string Complaint(const std::string& yaml) {
  std::string reported;
  Read(yaml, reported);
  return reported;
}

TEST(ScopeSection, EveryKeyIsRead) {
  std::string reported;
  const ScopeRules rules = Read(R"(
prefixes: ["http://Example.org/Docs"]
hosts: [Example.net, "192.0.2.1", "[2001:DB8::1]", "b\u00FCcher.example"]
domains: [example.com]
exclude: ["/calendar/"]
max_depth: 0
max_pages: 1000
max_bytes: 10GB
embed_hops: 1
max_repeated_segments: 3
max_path_segments: 30
max_hops: 40
media:
  image: {fetch: true, max_bytes: 20MB}
  video: {fetch: false}
  audio: {max_bytes: 1MiB}
  document: {}
)",
                                reported);
  EXPECT_EQ(reported, "");
  ASSERT_EQ(rules.prefixes.size(), 1u);
  EXPECT_EQ(rules.prefixes[0].href(), "http://example.org/Docs");
  EXPECT_EQ(rules.hosts, (std::vector<std::string>{"example.net", "192.0.2.1", "2001:db8::1",
                                                   "xn--bcher-kva.example"}));
  EXPECT_EQ(rules.domains, std::vector<std::string>{"example.com"});
  EXPECT_EQ(rules.exclude, std::vector<std::string>{"/calendar/"});
  EXPECT_EQ(rules.max_depth, 0u);
  EXPECT_EQ(rules.max_pages, 1000u);
  EXPECT_EQ(rules.max_bytes, 10'000'000'000u);
  EXPECT_EQ(rules.embed_hops, 1u);
  EXPECT_EQ(rules.max_repeated_segments, 3u);
  EXPECT_EQ(rules.max_path_segments, 30u);
  EXPECT_EQ(rules.max_hops, 40u);
  EXPECT_TRUE(rules.media.image);
  EXPECT_EQ(rules.media.max_image_bytes, 20'000'000u);
  EXPECT_FALSE(rules.media.video);
  EXPECT_EQ(rules.media.max_audio_bytes, 1u << 20);
  EXPECT_TRUE(rules.media.document);
  EXPECT_FALSE(rules.media.max_document_bytes.has_value());
}

TEST(ScopeSection, AbsentKeysHaveTheirDefaults) {
  std::string reported;
  const ScopeRules rules = Read("hosts: [example.org]", reported);
  EXPECT_EQ(reported, "");
  EXPECT_FALSE(rules.max_depth || rules.max_pages || rules.max_bytes);
  EXPECT_EQ(rules.embed_hops, 0u);
  EXPECT_EQ(rules.max_repeated_segments, 2u);
  EXPECT_EQ(rules.max_path_segments, 20u);
  EXPECT_EQ(rules.max_hops, 20u);
}

TEST(ScopeSection, ScopeWithoutAPlaceIsRefused) {
  for (const char* yaml : {"max_depth: 3", "hosts: []", "{prefixes: [], domains: []}"}) {
    EXPECT_THAT(Complaint(yaml), HasSubstr("at least one of prefixes, hosts and domains")) << yaml;
  }
}

TEST(ScopeSection, HostsHaveToStandAlone) {
  for (const char* host : {"http://example.org", "example.org/", "example.org:8080",
                           "'*.example.org'", "a@example.org", "'example.org '", "example%2Eorg",
                           "'-'", "'[2001:db8::1]:80'", "exa mple.org", "'..'"}) {
    const std::string yaml = "hosts: [" + std::string(host) + "]";
    const bool allowed = std::string(host) == "'-'";  // odd, but the URL Standard takes it
    EXPECT_EQ(Complaint(yaml).find("not a host alone") == std::string::npos, allowed) << host;
  }
}

TEST(ScopeSection, WholeTopLevelDomainsAreRefused) {
  EXPECT_THAT(Complaint("domains: [com]"), HasSubstr("'com' is a whole top-level domain"));
  EXPECT_THAT(Complaint("domains: [onion]"), HasSubstr("top-level"));
  EXPECT_EQ(Complaint("hosts: [localhost]"), "");
}

TEST(ScopeSection, InviteLinksAndLoginsAreNoPrefixes) {
  EXPECT_THAT(Complaint("prefixes: ['https://t.me/+abc']"), HasSubstr("invite link: not public"));
  EXPECT_THAT(Complaint("prefixes: ['https://a:b@example.org/']"), HasSubstr("never logs in"));
}

TEST(ScopeSection, BrokenPatternsAreNamedOneByOne) {
  const std::string complaint =
      Complaint("hosts: [example.org]\nexclude:\n  - fine\n  - 'a('\n  - '[z-a]'\n");
  EXPECT_THAT(complaint, HasSubstr("test.yaml:4: scope.exclude[1]: pattern 'a('"));
  EXPECT_THAT(complaint, HasSubstr("test.yaml:5: scope.exclude[2]: pattern '[z-a]'"));
  EXPECT_EQ(complaint.find("exclude[0]"), std::string::npos);
  EXPECT_THAT(Complaint("{hosts: [example.org], exclude: ['']}"), HasSubstr("is empty"));
}

TEST(ScopeSection, LimitsOutOfBoundsAreRefused) {
  for (const char* limit :
       {"max_depth: -1", "max_depth: 10001", "max_pages: 0", "max_bytes: 0", "max_bytes: lots",
        "embed_hops: 256", "max_hops: 0", "max_hops: 256", "max_repeated_segments: 0",
        "max_path_segments: 201", "media: {image: true}", "media: {images: {}}",
        "media: {image: {size: 1}}", "media: {image: {fetch: 'no'}}"}) {
    EXPECT_THAT(Complaint("hosts: [example.org]\n" + std::string(limit)),
                HasSubstr("test.yaml:2: "))
        << limit;
  }
}

TEST(ScopeSection, EveryProblemIsReportedAtOnce) {
  const std::string complaint =
      Complaint("prefix: [x]\nhosts: [a/b]\ndomains: [com]\nmax_depth: deep\n");
  for (const char* line : {":1: ", ":2: ", ":3: ", ":4: "}) EXPECT_THAT(complaint, HasSubstr(line));
}

}  // namespace
}  // namespace arsip::seeds
