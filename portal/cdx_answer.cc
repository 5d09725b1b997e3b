#include "portal/cdx_answer.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "archive/capture_fields.h"
#include "portal/byte_range.h"
#include "portal/capture_source.h"
#include "portal/cdx_format.h"
#include "portal/gzip_body.h"
#include "portal/partial_body.h"

namespace arsip::portal {
namespace {

constexpr size_t kPieceBytes = 64u << 10;
constexpr int kStepsAtOnce = 5'000;     // some milliseconds
constexpr int kMeasuredPieces = 1'000;  // of kPieceBytes at most

// Offset, collapse and limit over a CaptureSource, then the format.
class CdxBody : public HttpBody {
 public:
  CdxBody(std::unique_ptr<CdxQuery> query, std::unique_ptr<CaptureSource> source,
          std::unique_ptr<CdxFormat> format)
      : query_(std::move(query)), source_(std::move(source)), format_(std::move(format)) {}

  Result<Piece> Read() override {
    Piece piece;
    if (!begun_) format_->Begin(piece.bytes);
    begun_ = true;
    for (int steps = 0; steps < kStepsAtOnce && piece.bytes.size() < kPieceBytes; ++steps) {
      ARSIP_ASSIGN(CaptureSource::Step step, source_->Next());
      if (step.kind == CaptureSource::Step::Kind::kPassed) continue;
      const bool end = step.kind == CaptureSource::Step::Kind::kEnd;
      if (!end && Give(std::move(step.capture), piece.bytes)) continue;
      if (end && pending_.has_value()) Format(*pending_, piece.bytes);
      const bool cut = !end && query_->show_resume_key && last_given_.has_value();
      format_->End(cut ? FormatResumeKey(last_given_->urlkey, last_given_->time) : "", piece.bytes);
      piece.last = true;
      break;
    }
    return piece;
  }

 private:
  // False when this one is beyond the limit: the answer ends before it.
  bool Give(archive::Capture capture, std::string& out) {
    if (keeps_last()) return GiveBefore(std::move(capture), out);
    std::string group = GroupOf(capture);
    if (!query_->collapses.empty() && in_group_ && group == group_) return true;
    in_group_ = true;
    group_ = std::move(group);
    return Count(capture, out);
  }

  // The last of each group: known when the next group begins.
  bool GiveBefore(archive::Capture capture, std::string& out) {
    std::string group = GroupOf(capture);
    const bool next_group = pending_.has_value() && group != group_;
    group_ = std::move(group);
    const auto before = std::exchange(pending_, std::move(capture));
    if (next_group && !Count(*before, out)) {
      pending_.reset();
      return false;
    }
    return true;
  }

  bool Count(const archive::Capture& capture, std::string& out) {
    if (passed_ < query_->offset) {
      ++passed_;
      return true;
    }
    if (query_->limit != 0 && !query_->last_ones && given_ == query_->limit) return false;
    Format(capture, out);
    return true;
  }

  void Format(const archive::Capture& capture, std::string& out) {
    if (query_->limit != 0 && given_ == query_->limit) return;
    ++given_;
    if (query_->show_resume_key) last_given_ = capture;
    format_->Line(capture, out);
  }

  bool keeps_last() const {
    return std::ranges::any_of(query_->collapses, &CdxQuery::Collapse::keep_last);
  }

  std::string GroupOf(const archive::Capture& capture) const {
    std::string group;
    for (const CdxQuery::Collapse& collapse : query_->collapses) {
      const std::string value = archive::IsCaptureField(collapse.field)
                                    ? archive::CaptureField(capture, collapse.field)
                                    : std::string();
      group.append(value, 0, collapse.length).push_back('\0');
    }
    return group;
  }

