#include "frontier/url_queue.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace arsip::frontier {

size_t QueueMemory::Room(size_t held) const {
  const size_t limit = used < total ? per_queue : std::min(per_queue, kFewUrls);
  return limit > held ? limit - held : 0;
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

void UrlQueue::Restore(const std::array<uint32_t, kLanes>& stored) {
  for (const uint8_t number : kServingOrder) {
    if (stored[number] > 0) lane(number).beyond = stored[number];
  }
}

void UrlQueue::Append(QueuedUrl url, QueueMemory& memory) {
  if (url.position.lane == kDeferredLane) return;
  Lane& lane = this->lane(url.position.lane);
  if (lane.beyond > 0) {
    ++lane.beyond;
    return;
  }
  if (memory.Room(held()) == 0) {
    lane.loaded_to = url.position.arrival - 1;
    lane.beyond = 1;
    return;
  }
  lane.loaded_to = url.position.arrival;
  lane.urls.push_back(std::move(url));
  ++memory.used;
}

Status UrlQueue::Load(size_t number, FrontierStore& store, uint32_t partition, HostNumber host,
                      QueueMemory& memory) {
  Lane& lane = this->lane(number);
  const size_t limit = std::max<size_t>(memory.Room(held()), 1);
  const QueuePosition after{host, static_cast<uint8_t>(number), lane.loaded_to};
  ARSIP_ASSIGN(auto loaded, store.LoadQueue(partition, after, limit));
  if (loaded.empty()) {
    return Error{ErrorCode::kCorruption, "the queue is shorter than its host's record says",
                 "host " + std::to_string(host)};
  }
  memory.used += loaded.size();
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
    --memory.used;
    lane.Compact();
    if (available() == 0) lanes_.reset();
    return url;
  }
  return std::optional<QueuedUrl>();
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
  ++memory.used;
}

}  // namespace arsip::frontier
