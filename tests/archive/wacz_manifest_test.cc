#include "archive/wacz_manifest.h"

#include "gtest/gtest.h"

namespace arsip::archive {
namespace {

WaczManifest Sample() {
  WaczManifest manifest;
  manifest.title = "A title \"quoted\" \xff";
  manifest.created = "2026-01-01T00:00:00.000Z";
  manifest.software = "arsip";
  manifest.main_page_url = "https://example.org/";
  manifest.main_page_date = "2026-01-01T00:00:00Z";
  manifest.resources = {{"archive/x.warc.gz", ComputeSha256(std::string_view("x")), 5'000'000'000},
                        {"pages/pages.jsonl", ComputeSha256(std::string_view("y")), 0}};
  return manifest;
}

TEST(WaczManifestTest, IsReadBack) {
  const std::string text = FormatWaczManifest(Sample());
  EXPECT_NE(text.find(R"("profile": "data-package")"), std::string::npos);
  EXPECT_NE(text.find(R"("wacz_version": "1.1.1")"), std::string::npos);
  EXPECT_NE(text.find(R"("name": "x.warc.gz")"), std::string::npos);
  const auto manifest = ParseWaczManifest(text);
  ASSERT_TRUE(manifest.has_value()) << manifest.error().ToString();
  EXPECT_EQ(manifest->created, Sample().created);
  EXPECT_EQ(manifest->main_page_url, Sample().main_page_url);
  ASSERT_EQ(manifest->resources.size(), 2u);
  EXPECT_EQ(manifest->resources[0].path, "archive/x.warc.gz");
  EXPECT_EQ(manifest->resources[0].bytes, 5'000'000'000u);
  EXPECT_EQ(manifest->resources[0].hash, Sample().resources[0].hash);
}

TEST(WaczManifestTest, WhatReplayWouldRefuseIsRefused) {
  const auto with = [](const std::string& more) {
    return R"({"profile":"data-package","wacz_version":"1.1.1")" + more + "}";
  };
  EXPECT_TRUE(ParseWaczManifest(with(R"(,"resources":[])")).has_value());
  EXPECT_TRUE(ParseWaczManifest(R"({"wacz_version":"1.1.1","resources":[]})").has_value());
  for (const std::string& text :
       {std::string(), std::string("[]"), std::string("{"), with(""), with(R"(,"resources":{})"),
        with(R"(,"resources":[1])"), with(R"(,"resources":[{}])"),
        with(R"(,"resources":[{"path":"a","bytes":1}])"),
        with(R"(,"resources":[{"path":"a","hash":"md5:00","bytes":1}])"),
        with(R"(,"resources":[{"path":"a","bytes":-1,"hash":"sha256:)" + std::string(64, '0') +
             R"("}])"),
        std::string(R"({"profile":"wacz","wacz_version":"1.2.0","resources":[]})"),
        std::string(R"({"profile":"data-package","resources":[]})")}) {
    EXPECT_FALSE(ParseWaczManifest(text).has_value()) << text;
  }
}

TEST(WaczDigestTest, IsReadBackWithAndWithoutASignature) {
  WaczDigest digest{.path = "datapackage.json", .hash = "sha256:00", .signature = {}, .domain = ""};
  auto read = ParseWaczDigest(FormatWaczDigest(digest));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->hash, "sha256:00");
  EXPECT_FALSE(read->signature.has_value());
  digest.signature = WaczSignature{"sha256:00", "2026", "arsip", "c2ln", "a2V5"};
  read = ParseWaczDigest(FormatWaczDigest(digest));
  ASSERT_TRUE(read.has_value() && read->signature.has_value());
  EXPECT_EQ(read->signature->signature, "c2ln");
  EXPECT_EQ(read->signature->public_key, "a2V5");
  EXPECT_EQ(read->domain, "");
}

TEST(WaczDigestTest, OtherJsonIsRefused) {
  for (const char* text : {"", "[]", "{", R"({"signedData":1})"}) {
    EXPECT_FALSE(ParseWaczDigest(text).has_value()) << text;
  }
  const auto domain = ParseWaczDigest(R"({"hash":"x","signedData":{"domain":"example.org"}})");
  ASSERT_TRUE(domain.has_value());
  EXPECT_EQ(domain->domain, "example.org");
}

}  // namespace
}  // namespace arsip::archive
