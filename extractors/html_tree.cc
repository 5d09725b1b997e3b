#include "extractors/html_tree.h"

#include <csetjmp>
#include <ctime>

namespace arsip::extractors {
namespace {

// Arena memory that stays with the process between documents: enough for an ordinary page.
constexpr size_t kKeptArenaBytes = 8u << 20;

// Behind Gumbo's allocator option. Gumbo cannot be told to stop and does not survive a null
// pointer, so a budget that is used up is left by longjmp: Gumbo is C and owns nothing but arena
// memory.
struct GumboMemory {
  Arena& arena;
  std::chrono::nanoseconds deadline;  // on the thread's processor clock
  uint32_t allocations = 0;
  const char* exhausted = nullptr;
  std::jmp_buf abandon{};
};

std::chrono::nanoseconds ThreadCpuTime() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

void* AllocateForGumbo(void* userdata, size_t bytes) {
  constexpr uint32_t kAllocationsPerLookAtTheClock = 256;
  auto& memory = *static_cast<GumboMemory*>(userdata);
  void* const piece = memory.arena.Allocate(bytes);
  if (piece == nullptr) {
    memory.exhausted = "memory";
  } else if (++memory.allocations % kAllocationsPerLookAtTheClock == 0 &&
             ThreadCpuTime() > memory.deadline) {
    memory.exhausted = "time";
  }
  if (memory.exhausted != nullptr) std::longjmp(memory.abandon, 1);  // NOLINT(cert-err52-cpp)
  return piece;
}

// Null when the budget is used up. Holds no object with a destructor: longjmp would jump over it.
const GumboOutput* ParseWithin(GumboMemory& memory, std::string_view html) {
  if (setjmp(memory.abandon) != 0) return nullptr;  // NOLINT(cert-err52-cpp)
  GumboOptions options = kGumboDefaultOptions;
  options.allocator = AllocateForGumbo;
  options.deallocator = [](void*, void*) {};
  options.userdata = &memory;
  options.max_errors = 0;
  return gumbo_parse_with_options(&options, html.data(), html.size());
}

}  // namespace

HtmlTree::HtmlTree(const DomBudget& budget)
    : budget_(budget), arena_(budget.max_memory_bytes, kKeptArenaBytes) {}

const GumboNode* HtmlTree::Parse(std::string_view html) {
  refused_.clear();
  arena_.Reset();
  GumboMemory memory{arena_, ThreadCpuTime() + budget_.max_cpu_time};
  const GumboOutput* output = ParseWithin(memory, html);
  if (output != nullptr) return output->document;
  const bool time = memory.exhausted[0] == 't';
  refused_ = time ? "time > " + std::to_string(budget_.max_cpu_time.count()) + " ms"
                  : "memory > " + std::to_string(budget_.max_memory_bytes >> 20) + " MiB";
  arena_.Reset();
  return nullptr;
}

const char* AttributeOf(const GumboElement& element, const char* name) {
  const GumboAttribute* const attribute = gumbo_get_attribute(&element.attributes, name);
  return attribute == nullptr ? nullptr : attribute->value;
}

}  // namespace arsip::extractors
