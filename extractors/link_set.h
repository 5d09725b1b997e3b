// LinkSet: the references of one document, each once, in document order, bounded in number and
// bytes.
//
// A reference is trimmed, its character references are decoded, tab and newline are removed (as the
// URL Standard's parser does), and its fragment is cut off: a fetch has none. Empty references,
// references into the same document ("#top") and those that name a scheme which is never fetched
// (javascript:, data:, blob:, about:, mailto:, tel:, sms:) are no links. Nothing is resolved here.
// No allocation for a reference that is not new. Reusable: Begin() starts the next document.
// Not thread-safe.
#ifndef ARSIP_EXTRACTORS_LINK_SET_H_
#define ARSIP_EXTRACTORS_LINK_SET_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "extractors/character_references.h"
#include "extractors/extraction.pb.h"

namespace arsip::extractors {

// Longer references are dropped and counted.
inline constexpr size_t kMaxReferenceBytes = 4096;
// Lists and style sheets in attributes (srcset, style) are read so far; what is cut counts as one
// dropped.
inline constexpr size_t kMaxListAttributeBytes = 16'384;

class LinkSet {
 public:
  LinkSet() : slots_(kFirstSlots) {}

  // Links go to `extraction`, which must outlive the document's last Add().
  void Begin(Extraction& extraction, size_t max_links, size_t max_bytes);

  // `raw` as it stands in the document. `context` as in Link.context.
  void Add(std::string_view raw, Link::Kind kind, std::string_view context,
           ReferenceContext references = ReferenceContext::kAttribute);
  // For text in which no character references occur.
  void AddLiteral(std::string_view text, Link::Kind kind, std::string_view context);
  // Something that would have been a link was cut or dropped before it got here.
  void CountDropped() { ++dropped_; }

  // Links kept so far.
  size_t size() const { return static_cast<size_t>(extraction_->links_size()); }
  // Gives Link.last_modified to the manifest links from number `first` on.
  void SetLastModified(size_t first, uint64_t last_modified);

  // Links that were not kept; repetitions among them count again.
  uint32_t dropped() const { return dropped_; }

 private:
  struct Slot {
    uint32_t document = 0;  // the slot is free unless this is the current document
    uint32_t index = 0;     // into the links of the extraction
    uint64_t hash = 0;
  };
  static constexpr size_t kFirstSlots = 512;

  void Keep(std::string_view reference, Link::Kind kind, std::string_view context);
  // Null when the reference is known.
  Slot* FreeSlotFor(std::string_view reference, Link::Kind kind, uint64_t hash);
  void Grow();

  Extraction* extraction_ = nullptr;
  size_t max_links_ = 0;
  size_t bytes_left_ = 0;
  uint32_t dropped_ = 0;
  uint32_t document_ = 0;
  std::vector<Slot> slots_;
  std::string decoded_;
  std::string scratch_;
};

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_LINK_SET_H_
