#include "archive/record_units.h"

#include <algorithm>
#include <utility>

#include "archive/frame_inflater.h"

namespace arsip::archive {
namespace {

using Step = MemberInflater::Step;
constexpr std::string_view kGzipMagic = "\x1f\x8b\x08";
constexpr std::string_view kFrameMagic = "\x28\xb5\x2f\xfd";
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

// Members or frames: a compressed unit holds one record.
template <class Inflater>
class CompressedUnits : public RecordUnits {
 public:
  explicit CompressedUnits(std::unique_ptr<FileWindow> file)
      : file_(std::move(file)), inflater_(*file_) {}
  void Begin(uint64_t offset) override { inflater_.Begin(offset); }
  Result<Step> Read() override { return inflater_.Read(); }
  std::string_view bytes() const override { return inflater_.bytes(); }
  uint64_t end() const override { return inflater_.end(); }
  bool MayBegin(std::string_view bytes) const override { return Inflater::MayBegin(bytes); }
  bool delimits_records() const override { return true; }
  FileWindow& file() override { return *file_; }

  Result<std::optional<uint64_t>> FindCandidate(uint64_t from) override {
    while (true) {
      ARSIP_ASSIGN(const auto at, FindPattern(*file_, magic(), from));
      if (!at.has_value()) return at;
      file_->Seek(*at);
      ARSIP_ASSIGN(const std::string_view bytes, file_->Peek(magic().size() + 1));
      if (MayBegin(bytes)) return at;
      from = *at + 1;
    }
  }

 protected:
  virtual std::string_view magic() const = 0;
  Inflater& inflater() { return inflater_; }

 private:
  std::unique_ptr<FileWindow> file_;
  Inflater inflater_;
};

class GzipUnits : public CompressedUnits<MemberInflater> {
 public:
  using CompressedUnits::CompressedUnits;
  Result<uint64_t> SkipBetween(uint64_t offset) override { return offset; }
  std::string_view name() const override { return "gzip member"; }

 protected:
  std::string_view magic() const override { return kGzipMagic; }
};

class ZstdUnits : public CompressedUnits<FrameInflater> {
 public:
  using CompressedUnits::CompressedUnits;
  Status LoadDictionary() { return inflater().LoadDictionary(); }
  Result<uint64_t> SkipBetween(uint64_t offset) override {
    return inflater().SkipSkippable(offset);
  }
  std::string_view name() const override { return "zstd frame"; }

 protected:
  std::string_view magic() const override { return kFrameMagic; }
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
  bool MayBegin(std::string_view bytes) const override { return bytes.starts_with(kVersionStart); }
  std::string_view name() const override { return "record"; }
  bool delimits_records() const override { return false; }
  FileWindow& file() override { return *file_; }

  Result<uint64_t> SkipBetween(uint64_t offset) override {
    while (true) {
      file_->Seek(offset);
      ARSIP_ASSIGN(const std::string_view bytes, file_->PeekSome());
      const size_t newlines = std::min(bytes.find_first_not_of("\r\n"), bytes.size());
      offset += newlines;
      if (newlines < bytes.size() || bytes.empty()) return offset;
    }
  }

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

bool Named(std::string_view path, std::string_view suffix) {
  if (path.ends_with(".open")) path.remove_suffix(5);
  return path.ends_with(suffix);
}

}  // namespace

Result<std::unique_ptr<RecordUnits>> OpenRecordUnits(std::unique_ptr<FileWindow> file) {
  file->Seek(0);
  ARSIP_ASSIGN(const std::string_view start, file->Peek(kVersionStart.size()));
  const std::string& path = file->path();
  const bool plain = start == kVersionStart;
  const bool gzip = start.starts_with(kGzipMagic.substr(0, 2));
  std::unique_ptr<RecordUnits> units;
  if (FrameInflater::MayBeginFile(start) || (!plain && !gzip && Named(path, ".zst"))) {
    auto frames = std::make_unique<ZstdUnits>(std::move(file));
    ARSIP_TRY(frames->LoadDictionary());
    units = std::move(frames);
  } else if (gzip || (!plain && (Named(path, ".gz") || Named(path, ".wacz")))) {
    // What a WACZ file holds is gzip, almost always.
    units = std::make_unique<GzipUnits>(std::move(file));
  } else {
    units = std::make_unique<PlainUnits>(std::move(file));
  }
  return units;
}

}  // namespace arsip::archive
