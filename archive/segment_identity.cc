#include "archive/segment_identity.h"

namespace arsip::archive {

void SegmentIdentityCheck::Learn(const WarcHeader& header) {
  if (header.known_type() && header.type() == RecordType::kWarcinfo) {
    // A further warcinfo begins another file's records, in files that were joined.
    warcinfo_id_ = header.record_id();
    carried_ = 0;
    mixed_ = false;
    return;
  }
  const std::string_view named = header.Get("WARC-Warcinfo-ID");
  if (warcinfo_id_.empty()) warcinfo_id_ = named;
  if (!named.empty() && named == warcinfo_id_) {
    ++carried_;
  } else {
    mixed_ = true;
  }
}

bool SegmentIdentityCheck::Belongs(const WarcHeader& header) const {
  if (carried_ == 0 || mixed_) return true;
  return header.Get("WARC-Warcinfo-ID") == warcinfo_id_;
}

}  // namespace arsip::archive
