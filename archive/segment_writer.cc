#include "archive/segment_writer.h"

#include <algorithm>

#include "archive/file_digest.h"
#include "archive/record_rules.h"
#include "base/http_message.h"

namespace arsip::archive {
namespace {

// Fields that every warcinfo has; the options' own come in their place.
const std::vector<std::pair<std::string, std::string>>& StandingFields() {
  static const std::vector<std::pair<std::string, std::string>> fields = {
      {"software", "arsip"},
      {"format", "WARC File Format 1.1"},
      {"conformsTo",
       "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"}};
  return fields;
}

bool Names(const std::vector<std::pair<std::string, std::string>>& fields, std::string_view name) {
  return std::any_of(fields.begin(), fields.end(),
                     [name](const auto& field) { return EqualsIgnoreCase(field.first, name); });
}

}  // namespace

Status CheckSegmentOptions(const SegmentOptions& options) {
  ARSIP_TRY(CheckSegmentPrefix(options.prefix));
  ARSIP_TRY(CheckCoding(options.coding));
  for (const auto& [name, value] : options.warcinfo) {
    ARSIP_TRY(CheckFieldValue("warcinfo field", name));
    ARSIP_TRY(CheckFieldValue("warcinfo " + name, value));
    if (name.empty() || name.find(':') != std::string::npos) {
      return Error{ErrorCode::kInvalidInput, "'" + name + "' is no name of a warcinfo field",
                   "archive options"};
    }
  }
  return Ok();
}

SegmentWriter::SegmentWriter(SegmentDirectory& directory, SegmentOptions options,
                             SegmentSerials& serials, const Clock& clock)
    : directory_(directory),
      options_(std::move(options)),
      serials_(serials),
      clock_(clock),
      warcinfo_id_(NewRecordId()) {}

bool SegmentWriter::MustSeal(uint64_t capture_bytes) const {
  return file_ != nullptr && captures_ > 0 && size_ + capture_bytes > options_.segment_bytes;
}

WarcRecord SegmentWriter::WarcinfoRecord() const {
  WarcRecord record;
  record.type = RecordType::kWarcinfo;
  record.record_id = warcinfo_id_;
  record.date = clock_.Utc();
  record.content_type = "application/warc-fields";
  std::string block;
  const auto append = [&block](const auto& field) {
    block.append(field.first).append(": ").append(field.second).append("\r\n");
  };
  for (const auto& field : StandingFields()) {
    if (!Names(options_.warcinfo, field.first)) append(field);
  }
  std::for_each(options_.warcinfo.begin(), options_.warcinfo.end(), append);
  record.AppendBlock(std::move(block));
  return record;
}

Status SegmentWriter::Begin() {
  OpenSegment segment;
  segment.filename = FormatSegmentName({.prefix = options_.prefix,
                                        .time = clock_.Utc(),
                                        .serial = serials_.Next(),
                                        .process_id = getpid(),
                                        .host = HostName()});
  segment.warcinfo = WarcinfoRecord();
  ARSIP_ASSIGN(const PreparedRecord prepared,
               PrepareRecord(segment.warcinfo, {.warcinfo_id = {}, .filename = segment.filename},
                             options_.coding));
  const std::string open_name = segment.filename + std::string(kOpenSuffix);
  ARSIP_ASSIGN(auto file, directory_.Create(open_name));
  if (Status status = file->Append(prepared.member); !status.has_value()) {
    file.reset();
    ARSIP_TRY(directory_.Remove(open_name));
    return std::move(status.error());
  }
  ARSIP_TRY(directory_.SyncDirectory());
  segment.warcinfo_location = {segment.filename, 0, prepared.member.size()};
  segment_ = std::move(segment);
  file_ = std::move(file);
  size_ = prepared.member.size();
  captures_ = 0;
  unsynced_ = true;
  digest_.emplace();
  digest_->Update(prepared.member);
  return Ok();
}

Status SegmentWriter::WriteBytes(std::string_view bytes) {
  ARSIP_TRY(file_->Append(bytes));
  size_ += bytes.size();
  if (digest_) digest_->Update(bytes);
  return Ok();
}

Status SegmentWriter::WriteMember(const WarcRecord& record, const PreparedRecord& prepared) {
  if (!prepared.member.empty()) return WriteBytes(prepared.member);
  return StreamRecord(record, prepared, options_.coding,
                      [this](std::string_view piece) { return WriteBytes(piece); });
}

Error SegmentWriter::CutBack(uint64_t size, Error error) {
  size_ = size;
  digest_.reset();
  if (Status cut = file_->Truncate(size); !cut.has_value()) {
    // What lies in the file is unknown now; only a repair at the next start may go on with it.
    return Error{ErrorCode::kIo, error.message + "; then " + cut.error().message,
                 std::move(error.where)};
  }
  return error;
}

Result<std::vector<RecordLocation>> SegmentWriter::Append(
    std::span<const WarcRecord> records, std::span<const PreparedRecord> prepared) {
  if (file_ == nullptr) ARSIP_TRY(Begin());
  const uint64_t begin = size_;
  unsynced_ = true;
  std::vector<RecordLocation> locations;
  for (size_t i = 0; i < records.size(); ++i) {
    const uint64_t offset = size_;
    if (Status status = WriteMember(records[i], prepared[i]); !status.has_value()) {
      return CutBack(begin, std::move(status.error()));
    }
    locations.push_back({segment_.filename, offset, size_ - offset});
  }
  ++captures_;
  return locations;
}

Status SegmentWriter::Sync() {
  if (file_ == nullptr || !unsynced_) return Ok();
  ARSIP_TRY(file_->Sync());
  unsynced_ = false;
  return Ok();
}

Result<Sha256> SegmentWriter::FinishDigest(const std::string& open_name) {
  if (!digest_) return DigestFile(directory_.path() + "/" + open_name);
  return digest_->Finish();
}

Result<std::optional<SealedSegment>> SegmentWriter::Seal() {
  if (file_ == nullptr) return std::optional<SealedSegment>();
  const std::string open_name = segment_.filename + std::string(kOpenSuffix);
  if (captures_ == 0) {
    ARSIP_TRY(directory_.Remove(open_name));
    file_.reset();
    ARSIP_TRY(directory_.SyncDirectory());
    return std::optional<SealedSegment>();
  }
  ARSIP_TRY(Sync());
  ARSIP_TRY(directory_.Rename(open_name, segment_.filename));
  file_.reset();
  ARSIP_TRY(directory_.SyncDirectory());
  warcinfo_id_ = NewRecordId();
  SealedSegment sealed{.filename = segment_.filename, .size = size_, .sha256 = {}};
  ARSIP_ASSIGN(sealed.sha256, FinishDigest(sealed.filename));
  return std::optional<SealedSegment>(std::move(sealed));
}

}  // namespace arsip::archive
