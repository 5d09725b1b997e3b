#include "archive/warc_reader.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "archive/blank_line.h"
#include "archive/record_units.h"
#include "archive/segment_identity.h"

namespace arsip::archive {
namespace {

using Kind = ReadProblem::Kind;
using Step = MemberInflater::Step;

// Section 4: a record ends with two newlines.
constexpr std::string_view kTrailer = "\r\n\r\n";
constexpr size_t kHeaderPiece = 4096;
constexpr size_t kUnitStart = 5;  // what a unit is known by

struct Failure {
  Kind kind = Kind::kGarbage;
  std::string what;
};

Failure FailureOf(Step step) {
  switch (step) {
    case Step::kTruncated:
      return {Kind::kTruncated, "the file ends inside this record"};
    case Step::kBadCheck:
      return {Kind::kBadMember, "the member's check value does not hold"};
    case Step::kEnd:
      return {Kind::kShortBlock, "the member ends before the block does"};
    case Step::kBad:
    case Step::kBytes:
      break;
  }
  return {Kind::kBadMember, "the member cannot be inflated"};
}

// Of a header whose end is not in sight.
class HeaderLines {
 public:
  void Add(std::string_view piece) {
    bytes_ += piece.size();
    while (true) {
      const size_t end = std::min(piece.find('\n'), piece.size());
      line_ += end;
      longest_ = std::max(longest_, line_);
      if (end == piece.size()) return;
      line_ = 0;
      piece.remove_prefix(end + 1);
    }
  }
  bool too_long() const {
    return longest_ > kMaxWarcLineBytes || bytes_ - longest_ > kMaxWarcHeaderBytes;
  }

 private:
  size_t bytes_ = 0;
  size_t line_ = 0;  // the last one
  size_t longest_ = 0;
};

// What cannot begin with a version line is no header, however long it goes on.
bool MayBeginHeader(std::string_view bytes) {
  constexpr std::string_view kStart = "WARC/";
  constexpr size_t kMaxVersionLine = 16;
  if (!bytes.starts_with(kStart.substr(0, bytes.size()))) return false;
  return bytes.size() < kMaxVersionLine || bytes.find('\n') < kMaxVersionLine;
}

class Reader : public WarcReader {
 public:
  Reader(std::unique_ptr<RecordUnits> units, const WarcReaderOptions& options,
         ReadReporter& reporter)
      : units_(std::move(units)), options_(options), reporter_(reporter), next_(options.begin) {}

  Result<bool> Next() override;
  Result<std::string_view> ReadBlock() override;
  Status Finish() override;
  const WarcHeader& header() const override { return header_; }
  std::string_view header_bytes() const override { return header_bytes_; }
  std::string_view trailer_bytes() const override { return trailer_bytes_; }
  uint64_t offset() const override { return offset_; }
  uint64_t length() const override { return length_; }
  bool intact() const override { return intact_; }
  uint32_t index_in_member() const override { return index_in_member_; }
  bool compressed() const override { return units_->delimits_records(); }
  uint64_t position() const override {
    return std::min(units_->file().position(), units_->file().size());
  }

 private:
  Result<Step> Fill();
  void Take(size_t length) { pending_.remove_prefix(length); }
  Result<std::optional<Failure>> ReadHeader();
  Result<Failure> NoHeader(Step step);
  Result<std::optional<Failure>> HeaderAt(uint64_t offset);
  Result<bool> NextUnit();
  Result<bool> NextInMember();
  Result<bool> Resync(uint64_t damage, uint64_t from, const std::optional<Failure>& failure);
  Result<uint64_t> AfterBadHeader();
  bool Begun(uint32_t index_in_member);
  void Damaged(Step step);
  Status ReadTrailer();
  Status PassNewlines();
  Status EndOfMember();
  Result<uint64_t> MemberEnd();
  void Report(const Failure& failure, uint64_t offset, uint64_t skipped = 0);

