#include "portal/cdx_format.h"

#include <gtest/gtest.h>

namespace arsip::portal {
namespace {

archive::Capture Revisit() {
  archive::Capture capture;
  capture.urlkey = "org,e)/a";
  capture.time = *ParseWarcDate("2026-11-22T10:11:12Z");
  capture.url = "http://e.org/a";
  capture.type = archive::RecordType::kRevisit;
  capture.location = {"x.warc.gz", 12, 34};
  capture.payload_sha1[0] = 1;
  capture.original =
      archive::Capture::Original{"http://e.org/b", capture.time, {"y.warc.gz", 5, 6}};
  return capture;
}

std::string Format(CdxDialect dialect, CdxQuery query, int lines, const std::string& key = "") {
  CdxFormat format(dialect, query, "http://h/news");
  std::string out;
  format.Begin(out);
  for (int i = 0; i < lines; ++i) format.Line(Revisit(), out);
  format.End(key, out);
  return out;
}

CdxQuery With(CdxOutput output, std::vector<std::string> fields = {}) {
  CdxQuery query;
  query.output = output;
  query.fields = std::move(fields);
  return query;
}

TEST(CdxFormatTest, WaybackHasSevenFieldsAndABareDigest) {
  const std::string line =
      "org,e)/a 20261122101112 http://e.org/a warc/revisit - "
      "AEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA 34\n";
  EXPECT_EQ(Format(CdxDialect::kWayback, With(CdxOutput::kText), 2), line + line);
  EXPECT_EQ(Format(CdxDialect::kWayback, With(CdxOutput::kText), 1, "key"), line + "\nkey\n");
}

TEST(CdxFormatTest, WaybackJsonBeginsWithTheFieldsNames) {
  EXPECT_EQ(
      Format(CdxDialect::kWayback, With(CdxOutput::kJsonHeader, {"original", "statuscode"}), 2),
      "[[\"original\",\"statuscode\"],\n[\"http://e.org/a\",\"-\"],\n[\"http://e.org/"
      "a\",\"-\"]]\n");
  EXPECT_EQ(Format(CdxDialect::kWayback, With(CdxOutput::kJsonHeader, {"original"}), 1, "k"),
            "[[\"original\"],\n[\"http://e.org/a\"],\n[],\n[\"k\"]]\n");
  EXPECT_EQ(Format(CdxDialect::kWayback, With(CdxOutput::kJsonHeader), 0), "[]\n");
}

TEST(CdxFormatTest, OutbackHasElevenFields) {
  EXPECT_EQ(Format(CdxDialect::kOutback, With(CdxOutput::kCdx11), 1),
            "org,e)/a 20261122101112 http://e.org/a warc/revisit - "
            "AEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA - - 34 12 x.warc.gz\n");
  EXPECT_EQ(Format(CdxDialect::kOutback, With(CdxOutput::kJsonArrays, {"url"}), 2),
            "[[\"http://e.org/a\"],\n[\"http://e.org/a\"]]\n");
  EXPECT_EQ(Format(CdxDialect::kOutback, With(CdxOutput::kJsonDict, {"url"}), 1),
            "[{\"url\":\"http://e.org/a\"}]\n");
}

TEST(CdxFormatTest, PywbLinesAreCdxjOrNdjson) {
  EXPECT_EQ(Format(CdxDialect::kPywb, With(CdxOutput::kCdxj), 1),
            archive::FormatCdxj(Revisit()) + "\n");
  EXPECT_EQ(Format(CdxDialect::kPywb, With(CdxOutput::kCdxj, {"urlkey", "mime"}), 1),
            "org,e)/a 20261122101112 {\"mime\":\"warc/revisit\"}\n");
  EXPECT_EQ(Format(CdxDialect::kPywb, With(CdxOutput::kNdjson, {"urlkey", "status"}), 1),
            "{\"urlkey\":\"org,e)/a\",\"status\":\"\"}\n");
  EXPECT_EQ(Format(CdxDialect::kPywb, With(CdxOutput::kLink), 1),
            "<http://h/news/20261122101112id_/http://e.org/a>; rel=\"memento\"; "
            "datetime=\"Sun, 22 Nov 2026 10:11:12 GMT\"\n");
}

TEST(CdxFormatTest, AResolvedRevisitNamesTheRecordOfItsPayload) {
  CdxQuery query = With(CdxOutput::kText, {"url"});
  query.resolve_revisits = true;
  EXPECT_EQ(Format(CdxDialect::kWayback, std::move(query), 1), "http://e.org/a 6 5 y.warc.gz\n");
  CdxQuery json = With(CdxOutput::kCdxj);
  json.resolve_revisits = true;
  EXPECT_NE(Format(CdxDialect::kPywb, std::move(json), 1).find("\"orig.filename\":\"y.warc.gz\""),
            std::string::npos);
}

TEST(CdxFormatTest, AFieldNeverBecomesTwo) {
  archive::Capture capture = Revisit();
  capture.url = "http://e.org/a b\nc";
  const CdxQuery query = With(CdxOutput::kText, {"url"});
  CdxFormat format(CdxDialect::kWayback, query, "");
  std::string out;
  format.Line(capture, out);
  EXPECT_EQ(out, "http://e.org/a_b_c\n");
}

}  // namespace
}  // namespace arsip::portal
