#include "archive/zip_file.h"

#include <cstdlib>

#include "archive/zip_directory.h"
#include "capture_samples.h"
#include "gtest/gtest.h"

namespace arsip::archive {
namespace {

class ZipFileTest : public ::testing::Test {
 protected:
  std::string path() const { return directory_.path() + "/x.zip"; }
  std::unique_ptr<ZipFileWriter> Create() {
    auto zip = ZipFileWriter::Create(path(), UtcTime(std::chrono::seconds(1'790'000'000)));
    EXPECT_TRUE(zip.has_value());
    return std::move(*zip);
  }
  testing::TemporaryDirectory directory_;
};

TEST_F(ZipFileTest, AnotherProgramReadsIt) {
  const auto zip = Create();
  ASSERT_TRUE(zip->Begin("pages/pages.jsonl", 5).has_value());
  ASSERT_TRUE(zip->Write("he").has_value());
  ASSERT_TRUE(zip->Write("llo").has_value());
  ASSERT_TRUE(zip->End().has_value());
  ASSERT_TRUE(zip->Close().has_value());
  const std::string command = "python3 -c \"import zipfile,sys; z=zipfile.ZipFile('" + path() +
                              "'); sys.exit(z.testzip() is not None or z.read('pages/pages.jsonl')"
                              " != b'hello' or z.infolist()[0].compress_type)\"";
  EXPECT_EQ(std::system(command.c_str()), 0);
}

TEST_F(ZipFileTest, ALengthThatWasNotAnnouncedIsRefused) {
  const auto zip = Create();
  ASSERT_TRUE(zip->Begin("a", 3).has_value());
  EXPECT_EQ(zip->Write("four").error().code, ErrorCode::kInvalidInput);
  ASSERT_TRUE(zip->Write("ab").has_value());
  EXPECT_EQ(zip->End().error().message, "fewer bytes than were announced");
}

TEST_F(ZipFileTest, AFileThatCannotBeMadeIsNamed) {
  const auto zip = ZipFileWriter::Create(directory_.path() + "/none/x.zip", {});
  ASSERT_FALSE(zip.has_value());
  EXPECT_EQ(zip.error().code, ErrorCode::kNotFound);
  EXPECT_NE(zip.error().where.find("/none/x.zip"), std::string::npos);
}

TEST_F(ZipFileTest, AFullDiskIsSaid) {
  auto zip = ZipFileWriter::Create("/dev/full", {});
  ASSERT_TRUE(zip.has_value());
  const std::string bytes(1 << 20, 'x');
  ASSERT_TRUE((*zip)->Begin("a", bytes.size()).has_value());
  Status status = (*zip)->Write(bytes);
  if (status.has_value()) status = (*zip)->Close();
  ASSERT_FALSE(status.has_value());
  EXPECT_EQ(status.error().code, ErrorCode::kNoSpace);
}

}  // namespace
}  // namespace arsip::archive
