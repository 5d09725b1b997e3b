#include "extractors/sandbox_channel.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <string>

namespace arsip::extractors {
namespace {

constexpr uint64_t kMiB = 1u << 20;

TEST(ChannelLayoutTest, ReadsBackWhatItWrites) {
  const ChannelLayout layout{4, 32 * kMiB, 8 * kMiB};
  const auto parsed = ChannelLayout::Parse(layout.ToString());
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->slots, 4u);
  EXPECT_EQ(parsed->input_bytes(), 128 * kMiB);
  EXPECT_EQ(parsed->output_bytes(), 32 * kMiB);
}

TEST(ChannelLayoutTest, RefusesWhatIsNoLayout) {
  for (const char* text : {"", "4", "4:1", "4:1:", "0:1:1", "4:0:1", "4:1:1:1", "x:1:1", "-1:1:1",
                           "65:1:1", "4:99999999999:1"}) {
    EXPECT_FALSE(ChannelLayout::Parse(text)) << text;
  }
}

TEST(HelloPacketTest, TextIsBoundedOnBothSides) {
  HelloPacket hello;
  hello.SetText(std::string(1000, 'x'));
  EXPECT_EQ(hello.Text().size(), sizeof hello.text - 1);
  std::memset(hello.text, 'y', sizeof hello.text);  // a peer that sends no NUL
  EXPECT_EQ(hello.Text().size(), sizeof hello.text);
}

TEST(SharedRegionTest, BothMappingsSeeTheSameBytes) {
  auto region = SharedRegion::Create("test", kMiB);
  ASSERT_TRUE(region);
  std::memcpy(region->at(100), "bytes", 5);
  auto read_only = region->OpenReadOnly();
  ASSERT_TRUE(read_only);
  auto other = SharedRegion::Map(*read_only, kMiB, SharedRegion::Access::kRead);
  ASSERT_TRUE(other);
  EXPECT_EQ(std::string_view(other->at(100), 5), "bytes");
}

TEST(SharedRegionTest, TheReadOnlyDescriptorCannotBeMappedForWriting) {
  auto region = SharedRegion::Create("test", kMiB);
  ASSERT_TRUE(region);
  auto read_only = region->OpenReadOnly();
  ASSERT_TRUE(read_only);
  EXPECT_EQ(::mmap(nullptr, kMiB, PROT_READ | PROT_WRITE, MAP_SHARED, *read_only, 0), MAP_FAILED);
  EXPECT_FALSE(SharedRegion::Map(*read_only, kMiB, SharedRegion::Access::kReadWrite));
}

TEST(SharedRegionTest, NobodyCanCutIt) {
  auto region = SharedRegion::Create("test", kMiB);
  ASSERT_TRUE(region);
  EXPECT_NE(::ftruncate(region->fd(), 0), 0);
  EXPECT_NE(::ftruncate(region->fd(), 2 * kMiB), 0);
}

TEST(SharedRegionTest, AnotherSizeThanAnnouncedIsRefused) {
  auto region = SharedRegion::Create("test", kMiB);
  ASSERT_TRUE(region);
  EXPECT_FALSE(SharedRegion::Map(::dup(region->fd()), 2 * kMiB, SharedRegion::Access::kRead));
}

TEST(SharedRegionTest, DiscardedPagesAreZerosAndTheRestStays) {
  auto region = SharedRegion::Create("test", kMiB);
  ASSERT_TRUE(region);
  std::memset(region->at(0), 'x', kMiB);
  region->Discard(100, kMiB - 100);
  EXPECT_EQ(*region->at(99), 'x');
  EXPECT_EQ(*region->at(kMiB / 2), '\0');
}

}  // namespace
}  // namespace arsip::extractors
