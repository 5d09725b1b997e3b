#include "archive/object_store_credentials.h"

#include <sys/stat.h>

#include <cstdlib>

#include "capture_samples.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "warc_bytes.h"

namespace arsip::archive {
namespace {

class ObjectStoreCredentialsTest : public ::testing::Test {
 protected:
  std::string Write(const std::string& text, mode_t mode) {
    std::string path = directory_.path() + "/keys";
    testing::WriteBytes(path, text);
    EXPECT_EQ(chmod(path.c_str(), mode), 0);
    return path;
  }
  testing::TemporaryDirectory directory_;
};

TEST_F(ObjectStoreCredentialsTest, AFileAsTheAwsToolsWriteItIsRead) {
  const auto keys = ReadCredentials(
      Write("[default]\naws_access_key_id = AKID\naws_secret_access_key = a/b=c\n", 0600));
  ASSERT_TRUE(keys.has_value()) << keys.error().ToString();
  EXPECT_EQ(keys->access_key_id, "AKID");
  EXPECT_EQ(keys->secret_access_key, "a/b=c");
  EXPECT_EQ(keys->session_token, "");
}

TEST_F(ObjectStoreCredentialsTest, AFileThatOthersMayReadIsRefused) {
  const auto keys = ReadCredentials(Write("AWS_ACCESS_KEY_ID=a\nAWS_SECRET_ACCESS_KEY=b\n", 0640));
  ASSERT_FALSE(keys.has_value());
  EXPECT_EQ(keys.error().code, ErrorCode::kPermission);
  EXPECT_THAT(keys.error().message, ::testing::HasSubstr("chmod 600"));
}

TEST_F(ObjectStoreCredentialsTest, HalfAKeyIsNone) {
  const auto keys = ReadCredentials(Write("aws_access_key_id=a\n", 0600));
  ASSERT_FALSE(keys.has_value());
  EXPECT_EQ(keys.error().code, ErrorCode::kNotFound);
}

TEST_F(ObjectStoreCredentialsTest, WithoutAFileTheEnvironmentHasThem) {
  setenv("AWS_ACCESS_KEY_ID", "from-environment", 1);
  setenv("AWS_SECRET_ACCESS_KEY", "secret", 1);
  const auto keys = ReadCredentials("");
  unsetenv("AWS_ACCESS_KEY_ID");
  unsetenv("AWS_SECRET_ACCESS_KEY");
  ASSERT_TRUE(keys.has_value());
  EXPECT_EQ(keys->access_key_id, "from-environment");
  EXPECT_FALSE(ReadCredentials("").has_value());
}

}  // namespace
}  // namespace arsip::archive
