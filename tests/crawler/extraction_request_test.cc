#include "crawler/extraction_request.h"

#include <gtest/gtest.h>

namespace arsip::crawler {
namespace {

using extractors::ExtractionRequest;

FetchResult Page() {
  FetchResult fetched;
  fetched.url = *Url::Parse("http://example.org/a");
  fetched.head =
      "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=x\r\nContent-Encoding: gzip\r\n"
      "content-encoding: br\r\n\r\n";
  return fetched;
}

TEST(ExtractionRequestTest, SaysWhatTheServerDeclared) {
  const ExtractionRequest request =
      ExtractionRequestFor(frontier::Lease(), Page(), ExtractionChoice());
  EXPECT_EQ(request.kind(), ExtractionRequest::PAGE);
  EXPECT_EQ(request.url(), "http://example.org/a");
  EXPECT_EQ(request.content_type(), "text/html; charset=x");
  ASSERT_EQ(request.content_encoding_size(), 2);
  EXPECT_EQ(request.content_encoding(1), "br");
  EXPECT_TRUE(request.want_text());
  EXPECT_FALSE(request.body_truncated());
}

TEST(ExtractionRequestTest, DocumentsAreToldByTheirBytes) {
  ExtractionRequest request;
  request.set_content_type("text/html");
  EXPECT_EQ(KindFor(request, "%PDF-1.7"), ExtractionRequest::DOCUMENT);
  EXPECT_EQ(KindFor(request, "PK\3\4"), ExtractionRequest::DOCUMENT);
  EXPECT_EQ(KindFor(request, "GIF89a"), ExtractionRequest::DOCUMENT);
  EXPECT_EQ(KindFor(request, "<html>"), ExtractionRequest::PAGE);
  EXPECT_EQ(KindFor(request, "plain"), ExtractionRequest::PAGE);
}

TEST(ExtractionRequestTest, VideoAndAudioAreToldByTheirBytesWhenTheyAreNotCoded) {
  ExtractionRequest request;
  request.set_content_type("text/html");
  EXPECT_EQ(KindFor(request, std::string("\0\0\0\x18"
                                         "ftypisom\0\0\0\0isom",
                                         20)),
            ExtractionRequest::MEDIA);
  EXPECT_EQ(KindFor(request, std::string("OggS\0", 5)), ExtractionRequest::MEDIA);
  EXPECT_EQ(KindFor(request, "ID3\3"), ExtractionRequest::MEDIA);
  EXPECT_EQ(KindFor(request, "#EXTM3U\n"), ExtractionRequest::PAGE);
  request.set_content_type("video/mp4");
  EXPECT_EQ(KindFor(request, "<!doctype html><p>x"), ExtractionRequest::PAGE);
  request.add_content_encoding("gzip");
  EXPECT_EQ(KindFor(request, "ID3\3"), ExtractionRequest::PAGE);
  EXPECT_TRUE(CanHaveRecords("video/mp4"));
  EXPECT_TRUE(CanHaveRecords("audio/mpeg"));
}

// security.md item 60: what is served as an image and is HTML stays a page.
TEST(ExtractionRequestTest, ADeclaredTypeAloneMakesNoDocument) {
  ExtractionRequest request;
  request.set_content_type("image/png");
  EXPECT_EQ(KindFor(request, "<!doctype html><p>x"), ExtractionRequest::PAGE);
  request.set_content_type("text/plain");
  EXPECT_EQ(KindFor(request, "catatan rapat"), ExtractionRequest::DOCUMENT);
}

TEST(ExtractionRequestTest, OfCodedContentTheDeclaredTypeDecides) {
  ExtractionRequest request;
  request.add_content_encoding("gzip");
  request.set_content_type("text/html");
  EXPECT_EQ(KindFor(request, "\x1F\x8B\x08"), ExtractionRequest::PAGE);
  request.set_content_type("application/pdf");
  EXPECT_EQ(KindFor(request, "\x1F\x8B\x08"), ExtractionRequest::DOCUMENT);
}

TEST(ExtractionRequestTest, DocumentsAreAskedForWithTheLanguagesOfTheCollection) {
  ExtractionChoice choice;
  choice.ocr_languages = {"ind", "eng"};
  ExtractionRequest request;
  AskForDocument(choice, request);
  EXPECT_EQ(request.kind(), ExtractionRequest::DOCUMENT);
  EXPECT_EQ(request.ocr_languages_size(), 2);
}

TEST(ExtractionRequestTest, DeferredTextAsksForLinksOnly) {
  ExtractionChoice choice;
  choice.want_text = false;
  EXPECT_FALSE(ExtractionRequestFor(frontier::Lease(), Page(), choice).want_text());
}

TEST(ExtractionRequestTest, ARobotsLeaseAsksForRulesUnderOurToken) {
  frontier::Lease lease;
  lease.purpose = frontier::LeasePurpose::kRobotsTxt;
  const ExtractionRequest request = ExtractionRequestFor(lease, Page(), ExtractionChoice());
  EXPECT_EQ(request.kind(), ExtractionRequest::ROBOTS_TXT);
  EXPECT_EQ(request.product_token(), "arsip");
}

TEST(ExtractionRequestTest, WhatAManifestHopFoundIsASitemap) {
  frontier::Lease lease;
  lease.target.hop_path = "LM";
  EXPECT_EQ(ExtractionRequestFor(lease, Page(), ExtractionChoice()).kind(),
            ExtractionRequest::SITEMAP);
}

TEST(ExtractionRequestTest, ACutBodyIsSaidToBeCut) {
  FetchResult fetched = Page();
  fetched.truncated = Truncated::kTime;
  EXPECT_TRUE(
      ExtractionRequestFor(frontier::Lease(), fetched, ExtractionChoice()).body_truncated());
}

}  // namespace
}  // namespace arsip::crawler
