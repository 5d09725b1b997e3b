#include "frontier/host_counts.h"

#include <string>
#include <vector>

#include "frontier/record_codec.h"
#include "frontier/store_keys.h"

namespace arsip::frontier {
namespace {

constexpr size_t kHostsPerWrite = 4'000;
constexpr HostNumber kNoHost = UINT32_MAX;

// Of at most kHostsPerWrite hosts, from `*next` on. REQUIRES: it is not the end.
Status PutHosts(KeyValueStore& store, uint32_t partition, const CountsByHost& counts,
                CountsByHost::const_iterator& next, WriteBatch& out) {
  const std::string table = TablePrefix(Table::kHosts, partition);
  ARSIP_ASSIGN(const auto it, store.NewIterator());
  for (it->Seek(HostKey(partition, next->first));
       next != counts.end() && out.count() < kHostsPerWrite; it->Next()) {
    const bool is_host = it->Valid() && it->key().starts_with(table);
    const HostNumber number = is_host ? ParseHostKey(it->key()).value_or(kNoHost) : kNoHost;
    ARSIP_TRY(it->status());
    if (number > next->first) {
      return Error{ErrorCode::kCorruption, "counts of a host that has no record",
                   "host " + std::to_string(next->first)};
    }
    if (number < next->first) continue;
    ARSIP_ASSIGN(const HostRecord host, DecodeHost(number, it->value()));
    out.Put(it->key(), EncodeHost(host, next->second));
    ++next;
  }
  return Ok();
}

}  // namespace

Result<CountsByHost> ReadCounts(KeyValueStore& store, uint32_t partition) {
  CountsByHost latest;
  const std::string table = TablePrefix(Table::kCounts, partition);
  ARSIP_ASSIGN(const auto it, store.NewIterator());
  for (it->Seek(table); it->Valid() && it->key().starts_with(table); it->Next()) {
    ARSIP_ASSIGN(const auto counts, DecodeCounts(it->value()));
    for (const HostCounts& host : counts) latest[host.number] = host.queued;
  }
  ARSIP_TRY(it->status());
  return latest;
}

Status FoldCounts(KeyValueStore& store, uint32_t partition, WriteBatch& last) {
  ARSIP_ASSIGN(const CountsByHost counts, ReadCounts(store, partition));
  for (auto next = counts.begin(); next != counts.end();) {
    WriteBatch batch;
    ARSIP_TRY(PutHosts(store, partition, counts, next, batch));
    ARSIP_TRY(store.Write(batch, KeyValueStore::Sync::kYes));
  }
  const std::string table = TablePrefix(Table::kCounts, partition);
  ARSIP_ASSIGN(const auto it, store.NewIterator());
  for (it->Seek(table); it->Valid() && it->key().starts_with(table); it->Next()) {
    last.Delete(it->key());
  }
  return it->status();
}

}  // namespace arsip::frontier
