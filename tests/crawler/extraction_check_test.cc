#include "crawler/extraction_check.h"

#include <gtest/gtest.h>

#include <string>

namespace arsip::crawler {
namespace {

using extractors::Extraction;
using extractors::ExtractionRequest;

class ExtractionCheckTest : public testing::Test {
 protected:
  ExtractionCheckTest() {
    request_.set_want_text(true);
    request_.set_max_links(2);
    request_.set_max_text_bytes(8);
  }
  // The name of the field that was refused; empty when the answer is accepted.
  std::string Refused() const {
    auto checked = CheckedExtraction(request_, extraction_.SerializeAsString());
    if (checked) return "";
    EXPECT_EQ(checked.error().code, ErrorCode::kInvalidInput);
    return checked.error().message;
  }

  ExtractionRequest request_;
  Extraction extraction_;
};

TEST_F(ExtractionCheckTest, HonestAnswerIsReturnedAsItWasSent) {
  extraction_.set_title("T");
  extraction_.set_text("12345678");
  extraction_.add_links()->set_reference("/a");
  extraction_.add_links()->set_reference("/b");
  auto checked = CheckedExtraction(request_, extraction_.SerializeAsString());
  ASSERT_TRUE(checked) << checked.error().ToString();
  EXPECT_EQ(checked->SerializeAsString(), extraction_.SerializeAsString());
}

TEST_F(ExtractionCheckTest, EmptyAnswerIsAnEmptyExtraction) { EXPECT_EQ(Refused(), ""); }

TEST_F(ExtractionCheckTest, BytesThatAreNoExtractionAreInvalid) {
  auto checked = CheckedExtraction(request_, std::string(64, '\xFF'));
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, ErrorCode::kInvalidInput);
}

TEST_F(ExtractionCheckTest, StringThatIsNotUtf8IsInvalid) {
  // Field 8, title, of one byte.
  auto checked = CheckedExtraction(request_, std::string("\x42\x01\xC0"));
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, ErrorCode::kInvalidInput);
}

TEST_F(ExtractionCheckTest, TextThatIsNotUtf8IsRefusedByName) {
  extraction_.set_text("abc\xC0");
  EXPECT_EQ(Refused(), "text is not UTF-8");
  extraction_.set_text("abc");
  extraction_.add_links()->set_reference("/\xE0\xB8");
  EXPECT_EQ(Refused(), "reference is not UTF-8");
  extraction_.mutable_links(0)->set_reference("/");
  extraction_.mutable_links(0)->set_context("\xFF");
  EXPECT_EQ(Refused(), "context is not UTF-8");
}

TEST_F(ExtractionCheckTest, MoreLinksThanAskedForAreRefused) {
  for (int i = 0; i < 3; ++i) extraction_.add_links()->set_reference("x");
  EXPECT_EQ(Refused(), "links 3 > 2");
}

TEST_F(ExtractionCheckTest, LongReferenceIsRefused) {
  extraction_.add_links()->set_reference(std::string(4096, 'x'));
  EXPECT_EQ(Refused(), "");
  extraction_.mutable_links(0)->set_reference(std::string(4097, 'x'));
  EXPECT_EQ(Refused(), "reference 4097 > 4096");
}

TEST_F(ExtractionCheckTest, UnknownKindOfLinkIsRefused) {
  extraction_.add_links()->set_kind(static_cast<extractors::Link::Kind>(77));
  EXPECT_EQ(Refused(), "unknown kind of link");
}

TEST_F(ExtractionCheckTest, TextIsRefusedBeyondItsLimitAndWhenNobodyAsked) {
  extraction_.set_text("123456789");
  EXPECT_EQ(Refused(), "text 9 > 8");
  extraction_.set_text("1");
  request_.set_want_text(false);
  EXPECT_EQ(Refused(), "text 1 > 0");
}

TEST_F(ExtractionCheckTest, LongWordsAreRefused) {
  const std::string long_word(129, 'w');
  extraction_.set_charset(long_word);
  EXPECT_EQ(Refused(), "charset 129 > 128");
  extraction_.Clear();
  extraction_.add_flags(long_word);
  EXPECT_EQ(Refused(), "flag 129 > 128");
  extraction_.Clear();
  extraction_.set_title(std::string(1025, 't'));
  EXPECT_EQ(Refused(), "title 1025 > 1024");
}

