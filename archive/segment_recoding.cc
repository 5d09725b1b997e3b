#include "archive/segment_recoding.h"

#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "archive/file_digest.h"
#include "archive/gzip_member.h"
#include "archive/segment_directory.h"
#include "archive/warc_reader.h"

namespace arsip::archive {
namespace {

// WARC 1.1 section 4. The reader reported any other end of a record.
constexpr std::string_view kTrailer = "\r\n\r\n";
// What zstd's own tool makes, and a hundred times as much to learn it from.
constexpr size_t kDictionaryBytes = 112'640;
constexpr uint64_t kSampleBytes = 100 * kDictionaryBytes;
constexpr size_t kMaxSample = 128u << 10;

using Piece = std::function<Status(std::string_view)>;

// The records of an undamaged file, their bytes in pieces.
class WholeRecords {
 public:
  static Result<std::unique_ptr<WholeRecords>> Open(const std::string& path) {
    auto records = std::unique_ptr<WholeRecords>(new WholeRecords);
    ARSIP_ASSIGN(records->reader_, WarcReader::Open(path, {}, records->problems_));
    return records;
  }

  Result<bool> Next() {
    ARSIP_ASSIGN(const bool more, reader_->Next());
    ARSIP_TRY(Undamaged());
    return more;
  }
  uint64_t bytes() const {
    return reader_->header_bytes().size() + reader_->header().content_length() + kTrailer.size();
  }
  // All of the record at hand. Only when this returns is it known to be whole.
  Status ForEachPiece(const Piece& each) {
    ARSIP_TRY(each(reader_->header_bytes()));
    while (true) {
      ARSIP_ASSIGN(const std::string_view piece, reader_->ReadBlock());
      if (piece.empty()) break;
      ARSIP_TRY(each(piece));
    }
    ARSIP_TRY(reader_->Finish());
    ARSIP_TRY(Undamaged());
    return each(kTrailer);
  }
  const WarcReader& reader() const { return *reader_; }

 private:
  WholeRecords() : problems_(1) {}
  Status Undamaged() const {
    if (problems_.count() == 0) return Ok();
    const ReadProblem& problem = problems_.list().front();
    return Error{ErrorCode::kCorruption, "left as it is, because " + problem.what,
                 problem.file + "@" + std::to_string(problem.offset)};
  }

