#include "frontier/url_queue.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace arsip::frontier {

size_t QueueMemory::Room(size_t held, uint32_t group) const {
  const size_t cap = std::max<size_t>(total / kGroupShare, 1);
  if (group != 0 && group < used_by.size() && used_by[group] >= cap) return 0;
  const size_t limit = used < total ? per_queue : std::min(per_queue, kFewUrls);
  return limit > held ? limit - held : 0;
}

void QueueMemory::Add(uint32_t group, size_t urls) {
  used += urls;
  if (used_by.size() <= group) used_by.resize(group + 1);
  used_by[group] += static_cast<uint32_t>(urls);
}

void QueueMemory::Remove(uint32_t group, size_t urls) {
  used -= urls;
  used_by[group] -= static_cast<uint32_t>(urls);
}

void UrlQueue::Lane::Compact() {
  if (held() == 0) {
    urls = {};
    next = 0;
  } else if (next >= 64 && next >= held()) {
    urls.erase(urls.begin(), urls.begin() + static_cast<std::ptrdiff_t>(next));
    next = 0;
  }
}

UrlQueue::Lane& UrlQueue::lane(size_t number) {
  if (lanes_ == nullptr) lanes_ = std::make_unique<Lanes>();
  return (*lanes_)[number];
}

size_t UrlQueue::held() const {
  size_t count = 0;
  if (lanes_ == nullptr) return count;
  for (const Lane& lane : *lanes_) count += lane.held();
  return count;
}

size_t UrlQueue::available() const {
  size_t count = held();
  if (lanes_ == nullptr) return count;
  for (const Lane& lane : *lanes_) count += lane.beyond;
  return count;
}

bool UrlQueue::urgent() const {
  if (lanes_ == nullptr) return false;
  const Lane& lane = (*lanes_)[kUrgentLane];
  return lane.held() > 0 || lane.beyond > 0;
}

void UrlQueue::Restore(const std::array<uint32_t, kLanes>& stored) {
  for (const uint8_t number : kServingOrder) {
    if (stored[number] > 0) lane(number).beyond = stored[number];
  }
}

void UrlQueue::Join(uint32_t group, QueueMemory& memory) {
  if (group == group_) return;
  if (const size_t count = held(); count > 0) {
    memory.Remove(group_, count);
    memory.Add(group, count);
  }
  group_ = group;
}

void UrlQueue::Append(QueuedUrl url, QueueMemory& memory) {
  if (url.position.lane == kDeferredLane) return;
  Lane& lane = this->lane(url.position.lane);
  if (lane.beyond > 0) {
    ++lane.beyond;
    return;
  }
  // Beyond the total nothing waits in memory before its host is served.
  if (memory.used >= memory.total || memory.Room(held(), group_) == 0) {
    lane.loaded_to = url.position.arrival - 1;
    lane.beyond = 1;
    return;
  }
  lane.loaded_to = url.position.arrival;
  lane.urls.push_back(std::move(url));
  memory.Add(group_, 1);
}

bool UrlQueue::AppendBeyond(uint8_t number) {
  if (lanes_ == nullptr || (*lanes_)[number].beyond == 0) return false;
  ++(*lanes_)[number].beyond;
  return true;
}

Status UrlQueue::Load(size_t number, FrontierStore& store, uint32_t partition, HostNumber host,
                      QueueMemory& memory) {
  Lane& lane = this->lane(number);
  const size_t limit = std::max<size_t>(memory.Room(held(), group_), 1);
  const QueuePosition after{host, static_cast<uint8_t>(number), lane.loaded_to};
  ARSIP_ASSIGN(auto loaded, store.LoadQueue(partition, after, limit));
  if (loaded.empty()) {
    return Error{ErrorCode::kCorruption, "the queue is shorter than its host's record says",
                 "host " + std::to_string(host)};
  }
  memory.Add(group_, loaded.size());
  lane.beyond -= std::min<uint32_t>(lane.beyond, static_cast<uint32_t>(loaded.size()));
  lane.loaded_to = loaded.back().position.arrival;
  std::move(loaded.begin(), loaded.end(), std::back_inserter(lane.urls));
  return Ok();
}

Result<std::optional<QueuedUrl>> UrlQueue::Take(FrontierStore& store, uint32_t partition,
                                                HostNumber host, QueueMemory& memory) {
  if (lanes_ == nullptr) return std::optional<QueuedUrl>();
  for (const uint8_t number : kServingOrder) {
    Lane& lane = (*lanes_)[number];
    if (lane.held() == 0 && lane.beyond > 0) {
      ARSIP_TRY(Load(number, store, partition, host, memory));
    }
    if (lane.held() == 0) continue;
    std::optional<QueuedUrl> url(std::move(lane.urls[lane.next++]));
    memory.Remove(group_, 1);
    lane.Compact();
    if (available() == 0) lanes_.reset();
    return url;
  }
  return std::optional<QueuedUrl>();
}

void UrlQueue::Remove(const QueuePosition& position, QueueMemory& memory) {
  if (position.lane == kDeferredLane || lanes_ == nullptr) return;
  Lane& lane = (*lanes_)[position.lane];
  const auto begin = lane.urls.begin() + static_cast<std::ptrdiff_t>(lane.next);
  const auto place = std::lower_bound(
      begin, lane.urls.end(), position.arrival,
      [](const QueuedUrl& url, uint64_t arrival) { return url.position.arrival < arrival; });
  if (place != lane.urls.end() && place->position.arrival == position.arrival) {
    lane.urls.erase(place);
    memory.Remove(group_, 1);
    lane.Compact();
  } else if (lane.beyond > 0) {
    --lane.beyond;
  }
  if (available() == 0) lanes_.reset();
}

void UrlQueue::PutBack(QueuedUrl url, QueueMemory& memory) {
  Lane& lane = this->lane(url.position.lane);
  // Without this, an empty lane would be read from its beginning, leased URLs included.
  lane.loaded_to = std::max(lane.loaded_to, url.position.arrival);
  const auto begin = lane.urls.begin() + static_cast<std::ptrdiff_t>(lane.next);
  const auto place =
      std::lower_bound(begin, lane.urls.end(), url, [](const QueuedUrl& a, const QueuedUrl& b) {
        return a.position.arrival < b.position.arrival;
      });
  if (place == begin && lane.next > 0) {
    lane.urls[--lane.next] = std::move(url);
  } else {
    lane.urls.insert(place, std::move(url));
  }
  memory.Add(group_, 1);
}

}  // namespace arsip::frontier
