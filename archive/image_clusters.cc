#include "archive/image_clusters.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "archive/hash_forms.h"
#include "archive/index_rows.h"

namespace arsip::archive {
namespace {

constexpr HashQuery kAllNear = {.radius = kNearDistance,
                                .limit = std::numeric_limits<size_t>::max()};

Error BadImageRow() {
  return Error{ErrorCode::kCorruption,
               "unreadable image row in the index; run `arsip index rebuild`", ""};
}

// All entries near any form of the picture, whether made from its bits or from its pixels, nearest
// first: none is left out whose PictureDistance is near, and none has a lesser one than its match.
Result<std::vector<HashMatch>> SearchAround(const HashIndex& index, const ImageFact& fact) {
  ARSIP_ASSIGN(HashMatches found, index.Search(FormsOf(fact.hash), kAllNear));
  if (!fact.turned) return std::move(found.nearest);
  ARSIP_ASSIGN(const HashMatches turned, index.Search(fact.forms(), kAllNear));
  std::map<ImageId, HashMatch> nearest;
  for (const HashMatch& match : found.nearest) nearest.emplace(match.id, match);
  for (const HashMatch& match : turned.nearest) {
    const auto [known, fresh] = nearest.emplace(match.id, match);
    if (!fresh && match.distance < known->second.distance) known->second = match;
  }
  found.nearest.clear();
  for (const auto& [id, match] : nearest) found.nearest.push_back(match);
  std::ranges::sort(found.nearest);
  return std::move(found.nearest);
}

HashEntry EntryOf(const ImageRow& row) { return {row.id(), row.fact.hash}; }

// Of two facts about one payload: the newer rule's; whatever else differs, the choice must not
// depend on which came first.
bool Better(const ImageFact& a, const ImageFact& b) {
  const auto rank = [](const ImageFact& fact) {
    return std::tuple(fact.rule, fact.quality, fact.hash, fact.bytes, !fact.degenerate,
                      fact.turned);
  };
  return rank(a) > rank(b);
}

}  // namespace

Result<std::optional<ImageRow>> ReadImageRow(PendingRows& rows, ImageId id) {
  ARSIP_ASSIGN(const auto value, rows.Get(ImageKey(id)));
  if (!value.has_value()) return std::optional<ImageRow>();
  auto row = DecodeImageRow(*value);
  if (!row.has_value()) return BadImageRow();
  return row;
}

Result<std::unique_ptr<ImageClusters>> ImageClusters::Load(KeyValueStore& store) {
  ARSIP_ASSIGN(const auto rows, store.NewIterator());
  std::vector<HashEntry> images;
  std::vector<HashEntry> exemplars;
  const char first = static_cast<char>(Table::kImage);
  rows->Seek(std::string_view(&first, 1));
  for (; rows->Valid() && rows->key().starts_with(first); rows->Next()) {
    const auto row = DecodeImageRow(rows->value());
    if (!row.has_value()) return BadImageRow();
    if (!row->exemplar) continue;
    images.push_back(EntryOf(*row));
    if (row->is_exemplar()) exemplars.push_back(EntryOf(*row));
  }
  ARSIP_TRY(rows->status());
  return std::unique_ptr<ImageClusters>(
      new ImageClusters(HashIndex(std::move(images)), HashIndex(std::move(exemplars))));
}

Result<std::optional<NearestExemplar>> ImageClusters::NearestBefore(
    const ImageFact& fact, const std::optional<ImageOrder>& before, PendingRows& rows) const {
  const HashForms forms = fact.forms();
  ARSIP_ASSIGN(const auto found, SearchAround(exemplars_, fact));
  std::optional<NearestExemplar> nearest;
  for (const HashMatch& match : found) {
    // What the search found is the least that the distance can be.
    if (nearest && match.distance > nearest->distance) break;
    ARSIP_ASSIGN(const auto row, ReadImageRow(rows, match.id));
    if (!row.has_value()) {
      if (before) return BadImageRow();
      continue;  // pending in a batch that these rows know nothing of: not durable
    }
    if (before && row->order() >= *before) continue;
    const unsigned distance = PictureDistance(forms, row->fact.forms());
    if (distance > kNearDistance) continue;
    const auto rank = [](unsigned away, const ImageRow& of) { return std::pair(away, of.order()); };
    if (nearest && rank(nearest->distance, nearest->row) < rank(distance, *row)) continue;
    nearest = NearestExemplar{*row, distance, match.variant};
  }
  return nearest;
}

Result<std::optional<NearestExemplar>> ImageClusters::FindNearest(const ImageFact& fact,
                                                                  PendingRows& rows) const {
  if (!fact.matchable()) return std::optional<NearestExemplar>();
  ARSIP_ASSIGN(auto nearest, NearestBefore(fact, std::nullopt, rows));
  if (nearest && nearest->row.fact.payload == fact.payload) nearest.reset();
  return nearest;
}

// One Add: takes images in their order, so that all exemplars before the one at hand are final.
class ImageClusters::Update {
 public:
  Update(ImageClusters& clusters, PendingRows& rows, const ImageOrder& because)
      : clusters_(clusters), rows_(rows), because_(because) {}