  ReadProblems problems_;
  std::unique_ptr<WarcReader> reader_;
};

Status Tell(const RecodingProgress& progress, uint64_t done, uint64_t total) {
  if (!progress || progress(done, total)) return Ok();
  return Error{ErrorCode::kUnavailable, "converting was stopped; nothing was changed", ""};
}

// Small records from all over the file that are not compressed themselves (images, bodies with a
// content coding): pages, and the requests and metadata that repeat so much.
Result<std::vector<std::string>> Sample(const std::string& path, uint64_t size,
                                        const RecodingProgress& progress) {
  std::vector<std::string> samples;
  uint64_t sampled = 0;
  ARSIP_ASSIGN(const auto records, WholeRecords::Open(path));
  while (true) {
    ARSIP_ASSIGN(const bool more, records->Next());
    if (!more) return samples;
    ARSIP_TRY(Tell(progress, 0, size));
    const double share =
        static_cast<double>(records->reader().offset()) / static_cast<double>(size);
    const bool due = static_cast<double>(sampled) <= share * static_cast<double>(kSampleBytes);
    if (!due || records->bytes() > kMaxSample) continue;
    std::string sample;
    ARSIP_TRY(records->ForEachPiece([&sample](std::string_view piece) {
      sample.append(piece);
      return Ok();
    }));
    const std::string_view bytes = sample;
    if (LooksCompressed({&bytes, 1})) continue;
    sampled += sample.size();
    samples.push_back(std::move(sample));
  }
}

Status CopyRecords(const std::string& from, RecordEncoder& encoder, RecodedSegment& recoded,
                   const RecodingProgress& progress) {
  ARSIP_ASSIGN(const auto records, WholeRecords::Open(from));
  while (true) {
    ARSIP_ASSIGN(const bool more, records->Next());
    if (!more) return Ok();
    const uint64_t bytes = records->bytes();
    Sha256Stream digest;
    ARSIP_TRY(encoder.Begin(bytes));
    ARSIP_TRY(records->ForEachPiece([&](std::string_view piece) {
      digest.Update(piece);
      return encoder.Append(piece);
    }));
    ARSIP_TRY(encoder.Finish());
    const WarcReader& reader = records->reader();
    recoded.records.push_back({reader.offset(), reader.length(), digest.Finish()});
    recoded.record_bytes += bytes;
    ARSIP_TRY(Tell(progress, reader.position(), recoded.old_bytes));
  }
}

Status CompareRecords(const std::string& path, const std::vector<RecodedRecord>& expected) {
  const auto differs = [&path](uint64_t offset) {
    return Error{ErrorCode::kCorruption, "what was written is not what is read back",
                 path + "@" + std::to_string(offset)};
  };
  ARSIP_ASSIGN(const auto records, WholeRecords::Open(path));
  for (const RecodedRecord& one : expected) {
    ARSIP_ASSIGN(const bool more, records->Next());
    if (!more) return differs(records->reader().position());
    Sha256Stream digest;
    ARSIP_TRY(records->ForEachPiece([&digest](std::string_view piece) {
      digest.Update(piece);
      return Ok();
    }));
    if (digest.Finish() != one.sha256) return differs(records->reader().offset());
  }
  ARSIP_ASSIGN(const bool more, records->Next());
  return more ? Status(differs(records->reader().offset())) : Ok();
}

Status Write(const std::string& from, SegmentFile& file, const SegmentCoding& coding,
             const RecodingProgress& progress, RecodedSegment& recoded) {
  std::string dictionary;
  if (coding.form == SegmentForm::kZstd) {
    ARSIP_ASSIGN(const auto samples, Sample(from, recoded.old_bytes, progress));
    dictionary = TrainDictionary(samples, kDictionaryBytes);
    recoded.dictionary_bytes = dictionary.size();
  }
  if (!dictionary.empty()) ARSIP_TRY(file.Append(DictionaryFrame(dictionary)));
  ARSIP_ASSIGN(const auto encoder,
               RecordEncoder::Open(coding, dictionary,
                                   [&file](std::string_view bytes) { return file.Append(bytes); }));
  ARSIP_TRY(CopyRecords(from, *encoder, recoded, progress));
  return file.Sync();
}

Result<RecodedSegment> Recode(const std::string& from, SegmentDirectory& directory,
                              const std::string& name, const SegmentCoding& coding,
                              const RecodingProgress& progress) {
  RecodedSegment recoded;
  std::error_code error;
  recoded.old_bytes = std::filesystem::file_size(from, error);
  if (error) return ErrnoError(error.value(), "cannot stat", from);
  {
    ARSIP_ASSIGN(const auto file, directory.Create(name));
    ARSIP_TRY(Write(from, *file, coding, progress, recoded));
  }
  const std::string to = directory.path() + "/" + name;
  recoded.new_bytes = std::filesystem::file_size(to, error);
  if (error) return ErrnoError(error.value(), "cannot stat", to);
  ARSIP_TRY(CompareRecords(to, recoded.records));
  ARSIP_ASSIGN(recoded.sha256, DigestFile(to));
  ARSIP_TRY(directory.SyncDirectory());
  return recoded;
}

}  // namespace

Result<RecodedSegment> RecodeSegment(const std::string& from, const std::string& to,
                                     const SegmentCoding& coding,
                                     const RecodingProgress& progress) {
  ARSIP_TRY(CheckSegmentCoding(coding));
  const std::filesystem::path path(to);
  ARSIP_ASSIGN(const auto directory, OpenSegmentDirectory(path.parent_path().string()));
  const std::string name = path.filename().string();
  std::error_code error;
  if (std::filesystem::exists(path, error)) {
    return Error{ErrorCode::kInvalidInput, "there is a file of this name already", to};
  }
  auto recoded = Recode(from, *directory, name, coding, progress);
  if (!recoded.has_value()) std::filesystem::remove(path, error);
  return recoded;
}

}  // namespace arsip::archive
