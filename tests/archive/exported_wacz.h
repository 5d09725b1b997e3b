// A crawled archive exported as a WACZ file, and the parts of that file.
#ifndef ARSIP_TESTS_ARCHIVE_EXPORTED_WACZ_H_
#define ARSIP_TESTS_ARCHIVE_EXPORTED_WACZ_H_

#include <map>
#include <string>

#include "archive/wacz_export.h"
#include "archive/zip_directory.h"
#include "crawled_archive.h"
#include "gtest/gtest.h"

namespace arsip::archive::testing {

class ExportedWacz : public ::testing::Test {
 protected:
  std::string archive() const { return directory_.path() + "/archive"; }
  std::string path() const { return directory_.path() + "/x.wacz"; }

  WaczExportOptions Options() const {
    WaczExportOptions options;
    options.archive_directory = archive();
    options.output = path();
    return options;
  }
  Result<WaczExportCounts> TryExport(const WaczExportOptions& options) {
    const ManualClock clock;
    return ExportWacz(options, clock, {});
  }
  WaczExportCounts Export(const WaczExportOptions& options) {
    const auto counts = TryExport(options);
    EXPECT_TRUE(counts.has_value()) << counts.error().ToString();
    return counts.value_or(WaczExportCounts());
  }
  // Every file in it.
  std::map<std::string, std::string> Files() const {
    std::map<std::string, std::string> files;
    const auto entries = ReadZipDirectory(path());
    EXPECT_TRUE(entries.has_value()) << entries.error().ToString();
    if (!entries.has_value()) return files;
    for (const ZipEntry& entry : *entries) {
      std::string& bytes = files[entry.name];
      EXPECT_TRUE(ReadZipEntry(path(), entry, [&](std::string_view piece) {
                    bytes.append(piece);
                    return Ok();
                  }).has_value());
    }
    return files;
  }

  TemporaryDirectory directory_;
};

}  // namespace arsip::archive::testing

#endif  // ARSIP_TESTS_ARCHIVE_EXPORTED_WACZ_H_
