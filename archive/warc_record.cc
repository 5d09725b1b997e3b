#include "archive/warc_record.h"

#include <sys/random.h>

#include <array>
#include <cstdlib>
#include <span>

namespace arsip::archive {
namespace {

constexpr std::array<const char*, 8> kTypeNames = {"warcinfo",   "response",    "request",
                                                   "metadata",   "revisit",     "resource",
                                                   "conversion", "continuation"};

}  // namespace

const char* RecordTypeName(RecordType type) { return kTypeNames.at(static_cast<size_t>(type)); }

Result<RecordType> ParseRecordType(std::string_view name) {
  for (size_t i = 0; i < kTypeNames.size(); ++i) {
    if (name == kTypeNames[i]) return static_cast<RecordType>(i);
  }
  return Error{ErrorCode::kInvalidInput,
               "'" + std::string(name.substr(0, 100)) + "' is no record type of WARC 1.1", ""};
}

std::string NewRecordId() {
  std::array<uint8_t, 16> bytes{};
  // Up to 256 bytes come whole or not at all, and only a kernel without the call refuses: a record
  // without an identity of its own must not be written.
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) std::abort();
  bytes[6] = static_cast<uint8_t>((bytes[6] & 0x0f) | 0x40);  // RFC 9562 section 5.4: version 4
  bytes[8] = static_cast<uint8_t>((bytes[8] & 0x3f) | 0x80);  // section 4.1: variant
  const std::string hex = HexEncode(bytes);
  return "<urn:uuid:" + hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" +
         hex.substr(16, 4) + "-" + hex.substr(20) + ">";
}

void WarcRecord::AppendBlock(std::string text) {
  auto owned = std::make_shared<const std::string>(std::move(text));
  block.emplace_back(*owned);
  keep_alive.push_back(std::move(owned));
}

uint64_t WarcRecord::block_length() const {
  uint64_t length = 0;
  for (const std::string_view part : block) length += part.size();
  return length;
}

}  // namespace arsip::archive
