// WarcSerialiser: a WarcRecord as the bytes of a WARC/1.1 record, in one gzip member. docs/warc.md.
// https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/ section 4
//
//   WARC/1.1 CRLF, named fields in a fixed order, CRLF, block, CRLF CRLF
//
// The block is never copied as a whole into memory of ours beyond kMaxBufferedMemberBytes: larger
// records are prepared without their member, and StreamRecord writes them piecewise. Pure;
// thread-safe.
#ifndef ARSIP_ARCHIVE_WARC_SERIALISER_H_
#define ARSIP_ARCHIVE_WARC_SERIALISER_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "archive/gzip_member.h"
#include "archive/warc_record.h"
#include "base/digest.h"
#include "base/result.h"

namespace arsip::archive {

// A record made ready to be written under one warcinfo record. Views nothing; the WarcRecord it was
// made from is needed again by StreamRecord.
struct PreparedRecord {
  Sha256 block_digest{};
  std::string header;  // "WARC/1.1" to the blank line
  std::string member;  // empty: to be streamed
  // Length of the member; for one to be streamed, an upper bound.
  uint64_t length_bound = 0;
};

// `warcinfo_id` is empty on a warcinfo record, whose `filename` is the WARC-Filename; elsewhere
// `filename` is empty. kInvalidInput: record_rules.h.
struct SegmentIdentity {
  std::string_view warcinfo_id;
  std::string_view filename;
};
Result<std::string> SerialiseHeader(const WarcRecord& record, const SegmentIdentity& segment,
                                    const Sha256& block_digest);

// Checks, digests, serialises and compresses. Bodies that look compressed, and the small text of
// request, metadata and revisit records, get the coder's fastest level.
Result<PreparedRecord> PrepareRecord(const WarcRecord& record, const SegmentIdentity& segment,
                                     const MemberCoding& coding);

// The same under another warcinfo record, without digesting again.
Status PrepareAgain(const WarcRecord& record, const SegmentIdentity& segment,
                    const MemberCoding& coding, PreparedRecord& prepared);

// The member of a record that was prepared without one, in pieces. Ends at the sink's first error.
Status StreamRecord(const WarcRecord& record, const PreparedRecord& prepared,
                    const MemberCoding& coding,
                    const std::function<Status(std::string_view)>& sink);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_WARC_SERIALISER_H_
