#include "portal/listen_address.h"

#include <gtest/gtest.h>

namespace arsip::portal {
namespace {

TEST(ListenAddressTest, IsAnAddressAndPortOrASocket) {
  EXPECT_EQ(ParseListenAddress("127.0.0.1:8090")->port, 8090);
  EXPECT_EQ(ParseListenAddress("[::1]:0")->ip, "::1");
  EXPECT_TRUE(ParseListenAddress("unix:/run/x.sock")->local());
}

TEST(ListenAddressTest, WhatIsNeitherIsRefused) {
  for (const std::string& text :
       {std::string(), std::string("8090"), std::string("localhost:80"), std::string("127.0.0.1"),
        std::string("127.0.0.1:"), std::string("127.0.0.1:70000"), std::string("127.0.0.1:80x"),
        std::string("unix:x.sock"), "unix:/" + std::string(200, 'a')}) {
    EXPECT_EQ(ParseListenAddress(text).error().code, ErrorCode::kInvalidInput) << text;
  }
}

}  // namespace
}  // namespace arsip::portal
