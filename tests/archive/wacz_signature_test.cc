#include "archive/wacz_signature.h"

#include <sys/stat.h>

#include <cstdlib>

#include "capture_samples.h"
#include "gtest/gtest.h"
#include "warc_bytes.h"

namespace arsip::archive {
namespace {

constexpr const char* kText = "sha256:0000";

TEST(WaczSignatureTest, HoldsForItsTextAndKeyAlone) {
  const auto key = WaczKey::Make();
  const auto other = WaczKey::Make();
  ASSERT_TRUE(key.has_value() && other.has_value());
  const std::string signature = *key->Sign(kText);
  EXPECT_EQ(signature.size(), 128u);  // 96 bytes in Base64
  EXPECT_TRUE(*VerifyWaczSignature(kText, signature, *key->PublicKey()));
  EXPECT_FALSE(*VerifyWaczSignature("sha256:0001", signature, *key->PublicKey()));
  EXPECT_FALSE(*VerifyWaczSignature(kText, signature, *other->PublicKey()));
  EXPECT_NE(*KeyFingerprint(*key->PublicKey()), *KeyFingerprint(*other->PublicKey()));
}

TEST(WaczSignatureTest, WhatIsNoSignatureIsRefused) {
  const auto key = WaczKey::Make();
  const std::string signature = *key->Sign(kText);
  const std::string public_key = *key->PublicKey();
  for (const std::string& wrong :
       {std::string(), std::string("!!!!"), signature.substr(4), signature + "AAAA",
        std::string(100'000, 'A'), signature.substr(0, 127) + "\n"}) {
    EXPECT_FALSE(VerifyWaczSignature(kText, wrong, public_key).has_value()) << wrong.substr(0, 200);
  }
  for (const std::string& wrong :
       {std::string(), std::string("AAAA"), public_key.substr(4), public_key + "AAAA", signature}) {
    EXPECT_FALSE(VerifyWaczSignature(kText, signature, wrong).has_value()) << wrong;
  }
}

TEST(WaczSignatureTest, AKeyIsReadBackAndNeverOverwritten) {
  const testing::TemporaryDirectory directory;
  const std::string path = directory.path() + "/key.pem";
  const auto key = WaczKey::Make();
  ASSERT_TRUE(key->Write(path).has_value());
  struct stat status {};
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  EXPECT_EQ(key->Write(path).error().code, ErrorCode::kInvalidInput);
  const auto again = WaczKey::Read(path);
  ASSERT_TRUE(again.has_value()) << again.error().ToString();
  EXPECT_EQ(*again->PublicKey(), *key->PublicKey());
}

TEST(WaczSignatureTest, AKeyOthersMayReadIsRefused) {
  const testing::TemporaryDirectory directory;
  const std::string path = directory.path() + "/key.pem";
  ASSERT_TRUE(WaczKey::Make()->Write(path).has_value());
  chmod(path.c_str(), 0640);
  EXPECT_EQ(WaczKey::Read(path).error().code, ErrorCode::kPermission);
}

TEST(WaczSignatureTest, OtherKeysAreRefused) {
  const testing::TemporaryDirectory directory;
  const std::string path = directory.path() + "/key.pem";
  EXPECT_EQ(WaczKey::Read(path).error().code, ErrorCode::kNotFound);
  ASSERT_EQ(std::system(("openssl ecparam -name prime256v1 -genkey -noout -out " + path +
                         " 2>/dev/null && chmod 600 " + path)
                            .c_str()),
            0);
  EXPECT_EQ(WaczKey::Read(path).error().code, ErrorCode::kInvalidInput);
  testing::WriteBytes(path, "no key");
  EXPECT_EQ(WaczKey::Read(path).error().code, ErrorCode::kInvalidInput);
}

}  // namespace
}  // namespace arsip::archive