TEST_F(ExtractionCheckTest, TooManyFlagsHeadingsAndRulesAreRefused) {
  for (int i = 0; i < 17; ++i) extraction_.add_flags("f");
  EXPECT_EQ(Refused(), "flags 17 > 16");
  extraction_.Clear();
  for (int i = 0; i < 201; ++i) extraction_.add_headings("h");
  EXPECT_EQ(Refused(), "headings 201 > 200");
  extraction_.Clear();
  for (int i = 0; i < 10'001; ++i) extraction_.mutable_robots()->add_rules();
  EXPECT_EQ(Refused(), "robots rules 10001 > 10000");
}

class ImageHashCheckTest : public ExtractionCheckTest {
 protected:
  ImageHashCheckTest() {
    request_.set_kind(ExtractionRequest::IMAGE);
    hash().set_pdq(std::string(32, 'a'));
    for (int i = 0; i < 8; ++i) hash().add_dihedral(hash().pdq());
    hash().set_quality(100);
  }
  extractors::ImageHash& hash() { return *extraction_.mutable_image_hash(); }
};

TEST_F(ImageHashCheckTest, AHashOrAReasonIsAccepted) {
  EXPECT_EQ(Refused(), "");
  hash().Clear();
  EXPECT_EQ(Refused(), "neither a hash nor a reason");
  hash().set_state("corrupt: no pixels");
  EXPECT_EQ(Refused(), "");
}

TEST_F(ImageHashCheckTest, AHashThatNobodyAskedForIsRefused) {
  request_.set_kind(ExtractionRequest::PAGE);
  EXPECT_EQ(Refused(), "an image hash nobody asked for");
}

TEST_F(ImageHashCheckTest, NumbersAndSizesAreChecked) {
  hash().set_quality(101);
  EXPECT_EQ(Refused(), "quality 101 > 100");
  hash().set_quality(1);
  hash().set_dihedral(3, "short");
  EXPECT_EQ(Refused(), "a hash of the wrong size");
  hash().set_dihedral(3, std::string(32, 'b'));
  hash().set_dihedral(0, std::string(32, 'b'));
  EXPECT_EQ(Refused(), "two hashes of one image");
  hash().add_dihedral(std::string(32, 'b'));
  EXPECT_EQ(Refused(), "not eight dihedral hashes");
}

TEST_F(ImageHashCheckTest, AThumbnailIsAskedForSmallAndAJpeg) {
  hash().set_thumbnail("\xFF\xD8\xFF\xE0 ...");
  EXPECT_EQ(Refused(), "thumbnail 8 > 0");
  request_.set_want_thumbnail(true);
  EXPECT_EQ(Refused(), "");
  hash().set_thumbnail("<svg onload=alert(1)>");
  EXPECT_EQ(Refused(), "a thumbnail that is no JPEG");
  hash().set_thumbnail("\xFF\xD8\xFF" + std::string(40'000, 'x'));
  EXPECT_EQ(Refused(), "thumbnail 40003 > 32768");
}

TEST_F(ImageHashCheckTest, LongWordsAreRefused) {
  hash().set_state(std::string(257, 'x'));
  EXPECT_EQ(Refused(), "state 257 > 256");
}

TEST_F(ExtractionCheckTest, AContactSheetIsAJpegThatWasAskedFor) {
  extraction_.set_contact_sheet("\xFF\xD8\xFF\xE0");
  EXPECT_EQ(Refused(), "contact sheet 4 > 0");
  request_.set_kind(ExtractionRequest::MEDIA);
  request_.set_want_contact_sheet(true);
  EXPECT_EQ(Refused(), "");
  extraction_.set_contact_sheet("<svg>");
  EXPECT_EQ(Refused(), "a contact sheet that is no JPEG");
  extraction_.set_contact_sheet("\xFF\xD8\xFF" + std::string(512u << 10, 'x'));
  EXPECT_EQ(Refused(), "contact sheet 524291 > 524288");
}

}  // namespace
}  // namespace arsip::crawler
