#include "cli/import_text.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace arsip::cli {
namespace {

using archive::ImportedFile;
using ::testing::HasSubstr;
using ::testing::Not;

ImportedFile File() {
  ImportedFile file;
  file.source = "/data/crawl.warc";
  file.filename = "crawl.per-record.warc.gz";
  file.kept = ImportedFile::Kept::kPerRecord;
  file.bytes = 1500;
  file.survey.records = 3;
  file.survey.by_type = {1, 2, 0, 0, 0, 0, 0, 0};
  file.survey.software = "Wget/1.21.3";
  file.survey.known_payloads = 2;
  file.survey.known_payload_bytes = 1000;
  return file;
}

TEST(FormatImported, SaysWhatCameAndHowItIsKept) {
  const std::string text = FormatImported(File());
  EXPECT_THAT(
      text,
      HasSubstr("/data/crawl.warc: 1.50 kB of Wget/1.21.3, 3 records (1 warcinfo, 2 response)\n"));
  EXPECT_THAT(text, HasSubstr("kept as imported/crawl.per-record.warc.gz, written anew"));
  EXPECT_THAT(text, HasSubstr("2 payloads (1.00 kB) were in the archive already; they are kept\n"));
}

TEST(FormatImported, SaysWhatIsThereAlready) {
  ImportedFile file = File();
  file.kept = ImportedFile::Kept::kAlready;
  EXPECT_EQ(FormatImported(file),
            "/data/crawl.warc: in the archive already, as imported/crawl.per-record.warc.gz\n");
  EXPECT_EQ(ImportedJson(file)["kept"], "already");
}

TEST(FormatImported, NamesTheRevisitsAndTheFileKeptBeside) {
  ImportedFile file = File();
  file.revisits_written = 2;
  file.original = "crawl.warc.original";
  EXPECT_THAT(FormatImported(file), HasSubstr("2 of them are revisits now"));
  EXPECT_THAT(FormatImported(file), HasSubstr("kept as imported/crawl.warc.original"));
}

TEST(FormatImported, NamesWhatOfAWaczFileIsNotImported) {
  ImportedFile file = File();
  EXPECT_THAT(FormatImported(file), Not(HasSubstr("not imported")));
  EXPECT_FALSE(ImportedJson(file).contains("left_out"));
  file.left_out = {"pages/pages.jsonl", "logs/\x1b[2J.log"};
  EXPECT_THAT(FormatImported(file), HasSubstr("not imported: pages/pages.jsonl, logs/"));
  EXPECT_THAT(FormatImported(file), Not(HasSubstr("\x1b")));
  EXPECT_EQ(ImportedJson(file)["left_out"].size(), 2u);
  file.left_out.resize(20, "logs/a");
  EXPECT_THAT(FormatImported(file), HasSubstr("logs/a and 12 more\n"));
}

TEST(ImportedJson, CountsByType) {
  const nlohmann::json json = ImportedJson(File());
  EXPECT_EQ(json["kept"], "per record");
  EXPECT_EQ(json["by_type"], (nlohmann::json{{"warcinfo", 1}, {"response", 2}}));
  EXPECT_EQ(json["known_payloads"], 2);
}

}  // namespace
}  // namespace arsip::cli
