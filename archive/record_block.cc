#include "archive/record_block.h"

#include <algorithm>

namespace arsip::archive {
namespace {

// The byte that each record begins with. Part of the persistent format.
constexpr uint8_t kTypeBits = 7;
constexpr uint8_t kGap = 8;  // it does not begin where the one before it ends
constexpr int kFormShift = 4;
constexpr uint8_t kMaxForm = static_cast<uint8_t>(IdRuns::Form::kText);

uint64_t ZigZag(int64_t value) {
  return static_cast<uint64_t>(value) << 1 ^ static_cast<uint64_t>(value >> 63);
}
int64_t UnZigZag(uint64_t value) {
  return static_cast<int64_t>(value >> 1) ^ -static_cast<int64_t>(value & 1);
}

}  // namespace

BlockRecordId BlockRecordId::Of(std::string_view record_id) {
  if (const auto uuid = ParseRecordUuid(record_id); uuid.has_value()) return {*uuid, {}};
  return {{}, std::string(record_id)};
}

IdRuns::Written IdRuns::Write(const BlockRecordId& id) {
  if (!id.text.empty()) return {};
  const auto known = last_.begin() + static_cast<std::ptrdiff_t>(count_);
  const auto run = std::find_if(last_.begin(), known,
                                [&](const RecordUuid& last) { return last.SameRun(id.uuid); });
  Written written;
  if (run == known) {
    written.form = Form::kUuid;
    count_ = std::min(count_ + 1, kRuns);
    std::rotate(last_.begin(), last_.end() - 1, last_.end());
  } else {
    written.step = static_cast<int64_t>(id.uuid.counter() - run->counter() - 1);
    const auto at = run - last_.begin();
    const bool next = at == 0 && written.step == 0;
    written.form = next ? Form::kNext : static_cast<Form>(1 + at);
    std::rotate(last_.begin(), run, run + 1);
  }
  last_.front() = id.uuid;
  return written;
}

std::optional<RecordUuid> IdRuns::Read(Form form, int64_t step) const {
  const size_t run = form == Form::kNext ? 0 : static_cast<size_t>(form) - 1;
  if (run >= count_) return std::nullopt;
  const uint64_t counter = last_.at(run).counter() + 1 + static_cast<uint64_t>(step);
  if (counter > RecordUuid::kCounterMask) return std::nullopt;
  return last_.at(run).WithCounter(counter);
}

bool RecordBlockWriter::Takes(uint64_t offset) const {
  if (count_ == 0) return true;
  return count_ < kMaxBlockRecords && out_.bytes().size() < kFullBlockBytes &&
         BlockWindow(offset) == BlockWindow(first_);
}

void RecordBlockWriter::Add(const BlockRecord& record) {
  if (count_ == 0) first_ = end_ = record.offset;
  const IdRuns::Written id = runs_.Write(record.id);
  const uint64_t gap = record.offset - end_;
  out_.Byte(static_cast<uint8_t>(static_cast<uint8_t>(record.type) | (gap > 0 ? kGap : 0) |
                                 static_cast<uint8_t>(id.form) << kFormShift));
  if (gap > 0) out_.Varint(gap);
  out_.Varint(record.length);
  switch (id.form) {
    case IdRuns::Form::kNext:
      break;
    case IdRuns::Form::kNear:
    case IdRuns::Form::kSecond:
    case IdRuns::Form::kThird:
      out_.Varint(ZigZag(id.step));
      break;
    case IdRuns::Form::kUuid:
      out_.Bytes(UuidBytes(record.id.uuid));
      break;
    case IdRuns::Form::kText:
      out_.Text(record.id.text);
  }
  end_ = record.offset + record.length;
  ++count_;
}

bool RecordBlockReader::ReadId(uint8_t form_byte) {
  if (form_byte > kMaxForm) return false;
  const auto form = static_cast<IdRuns::Form>(form_byte);
  record_.id.text.clear();
  int64_t step = 0;
  if (form == IdRuns::Form::kText) {
    record_.id.uuid = {};
    record_.id.text = in_.Text();
    if (record_.id.text.empty() || ParseRecordUuid(record_.id.text).has_value()) return false;
  } else if (form == IdRuns::Form::kUuid) {
    record_.id.uuid = UuidFromBytes(in_.Bytes<kUuidBytes>());
  } else {
    if (form != IdRuns::Form::kNext) step = UnZigZag(in_.Varint());
    const auto uuid = runs_.Read(form, step);
    if (!uuid.has_value()) return false;
    record_.id.uuid = *uuid;
  }
  // One id, one encoding.
  return runs_.Write(record_.id).form == form;
}

bool RecordBlockReader::Next() {
  if (!ok_ || (in_.done() && count_ > 0)) return false;
  const uint8_t first = in_.Byte();
  const uint64_t gap = (first & kGap) != 0 ? in_.Varint() : 0;
  record_.type = static_cast<RecordType>(first & kTypeBits);
  record_.offset = end_ + gap;
  record_.length = in_.Varint();
  const bool sound = ReadId(first >> kFormShift) && in_.ok();
  const bool minimal = (first & kGap) == 0 || (gap > 0 && count_ > 0);
  ok_ = sound && minimal && record_.offset >= end_ &&
        record_.offset + record_.length >= record_.offset && count_ < kMaxBlockRecords;
  end_ = record_.offset + record_.length;
  ++count_;
  return ok_;
}

std::optional<std::vector<BlockRecord>> DecodeRecordBlock(uint64_t first_offset,
                                                          std::string_view value) {
  std::vector<BlockRecord> records;
  RecordBlockReader reader(first_offset, value);
  while (reader.Next()) records.push_back(reader.record());
  if (!reader.ok()) return std::nullopt;
  return records;
}

}  // namespace arsip::archive
