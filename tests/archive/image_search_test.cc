#include "archive/image_search.h"

#include "archive/cluster_log.h"
#include "capture_index_fixture.h"
#include "gmock/gmock.h"
#include "hash_samples.h"

namespace arsip::archive {
namespace {

using testing::CaptureIndexFixture;
using testing::DumpOf;
using testing::HashSource;
using ::testing::IsEmpty;
using testing::SampleRecord;
using ::testing::SizeIs;

class ImageSearchTest : public CaptureIndexFixture {
 protected:
  // Captures of images as a crawl writes them: a response and its metadata.
  struct Shot {
    std::string payload;
    Hash256 hash;
    std::string date;
    bool stored = true;
  };
  void AddShot(const Shot& shot, SegmentKind kind = SegmentKind::kCaptures) {
    const std::string url = "https://example.org/" + shot.payload;
    SampleRecord response;
    response.id = ++id_;
    response.url = url;
    response.payload = shot.payload;
    response.date = shot.date;
    response.offset = offset_ += 100;
    if (shot.stored) Add(response, FileOf(kind), kind);
    ImageFact fact{ComputeSha256(std::string_view(shot.payload)), shot.hash, 80, 1, 1000, false};
    const std::string block = "payload-sha256: " + FormatDigest(fact.payload) +
                              "\r\nimage-hash: " + FormatImageHash(fact) + "\r\n";
    SampleRecord metadata;
    metadata.id = ++id_;
    metadata.type = RecordType::kMetadata;
    metadata.url = url;
    metadata.date = shot.date;
    metadata.content_type = "application/warc-fields";
    metadata.http_head = "";
    metadata.offset = offset_ += 100;
    IndexedRecord record = metadata.Indexed();
    record.metadata = block;
    IndexBatch batch(*index_);
    const auto file = batch.AddFile(FileOf(kind), kind);
    ASSERT_TRUE(file.has_value());
    ASSERT_TRUE(batch.AddRecord(*file, record).has_value());
    ASSERT_TRUE(index_->Write(batch, KeyValueStore::Sync::kNo).has_value());
  }
  static std::string FileOf(SegmentKind kind) {
    return kind == SegmentKind::kDerived ? testing::kSecond : testing::kFirst;
  }

  HashSource source_{1};
  const Hash256 hash_ = source_.Even();
  int id_ = 0;
  uint64_t offset_ = 0;
};

TEST_F(ImageSearchTest, FindsWhatIsNearMembersAndSightings) {
  AddShot({"first", hash_, "2026-11-22T10:00:00.000000Z"});
  AddShot({"near", source_.At(9, hash_), "2026-11-22T10:00:01.000000Z"});
  AddShot({"far", source_.Even(), "2026-11-22T10:00:02.000000Z"});
  AddShot({"near", source_.At(9, hash_), "2026-11-22T10:00:03.000000Z", false});
  ImageSearch search(directory_.path(), *index_);
  const std::array<Hash256, 1> query = {hash_};
  const auto near = search.Near(query, 31, 10);
  ASSERT_TRUE(near.has_value());
  ASSERT_THAT(near->images, SizeIs(2));
  EXPECT_EQ(near->images[0].distance, 0u);
  EXPECT_EQ(near->images[1].distance, 9u);
  const auto one = search.Near(query, 31, 1);
  EXPECT_THAT(one->images, SizeIs(1));
  EXPECT_EQ(one->images[0].distance, 0u);
  EXPECT_EQ(one->total, 2u);
  const auto members = search.Members(ComputeSha256("first"), 10);
  ASSERT_THAT(*members, SizeIs(2));
  EXPECT_EQ((*members)[1].fact.payload, ComputeSha256("near"));
  EXPECT_EQ((*members)[1].distance, 9);
  std::vector<Sighting> sightings;
  ASSERT_TRUE(search
                  .ForEachSighting(ComputeSha256("near"),
                                   [&](const Sighting& sighting) {
                                     sightings.push_back(sighting);
                                     return true;
                                   })
                  .has_value());
  EXPECT_THAT(sightings, SizeIs(2));
  EXPECT_LT(sightings[0].time, sightings[1].time);
  EXPECT_EQ((*search.FindByUrl("https://example.org/near"))->fact.payload, ComputeSha256("near"));
  EXPECT_EQ(*search.FindByUrl("https://example.org/"), std::nullopt);
}

// The files are not there, as in cold storage: what the index says of them counts.
TEST_F(ImageSearchTest, CountsWhatAClusterSavesAndWouldSave) {
  AddShot({"first", hash_, "2026-11-22T10:00:00.000000Z"});
  AddShot({"stored", source_.At(3, hash_), "2026-11-22T10:00:01.000000Z"});
  AddShot({"withheld", source_.At(5, hash_), "2026-11-22T10:00:02.000000Z", false});
  AddShot({"alone", source_.Even(), "2026-11-22T10:00:03.000000Z"});
  const auto counts = ImageSearch(directory_.path(), *index_).Count();
  ASSERT_TRUE(counts.has_value());
  EXPECT_EQ(counts->images, 4u);
  EXPECT_EQ(counts->clusters, 1u);
  EXPECT_EQ(counts->members, 2u);
  EXPECT_EQ(counts->would_be_saved, 1000u);
  EXPECT_EQ(counts->saved_by_reference, 1000u);
}

// An image that was archived without a hash gets one there later.
TEST_F(ImageSearchTest, MetadataOfDerivedFilesSaysHowImagesLook) {
  AddShot({"first", hash_, "2026-11-22T10:00:00.000000Z"});
  AddShot({"later", source_.At(4, hash_), "2026-11-22T10:00:05.000000Z", false},
          SegmentKind::kDerived);
  ImageSearch search(directory_.path(), *index_);
  EXPECT_EQ(search.Count()->images, 2u);
  const auto later = search.Find(ComputeSha256("later"));
  ASSERT_TRUE(later.has_value() && later->has_value());
  EXPECT_EQ((*later)->exemplar, ComputeSha256("first"));
  EXPECT_TRUE(
      *search.IsSighting(ComputeSha256("later"), {(*later)->first, "https://example.org/later"}));
  EXPECT_FALSE(
      *search.IsSighting(ComputeSha256("later"), {(*later)->first, "https://example.org/first"}));
}

TEST_F(ImageSearchTest, ABatchThatIsNeverWrittenLeavesNothingInMemory) {
  AddShot({"first", hash_, "2026-11-22T10:00:00.000000Z"});
  const auto before = DumpOf(*index_);
  {
    const std::string block =
        "payload-sha256: " + FormatDigest(ComputeSha256("lost")) + "\r\nimage-hash: " +
        FormatImageHash({ComputeSha256("lost"), source_.Even(), 80, 1, 1, false}) + "\r\n";
    SampleRecord metadata;
    metadata.id = 99;
    metadata.type = RecordType::kMetadata;
    metadata.content_type = "application/warc-fields";
    metadata.http_head = "";
    metadata.offset = 10'000;
    IndexedRecord record = metadata.Indexed();
    record.metadata = block;
    IndexBatch batch(*index_);
    const auto file = batch.AddFile(testing::kFirst, SegmentKind::kCaptures);
    ASSERT_TRUE(batch.AddRecord(*file, record).has_value());
    EXPECT_EQ((*index_->Images())->images(), 2u);
  }
  EXPECT_EQ((*index_->Images())->images(), 1u);
  EXPECT_EQ(DumpOf(*index_), before);
}

}  // namespace
}  // namespace arsip::archive
