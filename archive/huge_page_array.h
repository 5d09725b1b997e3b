// HugePageArray: a zeroed array of fixed size, on pages of 2 MiB where the kernel grants them.
// Random reads of hundreds of megabytes else spend much of their time in the page tables. Movable;
// not thread-safe.
#ifndef ARSIP_ARCHIVE_HUGE_PAGE_ARRAY_H_
#define ARSIP_ARCHIVE_HUGE_PAGE_ARRAY_H_

#include <sys/mman.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <type_traits>

namespace arsip::archive {

template <class T>
class HugePageArray {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  HugePageArray() = default;
  explicit HugePageArray(size_t size) : size_(size) {
    constexpr size_t kHugePage = 2u << 20;
    const size_t unit = size * sizeof(T) >= kHugePage ? kHugePage : kCacheLine;
    bytes_ = (size * sizeof(T) + unit - 1) / unit * unit;
    if (bytes_ == 0) return;
    void* memory = std::aligned_alloc(unit, bytes_);
    if (memory == nullptr) throw std::bad_alloc();
    // Advice only: it may be refused.
    if (unit == kHugePage) madvise(memory, bytes_, MADV_HUGEPAGE);
    std::memset(memory, 0, bytes_);
    elements_.reset(static_cast<T*>(memory));
  }

  T* data() { return elements_.get(); }
  const T* data() const { return elements_.get(); }
  T& operator[](size_t i) { return elements_.get()[i]; }
  const T& operator[](size_t i) const { return elements_.get()[i]; }
  size_t size() const { return size_; }
  size_t bytes() const { return bytes_; }
  std::span<const T> span() const { return {data(), size_}; }

 private:
  static constexpr size_t kCacheLine = 64;
  struct Free {
    void operator()(T* memory) const { std::free(memory); }
  };
  std::unique_ptr<T, Free> elements_;
  size_t size_ = 0;
  size_t bytes_ = 0;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_HUGE_PAGE_ARRAY_H_
