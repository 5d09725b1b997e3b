#include "frontier/host_table.h"

#include <gtest/gtest.h>

#include <string>

namespace arsip::frontier {
namespace {

HostRecord Record(HostNumber number, const std::string& origin) {
  HostRecord record;
  record.number = number;
  record.origin = origin;
  return record;
}

TEST(HostTableTest, HostsAreFoundByOriginAndNumber) {
  HostTable table;
  Host& first = table.Add(Record(0, "http://a.example"));
  for (HostNumber number = 1; number < 5000; ++number) {
    table.Add(Record(number, "http://h" + std::to_string(number) + ".example"));
  }
  EXPECT_EQ(table.size(), 5000U);
  EXPECT_EQ(&table[0], &first);
  EXPECT_EQ(table.Find("http://a.example"), HostNumber{0});
  EXPECT_EQ(table.Find("http://h4999.example"), HostNumber{4999});
  EXPECT_EQ(table.Find("https://a.example"), std::nullopt);
}

TEST(HostTableTest, LeasedPagesDoNotWait) {
  Host host;
  host.record.queued = {1, 2, 3};
  host.record.retrying = 4;
  host.leased_pages = 2;
  EXPECT_EQ(host.waiting(), 8U);
}

TEST(HostTableTest, AHostThatBacksOffIsProbed) {
  Host host;
  EXPECT_FALSE(host.probing());
  host.record.busy_level = 1;
  EXPECT_TRUE(host.probing());
  host.record.busy_level = 0;
  host.record.dormant = true;
  EXPECT_TRUE(host.probing());
}

TEST(HostNames, AreTheHostOfAnOrigin) {
  EXPECT_EQ(HostNameOf("https://example.org"), "example.org");
  EXPECT_EQ(HostNameOf("http://example.org:8080"), "example.org");
  EXPECT_EQ(HostNameOf("http://[2001:db8::1]:8080"), "2001:db8::1");
  EXPECT_EQ(HostNameOf("http://192.0.2.1"), "192.0.2.1");
}

}  // namespace
}  // namespace arsip::frontier
