#include "archive/warc_record.h"

#include <array>

#include "archive/record_uuid.h"

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

std::string NewRecordId() { return FormatRecordUuid(NewRecordUuid()); }

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