  std::unique_ptr<RecordUnits> units_;
  const WarcReaderOptions options_;
  ReadReporter& reporter_;
  SegmentIdentityCheck identity_;

  // The unit at hand.
  std::string_view pending_;  // bytes given by it and not yet used
  uint64_t unit_read_ = 0;    // bytes it has given
  bool more_in_member_ = false;
  std::optional<uint64_t> member_end_;
  bool member_damaged_ = false;  // known with member_end_

  // The record at hand.
  bool in_record_ = false;
  std::string header_bytes_;
  std::string trailer_bytes_;
  WarcHeader header_;
  uint64_t offset_ = 0;
  uint64_t length_ = 0;
  uint64_t block_left_ = 0;
  bool intact_ = false;
  uint32_t index_in_member_ = 0;

  uint64_t next_;  // where the next unit should begin
  std::optional<uint64_t>
      damaged_from_;   // the last unit is damaged: where to search when next_ is wrong
  bool lost_ = false;  // next_ is unknown: search
  bool over_ = false;
};

void Reader::Report(const Failure& failure, uint64_t offset, uint64_t skipped) {
  reporter_.Report({failure.kind, units_->file().path(), offset, skipped, failure.what});
}

Result<Step> Reader::Fill() {
  ARSIP_ASSIGN(const Step step, units_->Read());
  pending_ = units_->bytes();
  unit_read_ += pending_.size();
  return step;
}

Result<Failure> Reader::NoHeader(Step step) {
  if (step == Step::kEnd || step == Step::kBadCheck) {
    return Failure{Kind::kBadHeader, "the member holds no WARC header"};
  }
  FileWindow& file = units_->file();
  const uint64_t position = file.position();
  file.Seek(offset_);
  ARSIP_ASSIGN(const std::string_view start, file.Peek(kUnitStart));
  file.Seek(position);
  const bool unit = units_->MayBegin(start) || start.size() < 4;
  if (units_->delimits_records() && !unit) {
    return Failure{Kind::kGarbage, "no " + std::string(units_->name()) + " here"};
  }
  return FailureOf(step);
}

// At the first byte of a record in the unit at hand.
Result<std::optional<Failure>> Reader::ReadHeader() {
  header_bytes_.clear();
  HeaderLines lines;
  size_t searched = 0;
  while (true) {
    if (pending_.empty()) {
      ARSIP_ASSIGN(const Step step, Fill());
      if (step != Step::kBytes) {
        ARSIP_ASSIGN(Failure failure, NoHeader(step));
        return std::optional(std::move(failure));
      }
    }
    const size_t before = header_bytes_.size();
    const std::string_view piece = pending_.substr(0, kHeaderPiece);
    header_bytes_.append(piece);
    if (!MayBeginHeader(header_bytes_)) {
      return std::optional(Failure{Kind::kBadHeader, "no WARC version line"});
    }
    const size_t end = BlankLineEnd(header_bytes_, searched);
    if (end != std::string_view::npos) {
      header_bytes_.resize(end);
      Take(end - before);
      break;
    }
    lines.Add(piece);
    if (lines.too_long()) {
      return std::optional(Failure{Kind::kBadHeader, "a WARC header without end"});
    }
    searched = header_bytes_.size() < 3 ? 0 : header_bytes_.size() - 3;
    Take(piece.size());
  }
  auto header = WarcHeader::Parse(header_bytes_);
  if (!header.has_value()) {
    return std::optional(Failure{Kind::kBadHeader, header.error().message});
  }
  header_ = std::move(*header);
  return std::optional<Failure>();
}

Result<std::optional<Failure>> Reader::HeaderAt(uint64_t offset) {
  units_->Begin(offset);
  offset_ = offset;
  pending_ = {};
  unit_read_ = 0;
  member_end_.reset();
  more_in_member_ = false;
  return ReadHeader();
}

bool Reader::Begun(uint32_t index_in_member) {
  in_record_ = true;
  intact_ = true;
  length_ = 0;
  block_left_ = header_.content_length();
  index_in_member_ = index_in_member;
  damaged_from_.reset();
  lost_ = false;
  return true;
}

Result<bool> Reader::Next() {
  if (in_record_) ARSIP_TRY(Finish());
  if (over_) return false;
  if (more_in_member_) {
    ARSIP_ASSIGN(const bool found, NextInMember());
    if (found) return true;
  }
  if (lost_) return Resync(offset_, *damaged_from_, std::nullopt);
  return NextUnit();
}

Result<bool> Reader::NextUnit() {
  ARSIP_ASSIGN(next_, units_->SkipBetween(next_));
  if (next_ >= units_->file().size()) {
    over_ = true;
    return false;
  }
  const auto searched_from = damaged_from_;
  ARSIP_ASSIGN(const auto failure, HeaderAt(next_));
  over_ = options_.only_first_record;
  if (!failure.has_value()) {
    identity_.Learn(header_);
    return Begun(0);
  }
  if (over_) {
    Report(*failure, offset_);
    return false;
  }
  const uint64_t damage = offset_;
  ARSIP_ASSIGN(const uint64_t after, AfterBadHeader());
  return Resync(damage, searched_from.value_or(after), failure);
}

// A whole member that is no record is passed; anywhere else the search begins with the next byte.
Result<uint64_t> Reader::AfterBadHeader() {
  if (!units_->delimits_records()) return offset_ + 1;
  Step step = Step::kBytes;
  while (step == Step::kBytes) {
    ARSIP_ASSIGN(step, units_->Read());
  }
  return step == Step::kEnd ? units_->end() : offset_ + 1;
}

// Searches for a record from `from` on. `failure` is still to be reported, with what it cost.
Result<bool> Reader::Resync(uint64_t damage, uint64_t from, const std::optional<Failure>& failure) {
  while (true) {
    ARSIP_ASSIGN(const auto candidate, units_->FindCandidate(from));
    if (!candidate.has_value()) break;
    ARSIP_ASSIGN(const auto bad, HeaderAt(*candidate));
    if (!bad.has_value()) {
      if (identity_.Belongs(header_)) {
        if (failure.has_value()) Report(*failure, damage, *candidate - damage);
        return Begun(0);
      }
      Report({Kind::kForeignRecord, "a record inside damage that is not of this file"}, *candidate);
    }
    from = *candidate + 1;
  }
  if (failure.has_value()) Report(*failure, damage, units_->file().size() - damage);
  over_ = true;
  return false;
}

// Further bytes of a member were reported when its first record ended.
Result<bool> Reader::NextInMember() {
  ARSIP_ASSIGN(const auto failure, ReadHeader());
  if (!failure.has_value()) return Begun(index_in_member_ + 1);
  more_in_member_ = false;
  ARSIP_ASSIGN(next_, MemberEnd());
  lost_ = member_damaged_;
  if (lost_) damaged_from_ = offset_ + 1;
  return false;
}

void Reader::Damaged(Step step) {
  intact_ = false;
  in_record_ = false;
  more_in_member_ = false;
  Report(FailureOf(step), offset_);
  const bool framed = step == Step::kEnd || step == Step::kBadCheck;
  if (framed) next_ = units_->end();
  if (step != Step::kEnd) damaged_from_ = offset_ + 1;
  lost_ = !framed;
}

Result<std::string_view> Reader::ReadBlock() {
  if (!in_record_ || block_left_ == 0) return std::string_view();
  if (pending_.empty()) {
    ARSIP_ASSIGN(const Step step, Fill());
    if (step != Step::kBytes) {
      Damaged(step);
      return std::string_view();
    }
  }
  const std::string_view piece = pending_.substr(0, block_left_);
  block_left_ -= piece.size();
  Take(piece.size());
  return piece;
}

Status Reader::Finish() {
  while (in_record_) {
    ARSIP_ASSIGN(const std::string_view piece, ReadBlock());
    if (piece.empty()) break;
  }
  if (!in_record_) return Ok();
  ARSIP_TRY(ReadTrailer());
  if (units_->delimits_records()) return EndOfMember();
  length_ = unit_read_ - pending_.size();
  next_ = offset_ + length_;
  in_record_ = false;
  return Ok();
}

Status Reader::ReadTrailer() {
  trailer_bytes_.clear();
  for (const char expected : kTrailer) {
    if (pending_.empty()) {
      ARSIP_ASSIGN(const Step step, Fill());
      // EndOfMember meets the same step again and tells of the damage.
      const bool damaged = step == Step::kBad || step == Step::kBadCheck ||
                           (step == Step::kTruncated && units_->delimits_records());
      if (damaged) return Ok();
    }
    if (pending_.empty() || pending_.front() != expected) {
      Report({Kind::kBadTrailer, "no CRLF CRLF after the block"}, offset_);
      return PassNewlines();
    }
    trailer_bytes_.push_back(expected);
    Take(1);
  }
  return Ok();
}

// Leniency: LF alone, or any other run of line ends, is the end of a record too.
Status Reader::PassNewlines() {
  constexpr size_t kMostNewlines = 16;
  while (trailer_bytes_.size() < kMostNewlines) {
    if (pending_.empty()) {
      ARSIP_ASSIGN(const Step step, Fill());
      if (step != Step::kBytes) break;
    }
    if (pending_.front() != '\r' && pending_.front() != '\n') break;
    trailer_bytes_.push_back(pending_.front());
    Take(1);
  }
  return Ok();
}

Status Reader::EndOfMember() {
  if (pending_.empty()) {
    ARSIP_ASSIGN(const Step step, Fill());
    if (step != Step::kBytes) {
      if (step != Step::kEnd) {
        Damaged(step);
        return Ok();
      }
      next_ = units_->end();
      length_ = next_ - offset_;
      in_record_ = false;
      return Ok();
    }
  }
  if (index_in_member_ == 0) {
    Report({Kind::kSeveralRecords, "the member goes on after its record"}, offset_);
  }
  ARSIP_ASSIGN(next_, MemberEnd());
  length_ = next_ - offset_;
  in_record_ = false;
  more_in_member_ = true;
  return Ok();
}

// Where the member ends that holds further records: found ahead, so that its first record has its
// length.
Result<uint64_t> Reader::MemberEnd() {
  if (member_end_.has_value()) return *member_end_;
  ARSIP_ASSIGN(auto file, FileWindow::Open(units_->file().path(), units_->file().part()));
  ARSIP_ASSIGN(const auto units, OpenRecordUnits(std::move(file)));
  units->Begin(offset_);
  Step step = Step::kBytes;
  while (step == Step::kBytes) {
    ARSIP_ASSIGN(step, units->Read());
  }
  member_end_ = step == Step::kEnd ? units->end() : units_->file().size();
  member_damaged_ = step != Step::kEnd;
  if (member_damaged_) {
    intact_ = false;
    Report(FailureOf(step), offset_);
  }
  return *member_end_;
}

}  // namespace

Result<std::unique_ptr<WarcReader>> WarcReader::Open(const std::string& path,
                                                     const WarcReaderOptions& options,
                                                     ReadReporter& reporter) {
  FilePart part = options.part;
  part.length = std::min(part.length, options.end);
  ARSIP_ASSIGN(auto file, FileWindow::Open(path, part));
  ARSIP_ASSIGN(auto units, OpenRecordUnits(std::move(file)));
  std::unique_ptr<WarcReader> reader =
      std::make_unique<Reader>(std::move(units), options, reporter);
  return reader;
}

}  // namespace arsip::archive
