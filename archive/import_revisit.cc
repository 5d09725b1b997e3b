#include "archive/import_revisit.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/http_message.h"

namespace arsip::archive {
namespace {

// What the revisit has anew, or has in other members of WarcRecord.
constexpr std::array<std::string_view, 15> kNotTaken = {
    "WARC-Type",       "WARC-Record-ID",      "WARC-Date",
    "WARC-Target-URI", "WARC-Warcinfo-ID",    "WARC-Block-Digest",
    "Content-Type",    "Content-Length",      "WARC-Filename",
    "WARC-Truncated",  "WARC-Payload-Digest", "WARC-Profile",
    "WARC-Refers-To",  "WARC-Refers-To-Date", "WARC-Refers-To-Target-URI"};

bool IsTaken(std::string_view field) {
  return std::ranges::none_of(
      kNotTaken, [field](std::string_view own) { return EqualsIgnoreCase(own, field); });
}

}  // namespace

WarcRecord RevisitInstead(const WarcHeader& response, std::string http_head,
                          const IndexedOriginal& original) {
  WarcRecord revisit;
  revisit.type = RecordType::kRevisit;
  revisit.record_id = response.record_id();
  revisit.date = response.time();
  revisit.target_uri = response.target_uri();
  revisit.content_type = response.Get("Content-Type");
  for (const auto& field : response.fields()) {
    if (IsTaken(field.first)) revisit.fields.push_back(field);
  }
  revisit.fields.emplace_back("WARC-Profile", kProfileIdenticalPayloadDigest);
  revisit.fields.emplace_back("WARC-Refers-To", original.record_id);
  revisit.fields.emplace_back("WARC-Refers-To-Target-URI", original.target_uri);
  revisit.fields.emplace_back("WARC-Refers-To-Date", original.date);
  revisit.fields.emplace_back("WARC-Truncated", "length");
  revisit.fields.emplace_back("WARC-Payload-Digest", FormatDigest(original.payload_sha1));
  revisit.AppendBlock(std::move(http_head));
  return revisit;
}

}  // namespace arsip::archive
