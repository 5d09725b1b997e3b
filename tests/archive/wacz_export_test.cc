#include "archive/wacz_export.h"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "archive/cdxj_line.h"
#include "archive/rebuild.h"
#include "archive/segment_list.h"
#include "archive/wacz_signature.h"
#include "archive/wacz_verify.h"
#include "exported_wacz.h"
#include "gmock/gmock.h"
#include "warc_bytes.h"
#include "warc_samples.h"

namespace arsip::archive {
namespace {

using ::testing::ElementsAre;
using testing::ReadBytes;

class WaczExportTest : public testing::ExportedWacz {
 protected:
  void SetUp() override { testing::WriteCrawl(archive(), 30, 20'000); }

  std::vector<CdxjLine> Index() {
    std::vector<CdxjLine> lines;
    LineSplitter splitter([&](std::string_view line) {
      const auto parsed = ParseCdxjLine(line);
      EXPECT_TRUE(parsed.has_value()) << line;
      if (parsed.has_value()) lines.push_back(*parsed);
      return Ok();
    });
    EXPECT_TRUE(splitter.Update(Files()["indexes/index.cdx"]).has_value());
    return lines;
  }
  // Of the WARC files in the WACZ, in their order.
  std::vector<testing::RawRecord> Records() {
    std::vector<testing::RawRecord> records;
    for (const auto& [name, bytes] : Files()) {
      if (!name.starts_with("archive/")) continue;
      const auto members = testing::ReadMembers(bytes);
      EXPECT_EQ(members.end, bytes.size()) << name;
      for (const auto& member : members.whole) {
        records.push_back(testing::SplitRecord(member.bytes));
      }
    }
    return records;
  }
  std::vector<SegmentOnDisk> Segments() {
    auto segments = ListSegments(archive());
    EXPECT_TRUE(segments.has_value());
    return segments.value_or(std::vector<SegmentOnDisk>());
  }
  // As `arsip query` prints them.
  std::string LinesOf(const std::string& end_of_url) {
    std::string lines;
    const auto reader = std::move(*CaptureReader::Open(archive()));
    const Status all = reader->ForEachCapture([&](const Capture& capture) {
      if (capture.url.ends_with(end_of_url)) lines += FormatCdxj(capture) + "\n";
      return true;
    });
    EXPECT_TRUE(all.has_value());
    return lines;
  }
  void AddRule(AccessKind kind, const std::string& url) {
    AccessRule rule;
    rule.kind = kind;
    rule.target = url;
    const auto added = AddAccessRule(archive(), rule);
    EXPECT_TRUE(added.has_value()) << added.error().ToString();
  }
  void ExpectIntact() {
    const auto report = VerifyWacz(path(), {}, {});
    ASSERT_TRUE(report.has_value()) << report.error().ToString();
    for (const auto& problem : report->archive.problems) ADD_FAILURE() << problem.ToString();
  }
  void ExpectNothingLeft() {
    EXPECT_FALSE(std::filesystem::exists(path() + ".partial"));
    EXPECT_FALSE(std::filesystem::exists(path() + ".scratch"));
  }
};

TEST_F(WaczExportTest, AWholeArchiveKeepsItsSegmentsAsTheyAre) {
  const WaczExportCounts counts = Export(Options());
  auto files = Files();
  uint64_t segments = 0;
  for (const SegmentOnDisk& segment : Segments()) {
    if (segment.kind == SegmentKind::kDerived) {
      EXPECT_FALSE(files.contains("archive/" + segment.filename));
      continue;
    }
    ++segments;
    EXPECT_EQ(files["archive/" + segment.filename], ReadBytes(segment.path));
  }
  EXPECT_GT(segments, 1u);
  EXPECT_EQ(counts.segments, segments);
  EXPECT_EQ(counts.captures, 33u);
  EXPECT_EQ(counts.bytes, std::filesystem::file_size(path()));
  EXPECT_EQ(Index().size(), 33u);
  ExpectIntact();
  ExpectNothingLeft();
}

TEST_F(WaczExportTest, TheManifestIsWhatReplayAsksFor) {
  WaczExportOptions options = Options();
  options.title = "News";
  Export(options);
  auto files = Files();
  const auto json = nlohmann::json::parse(files["datapackage.json"]);
  EXPECT_EQ(json["profile"], "data-package");
  EXPECT_EQ(json["wacz_version"], "1.1.1");
  EXPECT_EQ(json["title"], "News");
  EXPECT_EQ(json["resources"].size(), files.size() - 2);
  EXPECT_EQ(json["mainPageUrl"], "https://host0.example/page/0");
  const auto digest = nlohmann::json::parse(files["datapackage-digest.json"]);
  EXPECT_EQ(digest["hash"],
            FormatDigest(ComputeSha256(std::string_view(files["datapackage.json"]))));
  EXPECT_FALSE(digest.contains("signedData"));
}

TEST_F(WaczExportTest, PagesAreTheHtmlCapturesByTime) {
  const WaczExportCounts counts = Export(Options());
  const std::string pages = Files()["pages/pages.jsonl"];
  EXPECT_EQ(static_cast<uint64_t>(std::ranges::count(pages, '\n')), counts.pages + 1);
  EXPECT_EQ(counts.pages, 30u);  // the redirect, the 304 and the log are none
  EXPECT_TRUE(pages.starts_with(R"({"format": "json-pages-1.0")"));
  EXPECT_LT(pages.find("/page/3\""), pages.find("/page/4\""));
  EXPECT_NE(pages.find(R"("seed":true)"), std::string::npos);
}

TEST_F(WaczExportTest, AQueryTakesItsRecordsAndTheOriginalsOfRevisits) {
  WaczExportOptions options = Options();
  // Its payload was captured first as page/2 of the same host.
  options.query = Query{.url = "https://host2.example/page/5"};
  const WaczExportCounts counts = Export(options);
  EXPECT_EQ(counts.captures, 2u);
  EXPECT_EQ(counts.missing_originals, 0u);
  std::vector<std::string> types, urls;
  for (const auto& record : Records()) {
    types.push_back(record.Get("WARC-Type"));
    urls.push_back(record.Get("WARC-Target-URI"));
  }
  EXPECT_THAT(types, ElementsAre("warcinfo", "warcinfo", "response", "request", "metadata",
                                 "revisit", "request", "metadata"));
  EXPECT_EQ(urls[2], "https://host2.example/page/2");
  EXPECT_EQ(urls[5], "https://host2.example/page/5");
  ExpectIntact();
}

TEST_F(WaczExportTest, RecordsAreCopiedByteForByteWithTheirOwnWarcinfo) {
  WaczExportOptions options = Options();
  options.query = Query{.url = "host0.example", .match = Match::kHost};
  Export(options);
  std::set<std::string> members;
  for (const SegmentOnDisk& segment : Segments()) {
    const std::string bytes = ReadBytes(segment.path);
    for (const auto& member : testing::ReadMembers(bytes).whole) {
      members.insert(bytes.substr(member.offset, member.length));
    }
  }
  std::set<std::string> warcinfos;
  uint64_t ours = 0;
  for (const auto& [name, bytes] : Files()) {
    if (!name.starts_with("archive/")) continue;
    for (const auto& member : testing::ReadMembers(bytes).whole) {
      const auto record = testing::SplitRecord(member.bytes);
      if (record.Get("WARC-Type") == "warcinfo") warcinfos.insert(record.Get("WARC-Record-ID"));
      if (member.offset == 0) {
        EXPECT_EQ("archive/" + record.Get("WARC-Filename"), name);
        ++ours;
        continue;
      }
      EXPECT_TRUE(members.contains(bytes.substr(member.offset, member.length))) << member.bytes;
      if (record.Get("WARC-Type") != "warcinfo") {
        EXPECT_TRUE(warcinfos.contains(record.Get("WARC-Warcinfo-ID")));
      }
    }
  }
  EXPECT_EQ(ours, 1u);
  EXPECT_GT(warcinfos.size(), 2u);  // several sources
  ExpectIntact();
}

TEST_F(WaczExportTest, CopiedRecordsFillSeveralFilesAndStayTogether) {
  WaczExportOptions options = Options();
  options.query = Query{.url = "", .match = Match::kAll};
  options.segment_bytes = 5'000;
  const WaczExportCounts counts = Export(options);
  EXPECT_GT(counts.segments, 2u);
  EXPECT_EQ(counts.captures, 33u);
  for (const auto& [name, bytes] : Files()) {
    if (!name.starts_with("archive/")) continue;
    std::string last;
    for (const auto& member : testing::ReadMembers(bytes).whole) {
      const auto record = testing::SplitRecord(member.bytes);
      const std::string type = record.Get("WARC-Type");
      if (type == "request") {
        EXPECT_EQ(record.Get("WARC-Concurrent-To"), last) << name;
      }
      if (type == "response" || type == "revisit") last = record.Get("WARC-Record-ID");
    }
  }
  ExpectIntact();
}

TEST_F(WaczExportTest, AListOfCapturesTakesThoseAlone) {
  const std::string list = directory_.path() + "/list.cdxj";
  testing::WriteBytes(list, LinesOf("/page/3") + LinesOf("/page/4"));
  WaczExportOptions options = Options();
  options.capture_list = list;
  EXPECT_EQ(Export(options).captures, 2u);
  EXPECT_EQ(Index().at(0).url, "https://host0.example/page/3");
  EXPECT_EQ(Index().at(1).url, "https://host1.example/page/4");
  ExpectIntact();
}

TEST_F(WaczExportTest, ALineThatNamesNoCaptureIsSaidWithItsNumber) {
  const std::string list = directory_.path() + "/list.cdxj";
  testing::WriteBytes(list,
                      "\norg,example)/ 20260101000000 {\"filename\": \"x\", \"offset\": \"0\"}\n");
  WaczExportOptions options = Options();
  options.capture_list = list;
  auto counts = TryExport(options);
  ASSERT_FALSE(counts.has_value());
  EXPECT_EQ(counts.error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(counts.error().where.ends_with("list.cdxj:2"));
  testing::WriteBytes(list, "https://example.org/\n");
  counts = TryExport(options);
  ASSERT_FALSE(counts.has_value());
  EXPECT_EQ(counts.error().code, ErrorCode::kInvalidInput);
  EXPECT_FALSE(std::filesystem::exists(path()));
  ExpectNothingLeft();
}

TEST_F(WaczExportTest, RequestsBeforeTheirResponsesAreTakenToo) {
  using testing::Gzip;
  using testing::HandMadeRequest;
  using testing::HandMadeResponse;
  using testing::HandMadeWarcinfo;
  using testing::IdOf;
  std::filesystem::remove_all(archive());
  std::filesystem::create_directories(archive() + "/warc");
  std::string bytes = Gzip(HandMadeWarcinfo().Bytes());
  for (const int id : {1, 3}) {
    auto request = HandMadeRequest(id, "https://example.org/" + std::to_string(id), id + 1);
    request.Remove("WARC-Concurrent-To");
    auto response = HandMadeResponse(id + 1, "https://example.org/" + std::to_string(id), "body");
    response.Add("WARC-Concurrent-To", IdOf(id));
    bytes += Gzip(request.Bytes()) + Gzip(response.Bytes());
  }
  testing::WriteBytes(archive() + "/warc/x.warc.gz", bytes);
  ReadProblems ignored;
  ASSERT_TRUE(RebuildIndex(archive(), ignored, {}).has_value());
  WaczExportOptions options = Options();
  options.query = Query{.url = "https://example.org/3"};
  Export(options);
  std::vector<std::string> ids;
  for (const auto& record : Records()) ids.push_back(record.Get("WARC-Record-ID"));
  ASSERT_EQ(ids.size(), 4u);
  EXPECT_EQ(ids[1], IdOf(0));
  EXPECT_EQ(ids[2], IdOf(3));
  EXPECT_EQ(ids[3], IdOf(4));
}

TEST_F(WaczExportTest, WhatRulesHideIsLeftOutOfAWholeArchiveWithAllItsRecords) {
  // Every later page of this host is a revisit that refers to it.
  AddRule(AccessKind::kTakedown, "https://host2.example/page/2");
  AddRule(AccessKind::kBlocked, "https://host0.example/page/3");
  const WaczExportCounts counts = Export(Options());
  EXPECT_EQ(counts.hidden.count(AccessKind::kTakedown), 10u);
  EXPECT_EQ(counts.hidden.count(AccessKind::kBlocked), 1u);
  EXPECT_EQ(counts.hidden.total(), 11u);
  EXPECT_EQ(counts.captures, 22u);
  EXPECT_EQ(counts.missing_originals, 0u);
  EXPECT_EQ(Index().size(), 22u);
  for (const auto& record : Records()) {
    EXPECT_FALSE(record.Get("WARC-Target-URI").starts_with("https://host2.example/"));
    EXPECT_NE(record.Get("WARC-Target-URI"), "https://host0.example/page/3");
  }
  auto files = Files();
  EXPECT_EQ(files["pages/pages.jsonl"].find("host2.example"), std::string::npos);
  EXPECT_EQ(nlohmann::json::parse(files["datapackage.json"])["description"],
            "Captures left out by access rules: 11.");
  ExpectIntact();
}

TEST_F(WaczExportTest, HiddenCapturesAreExportedWhenAskedFor) {
  AddRule(AccessKind::kTakedown, "https://host2.example/page/2");
  WaczExportOptions options = Options();
  options.include_hidden = true;
  const WaczExportCounts counts = Export(options);
  EXPECT_EQ(counts.captures, 33u);
  EXPECT_EQ(counts.hidden.total(), 0u);
}

TEST_F(WaczExportTest, ARuleThatHidesNothingLeavesSegmentsAsTheyAre) {
  AddRule(AccessKind::kLegalHold, "https://host2.example/page/2");
  EXPECT_EQ(Export(Options()).captures, 33u);
  const SegmentOnDisk segment = Segments().front();
  EXPECT_EQ(Files()["archive/" + segment.filename], ReadBytes(segment.path));
}

TEST_F(WaczExportTest, AListedCaptureThatRulesHideIsLeftOutAndCountedOnce) {
  const std::string lines = LinesOf("/page/3") + LinesOf("/page/4") + LinesOf("/page/4");
  testing::WriteBytes(directory_.path() + "/list.cdxj", lines);
  AddRule(AccessKind::kBlocked, "https://host1.example/page/4");
  WaczExportOptions options = Options();
  options.capture_list = directory_.path() + "/list.cdxj";
  const WaczExportCounts counts = Export(options);
  EXPECT_EQ(counts.captures, 1u);
  EXPECT_EQ(counts.hidden.total(), 1u);
  EXPECT_EQ(Index().at(0).url, "https://host0.example/page/3");
}

TEST_F(WaczExportTest, WhenRulesHideAllOrCannotBeReadThereIsNoFile) {
  AddRule(AccessKind::kTakedown, "https://host2.example/page/2");
  WaczExportOptions options = Options();
  options.query = Query{.url = "https://host2.example/page/5"};
  auto counts = TryExport(options);
  ASSERT_FALSE(counts.has_value());
  EXPECT_EQ(counts.error().code, ErrorCode::kNotFound);
  EXPECT_NE(counts.error().message.find("access rules hide"), std::string::npos);
  testing::WriteBytes(AccessRules::PathIn(archive()), "no rule\n");
  counts = TryExport(options);
  ASSERT_FALSE(counts.has_value());
  EXPECT_EQ(counts.error().code, ErrorCode::kCorruption);
  EXPECT_FALSE(std::filesystem::exists(path()));
  ExpectNothingLeft();
}

TEST_F(WaczExportTest, ManyLinesBecomeAZipNumIndex) {
  WaczExportOptions options = Options();
  options.plain_index_lines = 10;
  EXPECT_TRUE(Export(options).zipnum);
  auto files = Files();
  EXPECT_FALSE(files.contains("indexes/index.cdx"));
  EXPECT_TRUE(files["indexes/index.idx"].starts_with("!meta 0 "));
  std::string text;
  for (const auto& member : testing::ReadMembers(files["indexes/index.cdx.gz"]).whole) {
    text += member.bytes;
  }
  EXPECT_EQ(std::ranges::count(text, '\n'), 33);
  ExpectIntact();
}

TEST_F(WaczExportTest, ASignatureIsMadeByTheKeyAndHolds) {
  const std::string key = directory_.path() + "/key.pem";
  ASSERT_TRUE(WaczKey::Make()->Write(key).has_value());
  WaczExportOptions options = Options();
  options.signing_key = key;
  const WaczExportCounts counts = Export(options);
  const auto report = VerifyWacz(path(), {}, {});
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(report->signature, WaczSigned::kSigned);
  EXPECT_EQ(report->key_fingerprint, counts.key_fingerprint);
  EXPECT_EQ(report->signature_words, "signed by key " + counts.key_fingerprint);
}

TEST_F(WaczExportTest, AnExistingFileIsReplacedOnlyWhenForced) {
  testing::WriteBytes(path(), "mine");
  WaczExportOptions options = Options();
  const auto refused = TryExport(options);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalidInput);
  EXPECT_EQ(ReadBytes(path()), "mine");
  options.overwrite = true;
  Export(options);
  ExpectIntact();
}

TEST_F(WaczExportTest, NothingThatMatchesIsNoFile) {
  WaczExportOptions options = Options();
  options.query = Query{.url = "https://nowhere.example/"};
  const auto counts = TryExport(options);
  ASSERT_FALSE(counts.has_value());
  EXPECT_EQ(counts.error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(std::filesystem::exists(path()));
  ExpectNothingLeft();
}

TEST_F(WaczExportTest, AStopLeavesNothing) {
  const ManualClock clock;
  const auto counts = ExportWacz(Options(), clock, [](uint64_t, uint64_t) { return false; });
  ASSERT_FALSE(counts.has_value());
  EXPECT_EQ(counts.error().code, ErrorCode::kUnavailable);
  EXPECT_FALSE(std::filesystem::exists(path()));
  ExpectNothingLeft();
}

TEST_F(WaczExportTest, DamageIsNotExported) {
  const SegmentOnDisk segment = Segments().front();
  std::string bytes = ReadBytes(segment.path);
  const auto member = testing::ReadMembers(bytes).whole.at(1);
  const uint64_t crc = member.offset + member.length - 8;
  bytes[crc] = static_cast<char>(bytes[crc] ^ 1);
  testing::WriteBytes(segment.path, bytes);
  auto counts = TryExport(Options());
  ASSERT_FALSE(counts.has_value());
  EXPECT_EQ(counts.error().code, ErrorCode::kCorruption) << counts.error().ToString();
  WaczExportOptions options = Options();
  options.query = Query{.url = "https://host0.example/page/0"};
  counts = TryExport(options);
  ASSERT_FALSE(counts.has_value());
  EXPECT_EQ(counts.error().code, ErrorCode::kCorruption) << counts.error().ToString();
  // What is whole can still be had.
  options.query = Query{.url = "https://host0.example/page/27"};
  EXPECT_EQ(Export(options).captures, 1u);
  ExpectIntact();
}

}  // namespace
}  // namespace arsip::archive
