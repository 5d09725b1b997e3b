// What needs no store; tests/integration/cold_storage_test.py has one.
#include "archive/object_store.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace arsip::archive {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Result<std::unique_ptr<ObjectStore>> Open(const std::string& endpoint) {
  ObjectStoreOptions options;
  options.endpoint = endpoint;
  options.bucket = "b";
  options.attempts = 3;
  options.first_pause = std::chrono::milliseconds(1);
  return ObjectStore::Open(options, {"key-id", "very-secret", ""});
}

TEST(ObjectStoreTest, ContentGoesInClearToThisMachineOnly) {
  EXPECT_TRUE(Open("https://s3.example.org/").has_value());
  EXPECT_TRUE(Open("http://127.0.0.1:9000").has_value());
  for (const std::string endpoint :
       {"http://s3.example.org", "http://localhost.example.org", "http://127.0.0.1.example.org",
        "http://127.0.0.1@example.org", "ftp://s3.example.org", ""}) {
    const auto store = Open(endpoint);
    ASSERT_FALSE(store.has_value()) << endpoint;
    EXPECT_EQ(store.error().code, ErrorCode::kInvalidInput);
  }
}

TEST(ObjectStoreTest, WithoutAServerAttemptsEndAndTheSecretIsNotTold) {
  const auto store = Open("http://127.0.0.1:1");
  ASSERT_TRUE(store.has_value());
  const auto head = (*store)->Head("x.warc.gz");
  ASSERT_FALSE(head.has_value());
  EXPECT_EQ(head.error().code, ErrorCode::kTimeout);
  EXPECT_THAT(head.error().ToString(), HasSubstr("http://127.0.0.1:1/b/x.warc.gz"));
  EXPECT_THAT(head.error().ToString(), Not(HasSubstr("secret")));
}

// The figures are what md5sum prints.
TEST(ObjectStoreTest, TheEtagOfAnUploadIsTheMd5OfItsPartsMd5s) {
  EXPECT_EQ(Md5Hex("abc"), "900150983cd24fb0d6963f7d28e17f72");
  EXPECT_EQ(UploadEtag({{1, Md5Hex("abc")}, {2, Md5Hex("")}}),
            "fdf1fdf1567f6942ffe1743f1e72301e-2");
}

}  // namespace
}  // namespace arsip::archive
