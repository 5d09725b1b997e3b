// CaptureSource: the captures that a CDX query selects and a reader may see, in its order, one step
// at a time.
//
// A step reads one row of the index, so that whoever pulls decides how much work is done at once.
// Keeps its view of the archive alive. Memory is bounded: only a negative limit holds captures, at
// most kMaxKeptCaptures. Not thread-safe.
#ifndef ARSIP_PORTAL_CAPTURE_SOURCE_H_
#define ARSIP_PORTAL_CAPTURE_SOURCE_H_

#include <cstdint>
#include <memory>
#include <optional>

#include "archive/capture.h"
#include "base/result.h"
#include "portal/cdx_query.h"
#include "portal/served_archive.h"

namespace arsip::portal {

class CaptureSource {
 public:
  struct Step {
    enum class Kind : uint8_t {
      kCapture,
      kPassed,  // a row that is not selected, or not to be seen
      kEnd,
    };
    Kind kind = Kind::kEnd;
    archive::Capture capture = {};
    // Of a row passed only because a rule denies it; valid as long as the view.
    const archive::AccessRule* denied_by = nullptr;
  };

  virtual ~CaptureSource() = default;
  virtual Result<Step> Next() = 0;
};

// What the query selects before offset, limit and collapse. With a page: of that page's rows.
// The source reads the query, which must outlive it.
// kInvalidInput: a URL that has no such range; a page past the last (not for the first one).
Result<std::unique_ptr<CaptureSource>> OpenCaptures(SharedView view, const CdxQuery& query);
Result<std::unique_ptr<CaptureSource>> OpenCaptures(SharedView view, CdxQuery&& query) = delete;

// The rows in the query's range: what pages are counted by. Reads at most `most`.
Result<uint64_t> CountRows(const ArchiveView& view, const CdxQuery& query, uint64_t most);

// Rows that are passed over to come to a page, and counted to say how many there are.
inline constexpr uint64_t kMaxPagedRows = 20'000'000;

}  // namespace arsip::portal

#endif  // ARSIP_PORTAL_CAPTURE_SOURCE_H_
