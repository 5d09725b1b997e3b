#include "archive/derived_follower.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <optional>
#include <utility>

#include "archive/indexed_record.h"
#include "archive/row_bytes.h"
#include "base/media_type.h"

namespace arsip::archive {
namespace {

// The same for NAME.warc, NAME.warc.gz and NAME.warc.zst.
std::string_view StemOf(std::string_view filename) {
  for (const std::string_view suffix : {".gz", ".zst"}) {
    if (filename.ends_with(suffix)) return filename.substr(0, filename.size() - suffix.size());
  }
  return filename;
}

std::string RevisionOf(uint32_t rule_version, const std::string& filename, uint64_t ordinal) {
  std::string revision;
  AppendBigEndian32(revision, rule_version);
  AppendBigEndian32(revision, SerialOfFilename(filename).value_or(0));
  AppendBigEndian64(revision, ordinal);
  return revision.append(StemOf(filename));
}

class Counting : public ReadReporter {
 public:
  explicit Counting(ReadReporter* next) : next_(next) {}
  void Report(const ReadProblem& problem) override {
    ++count_;
    if (next_ != nullptr) next_->Report(problem);
  }
  uint64_t count() const { return count_; }

 private:
  ReadReporter* next_;
  uint64_t count_ = 0;
};

}  // namespace

uint32_t RuleVersion(std::string_view extractor) {
  uint32_t version = 0;
  const size_t slash = extractor.rfind('/');
  if (slash == std::string_view::npos) return 0;
  extractor.remove_prefix(slash + 1);
  std::from_chars(extractor.data(), extractor.data() + extractor.size(), version);
  return version;
}

// How far a segment was read.
struct DerivedFollower::Position {
  bool complete = false;     // it was sealed, and read to its end
  uint64_t records = 0;      // whole ones, from the first
  uint64_t last_offset = 0;  // of the last of them
  std::string last_id;       // and its record id

  std::string Row() const {
    return RowWriter()
        .Byte(complete ? 1 : 0)
        .Varint(records)
        .Varint(last_offset)
        .Text(last_id)
        .Take();
  }
};

// One call of CatchUp, and the segment at hand.
class DerivedFollower::Reading {
 public:
  Reading(DerivedFollower& follower, const Take& take, ReadReporter* reporter,
          const Progress& progress)
      : follower_(follower), take_(take), reporter_(reporter), progress_(progress) {}

  // kNotFound: it is not there any more.
  Status Begin(const SegmentOnDisk& segment, const std::string& path, Position from);
  // False: stopped.
  Result<bool> Read();
  Status MakeDurable();
  bool Tell(uint64_t bytes_of_segment) {
    counts.stopped = progress_ && !progress_(done + bytes_of_segment, total);
    return !counts.stopped;
  }

  FollowCounts counts;
  uint64_t done = 0;
  uint64_t total = 0;

 private:
  // Stands past the last record of position_, or at the beginning.
  Status GoOn(const std::string& path);
  Status OpenAt(const std::string& path, uint64_t offset);
  Result<bool> Passed();
  Result<bool> Next();
  Result<std::optional<DerivedRecord>> Record();
  Status Keep(WriteBatch& batch);

