#include "archive/verify_index.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "archive/index_rows.h"

namespace arsip::archive {
namespace {

using Severity = VerifyProblem::Severity;
using Rows = KeyValueStore::Iterator;

struct RowName {
  std::string where = "index";
  std::string table;
};

class Comparison {
 public:
  Comparison(const std::set<FileId>& cold, uint64_t& count, VerifyProblems& problems)
      : cold_(cold), count_(count), problems_(problems) {}

  Status LearnNames(CaptureIndex& index) {
    return index.ForEachFile([this](const IndexedFile& file) {
      filenames_.emplace(file.id, file.filename);
      return true;
    });
  }
  void Run(Rows& rows, Rows& expected);

 private:
  RowName NameOf(std::string_view key, std::string_view value) const;
  std::string WhereIs(const std::optional<RecordPosition>& position) const;
  std::string FilenameOf(FileId id) const;
  void Tell(const Rows& row, const std::string& before, const std::string& after);
  void Tell(const RecordPosition& position, const std::string& difference);
  // Records of a block that is not the same on both sides: they are told one by one.
  bool IsBlock(std::string_view key) const { return DecodeBlockKey(key).has_value(); }
  void Collect(const Rows& block, bool expected);
  void TellBlocks();

  bool IsCold(std::string_view key, std::string_view value) const;

