#include "archive/concurrent_records.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "archive/index_rows.h"
#include "archive/segment_list.h"
#include "archive/warc_reader.h"

namespace arsip::archive {
namespace {

constexpr int kMaxNeighbours = 16;

using Rows = KeyValueStore::Iterator;

class Neighbours {
 public:
  Neighbours(const std::string& archive_directory, const Capture& capture, FileId file, Rows& rows)
      : archive_directory_(archive_directory), capture_(capture), file_(file), rows_(rows) {}

  // After, and before, the capture. The rows end where the next capture begins.
  Result<std::vector<ConcurrentRecord>> Find(bool after);

 private:
  std::optional<PhysicalRow> RowAt(RecordPosition& position) const;
  Result<bool> AreConcurrent(const WarcHeader& neighbour);

  const std::string& archive_directory_;
  const Capture& capture_;
  const FileId file_;
  Rows& rows_;
  std::optional<WarcHeader> header_;  // of the capture, once it was needed
};

bool NamesConcurrent(const WarcHeader& header, std::string_view record_id) {
  const auto named = header.GetAll("WARC-Concurrent-To");
  return std::ranges::find(named, record_id) != named.end();
}

// One of the two names the other: ours does so in the companions, wget's in the response.
Result<bool> Neighbours::AreConcurrent(const WarcHeader& neighbour) {
  if (NamesConcurrent(neighbour, capture_.record_id)) return true;
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

std::optional<PhysicalRow> Neighbours::RowAt(RecordPosition& position) const {
  if (!rows_.Valid()) return std::nullopt;
  const auto at = DecodePhysicalKey(rows_.key());
  if (!at.has_value() || at->file != file_) return std::nullopt;
  position = *at;
  auto row = DecodePhysicalRow(rows_.value());
  const bool companion =
      row.has_value() && (row->type == RecordType::kRequest || row->type == RecordType::kMetadata);
  return companion ? row : std::nullopt;
}

Result<std::vector<ConcurrentRecord>> Neighbours::Find(bool after) {
  std::vector<ConcurrentRecord> found;
  rows_.Seek(PhysicalKey({file_, capture_.location.offset}));
  for (int i = 0; i < kMaxNeighbours && rows_.Valid(); ++i) {
    if (after) {
      rows_.Next();
    } else {
      rows_.Prev();
    }
    RecordPosition position;
    const auto row = RowAt(position);
    if (!row.has_value()) break;
    RecordLocation location{capture_.location.filename, position.offset, row->length};
    ARSIP_ASSIGN(StoredRecord record, ReadRecord(archive_directory_, location));
    ARSIP_ASSIGN(const bool concurrent, AreConcurrent(record.header));
    if (!concurrent) break;
    found.push_back({row->type, std::move(location), std::move(record)});
  }
  ARSIP_TRY(rows_.status());
  return found;
}

}  // namespace

Result<std::vector<ConcurrentRecord>> ConcurrentRecords(CaptureIndex& index,
                                                        const std::string& archive_directory,
                                                        const Capture& capture) {
  ARSIP_ASSIGN(const auto file, index.FindFile(capture.location.filename));
  if (!file.has_value()) return std::vector<ConcurrentRecord>();
  ARSIP_ASSIGN(const auto rows, index.store().NewIterator());
  Neighbours neighbours(archive_directory, capture, file->id, *rows);
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
