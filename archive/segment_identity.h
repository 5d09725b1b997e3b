// SegmentIdentityCheck: whether a record found while searching through damage belongs to the file
// at hand.
//
// A crawled page may itself be a WARC file. Once the member that holds it is damaged, its bytes lie
// open to the search for the next record. Records of one file carry the same WARC-Warcinfo-ID
// (WARC 1.1 section 5.16), which no publisher can know beforehand.
#ifndef ARSIP_ARCHIVE_SEGMENT_IDENTITY_H_
#define ARSIP_ARCHIVE_SEGMENT_IDENTITY_H_

#include <cstdint>
#include <string>

#include "archive/warc_header_parser.h"

namespace arsip::archive {

class SegmentIdentityCheck {
 public:
  // A record read in its place, not found by search.
  void Learn(const WarcHeader& header);
  // True also while nothing is known: the damage is in the first records, or the file's writer does
  // not use the field.
  bool Belongs(const WarcHeader& header) const;

 private:
  std::string warcinfo_id_;
  uint64_t carried_ = 0;  // records in place that named it
  bool mixed_ = false;    // one did not
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_SEGMENT_IDENTITY_H_
