#include "extractors/link_set.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "extractors/utf8.h"

namespace arsip::extractors {
namespace {

// A hostile page may choose its references so that their hashes collide: after so many steps a
// reference counts as new, and the worst that comes of it is a repetition.
constexpr size_t kMaxProbes = 64;
// What one link costs in the answer beyond its reference and context: tags, lengths, kind, time.
constexpr size_t kLinkOverheadBytes = 20;

bool IsC0OrSpace(char c) { return static_cast<unsigned char>(c) <= ' '; }

std::string_view Trim(std::string_view text) {
  while (!text.empty() && IsC0OrSpace(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsC0OrSpace(text.back())) text.remove_suffix(1);
  return text;
}

// Bytes that make a reference differ from what is written: "&", controls, "#", anything beyond
// ASCII.
constexpr auto kNeedsWork = [] {
  std::array<bool, 256> needs{};
  for (size_t c = 0; c < 256; ++c) needs[c] = c < 0x20 || c >= 0x7F || c == '&' || c == '#';
  return needs;
}();

bool NeedsWork(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return kNeedsWork[static_cast<unsigned char>(c)]; });
}

bool HasScheme(std::string_view reference, std::string_view lower_scheme) {
  if (reference.size() <= lower_scheme.size() || reference[lower_scheme.size()] != ':')
    return false;
  for (size_t i = 0; i < lower_scheme.size(); ++i) {
    if ((reference[i] | 0x20) != lower_scheme[i]) return false;
  }
  return true;
}

bool NeverFetched(std::string_view reference) {
  switch (reference.empty() ? '\0' : reference.front() | 0x20) {
    case 'a':
      return HasScheme(reference, "about");
    case 'b':
      return HasScheme(reference, "blob");
    case 'd':
      return HasScheme(reference, "data");
    case 'j':
      return HasScheme(reference, "javascript");
    case 'm':
      return HasScheme(reference, "mailto");
    case 's':
      return HasScheme(reference, "sms");
    case 't':
      return HasScheme(reference, "tel");
    default:
      return false;
  }
}

std::string_view WithoutFragment(std::string_view reference) {
  return reference.substr(0, reference.find('#'));
}

uint64_t HashOf(std::string_view reference, Link::Kind kind) {
  constexpr uint64_t kMultiplier = 0x9E3779B97F4A7C15;
  uint64_t hash = reference.size() * kMultiplier + static_cast<uint64_t>(kind);
  const auto mix = [&hash](uint64_t word) {
    hash = (hash ^ word) * kMultiplier;
    hash ^= hash >> 29;
  };
  while (reference.size() >= sizeof(uint64_t)) {
    uint64_t word;
    std::memcpy(&word, reference.data(), sizeof word);
    mix(word);
    reference.remove_prefix(sizeof word);
  }
  uint64_t tail = 0;
  if (!reference.empty()) std::memcpy(&tail, reference.data(), reference.size());
  mix(tail);
  return hash;
}

}  // namespace

void LinkSet::Begin(Extraction& extraction, size_t max_links, size_t max_bytes) {
  extraction_ = &extraction;
  max_links_ = max_links;
  bytes_left_ = max_bytes;
  dropped_ = 0;
  if (++document_ == 0) {  // the counter has gone round: no slot may look current
    std::fill(slots_.begin(), slots_.end(), Slot{});
    document_ = 1;
  }
}

void LinkSet::Add(std::string_view raw, Link::Kind kind, std::string_view context,
                  ReferenceContext references) {
  raw = Trim(raw);
  if (raw.empty() || raw.front() == '#' || NeverFetched(raw)) return;
  if (raw.size() > kMaxReferenceBytes) {
    ++dropped_;
    return;
  }
  if (!NeedsWork(raw)) {
    Keep(raw, kind, context);
    return;
  }
  if (raw.find('&') == std::string_view::npos) {
    AddLiteral(raw, kind, context);
    return;
  }
  decoded_.clear();
  AppendDecodedReferences(decoded_, raw, references);
  AddLiteral(decoded_, kind, context);
}

void LinkSet::AddLiteral(std::string_view text, Link::Kind kind, std::string_view context) {
  text = WithoutFragment(Trim(text));
  scratch_.clear();
  // The excess is enough to see that it is too long.
  AppendWellFormedUtf8(scratch_, text.substr(0, 2 * kMaxReferenceBytes));
  // https://url.spec.whatwg.org/#concept-basic-url-parser, steps 1 to 3.
  std::erase_if(scratch_, [](char c) { return c == '\t' || c == '\n' || c == '\r'; });
  const std::string_view reference = Trim(scratch_);
  if (reference.empty() || NeverFetched(reference)) return;
  if (reference.size() > kMaxReferenceBytes) {
    ++dropped_;
    return;
  }
  Keep(reference, kind, context);
}

void LinkSet::SetLastModified(size_t first, uint64_t last_modified) {
  for (size_t i = first; i < size(); ++i) {
    Link& link = *extraction_->mutable_links(static_cast<int>(i));
    if (link.kind() == Link::MANIFEST) link.set_last_modified(last_modified);
  }
}

void LinkSet::Keep(std::string_view reference, Link::Kind kind, std::string_view context) {
  const uint64_t hash = HashOf(reference, kind);
  Slot* slot = FreeSlotFor(reference, kind, hash);
  if (slot == nullptr) return;
  const auto index = static_cast<size_t>(extraction_->links_size());
  const size_t cost = reference.size() + context.size() + kLinkOverheadBytes;
  if (index >= max_links_ || cost > bytes_left_) {
    ++dropped_;
    return;
  }
  bytes_left_ -= cost;
  *slot = {document_, static_cast<uint32_t>(index), hash};
  Link* link = extraction_->add_links();
  link->set_reference(reference.data(), reference.size());
  link->set_kind(kind);
  link->set_context(context.data(), context.size());
  if (2 * (index + 1) > slots_.size()) Grow();
}

LinkSet::Slot* LinkSet::FreeSlotFor(std::string_view reference, Link::Kind kind, uint64_t hash) {
  const size_t mask = slots_.size() - 1;
  Slot* slot = nullptr;
  for (size_t probe = 0; probe < kMaxProbes; ++probe) {
    slot = &slots_[(hash + probe) & mask];
    if (slot->document != document_) return slot;
    if (slot->hash != hash) continue;
    const Link& link = extraction_->links(static_cast<int>(slot->index));
    if (link.kind() == kind && link.reference() == reference) return nullptr;
  }
  return slot;
}

void LinkSet::Grow() {
  std::vector<Slot> old(slots_.size() * 2);
  old.swap(slots_);
  const size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.document != document_) continue;
    for (size_t probe = 0; probe < kMaxProbes; ++probe) {
      Slot& free = slots_[(slot.hash + probe) & mask];
      if (free.document == document_) continue;
      free = slot;
      break;
    }
  }
}

}  // namespace arsip::extractors
