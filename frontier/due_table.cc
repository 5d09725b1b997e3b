#include "frontier/due_table.h"

#include <algorithm>
#include <utility>

namespace arsip::frontier {

Status DueTable::Refill(FrontierStore& store, uint32_t partition) {
  if (!urls_.empty()) return Ok();
  ARSIP_ASSIGN(auto loaded, store.LoadDue(partition, known_to_, memory_));
  more_ = loaded.size() == memory_;
  if (!loaded.empty()) known_to_ = loaded.back().entry;
  for (DueUrl& due : loaded) urls_.emplace(due.entry, std::move(due.url));
  return Ok();
}

void DueTable::Add(DueUrl due) {
  // Behind entries that only the store holds, it has to be read after them.
  if (more_ && known_to_ < due.entry) return;
  known_to_ = std::max(known_to_, due.entry);
  urls_.emplace(due.entry, std::move(due.url));
  if (urls_.size() <= memory_) return;
  urls_.erase(std::prev(urls_.end()));
  known_to_ = std::prev(urls_.end())->first;
  more_ = true;
}

std::vector<DueUrl> DueTable::Take(FrontierTime now, size_t limit) {
  std::vector<DueUrl> taken;
  while (!urls_.empty() && taken.size() < limit && urls_.begin()->first.due <= now) {
    const auto first = urls_.begin();
    taken.push_back(DueUrl{first->first, std::move(first->second)});
    urls_.erase(first);
  }
  return taken;
}

std::optional<FrontierTime> DueTable::next() const {
  if (urls_.empty()) return std::nullopt;
  return urls_.begin()->first.due;
}

}  // namespace arsip::frontier
