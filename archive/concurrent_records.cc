#include "archive/concurrent_records.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "archive/record_cursor.h"
#include "archive/segment_list.h"
#include "archive/warc_reader.h"

namespace arsip::archive {
namespace {

constexpr int kMaxNeighbours = 16;

class Neighbours {
 public:
  Neighbours(const std::string& archive_directory, const Capture& capture, RecordCursor& records)
      : archive_directory_(archive_directory), capture_(capture), records_(records) {}

  // After, and before, the capture. They end where the next capture begins.
  Result<std::vector<ConcurrentRecord>> Find(bool after);

 private:
  Result<bool> AreConcurrent(const WarcHeader& neighbour);

  const std::string& archive_directory_;
  const Capture& capture_;
  RecordCursor& records_;
  std::string record_id_;             // of the capture
  std::optional<WarcHeader> header_;  // of the capture, once it was needed
};

bool NamesConcurrent(const WarcHeader& header, std::string_view record_id) {
  const auto named = header.GetAll("WARC-Concurrent-To");
  return std::ranges::find(named, record_id) != named.end();
}

// One of the two names the other: ours does so in the companions, wget's in the response.
Result<bool> Neighbours::AreConcurrent(const WarcHeader& neighbour) {
  if (NamesConcurrent(neighbour, record_id_)) return true;
  if (!header_.has_value()) {
    ARSIP_ASSIGN(const std::string path,
                 FindSegment(archive_directory_, capture_.location.filename));
    ReadProblems ignored(0);
    WarcReaderOptions options;
    options.begin = capture_.location.offset;
    options.only_first_record = true;
    ARSIP_ASSIGN(const auto reader, WarcReader::Open(path, options, ignored));
    ARSIP_ASSIGN(const bool found, reader->Next());
    if (!found) return false;
    header_ = reader->header();
  }
  return NamesConcurrent(*header_, neighbour.record_id());
}

Result<std::vector<ConcurrentRecord>> Neighbours::Find(bool after) {
  std::vector<ConcurrentRecord> found;
  ARSIP_TRY(records_.Seek(capture_.location.offset));
  if (!records_.Valid() || records_.record().offset != capture_.location.offset) return found;
  record_id_ = records_.record().id.Format();
  for (int i = 0; i < kMaxNeighbours; ++i) {
    ARSIP_TRY(after ? records_.Next() : records_.Prev());
    if (!records_.Valid()) break;
    const BlockRecord& neighbour = records_.record();
    if (neighbour.type != RecordType::kRequest && neighbour.type != RecordType::kMetadata) break;
    RecordLocation location{capture_.location.filename, neighbour.offset, neighbour.length};
    ARSIP_ASSIGN(StoredRecord record, ReadRecord(archive_directory_, location));
    ARSIP_ASSIGN(const bool concurrent, AreConcurrent(record.header));
    if (!concurrent) break;
    found.push_back({neighbour.type, std::move(location), std::move(record)});
  }
  return found;
}

}  // namespace

Result<std::vector<ConcurrentRecord>> ConcurrentRecords(CaptureIndex& index,
                                                        const std::string& archive_directory,
                                                        const Capture& capture) {
  ARSIP_ASSIGN(const auto file, index.FindFile(capture.location.filename));
  if (!file.has_value()) return std::vector<ConcurrentRecord>();
  ARSIP_ASSIGN(const auto rows, index.store().NewIterator());
  RecordCursor records(*rows, file->id);
  Neighbours neighbours(archive_directory, capture, records);
  ARSIP_ASSIGN(std::vector<ConcurrentRecord> after, neighbours.Find(true));
  // Other crawlers write the request first.
  const bool requested = std::ranges::any_of(
      after, [](const ConcurrentRecord& r) { return r.type == RecordType::kRequest; });
  if (requested) return after;
  ARSIP_ASSIGN(std::vector<ConcurrentRecord> all, neighbours.Find(false));
  std::ranges::reverse(all);
  std::ranges::move(after, std::back_inserter(all));
  return all;
}

}  // namespace arsip::archive
