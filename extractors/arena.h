// Arena: memory that is taken in many small pieces and given back all at once.
//
// For Gumbo, which allocates per node and attribute: with an arena behind its allocator option it
// needs a seventh less time (tests/bench/link_bench.cc), and a tree that was abandoned half-way
// leaks nothing. Not thread-safe.
#ifndef ARSIP_EXTRACTORS_ARENA_H_
#define ARSIP_EXTRACTORS_ARENA_H_

#include <cstddef>
#include <memory>
#include <vector>

namespace arsip::extractors {

class Arena {
 public:
  // Never holds more than `max_bytes`, and not more than `kept_bytes` from one Reset() to the next.
  Arena(size_t max_bytes, size_t kept_bytes) : max_bytes_(max_bytes), kept_bytes_(kept_bytes) {}

  // Aligned for any type, uninitialised. Null when `max_bytes` would be exceeded.
  void* Allocate(size_t bytes) {
    bytes = (bytes + kAlignment - 1) & ~(kAlignment - 1);
    if (bytes > static_cast<size_t>(end_ - at_)) return AllocateFromNextBlock(bytes);
    char* const piece = at_;
    at_ += bytes;
    return piece;
  }
  // Everything that was allocated is gone.
  void Reset();
  size_t held_bytes() const { return held_bytes_; }

 private:
  struct Block {
    std::unique_ptr<char[]> memory;
    size_t size = 0;
  };
  static constexpr size_t kAlignment = alignof(std::max_align_t);
  static constexpr size_t kFirstBlockBytes = 256u << 10;

  void* AllocateFromNextBlock(size_t bytes);
  void Enter(const Block& block);

  const size_t max_bytes_;
  const size_t kept_bytes_;
  std::vector<Block> blocks_;
  size_t next_block_ = 0;
  size_t held_bytes_ = 0;
  char* at_ = nullptr;
  char* end_ = nullptr;
};

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_ARENA_H_
