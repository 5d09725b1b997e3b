// A row value has one encoding: what decodes encodes to the same bytes. The input's first byte is
// the table.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "archive/index_rows.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace arsip::archive;
  constexpr std::string_view kUrlkey = "org,example)/";
  const std::string_view input(reinterpret_cast<const char*>(bytes), size);
  if (input.empty()) return 0;
  const std::string value(input.substr(1));
  std::string again = value;
  switch (static_cast<Table>(input.front())) {
    case Table::kCapture:
      // A later rule may give the same URL, so that only the meaning is the same.
      if (const auto row = DecodeCaptureRow(value, kUrlkey); row.has_value()) {
        if (!DecodeCaptureRow(EncodeCaptureRow(*row, kUrlkey), kUrlkey).has_value()) std::abort();
      }
      break;
    case Table::kPhysical:
      if (const auto records = DecodeRecordBlock(0, value); records.has_value()) {
        RecordBlockWriter writer;
        for (const BlockRecord& record : *records) writer.Add(record);
        again = writer.value();
      }
      break;
    case Table::kRecordId:
      if (const auto last = DecodeLastBytes(value); last.has_value())
        again = EncodeLastBytes(*last);
      break;
    case Table::kFile:
      if (const auto row = DecodeFileRow(1, value); row.has_value()) again = EncodeFileRow(*row);
      break;
    case Table::kDigest:
      if (const auto row = DecodeDigestRow(value); row.has_value()) again = EncodeDigestRow(*row);
      break;
    case Table::kSha1:
      if (const auto row = DecodeSha1Row(value); row.has_value()) again = EncodeSha1Row(*row);
      break;
    default:
      // Keys have one encoding too.
      if (const auto key = DecodeCaptureKey(value); key.has_value()) again = EncodeCaptureKey(*key);
      if (const auto at = DecodeBlockKey(value); at.has_value()) again = BlockKey(*at);
      (void)DecodeRecordIdKey(value);
  }
  if (again != value) std::abort();
  return 0;
}
