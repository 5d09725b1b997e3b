#include "archive/merged_rows.h"

#include <utility>

namespace arsip::archive {

bool NeedsRowMark(std::string_view value) { return !value.empty() && value.front() == kRowMark; }

std::string MarkedRow(std::string_view value) {
  return std::string{kRowMark, kRowPut}.append(value);
}

std::string DeletedRow() { return {kRowMark, kRowDeleted}; }

bool IsDeletedRow(std::string_view stored) {
  return stored.size() == 2 && stored[0] == kRowMark && stored[1] == kRowDeleted;
}

std::string_view RowOf(std::string_view stored) {
  return NeedsRowMark(stored) ? stored.substr(2) : stored;
}

namespace {

using Rows = KeyValueStore::Iterator;

class Merged : public Rows {
 public:
  Merged(std::vector<std::unique_ptr<Rows>> sources, DeletedRows deleted)
      : sources_(std::move(sources)), hide_(deleted == DeletedRows::kHide) {}

  void Seek(std::string_view key) override {
    for (const auto& source : sources_) source->Seek(key);
    forward_ = true;
    Settle();
  }
  void SeekToLast() override {
    for (const auto& source : sources_) source->SeekToLast();
    forward_ = false;
    Settle();
  }
  bool Valid() const override { return at_ != nullptr; }
  void Next() override {
    Turn(true);
    Step();
    Settle();
  }
  void Prev() override {
    Turn(false);
    Step();
    Settle();
  }
  std::string_view key() const override { return at_->key(); }
  std::string_view value() const override { return hide_ ? RowOf(at_->value()) : at_->value(); }
  Status status() const override {
    for (const auto& source : sources_) ARSIP_TRY(source->status());
    return Ok();
  }

 private:
  void Pick();
  void Step();
  void Turn(bool forward);
  // The first row from here that is to be seen. A source that failed would leave out rows, or show
  // again what it covers.
  void Settle() {
    Pick();
    while (at_ != nullptr && hide_ && IsDeletedRow(at_->value())) {
      Step();
      Pick();
    }
    if (at_ == nullptr || status().has_value()) return;
    at_ = nullptr;
  }

  std::vector<std::unique_ptr<Rows>> sources_;
  const bool hide_;
  bool forward_ = true;
  Rows* at_ = nullptr;
  // Sources other than at_ that stand at its key.
  std::vector<Rows*> covered_;
};

void Merged::Pick() {
  at_ = nullptr;
  covered_.clear();
  for (const auto& source : sources_) {
    if (!source->Valid()) continue;
    if (at_ == nullptr) {
      at_ = source.get();
      continue;
    }
    const int order = source->key().compare(at_->key());
    if (order == 0) {
      covered_.push_back(source.get());
    } else if ((order < 0) == forward_) {
      at_ = source.get();
      covered_.clear();
    }
  }
}

// Past the row at hand, in every source that has it.
void Merged::Step() {
  for (Rows* source : covered_) forward_ ? source->Next() : source->Prev();
  forward_ ? at_->Next() : at_->Prev();
}

void Merged::Turn(bool forward) {
  if (forward_ == forward) return;
  forward_ = forward;
  const std::string key(at_->key());
  for (const auto& source : sources_) {
    source->Seek(key);
    if (forward) continue;
    if (!source->Valid()) {
      source->SeekToLast();
    } else if (source->key() != key) {
      source->Prev();
    }
  }
  Pick();
}

}  // namespace

std::unique_ptr<Rows> MergeRows(std::vector<std::unique_ptr<Rows>> sources, DeletedRows deleted) {
  return std::make_unique<Merged>(std::move(sources), deleted);
}

}  // namespace arsip::archive
