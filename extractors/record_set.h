// RecordSet: the records of one answer, bounded in number and bytes; and the one way to put strings
// of a stranger into a Record (record_limits.h).
#ifndef ARSIP_EXTRACTORS_RECORD_SET_H_
#define ARSIP_EXTRACTORS_RECORD_SET_H_

#include <cstddef>
#include <cstdint>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>

#include "extractors/extraction.pb.h"

namespace arsip::extractors {

// Not thread-safe.
class RecordSet {
 public:
  // Records go to `extraction`, which outlives the set.
  RecordSet(const ExtractionRequest& request, Extraction& extraction);

  // The index of the new record; nullopt, counted in records_dropped, when there is no room for it.
  // REQUIRES: parent < size(), but for the first record.
  std::optional<uint32_t> Add(Record record, uint32_t parent);
  // What is known of it only after its members are. Its text and facts are left out when they do
  // not fit any more; its state says "refused-limit: answer" then.
  void Replace(uint32_t index, Record record);
  void SetState(uint32_t index, std::string_view state);

  const Record& at(uint32_t index) const { return extraction_.records(static_cast<int>(index)); }
  uint32_t size() const { return static_cast<uint32_t>(extraction_.records_size()); }
  bool full() const { return size() >= max_records_; }
  // Bytes that the text of a record may have now.
  size_t text_room() const;

 private:
  Extraction& extraction_;
  uint32_t max_records_ = 0;
  size_t max_text_bytes_ = 0;
  size_t bytes_left_ = 0;
};

// Well-formed UTF-8 without control characters but tab and newline, cut at `max_bytes`.
std::string CleanText(std::string_view raw, size_t max_bytes);
// The same with white space folded: of a title, a name, a date.
std::string CleanLine(std::string_view raw, size_t max_bytes);

// AddFact of record_fields.h, without control characters: EXIF pads with NULs.
void AddCleanFact(Record& record, std::string_view name, std::string_view value);
// A reference out of the document; nothing when there are enough.
void AddLinkEdge(Record& record, std::string_view href, std::string_view text = {});
// Nothing when the name says nothing or is there already.
void AddAuthor(Record& record, std::string_view name);
void SetTime(ClaimedTime& time, std::string_view as_written, std::string utc,
             std::string_view source);
// ISO 8601 as written ("2026-03-01T12:00:00+07:00", "2026-03-01") as ClaimedTime.utc; empty when it
// is not understood.
std::string UtcOfIsoDate(std::string_view as_written);
// "2026-03-01T05:00:00Z"; empty outside the years 1 to 9999.
std::string UtcText(int64_t seconds_since_1970);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_RECORD_SET_H_
