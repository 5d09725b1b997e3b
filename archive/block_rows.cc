#include "archive/block_rows.h"

#include <algorithm>
#include <limits>

#include "archive/record_cursor.h"

namespace arsip::archive {
namespace {

bool SharePrefix(const LookupId& a, const LookupId& b) {
  return std::equal(a.begin(), a.end() - 1, b.begin());
}

}  // namespace

void BlockRows::Begin() {
  block_ = {};
  ids_.clear();
  changed_ = false;
}

// From the back: ids follow one another.
void BlockRows::Learn(const BlockRecord& record, bool changed) {
  const LookupId id = LookupIdOf(record.id);
  auto known = std::find_if(ids_.rbegin(), ids_.rend(),
                            [&](const Ids& ids) { return SharePrefix(ids.any, id); });
  if (known == ids_.rend()) {
    ids_.push_back({id, {}, false});
    known = ids_.rbegin();
  }
  known->last.set(id.back());
  known->changed = known->changed || changed;
  block_.Add(record);
  changed_ = changed_ || changed;
}

Status BlockRows::Resume(KeyValueStore::Iterator& rows) {
  Begin();
  RecordCursor cursor(rows, file_);
  ARSIP_TRY(cursor.Seek(std::numeric_limits<uint64_t>::max()));
  if (!cursor.Valid()) return Ok();
  for (const BlockRecord& record : cursor.block()) Learn(record, false);
  return Ok();
}

void BlockRows::Add(const BlockRecord& record, Rows& done) {
  if (!block_.Takes(record.offset)) {
    AppendLast(done);
    Begin();
  }
  Learn(record, true);
}

void BlockRows::AppendLast(Rows& rows) const {
  if (!changed_) return;
  rows.emplace_back(BlockKey(position()), block_.value());
  for (const Ids& ids : ids_) {
    if (!ids.changed) continue;
    rows.emplace_back(RecordIdKey(ids.any, position()), EncodeLastBytes(ids.last));
  }
}

std::vector<std::string> KeysOfBlock(const RecordPosition& position,
                                     const std::vector<BlockRecord>& records) {
  std::vector<std::string> keys = {BlockKey(position)};
  for (const BlockRecord& record : records) {
    keys.push_back(RecordIdKey(LookupIdOf(record.id), position));
  }
  return keys;
}

}  // namespace arsip::archive
