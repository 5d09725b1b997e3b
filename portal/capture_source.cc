#include "portal/capture_source.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "archive/capture_cursor.h"
#include "archive/query_range.h"

namespace arsip::portal {
namespace {

using archive::Capture;
using archive::CaptureCursor;
using archive::CursorOrder;
using archive::QueryRange;
using Kind = CaptureSource::Step::Kind;

// Judges a capture: filters, times, access rules.
class Selection {
 public:
  Selection(SharedView view, const CdxQuery& query) : view_(std::move(view)), query_(query) {}

  CaptureSource::Step Judge(Capture capture) const {
    const archive::Query& wanted = query_.query;
    if (wanted.from.has_value() && capture.time < *wanted.from) return {Kind::kPassed};
    if (wanted.to.has_value() && capture.time > *wanted.to) return {Kind::kPassed};
    for (const archive::QueryFilter& filter : query_.filters) {
      if (!filter.Matches(capture)) return {Kind::kPassed};
    }
    const archive::AccessRule* denial = view_->Denial(capture);
    if (denial != nullptr) return {Kind::kPassed, std::move(capture), denial};
    return {Kind::kCapture, std::move(capture)};
  }

 private:
  SharedView view_;
  const CdxQuery& query_;  // outlives the source
};

class OneWay : public CaptureSource {
 public:
  OneWay(Selection selection, std::unique_ptr<CaptureCursor> cursor, uint64_t rows)
      : selection_(std::move(selection)), cursor_(std::move(cursor)), rows_left_(rows) {}

  Result<Step> Next() override {
    if (rows_left_ == 0) return Step{};
    --rows_left_;
    ARSIP_ASSIGN(auto capture, cursor_->Next());
    if (!capture.has_value()) return Step{};
    return selection_.Judge(std::move(*capture));
  }

 private:
  Selection selection_;
  std::unique_ptr<CaptureCursor> cursor_;  // before the view, which selection_ holds
  uint64_t rows_left_;
};

// From a moment outwards, both ways.
class Closest : public CaptureSource {
 public:
  Closest(Selection selection, std::unique_ptr<CaptureCursor> later,
          std::unique_ptr<CaptureCursor> earlier, UtcTime moment)
      : selection_(std::move(selection)),
        later_(std::move(later)),
        earlier_(std::move(earlier)),
        moment_(moment) {}

  Result<Step> Next() override {
    if (!begun_) {
      begun_ = true;
      ARSIP_ASSIGN(next_later_, later_->Next());
      ARSIP_ASSIGN(next_earlier_, earlier_->Next());
    }
    if (!next_later_.has_value() && !next_earlier_.has_value()) return Step{};
    const bool take_later =
        next_later_.has_value() && (!next_earlier_.has_value() ||
                                    next_later_->time - moment_ <= moment_ - next_earlier_->time);
    std::optional<Capture>& taken = take_later ? next_later_ : next_earlier_;
    Capture capture = std::move(*taken);
    ARSIP_ASSIGN(taken, (take_later ? later_ : earlier_)->Next());
    return selection_.Judge(std::move(capture));
  }

 private:
  Selection selection_;
  std::unique_ptr<CaptureCursor> later_;
  std::unique_ptr<CaptureCursor> earlier_;
  UtcTime moment_;
  bool begun_ = false;
  std::optional<Capture> next_later_;
  std::optional<Capture> next_earlier_;
};

// The last `count` captures of a range, in plain order.
class LastOnes : public CaptureSource {
 public:
  LastOnes(std::unique_ptr<CaptureSource> backward, uint64_t count)
      : backward_(std::move(backward)), left_(count) {}

  Result<Step> Next() override {
    if (left_ > 0) {
      ARSIP_ASSIGN(Step step, backward_->Next());
      if (step.kind == Kind::kEnd) left_ = 0;
      if (step.kind == Kind::kCapture) {
        kept_.push_front(std::move(step.capture));
        --left_;
      }
      return Step{Kind::kPassed};
    }
    if (kept_.empty()) return Step{};
    Step step{Kind::kCapture, std::move(kept_.front())};
    kept_.pop_front();
    return step;
  }

