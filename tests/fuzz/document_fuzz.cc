// The walk through containers, images and packages. PDF is left to its own library, which is not
// ours to fuzz here.
#include <cstdint>
#include <string_view>

#include "extractors/document_extractor.h"
#include "extractors/extract.h"
#include "record_checks.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace arsip::extractors;
  constexpr uint32_t kMaxText = 4'096;
  constexpr uint32_t kMaxRecords = 50;
  const std::string_view payload(reinterpret_cast<const char*>(bytes), size);
  if (payload.find("%PDF-") != std::string_view::npos) return 0;
  static DocumentExtractor& extractor = []() -> DocumentExtractor& {
    static DocumentExtractor made;
    made.Preload();
    return made;
  }();
  ExtractionRequest request;
  request.set_kind(ExtractionRequest::DOCUMENT);
  request.set_max_text_bytes(kMaxText);
  request.set_max_records(kMaxRecords);
  request.set_max_links(kFuzzedMaxLinks);
  static Extraction answer;
  extractor.Extract(request, payload, answer);
  Require(answer.records_size() >= 1);
  RequireSoundRecords(answer, kMaxRecords, kMaxText);
  RequireSoundLinks(answer, kFuzzedMaxLinks, kMaxAnswerBytes);
  Require(answer.ByteSizeLong() <= kMaxAnswerBytes);
  Extraction again;
  Require(again.ParseFromString(answer.SerializeAsString()));
  return 0;
}
