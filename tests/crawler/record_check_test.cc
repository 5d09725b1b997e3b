// What the broker refuses of the records of an answer.
#include "crawler/record_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "extractors/record_limits.h"

namespace arsip::crawler {
namespace {

using extractors::Extraction;
using extractors::ExtractionRequest;
using extractors::Record;
using ::testing::HasSubstr;

ExtractionRequest Asked() {
  ExtractionRequest request;
  request.set_want_records(true);
  request.set_max_text_bytes(1'000);
  request.set_max_records(3);
  return request;
}

Extraction PageAndPost() {
  Extraction extraction;
  Record& page = *extraction.add_records();
  page.set_text("selamat pagi");
  page.add_runs()->set_end(12);
  page.set_sha256(std::string(32, '\1'));
  Record& post = *extraction.add_records();
  post.set_kind(Record::POST);
  post.add_edges()->set_href("/a");
  return extraction;
}

TEST(RecordCheckTest, RecordsWithinTheirBoundsPass) {
  EXPECT_TRUE(CheckRecords(Asked(), PageAndPost()));
}

TEST(RecordCheckTest, RecordsThatNobodyAskedForAreRefused) {
  EXPECT_FALSE(CheckRecords(ExtractionRequest(), PageAndPost()));
  ExtractionRequest document;
  document.set_kind(ExtractionRequest::DOCUMENT);
  EXPECT_TRUE(CheckRecords(document, PageAndPost()));
}

struct Excess {
  const char* says;
  std::function<void(Extraction&)> make;
};

class OfARecord : public ::testing::TestWithParam<Excess> {};

TEST_P(OfARecord, IsRefusedByName) {
  Extraction extraction = PageAndPost();
  GetParam().make(extraction);
  const Status status = CheckRecords(Asked(), extraction);
  ASSERT_FALSE(status);
  EXPECT_THAT(status.error().message, HasSubstr(GetParam().says));
}

template <class Change>
Excess InFirst(const char* says, Change change) {
  return {says, [change](Extraction& extraction) { change(*extraction.mutable_records(0)); }};
}

INSTANTIATE_TEST_SUITE_P(
    Excess, OfARecord,
    ::testing::Values(
        Excess{"records 4 > 3",
               [](Extraction& e) {
                 e.add_records();
                 e.add_records();
               }},
        Excess{"before its parent", [](Extraction& e) { e.mutable_records(1)->set_parent(1); }},
        Excess{"languages 4 > 3",
               [](Extraction& e) {
                 for (int i = 0; i < 4; ++i) e.add_languages();
               }},
        InFirst("unknown kind of record",
                [](Record& r) { r.set_kind(static_cast<Record::Kind>(99)); }),
        InFirst("text of a record 1001 > 1000",
                [](Record& r) { r.set_text(std::string(1'001, 'x')); }),
        InFirst("a text sketch of another form",
                [](Record& r) { r.mutable_text_sketch()->set_digest(std::string(32, '\1')); }),
        InFirst("a text sketch of another form",
                [](Record& r) {
                  r.mutable_text_sketch()->set_version(1);
                  r.mutable_text_sketch()->set_shingles(7);
                  r.mutable_text_sketch()->set_digest(std::string(32, '\1'));
                  r.mutable_text_sketch()->set_places(std::string(224, '\1'));
                }),
        InFirst("outside its text", [](Record& r) { r.mutable_runs(0)->set_end(13); }),
        InFirst("outside its text",
                [](Record& r) {
                  r.add_runs()->set_begin(4);
                  r.mutable_runs(1)->set_end(12);
                }),
        Excess{"outside its document's text",
               [](Extraction& e) { e.mutable_records(1)->set_text_end(13); }},
        Excess{"outside its document's text",
               [](Extraction& e) {
                 e.mutable_records(1)->set_text_begin(2);
                 e.mutable_records(1)->set_text_end(1);
               }},
        InFirst("share of a language 1001 > 1000",
                [](Record& r) { r.add_languages()->set_permille(1'001); }),
        InFirst("digest", [](Record& r) { r.set_sha256("short"); }),
        InFirst("boilerplate 1001", [](Record& r) { r.set_boilerplate_permille(1'001); }),
        InFirst("line of a record 4097 > 4096",
                [](Record& r) { r.set_title(std::string(4'097, 't')); }),
        InFirst("time as written",
                [](Record& r) { r.mutable_published()->set_as_written(std::string(257, '1')); }),
        InFirst("JSON-LD 65537",
                [](Record& r) { r.add_json_ld(std::string((64u << 10) + 1, '{')); }),
        InFirst("facts 301 > 300",
                [](Record& r) {
                  for (int i = 0; i < 301; ++i) r.add_facts();
                }),
        InFirst("unknown kind of edge",
                [](Record& r) {
                  r.add_edges()->set_kind(static_cast<extractors::Edge::Kind>(70));
                }),
        InFirst("alt of media", [](Record& r) { r.add_media()->set_alt(std::string(4'097, 'a')); }),
        InFirst("text of a record is not UTF-8", [](Record& r) { r.set_text("selamat pagi\xC0"); }),
        InFirst("HTML of a record is not UTF-8", [](Record& r) { r.set_text_html("<p>\xE0\xB8"); }),
        InFirst("description is not UTF-8", [](Record& r) { r.set_description("\xFF"); }),
        InFirst("JSON-LD is not UTF-8", [](Record& r) { r.add_json_ld("{\"\x80\":1}"); }),
        InFirst("fact is not UTF-8", [](Record& r) { r.add_facts()->set_value("\xFF"); }),
        InFirst("href of an edge is not UTF-8", [](Record& r) { r.add_edges()->set_href("\xFF"); }),
        InFirst("text of an edge is not UTF-8", [](Record& r) { r.add_edges()->set_text("\xFF"); }),
        InFirst("URL of media is not UTF-8", [](Record& r) { r.add_media()->set_url("\xFF"); }),
        InFirst("title of media is not UTF-8", [](Record& r) { r.add_media()->set_title("\xFF"); }),
        InFirst("alt of media is not UTF-8", [](Record& r) { r.add_media()->set_alt("\xFF"); }),
        InFirst("streams 65 > 64",
                [](Record& r) {
                  for (int i = 0; i < 65; ++i) r.mutable_media_facts()->add_streams();
                }),
        InFirst("a frame's hash of another length",
                [](Record& r) { r.mutable_media_facts()->add_frames()->set_pdq("short"); }),
        InFirst("quality of a frame 101 > 100",
                [](Record& r) {
                  r.mutable_media_facts()->set_frames_decoded(1);
                  r.mutable_media_facts()->add_frames()->set_pdq(std::string(32, 'a'));
                  r.mutable_media_facts()->mutable_frames(0)->set_quality(101);
                }),
        InFirst("a frame that was not decoded",
                [](Record& r) {
                  r.mutable_media_facts()->add_frames()->set_pdq(std::string(32, 'a'));
                }),
        InFirst("word of a stream 257 > 256",
                [](Record& r) {
                  r.mutable_media_facts()->add_streams()->set_codec(std::string(257, 'c'));
                }),
        InFirst("fingerprint 120001 > 120000",
                [](Record& r) {
                  r.mutable_media_facts()->mutable_fingerprint()->Resize(120'001, 7);
                }),
        InFirst("a page's hash of another length", [](Record& r) { r.set_pdq("short"); }),
        InFirst("name of an author",
                [](Record& r) { r.add_authors()->set_name(std::string(4'097, 'n')); })));

}  // namespace
}  // namespace arsip::crawler
