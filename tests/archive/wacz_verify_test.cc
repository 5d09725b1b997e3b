#include "archive/wacz_verify.h"

#include <algorithm>
#include <functional>

#include "archive/wacz_manifest.h"
#include "archive/zip_file.h"
#include "archive/zipnum.h"
#include "exported_wacz.h"
#include "gmock/gmock.h"
#include "warc_bytes.h"
#include "warc_samples.h"

namespace arsip::archive {
namespace {

using testing::ReadBytes;
using testing::WriteBytes;
using Severity = VerifyProblem::Severity;

class WaczVerifyTest : public testing::ExportedWacz {
 protected:
  void SetUp() override {
    testing::WriteCrawl(archive(), 9, 10'000'000);
    key_ = directory_.path() + "/key.pem";
    ASSERT_TRUE(WaczKey::Make()->Write(key_).has_value());
    WaczExportOptions options = Options();
    options.signing_key = key_;
    Export(options);
  }
  WaczVerifyReport Verified() {
    auto report = VerifyWacz(path(), {}, {});
    EXPECT_TRUE(report.has_value()) << report.error().ToString();
    return report.value_or(WaczVerifyReport());
  }
  // The same files with `change` made to them, in a manifest that is true of them and not signed:
  // what somebody does who knows the format.
  void Rewrite(const std::function<void(std::map<std::string, std::string>&)>& change) {
    auto files = Files();
    files.erase("datapackage-digest.json");
    auto manifest = *ParseWaczManifest(files["datapackage.json"]);
    files.erase("datapackage.json");
    change(files);
    manifest.resources.clear();
    for (const auto& [name, bytes] : files) {
      manifest.resources.push_back({name, ComputeSha256(std::string_view(bytes)), bytes.size()});
    }
    const std::string datapackage = FormatWaczManifest(manifest);
    files["datapackage.json"] = datapackage;
    files["datapackage-digest.json"] =
        FormatWaczDigest({.path = "datapackage.json",
                          .hash = FormatDigest(ComputeSha256(std::string_view(datapackage))),
                          .signature = {},
                          .domain = ""});
    Write(files);
  }
  void Write(const std::map<std::string, std::string>& files) {
    const auto zip = std::move(*ZipFileWriter::Create(path(), {}));
    for (const auto& [name, bytes] : files) {
      ASSERT_TRUE(zip->Begin(name, bytes.size()).has_value());
      ASSERT_TRUE(zip->Write(bytes).has_value());
      ASSERT_TRUE(zip->End().has_value());
    }
    ASSERT_TRUE(zip->Close().has_value());
  }
  static std::string NameOfWarc(const std::map<std::string, std::string>& files) {
    return files.lower_bound("archive/")->first;
  }
  std::string key_;
};

std::string Text(const WaczVerifyReport& report) {
  std::string text;
  for (const VerifyProblem& problem : report.archive.problems) text += problem.ToString() + "\n";
  return text;
}

bool Tells(const WaczVerifyReport& report, const std::string& where, const std::string& words,
           Severity severity = Severity::kError) {
  return std::ranges::any_of(report.archive.problems, [&](const VerifyProblem& problem) {
    return problem.where.starts_with(where) && problem.severity == severity &&
           problem.what.find(words) != std::string::npos;
  });
}

TEST_F(WaczVerifyTest, WhatWasWrittenIsWholeAndSigned) {
  const WaczVerifyReport report = Verified();
  EXPECT_TRUE(report.ok()) << Text(report);
  EXPECT_EQ(Text(report), "");
  EXPECT_EQ(report.signature, WaczSigned::kSigned);
  EXPECT_EQ(report.manifest_files, Files().size() - 2);
  EXPECT_EQ(report.archive.index_rows, 12u);
  EXPECT_EQ(report.archive.captures, 12u);
  EXPECT_EQ(report.archive.records, 9 * 3 + 3 + 1u);
  EXPECT_EQ(report.archive.block_digests, report.archive.records);
}

TEST_F(WaczVerifyTest, AFlippedByteAnywhereInAFileIsFound) {
  const std::string bytes = ReadBytes(path());
  const auto entries = ReadZipDirectory(path());
  ASSERT_TRUE(entries.has_value());
  for (const ZipEntry& entry : *entries) {
    for (const uint64_t at : {uint64_t{0}, entry.size / 2, entry.size - 1}) {
      std::string changed = bytes;
      char& byte = changed[entry.data_offset + at];
      byte = static_cast<char>(byte ^ 1);
      WriteBytes(path(), changed);
      const WaczVerifyReport report = Verified();
      EXPECT_FALSE(report.ok()) << entry.name << "@" << at;
      EXPECT_TRUE(Tells(report, entry.name, "")) << entry.name << "\n" << Text(report);
    }
  }
}

TEST_F(WaczVerifyTest, AFileThatIsNoZipIsToldOf) {
  WriteBytes(path(), "<html>");
  const WaczVerifyReport report = Verified();
  EXPECT_FALSE(report.ok());
  EXPECT_TRUE(Tells(report, path(), "not a ZIP file")) << Text(report);
  EXPECT_EQ(VerifyWacz(path() + ".none", {}, {}).error().code, ErrorCode::kNotFound);
}

TEST_F(WaczVerifyTest, AManifestThatIsTrueAgainIsNoLongerSigned) {
  Rewrite([](auto&) {});
  const WaczVerifyReport report = Verified();
  EXPECT_TRUE(report.ok()) << Text(report);
  EXPECT_EQ(report.signature, WaczSigned::kUnsigned);
  EXPECT_EQ(report.signature_words, "unsigned");
}

TEST_F(WaczVerifyTest, ASignatureOfAnotherFileIsWrong) {
  auto files = Files();
  auto digest = *ParseWaczDigest(files["datapackage-digest.json"]);
  const std::string signature = digest.signature->signature;
  digest.signature->signature = *WaczKey::Read(key_)->Sign("sha256:other");
  files["datapackage-digest.json"] = FormatWaczDigest(digest);
  Write(files);
  WaczVerifyReport report = Verified();
  EXPECT_EQ(report.signature, WaczSigned::kWrong);
  EXPECT_TRUE(Tells(report, "datapackage-digest.json", "the signature is WRONG")) << Text(report);

  digest.signature->signature = signature;
  digest.signature->public_key = *WaczKey::Make()->PublicKey();
  files["datapackage-digest.json"] = FormatWaczDigest(digest);
  Write(files);
  EXPECT_EQ(Verified().signature, WaczSigned::kWrong);

  std::string& text = files["datapackage-digest.json"];
  text.insert(text.find("\"created\""), "\"domain\": \"example.org\", ");
  Write(files);
  report = Verified();
  EXPECT_EQ(report.signature, WaczSigned::kDomain);
  EXPECT_TRUE(Tells(report, "datapackage-digest.json", "not checked", Severity::kWarning));
}

TEST_F(WaczVerifyTest, AChangedManifestTakesTheSignatureWithIt) {
  auto files = Files();
  files["datapackage.json"] += " ";
  Write(files);
  const WaczVerifyReport report = Verified();
  EXPECT_EQ(report.signature, WaczSigned::kWrong);
  EXPECT_TRUE(Tells(report, "datapackage.json", "its digest file says")) << Text(report);
}

TEST_F(WaczVerifyTest, FilesThatTheManifestDoesNotListAreNamedAndThoseItMisses) {
  auto files = Files();
  files["extra.txt"] = "x";
  files.erase("pages/pages.jsonl");
  Write(files);
  const WaczVerifyReport report = Verified();
  EXPECT_TRUE(Tells(report, "extra.txt", "does not list it")) << Text(report);
  EXPECT_TRUE(Tells(report, "pages/pages.jsonl", "lists it, and it is not there"));
}

TEST_F(WaczVerifyTest, IndexLinesThatSayWhatTheRecordDoesNotAreFound) {
  const auto change = [this](const std::string& from, const std::string& to) {
    Rewrite([&](auto& files) {
      std::string& index = files["indexes/index.cdx"];
      const size_t at = index.find(from);
      ASSERT_NE(at, std::string::npos) << from;
      index.replace(at, from.size(), to);
    });
    return Verified();
  };
  EXPECT_TRUE(Tells(change("\"url\": \"https://host0.example/page/0\"",
                           "\"url\": \"https://host0.example/page/9\""),
                    "indexes/index.cdx:", "url is"));
  Export([this] {
    WaczExportOptions options = Options();
    options.overwrite = true;
    return options;
  }());
  EXPECT_TRUE(Tells(change("\"status\": \"200\"", "\"status\": \"404\""),
                    "indexes/index.cdx:", "status is '404', the record's is '200'"));
}

// Browsertrix: no profile, SHA-256 without a label in the index, the method in the key.
TEST_F(WaczVerifyTest, AnIndexWithTheDigestsOfItsRecordsIsRight) {
  const Sha256 body = ComputeSha256(std::string_view("body"));
  testing::HandMade record = testing::HandMadeResponse(1, "https://example.org/ask", "body");
  record.Set("WARC-Payload-Digest", FormatDigest(body));
  const std::string warc = testing::Gzip(record.Bytes());
  const auto report_with = [&](const std::string& digest) {
    const std::string line = "org,example)/ask?__wb_method=post&q=1 20261122101112 {\"url\":\"" +
                             std::string("https://example.org/ask\",\"mime\":\"text/html\",") +
                             "\"status\":\"200\",\"digest\":\"" + digest +
                             "\",\"offset\":\"0\",\"filename\":\"rec.warc.gz\"}\n";
    WaczManifest manifest;
    std::map<std::string, std::string> files = {
        {"archive/rec.warc.gz", warc},
        {"indexes/index.cdx", line},
        {"pages/pages.jsonl", "{\"format\":\"json-pages-1.0\",\"id\":\"pages\"}\n"}};
    for (const auto& [name, bytes] : files) {
      manifest.resources.push_back({name, ComputeSha256(std::string_view(bytes)), bytes.size()});
    }
    std::string& datapackage = files["datapackage.json"];
    datapackage = FormatWaczManifest(manifest);
    const std::string profile = "\"profile\": \"data-package\",";
    datapackage.erase(datapackage.find(profile), profile.size());
    files["datapackage-digest.json"] =
        FormatWaczDigest({.path = "datapackage.json",
                          .hash = FormatDigest(ComputeSha256(std::string_view(datapackage))),
                          .signature = {},
                          .domain = ""});
    Write(files);
    return Verified();
  };
  const WaczVerifyReport right = report_with(HexEncode(body));
  EXPECT_TRUE(right.ok()) << Text(right);
  EXPECT_EQ(right.manifest_files, 3u);
  EXPECT_EQ(Text(right).find("digest"), std::string::npos) << Text(right);
  EXPECT_EQ(Text(right).find("urlkey"), std::string::npos) << Text(right);
  EXPECT_TRUE(Tells(report_with(HexEncode(ComputeSha256(std::string_view("other")))),
                    "indexes/index.cdx:1", "digest is"));
}

TEST_F(WaczVerifyTest, IndexLinesThatAreMissingOrLeadNowhereAreFound) {
  Rewrite([](auto& files) {
    std::string& index = files["indexes/index.cdx"];
    index.erase(0, index.find('\n') + 1);
    index += "zz)/ 20260101000000 {\"filename\": \"x.warc.gz\", \"offset\": \"5\"}\nnothing\n";
  });
  const WaczVerifyReport report = Verified();
  EXPECT_TRUE(Tells(report, "arsip-", "no line of the index leads to this capture"))
      << Text(report);
  EXPECT_TRUE(Tells(report, "indexes/index.cdx:12", "begins at x.warc.gz@5"));
  EXPECT_TRUE(Tells(report, "indexes/index.cdx:13", "sorts before"));
  EXPECT_TRUE(Tells(report, "indexes/index.cdx:13", "CDXJ line is"));
}

TEST_F(WaczVerifyTest, RecordsAreReadWhateverTheManifestSays) {
  Rewrite([](auto& files) {
    std::string& warc = files[NameOfWarc(files)];
    const auto member = testing::ReadMembers(warc).whole.at(1);
    const uint64_t crc = member.offset + member.length - 8;
    warc[crc] = static_cast<char>(warc[crc] ^ 1);
  });
  const WaczVerifyReport report = Verified();
  EXPECT_TRUE(Tells(report, "arsip-", "member")) << Text(report);
  EXPECT_TRUE(Tells(report, "indexes/index.cdx:", "no response, revisit or resource begins at"));
}

TEST_F(WaczVerifyTest, ZipNumBlocksThatTheShortIndexDoesNotFindAreNamed) {
  WaczExportOptions options = Options();
  options.overwrite = true;
  options.plain_index_lines = 1;
  Export(options);
  EXPECT_TRUE(Verified().ok());
  Rewrite([](auto& files) {
    std::string& index = files["indexes/index.idx"];
    const size_t at = index.find("sha256:") + 7;
    index[at] = index[at] == '0' ? '1' : '0';
    index += "zz)/ 20260101000000 {\"offset\":99999,\"length\":5}\nrubbish\n";
  });
  const WaczVerifyReport report = Verified();
  EXPECT_TRUE(Tells(report, "indexes/index.cdx.gz", "the short index says sha256:"))
      << Text(report);
  EXPECT_TRUE(Tells(report, "indexes/index.cdx.gz", "names 1 blocks that are not there"));
  EXPECT_TRUE(Tells(report, "indexes/index.idx:4", "no line of a ZipNum index"));
}

TEST_F(WaczVerifyTest, PagesThatAreNoneAreNamed) {
  Rewrite([](auto& files) { files["pages/pages.jsonl"] = "{}\n{\"url\":\"x\"}\n"; });
  const WaczVerifyReport report = Verified();
  EXPECT_TRUE(Tells(report, "pages/pages.jsonl:1", "no header line")) << Text(report);
  EXPECT_TRUE(Tells(report, "pages/pages.jsonl:2", "no page"));
}

}  // namespace
}  // namespace arsip::archive