  const std::set<FileId>& cold_;
  uint64_t& count_;
  VerifyProblems& problems_;
  std::map<FileId, std::string> filenames_;
  // Of one window of one file: blocks do not reach over its ends.
  struct Sides {
    std::optional<BlockRecord> held;
    std::optional<BlockRecord> expected;
  };
  std::map<RecordPosition, Sides> records_;
  std::optional<RecordPosition> block_;  // the first that differed
  bool told_ = false;                    // of it or of one of them
};

std::string Comparison::FilenameOf(FileId id) const {
  const auto known = filenames_.find(id);
  return known != filenames_.end() ? known->second : "file " + std::to_string(id);
}

std::string Comparison::WhereIs(const std::optional<RecordPosition>& position) const {
  if (!position.has_value()) return "index";
  return WhereOf(FilenameOf(position->file), position->offset);
}

RowName Comparison::NameOf(std::string_view key, std::string_view value) const {
  switch (static_cast<Table>(key.empty() ? '\0' : key.front())) {
    case Table::kCapture: {
      const auto capture = DecodeCaptureKey(key);
      if (!capture.has_value()) break;
      return {WhereIs(capture->position), "capture row of " + capture->urlkey};
    }
    case Table::kDigest: {
      const auto row = DecodeDigestRow(value);
      if (!row.has_value()) break;
      return {WhereIs(*row), "digest row"};
    }
    case Table::kSha1: {
      const auto row = DecodeSha1Row(value);
      if (!row.has_value()) break;
      return {WhereIs(row->position), "SHA-1 row"};
    }
    case Table::kPhysical:
      return {WhereIs(DecodeBlockKey(key)), "record block"};
    case Table::kRecordId:
      return {WhereIs(DecodeRecordIdKey(key)), "record-id row"};
    case Table::kFile:
      if (key.size() != 5) break;
      return {FilenameOf(ReadBigEndian32(key.substr(1))), "file row"};
    case Table::kFilename:
      return {std::string(key.substr(1)), "filename row"};
    case Table::kImage:
    case Table::kMember:
    case Table::kSighting:
      if (key.size() < 9) break;
      return {"index", "image row " + HexEncode({reinterpret_cast<const uint8_t*>(key.data()), 9})};
    case Table::kMeta:
      break;
  }
  const std::string_view start = key.substr(0, 64);
  return {"index",
          "row " + HexEncode({reinterpret_cast<const uint8_t*>(start.data()), start.size()})};
}

// Whether a row of the index is of a record in cold storage, which cannot be compared. Rows of
// images name no file: with anything in cold storage, none of them can be called superfluous.
bool Comparison::IsCold(std::string_view key, std::string_view value) const {
  if (cold_.empty()) return false;
  std::optional<FileId> file;
  const auto of = [&file](const std::optional<RecordPosition>& position) {
    if (position.has_value()) file = position->file;
  };
  switch (static_cast<Table>(key.empty() ? '\0' : key.front())) {
    case Table::kImage:
    case Table::kMember:
    case Table::kSighting:
      return true;
    case Table::kCapture:
      if (const auto capture = DecodeCaptureKey(key); capture.has_value()) of(capture->position);
      break;
    case Table::kDigest:
    case Table::kSha1:
      of(PositionOfRow(value));
      break;
    case Table::kPhysical:
      of(DecodeBlockKey(key));
      break;
    case Table::kRecordId:
      of(DecodeRecordIdKey(key));
      break;
    case Table::kFile:
      if (key.size() == 5) file = ReadBigEndian32(key.substr(1));
      break;
    case Table::kFilename:
      if (value.size() == 4) file = ReadBigEndian32(value);
      break;
    case Table::kMeta:
      break;
  }
  return file.has_value() && cold_.contains(*file);
}

void Comparison::Tell(const Rows& row, const std::string& before, const std::string& after) {
  RowName name = NameOf(row.key(), row.value());
  problems_.Add(Severity::kError, std::move(name.where), before + name.table + after);
}

// Whether a difference in size and digest is all; that was found when the file was read.
bool SameFileRow(std::string_view key, std::string_view value, std::string_view expected) {
  if (key.size() != 5 || key.front() != static_cast<char>(Table::kFile)) return false;
  const auto row = DecodeFileRow(ReadBigEndian32(key.substr(1)), value);
  auto other = DecodeFileRow(ReadBigEndian32(key.substr(1)), expected);
  if (!row.has_value() || !other.has_value()) return false;
  other->size = row->size;
  other->sha256 = row->sha256;
  return EncodeFileRow(*row) == EncodeFileRow(*other);
}

void Comparison::Tell(const RecordPosition& position, const std::string& difference) {
  told_ = true;
  problems_.Add(Severity::kError, WhereIs(position), difference);
}

void Comparison::Collect(const Rows& block, bool expected) {
  const RecordPosition first = *DecodeBlockKey(block.key());
  const bool same_window = block_.has_value() && block_->file == first.file &&
                           BlockWindow(block_->offset) == BlockWindow(first.offset);
  if (!same_window) TellBlocks();
  if (!block_.has_value()) block_ = first;
  auto records = DecodeRecordBlock(first.offset, block.value());
  if (!records.has_value()) return Tell(first, "the index has an unreadable record block");
  for (BlockRecord& record : *records) {
    Sides& sides = records_[{first.file, record.offset}];
    (expected ? sides.expected : sides.held) = std::move(record);
  }
}

void Comparison::TellBlocks() {
  if (!block_.has_value()) return;
  const auto held = [](const auto& record) { return record.second.held.has_value(); };
  const auto expected = [](const auto& record) { return record.second.expected.has_value(); };
  if (told_) records_.clear();
  if (!records_.empty() && std::ranges::none_of(records_, held)) {
    Tell(*block_, "the index lacks its record block");
    records_.clear();
  } else if (!records_.empty() && std::ranges::none_of(records_, expected)) {
    Tell(*block_, "the index has a record block that no whole record calls for");
    records_.clear();
  }
  for (const auto& [position, sides] : records_) {
    if (!sides.held.has_value()) {
      Tell(position, "the index lacks its record row");
    } else if (!sides.expected.has_value()) {
      Tell(position, "the index has a record row that no whole record calls for");
    } else if (*sides.held != *sides.expected) {
      Tell(position, "the record row of the index is not what the records call for");
    }
  }
  if (!told_) {
    Tell(*block_, "the record blocks of the index are not cut as the records call for");
  }
  records_.clear();
  block_.reset();
  told_ = false;
}

void Comparison::Run(Rows& rows, Rows& expected) {
  rows.Seek("");
  expected.Seek("");
  while (rows.Valid() || expected.Valid()) {
    if (!rows.status().has_value()) return;  // what it did not reach is not missing
    const bool missing = !rows.Valid() || (expected.Valid() && expected.key() < rows.key());
    const bool extra = !missing && (!expected.Valid() || rows.key() < expected.key());
    if (missing) {
      if (IsBlock(expected.key())) {
        Collect(expected, true);
      } else {
        Tell(expected, "the index lacks its ", "");
      }
      expected.Next();
      continue;
    }
    if (IsCold(rows.key(), rows.value())) {
      if (!extra) expected.Next();
      rows.Next();
      continue;
    }
    ++count_;
    if (extra && IsBlock(rows.key())) {
      Collect(rows, false);
    } else if (extra) {
      Tell(rows, "the index has a ", " that no whole record calls for");
    } else if (IsBlock(rows.key()) && rows.value() != expected.value()) {
      Collect(rows, false);
      Collect(expected, true);
      expected.Next();
    } else {
      if (rows.value() != expected.value() &&
          !SameFileRow(rows.key(), rows.value(), expected.value())) {
        Tell(rows, "the ", " of the index is not what the records call for");
      }
      expected.Next();
    }
    rows.Next();
  }
  TellBlocks();
}

}  // namespace

Status CompareIndexRows(CaptureIndex& index, CaptureIndex& expected, const std::set<FileId>& cold,
                        uint64_t& rows, VerifyProblems& problems) {
  Comparison comparison(cold, rows, problems);
  ARSIP_TRY(comparison.LearnNames(expected));
  const auto tell = [&problems](const Error& error) {
    problems.Add(Severity::kError, "index", error.message);
  };
  // Rows that cannot be read are met again below; only their names are lost.
  if (const Status known = comparison.LearnNames(index); !known.has_value()) tell(known.error());
  auto iterator = index.store().NewIterator();
  if (!iterator.has_value()) {
    tell(iterator.error());
    return Ok();
  }
  ARSIP_ASSIGN(const auto expected_rows, expected.store().NewIterator());
  comparison.Run(**iterator, *expected_rows);
  if (const Status end = (*iterator)->status(); !end.has_value()) tell(end.error());
  return expected_rows->status();
}

}  // namespace arsip::archive
