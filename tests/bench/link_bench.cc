// Finding the links of real pages: the linear scanner against a tree that is built and walked.
//   link_bench [--benchmark_filter=...]; ARSIP_BENCH_HTML names another directory of pages.
#include <benchmark/benchmark.h>
#include <gumbo.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "extractors/arena.h"
#include "extractors/extract.h"
#include "extractors/html_text.h"
#include "extractors/html_tokenizer.h"
#include "extractors/link_scanner.h"
#include "extractors/link_set.h"

namespace arsip::extractors {
namespace {

constexpr const char* kPages = "/usr/share/doc/postgresql-doc-15/html";
constexpr size_t kArenaBytes = 384u << 20;

std::vector<std::string> ReadPages() {
  const char* const other = std::getenv("ARSIP_BENCH_HTML");
  std::vector<std::string> pages;
  for (const auto& entry : std::filesystem::directory_iterator(other != nullptr ? other : kPages)) {
    if (entry.path().extension() != ".html") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    pages.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return pages;
}

const std::vector<std::string>& Pages() {
  static const std::vector<std::string> pages = ReadPages();
  return pages;
}

// Reads every page once an iteration; `read` returns how many links it saw.
template <class Read>
void OverPages(benchmark::State& state, Read read) {
  if (Pages().empty()) return state.SkipWithError("no pages");
  size_t bytes = 0;
  for (const std::string& page : Pages()) bytes += page.size();
  size_t links = 0;
  for (auto _ : state) {
    links = 0;
    for (const std::string& page : Pages()) links += read(page);
  }
  const auto iterations = static_cast<int64_t>(state.iterations());
  state.SetBytesProcessed(iterations * static_cast<int64_t>(bytes));
  state.SetItemsProcessed(iterations * static_cast<int64_t>(Pages().size()));
  state.counters["links"] = static_cast<double>(links);
}

void Tokenizer(benchmark::State& state) {
  OverPages(state, [](const std::string& page) {
    HtmlTokenizer tokenizer(page);
    HtmlTokenizer::Attribute attribute;
    size_t attributes = 0;
    while (tokenizer.NextTag()) {
      while (tokenizer.NextAttribute(attribute)) ++attributes;
    }
    benchmark::DoNotOptimize(attributes);
    return size_t{0};
  });
}

void Scanner(benchmark::State& state) {
  LinkSet links;
  Extraction extraction;
  OverPages(state, [&](const std::string& page) {
    extraction.Clear();
    links.Begin(extraction, kDefaultMaxLinks, kMaxAnswerBytes);
    benchmark::DoNotOptimize(ScanLinks(page, HtmlTokenizer::Syntax::kHtml, links));
    return static_cast<size_t>(extraction.links_size());
  });
}

// The same links go into the same set: only the way to them differs.
void WalkTree(const GumboNode* root, LinkSet& links) {
  std::vector<const GumboNode*> left{root};
  while (!left.empty()) {
    const GumboNode* const node = left.back();
    left.pop_back();
    if (node->type != GUMBO_NODE_ELEMENT) continue;
    const GumboElement& element = node->v.element;
    for (const char* name : {"href", "src"}) {
      const GumboAttribute* const attribute = gumbo_get_attribute(&element.attributes, name);
      if (attribute != nullptr) links.AddLiteral(attribute->value, Link::ANCHOR, name);
    }
    for (unsigned i = 0; i < element.children.length; ++i) {
      left.push_back(static_cast<const GumboNode*>(element.children.data[i]));
    }
  }
}

void TreeWalk(benchmark::State& state, const GumboOptions& options, Arena* arena) {
  LinkSet links;
  Extraction extraction;
  OverPages(state, [&](const std::string& page) {
    extraction.Clear();
    links.Begin(extraction, kDefaultMaxLinks, kMaxAnswerBytes);
    GumboOutput* const output = gumbo_parse_with_options(&options, page.data(), page.size());
    WalkTree(output->root, links);
    if (arena != nullptr) {
      arena->Reset();
    } else {
      gumbo_destroy_output(&options, output);
    }
    return static_cast<size_t>(extraction.links_size());
  });
}

void GumboWalk(benchmark::State& state) { TreeWalk(state, kGumboDefaultOptions, nullptr); }

void GumboWalkInArena(benchmark::State& state) {
  Arena arena(kArenaBytes, kArenaBytes);
  GumboOptions options = kGumboDefaultOptions;
  options.allocator = [](void* memory, size_t bytes) {
    return static_cast<Arena*>(memory)->Allocate(bytes);
  };
  options.deallocator = [](void*, void*) {};
  options.userdata = &arena;
  TreeWalk(state, options, &arena);
}

// What a page costs when its text is wanted, too.
void GumboTextInArena(benchmark::State& state) {
  HtmlTextReader reader;
  OverPages(state, [&](const std::string& page) {
    benchmark::DoNotOptimize(reader.Read(page, kDefaultMaxTextBytes));
    return size_t{0};
  });
}

BENCHMARK(Tokenizer)->Unit(benchmark::kMillisecond);
BENCHMARK(Scanner)->Unit(benchmark::kMillisecond);
BENCHMARK(GumboWalk)->Unit(benchmark::kMillisecond);
BENCHMARK(GumboWalkInArena)->Unit(benchmark::kMillisecond);
BENCHMARK(GumboTextInArena)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace arsip::extractors
