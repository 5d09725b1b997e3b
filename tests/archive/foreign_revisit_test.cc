// What revisits of others lead to once they are imported, in the forms of Browsertrix.
#include "imported_archive.h"

namespace arsip::archive {
namespace {

using testing::HandMade;
using testing::HandMadeResponse;
using testing::HandMadeRevisit;
using testing::HandMadeWarcinfo;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kUrl = "https://example.org/";

HandMade WithSha256(HandMade record, std::string_view payload) {
  return record.Set("WARC-Payload-Digest", FormatDigest(ComputeSha256(payload)));
}

class ForeignRevisit : public testing::ImportFixture {
 protected:
  static HandMade Page(int id, const std::string& path, const std::string& body) {
    return WithSha256(HandMadeResponse(id, kUrl + path, body), body);
  }
};

// Browsertrix names its originals without their utm_ parameters, and to the second.
TEST_F(ForeignRevisit, OfASha256IsResolvedByIt) {
  const HandMade original = Page(1, "a?utm_source=x", "first");
  HandMade revisit = WithSha256(HandMadeRevisit(2, kUrl + "b", original), "first");
  revisit.Remove("WARC-Refers-To").Set("WARC-Refers-To-Target-URI", kUrl + "a");
  // Whatever the order of the files.
  Import(Source("revisit.warc.gz", Members({revisit})));
  EXPECT_THAT(Payload(0), HasSubstr("not in the archive"));
  Import(Source("original.warc.gz", Members({original})));
  EXPECT_EQ(Payload(0), "first");
  EXPECT_EQ(Payload(1), "first");
  ExpectRebuildIsIdentical();
  EXPECT_THAT(Verified().problems, IsEmpty());
}

// The original became a revisit itself.
TEST_F(ForeignRevisit, IsResolvedWhenItsOriginalWasDeduplicated) {
  Import(Source("one.warc.gz", Members({HandMadeWarcinfo(), Page(1, "a", "first")})));
  const HandMade copy = Page(11, "c", "first");
  const HandMade revisit = WithSha256(HandMadeRevisit(12, kUrl + "d", copy), "first");
  const ImportedFile file =
      Import(Source("two.warc.gz", Members({HandMadeWarcinfo(), copy, revisit})),
             {.deduplicate = true, .coding = {}});
  EXPECT_EQ(file.revisits_written, 1u);
  for (size_t i = 0; i < 3; ++i) EXPECT_EQ(Payload(i), "first") << i;
  ExpectRebuildIsIdentical();
  EXPECT_THAT(Verified().problems, IsEmpty());
}

// Longer than any that we write: it stays the response that it is.
TEST_F(ForeignRevisit, IsNotMadeOfAResponseWithALongHeader) {
  Import(Source("one.warc.gz", Members({HandMadeWarcinfo(), Page(1, "a", "first")})));
  const HandMade copy = Page(11, "c", "first").Add("WARC-JSON-Metadata", std::string(400'000, 'x'));
  const ImportedFile file =
      Import(Source("two.warc.gz", Members({copy})), {.deduplicate = true, .coding = {}});
  EXPECT_EQ(file.survey.known_payloads, 1u);
  EXPECT_EQ(file.revisits_written, 0u);
  EXPECT_EQ(Payload(1), "first");
}

}  // namespace
}  // namespace arsip::archive
