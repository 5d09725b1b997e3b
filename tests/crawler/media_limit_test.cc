#include "crawler/media_limit.h"

#include <gtest/gtest.h>

namespace arsip::crawler {
namespace {

TEST(MediaLimitTest, AKindThatIsNotWantedKeepsItsHeadOnly) {
  seeds::MediaPolicy media;
  media.video = false;
  EXPECT_EQ(MediaLimit(media, "video/mp4"), 0u);
  EXPECT_EQ(MediaLimit(media, "image/png"), std::nullopt);
}

TEST(MediaLimitTest, EachKindHasItsOwnCap) {
  seeds::MediaPolicy media;
  media.max_image_bytes = 10;
  media.max_video_bytes = 20;
  media.max_audio_bytes = 30;
  media.max_document_bytes = 40;
  EXPECT_EQ(MediaLimit(media, "Image/JPEG; x=y"), 10u);
  EXPECT_EQ(MediaLimit(media, "video/webm"), 20u);
  EXPECT_EQ(MediaLimit(media, "audio/ogg"), 30u);
  EXPECT_EQ(MediaLimit(media, "application/pdf"), 40u);
}

TEST(MediaLimitTest, PagesAndUndeclaredPayloadsAreNeverCutByIt) {
  seeds::MediaPolicy media;
  media.image = media.video = media.audio = media.document = false;
  EXPECT_EQ(MediaLimit(media, "text/html"), std::nullopt);
  EXPECT_EQ(MediaLimit(media, ""), std::nullopt);
  EXPECT_EQ(MediaLimit(media, "application/rss+xml"), std::nullopt);
}

}  // namespace
}  // namespace arsip::crawler