 private:
  std::unique_ptr<CaptureSource> backward_;
  uint64_t left_;
  std::deque<Capture> kept_;
};

archive::Query Between(const archive::Query& query, std::optional<UtcTime> from,
                       std::optional<UtcTime> to) {
  archive::Query part;
  part.url = query.url;
  part.match = query.match;
  part.from = from;
  part.to = to;
  return part;
}

Result<QueryRange> RangeFor(const CdxQuery& query) {
  ARSIP_ASSIGN(QueryRange range, archive::RangeOf(query.query));
  if (!query.resume.has_value()) return range;
  const std::string begin = archive::RangeBeginAfter(query.resume->urlkey, query.resume->after);
  range.begin = std::max(range.begin, begin);
  return range;
}

Result<std::unique_ptr<CaptureSource>> OpenClosest(SharedView view, const CdxQuery& query) {
  const UtcTime moment = query.closest;
  ARSIP_ASSIGN(const QueryRange later, archive::RangeOf(Between(query.query, moment, {})));
  ARSIP_ASSIGN(const QueryRange earlier,
               archive::RangeOf(Between(query.query, {}, moment - std::chrono::microseconds(1))));
  ARSIP_ASSIGN(auto forward, CaptureCursor::Open(view->index(), later, CursorOrder::kForward));
  ARSIP_ASSIGN(auto backward, CaptureCursor::Open(view->index(), earlier, CursorOrder::kBackward));
  std::unique_ptr<CaptureSource> source = std::make_unique<Closest>(
      Selection(std::move(view), query), std::move(forward), std::move(backward), moment);
  return source;
}

// To the first row of a page; how many rows there are beyond it is not known yet.
Status GoToPage(CaptureCursor& cursor, const CdxQuery& query) {
  const uint64_t page_rows = query.page_size * kBlockCaptures;
  if (*query.page > kMaxPagedRows / page_rows) {
    return Error{ErrorCode::kInvalidInput,
                 "page=" + std::to_string(*query.page) + ": too far; narrow the query (from, to)",
                 "query"};
  }
  const uint64_t before = *query.page * page_rows;
  if (before == 0) return Ok();
  ARSIP_ASSIGN(const uint64_t skipped, cursor.Skip(before));
  ARSIP_ASSIGN(const bool more, cursor.HasNext());
  if (skipped == before && more) return Ok();
  return Error{ErrorCode::kInvalidInput,
               "page=" + std::to_string(*query.page) + ": past the last page", "query"};
}

}  // namespace

Result<std::unique_ptr<CaptureSource>> OpenCaptures(SharedView view, const CdxQuery& query) {
  if (query.sort == CdxQuery::Sort::kClosest) return OpenClosest(std::move(view), query);
  ARSIP_ASSIGN(const QueryRange range, RangeFor(query));
  const bool backward = query.sort == CdxQuery::Sort::kReverse || query.last_ones;
  ARSIP_ASSIGN(auto cursor,
               CaptureCursor::Open(view->index(), range,
                                   backward ? CursorOrder::kBackward : CursorOrder::kForward));
  uint64_t rows = UINT64_MAX;
  if (query.page.has_value()) {
    ARSIP_TRY(GoToPage(*cursor, query));
    rows = query.page_size * kBlockCaptures;
  }
  std::unique_ptr<CaptureSource> source =
      std::make_unique<OneWay>(Selection(std::move(view), query), std::move(cursor), rows);
  if (query.last_ones) {
    source = std::make_unique<LastOnes>(std::move(source), query.limit + query.offset);
  }
  return source;
}

Result<uint64_t> CountRows(const ArchiveView& view, const CdxQuery& query, uint64_t most) {
  ARSIP_ASSIGN(const QueryRange range, archive::RangeOf(query.query));
  ARSIP_ASSIGN(const auto cursor, CaptureCursor::Open(view.index(), range, CursorOrder::kForward));
  return cursor->Skip(most);
}

}  // namespace arsip::portal
