// How long memory that was freed stays with the process: malloc is mimalloc's in the programs that
// link arsip_allocator, and for them alone this does something.
#ifndef ARSIP_BASE_FREED_MEMORY_H_
#define ARSIP_BASE_FREED_MEMORY_H_

#ifdef ARSIP_MIMALLOC
#include <mimalloc.h>
#endif

namespace arsip {

// What one page took serves the next: given back to the kernel after 25 ms, mimalloc's default,
// memory is faulted in again and again. Call it first in main(). MIMALLOC_DECOMMIT_DELAY in the
// environment wins.
inline void KeepFreedMemory() {
#ifdef ARSIP_MIMALLOC
  constexpr long kMilliseconds = 1000;
  mi_option_set_default(mi_option_decommit_delay, kMilliseconds);
#endif
}

}  // namespace arsip

#endif  // ARSIP_BASE_FREED_MEMORY_H_
