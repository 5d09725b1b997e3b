// MappedAllocator: memory straight from the kernel, for arrays of megabytes that come and go with
// runs of the seen set. From malloc they would leave holes that are never given back. In huge pages
// where the kernel has them: look-ups go anywhere in these arrays, and finding out where a small
// page lies costs as much as reading it. Stateless; thread-safe.
#ifndef ARSIP_FRONTIER_MAPPED_ALLOCATOR_H_
#define ARSIP_FRONTIER_MAPPED_ALLOCATOR_H_

#include <sys/mman.h>

#include <cstddef>
#include <new>

namespace arsip::frontier {

// Of x86-64; where they are larger, or there are none, nothing is lost.
inline constexpr size_t kHugePageBytes = size_t{2} << 20;

template <class T>
struct MappedAllocator {
  using value_type = T;
  MappedAllocator() = default;
  template <class U>
  MappedAllocator(const MappedAllocator<U>& /*other*/) {}  // NOLINT(google-explicit-constructor)

  T* allocate(size_t count) {
    const size_t bytes = count * sizeof(T);
    void* const memory =
        mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    if (bytes >= kHugePageBytes) madvise(memory, bytes, MADV_HUGEPAGE);
    return static_cast<T*>(memory);
  }
  void deallocate(T* memory, size_t count) { munmap(memory, count * sizeof(T)); }

  template <class U>
  bool operator==(const MappedAllocator<U>& /*other*/) const {
    return true;
  }
};

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_MAPPED_ALLOCATOR_H_
