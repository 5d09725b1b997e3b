// Whatever URL, type and fields a record has: what the writer does not refuse reads back as the
// same number of fields, with nothing for a strict reader to object to. So no value can end its
// line.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "archive/warc_header_parser.h"
#include "archive/warc_serialiser.h"

namespace {

// The bytes up to the next 0xff; an input's parts: URI, Content-Type, then names and values in
// turn.
std::string NextPart(std::string_view& input) {
  const size_t end = input.find('\xff');
  std::string part(input.substr(0, end));
  input.remove_prefix(end == std::string_view::npos ? input.size() : end + 1);
  return part;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace arsip::archive;
  std::string_view input(reinterpret_cast<const char*>(bytes), size);
  if (input.empty()) return 0;
  WarcRecord record;
  record.type = static_cast<RecordType>(static_cast<uint8_t>(input.front()) % 8);
  input.remove_prefix(1);
  record.target_uri = NextPart(input);
  record.content_type = NextPart(input);
  while (!input.empty() && record.fields.size() < 64) {
    std::string name = NextPart(input);
    record.fields.emplace_back(std::move(name), NextPart(input));
  }
  record.AppendBlock("block");
  const SegmentIdentity segment{.warcinfo_id = "<urn:uuid:1>", .filename = "a.warc.gz"};
  const auto header = SerialiseHeader(record, segment, {});
  if (!header.has_value()) return 0;
  const auto parsed = WarcHeader::Parse(*header);
  if (!parsed.has_value() || !header->ends_with("\r\n\r\n")) std::abort();
  // WARC-Type, -Record-ID, -Date, -Warcinfo-ID or -Filename, -Block-Digest, Content-Length.
  const size_t own =
      6 + (record.target_uri.empty() ? 0 : 1) + (record.content_type.empty() ? 0 : 1);
  if (parsed->fields().size() != own + record.fields.size()) std::abort();
  if (parsed->record_id() != record.record_id || parsed->content_length() != 5) std::abort();
  return 0;
}
