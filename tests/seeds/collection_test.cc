#include "seeds/collection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace arsip::seeds {
namespace {

using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

UtcTime Day(std::string_view date) { return ParseWarcDate(date).value(); }
const UtcTime kToday = Day("2026-11-22");

constexpr std::string_view kMinimal = R"(collection: docs-mirror
purpose: measure crawling of pages we serve ourselves
legal_basis: own content
contact: https://example.org/contact
review_by: 2027-12-31
robots: obey
scope:
  prefixes: ["http://127.0.0.2:8080/"]     # URL prefixes; also hosts:, max_depth:, max_pages:, max_bytes:
politeness: {host_delay: 0s, ip_delay: 0s, connections_per_host: 8, reason: our own server}
extraction: {text: deferred}                # inline (default) | deferred | off
seeds:
  - url: http://127.0.0.2:8080/
)";

std::string Replaced(std::string_view from, std::string_view to) {
  std::string text(kMinimal);
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}
Error ErrorOf(const std::string& yaml, UtcTime today = kToday) {
  auto collection = ParseCollection(yaml, "c.yaml", today);
  EXPECT_FALSE(collection.has_value()) << yaml;
  return collection.has_value() ? Error{} : collection.error();
}
std::string Complaint(const std::string& yaml) {
  const Error error = ErrorOf(yaml);
  EXPECT_EQ(error.code, ErrorCode::kInvalidInput);
  return error.message;
}

TEST(Collection, NearDuplicatesAreKeptUnlessItSaysOtherwise) {
  const auto plain = ParseCollection(kMinimal, "c.yaml", kToday);
  ASSERT_TRUE(plain.has_value());
  EXPECT_TRUE(plain->image_hashes);
  EXPECT_EQ(plain->near_duplicates, NearDuplicatePolicy::kKeep);
  const auto reference =
      ParseCollection(Replaced("seeds:", "near_duplicates: reference\nseeds:"), "c.yaml", kToday);
  ASSERT_TRUE(reference.has_value()) << reference.error().ToString();
  EXPECT_EQ(reference->near_duplicates, NearDuplicatePolicy::kReference);
  EXPECT_THAT(Complaint(Replaced("{text: deferred}                #",
                                 "{image_hashes: off}\nnear_duplicates: reference #")),
              HasSubstr("image_hashes are off"));
}

TEST(Collection, MinimalCollectionIsReadAsWritten) {
  const auto collection = ParseCollection(kMinimal, "c.yaml", kToday);
  ASSERT_TRUE(collection.has_value()) << collection.error().ToString();
  EXPECT_EQ(collection->name, "docs-mirror");
  EXPECT_EQ(collection->purpose, "measure crawling of pages we serve ourselves");
  EXPECT_EQ(collection->legal_basis, "own content");
  EXPECT_EQ(collection->contact, "https://example.org/contact");
  EXPECT_EQ(collection->review_by, "2027-12-31");
  EXPECT_TRUE(collection->robots.obey);
  ASSERT_EQ(collection->scope.prefixes.size(), 1u);
  EXPECT_EQ(collection->scope.prefixes[0].href(), "http://127.0.0.2:8080/");
  EXPECT_EQ(collection->politeness.host_delay, 0s);
  EXPECT_EQ(collection->politeness.ip_delay, 0s);
  EXPECT_EQ(collection->politeness.connections_per_host, 8u);
  EXPECT_EQ(collection->politeness.reason, "our own server");
  EXPECT_EQ(collection->text, TextExtraction::kDeferred);
  ASSERT_EQ(collection->seeds.size(), 1u);
  EXPECT_EQ(collection->seeds[0].url.href(), "http://127.0.0.2:8080/");
}

TEST(Collection, SourceAndDigestAreThoseOfTheBytesRead) {
  const auto collection = ParseCollection(kMinimal, "c.yaml", kToday).value();
  EXPECT_EQ(collection.source, kMinimal);
  EXPECT_EQ(collection.digest, ComputeSha256(kMinimal));
}

TEST(Collection, OptionalSectionsHaveTheirDefaults) {
  const std::string yaml =
      "collection: a\npurpose: p\nlegal_basis: l\ncontact: mailto:team@example.org\n"
      "review_by: 2027-01-01\nscope: {hosts: [example.org]}\nseeds: [http://example.org/]\n";
  const auto collection = ParseCollection(yaml, "c.yaml", kToday);
  ASSERT_TRUE(collection.has_value()) << collection.error().ToString();
  EXPECT_EQ(collection->contact, "mailto:team@example.org");
  EXPECT_TRUE(collection->robots.obey);
  EXPECT_FALSE(collection->politeness.host_delay.has_value());
  EXPECT_EQ(collection->politeness.connections_per_host, 1u);
  EXPECT_FALSE(collection->retries.transfer.has_value());
  EXPECT_EQ(collection->text, TextExtraction::kInline);
  EXPECT_FALSE(collection->speculative_links);
}

