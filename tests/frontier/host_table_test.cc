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

TEST(HostTableTest, EachOfManyHostsIsFoundAtEverySize) {
  HostTable table;
  EXPECT_EQ(table.Find("http://h0.example"), std::nullopt);
  for (HostNumber number = 0; number < 3000; ++number) {
    const std::string next = "http://h" + std::to_string(number) + ".example";
    ASSERT_EQ(table.Find(next), std::nullopt);
    table.Add(Record(number, next));
    const HostNumber other = number * 7 / 11;
    ASSERT_EQ(table.Find("http://h" + std::to_string(other) + ".example"), other);
    ASSERT_EQ(table.Find(next), number);
  }
}

TEST(HostTableTest, ARecordThatStandsTwiceOrHasNoHostIsCorruption) {
  HostTable table;
  ASSERT_TRUE(table.Restore(Record(0, "https://net.example")).has_value());
  EXPECT_FALSE(table.Restore(Record(1, "https://net.example")).has_value());
  EXPECT_FALSE(table.Restore(Record(2, "https://other.example")).has_value());
  EXPECT_FALSE(table.Restore(Record(1, "https://other.example/s/name")).has_value());
  ASSERT_TRUE(table.Restore(Record(1, "https://net.example/s/name")).has_value());
  EXPECT_EQ(table.hosts(), 1U);
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
