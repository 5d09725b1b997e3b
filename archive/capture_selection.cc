#include "archive/capture_selection.h"

#include <chrono>
#include <utility>

#include "archive/cdxj_line.h"
#include "archive/index_rows.h"
#include "base/clock.h"

namespace arsip::archive {
namespace {

std::string_view BlockOfMetadata(const std::vector<ConcurrentRecord>& records) {
  for (const ConcurrentRecord& record : records) {
    if (record.type == RecordType::kMetadata) return record.record.block;
  }
  return {};
}

}  // namespace

Result<std::string> MetadataOf(CaptureIndex& index, const std::string& archive_directory,
                               const Capture& capture) {
  ARSIP_ASSIGN(const auto records, ConcurrentRecords(index, archive_directory, capture));
  return std::string(BlockOfMetadata(records));
}

// Whether it is new. A row is the record's position; its value, the length and the capture's key.
Result<bool> CaptureSelection::AddRecord(const RecordLocation& location,
                                         std::string_view capture_key) {
  ARSIP_ASSIGN(const auto file, index_.FindFile(location.filename));
  if (!file.has_value()) {
    return Error{ErrorCode::kNotFound, "the index knows no such file", location.filename};
  }
  std::string row;
  AppendBigEndian32(row, file->id);
  AppendBigEndian64(row, location.offset);
  ARSIP_ASSIGN(const auto known, lines_.Find(kRecords, row));
  if (known.has_value()) return false;
  std::string value;
  AppendBigEndian64(value, location.length);
  value.append(capture_key);
  ARSIP_TRY(lines_.Add(kRecords, row, value));
  bytes_ += location.length;
  return true;
}

// Counted once, however often it is chosen.
Status CaptureSelection::Hide(const AccessRule& rule, const std::string& capture_key) {
  ARSIP_ASSIGN(const auto known, lines_.Find(kHidden, capture_key));
  if (known.has_value()) return Ok();
  hidden_.Add(rule.kind);
  return lines_.Add(kHidden, capture_key);
}

Result<std::vector<ConcurrentRecord>> CaptureSelection::ShownWith(const Capture& capture) {
  ARSIP_ASSIGN(auto records, ConcurrentRecords(index_, archive_directory_, capture));
  std::erase_if(records, [this](const ConcurrentRecord& record) {
    const WarcHeader& header = record.record.header;
    return rules_.DenialOfRecord(header.target_uri(), header.time(), now_) != nullptr;
  });
  return records;
}

Status CaptureSelection::Add(const Capture& capture, const Chosen& chosen) {
  ARSIP_ASSIGN(const auto file, index_.FindFile(capture.location.filename));
  const FileId id = file.has_value() ? file->id : 0;
  const std::string key =
      EncodeCaptureKey({capture.urlkey, capture.time, {id, capture.location.offset}});
  const AccessRule* rule = rules_.Denial(capture, now_);
  if (rule != nullptr) return Hide(*rule, key);
  ARSIP_ASSIGN(const bool is_new, AddRecord(capture.location, key));
  if (!is_new) return Ok();
  ARSIP_ASSIGN(const auto records, ShownWith(capture));
  for (const ConcurrentRecord& record : records) {
    ARSIP_ASSIGN(const bool added, AddRecord(record.location, {}));
    static_cast<void>(added);
  }
  ARSIP_TRY(chosen(capture, BlockOfMetadata(records)));
  if (capture.type != RecordType::kRevisit) return Ok();
  if (capture.original.has_value()) {
    ARSIP_ASSIGN(const auto original,
                 index_.FindOriginal(capture.original->url, capture.original->time));
    // An original is no revisit, so this ends.
    if (original.has_value() && original->type != RecordType::kRevisit) {
      return Add(*original, chosen);
    }
  }
  ++missing_originals_;
  return Ok();
}

Result<std::optional<Capture>> CaptureSelection::CaptureAt(const std::string& begin,
                                                           const std::string& end,
                                                           const RecordLocation& location) {
  std::optional<Capture> found;
  // Its bounds are keys without the byte of their table.
  const auto bound = [](std::string_view key) { return key.substr(1); };
  ARSIP_TRY(index_.ForEachCapture(bound(begin), bound(end), [&](const Capture& capture) {
    if (capture.location.filename == location.filename &&
        capture.location.offset == location.offset) {
      found = capture;
    }
    return !found.has_value();
  }));
  return found;
}

Result<Capture> CaptureSelection::Find(std::string_view cdxj_line) {
  ARSIP_ASSIGN(const CdxjLine line, ParseCdxjLine(cdxj_line));
  ARSIP_ASSIGN(const UtcTime from, ParseTimestamp14(line.timestamp, TimestampPadding::kLow));
  ARSIP_ASSIGN(const UtcTime to, ParseTimestamp14(line.timestamp, TimestampPadding::kHigh));
  ARSIP_ASSIGN(auto capture,
               CaptureAt(CaptureKeyPrefix(line.urlkey, from),
                         CaptureKeyPrefix(line.urlkey, to + std::chrono::microseconds(1)),
                         {line.filename, line.offset, line.length}));
  if (capture.has_value()) return *std::move(capture);
  return Error{ErrorCode::kNotFound, "the archive has no such capture",
               line.filename + "@" + std::to_string(line.offset)};
}

Status CaptureSelection::ForEach(const std::function<Status(const Record&)>& each) {
  constexpr size_t kLengthBytes = 8, kFileBytes = 4;
  return lines_.ForEach(kRecords, [&](std::string_view row, std::string_view value) -> Status {
    ARSIP_ASSIGN(const IndexedFile file, index_.File(ReadBigEndian32(row)));
    Record record;
    record.location = {file.filename, ReadBigEndian64(row.substr(kFileBytes)),
                       ReadBigEndian64(value)};
    const std::string key(value.substr(kLengthBytes));
    if (!key.empty()) {
      ARSIP_ASSIGN(record.capture, CaptureAt(key, key + '\0', record.location));
    }
    return each(record);
  });
}

}  // namespace arsip::archive
