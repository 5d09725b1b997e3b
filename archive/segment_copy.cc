#include "archive/segment_copy.h"

#include <unistd.h>

#include <array>
#include <string_view>

#include "archive/file_window.h"
#include "archive/gzip_member.h"
#include "archive/record_payload.h"
#include "archive/segment_list.h"
#include "archive/segment_name.h"
#include "archive/warc_serialiser.h"

namespace arsip::archive {
namespace {

constexpr std::string_view kMemberMagic = "\x1f\x8b";
constexpr int kCopyLevel = 6;

}  // namespace

SegmentCopy::SegmentCopy(SegmentCopyOptions options, CaptureIndex& index, const Clock& clock,
                         Whole whole)
    : options_(std::move(options)), index_(index), clock_(clock), whole_(std::move(whole)) {}

Status SegmentCopy::Write(std::string_view bytes) {
  ARSIP_TRY(file_->Append(bytes));
  size_ += bytes.size();
  return Ok();
}

Status SegmentCopy::Begin() {
  if (directory_ == nullptr) {
    ARSIP_ASSIGN(directory_, OpenSegmentDirectory(options_.directory));
  }
  filename_ = FormatSegmentName({.prefix = "arsip-export",
                                 .time = clock_.Utc(),
                                 .serial = ++serial_,
                                 .process_id = getpid(),
                                 .host = HostName()});
  WarcRecord warcinfo;
  warcinfo.type = RecordType::kWarcinfo;
  warcinfo.date = clock_.Utc();
  warcinfo.content_type = "application/warc-fields";
  std::string block;
  for (const auto& [name, value] : options_.warcinfo) {
    block.append(name).append(": ").append(value).append("\r\n");
  }
  warcinfo.AppendBlock(std::move(block));
  ARSIP_ASSIGN(const PreparedRecord prepared,
               PrepareRecord(warcinfo, {.warcinfo_id = {}, .filename = filename_}, {}));
  ARSIP_ASSIGN(file_, directory_->Create(filename_));
  size_ = 0;
  records_ = 0;
  source_.clear();
  return Write(prepared.member);
}

Status SegmentCopy::End() {
  if (file_ == nullptr) return Ok();
  file_.reset();
  ARSIP_TRY(whole_(options_.directory + "/" + filename_, filename_));
  return directory_->Remove(filename_);
}

// A record that is no gzip member becomes one; its own bytes stay as they are.
Status SegmentCopy::AppendPlain(const RecordLocation& source) {
  constexpr uint64_t kMaxPlainBytes = 256u << 20;
  if (source.length > kMaxPlainBytes) {
    return Error{ErrorCode::kInvalidInput,
                 "a record of an uncompressed WARC file is too long to be copied",
                 source.filename + "@" + std::to_string(source.offset)};
  }
  std::string record;
  ARSIP_TRY(CopyRecord(options_.archive_directory, source, [&](std::string_view piece) {
    record.append(piece);
    return Ok();
  }));
  const std::array<std::string_view, 1> parts = {record};
  return StreamMember(parts, kCopyLevel, [this](std::string_view piece) { return Write(piece); });
}

Result<RecordLocation> SegmentCopy::Append(const RecordLocation& source) {
  ARSIP_ASSIGN(const std::string path, FindSegment(options_.archive_directory, source.filename));
  // Its digest, and that it is whole.
  ARSIP_TRY(CopyRecord(options_.archive_directory, source, [](std::string_view) { return Ok(); }));
  ARSIP_ASSIGN(const auto file, FileWindow::Open(path, {source.offset, source.length}));
  const uint64_t begin = size_;
  ARSIP_ASSIGN(const std::string_view magic, file->Peek(kMemberMagic.size()));
  if (magic != kMemberMagic) {
    ARSIP_TRY(AppendPlain(source));
    return RecordLocation{filename_, begin, size_ - begin};
  }
  while (true) {
    ARSIP_ASSIGN(const std::string_view piece, file->PeekSome());
    if (piece.empty()) break;
    ARSIP_TRY(Write(piece));
    file->Skip(piece.size());
  }
  return RecordLocation{filename_, begin, size_ - begin};
}

Status SegmentCopy::AppendWarcinfoOf(const std::string& source) {
  source_ = source;
  const auto first = ReadRecord(options_.archive_directory, {source, 0, 0});
  if (!first.has_value()) return Ok();  // damaged, and nothing but a description
  const WarcHeader& header = first->header;
  if (!header.known_type() || header.type() != RecordType::kWarcinfo) return Ok();
  ARSIP_ASSIGN(const auto record, index_.FindRecord(header.record_id()));
  if (!record.has_value() || record->location.filename != source) return Ok();
  ARSIP_ASSIGN(const RecordLocation copied, Append(record->location));
  static_cast<void>(copied);
  return Ok();
}

Result<RecordLocation> SegmentCopy::Copy(const RecordLocation& source, bool first_of_event) {
  const bool full = size_ + source.length > options_.segment_bytes;
  if (file_ != nullptr && first_of_event && full && records_ > 0) ARSIP_TRY(End());
  if (file_ == nullptr) ARSIP_TRY(Begin());
  if (source_ != source.filename) ARSIP_TRY(AppendWarcinfoOf(source.filename));
  ++records_;
  return Append(source);
}

Status SegmentCopy::Finish() { return End(); }

}  // namespace arsip::archive