  DerivedFollower& follower_;
  const Take& take_;
  ReadReporter* reporter_;
  const Progress& progress_;
  const SegmentOnDisk* segment_ = nullptr;
  std::string key_;
  Position position_;
  bool kept_ = true;  // position_ is in the store
  std::string last_key_;
  std::string last_row_;
  std::unique_ptr<Counting> problems_;
  std::unique_ptr<WarcReader> reader_;
};

Status DerivedFollower::Reading::OpenAt(const std::string& path, uint64_t offset) {
  WarcReaderOptions options;
  options.begin = offset;
  // The end of a segment that is written to is no damage.
  problems_ = std::make_unique<Counting>(segment_->open ? nullptr : reporter_);
  ARSIP_ASSIGN(reader_, WarcReader::Open(path, options, *problems_));
  return Ok();
}

// To the next whole record, its block not yet read. False at the end, which of an open segment is
// the first that is not whole.
Result<bool> DerivedFollower::Reading::Next() {
  ARSIP_ASSIGN(const bool more, reader_->Next());
  return more && !(segment_->open && problems_->count() > 0);
}

// The record at hand is the last that was read.
Result<bool> DerivedFollower::Reading::Passed() {
  const bool same = reader_->header().record_id() == position_.last_id;
  ARSIP_TRY(reader_->Finish());
  return same && reader_->intact();
}

Status DerivedFollower::Reading::GoOn(const std::string& path) {
  ARSIP_TRY(OpenAt(path, position_.last_offset));
  if (position_.records == 0) return Ok();
  ARSIP_ASSIGN(const bool there, Next());
  if (there && problems_->count() == 0) {
    ARSIP_ASSIGN(const bool passed, Passed());
    if (passed) return Ok();
  }
  // Converted: the same records elsewhere.
  ARSIP_TRY(OpenAt(path, 0));
  for (uint64_t left = position_.records; left > 0;) {
    ARSIP_ASSIGN(const bool more, Next());
    if (!more) break;
    ARSIP_ASSIGN(const bool passed, Passed());
    if (reader_->intact()) --left;
    if (left > 0 || !passed) continue;
    position_.last_offset = reader_->offset();
    return Ok();
  }
  position_ = {};
  return OpenAt(path, 0);
}

// Nothing when it is not whole, or not one that is asked for.
Result<std::optional<DerivedRecord>> DerivedFollower::Reading::Record() {
  const WarcHeader& header = reader_->header();
  const auto& types = follower_.options_.media_types;
  DerivedRecord record;
  record.media_type = MediaType::Parse(header.Get("Content-Type")).essence;
  const bool wanted = header.known_type() && header.type() == RecordType::kConversion &&
                      (types.empty() || std::ranges::count(types, record.media_type) > 0);
  while (wanted) {
    ARSIP_ASSIGN(const std::string_view piece, reader_->ReadBlock());
    if (piece.empty()) break;
    const size_t room = follower_.options_.max_payload_bytes - record.payload.size();
    record.payload_cut |= piece.size() > room;
    record.payload.append(piece.substr(0, room));
  }
  ARSIP_TRY(reader_->Finish());
  if (!reader_->intact()) return std::optional<DerivedRecord>();
  kept_ = false;
  ++position_.records;
  position_.last_offset = reader_->offset();
  position_.last_id = header.record_id();
  if (!wanted || reader_->index_in_member() > 0) return std::optional<DerivedRecord>();
  record.record_id = header.record_id();
  record.refers_to = header.Get("WARC-Refers-To");
  record.target_uri = header.target_uri();
  record.date = header.time();
  record.extractor = header.Get("X-Arsip-Extractor");
  record.rule_version = RuleVersion(record.extractor);
  record.revision = RevisionOf(record.rule_version, segment_->filename, position_.records);
  record.location = {segment_->filename, reader_->offset(), reader_->length()};
  return std::optional(std::move(record));
}

Status DerivedFollower::Reading::Keep(WriteBatch& batch) {
  last_key_ = key_;
  last_row_ = position_.Row();
  batch.Put(last_key_, last_row_);
  kept_ = true;
  return follower_.store_.Write(batch, KeyValueStore::Sync::kNo);
}

Status DerivedFollower::Reading::MakeDurable() {
  if (last_key_.empty()) return Ok();
  WriteBatch batch;
  batch.Put(last_key_, last_row_);
  return follower_.store_.Write(batch, KeyValueStore::Sync::kYes);
}

Status DerivedFollower::Reading::Begin(const SegmentOnDisk& segment, const std::string& path,
                                       Position from) {
  segment_ = &segment;
  key_ = follower_.KeyOf(segment.filename);
  position_ = std::move(from);
  kept_ = true;
  return GoOn(path);
}

Result<bool> DerivedFollower::Reading::Read() {
  const uint64_t begin = position_.last_offset;
  while (Tell(reader_->position() - std::min(begin, reader_->position()))) {
    ARSIP_ASSIGN(const bool more, Next());
    if (!more) break;
    ARSIP_ASSIGN(const auto record, Record());
    if (!record.has_value() && segment_->open && !reader_->intact()) break;
    if (!record.has_value()) continue;
    WriteBatch batch;
    ARSIP_TRY(take_(*record, batch));
    ARSIP_TRY(Keep(batch));
    ++counts.records;
  }
  if (!segment_->open) counts.problems += problems_->count();
  counts.bytes += reader_->position() - std::min(begin, reader_->position());
  if (!counts.stopped && !segment_->open) {
    position_.complete = true;
    kept_ = false;
  }
  WriteBatch batch;
  if (!kept_) ARSIP_TRY(Keep(batch));
  return !counts.stopped;
}

DerivedFollower::DerivedFollower(std::string archive_directory, KeyValueStore& store,
                                 DerivedFollowerOptions options)
    : archive_directory_(std::move(archive_directory)),
      store_(store),
      options_(std::move(options)) {}

std::string DerivedFollower::KeyOf(const std::string& filename) const {
  return options_.key_prefix + std::string(StemOf(filename));
}

Result<DerivedFollower::Position> DerivedFollower::ReadPosition(const std::string& key) {
  Position position;
  ARSIP_ASSIGN(const auto row, store_.Get(key));
  if (!row.has_value()) return position;
  RowReader reader(*row);
  const uint8_t complete = reader.Byte();
  position.complete = complete == 1;
  position.records = reader.Varint();
  position.last_offset = reader.Varint();
  position.last_id = reader.Text();
  if (reader.done() && complete <= 1) return position;
  return Error{ErrorCode::kCorruption, "the row that says how far a segment was read is unreadable",
               key};
}

Result<bool> DerivedFollower::Follow(const SegmentOnDisk& segment, Reading& reading) {
  ARSIP_ASSIGN(Position position, ReadPosition(KeyOf(segment.filename)));
  if (position.complete) return true;
  Status begun = reading.Begin(segment, segment.path, position);
  if (!begun && begun.error().code == ErrorCode::kNotFound) {
    // Sealed since it was listed, or being converted.
    const auto path = FindSegment(archive_directory_, segment.filename);
    begun = path ? reading.Begin(segment, *path, std::move(position)) : Status(path.error());
  }
  if (begun) return reading.Read();
  if (begun.error().code != ErrorCode::kNotFound) return begun.error();
  ++reading.counts.missed;
  return true;
}

Result<FollowCounts> DerivedFollower::CatchUp(const Take& take, ReadReporter* reporter,
                                              const Progress& progress) {
  ARSIP_ASSIGN(std::vector<SegmentOnDisk> segments, ListSegments(archive_directory_));
  std::erase_if(segments, [](const auto& one) { return one.kind != SegmentKind::kDerived; });
  Reading reading(*this, take, reporter, progress);
  for (const SegmentOnDisk& segment : segments) reading.total += segment.size;
  for (const SegmentOnDisk& segment : segments) {
    const Result<bool> more = Follow(segment, reading);
    if (!more) return more.error();
    if (!*more) break;
    reading.done += segment.size;
  }
  ARSIP_TRY(reading.MakeDurable());
  return reading.counts;
}

}  // namespace arsip::archive
