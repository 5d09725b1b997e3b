#include "extractors/html_text.h"

#include <gumbo.h>

#include <csetjmp>
#include <ctime>
#include <span>

#include "extractors/utf8.h"
#include "extractors/white_space.h"

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

enum class Display { kInline, kBlock, kCell, kNone };

Display DisplayOf(const GumboElement& element) {
  switch (element.tag) {
    case GUMBO_TAG_HEAD:
    case GUMBO_TAG_TITLE:
    case GUMBO_TAG_SCRIPT:
    case GUMBO_TAG_STYLE:
    case GUMBO_TAG_NOSCRIPT:
    case GUMBO_TAG_TEMPLATE:
    case GUMBO_TAG_IFRAME:
    case GUMBO_TAG_NOEMBED:
    case GUMBO_TAG_NOFRAMES:
    case GUMBO_TAG_AUDIO:
    case GUMBO_TAG_VIDEO:
    case GUMBO_TAG_CANVAS:
    case GUMBO_TAG_DATALIST:
      return Display::kNone;
    case GUMBO_TAG_TD:
    case GUMBO_TAG_TH:
    case GUMBO_TAG_BUTTON:
      return Display::kCell;
    case GUMBO_TAG_A:
    case GUMBO_TAG_ABBR:
    case GUMBO_TAG_B:
    case GUMBO_TAG_BDI:
    case GUMBO_TAG_BDO:
    case GUMBO_TAG_BIG:
    case GUMBO_TAG_CITE:
    case GUMBO_TAG_CODE:
    case GUMBO_TAG_DEL:
    case GUMBO_TAG_DFN:
    case GUMBO_TAG_EM:
    case GUMBO_TAG_FONT:
    case GUMBO_TAG_I:
    case GUMBO_TAG_IMG:
    case GUMBO_TAG_INPUT:
    case GUMBO_TAG_INS:
    case GUMBO_TAG_KBD:
    case GUMBO_TAG_LABEL:
    case GUMBO_TAG_MARK:
    case GUMBO_TAG_NOBR:
    case GUMBO_TAG_Q:
    case GUMBO_TAG_RB:
    case GUMBO_TAG_RP:
    case GUMBO_TAG_RT:
    case GUMBO_TAG_RUBY:
    case GUMBO_TAG_S:
    case GUMBO_TAG_SAMP:
    case GUMBO_TAG_SMALL:
    case GUMBO_TAG_SPAN:
    case GUMBO_TAG_STRIKE:
    case GUMBO_TAG_STRONG:
    case GUMBO_TAG_SUB:
    case GUMBO_TAG_SUP:
    case GUMBO_TAG_TIME:
    case GUMBO_TAG_TT:
    case GUMBO_TAG_U:
    case GUMBO_TAG_UNKNOWN:  // custom elements are inline unless styled
    case GUMBO_TAG_VAR:
    case GUMBO_TAG_WBR:
      return Display::kInline;
    default:
      return Display::kBlock;
  }
}

bool IsHeading(const GumboElement& element) {
  return element.tag >= GUMBO_TAG_H1 && element.tag <= GUMBO_TAG_H6;
}

// Walks with a stack of its own: the depth of a page is no reason for deep recursion.
class TextWalk {
 public:
  TextWalk(VisibleText& result, size_t max_bytes) : result_(result), max_bytes_(max_bytes) {}

  void Walk(const GumboNode* root) {
    Enter(root);
    while (!open_.empty() && !result_.truncated) {
      Open& top = open_.back();
      const GumboVector& children = top.element->children;
      if (top.next_child < children.length) {
        Enter(static_cast<const GumboNode*>(children.data[top.next_child++]));
      } else {
        const Open closed = top;
        open_.pop_back();
        Leave(closed);
      }
    }
    while (!result_.text.empty() && IsSpace(result_.text.back())) result_.text.pop_back();
  }

 private:
  struct Open {
    const GumboElement* element;
    unsigned next_child;
    size_t text_begin;
  };

  void Enter(const GumboNode* node) {
    switch (node->type) {
      case GUMBO_NODE_TEXT:
      case GUMBO_NODE_CDATA:
      case GUMBO_NODE_WHITESPACE:
        Append(node->v.text.text);
        return;
      case GUMBO_NODE_ELEMENT:
        return EnterElement(node->v.element);
      default:
        return;
    }
  }

  void EnterElement(const GumboElement& element) {
    const Display display = DisplayOf(element);
    if (display == Display::kNone ||
        gumbo_get_attribute(&element.attributes, "hidden") != nullptr) {
      return;
    }
    Separate(display);
    if (element.tag == GUMBO_TAG_IMG) {
      const GumboAttribute* alt = gumbo_get_attribute(&element.attributes, "alt");
      if (alt != nullptr && alt->value[0] != '\0') {
        Append(" ");
        Append(alt->value);
        Append(" ");
      }
    }
    open_.push_back({&element, 0, result_.text.size()});
  }

  void Leave(const Open& closed) {
    if (IsHeading(*closed.element)) AddHeading(closed.text_begin);
    Separate(DisplayOf(*closed.element));
  }

  void AddHeading(size_t begin) {
    if (result_.headings.size() >= kMaxHeadings || begin >= result_.text.size()) return;
    std::string heading;
    AppendFolded(heading, std::string_view(result_.text).substr(begin));
    const std::string_view cut = TrimSpace(CutUtf8(heading, kMaxHeadingBytes));
    if (!cut.empty()) result_.headings.emplace_back(cut);
  }

  void Separate(Display display) {
    std::string& text = result_.text;
    if (display == Display::kCell) AppendFolded(text, " ");
    if (display != Display::kBlock || text.empty() || text.back() == '\n') return;
    if (text.back() == ' ') text.pop_back();
    if (!text.empty() && text.back() != '\n') text += '\n';
  }

  void Append(std::string_view text) {
    AppendFolded(result_.text, text);
    if (result_.text.size() <= max_bytes_) return;
    result_.text.resize(CutUtf8(result_.text, max_bytes_).size());
    result_.truncated = true;
  }

  VisibleText& result_;
  const size_t max_bytes_;
  std::vector<Open> open_;
};

}  // namespace

HtmlTextReader::HtmlTextReader(const DomBudget& budget)
    : budget_(budget), arena_(budget.max_memory_bytes, kKeptArenaBytes) {}

VisibleText HtmlTextReader::Read(std::string_view html, size_t max_text_bytes) {
  VisibleText result;
  arena_.Reset();
  GumboMemory memory{arena_, ThreadCpuTime() + budget_.max_cpu_time};
  const GumboOutput* output = ParseWithin(memory, html);
  if (output == nullptr) {
    const bool time = memory.exhausted[0] == 't';
    result.refused = time ? "time > " + std::to_string(budget_.max_cpu_time.count()) + " ms"
                          : "memory > " + std::to_string(budget_.max_memory_bytes >> 20) + " MiB";
  } else {
    TextWalk(result, max_text_bytes).Walk(output->root);
  }
  arena_.Reset();
  return result;
}

}  // namespace arsip::extractors