  Status Remove(const ImageRow& row);
  Status Insert(ImageRow row);
  Status Settle();

 private:
  Status SettleOne(const ImageRow& row);
  Status TakeLaterNeighbours(const ImageRow& row);
  void Tell(const ImageRow& before, const ImageRow& after);

  ImageClusters& clusters_;
  PendingRows& rows_;
  const ImageOrder because_;
  std::set<ImageOrder> unsettled_;
};

Status ImageClusters::Update::Remove(const ImageRow& row) {
  rows_.Delete(ImageKey(row.id()));
  if (!row.exemplar) return Ok();
  rows_.Delete(EncodeMemberKey({IdOf(*row.exemplar), row.first, row.id()}));
  clusters_.images_.Remove(EntryOf(row));
  if (!row.is_exemplar()) return Ok();
  clusters_.exemplars_.Remove(EntryOf(row));
  return TakeLaterNeighbours(row);
}

Status ImageClusters::Update::Insert(ImageRow row) {
  row.exemplar.reset();
  rows_.Put(ImageKey(row.id()), EncodeImageRow(row));
  if (!row.fact.matchable()) return Ok();
  clusters_.images_.Add(EntryOf(row));
  unsettled_.insert(row.order());
  return Ok();
}

Status ImageClusters::Update::TakeLaterNeighbours(const ImageRow& row) {
  ARSIP_ASSIGN(const auto near, SearchAround(clusters_.images_, row.fact));
  for (const HashMatch& match : near) {
    ARSIP_ASSIGN(const auto neighbour, ReadImageRow(rows_, match.id));
    if (!neighbour.has_value()) return BadImageRow();
    if (neighbour->order() > row.order()) unsettled_.insert(neighbour->order());
  }
  return Ok();
}

Status ImageClusters::Update::Settle() {
  while (!unsettled_.empty()) {
    const ImageOrder next = *unsettled_.begin();
    unsettled_.erase(unsettled_.begin());
    ARSIP_ASSIGN(auto row, ReadImageRow(rows_, IdOf(next.payload)));
    // One that was removed after it had been found.
    if (!row.has_value() || row->order() != next) continue;
    ARSIP_TRY(SettleOne(*row));
  }
  return Ok();
}

Status ImageClusters::Update::SettleOne(const ImageRow& row) {
  ARSIP_ASSIGN(const auto nearest, clusters_.NearestBefore(row.fact, row.order(), rows_));
  ImageRow settled = row;
  settled.exemplar = nearest ? nearest->row.fact.payload : row.fact.payload;
  settled.distance = static_cast<uint8_t>(nearest ? nearest->distance : 0);
  settled.form = static_cast<uint8_t>(nearest ? nearest->form : 0);
  if (settled == row) return Ok();
  if (row.exemplar) {
    rows_.Delete(EncodeMemberKey({IdOf(*row.exemplar), row.first, row.id()}));
    Tell(row, settled);
  }
  rows_.Put(EncodeMemberKey({IdOf(*settled.exemplar), settled.first, settled.id()}), {});
  rows_.Put(ImageKey(settled.id()), EncodeImageRow(settled));
  if (row.is_exemplar() == settled.is_exemplar()) return Ok();
  if (settled.is_exemplar()) {
    clusters_.exemplars_.Add(EntryOf(settled));
  } else {
    clusters_.exemplars_.Remove(EntryOf(settled));
  }
  return TakeLaterNeighbours(settled);
}

void ImageClusters::Update::Tell(const ImageRow& before, const ImageRow& after) {
  if (before.exemplar == after.exemplar) return;
  clusters_.changes_.push_back(
      {after.fact.payload, *before.exemplar, *after.exemplar, after.distance, because_});
}

Status ImageClusters::Add(const ImageFact& fact, UtcTime time, std::string_view url,
                          PendingRows& rows) {
  ARSIP_ASSIGN(const auto known, ReadImageRow(rows, IdOf(fact.payload)));
  rows.Put(EncodeSightingKey(fact.payload, {time, std::string(url)}), {});
  if (known && known->fact.payload < fact.payload) return Ok();
  ImageRow row;
  row.fact = fact;
  row.first = time;
  Update update(*this, rows, row.order());
  if (known) {
    if (known->fact.payload == fact.payload) {
      row.first = std::min(time, known->first);
      if (!Better(fact, known->fact)) row.fact = known->fact;
      if (row.fact == known->fact && row.first == known->first) return Ok();
    }
    ARSIP_TRY(update.Remove(*known));
  }
  ARSIP_TRY(update.Insert(row));
  return update.Settle();
}

}  // namespace arsip::archive
