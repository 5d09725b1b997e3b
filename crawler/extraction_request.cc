#include "crawler/extraction_request.h"

#include "base/http_message.h"
#include "base/media_type.h"

namespace arsip::crawler {

using extractors::ExtractionRequest;

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
  return type.html() || type.xml() || type.essence == "application/json" ||
         type.essence == "text/json" || type.essence.ends_with("+json");
}

}  // namespace arsip::crawler
