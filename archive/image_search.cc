#include "archive/image_search.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "archive/index_rows.h"

namespace arsip::archive {
namespace {

Error BadImageRow() {
  return Error{ErrorCode::kCorruption,
               "unreadable image row in the index; run `arsip index rebuild`", ""};
}

bool Nearer(const NearImage& a, const NearImage& b) {
  if (a.distance != b.distance) return a.distance < b.distance;
  return a.row.order() < b.row.order();
}

// Keeps the nearest `limit`: a heap with the farthest on top.
void Offer(const NearImage& image, size_t limit, NearImages& found) {
  ++found.total;
  std::vector<NearImage>& heap = found.images;
  if (heap.size() == limit) {
    if (!Nearer(image, heap.front())) return;
    std::ranges::pop_heap(heap, Nearer);
    heap.pop_back();
  }
  heap.push_back(image);
  std::ranges::push_heap(heap, Nearer);
}

}  // namespace

Status ImageSearch::ForEachImage(const std::function<Status(const ImageRow&)>& each) {
  ARSIP_ASSIGN(const auto rows, index_.store().NewIterator());
  const std::string first(1, static_cast<char>(Table::kImage));
  for (rows->Seek(first); rows->Valid() && rows->key().starts_with(first); rows->Next()) {
    const auto row = DecodeImageRow(rows->value());
    if (!row.has_value()) return BadImageRow();
    ARSIP_TRY(each(*row));
  }
  return rows->status();
}

Result<NearImages> ImageSearch::Near(std::span<const Hash256> hashes, unsigned radius,
                                     size_t limit) {
  if (hashes.empty() || limit == 0) {
    return Error{ErrorCode::kInvalidInput, "a search has a hash, and a limit of at least 1", ""};
  }
  NearImages found;
  ARSIP_TRY(ForEachImage([&](const ImageRow& row) {
    if (!row.exemplar) return Ok();
    NearImage image{row, radius + 1, 0};
    for (unsigned form = 0; form < hashes.size(); ++form) {
      const unsigned distance = HammingDistance(hashes[form], row.fact.hash);
      if (distance >= image.distance) continue;
      image.distance = distance;
      image.form = form;
    }
    if (image.distance <= radius) Offer(image, limit, found);
    return Ok();
  }));
  std::ranges::sort(found.images, Nearer);
  return found;
}

Result<std::optional<ImageRow>> ImageSearch::Find(const Sha256& payload) {
  ARSIP_ASSIGN(const auto value, index_.store().Get(ImageKey(IdOf(payload))));
  if (!value.has_value()) return std::optional<ImageRow>();
  auto row = DecodeImageRow(*value);
  if (!row.has_value()) return BadImageRow();
  if (row->fact.payload != payload) return std::optional<ImageRow>();
  return row;
}

Result<std::optional<ImageRow>> ImageSearch::FindByUrl(std::string_view url) {
  std::optional<ImageRow> last;
  UtcTime last_time{};
  ARSIP_ASSIGN(const auto rows, index_.store().NewIterator());
  const std::string first(1, static_cast<char>(Table::kSighting));
  for (rows->Seek(first); rows->Valid() && rows->key().starts_with(first); rows->Next()) {
    const auto sighting = DecodeSightingKey(rows->key());
    if (!sighting.has_value()) return BadImageRow();
    if (sighting->url != url || (last && sighting->time < last_time)) continue;
    ARSIP_ASSIGN(const auto value,
                 index_.store().Get(ImageKey(ReadBigEndian64(rows->key().substr(1)))));
    auto row = DecodeImageRow(value.value_or(std::string()));
    if (!row.has_value()) return BadImageRow();
    // Another payload's digest may begin alike.
    if (!rows->key().starts_with(SightingKeyPrefix(row->fact.payload))) continue;
    last = *row;
    last_time = sighting->time;
  }
  ARSIP_TRY(rows->status());
  return last;
}

Result<std::vector<ImageRow>> ImageSearch::Members(const Sha256& exemplar, size_t limit) {
  std::vector<ImageRow> members;
  const std::string prefix = MemberKeyPrefix(IdOf(exemplar));
  ARSIP_ASSIGN(const auto rows, index_.store().NewIterator());
  for (rows->Seek(prefix); rows->Valid() && rows->key().starts_with(prefix); rows->Next()) {
    if (members.size() == limit) break;
    const auto key = DecodeMemberKey(rows->key());
    if (!key.has_value()) return BadImageRow();
    ARSIP_ASSIGN(const auto value, index_.store().Get(ImageKey(key->id)));
    auto row = DecodeImageRow(value.value_or(std::string()));
    if (!row.has_value()) return BadImageRow();
    members.push_back(*row);
  }
  ARSIP_TRY(rows->status());
  return members;
}

Status ImageSearch::ForEachSighting(const Sha256& payload,
                                    const std::function<bool(const Sighting&)>& each) {
  const std::string prefix = SightingKeyPrefix(payload);
  ARSIP_ASSIGN(const auto rows, index_.store().NewIterator());
  for (rows->Seek(prefix); rows->Valid() && rows->key().starts_with(prefix); rows->Next()) {
    const auto sighting = DecodeSightingKey(rows->key());
    if (!sighting.has_value()) return BadImageRow();
    if (!each(*sighting)) break;
  }
  return rows->status();
}

Result<bool> ImageSearch::IsSighting(const Sha256& payload, const Sighting& sighting) {
  ARSIP_ASSIGN(const auto row, index_.store().Get(EncodeSightingKey(payload, sighting)));
  return row.has_value();
}

Result<bool> ImageSearch::IsStored(const Sha256& payload) { return originals_.Holds(payload); }

Result<ImageCounts> ImageSearch::Count() {
  ImageCounts counts;
  ARSIP_TRY(ForEachImage([&](const ImageRow& row) -> Status {
    ++counts.images;
    if (!row.exemplar) ++counts.unmatchable;
    if (!row.exemplar || row.is_exemplar()) return Ok();
    ++counts.members;
    ARSIP_ASSIGN(const bool stored, IsStored(row.fact.payload));
    counts.stored += stored ? 1 : 0;
    (stored ? counts.would_be_saved : counts.saved_by_reference) += row.fact.bytes;
    return Ok();
  }));
  // K rows lie cluster by cluster.
  ARSIP_ASSIGN(const auto rows, index_.store().NewIterator());
  const std::string first(1, static_cast<char>(Table::kMember));
  std::optional<ImageId> exemplar;
  uint64_t members = 0;
  for (rows->Seek(first); rows->Valid() && rows->key().starts_with(first); rows->Next()) {
    const auto key = DecodeMemberKey(rows->key());
    if (!key.has_value()) return BadImageRow();
    members = key->exemplar == exemplar ? members + 1 : 1;
    exemplar = key->exemplar;
    if (members == 2) ++counts.clusters;
  }
  ARSIP_TRY(rows->status());
  return counts;
}

}  // namespace arsip::archive
