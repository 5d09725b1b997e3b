#include "cli/curve_keys.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace arsip::cli {
namespace {

class CurveKeysTest : public ::testing::Test {
 protected:
  CurveKeysTest()
      : directory_(std::filesystem::temp_directory_path() / ("keys-" + std::to_string(getpid()))) {
    std::filesystem::create_directories(directory_);
  }
  ~CurveKeysTest() override { std::filesystem::remove_all(directory_); }
  const std::filesystem::path directory_;
};

TEST_F(CurveKeysTest, AWrittenPairReadsBackAndOthersCannotReadTheSecret) {
  const frontier::CurveKeyPair keys = frontier::NewCurveKeyPair();
  const std::string path = directory_ / "k";
  ASSERT_TRUE(WriteCurveKeys(path, keys));
  struct stat status {};
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  const auto read = ReadCurveKeys(path);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->public_key, keys.public_key);
  EXPECT_EQ(read->secret_key, keys.secret_key);
}

TEST_F(CurveKeysTest, AnExistingKeyIsNotOverwritten) {
  const std::string path = directory_ / "k";
  ASSERT_TRUE(WriteCurveKeys(path, frontier::NewCurveKeyPair()));
  EXPECT_FALSE(WriteCurveKeys(path, frontier::NewCurveKeyPair()));
}

TEST_F(CurveKeysTest, ASecretThatOthersCanReadIsRefused) {
  const std::string path = directory_ / "k";
  ASSERT_TRUE(WriteCurveKeys(path, frontier::NewCurveKeyPair()));
  chmod(path.c_str(), 0644);
  EXPECT_EQ(ReadCurveKeys(path).error().code, ErrorCode::kPermission);
}

TEST_F(CurveKeysTest, ABadAllowListLineIsNamed) {
  const std::string path = directory_ / "allow";
  std::ofstream(path) << "# workers\n" << frontier::NewCurveKeyPair().public_key << "\nshort\n";
  const auto keys = ReadPublicKeys(path);
  ASSERT_FALSE(keys);
  EXPECT_EQ(keys.error().where, path + ":3");
}

}  // namespace
}  // namespace arsip::cli
