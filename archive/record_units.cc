#include "archive/record_units.h"

#include <utility>

namespace arsip::archive {
namespace {

using Step = MemberInflater::Step;
constexpr std::string_view kGzipMagic = "\x1f\x8b\x08";
constexpr std::string_view kVersionStart = "WARC/1.";

// The first offset at or after `from` where `pattern` lies.
Result<std::optional<uint64_t>> FindPattern(FileWindow& file, std::string_view pattern,
                                            uint64_t from) {
  file.Seek(from);
  while (true) {
    ARSIP_ASSIGN(std::string_view bytes, file.PeekSome());
    if (bytes.size() < pattern.size()) {
      ARSIP_ASSIGN(bytes, file.Peek(pattern.size()));
    }
    if (bytes.size() < pattern.size()) return std::optional<uint64_t>();
    const size_t at = bytes.find(pattern);
    if (at != std::string_view::npos) return std::optional(file.position() + at);
    file.Skip(bytes.size() - (pattern.size() - 1));
  }
}

class GzipUnits : public RecordUnits {
 public:
  explicit GzipUnits(std::unique_ptr<FileWindow> file)
      : file_(std::move(file)), inflater_(*file_) {}
  void Begin(uint64_t offset) override { inflater_.Begin(offset); }
  Result<Step> Read() override { return inflater_.Read(); }
  std::string_view bytes() const override { return inflater_.bytes(); }
  uint64_t end() const override { return inflater_.end(); }
  bool delimits_records() const override { return true; }
  FileWindow& file() override { return *file_; }

  Result<std::optional<uint64_t>> FindCandidate(uint64_t from) override {
    while (true) {
      ARSIP_ASSIGN(const auto at, FindPattern(*file_, kGzipMagic, from));
      if (!at.has_value()) return at;
      file_->Seek(*at);
      ARSIP_ASSIGN(const std::string_view bytes, file_->Peek(4));
      if (MemberInflater::MayBegin(bytes)) return at;
      from = *at + 1;
    }
  }

 private:
  std::unique_ptr<FileWindow> file_;
  MemberInflater inflater_;
};

class PlainUnits : public RecordUnits {
 public:
  explicit PlainUnits(std::unique_ptr<FileWindow> file) : file_(std::move(file)) {}
  void Begin(uint64_t offset) override {
    next_ = offset;
    bytes_ = {};
  }
  Result<Step> Read() override {
    file_->Seek(next_);
    ARSIP_ASSIGN(bytes_, file_->PeekSome());
    next_ += bytes_.size();
    return bytes_.empty() ? Step::kTruncated : Step::kBytes;
  }
  std::string_view bytes() const override { return bytes_; }
  uint64_t end() const override { return file_->size(); }
  bool delimits_records() const override { return false; }
  FileWindow& file() override { return *file_; }

  Result<std::optional<uint64_t>> FindCandidate(uint64_t from) override {
    while (true) {
      ARSIP_ASSIGN(const auto at, FindPattern(*file_, kVersionStart, from));
      if (!at.has_value() || *at == 0) return at;
      file_->Seek(*at - 1);
      ARSIP_ASSIGN(const std::string_view before, file_->Peek(1));
      if (before == "\n") return at;
      from = *at + 1;
    }
  }

 private:
  std::unique_ptr<FileWindow> file_;
  std::string_view bytes_;
  uint64_t next_ = 0;
};

// What a WACZ file holds is gzip as well, almost always.
bool NamedGzip(std::string_view path) {
  if (path.ends_with(".open")) path.remove_suffix(5);
  return path.ends_with(".gz") || path.ends_with(".wacz");
}

}  // namespace

Result<std::unique_ptr<RecordUnits>> OpenRecordUnits(std::unique_ptr<FileWindow> file) {
  file->Seek(0);
  ARSIP_ASSIGN(const std::string_view start, file->Peek(kVersionStart.size()));
  const bool plain = start == kVersionStart ||
                     (!start.starts_with(kGzipMagic.substr(0, 2)) && !NamedGzip(file->path()));
  std::unique_ptr<RecordUnits> units;
  if (plain) {
    units = std::make_unique<PlainUnits>(std::move(file));
  } else {
    units = std::make_unique<GzipUnits>(std::move(file));
  }
  return units;
}

}  // namespace arsip::archive