  std::unique_ptr<CdxQuery> query_;  // first: the others look at it
  std::unique_ptr<CaptureSource> source_;
  std::unique_ptr<CdxFormat> format_;
  bool begun_ = false;
  bool in_group_ = false;
  std::string group_;
  std::optional<archive::Capture> pending_;
  std::optional<archive::Capture> last_given_;
  uint64_t passed_ = 0;
  uint64_t given_ = 0;
};

HttpResponse PageCount(const ArchiveView& view, CdxDialect dialect, const CdxQuery& query) {
  const auto rows = CountRows(view, query, kMaxPagedRows);
  if (!rows) return ErrorResponse(rows.error());
  const uint64_t blocks = (*rows + kBlockCaptures - 1) / kBlockCaptures;
  const uint64_t pages = (blocks + query.page_size - 1) / query.page_size;
  if (dialect == CdxDialect::kWayback) {
    return TextResponse(200, "text/plain; charset=utf-8", std::to_string(pages) + "\n");
  }
  return TextResponse(200, "application/json",
                      "{\"blocks\": " + std::to_string(blocks) +
                          ", \"pages\": " + std::to_string(pages) +
                          ", \"pageSize\": " + std::to_string(query.page_size) + "}\n");
}

HttpResponse Stream(SharedView view, CdxDialect dialect, CdxQuery parsed,
                    const HttpRequest& request, const std::string& collection_url) {
  auto query = std::make_unique<CdxQuery>(std::move(parsed));
  const bool gzip = query->gzip;
  auto source = OpenCaptures(std::move(view), *query);
  if (!source) {
    const bool empty_page = dialect == CdxDialect::kWayback && query->page.value_or(0) > 0;
    if (!empty_page) return ErrorResponse(source.error());
    return TextResponse(200, "text/plain; charset=utf-8", "");
  }
  auto format = std::make_unique<CdxFormat>(dialect, *query, collection_url);
  HttpResponse response;
  response.fields.emplace_back("Content-Type", format->content_type());
  response.body =
      std::make_unique<CdxBody>(std::move(query), std::move(*source), std::move(format));
  if (gzip) CompressFor(request, response);
  return response;
}

}  // namespace

HttpResponse AnswerCdx(SharedView view, CdxDialect dialect, const HttpRequest& request,
                       const std::string& collection_url) {
  const auto parameters = QueryString::Parse(request.query_string());
  if (!parameters) return ErrorResponse(parameters.error());
  auto query = ParseCdxQuery(dialect, *parameters);
  if (!query) return ErrorResponse(query.error());
  if (query->show_page_count) return PageCount(*view, dialect, *query);
  return Stream(std::move(view), dialect, std::move(*query), request, collection_url);
}

// Ranges and a length are worth reading the index twice, while that takes no longer than a second
// or so. Beyond, it is streamed without them.
HttpResponse AnswerWholeIndex(const SharedView& view, const HttpRequest& request) {
  const auto open = [&view] {
    CdxQuery query;
    query.query.match = archive::Match::kAll;
    query.gzip = false;
    return Stream(view, CdxDialect::kPywb, std::move(query), HttpRequest(), "");
  };
  HttpResponse response = open();
  if (response.status != 200) return response;
  const auto extent = MeasureBody(*response.body, kMeasuredPieces);
  if (!extent) return ErrorResponse(extent.error());
  response = open();
  if (!extent->whole) {
    CompressFor(request, response);
    return response;
  }
  const std::string etag = "\"" + extent->digest.substr(0, 32) + "\"";
  const std::string_view condition = request.Get("If-Range");
  const ByteRange range = condition.empty() || condition == etag
                              ? ParseByteRange(request.Get("Range"), extent->length)
                              : ByteRange();
  response.length = extent->length;
  if (request.Get("If-None-Match") == etag) {
    response = HttpResponse();
    response.status = 304;
  } else if (range.kind == ByteRange::Kind::kUnsatisfiable) {
    response = ProblemResponse(416, "no such range, or more than one");
    response.Set("Content-Range", "bytes */" + std::to_string(extent->length));
  } else if (range.kind == ByteRange::Kind::kPart) {
    response.status = 206;
    response.length = range.end - range.begin;
    response.Set("Content-Range", ContentRange(range, extent->length));
    response.body = std::make_unique<PartialBody>(std::move(response.body), range.begin, range.end);
  } else if (AcceptsGzip(request.Get("Accept-Encoding")) && !request.head()) {
    CompressFor(request, response);
    return response;
  }
  response.Set("Accept-Ranges", "bytes");
  response.Set("ETag", etag);
  return response;
}

}  // namespace arsip::portal
