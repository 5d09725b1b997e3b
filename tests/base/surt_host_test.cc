// Expected hosts are what Python surt 0.3.1 makes of the same text.
#include "base/surt_host.h"

#include <gtest/gtest.h>

namespace arsip {
namespace {

std::string Key(std::string_view host) {
  std::string out;
  AppendSurtHost(host, true, &out);
  return out;
}

TEST(SurtHostRules, WwwAndItsNumberedKinGoOnce) {
  EXPECT_EQ(Key("foo.com"), "com,foo");
  EXPECT_EQ(Key("www.foo.com"), "com,foo");
  EXPECT_EQ(Key("www12.foo.com"), "com,foo");
  EXPECT_EQ(Key("www2foo.com"), "com,www2foo");
  EXPECT_EQ(Key("www2.www2foo.com"), "com,www2foo");
  EXPECT_EQ(Key("www.www.foo.com"), "com,foo,www");
  EXPECT_EQ(Key("www"), "www");
  std::string out;
  AppendSurtHost("www.foo.com", false, &out);
  EXPECT_EQ(out, "com,foo,www");
}

TEST(SurtHostRules, NumbersAreAddresses) {
  EXPECT_EQ(Key("127.0.0.1"), "1,0,0,127");
  EXPECT_EQ(Key("017.0.0.1"), "1,0,0,15");
  EXPECT_EQ(Key("10.0.258"), "2,1,0,10");
  EXPECT_EQ(Key("10.010.0.1"), "1,0,8,10");
  EXPECT_EQ(Key("3279880203"), "11,0,127,195");
  EXPECT_EQ(Key("39024579298"), "226,210,11,22");  // masked to 32 bits
  EXPECT_EQ(Key("1.2.3.256"), "256,3,2,1");        // no address: labels
  EXPECT_EQ(Key("010.9.0.1"), "1,0,9,010");
  EXPECT_EQ(Key("0x7f.1"), "1,0x7f");
  EXPECT_EQ(Key("1.2.3.4.5"), "5,4,3,2,1");
}

TEST(SurtHostRules, Ipv6AddressesStayAsTheyAre) { EXPECT_EQ(Key("2001:DB8::1"), "2001:db8::1"); }

TEST(SurtHostRules, DotsAtTheEndsAndDoubledOnesGo) {
  EXPECT_EQ(Key("example.org."), "org,example");
  EXPECT_EQ(Key("..example.org..."), "org,example");
  EXPECT_EQ(Key("a..b"), "b,a");
  EXPECT_EQ(Key("a...b"), "b,,a");
  EXPECT_EQ(Key("."), "");
}

TEST(SurtHostRules, NamesAreDecodedAndMappedAsIdna2003Does) {
  EXPECT_EQ(Key("B\u00DCCHER.ch"), "ch,xn--bcher-kva");
  EXPECT_EQ(Key("b%C3%BCcher.ch"), "ch,xn--bcher-kva");
  EXPECT_EQ(Key("\u2603.com"), "com,xn--n3h");
  EXPECT_EQ(Key("stra\u00DFe.de"), "de,strasse");
  EXPECT_EQ(Key("t%EF%BF%BD%04.82.net"), "net,82,t%ef%bf%bd%04");  // no name: its octets
  EXPECT_EQ(Key("b\u00FCcher..ch"), "ch,b%c3%bccher");
  EXPECT_EQ(Key("a\xFF.ch"), "ch,a");  // what is no UTF-8 is dropped
  EXPECT_EQ(Key("a b"), "a%20b");
}

TEST(SurtHostRules, OverlongAndSurrogateSequencesAreNoUtf8) {
  EXPECT_EQ(Key("a\xC0\xAF.ch"), "ch,a");
  EXPECT_EQ(Key("a\xED\xA0\x80.ch"), "ch,a");
  EXPECT_EQ(Key("a\xF4\x90\x80\x80.ch"), "ch,a");
  EXPECT_EQ(Key("a\xE0\x80\x80.ch"), "ch,a");
  EXPECT_EQ(Key("a\xF0\x80\x80\x80.ch"), "ch,a");
  EXPECT_EQ(Key("a\xE9"), "a");
}

}  // namespace
}  // namespace arsip