TEST(Collection, RobotsOverrideRetriesAndExtractionAreRead) {
  std::string yaml = Replaced("robots: obey",
                              "robots: {policy: ignore, reason: r, approver: a, "
                              "expires: 2027-06-30}\nretries: {transfer: [5s], host: [1m]}");
  yaml.replace(yaml.find("deferred}"), 9, "off, speculative_links: true}");
  const auto collection = ParseCollection(yaml, "c.yaml", kToday);
  ASSERT_TRUE(collection.has_value()) << collection.error().ToString();
  EXPECT_FALSE(collection->robots.obey);
  EXPECT_EQ(collection->retries.transfer, std::vector<Duration>{5s});
  EXPECT_EQ(collection->retries.host, std::vector<Duration>{1min});
  EXPECT_EQ(collection->text, TextExtraction::kOff);
  EXPECT_TRUE(collection->speculative_links);
}

TEST(Collection, DocumentsAndOcrLanguagesAreRead) {
  const auto with = [](const std::string& more) {
    return Replaced("deferred}", "off, " + more + "}");
  };
  const auto plain = ParseCollection(Replaced("deferred}", "off}"), "c.yaml", kToday);
  ASSERT_TRUE(plain.has_value());
  EXPECT_TRUE(plain->documents);
  EXPECT_TRUE(plain->ocr.empty());
  const auto read = ParseCollection(with("ocr: [ind, chi_sim]"), "c.yaml", kToday);
  ASSERT_TRUE(read.has_value()) << read.error().ToString();
  EXPECT_EQ(read->ocr, (std::vector<std::string>{"ind", "chi_sim"}));
  const auto off = ParseCollection(with("documents: off"), "c.yaml", kToday);
  ASSERT_TRUE(off.has_value()) << off.error().ToString();
  EXPECT_FALSE(off->documents);
  EXPECT_THAT(Complaint(with("documents: off, ocr: [ind]")), HasSubstr("documents are off"));
  EXPECT_THAT(Complaint(with("ocr: ['../x']")), HasSubstr("no language of tesseract"));
}

TEST(Collection, VideoAndAudioAreReadUnlessTheyAreOff) {
  const auto plain = ParseCollection(Replaced("deferred}", "off}"), "c.yaml", kToday);
  ASSERT_TRUE(plain.has_value());
  EXPECT_TRUE(plain->media);
  const auto off = ParseCollection(Replaced("deferred}", "off, media: off}"), "c.yaml", kToday);
  ASSERT_TRUE(off.has_value()) << off.error().ToString();
  EXPECT_FALSE(off->media);
  EXPECT_TRUE(off->documents);
}

TEST(Collection, UnknownKeyIsNamedWithFileLineAndSuggestion) {
  EXPECT_THAT(Complaint(Replaced("scope:", "sope:")),
              HasSubstr("c.yaml:7: unknown key 'sope' (did you mean 'scope'?)"));
}

TEST(Collection, EveryMissingKeyIsNamedAtOnce) {
  const std::string complaint = Complaint("robots: obey\n");
  for (const char* key :
       {"collection", "purpose", "legal_basis", "contact", "review_by", "scope", "seeds"}) {
    EXPECT_THAT(complaint,
                HasSubstr("c.yaml:1: required key '" + std::string(key) + "' is missing"));
  }
}

TEST(Collection, ProblemsOfAllSectionsComeInOneReport) {
  std::string yaml = Replaced("docs-mirror", "Docs Mirror!");
  yaml.replace(yaml.find("2027-12-31"), 10, "2027-13-31");
  yaml.replace(yaml.find("robots: obey"), 12, "robots: obay");
  yaml.replace(yaml.find("deferred}"), 9, "later}");
  const std::string complaint = Complaint(yaml + "  - ftp://example.org/\n");
  for (const char* part :
       {"c.yaml:1: collection: 'Docs Mirror!'", "c.yaml:5: review_by: '2027-13-31'",
        "c.yaml:6: robots: 'obay'", "c.yaml:10: extraction.text: 'later'",
        "c.yaml:13: seeds[1]: 'ftp://example.org/'"}) {
    EXPECT_THAT(complaint, HasSubstr(part));
  }
  EXPECT_EQ(std::count(complaint.begin(), complaint.end(), '\n'), 4);
}

TEST(Collection, SeedOutsideTheScopeIsRefused) {
  EXPECT_THAT(Complaint(Replaced("url: http://127.0.0.2:8080/", "url: http://127.0.0.2/")),
              HasSubstr("c.yaml:12: seeds[0]: 'http://127.0.0.2/': no prefix, host or domain"));
}

