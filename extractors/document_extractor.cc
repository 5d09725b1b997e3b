#include "extractors/document_extractor.h"

#include <algorithm>
#include <new>
#include <utility>
#include <vector>

#include "base/media_type.h"
#include "extractors/content_decoding.h"
#include "extractors/document_walk.h"
#include "extractors/extract.h"
#include "extractors/link_scanner.h"
#include "extractors/pdf_document.h"
#include "extractors/record_annotation.h"
#include "extractors/utf8.h"

namespace arsip::extractors {
namespace {

// Of the answer; RecordSet leaves more than that.
constexpr size_t kMaxLinkBytes = 1u << 20;

void AddFlag(Extraction& extraction, bool raised, const char* flag) {
  if (raised) extraction.add_flags(flag);
}

}  // namespace

std::string DocumentVersions() {
  return "extraction " + std::string(kExtractionVersion) + ", poppler " + PdfVersion() +
         ", tesseract " + Ocr::Version() + ", libarchive " + ArchiveMembers::Version();
}

struct DocumentExtractor::State {
  explicit State(std::unique_ptr<Ocr> loaded) : ocr(std::move(loaded)), leaves(ocr.get()) {}

  std::string_view Decode(const ExtractionRequest& request, std::string_view payload,
                          Extraction& extraction);
  bool Recognises(const ExtractionRequest& request, Extraction& extraction) const;
  void Walk(const ExtractionRequest& request, std::string_view bytes, Extraction& extraction);

  std::unique_ptr<Ocr> ocr;
  LeafReader leaves;
  ContentDecoder decoder;
  LinkSet links;
  RecordAnnotator annotator;
};

DocumentExtractor::DocumentExtractor(std::unique_ptr<Ocr> ocr)
    : state_(std::make_unique<State>(std::move(ocr))) {}
DocumentExtractor::~DocumentExtractor() = default;

void DocumentExtractor::Preload() {
  ArchiveMembers::Preload();
  state_->leaves.Preload();
  state_->annotator.Preload();
}

void DocumentExtractor::Extract(const ExtractionRequest& request, std::string_view payload,
                                Extraction& extraction) {
  extraction.Clear();
  extraction.set_extractor("document");
  extraction.set_version(std::string(kExtractionVersion));
  AddFlag(extraction, request.body_truncated(), "body-truncated");
  const std::string_view bytes = state_->Decode(request, payload, extraction);
  extraction.set_decoded_bytes(bytes.size());
  const LeafReader::Type type = state_->leaves.TypeOf(bytes);
  extraction.set_sniffed_media_type(type.identified);
  try {
    state_->Walk(request, bytes, extraction);
  } catch (const std::bad_alloc&) {
    extraction.add_flags("memory");
  }
  extraction.set_links_dropped(state_->links.dropped());
  if (extraction.records_size() == 0) return;
  const size_t max_text =
      request.max_text_bytes() == 0 ? kDefaultMaxTextBytes : request.max_text_bytes();
  state_->annotator.Annotate(max_text, kMaxAnswerBytes, extraction);
  const Record& document = extraction.records(0);
  extraction.set_title(std::string(CutUtf8(document.title(), kMaxTitleBytes)));
  extraction.set_language(std::string(CutUtf8(document.language_declared(), kMaxLanguageBytes)));
  // What the reading of its members found out.
  if (document.kind() == Record::DOCUMENT && !document.media_type().empty()) {
    extraction.set_sniffed_media_type(document.media_type().substr(0, 128));
  }
}

std::string_view DocumentExtractor::State::Decode(const ExtractionRequest& request,
                                                  std::string_view payload,
                                                  Extraction& extraction) {
  const std::vector<std::string_view> codings(request.content_encoding().begin(),
                                              request.content_encoding().end());
  const DecodedContent decoded = decoder.Decode(payload, codings, request.max_decoded_bytes());
  AddFlag(extraction, decoded.bomb, "bomb");
  AddFlag(extraction, decoded.cut, "decoded-cut");
  AddFlag(extraction, decoded.bad_encoding, "bad-encoding");
  AddFlag(extraction, decoded.truncated_encoding, "truncated-encoding");
  return decoded.bytes;
}

bool DocumentExtractor::State::Recognises(const ExtractionRequest& request,
                                          Extraction& extraction) const {
  if (request.ocr_languages().empty()) return false;
  bool loaded = ocr != nullptr;
  for (const std::string& language : request.ocr_languages()) {
    loaded = loaded && std::ranges::find(ocr->languages(), language) != ocr->languages().end();
  }
  AddFlag(extraction, !loaded, "no-ocr");
  return loaded;
}

void DocumentExtractor::State::Walk(const ExtractionRequest& request, std::string_view bytes,
                                    Extraction& extraction) {
  WalkOptions options;
  options.recognise = Recognises(request, extraction);
  options.charset = MediaType::Parse(request.content_type()).charset;
  options.deadline =
      std::chrono::steady_clock::now() + (options.recognise ? kDocumentTimeWithOcr : kDocumentTime);
  links.Begin(extraction, request.max_links() == 0 ? kDefaultMaxLinks : request.max_links(),
              kMaxLinkBytes);
  RecordSet records(request, extraction);
  DocumentWalk(leaves, options, links, extraction, records, bytes.size()).Walk(bytes);
}

}  // namespace arsip::extractors
