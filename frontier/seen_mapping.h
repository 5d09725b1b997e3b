// SeenMapping: the pages of a run's file as memory, so that a look-up costs no system call and what
// it reads can be fetched ahead. The kernel keeps or drops these pages as it does those of any
// file.
//
// The file must not become shorter meanwhile, and a page that the disk cannot read ends the process
// (SIGBUS), as it does with LevelDB's tables. Movable; unmapped with its owner. Thread-safe.
#ifndef ARSIP_FRONTIER_SEEN_MAPPING_H_
#define ARSIP_FRONTIER_SEEN_MAPPING_H_

#include <cstddef>

namespace arsip::frontier {

class SeenMapping {
 public:
  SeenMapping() = default;
  // Of memory that mmap() gave.
  SeenMapping(const char* memory, size_t size) : memory_(memory), size_(size) {}
  ~SeenMapping();
  SeenMapping(SeenMapping&& other) noexcept;
  SeenMapping& operator=(SeenMapping&& other) noexcept;

  const char* data() const { return memory_; }

 private:
  const char* memory_ = nullptr;
  size_t size_ = 0;
};

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_SEEN_MAPPING_H_
