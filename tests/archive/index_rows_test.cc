#include "archive/index_rows.h"

#include <algorithm>

#include "base/surt.h"
#include "base/url.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace arsip::archive {
namespace {

using std::chrono::microseconds;

constexpr std::string_view kId = "<urn:uuid:01234567-89ab-cdef-0123-456789abcdef>";

UtcTime At(int64_t us) { return UtcTime(microseconds(us)); }

CaptureRow Page() {
  CaptureRow row;
  row.status = 200;
  row.mime = "text/html";
  row.length = 4321;
  row.sha1 = ComputeSha1("payload");
  row.url = "https://www.example.org/page?a=1";
  return row;
}

void ExpectSame(const CaptureRow& a, const CaptureRow& b) {
  EXPECT_EQ(a.type, b.type);
  EXPECT_EQ(a.truncated, b.truncated);
  EXPECT_EQ(a.imported, b.imported);
  EXPECT_EQ(a.status, b.status);
  EXPECT_EQ(a.mime, b.mime);
  EXPECT_EQ(a.length, b.length);
  EXPECT_EQ(a.sha1, b.sha1);
  EXPECT_EQ(a.sha256, b.sha256);
  EXPECT_EQ(a.url, b.url);
  EXPECT_EQ(a.redirect, b.redirect);
  EXPECT_EQ(a.date, b.date);
  EXPECT_EQ(a.etag, b.etag);
  EXPECT_EQ(a.last_modified, b.last_modified);
  ASSERT_EQ(a.refers_to.has_value(), b.refers_to.has_value());
  if (a.refers_to.has_value()) {
    EXPECT_EQ(a.refers_to->target_uri, b.refers_to->target_uri);
    EXPECT_EQ(a.refers_to->time, b.refers_to->time);
  }
}

// Every shorter and every longer value is refused: a row cut by rot is never half-read.
template <class Decode>
void ExpectOnlyWhole(const std::string& value, Decode decode) {
  EXPECT_TRUE(decode(value).has_value());
  for (size_t length = 0; length < value.size(); ++length) {
    EXPECT_FALSE(decode(std::string_view(value).substr(0, length)).has_value()) << length;
  }
  EXPECT_FALSE(decode(value + "x").has_value());
}

TEST(CaptureKey, RoundTripsAndKeepsUrlkeysWithNul) {
  for (const char* urlkey : {"org,example)/", "", "urn:text:x"}) {
    const CaptureKey key{urlkey, At(1'795'342'272'123'456), {7, 1ull << 40}};
    const auto read = DecodeCaptureKey(EncodeCaptureKey(key));
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->urlkey, urlkey);
    EXPECT_EQ(read->time, key.time);
    EXPECT_EQ(read->position, key.position);
  }
  const CaptureKey odd{std::string("a\0b", 3), At(1), {1, 2}};
  EXPECT_EQ(DecodeCaptureKey(EncodeCaptureKey(odd))->urlkey, odd.urlkey);
}

TEST(CaptureKey, ByteOrderIsCdxjOrder) {
  const std::vector<std::string> in_order = {
      EncodeCaptureKey({"org,example)/", At(-1), {9, 9}}),
      EncodeCaptureKey({"org,example)/", At(0), {9, 9}}),
      EncodeCaptureKey({"org,example)/", At(1'000'000), {1, 300}}),
      EncodeCaptureKey({"org,example)/", At(1'000'000), {2, 5}}),
      EncodeCaptureKey({"org,example)/", At(1'000'000), {256, 1}}),
      EncodeCaptureKey({"org,example)/", At(256'000'000), {1, 1}}),
      EncodeCaptureKey({"org,example)/a", At(0), {1, 1}}),
      EncodeCaptureKey({"org,example:8080)/", At(0), {1, 1}}),
  };
  EXPECT_TRUE(std::is_sorted(in_order.begin(), in_order.end()));
}

TEST(CaptureKey, OtherKeysAreRefused) {
  const std::string key = EncodeCaptureKey({"org,example)/", At(0), {1, 1}});
  EXPECT_FALSE(DecodeCaptureKey("").has_value());
  EXPECT_FALSE(DecodeCaptureKey("C").has_value());
  EXPECT_FALSE(DecodeCaptureKey("D" + key.substr(1)).has_value());
  EXPECT_FALSE(DecodeCaptureKey(key.substr(0, key.size() - 1)).has_value());
}

TEST(CaptureRow, RoundTripsInEveryForm) {
  CaptureRow redirect = Page();
  redirect.status = 301;
  redirect.redirect = "/Elsewhere?x=\xff";
  redirect.url = "https://Example.org/Mixed";
  CaptureRow resource = Page();
  resource.type = RecordType::kResource;
  resource.status = 0;
  resource.url = "urn:arsip:crawl-log";
  CaptureRow revisit = Page();
  revisit.type = RecordType::kRevisit;
  revisit.refers_to = CaptureRow::RefersTo{"http://example.org/other", At(99)};
  CaptureRow own_revisit = revisit;
  own_revisit.refers_to->target_uri = own_revisit.url;
  CaptureRow by_sha256 = revisit;
  by_sha256.sha1.reset();
  by_sha256.sha256 = ComputeSha256("payload");
  CaptureRow bare;
  bare.truncated = true;
  CaptureRow validated = Page();
  validated.etag = "W/\"a\"";
  validated.last_modified = "Sun, 22 Nov 2026 10:11:12 GMT";
  CaptureRow foreign = own_revisit;
  foreign.imported = true;
  foreign.last_modified = "yesterday";
  foreign.date = "2026-11-22T10:11:12Z";
  for (const CaptureRow& row :
       {Page(), redirect, resource, revisit, own_revisit, by_sha256, bare, validated, foreign}) {
    const std::string urlkey = Surt(row.url);
    const std::string value = EncodeCaptureRow(row, urlkey);
    const auto decode = [&](std::string_view bytes) { return DecodeCaptureRow(bytes, urlkey); };
    ExpectOnlyWhole(value, decode);
    ExpectSame(*decode(value), row);
  }
}

TEST(CaptureRow, OfAnOrdinaryPageTakesUnderSixtyBytes) {
  const CaptureRow row = Page();
  EXPECT_LT(EncodeCaptureRow(row, Surt(row.url)).size(), 60u);
}

TEST(CaptureRow, UnknownTypesFlagsAndRulesAreRefused) {
  const CaptureRow row = Page();
  const std::string urlkey = Surt(row.url);
  const std::string value = EncodeCaptureRow(row, urlkey);
  for (const auto& [at, byte] : {std::pair{0, '\x02'}, {0, '\x40'}, {2, '\x7f'}}) {
    std::string changed = value;
    changed[static_cast<size_t>(at)] = byte;
    EXPECT_FALSE(DecodeCaptureRow(changed, urlkey).has_value()) << at;
  }
}

TEST(CaptureRow, AnOrdinaryDateOfAPageIsKeptInFourBytesOrFive) {
  CaptureRow row = Page();
  const size_t without = EncodeCaptureRow(row, Surt(row.url)).size();
  row.last_modified = "Sun, 22 Nov 2026 10:11:12 GMT";
  EXPECT_LE(EncodeCaptureRow(row, Surt(row.url)).size(), without + 5);
}

TEST(DigestRow, IsAPosition) {
  const RecordPosition position{3, 77};
  const std::string value = EncodeDigestRow(position);
  ExpectOnlyWhole(value, DecodeDigestRow);
  EXPECT_EQ(DecodeDigestRow(value), position);
  EXPECT_EQ(value.size(), 2u);
}

TEST(Sha1Row, RoundTrips) {
  for (const int form : {0, 1, 2}) {
    Sha1Row row{{3, 77}, At(5), "org,example)/", {}, {}};
    if (form == 1) row.framed = ComputeSha1("framed");
    if (form == 2) row.said_sha256 = ComputeSha256("said");
    const std::string value = EncodeSha1Row(row);
    ExpectOnlyWhole(value, DecodeSha1Row);
    const auto read = DecodeSha1Row(value);
    EXPECT_EQ(read->position, row.position);
    EXPECT_EQ(read->time, row.time);
    EXPECT_EQ(read->urlkey, row.urlkey);
    EXPECT_EQ(read->framed, row.framed);
    EXPECT_EQ(read->said_sha256, row.said_sha256);
    EXPECT_EQ(PositionOfRow(value), row.position);
  }
}

TEST(Keys, OfASha1BeginWithIt) {
  const std::string sha1 = Sha1Key(ComputeSha1("x"), ComputeSha256("x"));
  EXPECT_TRUE(sha1.starts_with(Sha1KeyPrefix(ComputeSha1("x"))));
  EXPECT_NE(sha1, Sha1Key(ComputeSha1("x"), ComputeSha256("y")));
  const std::string sha256 = SaidSha256Key(ComputeSha256("x"), ComputeSha256("y"));
  EXPECT_TRUE(sha256.starts_with(SaidSha256KeyPrefix(ComputeSha256("x"))));
  EXPECT_EQ(sha256.size(), sha1.size());
}

// What lets the first record of a payload win whatever came first.
TEST(ContestedRows, OfTheFirstPositionAreTheLowest) {
  const std::vector<RecordPosition> in_order = {{1, 500}, {1, 20'000}, {2, 0}, {200, 0}, {300, 0}};
  for (size_t i = 1; i < in_order.size(); ++i) {
    EXPECT_LT(EncodeDigestRow(in_order[i - 1]), EncodeDigestRow(in_order[i]));
    EXPECT_LT(EncodeSha1Row({in_order[i - 1], At(9), "z", {}, {}}),
              EncodeSha1Row({in_order[i], At(1), "a", {}, {}}));
  }
}

TEST(Keys, OfPositionsAreInTheOrderOfPositions) {
  std::vector<uint64_t> numbers;
  for (int bits = 0; bits < 64; ++bits) {
    for (const uint64_t near : {(1ull << bits) - 1, 1ull << bits, (1ull << bits) + 1}) {
      numbers.push_back(near);
    }
  }
  numbers.push_back(UINT64_MAX);
  std::string before;
  std::ranges::sort(numbers);
  for (const uint64_t number : numbers) {
    const std::string key = BlockKey({7, number});
    EXPECT_GE(key, before) << number;
    EXPECT_EQ(DecodeBlockKey(key), (RecordPosition{7, number}));
    before = key;
  }
  EXPECT_LT(BlockKey({1, UINT64_MAX}), BlockKey({2, 0}));
  EXPECT_LT(BlockKey({127, 9}), BlockKey({128, 0}));
  EXPECT_EQ(DecodeBlockKey(BlockKey({UINT32_MAX, 0})), (RecordPosition{UINT32_MAX, 0}));
}

TEST(Keys, PositionsHaveOneEncoding) {
  using namespace std::string_literals;
  EXPECT_EQ(DecodeBlockKey("P\x01\x02"s), (RecordPosition{1, 2}));
  EXPECT_EQ(DecodeBlockKey("P\x80\x01\x02"s), std::nullopt);  // two bytes for 1
  EXPECT_EQ(DecodeBlockKey("P\x01"s), std::nullopt);
  EXPECT_EQ(DecodeBlockKey("P\x01\xff\x01"s), std::nullopt);
  EXPECT_EQ(DecodeBlockKey("P\x01\x02\x03"s), std::nullopt);
  EXPECT_EQ(DecodeBlockKey("P\xf8\x01\x00\x00\x00\x00\x02"s), std::nullopt);  // file 2^32
}

TEST(RecordIdKey, IsOfTheExactText) {
  const LookupId id = LookupIdOf(BlockRecordId::Of(kId));
  EXPECT_EQ(RecordIdKeyPrefix(id).size(), 16u);
  EXPECT_EQ(id.back(), 0xef);
  EXPECT_NE(LookupIdOf(BlockRecordId::Of("<urn:uuid:01234567-89AB-CDEF-0123-456789ABCDEF>")), id);
  EXPECT_EQ(DecodeRecordIdKey(RecordIdKey(id, {8, 9})), (RecordPosition{8, 9}));
  EXPECT_EQ(DecodeRecordIdKey("R"), std::nullopt);
}

TEST(RecordIdRow, SaysWhichLastBytesItMeans) {
  LastBytes last;
  EXPECT_FALSE(DecodeLastBytes("").has_value());
  size_t count = 0;
  for (const int byte : {7, 0, 255, 128, 9, 200, 201, 202, 203, 204}) {
    last.set(static_cast<size_t>(byte));
    const std::string value = EncodeLastBytes(last);
    EXPECT_EQ(value.size(), ++count <= 8 ? count : 32u);
    EXPECT_EQ(DecodeLastBytes(value), last);
    EXPECT_FALSE(DecodeLastBytes(value + "\xff\xff").has_value());
  }
  EXPECT_FALSE(DecodeLastBytes("ba").has_value());
  EXPECT_FALSE(DecodeLastBytes("aa").has_value());
  EXPECT_FALSE(DecodeLastBytes("\xff" + std::string(31, '\0')).has_value());  // eight are listed
}

TEST(FileRow, RoundTripsOpenAndSealed) {
  IndexedFile file;
  file.id = 12;
  file.filename = "arsip-20261122101112123-00012-1~h~0.warc.gz";
  file.kind = SegmentKind::kDerived;
  file.indexed_bytes = 1'000'000'001;
  file.records = 3;
  file.first = At(1);
  file.last = At(2);
  IndexedFile sealed = file;
  sealed.sealed = true;
  sealed.size = 1'000'000'002;
  sealed.sha256 = ComputeSha256("file");
  for (const IndexedFile& row : {file, sealed}) {
    const auto decode = [](std::string_view value) { return DecodeFileRow(12, value); };
    ExpectOnlyWhole(EncodeFileRow(row), decode);
    const auto read = decode(EncodeFileRow(row));
    EXPECT_EQ(read->id, row.id);
    EXPECT_EQ(read->filename, row.filename);
    EXPECT_EQ(read->kind, row.kind);
    EXPECT_EQ(read->indexed_bytes, row.indexed_bytes);
    EXPECT_EQ(read->records, row.records);
    EXPECT_EQ(read->first, row.first);
    EXPECT_EQ(read->last, row.last);
    EXPECT_EQ(read->sealed, row.sealed);
    EXPECT_EQ(read->size, row.size);
    EXPECT_EQ(read->sha256, row.sha256);
  }
}

TEST(FileRow, OfAnImportedFileRoundTrips) {
  IndexedFile file;
  file.id = 0x80000001;
  file.filename = "crawl.warc.gz";
  file.kind = SegmentKind::kImported;
  const std::string row = EncodeFileRow(file);
  EXPECT_EQ(DecodeFileRow(file.id, row)->kind, SegmentKind::kImported);
  std::string both = row;
  both[0] = static_cast<char>(both[0] | 2);  // derived as well
  EXPECT_FALSE(DecodeFileRow(file.id, both).has_value());
}

}  // namespace
}  // namespace arsip::archive
