#include "archive/import_survey.h"

#include "imported_archive.h"

namespace arsip::archive {
namespace {

using ::testing::ElementsAre;
using testing::Gzip;
using testing::HandMade;
using testing::HandMadeRequest;
using testing::HandMadeResponse;
using testing::HandMadeWarcinfo;
using testing::IdOf;
using ::testing::IsEmpty;

constexpr const char* kUrl = "https://example.org/";

class ImportSurveyTest : public testing::ImportFixture {
 protected:
  ImportSurvey Survey(const std::string& file) {
    const auto index = CaptureIndex::Open(directory_.path() + "/index", false);
    EXPECT_TRUE(index.has_value());
    PayloadOriginals originals(directory_.path(), **index);
    const auto survey = SurveyFile(file, "x", originals, [](uint64_t) { return true; });
    EXPECT_TRUE(survey.has_value());
    return *survey;
  }
};

TEST_F(ImportSurveyTest, WhatAFileHoldsIsCounted) {
  HandMade old = HandMadeResponse(1, kUrl, "body");
  old.version = "WARC/1.0";
  const ImportSurvey survey =
      Survey(Source("x.warc.gz", Members({HandMadeWarcinfo(), old, HandMadeRequest(2, kUrl, 1),
                                          HandMadeResponse(3, kUrl, "second")})));
  EXPECT_EQ(survey.records, 4u);
  EXPECT_EQ(survey.count(RecordType::kResponse), 2u);
  EXPECT_EQ(survey.count(RecordType::kRequest), 1u);
  EXPECT_EQ(survey.count(RecordType::kWarcinfo), 1u);
  EXPECT_EQ(survey.version_1_0, 1u);
  EXPECT_EQ(survey.payload_bytes, 10u);
  EXPECT_EQ(survey.software, "by hand");
  EXPECT_TRUE(survey.one_record_a_member);
  EXPECT_THAT(survey.broken_ordinals, IsEmpty());
}

TEST_F(ImportSurveyTest, OnlyMembersOfOneRecordCanBeReadByOffset) {
  const std::vector<HandMade> records = {HandMadeResponse(1, kUrl, "a"),
                                         HandMadeResponse(2, kUrl, "b")};
  EXPECT_FALSE(Survey(Source("x.warc", Plain(records))).one_record_a_member);
  EXPECT_FALSE(Survey(Source("x.warc.gz", Gzip(Plain(records)))).one_record_a_member);
  // Other bytes after a record do not keep it from being found.
  EXPECT_TRUE(Survey(Source("x.warc.gz",
                            Gzip(Plain(records).substr(0, records[0].Bytes().size()) + "junk") +
                                Gzip(records[1].Bytes())))
                  .one_record_a_member);
}

TEST_F(ImportSurveyTest, RecordsThatAreNotWholeHaveTheirPlace) {
  std::string bytes = Members({HandMadeWarcinfo()});
  std::string bad = Gzip(HandMadeResponse(1, kUrl, "body").Bytes());
  bad[bad.size() - 6] = static_cast<char>(bad[bad.size() - 6] ^ 1);  // of the check value
  bytes += bad + Gzip(HandMadeResponse(2, kUrl, "second").Bytes());
  const ImportSurvey survey = Survey(Source("x.warc.gz", bytes));
  EXPECT_EQ(survey.records, 2u);
  EXPECT_THAT(survey.broken_ordinals, ElementsAre(1));
  EXPECT_THAT(KindsOf(survey.deviations), ElementsAre(Deviation::kBadMember));
}

TEST_F(ImportSurveyTest, MayBeStopped) {
  const auto index = CaptureIndex::Open(directory_.path() + "/index", false);
  PayloadOriginals originals(directory_.path(), **index);
  const auto survey = SurveyFile(Source("x.warc", Plain({HandMadeWarcinfo()})), "x", originals,
                                 [](uint64_t) { return false; });
  ASSERT_FALSE(survey.has_value());
  EXPECT_EQ(survey.error().code, ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace arsip::archive
