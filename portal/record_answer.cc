#include "portal/record_answer.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "archive/record_bytes.h"
#include "portal/base64.h"

namespace arsip::portal {
namespace {

using archive::IndexedLocation;
using archive::RecordBytes;
using archive::RecordType;

constexpr size_t kNeighbours = 8;
constexpr uint64_t kBytesBefore = 256u << 10;  // where a request that came first is looked for

class RecordsBody : public HttpBody {
 public:
  explicit RecordsBody(std::vector<RecordBytes> records) : records_(std::move(records)) {}
  Result<Piece> Read() override {
    Piece piece;
    while (at_ < records_.size() && piece.bytes.empty()) {
      ARSIP_ASSIGN(piece.bytes, records_[at_].Read());
      if (piece.bytes.empty()) ++at_;
    }
    piece.last = at_ == records_.size();
    return piece;
  }

 private:
  std::vector<RecordBytes> records_;
  size_t at_ = 0;
};

bool IsCapture(RecordType type) {
  return type == RecordType::kResponse || type == RecordType::kRevisit ||
         type == RecordType::kResource;
}

std::string WithBrackets(std::string id) {
  if (id.starts_with('<')) return id;
  if (!id.starts_with("urn:")) id.insert(0, "urn:uuid:");
  return "<" + id + ">";
}

// What lies beside a capture in its file and is none itself: up to kNeighbours before and after.
Result<std::vector<IndexedLocation>> Neighbours(const ArchiveView& view,
                                                const archive::RecordLocation& location) {
  std::vector<IndexedLocation> found;
  ARSIP_ASSIGN(const auto file, view.index().FindFile(location.filename));
  if (!file.has_value()) return found;
  const uint64_t from = location.offset - std::min(location.offset, kBytesBefore);
  ARSIP_TRY(view.index().ForEachRecord(file->id, from, location.offset,
                                       [&](const IndexedLocation& record) {
                                         if (IsCapture(record.type)) {
                                           found.clear();
                                         } else {
                                           found.push_back(record);
                                         }
                                         if (found.size() > kNeighbours) found.erase(found.begin());
                                         return true;
                                       }));
  const size_t most = found.size() + kNeighbours;
  ARSIP_TRY(view.index().ForEachRecord(file->id, location.offset + location.length, UINT64_MAX,
                                       [&](const IndexedLocation& record) {
                                         if (!IsCapture(record.type)) found.push_back(record);
                                         return !IsCapture(record.type) && found.size() < most;
                                       }));
  return found;
}

// WARC 1.1 section 5.7, either way round.
bool Concurrent(const archive::WarcHeader& one, const archive::WarcHeader& other) {
  return std::ranges::count(one.GetAll("WARC-Concurrent-To"), std::string_view(other.record_id())) +
             std::ranges::count(other.GetAll("WARC-Concurrent-To"),
                                std::string_view(one.record_id())) >
         0;
}

Status AddConcurrent(const ArchiveView& view, const archive::RecordLocation& location,
                     std::vector<RecordBytes>& records) {
  ARSIP_ASSIGN(const auto neighbours, Neighbours(view, location));
  for (const IndexedLocation& neighbour : neighbours) {
    ARSIP_ASSIGN(RecordBytes record, RecordBytes::Open(view.directory(), neighbour.location));
    const archive::WarcHeader& header = record.header();
    if (!Concurrent(header, records.front().header())) continue;
    if (view.DenialOfRecord(header.target_uri(), header.time()) != nullptr) continue;
    records.push_back(std::move(record));
  }
  return Ok();
}

Result<RawFetch> Fetch(const ArchiveView& view, const std::string& id, bool concurrent) {
  ARSIP_ASSIGN(const auto found, view.index().FindRecord(id));
  if (!found.has_value()) return Error{ErrorCode::kNotFound, "no record has this id", id};
  ARSIP_ASSIGN(RecordBytes record, RecordBytes::Open(view.directory(), found->location));
  const archive::AccessRule* rule =
      view.DenialOfRecord(record.header().target_uri(), record.header().time());
  if (rule != nullptr) return DeniedFetch(*rule, id);
  RawFetch fetch;
  fetch.timestamp = FormatTimestamp14(record.header().time());
  const std::string digest = "sha-256=:" + Base64Encode(record.sha256()) + ":";
  std::vector<RecordBytes> records;
  records.push_back(std::move(record));
  if (concurrent) ARSIP_TRY(AddConcurrent(view, found->location, records));
  HttpResponse& response = fetch.response;
  response.fields = {{"Content-Type", "application/warc"},
                     {"Content-Disposition", "attachment; filename=\"record.warc\""}};
  if (records.size() == 1) response.fields.emplace_back("Repr-Digest", digest);
  response.length = 0;
  for (const RecordBytes& one : records) *response.length += one.length();
  response.body = std::make_unique<RecordsBody>(std::move(records));
  return fetch;
}

}  // namespace

RawFetch AnswerRecord(const SharedView& view, const std::string& id, bool concurrent) {
  const std::string record_id = WithBrackets(id);
  auto fetched = Fetch(*view, record_id, concurrent);
  RawFetch fetch;
  if (fetched.has_value()) {
    fetch = std::move(*fetched);
  } else {
    fetch.response = ErrorResponse(fetched.error());
  }
  fetch.subject = record_id;
  return fetch;
}

}  // namespace arsip::portal
