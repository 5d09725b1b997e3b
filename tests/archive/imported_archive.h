// An archive to import into, and files of others to import.
#ifndef ARSIP_TESTS_ARCHIVE_IMPORTED_ARCHIVE_H_
#define ARSIP_TESTS_ARCHIVE_IMPORTED_ARCHIVE_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "archive/import.h"
#include "archive/rebuild.h"
#include "archive/record_payload.h"
#include "archive/verify.h"
#include "capture_samples.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "index_samples.h"
#include "warc_bytes.h"
#include "warc_samples.h"

namespace arsip::archive::testing {

class ImportFixture : public ::testing::Test {
 protected:
  using Rows = std::vector<std::pair<std::string, std::string>>;

  std::string path() const { return directory_.path() + "/archive"; }
  std::string imported() const { return path() + "/imported"; }

  // A file outside the archive.
  std::string Source(const std::string& name, std::string_view bytes) {
    const std::string file = directory_.path() + "/" + name;
    WriteBytes(file, bytes);
    return file;
  }
  static std::string Members(const std::vector<HandMade>& records) {
    std::string bytes;
    for (const HandMade& record : records) bytes += Gzip(record.Bytes());
    return bytes;
  }
  static std::string Plain(const std::vector<HandMade>& records) {
    std::string bytes;
    for (const HandMade& record : records) bytes += record.Bytes();
    return bytes;
  }

  Result<ImportedFile> TryImport(const std::string& source, const ImportOptions& options = {},
                                 const ImportProgress& progress = {}) {
    const auto importer = Importer::Open(path(), options, clock_);
    EXPECT_TRUE(importer.has_value()) << importer.error().ToString();
    if (!importer.has_value()) return importer.error();
    ImportedFile imported;
    ARSIP_TRY((*importer)->Import(source, progress,
                                  [&imported](const ImportedFile& file) { imported = file; }));
    return imported;
  }
  ImportedFile Import(const std::string& source, const ImportOptions& options = {}) {
    auto file = TryImport(source, options);
    EXPECT_TRUE(file.has_value()) << file.error().ToString();
    return file.has_value() ? std::move(*file) : ImportedFile();
  }

  Rows Dump() {
    const auto index = CaptureIndex::Open(path() + "/index", true);
    EXPECT_TRUE(index.has_value());
    return index.has_value() ? DumpOf(**index) : Rows();
  }
  std::vector<Capture> Captures() {
    const auto index = CaptureIndex::Open(path() + "/index", true);
    EXPECT_TRUE(index.has_value());
    return index.has_value() ? CapturesOf(**index) : std::vector<Capture>();
  }
  // Of the `number`th capture in the order of CDXJ; the error's text when there is none.
  std::string Payload(size_t number) {
    const auto captures = Captures();
    if (number >= captures.size()) return "(no such capture)";
    std::string payload;
    const auto read = ReadPayload(path(), captures[number], {}, [&](std::string_view bytes) {
      payload.append(bytes);
      return Ok();
    });
    return read.has_value() ? payload : read.error().ToString();
  }
  VerifyReport Verified() {
    auto report = Verify(path(), {}, {});
    EXPECT_TRUE(report.has_value()) << report.error().ToString();
    return report.has_value() ? std::move(*report) : VerifyReport();
  }
  // The index as it is, and as the files alone make it again.
  void ExpectRebuildIsIdentical() {
    const Rows live = Dump();
    ReadProblems problems;
    const auto counts = RebuildIndex(path(), problems, {});
    ASSERT_TRUE(counts.has_value()) << counts.error().ToString();
    EXPECT_EQ(Dump(), live);
  }
  static std::vector<Deviation> KindsOf(const DeviationCounts& deviations) {
    std::vector<Deviation> kinds;
    for (const auto& [deviation, entry] : deviations.entries()) kinds.push_back(deviation);
    return kinds;
  }

  TemporaryDirectory directory_;
  SystemClock clock_;
};

}  // namespace arsip::archive::testing

#endif  // ARSIP_TESTS_ARCHIVE_IMPORTED_ARCHIVE_H_
