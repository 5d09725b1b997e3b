#include "archive/segment_identity.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "warc_samples.h"

namespace arsip::archive {
namespace {

using testing::HandMade;
using testing::HandMadeRequest;
using testing::HandMadeWarcinfo;

WarcHeader Header(const HandMade& record) { return *WarcHeader::Parse(record.Bytes()); }
WarcHeader Ours(int id) { return Header(HandMadeRequest(id, "https://example.org/", 1)); }
WarcHeader Theirs() {
  return Header(
      HandMadeRequest(9, "https://example.org/", 1).Set("WARC-Warcinfo-ID", "<urn:x:other>"));
}
WarcHeader Nameless() {
  return Header(HandMadeRequest(9, "https://example.org/", 1).Remove("WARC-Warcinfo-ID"));
}

TEST(SegmentIdentityCheck, RecordsOfTheFileBelongOthersDoNot) {
  SegmentIdentityCheck check;
  check.Learn(Header(HandMadeWarcinfo()));
  check.Learn(Ours(1));
  EXPECT_TRUE(check.Belongs(Ours(2)));
  EXPECT_FALSE(check.Belongs(Theirs()));
  EXPECT_FALSE(check.Belongs(Nameless()));
  EXPECT_FALSE(check.Belongs(Header(HandMadeWarcinfo())));
}

TEST(SegmentIdentityCheck, TheFirstRecordWillDoWhenReadingBeginsInTheMiddle) {
  SegmentIdentityCheck check;
  check.Learn(Ours(1));
  EXPECT_TRUE(check.Belongs(Ours(2)));
  EXPECT_FALSE(check.Belongs(Theirs()));
}

TEST(SegmentIdentityCheck, NothingIsRefusedWhileNothingIsKnown) {
  SegmentIdentityCheck check;
  EXPECT_TRUE(check.Belongs(Theirs()));
  check.Learn(Header(HandMadeWarcinfo()));
  EXPECT_TRUE(check.Belongs(Nameless()));
}

TEST(SegmentIdentityCheck, NothingIsRefusedInFilesThatDoNotUseTheField) {
  SegmentIdentityCheck check;
  check.Learn(Header(HandMadeWarcinfo()));
  check.Learn(Nameless());
  check.Learn(Ours(1));
  EXPECT_TRUE(check.Belongs(Nameless()));
}

TEST(SegmentIdentityCheck, AFurtherWarcinfoBeginsAnew) {
  SegmentIdentityCheck check;
  check.Learn(Header(HandMadeWarcinfo()));
  check.Learn(Ours(1));
  check.Learn(Header(HandMadeWarcinfo().Set("WARC-Record-ID", "<urn:x:other>")));
  check.Learn(Theirs());
  EXPECT_TRUE(check.Belongs(Theirs()));
  EXPECT_FALSE(check.Belongs(Ours(2)));
}

}  // namespace
}  // namespace arsip::archive
