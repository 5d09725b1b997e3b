#include "extractors/json_documents.h"

#include "extractors/extract.h"
#include "gmock/gmock.h"
#include "scanned.h"

namespace arsip::extractors {
namespace {

using testing::ElementsAre;

Extraction Extracted(const char* type, std::string_view payload) {
  ExtractionRequest request;
  request.set_url("http://example.org/");
  request.set_content_type(type);
  request.set_max_decoded_bytes(1u << 20);
  return Extract(request, payload);
}

TEST(JsonVocabularyTest, MembersDecideNotTheWordJson) {
  const auto of = [](std::string_view text, std::string_view type) {
    return JsonVocabularyOf(JsonTree(text), type);
  };
  EXPECT_EQ(of(R"({"version":"https://jsonfeed.org/version/1"})", ""), JsonVocabulary::kJsonFeed);
  EXPECT_EQ(of(R"({"items":[]})", "application/feed+json"), JsonVocabulary::kJsonFeed);
  EXPECT_EQ(of(R"({"items":[]})", "application/json"), JsonVocabulary::kUnknown);
  EXPECT_EQ(of(R"({"@context":"https://www.w3.org/ns/activitystreams","type":"Note"})", ""),
            JsonVocabulary::kActivityStreams);
  EXPECT_EQ(of(R"({"@context":"https://schema.org","type":"Note"})", ""), JsonVocabulary::kUnknown);
  EXPECT_EQ(of(R"({"icons":[],"display":"standalone"})", ""), JsonVocabulary::kAppManifest);
  EXPECT_EQ(of("[1]", "application/manifest+json"), JsonVocabulary::kUnknown);
}

TEST(AppManifestTest, IconsScreenshotsAndPagesAreLinks) {
  EXPECT_THAT(
      Described(Extracted("application/manifest+json",
                          R"({"name":"App","start_url":"/?pwa","scope":"/app/","icons":[{"src":
"i.png"}],"screenshots":[{"src":"s.png"}],"shortcuts":[{"url":"/new","icons":[{"src":"n.png"}]}]})")),
      ElementsAre("MANIFEST app-manifest@start_url /?pwa", "MANIFEST app-manifest@scope /app/",
                  "EMBED app-manifest@icons i.png", "EMBED app-manifest@screenshots s.png",
                  "MANIFEST app-manifest@shortcuts /new", "EMBED app-manifest@icons n.png"));
}

TEST(JsonFeedLinksTest, ItemsAreManifestLinksAndMediaAreEmbedded) {
  EXPECT_THAT(Described(Extracted("application/json",
                                  R"({"version":"https://jsonfeed.org/version/1","next_url":"/2",
"items":[{"url":"/a","image":"i.png","attachments":[{"url":"x.mp3"}]}]})")),
              ElementsAre("MANIFEST json-feed@next_url /2", "MANIFEST json-feed@url /a",
                          "EMBED json-feed@image i.png", "EMBED json-feed@attachments x.mp3"));
}

}  // namespace
}  // namespace arsip::extractors
