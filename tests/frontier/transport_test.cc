#include "frontier/transport.h"

#include <gtest/gtest.h>

#include "frontier/zap_authenticator.h"

namespace arsip::frontier {
namespace {

TEST(TransportTest, KeyPairsAreWellFormedAndNew) {
  const CurveKeyPair a = NewCurveKeyPair();
  const CurveKeyPair b = NewCurveKeyPair();
  for (const std::string& key : {a.public_key, a.secret_key, b.public_key, b.secret_key}) {
    EXPECT_TRUE(CheckCurveKey(key)) << key;
  }
  EXPECT_NE(a.secret_key, b.secret_key);
  EXPECT_NE(a.public_key, a.secret_key);
}

TEST(TransportTest, ContextsAreApart) {
  const TransportContext a;
  const TransportContext b;
  EXPECT_NE(a.raw(), nullptr);
  EXPECT_NE(a.raw(), b.raw());
}

}  // namespace
}  // namespace arsip::frontier
