#include "crawler/extraction_request.h"

#include <algorithm>
#include <array>

#include "base/http_message.h"
#include "base/media_type.h"

namespace arsip::crawler {

using extractors::ExtractionRequest;

namespace {

constexpr size_t kSniffBytes = 4096;

bool IsDocument(std::string_view essence) {
  constexpr std::array<std::string_view, 13> kTypes = {"application/pdf",
                                                       "application/zip",
                                                       "application/epub+zip",
                                                       "application/x-7z-compressed",
                                                       "application/x-tar",
                                                       "application/gzip",
                                                       "application/x-gzip",
                                                       "application/zstd",
                                                       "application/x-ole-storage",
                                                       "image/jpeg",
                                                       "image/png",
                                                       "image/gif",
                                                       "image/webp"};
  return std::ranges::find(kTypes, essence) != kTypes.end() ||
         essence.starts_with("application/vnd.openxmlformats-officedocument.") ||
         essence.starts_with("application/vnd.oasis.opendocument.");
}

// Notes and playlists are no recordings.
bool IsMedia(std::string_view essence) {
  return essence.starts_with("video/") || essence == "application/ogg" ||
         (essence.starts_with("audio/") && essence != "audio/midi" && essence != "audio/basic" &&
          essence != "audio/mpegurl" && essence != "audio/x-mpegurl");
}

bool IsProse(std::string_view essence) {
  return essence == "text/plain" || essence == "text/markdown" || essence == "text/csv";
}

}  // namespace

ExtractionRequest::Kind KindFor(const ExtractionRequest& request, std::string_view payload) {
  const std::string declared = MediaType::Parse(request.content_type()).essence;
  const bool coded = std::ranges::any_of(request.content_encoding(), [](const std::string& coding) {
    return !coding.empty() && coding != "identity";
  });
  if (coded) {
    const bool document = IsDocument(declared) || IsProse(declared);
    return document ? ExtractionRequest::DOCUMENT : ExtractionRequest::PAGE;
  }
  const std::string_view sniffed = SniffMediaType(payload.substr(0, kSniffBytes));
  if (IsMedia(sniffed)) return ExtractionRequest::MEDIA;
  const bool document = IsDocument(sniffed) || (sniffed == "text/plain" && IsProse(declared));
  return document ? ExtractionRequest::DOCUMENT : ExtractionRequest::PAGE;
}

void AskForDocument(const ExtractionChoice& choice, ExtractionRequest& request) {
  request.set_kind(ExtractionRequest::DOCUMENT);
  for (const std::string& language : choice.ocr_languages) request.add_ocr_languages(language);
}

ExtractionRequest ExtractionRequestFor(const std::string& url, std::string_view head,
                                       bool truncated, const ExtractionChoice& choice) {
  ExtractionRequest request;
  request.set_kind(ExtractionRequest::PAGE);
  request.set_url(url);
  const HttpHead parsed = HttpHead::ParseResponse(head);
  if (const auto type = parsed.Get("Content-Type")) request.set_content_type(std::string(*type));
  for (const std::string_view coding : parsed.GetAll("Content-Encoding")) {
    request.add_content_encoding(std::string(coding));
  }
  request.set_want_text(choice.want_text);
  request.set_want_records(choice.want_text);
  request.set_want_speculative(choice.want_speculative);
  request.set_max_links(choice.max_links);
  request.set_max_decoded_bytes(choice.max_decoded_bytes);
  request.set_max_text_bytes(choice.max_text_bytes);
  request.set_body_truncated(truncated);
  return request;
}

ExtractionRequest ExtractionRequestFor(const frontier::Lease& lease, const FetchResult& fetched,
                                       const ExtractionChoice& choice) {
  ExtractionRequest request = ExtractionRequestFor(fetched.url.href(), fetched.head,
                                                   fetched.truncated != Truncated::kNo, choice);
  if (lease.purpose == frontier::LeasePurpose::kRobotsTxt) {
    request.set_kind(ExtractionRequest::ROBOTS_TXT);
    request.set_product_token(choice.product_token);
  } else if (lease.target.hop_path.ends_with(static_cast<char>(frontier::Hop::kManifest))) {
    request.set_kind(ExtractionRequest::SITEMAP);
  }
  return request;
}

bool CanHaveRecords(std::string_view media_type) {
  const MediaType type = MediaType::Parse(media_type);
  return type.html() || type.xml() || IsDocument(type.essence) || IsMedia(type.essence) ||
         type.essence == "application/json" || type.essence == "text/json" ||
         type.essence.ends_with("+json");
}

}  // namespace arsip::crawler
