#include "extractors/entry_set.h"

#include <utility>

namespace arsip::extractors {
namespace {

// Tag and length of a record in its list.
constexpr size_t kRecordOverheadBytes = 8;

}  // namespace

void EntrySet::Add(Record record) {
  const std::string& identity = record.native_id().empty() ? record.uri() : record.native_id();
  const bool first = extraction_.records_size() == 0;
  if (!first && !identity.empty() && known_.contains(identity)) {
    ++repeats_;
    return;
  }
  const size_t bytes = record.ByteSizeLong() + kRecordOverheadBytes;
  if (bytes > bytes_left_) ++too_long_;
  if (full() || bytes > bytes_left_) return CountDropped();
  bytes_left_ -= bytes;
  if (!first && !identity.empty()) known_.insert(identity);
  *extraction_.add_records() = std::move(record);
}

void EntrySet::ReplaceFirst(Record record) {
  Record& first = *extraction_.mutable_records(0);
  const size_t before = first.ByteSizeLong();
  const size_t after = record.ByteSizeLong();
  if (after > before + bytes_left_) return;
  bytes_left_ = bytes_left_ + before - after;
  first = std::move(record);
}

}  // namespace arsip::extractors
