#include "crawler/proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <string>

#include "gtest/gtest.h"

namespace arsip::crawler {
namespace {

Url U(const std::string& text) { return *Url::Parse(text); }

bool IsAt(const Proxy& proxy, const char* address, uint16_t port) {
  if (std::string(address).find(':') != std::string::npos) {
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    ::inet_pton(AF_INET6, address, &v6.sin6_addr);
    return proxy.IsAt(reinterpret_cast<const sockaddr*>(&v6));
  }
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  v4.sin_port = htons(port);
  ::inet_pton(AF_INET, address, &v4.sin_addr);
  return proxy.IsAt(reinterpret_cast<const sockaddr*>(&v4));
}

TEST(ProxyTest, NoProxyCoversNothing) {
  const auto proxy = Proxy::Parse("", false);
  ASSERT_TRUE(proxy);
  EXPECT_FALSE(proxy->Covers(U("http://a.example/")));
  EXPECT_FALSE(proxy->Covers(U("http://a.onion/")));
}

TEST(ProxyTest, OnionOnlyProxyLeavesOtherHostsAlone) {
  const auto proxy = Proxy::Parse("socks5h://127.0.0.1:9050", true);
  ASSERT_TRUE(proxy);
  EXPECT_TRUE(proxy->Covers(U("http://a.onion/")));
  EXPECT_TRUE(proxy->Covers(U("http://b.a.onion./")));
  EXPECT_FALSE(proxy->Covers(U("http://a.example/")));
  EXPECT_FALSE(proxy->Covers(U("http://notonion/")));
  const auto all = Proxy::Parse("socks5h://127.0.0.1:9050", false);
  EXPECT_TRUE(all->Covers(U("http://a.example/")));
}

TEST(ProxyTest, OnlyTheNamedAddressIsTheProxys) {
  const auto proxy = Proxy::Parse("socks5h://127.0.0.1:9050", false);
  EXPECT_TRUE(IsAt(*proxy, "127.0.0.1", 9050));
  EXPECT_FALSE(IsAt(*proxy, "127.0.0.1", 9051));
  EXPECT_FALSE(IsAt(*proxy, "127.0.0.2", 9050));
  const auto v6 = Proxy::Parse("http://[0:0::1]:3128/", false);
  ASSERT_TRUE(v6);
  EXPECT_TRUE(IsAt(*v6, "::1", 3128));
  EXPECT_FALSE(IsAt(*v6, "::2", 3128));
  const auto named = Proxy::Parse("http://proxy.example:3128", false);
  EXPECT_TRUE(IsAt(*named, "192.0.2.1", 3128));
  EXPECT_FALSE(IsAt(*named, "192.0.2.1", 80));
}

TEST(ProxyTest, PlainHttpGoesToAnHttpProxyInAbsoluteForm) {
  EXPECT_TRUE(Proxy::Parse("http://p.example:1", false)->AbsoluteFormFor(U("http://a.example/")));
  EXPECT_FALSE(Proxy::Parse("http://p.example:1", false)->AbsoluteFormFor(U("https://a.example/")));
  EXPECT_FALSE(
      Proxy::Parse("socks5h://p.example:1", false)->AbsoluteFormFor(U("http://a.example/")));
}

TEST(ProxyTest, ProxiesThatWouldHaveUsResolveNamesAreRefused) {
  for (const char* text : {"socks5://127.0.0.1:9050", "socks4://127.0.0.1:9050", "127.0.0.1:9050",
                           "https://p.example:443", "file:///etc/passwd"}) {
    const auto proxy = Proxy::Parse(text, false);
    ASSERT_FALSE(proxy) << text;
    EXPECT_EQ(proxy.error().code, ErrorCode::kInvalidInput);
    EXPECT_EQ(proxy.error().where, text);
  }
}

TEST(ProxyTest, ProxyWithoutAPortOrWithMoreIsRefused) {
  for (const char* text :
       {"socks5h://127.0.0.1", "socks5h://:9050", "socks5h://h:0", "socks5h://h:70000",
        "socks5h://user:secret@h:1", "http://h:1/path", "http://h:1?x", "http://h:1x"}) {
    EXPECT_FALSE(Proxy::Parse(text, false)) << text;
  }
}

}  // namespace
}  // namespace arsip::crawler
