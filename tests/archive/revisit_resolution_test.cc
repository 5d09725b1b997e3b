// Revisits that name no capture: whose they are is found by URL and digest.
#include "archive/capture_index.h"
#include "base/surt.h"
#include "capture_index_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace arsip::archive {
namespace {

using testing::CapturesOf;
using ::testing::HasSubstr;
using testing::IdOf;
using testing::SampleRecord;
using ::testing::SizeIs;

constexpr const char* kTheirs = "theirs.warc.gz";

class RevisitResolutionTest : public testing::CaptureIndexFixture {
 protected:
  void AddIndexed(const IndexedRecord& record, SegmentKind kind = SegmentKind::kImported) {
    IndexBatch batch(*index_);
    const auto file = batch.AddFile(kTheirs, kind);
    ASSERT_TRUE(file.has_value());
    ASSERT_TRUE(batch.AddRecord(*file, record).has_value());
    ASSERT_TRUE(index_->Write(batch, KeyValueStore::Sync::kNo).has_value());
  }
  // The original of a revisit of others at `url` that says no more than this digest.
  std::optional<Capture::Original> OriginalFor(const Sha1& sha1, const std::string& url) {
    SampleRecord revisit{.type = RecordType::kRevisit,
                         .id = 99,
                         .url = url,
                         .date = "2026-12-01T00:00:00.000000Z",
                         .offset = 100'000};
    IndexedRecord record = revisit.Indexed();
    record.payload_sha1 = sha1;
    AddIndexed(record);
    for (const Capture& capture : CapturesOf(*index_)) {
      if (index_->RecordIdOf(capture) == IdOf(99)) return capture.original;
    }
    ADD_FAILURE() << "the revisit is not in the index";
    return std::nullopt;
  }
};

constexpr const char* kUrl = "https://example.org/";
constexpr const char* kElsewhere = "https://example.org/elsewhere";

// HTTrack names no original.
TEST_F(RevisitResolutionTest, TheLastResponseOfThatPayloadAtItsUrlComesFirst) {
  SampleRecord elsewhere{.id = 1, .url = kElsewhere};
  SampleRecord early{.id = 2, .url = kUrl, .offset = 100};
  SampleRecord late{.id = 3, .url = kUrl, .date = "2026-11-24T00:00:00.000000Z", .offset = 200};
  SampleRecord changed{.id = 4,
                       .url = kUrl,
                       .payload = "other",
                       .date = "2026-11-25T00:00:00.000000Z",
                       .offset = 300};
  SampleRecord after{.id = 5, .url = kUrl, .date = "2026-12-02T00:00:00.000000Z", .offset = 400};
  for (SampleRecord* record : {&elsewhere, &early, &late, &changed, &after}) {
    AddIndexed(record->Indexed());
  }
  const auto original = OriginalFor(ComputeSha1("payload"), kUrl);
  ASSERT_TRUE(original.has_value());
  EXPECT_EQ(original->location.offset, 200u);
  EXPECT_EQ(original->url, kUrl);
}

// wget names its originals by record id alone, at whatever URL.
TEST_F(RevisitResolutionTest, AnImportedResponseElsewhereIsFoundByItsSha1) {
  SampleRecord first{.id = 1, .url = kElsewhere};
  SampleRecord second{.id = 2, .url = "https://example.org/second", .offset = 100};
  AddIndexed(first.Indexed());
  AddIndexed(second.Indexed());
  const auto original = OriginalFor(ComputeSha1("payload"), kUrl);
  ASSERT_TRUE(original.has_value());
  EXPECT_EQ(original->url, kElsewhere);
}

TEST_F(RevisitResolutionTest, CapturesOfOursElsewhereAreNotForOthers) {
  SampleRecord page{.id = 1, .url = kElsewhere};
  Add(page);
  EXPECT_FALSE(OriginalFor(ComputeSha1("payload"), kUrl).has_value());
}

// Imported with --deduplicate, the original became a revisit of a capture of ours.
TEST_F(RevisitResolutionTest, ARevisitThatNamesItsOriginalLeadsToIt) {
  SampleRecord ours{.id = 1, .url = kElsewhere};
  Add(ours);
  SampleRecord deduplicated{.type = RecordType::kRevisit,
                            .id = 2,
                            .url = kUrl,
                            .date = "2026-11-24T00:00:00.000000Z",
                            .original = &ours,
                            .offset = 100};
  AddIndexed(deduplicated.Indexed());
  const auto original = OriginalFor(ComputeSha1("payload"), kUrl);
  ASSERT_TRUE(original.has_value());
  EXPECT_EQ(original->url, kElsewhere);
}

// The same, of a revisit that names it: by its name, and by the name of another revisit.
TEST_F(RevisitResolutionTest, ADeduplicatedOriginalLeadsOnToTheOneItRefersTo) {
  SampleRecord ours{.id = 1, .url = kElsewhere};
  Add(ours);
  SampleRecord deduplicated{.type = RecordType::kRevisit,
                            .id = 2,
                            .url = "https://example.org/theirs",
                            .date = "2026-11-24T00:00:00.000000Z",
                            .original = &ours,
                            .offset = 100};
  AddIndexed(deduplicated.Indexed());
  SampleRecord revisit{.type = RecordType::kRevisit,
                       .id = 3,
                       .url = kUrl,
                       .date = "2026-11-25T00:00:00.000000Z",
                       .original = &deduplicated,
                       .offset = 200};
  AddIndexed(revisit.Indexed());
  SampleRecord again{.type = RecordType::kRevisit,
                     .id = 4,
                     .url = kUrl,
                     .date = "2026-11-26T00:00:00.000000Z",
                     .original = &revisit,
                     .offset = 300};
  AddIndexed(again.Indexed());
  int revisits = 0;
  for (const Capture& capture : CapturesOf(*index_)) {
    if (capture.type != RecordType::kRevisit) continue;
    ASSERT_TRUE(capture.original.has_value()) << capture.location.offset;
    EXPECT_EQ(capture.original->url, kElsewhere);
    ++revisits;
  }
  EXPECT_EQ(revisits, 3);
}

TEST_F(RevisitResolutionTest, RevisitsThatReferToEachOtherLeadNowhere) {
  SampleRecord one{.type = RecordType::kRevisit, .id = 1, .url = kUrl};
  SampleRecord other{.type = RecordType::kRevisit, .id = 2, .url = kElsewhere, .offset = 100};
  one.original = &other;
  other.original = &one;
  AddIndexed(one.Indexed());
  AddIndexed(other.Indexed());
  for (const Capture& capture : CapturesOf(*index_)) EXPECT_FALSE(capture.original.has_value());
}

// Browsertrix: without utm_ parameters, the URL that it names is none that is here.
TEST_F(RevisitResolutionTest, AnImportedResponseIsFoundByTheSha256ThatItSays) {
  SampleRecord page{.id = 1, .url = kElsewhere};
  IndexedRecord record = page.Indexed();
  record.said_sha256 = record.payload_sha256;
  AddIndexed(record);
  SampleRecord revisit{.type = RecordType::kRevisit, .id = 2, .url = kUrl, .offset = 100};
  IndexedRecord by_sha256 = revisit.Indexed();
  by_sha256.said_sha256 = record.payload_sha256;
  AddIndexed(by_sha256);
  SampleRecord unknown{.type = RecordType::kRevisit, .id = 3, .url = kUrl, .offset = 200};
  IndexedRecord of_nothing_here = unknown.Indexed();
  of_nothing_here.said_sha256 = ComputeSha256(std::string_view("not here"));
  AddIndexed(of_nothing_here);

  const auto captures = CapturesOf(*index_, Surt(kUrl), Surt(kUrl) + "!");
  ASSERT_THAT(captures, SizeIs(2));
  ASSERT_TRUE(captures[0].original.has_value());
  EXPECT_EQ(captures[0].original->url, kElsewhere);
  EXPECT_EQ(captures[0].payload_sha1, ComputeSha1("payload"));
  EXPECT_FALSE(captures[1].original.has_value());
  EXPECT_THAT(FormatCdxj(captures[0]), HasSubstr(FormatDigest(ComputeSha1("payload"))));
  EXPECT_THAT(FormatCdxj(captures[1]), HasSubstr(FormatDigest(*of_nothing_here.said_sha256)));
}

// By the digest over the chunk framing that wget's revisits name.
TEST_F(RevisitResolutionTest, APayloadIsFoundByTheDigestOfItsFramingToo) {
  SampleRecord page;
  IndexedRecord record = page.Indexed();
  record.framed_sha1 = ComputeSha1("framed");
  AddIndexed(record);
  EXPECT_TRUE(OriginalFor(ComputeSha1("framed"), kUrl).has_value());
  EXPECT_EQ((*index_->FindFile(kTheirs))->kind, SegmentKind::kImported);
}

// Two payloads of one SHA-1 are an attack: which of them is meant cannot be known.
TEST_F(RevisitResolutionTest, ADigestThatStandsForTwoPayloadsElsewhereResolvesNothing) {
  SampleRecord page{.id = 1, .url = kElsewhere};
  SampleRecord other{.id = 2, .url = kElsewhere, .payload = "other", .offset = 100};
  IndexedRecord colliding = other.Indexed();
  colliding.payload_sha1 = ComputeSha1(page.payload);
  AddIndexed(page.Indexed());
  AddIndexed(colliding);
  EXPECT_FALSE(OriginalFor(ComputeSha1("payload"), kUrl).has_value());
}

TEST_F(RevisitResolutionTest, ASha1ThatOnlyBeginsAlikeIsNotTakenForIt) {
  SampleRecord page{.id = 1, .url = kElsewhere};
  AddIndexed(page.Indexed());
  Sha1 alike = ComputeSha1("payload");
  alike.back() ^= 1;
  EXPECT_FALSE(OriginalFor(alike, kUrl).has_value());
}

// A 304 of openwayback has the digest of its own body.
TEST_F(RevisitResolutionTest, TheDigestOfNothingNamesNothing) {
  SampleRecord redirect{.id = 1, .url = kUrl, .payload = ""};
  AddIndexed(redirect.Indexed());
  EXPECT_FALSE(OriginalFor(ComputeSha1(""), kUrl).has_value());
}

TEST_F(RevisitResolutionTest, ACutResponseIsNoOriginal) {
  SampleRecord cut{.id = 1, .url = kUrl, .truncated = true};
  AddIndexed(cut.Indexed());
  EXPECT_FALSE(OriginalFor(ComputeSha1("payload"), kUrl).has_value());
}

}  // namespace
}  // namespace arsip::archive
