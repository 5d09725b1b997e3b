#include "archive/sorted_run_writer.h"

#include <fcntl.h>
#include <libdeflate.h>
#include <unistd.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "archive/sorted_run_format.h"

namespace arsip::archive {
namespace {

// The lowest level: what it leaves is mostly random, and it must not be what ingest waits for.
constexpr int kZstdLevel = 1;

size_t SharedPrefix(std::string_view a, std::string_view b) {
  const size_t most = std::min(a.size(), b.size());
  return static_cast<size_t>(
      std::mismatch(a.begin(), a.begin() + static_cast<ptrdiff_t>(most), b.begin()).first -
      a.begin());
}

}  // namespace

uint32_t RunCheck(std::string_view bytes) {
  return libdeflate_crc32(0, bytes.data(), bytes.size());
}

struct SortedRunWriter::Compressor {
  struct Free {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  };
  std::unique_ptr<ZSTD_CCtx, Free> context{ZSTD_createCCtx()};

  // Appends; how many bytes.
  Result<size_t> Compress(std::string_view raw, std::string& out) const {
    const size_t before = out.size();
    out.resize(before + ZSTD_compressBound(raw.size()));
    const size_t size = ZSTD_compressCCtx(context.get(), out.data() + before, out.size() - before,
                                          raw.data(), raw.size(), kZstdLevel);
    if (ZSTD_isError(size) != 0) {
      return Error{ErrorCode::kInternal, std::string("zstd: ") + ZSTD_getErrorName(size), ""};
    }
    out.resize(before + size);
    return size;
  }
};

SortedRunWriter::SortedRunWriter(FileDescriptor file, std::string path, RandomTail random_tail)
    : file_(std::move(file)),
      path_(std::move(path)),
      random_tail_(std::move(random_tail)),
      compressor_(std::make_unique<Compressor>()) {}

SortedRunWriter::~SortedRunWriter() {
  if (!finished_) unlink(path_.c_str());
}

Result<std::unique_ptr<SortedRunWriter>> SortedRunWriter::Create(const std::string& path,
                                                                 RandomTail random_tail) {
  FileDescriptor file(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640));
  if (!file.open()) return ErrnoError(errno, "create", path);
  std::unique_ptr<SortedRunWriter> writer(
      new SortedRunWriter(std::move(file), path, std::move(random_tail)));
  if (writer->compressor_->context == nullptr) {
    return Error{ErrorCode::kInternal, "zstd has no memory", path};
  }
  return writer;
}

Status SortedRunWriter::Write(std::string_view bytes) {
  written_ += bytes.size();
  while (!bytes.empty()) {
    const ssize_t wrote = write(file_.get(), bytes.data(), bytes.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return ErrnoError(errno, "write", path_);
    bytes.remove_prefix(static_cast<size_t>(wrote));
  }
  return Ok();
}

Status SortedRunWriter::Add(std::string_view key, std::string_view value) {
  const size_t shared = SharedPrefix(last_key_, key);
  const bool above =
      rows_ == 0 || (key.size() > shared &&
                     (last_key_.size() == shared ||
                      static_cast<uint8_t>(key[shared]) > static_cast<uint8_t>(last_key_[shared])));
  if (!above || key.size() + value.size() > kMaxRunRowBytes) {
    return Error{ErrorCode::kInternal, above ? "a row too long for a run" : "rows out of order",
                 path_};
  }
  const bool first = block_rows_ == 0;
  if (first) separator_ = rows_ == 0 ? std::string() : std::string(key.substr(0, shared + 1));
  const size_t kept = first ? 0 : shared;
  const size_t tail = random_tail_ ? std::min(random_tail_(key, value), value.size()) : 0;
  AppendRunVarint(lengths_, kept);
  AppendRunVarint(lengths_, key.size() - kept);
  AppendRunVarint(lengths_, value.size() - tail);
  AppendRunVarint(lengths_, tail);
  keys_.append(key.substr(kept));
  values_.append(value.substr(0, value.size() - tail));
  tails_.append(value.substr(value.size() - tail));
  last_key_.resize(shared);
  last_key_.append(key.substr(shared));
  ++block_rows_;
  ++rows_;
  const size_t bytes = lengths_.size() + keys_.size() + values_.size() + tails_.size();
  return bytes < kRunBlockBytes ? Ok() : EndBlock();
}

Status SortedRunWriter::EndBlock() {
  if (block_rows_ == 0) return Ok();
  const std::array<std::string*, kRunStreams> streams = {&lengths_, &keys_, &values_};
  std::string head;
  std::string body(kRunBlockHeadBytes, '\0');
  AppendBigEndian32(head, block_rows_);
  for (std::string* stream : streams) {
    ARSIP_ASSIGN(const size_t stored, compressor_->Compress(*stream, body));
    AppendBigEndian32(head, static_cast<uint32_t>(stream->size()));
    AppendBigEndian32(head, static_cast<uint32_t>(stored));
    stream->clear();
  }
  AppendBigEndian32(head, static_cast<uint32_t>(tails_.size()));
  body.append(tails_);
  body.replace(0, kRunBlockHeadBytes, head);
  AppendBigEndian32(body, RunCheck(body));
  tails_.clear();
  block_rows_ = 0;
  ++blocks_;
  AppendRunVarint(index_, separator_.size());
  index_.append(separator_);
  AppendRunVarint(index_, body.size());
  return Write(body);
}

Status SortedRunWriter::Finish() {
  ARSIP_TRY(EndBlock());
  const uint64_t offset = written_;
  std::string stored;
  ARSIP_TRY(compressor_->Compress(index_, stored));
  std::string footer;
  AppendBigEndian32(footer, RunCheck(stored));
  AppendBigEndian64(footer, offset);
  AppendBigEndian64(footer, stored.size());
  AppendBigEndian64(footer, index_.size());
  AppendBigEndian64(footer, rows_);
  AppendBigEndian32(footer, RunCheck(footer));
  footer.append(kRunMagic);
  ARSIP_TRY(Write(stored.append(footer)));
  if (fdatasync(file_.get()) != 0) return ErrnoError(errno, "sync", path_);
  finished_ = true;
  return Ok();
}

}  // namespace arsip::archive
