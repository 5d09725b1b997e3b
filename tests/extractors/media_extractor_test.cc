// Limits, and what an answer depends on.
#include "extractors/media_extractor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "read_media.h"

namespace arsip::extractors {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(MediaLimitTest, ADurationIsLookedAtNoFurther) {
  ExtractionRequest request;
  request.set_max_media_seconds(2);
  const Extraction extraction = Read(Film(), request);
  EXPECT_EQ(extraction.records(0).state(), "refused-limit: duration");
  EXPECT_LE(extraction.records(0).media_facts().frames_size(), 3);
  EXPECT_GE(extraction.records(0).media_facts().frames_size(), 2);
}

TEST(MediaLimitTest, WhatWasFoundBeforeTheWorkWasSpentIsTheAnswer) {
  const std::string& large = MediaOf(PatternInput(12, 640, 480) + " -c:v mpeg4 -q:v 2", ".mp4");
  ExtractionRequest request;
  request.set_max_work_ms(60);
  const Extraction extraction = Read(large, request);
  EXPECT_EQ(extraction.records(0).state(), "refused-limit: time");
  EXPECT_EQ(extraction.records(0).media_facts().duration_ms(), 12'000u);
  EXPECT_LT(extraction.records(0).media_facts().frames_decoded(), 300u);
}

TEST(MediaLimitTest, OfAFileThatWasCutItIsSaid) {
  ExtractionRequest request;
  request.set_body_truncated(true);
  EXPECT_EQ(Read(Film(), request).records(0).state(), "refused-limit: bytes");
}

TEST(MediaVersionsTest, NameTheLibraries) {
  EXPECT_THAT(MediaVersions(), StartsWith("media 2, avformat "));
  EXPECT_THAT(MediaVersions(), HasSubstr("chromaprint 1."));
  EXPECT_LT(MediaVersions().size(), 128u);
}

}  // namespace
}  // namespace arsip::extractors
