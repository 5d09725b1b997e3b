// What the text of real pages costs beside the parse that it rests on, and what it finds.
//   text_bench --speed DIRECTORY [--check RATIO]   visible text, main text and metadata against
//                                                  Gumbo's parse with its default allocator
//   text_bench --records < PATHS                   a JSON object a line: what is found in each file
#include <gumbo.h>
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "extractors/extract.h"
#include "extractors/html_text.h"
#include "extractors/page_records.h"
#include "process_cost.h"

namespace arsip::extractors {
namespace {

constexpr int kRounds = 7;

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<std::string> ReadPages(const char* directory) {
  std::vector<std::string> pages;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    if (entry.path().extension() == ".html") pages.push_back(ReadFile(entry.path()));
  }
  return pages;
}

template <class Read>
double SecondsOf(const std::vector<std::string>& pages, Read read) {
  const double begin = CpuSecondsOf(CLOCK_THREAD_CPUTIME_ID);
  for (const std::string& page : pages) read(page);
  return CpuSecondsOf(CLOCK_THREAD_CPUTIME_ID) - begin;
}

void ParseWithMalloc(const std::string& page) {
  GumboOutput* const output =
      gumbo_parse_with_options(&kGumboDefaultOptions, page.data(), page.size());
  gumbo_destroy_output(&kGumboDefaultOptions, output);
}

void ReadAll(HtmlTextReader& reader, const std::string& page) {
  std::string refused;
  Extraction extraction;
  const PageOutline* const outline = reader.Outline(page, kDefaultMaxTextBytes, refused);
  AddPageRecords(*outline, {2'000, kDefaultMaxTextBytes, kMaxAnswerBytes}, extraction);
  extraction.set_text(outline->text);
  reader.Clear();
}

// They take turns, and the best round of each counts: the machine is shared.
int MeasureSpeed(const char* directory, double most) {
  const std::vector<std::string> pages = ReadPages(directory);
  if (pages.empty()) {
    std::fprintf(stderr, "text_bench: no pages in %s\n", directory);
    return 1;
  }
  HtmlTextReader reader;
  double gumbo = 1e9;
  double visible = 1e9;
  double full = 1e9;
  for (int round = 0; round < kRounds; ++round) {
    gumbo = std::min(gumbo, SecondsOf(pages, ParseWithMalloc));
    visible = std::min(visible, SecondsOf(pages, [&](const std::string& page) {
                         reader.Read(page, kDefaultMaxTextBytes);
                       }));
    full =
        std::min(full, SecondsOf(pages, [&](const std::string& page) { ReadAll(reader, page); }));
  }
  const double ratio = full / gumbo;
  std::printf("%zu pages: Gumbo %.0f ms, visible text %.2f, with main text and metadata %.2f\n",
              pages.size(), 1e3 * gumbo, visible / gumbo, ratio);
  return most > 0 && ratio > most ? 1 : 0;
}

nlohmann::json JsonOf(const Record& record) {
  nlohmann::json authors = nlohmann::json::array();
  for (const Author& author : record.authors()) authors.push_back(author.name());
  return {{"kind", Record::Kind_Name(record.kind())},
          {"title", record.title()},
          {"title_source", record.title_source()},
          {"authors", authors},
          {"published", record.published().utc()},
          {"published_as_written", record.published().as_written()},
          {"published_source", record.published().source()},
          {"text_source", record.text_source()},
          {"text", record.text()}};
}

int PrintRecords() {
  Extractor extractor;
  Extraction extraction;
  for (std::string path; std::getline(std::cin, path);) {
    ExtractionRequest request;
    request.set_url("https://example.org/");
    request.set_content_type("text/html; charset=utf-8");  // as readability.mjs reads them
    request.set_want_text(true);
    request.set_want_records(true);
    extractor.Extract(request, ReadFile(path), extraction);
    nlohmann::json records = nlohmann::json::array();
    for (const Record& record : extraction.records()) records.push_back(JsonOf(record));
    const nlohmann::json line = {
        {"path", path}, {"visible", extraction.text()}, {"records", records}};
    std::cout << line.dump() << "\n";
  }
  return 0;
}

}  // namespace
}  // namespace arsip::extractors

int main(int argc, char** argv) {
  using namespace arsip::extractors;
  const bool checked = argc >= 5 && std::strcmp(argv[3], "--check") == 0;
  if (argc >= 3 && std::strcmp(argv[1], "--speed") == 0) {
    return MeasureSpeed(argv[2], checked ? std::atof(argv[4]) : 0);
  }
  if (argc == 2 && std::strcmp(argv[1], "--records") == 0) return PrintRecords();
  std::fprintf(stderr, "usage: text_bench --speed DIRECTORY [--check RATIO] | --records < PATHS\n");
  return 2;
}
