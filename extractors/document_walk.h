// DocumentWalk: one payload and all that lies in it, as records. A part of DocumentExtractor.
#ifndef ARSIP_EXTRACTORS_DOCUMENT_WALK_H_
#define ARSIP_EXTRACTORS_DOCUMENT_WALK_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "extractors/archive_members.h"
#include "extractors/document_reading.h"
#include "extractors/leaf_reader.h"
#include "extractors/package_parts.h"
#include "extractors/record_set.h"

namespace arsip::extractors {

struct WalkOptions {
  bool recognise = false;  // pictures are read by OCR
  std::string charset;     // what the server declared for the payload
  std::chrono::steady_clock::time_point deadline;
};

// Lives for one payload. Not thread-safe.
class DocumentWalk {
 public:
  // `links` take what the payload itself points to; what its members point to are edges of their
  // records alone.
  DocumentWalk(LeafReader& leaves, const WalkOptions& options, LinkSet& links,
               Extraction& extraction, RecordSet& records, uint64_t payload_bytes);

  void Walk(std::string_view payload);

 private:
  // Something that is to become a record.
  struct Found {
    std::string_view bytes;  // when they are not `owned`
    std::string owned;
    uint32_t parent = 0;
    uint32_t depth = 0;
    Record described;  // its name, digest and claimed times
  };
  struct OpenContainer {
    std::string owned;
    std::unique_ptr<ArchiveMembers> members;
    uint32_t record = 0;
    uint32_t depth = 0;
    PackageKind package = PackageKind::kNone;
    PackageParts parts;
  };

  void Take(Found found);
  void Open(Found found, std::string_view sniffed, const std::string& identified);
  void Step();
  void TakeMember(OpenContainer& container, ArchiveMember member);
  void Close(std::string_view state);
  DocumentReading ReadPackage(const OpenContainer& container, LinkSet& links);
  void Attach(DocumentReading& reading, uint32_t record, uint32_t depth);
  void AddPages(const DocumentReading& reading, uint32_t record);
  ReadingLimits Limits() const { return {records_.text_room(), options_.deadline}; }

  LeafReader& leaves_;
  const WalkOptions& options_;
  LinkSet& links_;
  Extraction& extraction_;
  RecordSet& records_;
  MemberBudget budget_;
  std::vector<std::unique_ptr<OpenContainer>> containers_;
  std::deque<Found> attached_;
  LinkSet member_links_;
  Extraction member_link_list_;
};

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_DOCUMENT_WALK_H_
