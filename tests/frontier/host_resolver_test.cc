#include "frontier/host_resolver.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace arsip::frontier {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(FixedResolver, KnownNamesAnswerAtOnce) {
  const auto resolver = NewFixedResolver({{"a.example", "192.0.2.1"}, {"a.example", "192.0.2.2"}});
  const auto answer = resolver->Resolve("a.example");
  ASSERT_TRUE(answer.has_value());
  EXPECT_THAT(answer->addresses, ElementsAre("192.0.2.1", "192.0.2.2"));
  EXPECT_EQ(answer->failure, "");
}

TEST(FixedResolver, UnknownNamesDoNotExist) {
  const auto answer = NewFixedResolver({})->Resolve("a.example");
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->failure, "NXDOMAIN");
  EXPECT_THAT(answer->addresses, IsEmpty());
}

TEST(FixedResolver, AddressesAreTheirOwnAnswer) {
  const auto resolver = NewFixedResolver({});
  EXPECT_THAT(resolver->Resolve("127.0.0.2")->addresses, ElementsAre("127.0.0.2"));
  EXPECT_THAT(resolver->Resolve("2001:db8::1")->addresses, ElementsAre("2001:db8::1"));
}

TEST(ProxyResolver, NoNameIsLookedUpAndNoneFails) {
  const auto resolver = NewProxyResolver();
  for (const char* host : {"a.example", "abcdefghijklmnop.onion", "192.0.2.1"}) {
    const auto answer = resolver->Resolve(host);
    ASSERT_TRUE(answer.has_value());
    EXPECT_THAT(answer->addresses, IsEmpty());
    EXPECT_EQ(answer->failure, "");
  }
}

}  // namespace
}  // namespace arsip::frontier
