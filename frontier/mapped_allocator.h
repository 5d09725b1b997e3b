// MappedAllocator: memory straight from the kernel, for arrays of megabytes that come and go with
// runs of the seen set. From malloc they would leave holes that are never given back. Stateless;
// thread-safe.
#ifndef ARSIP_FRONTIER_MAPPED_ALLOCATOR_H_
#define ARSIP_FRONTIER_MAPPED_ALLOCATOR_H_

#include <sys/mman.h>

#include <cstddef>
#include <new>

namespace arsip::frontier {

template <class T>
struct MappedAllocator {
  using value_type = T;
  MappedAllocator() = default;
  template <class U>
  MappedAllocator(const MappedAllocator<U>& /*other*/) {}  // NOLINT(google-explicit-constructor)

  T* allocate(size_t count) {
    void* const memory = mmap(nullptr, count * sizeof(T), PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
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
