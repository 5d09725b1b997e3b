#include "archive/sorted_run.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "archive/sorted_run_format.h"

namespace arsip::archive {
namespace {

// What damage may make us ask for. A block ends with the row that fills it.
constexpr uint64_t kMaxBlockBytes = 1u << 30;
constexpr uint64_t kMaxIndexBytes = 1ull << 32;

bool Decompress(std::string_view stored, size_t raw_size, std::string& out) {
  out.resize(raw_size);
  return ZSTD_decompress(out.data(), raw_size, stored.data(), stored.size()) == raw_size;
}

std::atomic<uint64_t> last_run_id{0};

}  // namespace

struct RunBlock::Streams {
  std::array<std::string, kRunStreams> parts;
  std::string_view tails;
};

bool RunBlock::Join(const Streams& streams, uint32_t rows) {
  const auto& [lengths, keys, values] = streams.parts;
  const char* at = lengths.data();
  const char* const end = at + lengths.size();
  std::string_view key_bytes = keys;
  std::string_view value_bytes = values;
  std::string_view tails = streams.tails;
  ends_.reserve(rows);
  size_t last_key = 0;
  for (uint32_t i = 0; i < rows; ++i) {
    std::array<uint64_t, 4> length{};
    for (uint64_t& one : length) {
      if (!TakeRunVarint(at, end, one)) return false;
    }
    const auto [shared, rest, plain, tail] = length;
    const size_t last_size = i == 0 ? 0 : ends_.back().key - last_key;
    const bool fits = shared <= last_size && rest <= key_bytes.size() &&
                      plain <= value_bytes.size() && tail <= tails.size();
    if (!fits || bytes_.size() + shared + rest + plain + tail > kMaxBlockBytes) return false;
    const size_t begin = bytes_.size();
    bytes_.resize(begin + shared + rest + plain + tail);
    char* out = bytes_.data() + begin;
    out = std::copy_n(bytes_.data() + last_key, shared, out);
    out = std::copy_n(key_bytes.data(), rest, out);
    out = std::copy_n(value_bytes.data(), plain, out);
    std::copy_n(tails.data(), tail, out);
    key_bytes.remove_prefix(rest);
    value_bytes.remove_prefix(plain);
    tails.remove_prefix(tail);
    last_key = begin;
    ends_.push_back(
        {static_cast<uint32_t>(begin + shared + rest), static_cast<uint32_t>(bytes_.size())});
  }
  return at == end && key_bytes.empty() && value_bytes.empty() && tails.empty();
}

std::optional<RunBlock> RunBlock::Decode(std::string_view stored) {
  if (stored.size() < kRunBlockHeadBytes + kRunCheckBytes) return std::nullopt;
  const std::string_view checked = stored.substr(0, stored.size() - kRunCheckBytes);
  if (ReadBigEndian32(stored.substr(checked.size())) != RunCheck(checked)) return std::nullopt;
  const auto field = [&](size_t i) { return ReadBigEndian32(checked.substr(4 * i)); };
  Streams streams;
  uint64_t raw_bytes = 0;
  std::string_view body = checked.substr(kRunBlockHeadBytes);
  for (size_t i = 0; i < kRunStreams; ++i) {
    const uint32_t raw = field(1 + 2 * i);
    const uint32_t size = field(2 + 2 * i);
    raw_bytes += raw;
    if (size > body.size() || raw_bytes > kMaxBlockBytes) return std::nullopt;
    if (!Decompress(body.substr(0, size), raw, streams.parts.at(i))) return std::nullopt;
    body.remove_prefix(size);
  }
  const uint32_t rows = field(0);
  if (field(1 + 2 * kRunStreams) != body.size() || rows > streams.parts[0].size()) {
    return std::nullopt;
  }
  streams.tails = body;
  RunBlock block;
  block.bytes_.reserve(2 * (raw_bytes + body.size()));
  if (!block.Join(streams, rows)) return std::nullopt;
  block.bytes_.shrink_to_fit();
  return block;
}

size_t RunBlock::LowerBound(std::string_view wanted) const {
  size_t low = 0;
  size_t high = size();
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (key(middle) < wanted) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

SharedBlock RunBlockCache::Find(const Name& name) {
  const MutexLock lock(mutex_);
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->block;
}

void RunBlockCache::Add(const Name& name, SharedBlock block) {
  const MutexLock lock(mutex_);
  if (by_name_.contains(name)) return;
  bytes_ += block->memory_bytes();
  entries_.push_front({name, std::move(block)});
  by_name_.emplace(name, entries_.begin());
  while (bytes_ > capacity_ && entries_.size() > 1) {
    bytes_ -= entries_.back().block->memory_bytes();
    by_name_.erase(entries_.back().name);
    entries_.pop_back();
  }
}

SortedRun::SortedRun(FileDescriptor file, std::string path, RunBlockCache* cache)
    : file_(std::move(file)), path_(std::move(path)), cache_(cache), id_(++last_run_id) {}

SortedRun::~SortedRun() {
  if (remove_) unlink(path_.c_str());
}

Result<std::shared_ptr<SortedRun>> SortedRun::Open(const std::string& path, RunBlockCache* cache) {
  FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.open()) return ErrnoError(errno, "open", path);
  std::shared_ptr<SortedRun> run(new SortedRun(std::move(file), path, cache));
  ARSIP_TRY(run->LoadIndex());
  return run;
}

Error SortedRun::Damaged(uint64_t offset) const {
  return Error{ErrorCode::kCorruption, "a run of the index is damaged",
               path_ + "@" + std::to_string(offset)};
}

Status SortedRun::Read(uint64_t offset, size_t size, std::string& out) const {
  out.resize(size);
  size_t done = 0;
  while (done < size) {
    const ssize_t got =
        pread(file_.get(), out.data() + done, size - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return ErrnoError(errno, "read", path_);
    if (got == 0) return Damaged(offset + done);
    done += static_cast<size_t>(got);
  }
  return Ok();
}

Status SortedRun::LoadIndex() {
  struct stat status {};
  if (fstat(file_.get(), &status) != 0) return ErrnoError(errno, "stat", path_);
  const auto size = static_cast<uint64_t>(status.st_size);
  if (size < kRunFooterBytes) return Damaged(0);
  const uint64_t footer_at = size - kRunFooterBytes;
  std::string footer;
  ARSIP_TRY(Read(footer_at, kRunFooterBytes, footer));
  constexpr size_t kChecked = kRunFooterBytes - kRunCheckBytes - kRunMagic.size();
  const std::string_view view = footer;
  const uint64_t offset = ReadBigEndian64(view.substr(4));
  const uint64_t stored_size = ReadBigEndian64(view.substr(12));
  const uint64_t raw_size = ReadBigEndian64(view.substr(20));
  rows_ = ReadBigEndian64(view.substr(28));
  if (!view.ends_with(kRunMagic) ||
      ReadBigEndian32(view.substr(kChecked)) != RunCheck(view.substr(0, kChecked)) ||
      offset > footer_at || stored_size != footer_at - offset || raw_size > kMaxIndexBytes) {
    return Damaged(footer_at);
  }
  std::string stored;
  ARSIP_TRY(Read(offset, stored_size, stored));
  if (RunCheck(stored) != ReadBigEndian32(view) ||
      !Decompress(stored, raw_size, separator_bytes_)) {
    return Damaged(offset);
  }
  const char* at = separator_bytes_.data();
  const char* const end = at + separator_bytes_.size();
  offsets_.push_back(0);
  while (at != end) {
    uint64_t length = 0;
    if (!TakeRunVarint(at, end, length) || length > static_cast<uint64_t>(end - at)) {
      return Damaged(offset);
    }
    separators_.emplace_back(at, length);
    at += length;
    if (!TakeRunVarint(at, end, length)) return Damaged(offset);
    offsets_.push_back(offsets_.back() + length);
  }
  return offsets_.back() == offset ? Ok() : Status(Damaged(offset));
}

size_t SortedRun::BlockOf(std::string_view key) const {
  const auto above = std::ranges::upper_bound(separators_, key);
  return above == separators_.begin() ? 0 : static_cast<size_t>(above - separators_.begin()) - 1;
}

Result<SharedBlock> SortedRun::Block(size_t number) const {
  const RunBlockCache::Name name{id_, number};
  if (cache_ != nullptr) {
    if (SharedBlock known = cache_->Find(name)) return known;
  }
  const uint64_t offset = offsets_[number];
  const uint64_t size = offsets_[number + 1] - offset;
  if (size > kMaxBlockBytes) return Damaged(offset);
  std::string stored;
  ARSIP_TRY(Read(offset, size, stored));
  auto decoded = RunBlock::Decode(stored);
  if (!decoded.has_value() || decoded->size() == 0) return Damaged(offset);
  auto block = std::make_shared<const RunBlock>(std::move(*decoded));
  if (cache_ != nullptr) cache_->Add(name, block);
  return SharedBlock(std::move(block));
}

Result<std::optional<std::string>> SortedRun::Get(std::string_view key) const {
  if (blocks() == 0) return std::optional<std::string>();
  ARSIP_ASSIGN(const SharedBlock block, Block(BlockOf(key)));
  const size_t at = block->LowerBound(key);
  if (at == block->size() || block->key(at) != key) return std::optional<std::string>();
  return std::optional(std::string(block->value(at)));
}

uint64_t SortedRun::BytesBetween(std::string_view begin, std::string_view end) const {
  if (blocks() == 0 || begin >= end) return 0;
  const auto last = std::ranges::lower_bound(separators_, end);
  const auto past = static_cast<size_t>(last - separators_.begin());
  const size_t first = BlockOf(begin);
  return past <= first ? 0 : offsets_[past] - offsets_[first];
}

namespace {

class RunIterator : public KeyValueStore::Iterator {
 public:
  explicit RunIterator(std::shared_ptr<const SortedRun> run) : run_(std::move(run)) {}

  void Seek(std::string_view key) override {
    if (run_->blocks() == 0 || !Load(run_->BlockOf(key))) return;
    row_ = block_->LowerBound(key);
    if (row_ == block_->size()) NextBlock();
  }
  void SeekToLast() override {
    if (run_->blocks() == 0 || !Load(run_->blocks() - 1)) return;
    row_ = block_->size() - 1;
  }
  bool Valid() const override { return block_ != nullptr; }
  void Next() override {
    if (++row_ == block_->size()) NextBlock();
  }
  void Prev() override {
    if (row_ > 0) {
      --row_;
    } else if (number_ == 0) {
      block_.reset();
    } else if (Load(number_ - 1)) {
      row_ = block_->size() - 1;
    }
  }
  std::string_view key() const override { return block_->key(row_); }
  std::string_view value() const override { return block_->value(row_); }
  Status status() const override { return status_; }

 private:
  void NextBlock() {
    if (number_ + 1 == run_->blocks()) {
      block_.reset();
    } else if (Load(number_ + 1)) {
      row_ = 0;
    }
  }
  bool Load(size_t number) {
    if (block_ != nullptr && number == number_) return true;
    number_ = number;
    auto block = run_->Block(number);
    if (!block.has_value()) status_ = Status(block.error());
    block_ = block.has_value() ? std::move(*block) : nullptr;
    return block_ != nullptr;
  }

  std::shared_ptr<const SortedRun> run_;
  SharedBlock block_;  // null: not at a row
  size_t number_ = 0;
  size_t row_ = 0;
  Status status_;
};

}  // namespace

std::unique_ptr<KeyValueStore::Iterator> IterateRun(std::shared_ptr<const SortedRun> run) {
  return std::make_unique<RunIterator>(std::move(run));
}

}  // namespace arsip::archive
