#include "archive/query.h"

#include <utility>

#include "archive/capture_index.h"
#include "archive/cluster_log.h"
#include "archive/query_filter.h"
#include "archive/query_range.h"
#include "archive/rebuild.h"
#include "base/log.h"

namespace arsip::archive {
namespace {

class IndexReader : public CaptureReader {
 public:
  explicit IndexReader(std::unique_ptr<CaptureIndex> index) : index_(std::move(index)) {}
  Status ForEach(const Query& query, const std::function<bool(const Capture&)>& each) override {
    return QueryIndex(*index_, query, each);
  }
  Status ForEachCapture(const std::function<bool(const Capture&)>& each) override {
    return index_->ForEachCapture({}, {}, each);
  }
  CaptureIndex& index() override { return *index_; }

 private:
  std::unique_ptr<CaptureIndex> index_;
};

}  // namespace

void ReadWildcards(Query& query) {
  if (query.url.starts_with("*.")) {
    query.match = Match::kDomain;
    query.url.erase(0, 2);
  } else if (query.url.ends_with('*')) {
    query.match = Match::kPrefix;
    query.url.pop_back();
  }
}

Status QueryIndex(CaptureIndex& index, const Query& query,
                  const std::function<bool(const Capture&)>& each) {
  ARSIP_ASSIGN(const QueryRange range, RangeOf(query));
  std::vector<QueryFilter> filters;
  for (const std::string& text : query.filters) {
    ARSIP_ASSIGN(filters.emplace_back(), QueryFilter::Parse(text));
  }
  uint64_t given = 0;
  return index.ForEachCapture(range.begin, range.end, [&](const Capture& capture) {
    if (query.from.has_value() && capture.time < *query.from) return true;
    if (query.to.has_value() && capture.time > *query.to) return true;
    for (const QueryFilter& filter : filters) {
      if (!filter.Matches(capture)) return true;
    }
    return each(capture) && ++given != query.limit;
  });
}

void CatchUpForReading(const std::string& archive_directory, CaptureIndex& index) {
  ReadProblems problems(1);
  const auto counts = CatchUpIndex(archive_directory, index, problems, {});
  if (!counts.has_value()) {
    Log(LogLevel::kWarning, "archive", "index_is_behind", {{"error", counts.error().ToString()}});
  } else if (problems.count() > 0) {
    Log(LogLevel::kWarning, "archive", "damage",
        {{"first", problems.list()[0].ToString()}, {"problems", problems.count()}});
  }
}

Result<std::unique_ptr<CaptureReader>> CaptureReader::Open(const std::string& archive_directory) {
  ARSIP_ASSIGN(auto index, CaptureIndex::Open(archive_directory + "/index", true));
  index->LogClusterChanges(ClusterLogIn(archive_directory));
  CatchUpForReading(archive_directory, *index);
  std::unique_ptr<CaptureReader> reader = std::make_unique<IndexReader>(std::move(index));
  return reader;
}

}  // namespace arsip::archive
