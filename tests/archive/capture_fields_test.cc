#include "archive/capture_fields.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace arsip::archive {
namespace {

TEST(CaptureField, EveryFieldHasItsText) {
  Capture capture;
  capture.urlkey = "org,example)/";
  capture.time = *ParseWarcDate("2026-11-22T10:11:12Z");
  capture.url = "https://example.org/";
  capture.status = 301;
  capture.mime = "text/html";
  capture.payload_sha1 = ComputeSha1("");
  capture.location = {"f.warc.gz", 1, 2};
  capture.redirect = "/x";
  const std::pair<const char*, const char*> expected[] = {
      {"urlkey", "org,example)/"},
      {"timestamp", "20261122101112"},
      {"url", "https://example.org/"},
      {"status", "301"},
      {"mime", "text/html"},
      {"digest", "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"},
      {"filename", "f.warc.gz"},
      {"offset", "1"},
      {"length", "2"},
      {"redirect", "/x"}};
  for (const auto& [name, text] : expected) {
    EXPECT_TRUE(IsCaptureField(name)) << name;
    EXPECT_EQ(CaptureField(capture, name), text) << name;
  }
}

TEST(CaptureField, WhatIsUnknownIsEmpty) {
  const Capture capture;
  for (const char* name : {"status", "mime", "digest", "redirect", "filename"}) {
    EXPECT_EQ(CaptureField(capture, name), "") << name;
  }
}

TEST(CaptureField, OtherNamesAreNone) {
  for (const char* name : {"", "Url", "statuscode", "json"}) EXPECT_FALSE(IsCaptureField(name));
}

}  // namespace
}  // namespace arsip::archive
