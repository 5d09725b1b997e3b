#include "archive/verify_references.h"

#include <array>
#include <utility>

namespace arsip::archive {
namespace {

constexpr size_t kBatchBytes = 1u << 20;
constexpr std::array kFields = {"WARC-Concurrent-To", "WARC-Refers-To"};

// Some writers leave the angle brackets of an id out (section 5.2 has them).
std::string IdIn(std::string_view value) {
  return value.starts_with('<') ? std::string(value) : "<" + std::string(value) + ">";
}

// Ordered as the index orders record ids, so that Finish reads both from front to back.
std::string ReferenceKey(const std::string& id, const RecordPosition& position, size_t field) {
  const LookupId lookup = LookupIdOf(BlockRecordId::Of(id));
  std::string key(lookup.begin(), lookup.end());
  return key.append(BlockKey(position)) + static_cast<char>(field);
}

}  // namespace

Result<std::unique_ptr<ReferenceCheck>> ReferenceCheck::Open(const std::string& directory) {
  ARSIP_ASSIGN(auto store, KeyValueStore::Open(directory, {}));
  return std::unique_ptr<ReferenceCheck>(new ReferenceCheck(std::move(store)));
}

Status ReferenceCheck::Add(const WarcHeader& header, const RecordPosition& position) {
  for (size_t field = 0; field < kFields.size(); ++field) {
    for (const std::string_view value : header.GetAll(kFields[field])) {
      if (value.empty()) continue;
      const std::string id = IdIn(value);
      batch_.Put(ReferenceKey(id, position, field), id);
    }
  }
  return batch_.bytes() < kBatchBytes ? Ok() : Flush();
}

Status ReferenceCheck::Flush() {
  ARSIP_TRY(store_->Write(batch_, KeyValueStore::Sync::kNo));
  batch_.Clear();
  return Ok();
}

Status ReferenceCheck::Finish(CaptureIndex& index, CaptureIndex* with_cold,
                              VerifyProblems& problems) {
  ARSIP_TRY(Flush());
  std::string id;
  bool found = false;
  ARSIP_ASSIGN(const auto rows, store_->NewIterator());
  for (rows->Seek(""); rows->Valid(); rows->Next()) {
    if (rows->value() != id) {
      id = rows->value();
      ARSIP_ASSIGN(const auto record, index.FindRecord(id));
      found = record.has_value();
      if (!found && with_cold != nullptr) {
        const auto cold = with_cold->FindRecord(id);
        found = cold.has_value() && cold->has_value();
      }
    }
    if (found) continue;
    const std::string_view key = rows->key();
    const auto field = static_cast<size_t>(static_cast<unsigned char>(key.back()));
    const auto position = DecodeBlockKey(key.substr(kUuidBytes, key.size() - kUuidBytes - 1));
    if (!position.has_value() || field >= kFields.size()) {
      return Error{ErrorCode::kInternal, "a reference that was not written here", ""};
    }
    ARSIP_ASSIGN(const IndexedFile file, index.File(position->file));
    // Others import what they have: an original may lie in a file that they have not.
    const auto severity = file.kind == SegmentKind::kImported ? VerifyProblems::Severity::kWarning
                                                              : VerifyProblems::Severity::kError;
    problems.Add(severity, WhereOf(file.filename, position->offset),
                 std::string(kFields.at(field)) + " " + id + " is not in the archive");
  }
  return rows->status();
}

}  // namespace arsip::archive
