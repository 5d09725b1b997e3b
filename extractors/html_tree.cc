#include "extractors/html_tree.h"

#include <csetjmp>
#include <cstring>
#include <ctime>
#include <span>

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
  constexpr uint32_t kAllocationsPerLookAtTheClock = 1024;  // a look is a system call
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
  const GumboOutput* output = ParseWithin(memory, abridgement_.Abridge(html));
  if (output != nullptr && Restore(output->document)) return output->document;
  const bool time = memory.exhausted != nullptr && memory.exhausted[0] == 't';
  refused_ = time ? "time > " + std::to_string(budget_.max_cpu_time.count()) + " ms"
                  : "memory > " + std::to_string(budget_.max_memory_bytes >> 20) + " MiB";
  arena_.Reset();
  return nullptr;
}

bool HtmlTree::Restore(GumboNode* root) {
  left_.assign(1, root);
  while (!left_.empty()) {
    GumboNode* const node = left_.back();
    left_.pop_back();
    if (node->type == GUMBO_NODE_DOCUMENT) {
      if (!RestoreChildren(node->v.document.children)) return false;
    } else if (!RestoreAttributes(node->v.element.attributes) ||
               !RestoreChildren(node->v.element.children)) {
      return false;
    }
  }
  return true;
}

bool HtmlTree::RestoreChildren(GumboVector& children) {
  bool phrases = false;
  for (unsigned i = 0; i < children.length; ++i) {
    auto* const child = static_cast<GumboNode*>(children.data[i]);
    switch (child->type) {
      case GUMBO_NODE_ELEMENT:
      case GUMBO_NODE_TEMPLATE:
        left_.push_back(child);
        break;
      case GUMBO_NODE_TEXT:
      case GUMBO_NODE_CDATA:
        if (abridgement_.FindPhrase(child->v.text.text) != std::string_view::npos) {
          phrases = true;
        } else if (!Restore(child->v.text.text)) {
          return false;
        }
        break;
      default:
        break;
    }
  }
  return !phrases || phrases_.Unfold(children);
}

bool HtmlTree::Restore(const char*& text) {
  const std::string_view abridged(text);
  const size_t most = abridgement_.RestoredSize(abridged);
  if (most == 0) return true;
  auto* const whole = static_cast<char*>(arena_.Allocate(most + 1));
  if (whole == nullptr) return false;
  whole[abridgement_.Restore(abridged, whole)] = '\0';
  text = whole;
  return true;
}

bool HtmlTree::RestoreAttributes(GumboVector& attributes) {
  const auto at = [&attributes](unsigned i) {
    return static_cast<GumboAttribute*>(attributes.data[i]);
  };
  const std::span<const HtmlAttributeText> left_out = attributes.length == 1
                                                          ? abridgement_.AttributesOf(at(0)->name)
                                                          : std::span<const HtmlAttributeText>();
  if (!left_out.empty()) return WriteAttributes(left_out, arena_, attributes);
  for (unsigned i = 0; i < attributes.length; ++i) {
    if (!Restore(at(i)->value)) return false;
  }
  return true;
}

void HtmlTree::Clear() {
  arena_.Reset();
  abridgement_.Clear();
}

const char* AttributeOf(const GumboElement& element, const char* name) {
  // Names are in lower case here, too: gumbo_get_attribute() compares without regard to case.
  for (unsigned i = 0; i < element.attributes.length; ++i) {
    const auto& attribute = *static_cast<const GumboAttribute*>(element.attributes.data[i]);
    if (attribute.name[0] == name[0] && std::strcmp(attribute.name, name) == 0) {
      return attribute.value;
    }
  }
  return nullptr;
}

}  // namespace arsip::extractors
