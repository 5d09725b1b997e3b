#include "crawler/extraction_check.h"

#include <algorithm>
#include <cstddef>
#include <string>

#include "base/media_type.h"
#include "crawler/record_check.h"
#include "extractors/extract.h"
#include "extractors/html_text.h"
#include "extractors/image_thumbnail.h"
#include "extractors/link_scanner.h"
#include "extractors/link_set.h"
#include "extractors/media_limits.h"
#include "extractors/pdq_transform.h"
#include "extractors/utf8.h"

namespace arsip::crawler {
namespace {

using extractors::Extraction;
using extractors::ExtractionRequest;
using extractors::Link;

constexpr size_t kMaxWordBytes = 128;  // extractor, version, media type, charset, flag, reason
constexpr size_t kMaxImageStateBytes = 256;
constexpr int kMaxFlags = 16;
constexpr int kMaxRobotsEntries = 10'000;

Status Limit(const char* field, size_t value, size_t limit) {
  if (value <= limit) return Ok();
  return Error{ErrorCode::kInvalidInput,
               std::string(field) + " " + std::to_string(value) + " > " + std::to_string(limit),
               "answer of the sandbox"};
}

// Of the fields that are `bytes` in the protocol.
Status CheckText(const char* field, const std::string& text, size_t limit) {
  ARSIP_TRY(Limit(field, text.size(), limit));
  if (extractors::IsWellFormedUtf8(text)) return Ok();
  return Error{ErrorCode::kInvalidInput, std::string(field) + " is not UTF-8",
               "answer of the sandbox"};
}

Status CheckLinks(const ExtractionRequest& request, const Extraction& extraction) {
  const size_t max_links =
      request.max_links() == 0 ? extractors::kDefaultMaxLinks : request.max_links();
  ARSIP_TRY(Limit("links", static_cast<size_t>(extraction.links_size()), max_links));
  for (const Link& link : extraction.links()) {
    ARSIP_TRY(CheckText("reference", link.reference(), extractors::kMaxReferenceBytes));
    ARSIP_TRY(CheckText("context", link.context(), kMaxWordBytes));
    if (!Link::Kind_IsValid(link.kind())) {
      return Error{ErrorCode::kInvalidInput, "unknown kind of link", "answer of the sandbox"};
    }
  }
  return Ok();
}

Status CheckRobots(const Extraction::Robots& robots) {
  ARSIP_TRY(Limit("robots rules", static_cast<size_t>(robots.rules_size()), kMaxRobotsEntries));
  ARSIP_TRY(
      Limit("robots sitemaps", static_cast<size_t>(robots.sitemaps_size()), kMaxRobotsEntries));
  return Limit("robots group", robots.group().size(), kMaxWordBytes);
}

Status CheckWords(const Extraction& extraction) {
  ARSIP_TRY(Limit("flags", static_cast<size_t>(extraction.flags_size()), kMaxFlags));
  for (const std::string& flag : extraction.flags()) {
    ARSIP_TRY(Limit("flag", flag.size(), kMaxWordBytes));
  }
  ARSIP_TRY(
      Limit("headings", static_cast<size_t>(extraction.headings_size()), extractors::kMaxHeadings));
  for (const std::string& heading : extraction.headings()) {
    ARSIP_TRY(Limit("heading", heading.size(), extractors::kMaxHeadingBytes));
  }
  ARSIP_TRY(Limit("extractor", extraction.extractor().size(), kMaxWordBytes));
  ARSIP_TRY(Limit("version", extraction.version().size(), kMaxWordBytes));
  ARSIP_TRY(Limit("media type", extraction.sniffed_media_type().size(), kMaxWordBytes));
  ARSIP_TRY(Limit("charset", extraction.charset().size(), kMaxWordBytes));
  ARSIP_TRY(Limit("refusal", extraction.dom_refused().size(), kMaxWordBytes));
  ARSIP_TRY(Limit("language", extraction.language().size(), extractors::kMaxLanguageBytes));
  ARSIP_TRY(Limit("title", extraction.title().size(), extractors::kMaxTitleBytes));
  return Limit("base", extraction.base().size(), extractors::kMaxReferenceBytes);
}

Status CheckContactSheet(const ExtractionRequest& request, const Extraction& extraction) {
  const std::string& sheet = extraction.contact_sheet();
  const bool asked = request.kind() == ExtractionRequest::MEDIA && request.want_contact_sheet();
  ARSIP_TRY(Limit("contact sheet", sheet.size(), asked ? extractors::kMaxContactSheetBytes : 0));
  if (sheet.empty() || sheet.starts_with("\xFF\xD8\xFF")) return Ok();
  return Error{ErrorCode::kInvalidInput, "a contact sheet that is no JPEG",
               "answer of the sandbox"};
}

Status CheckImageHash(const ExtractionRequest& request, const Extraction& extraction) {
  if (!extraction.has_image_hash()) return Ok();
  const extractors::ImageHash& hash = extraction.image_hash();
  const auto wrong = [](const char* what) {
    return Error{ErrorCode::kInvalidInput, what, "answer of the sandbox"};
  };
  if (request.kind() != ExtractionRequest::IMAGE) return wrong("an image hash nobody asked for");
  const bool hashed = !hash.pdq().empty();
  if (hash.dihedral_size() != (hashed ? static_cast<int>(extractors::kDihedrals) : 0)) {
    return wrong("not eight dihedral hashes");
  }
  for (const std::string& form : hash.dihedral()) {
    if (!extractors::PdqHash::FromBytes(form)) return wrong("a hash of the wrong size");
  }
  if (hashed && hash.pdq() != hash.dihedral(0)) return wrong("two hashes of one image");
  if (!hashed && hash.state().empty()) return wrong("neither a hash nor a reason");
  ARSIP_TRY(Limit("quality", hash.quality(), 100));
  ARSIP_TRY(Limit("thumbnail", hash.thumbnail().size(),
                  request.want_thumbnail() ? extractors::kMaxThumbnailBytes : 0));
  if (!hash.thumbnail().empty() && SniffMediaType(hash.thumbnail()) != "image/jpeg") {
    return wrong("a thumbnail that is no JPEG");
  }
  ARSIP_TRY(Limit("media type", hash.media_type().size(), kMaxWordBytes));
  return Limit("state", hash.state().size(), kMaxImageStateBytes);
}

}  // namespace

Result<Extraction> CheckedExtraction(const ExtractionRequest& request, std::string_view answer) {
  Extraction extraction;
  if (!extraction.ParseFromArray(answer.data(), static_cast<int>(answer.size()))) {
    return Error{ErrorCode::kInvalidInput, "not an Extraction", "answer of the sandbox"};
  }
  const size_t max_text =
      request.max_text_bytes() == 0 ? extractors::kDefaultMaxTextBytes : request.max_text_bytes();
  const bool text_asked = request.want_text() || request.want_records() ||
                          request.kind() == ExtractionRequest::DOCUMENT;
  ARSIP_TRY(CheckContactSheet(request, extraction));
  ARSIP_TRY(CheckText("text", extraction.text(), text_asked ? max_text : 0));
  ARSIP_TRY(CheckLinks(request, extraction));
  ARSIP_TRY(CheckRobots(extraction.robots()));
  ARSIP_TRY(CheckWords(extraction));
  ARSIP_TRY(CheckRecords(request, extraction));
  ARSIP_TRY(CheckImageHash(request, extraction));
  return extraction;
}

}  // namespace arsip::crawler