TEST(Collection, BrokenScopeSaysNothingAboutItsSeeds) {
  const std::string complaint = Complaint(Replaced("prefixes:", "prefix:"));
  EXPECT_THAT(complaint, HasSubstr("unknown key 'prefix' in scope (did you mean 'prefixes'?)"));
  EXPECT_THAT(complaint, Not(HasSubstr("seeds[0]")));
}

TEST(Collection, LoginsAndInviteLinksAreRefused) {
  EXPECT_THAT(Complaint(Replaced("url: http://127", "url: http://user:pw@127")),
              HasSubstr("never logs in"));
  EXPECT_THAT(Complaint(Replaced("url: http://127.0.0.2:8080/", "url: https://t.me/+AbC")),
              HasSubstr("invite link: not public"));
}

TEST(Collection, ContactHasToBeReachableAndSafeInAHeader) {
  for (const char* contact :
       {"http://example.org/", "team@example.org", "mailto:team", "mailto:@example.org",
        "mailto:a@", "\"mailto:a@example.org\\r\\nX: y\"", "mailto:a@exam(ple.org", "https://",
        "tel:123", "https://u:p@example.org/", "https://example.org/a)b"}) {
    Complaint(Replaced("https://example.org/contact", contact));
  }
}

TEST(Collection, NameHasToBeFitForAFileName) {
  for (const char* name : {"A", "a b", "a/b", "../x", "-a", "a-", "a_b", "\u00E4", "''"}) {
    EXPECT_THAT(Complaint(Replaced("docs-mirror", name)), HasSubstr("c.yaml:1: collection: "));
  }
  Complaint(Replaced("docs-mirror", std::string(65, 'a')));
}

TEST(Collection, ReviewDayIsTheLastDay) {
  EXPECT_TRUE(ParseCollection(kMinimal, "c.yaml", Day("2027-12-31T23:59:59Z")).has_value());
  const Error error = ErrorOf(std::string(kMinimal), Day("2028-01-01T00:00:00Z"));
  EXPECT_EQ(error.code, ErrorCode::kPermission);
  EXPECT_THAT(error.message,
              HasSubstr("c.yaml:5: review_by: the collection was to be reviewed by 2027-12-31"));
}

TEST(Collection, ExpiredRobotsOverrideIsPermission) {
  const std::string yaml = Replaced(
      "robots: obey", "robots: {policy: ignore, reason: r, approver: a, expires: 2026-01-01}");
  EXPECT_EQ(ErrorOf(yaml).code, ErrorCode::kPermission);
}

TEST(Collection, ExpiredAndMalformedIsMalformed) {
  EXPECT_EQ(ErrorOf(Replaced("robots: obey", "robot: obey"), Day("2028-01-01")).code,
            ErrorCode::kInvalidInput);
}

TEST(Collection, WhatIsNoYamlOrNoMapIsRefused) {
  EXPECT_EQ(ErrorOf("a: [").where.substr(0, 7), "c.yaml:");
  EXPECT_THAT(ErrorOf("- a\n").message, HasSubstr("the file: expected a map"));
  EXPECT_EQ(ErrorOf("").message, "empty");
}

TEST(Collection, HundredThousandSeedsAreRead) {
  std::string yaml(kMinimal);
  for (int i = 0; i < 100'000; ++i) {
    yaml += "  - http://127.0.0.2:8080/page" + std::to_string(i) + "\n";
  }
  EXPECT_EQ(ParseCollection(yaml, "c.yaml", kToday).value().seeds.size(), 100'001u);
}

TEST(ReadCollection, FilesAreReadAndNamed) {
  const std::string path = testing::TempDir() + "collection_test.yaml";
  std::ofstream(path) << kMinimal;
  EXPECT_EQ(ReadCollection(path, kToday).value().source, kMinimal);
  std::ofstream(path) << "x: 1\n";
  EXPECT_THAT(ReadCollection(path, kToday).error().message,
              HasSubstr(path + ":1: unknown key 'x'"));
  std::ofstream(path) << std::string((8u << 20) + 1, '#');
  EXPECT_THAT(ReadCollection(path, kToday).error().message, HasSubstr("larger than 8388608 bytes"));
  std::filesystem::remove(path);
  EXPECT_EQ(ReadCollection(path, kToday).error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(ReadCollection(testing::TempDir(), kToday).has_value());
}

TEST(SampleCollections, AreAllValid) {
  int samples = 0;
  for (const auto& entry : std::filesystem::directory_iterator(ARSIP_SEED_SAMPLES)) {
    const auto collection = ReadCollection(entry.path().string(), kToday);
    EXPECT_TRUE(collection.has_value()) << collection.error().ToString();
    ++samples;
  }
  EXPECT_GE(samples, 3);
}

}  // namespace
}  // namespace arsip::seeds
