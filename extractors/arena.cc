#include "extractors/arena.h"

#include <algorithm>
#include <new>

namespace arsip::extractors {

void* Arena::AllocateFromNextBlock(size_t bytes) {
  while (next_block_ < blocks_.size()) {
    const Block& kept = blocks_[next_block_++];
    if (kept.size < bytes) continue;
    Enter(kept);
    return Allocate(bytes);
  }
  const size_t left = max_bytes_ - held_bytes_;
  if (bytes > left) return nullptr;
  const size_t wanted = std::max({bytes, kFirstBlockBytes, held_bytes_ / 2});
  Block block;
  block.size = std::min(wanted, left);
  block.memory.reset(new (std::nothrow) char[block.size]);
  if (!block.memory) return nullptr;
  held_bytes_ += block.size;
  Enter(block);
  blocks_.push_back(std::move(block));
  next_block_ = blocks_.size();
  return Allocate(bytes);
}

void Arena::Enter(const Block& block) {
  at_ = block.memory.get();
  end_ = at_ + block.size;
}

void Arena::Reset() {
  while (held_bytes_ > kept_bytes_ && !blocks_.empty()) {
    held_bytes_ -= blocks_.back().size;
    blocks_.pop_back();
  }
  next_block_ = 0;
  at_ = end_ = nullptr;
}

}  // namespace arsip::extractors
