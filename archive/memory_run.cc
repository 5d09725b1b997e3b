#include "archive/memory_run.h"

#include <algorithm>
#include <utility>

#include "archive/merged_rows.h"
#include "archive/sorted_run_format.h"

namespace arsip::archive {
namespace {

struct BatchRow {
  std::string_view key;
  std::string_view value;
  bool deleted;
  bool marked;
};

}  // namespace

std::string MemoryRun::BytesOf(const WriteBatch& batch) {
  std::vector<BatchRow> rows;
  rows.reserve(batch.count());
  batch.ForEach([&rows](std::string_view key, const std::optional<std::string_view>& value) {
    const std::string_view bytes = value.value_or(std::string_view());
    rows.push_back({key, bytes, !value.has_value(), value.has_value() && NeedsRowMark(bytes)});
  });
  std::ranges::stable_sort(rows, {}, &BatchRow::key);
  std::string bytes;
  bytes.reserve(batch.bytes() + 2 * rows.size());
  for (size_t i = 0; i < rows.size(); ++i) {
    const BatchRow& row = rows[i];
    if (i + 1 < rows.size() && rows[i + 1].key == row.key) continue;
    const bool odd = row.deleted || row.marked;
    const std::string stored =
        odd ? (row.deleted ? DeletedRow() : MarkedRow(row.value)) : std::string();
    const std::string_view value = odd ? std::string_view(stored) : row.value;
    AppendRunVarint(bytes, row.key.size());
    bytes.append(row.key);
    AppendRunVarint(bytes, value.size());
    bytes.append(value);
  }
  return bytes;
}

std::optional<MemoryRun> MemoryRun::Of(std::string bytes) {
  MemoryRun run;
  const auto owner = std::make_shared<const std::string>(std::move(bytes));
  const char* at = owner->data();
  const char* const end = at + owner->size();
  while (at != end) {
    Row row{};
    uint64_t size = 0;
    if (!TakeRunVarint(at, end, size) || size > static_cast<uint64_t>(end - at)) return {};
    row.bytes = at;
    row.key_size = static_cast<uint32_t>(size);
    at += size;
    if (!TakeRunVarint(at, end, size) || size > static_cast<uint64_t>(end - at)) return {};
    row.value = at;
    row.value_size = static_cast<uint32_t>(size);
    at += size;
    run.rows_.push_back(row);
    const size_t last = run.rows_.size() - 1;
    if (last > 0 && run.key(last - 1) >= run.key(last)) return {};
  }
  run.owners_.push_back(owner);
  return run;
}

MemoryRun MemoryRun::Merge(const MemoryRun& newer, const MemoryRun& older) {
  MemoryRun run;
  run.rows_.reserve(newer.rows() + older.rows());
  run.owners_ = newer.owners_;
  run.owners_.insert(run.owners_.end(), older.owners_.begin(), older.owners_.end());
  size_t a = 0;
  size_t b = 0;
  while (a < newer.rows() && b < older.rows()) {
    const int order = newer.key(a).compare(older.key(b));
    run.rows_.push_back(order <= 0 ? newer.rows_[a] : older.rows_[b]);
    a += order <= 0 ? 1 : 0;
    b += order >= 0 ? 1 : 0;
  }
  run.rows_.insert(run.rows_.end(), newer.rows_.begin() + static_cast<ptrdiff_t>(a),
                   newer.rows_.end());
  run.rows_.insert(run.rows_.end(), older.rows_.begin() + static_cast<ptrdiff_t>(b),
                   older.rows_.end());
  return run;
}

size_t MemoryRun::LowerBound(std::string_view wanted) const {
  const auto below = [wanted](const Row& row) {
    return std::string_view(row.bytes, row.key_size) < wanted;
  };
  return static_cast<size_t>(std::partition_point(rows_.begin(), rows_.end(), below) -
                             rows_.begin());
}

namespace {

class MemoryIterator : public KeyValueStore::Iterator {
 public:
  explicit MemoryIterator(SharedMemoryRun run) : run_(std::move(run)), row_(run_->rows()) {}
  void Seek(std::string_view key) override { row_ = run_->LowerBound(key); }
  void SeekToLast() override { row_ = run_->rows() - 1; }  // none: past the end
  bool Valid() const override { return row_ < run_->rows(); }
  void Next() override { ++row_; }
  void Prev() override { --row_; }  // before the first: past the end
  std::string_view key() const override { return run_->key(row_); }
  std::string_view value() const override { return run_->value(row_); }
  Status status() const override { return Ok(); }

 private:
  SharedMemoryRun run_;
  size_t row_;
};

}  // namespace

std::unique_ptr<KeyValueStore::Iterator> IterateMemory(SharedMemoryRun run) {
  return std::make_unique<MemoryIterator>(std::move(run));
}

}  // namespace arsip::archive
