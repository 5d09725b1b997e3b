#include "archive/payload_originals.h"

#include <fcntl.h>

#include <algorithm>

#include "archive/payload_stream.h"
#include "archive/record_at.h"
#include "archive/record_head.h"
#include "archive/record_rows.h"
#include "archive/segment_list.h"
#include "base/log.h"

namespace arsip::archive {
namespace {

constexpr uint64_t kMostTold = 10;

// Both digests as the header has them: of a record of ours.
struct SaidDigests {
  Sha1 sha1{};
  Sha256 sha256{};
};
std::optional<SaidDigests> DigestsIn(const WarcHeader& header) {
  const auto sha1 = ParseSha1(header.Get("WARC-Payload-Digest"));
  const auto sha256 = ParseSha256(header.Get(kPayloadDigestField));
  if (!sha1.has_value() || !sha256.has_value()) return std::nullopt;
  return SaidDigests{*sha1, *sha256};
}

// What gave the record its digest row; else another file has taken this one's name.
bool MayBeOriginal(const WarcHeader& header) {
  return header.known_type() && header.type() == RecordType::kResponse &&
         header.Get("WARC-Truncated").empty() &&
         MayBeReferredTo(header.record_id(), header.target_uri(), header.date());
}

}  // namespace

std::optional<WarcHeader> PayloadOriginals::HeadAt(const RecordPlace& place) {
  std::shared_ptr<FileDescriptor> file;
  {
    const MutexLock lock(mutex_);
    const auto known = std::ranges::find(
        files_, place.filename, &std::pair<std::string, std::shared_ptr<FileDescriptor>>::first);
    if (known != files_.end()) file = known->second;
  }
  if (file == nullptr) {
    const auto path = FindSegment(directory_, place.filename);
    if (!path.has_value()) return std::nullopt;
    file = std::make_shared<FileDescriptor>(open(path->c_str(), O_RDONLY | O_CLOEXEC));
    if (!file->open()) return std::nullopt;
    const MutexLock lock(mutex_);
    if (files_.size() == kMaxOpenFiles) files_.pop_front();
    files_.emplace_back(place.filename, file);
  }
  return ReadRecordHead(file->get(), place.offset);
}

Result<PayloadOriginals::Stored> PayloadOriginals::Read(const RecordPlace& place) {
  const bool ours = place.kind != SegmentKind::kImported;
  if (ours) {
    auto head = HeadAt(place);
    const auto said = head.has_value() ? DigestsIn(*head) : std::nullopt;
    if (said.has_value()) return Stored{std::move(*head), said->sha1, said->sha256};
  }
  const RecordLocation location{place.filename, place.offset, 0};
  ARSIP_ASSIGN(RecordAt at, OpenRecordAt(directory_, location));
  WarcHeader header = at.reader->header();
  const auto said = ours ? DigestsIn(header) : std::nullopt;
  if (said.has_value()) return Stored{std::move(header), said->sha1, said->sha256};
  PayloadDigester digester(HoldsHttpMessage(header.Get("Content-Type")));
  ARSIP_TRY(ForBlockOf(at, location, [&](std::string_view piece) {
    digester.Update(piece);
    return Ok();
  }));
  const PayloadDigester::Digests digests = digester.Finish();
  return Stored{std::move(header), digests.sha1, digests.sha256};
}

void PayloadOriginals::TellUnreadable(const RecordPlace& place, const Error& error) {
  if (++unreadable_ > kMostTold) return;
  Log(LogLevel::kWarning, "archive", "original_unreadable",
      {{"file", place.filename}, {"offset", place.offset}, {"error", error.ToString()}});
}

Result<PayloadOriginals::Answer> PayloadOriginals::Ask(const Sha256& payload) {
  ARSIP_ASSIGN(const auto place, index_.FindDigest(payload));
  if (!place.has_value()) return Answer{};
  const auto stored = Read(*place);
  if (!stored.has_value()) {
    TellUnreadable(*place, stored.error());
    return Answer{Holding::kUnreadable, {}};
  }
  // Another payload's digest may begin alike.
  if (stored->sha256 != payload) return Answer{Holding::kOther, {}};
  const WarcHeader& header = stored->header;
  if (!MayBeOriginal(header)) {
    TellUnreadable(*place, {ErrorCode::kCorruption, "no original is here", header.record_id()});
    return Answer{Holding::kUnreadable, {}};
  }
  return Answer{
      Holding::kThis,
      {header.record_id(), header.target_uri(), header.date(), header.time(), stored->sha1}};
}

Result<std::optional<IndexedOriginal>> PayloadOriginals::Find(const Sha256& payload) {
  ARSIP_ASSIGN(Answer answer, Ask(payload));
  if (answer.holding != Holding::kThis) return std::optional<IndexedOriginal>();
  return std::optional(std::move(answer.original));
}

Result<bool> PayloadOriginals::Holds(const Sha256& payload) {
  ARSIP_ASSIGN(const Answer answer, Ask(payload));
  return answer.holding == Holding::kThis || answer.holding == Holding::kUnreadable;
}

std::optional<Sha256> PayloadOriginals::SaidAt(const RecordPlace& place,
                                               std::string_view record_id) {
  if (place.kind == SegmentKind::kImported) return std::nullopt;
  const auto head = HeadAt(place);
  if (!head.has_value() || head->record_id() != record_id) return std::nullopt;
  const auto said = DigestsIn(*head);
  return said.has_value() ? std::optional(said->sha256) : std::nullopt;
}

Result<Sha256> PayloadOriginals::DigestOf(const Capture& capture) {
  ARSIP_ASSIGN(RecordLocation location, PayloadLocationOf(capture));
  ARSIP_ASSIGN(const auto file, index_.FindFile(location.filename));
  const SegmentKind kind = file.has_value() ? file->kind : SegmentKind::kImported;
  ARSIP_ASSIGN(const Stored stored, Read({std::move(location.filename), location.offset, kind}));
  return stored.sha256;
}

}  // namespace arsip::archive
