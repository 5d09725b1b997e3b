#include "extractors/arena.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>

namespace arsip::extractors {
namespace {

constexpr size_t kMiB = 1u << 20;

TEST(ArenaTest, PiecesAreAlignedAndApart) {
  Arena arena(kMiB, kMiB);
  auto* first = static_cast<char*>(arena.Allocate(3));
  auto* second = static_cast<char*>(arena.Allocate(1));
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(first) % alignof(std::max_align_t), 0u);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(second) % alignof(std::max_align_t), 0u);
  EXPECT_GE(second - first, 3);
}

TEST(ArenaTest, EveryByteOfAPieceIsUsable) {
  Arena arena(8 * kMiB, 0);
  for (const size_t size : {size_t{1}, size_t{100}, kMiB, 3 * kMiB}) {
    void* piece = arena.Allocate(size);
    ASSERT_NE(piece, nullptr) << size;
    std::memset(piece, 0xAB, size);
  }
}

TEST(ArenaTest, RefusesBeyondItsLimit) {
  Arena arena(kMiB, 0);
  EXPECT_EQ(arena.Allocate(2 * kMiB), nullptr);
  size_t taken = 0;
  while (taken < 4 * kMiB && arena.Allocate(1000) != nullptr) taken += 1000;
  EXPECT_GT(taken, kMiB / 2);
  EXPECT_LE(taken, kMiB);
  EXPECT_LE(arena.held_bytes(), kMiB);
}

TEST(ArenaTest, ResetGivesEverythingBack) {
  Arena arena(kMiB, kMiB);
  for (int round = 0; round < 100; ++round) {
    for (int i = 0; i < 500; ++i) ASSERT_NE(arena.Allocate(1000), nullptr) << round;
    arena.Reset();
  }
}

TEST(ArenaTest, KeepsNoMoreThanItWasToldTo) {
  Arena arena(64 * kMiB, kMiB);
  for (int i = 0; i < 32; ++i) ASSERT_NE(arena.Allocate(kMiB), nullptr);
  arena.Reset();
  EXPECT_LE(arena.held_bytes(), kMiB);
  EXPECT_NE(arena.Allocate(kMiB), nullptr);
}

}  // namespace
}  // namespace arsip::extractors
