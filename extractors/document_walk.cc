#include "extractors/document_walk.h"

#include <algorithm>
#include <utility>

#include "extractors/epub_document.h"
#include "extractors/office_document.h"
#include "extractors/record_limits.h"
#include "extractors/utf8.h"

namespace arsip::extractors {
namespace {

constexpr size_t kMaxMemberLinks = 1'000;
constexpr size_t kMaxMemberLinkBytes = 1u << 20;
constexpr std::string_view kTooDeep = "refused-limit: depth";

std::string Bytes(const Sha256& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

void SetName(Record& record, std::string_view name) {
  std::string uri;
  AppendWellFormedUtf8(uri, name.substr(0, kMaxRecordLineBytes));
  uri.resize(CutUtf8(uri, kMaxRecordLineBytes).size());
  // A name in no known encoding is not lost.
  if (uri != name) {
    AddCleanFact(record, "member:name-bytes",
                 HexEncode({reinterpret_cast<const uint8_t*>(name.data()),
                            std::min(name.size(), kMaxRecordLineBytes / 2)}));
  }
  record.set_uri(std::move(uri));
}

Record DescribedBy(const ArchiveMember& member) {
  Record record;
  record.set_kind(Record::FILE);
  SetName(record, member.name);
  if (member.modified) {
    const std::string utc = UtcText(*member.modified);
    SetTime(*record.mutable_modified(), utc, utc, "archive:mtime");
  }
  if (member.kind == ArchiveMember::Kind::kLink)
    AddCleanFact(record, "member:link", member.link_target);
  if (member.kind == ArchiveMember::Kind::kOther)
    AddCleanFact(record, "member:kind", "special file");
  if (member.kind != ArchiveMember::Kind::kFile) return record;
  record.set_state(std::string(member.state));
  record.set_bytes(member.bytes);
  record.set_sha256(Bytes(member.sha256));
  if (member.claimed_bytes && *member.claimed_bytes != member.bytes) {
    AddCleanFact(record, "member:claimed-bytes", std::to_string(*member.claimed_bytes));
  }
  return record;
}

// What was read of it, and what is known of it from outside.
Record Joined(Record read, Record described) {
  if (!read.state().empty()) described.set_state(read.state());
  read.clear_state();
  described.clear_kind();
  // Times inside a file say more than the container's.
  if (read.has_modified()) described.clear_modified();
  read.MergeFrom(described);
  return read;
}

}  // namespace

DocumentWalk::DocumentWalk(LeafReader& leaves, const WalkOptions& options, LinkSet& links,
                           Extraction& extraction, RecordSet& records, uint64_t payload_bytes)
    : leaves_(leaves),
      options_(options),
      links_(links),
      extraction_(extraction),
      records_(records),
      budget_(payload_bytes) {
  member_links_.Begin(member_link_list_, kMaxMemberLinks, kMaxMemberLinkBytes);
}

void DocumentWalk::Walk(std::string_view payload) {
  Found root;
  root.bytes = payload;
  root.described.set_bytes(payload.size());
  root.described.set_sha256(Bytes(ComputeSha256(payload)));
  Take(std::move(root));
  while (!containers_.empty() || !attached_.empty()) {
    if (attached_.empty()) {
      Step();
    } else {
      Found next = std::move(attached_.front());
      attached_.pop_front();
      Take(std::move(next));
    }
  }
}

void DocumentWalk::Take(Found found) {
  // A short string has moved with its owner.
  if (!found.owned.empty()) found.bytes = found.owned;
  const LeafReader::Type type = leaves_.TypeOf(found.bytes);
  if (ArchiveMembers::IsContainer(type.sniffed)) {
    return Open(std::move(found), type.sniffed, type.identified);
  }
  const bool root = records_.size() == 0;
  DocumentReading reading = leaves_.Read(found.bytes, type, root ? options_.charset : "", Limits(),
                                         options_.recognise, root ? links_ : member_links_);
  Record record = Joined(std::move(reading.record), std::move(found.described));
  const std::optional<uint32_t> index = records_.Add(std::move(record), found.parent);
  if (!index) return;
  AddPages(reading, *index);
  Attach(reading, *index, found.depth);
}

void DocumentWalk::Open(Found found, std::string_view sniffed, const std::string& identified) {
  auto container = std::make_unique<OpenContainer>();
  const bool owned = !found.owned.empty();
  if (owned) container->owned = std::move(found.owned);
  const std::string_view bytes = owned ? std::string_view(container->owned) : found.bytes;
  container->package = SniffPackage(bytes);
  container->depth = found.depth + 1;
  Record record = std::move(found.described);
  record.set_kind(container->package == PackageKind::kNone ? Record::ARCHIVE : Record::DOCUMENT);
  record.set_media_type(identified);
  const bool too_deep = container->depth > kMaxContainerDepth;
  if (too_deep) record.set_state(std::string(kTooDeep));
  const std::optional<uint32_t> index = records_.Add(std::move(record), found.parent);
  if (!index || too_deep) return;
  container->record = *index;
  auto members = ArchiveMembers::Open(bytes, sniffed);
  if (!members) return records_.SetState(*index, "corrupt");
  container->members = std::move(*members);
  containers_.push_back(std::move(container));
}

void DocumentWalk::Step() {
  OpenContainer& container = *containers_.back();
  if (std::chrono::steady_clock::now() > options_.deadline) budget_.Refuse("refused-limit: time");
  ArchiveMember member;
  switch (container.members->Next(member, budget_)) {
    case ArchiveMembers::Step::kMember:
      return TakeMember(container, std::move(member));
    case ArchiveMembers::Step::kEnd:
      return Close("");
    case ArchiveMembers::Step::kCorrupt:
      return Close(member.state.empty() ? "corrupt" : member.state);
    case ArchiveMembers::Step::kExhausted:
      return Close(budget_.refusal());
  }
}

void DocumentWalk::TakeMember(OpenContainer& container, ArchiveMember member) {
  if (member.kind == ArchiveMember::Kind::kDirectory) return;
  const bool package = container.package != PackageKind::kNone;
  if (package && member.kept && member.state.empty() && PackageParts::IsPart(member.name)) {
    container.parts.Keep(std::move(member.name), std::move(member.content));
    return;
  }
  Record described = DescribedBy(member);
  if (!member.kept || !member.state.empty()) {
    records_.Add(std::move(described), container.record);
    return;
  }
  Found found;
  found.owned = std::move(member.content);
  found.parent = container.record;
  found.depth = container.depth;
  found.described = std::move(described);
  attached_.push_back(std::move(found));
}

void DocumentWalk::Close(std::string_view state) {
  const std::unique_ptr<OpenContainer> container = std::move(containers_.back());
  containers_.pop_back();
  if (container->package != PackageKind::kNone) {
    DocumentReading reading =
        ReadPackage(*container, container->record == 0 ? links_ : member_links_);
    const std::string identified = records_.at(container->record).media_type();
    if (reading.record.media_type() == "application/zip") reading.record.set_media_type(identified);
    Record described = records_.at(container->record);
    described.clear_media_type();
    records_.Replace(container->record, Joined(std::move(reading.record), std::move(described)));
    AddPages(reading, container->record);
  }
  if (!state.empty()) records_.SetState(container->record, state);
}

DocumentReading DocumentWalk::ReadPackage(const OpenContainer& container, LinkSet& links) {
  switch (container.package) {
    case PackageKind::kEpub:
      return ReadEpub(container.parts, Limits(), leaves_.html(), links);
    case PackageKind::kOdf:
      return ReadOdf(container.parts, Limits(), links);
    default:
      return ReadOoxml(container.parts, Limits(), links);
  }
}

void DocumentWalk::Attach(DocumentReading& reading, uint32_t record, uint32_t depth) {
  if (record == 0) {
    for (std::string& heading : reading.headings) extraction_.add_headings(std::move(heading));
  }
  for (AttachedFile& file : reading.attachments) {
    if (!budget_.TakeMember() || !budget_.TakeBytes(file.content.size())) {
      return records_.SetState(record, budget_.refusal());
    }
    Found found;
    SetName(found.described, file.name);
    found.described.set_bytes(file.content.size());
    found.described.set_sha256(Bytes(ComputeSha256(file.content)));
    found.parent = record;
    found.depth = depth + 1;
    found.owned = std::move(file.content);
    if (found.depth > kMaxContainerDepth) {
      found.described.set_kind(Record::FILE);
      found.described.set_state(std::string(kTooDeep));
      records_.Add(std::move(found.described), record);
    } else {
      attached_.push_back(std::move(found));
    }
  }
}

void DocumentWalk::AddPages(const DocumentReading& reading, uint32_t record) {
  const size_t text_bytes = records_.at(record).text().size();
  for (const PageSpan& span : reading.pages) {
    Record page;
    page.set_kind(Record::PAGE_OF_DOCUMENT);
    page.set_page_number(span.number);
    page.set_title(CleanLine(span.title, kMaxRecordLineBytes));
    page.set_state(std::string(span.state));
    page.set_pdq(span.pdq);
    page.set_pdq_quality(span.pdq_quality);
    const size_t end = std::min(span.end, text_bytes);
    if (end > span.begin) {
      page.set_text_source(std::string(span.source));
      page.set_text_begin(static_cast<uint32_t>(span.begin));
      page.set_text_end(static_cast<uint32_t>(end));
    }
    records_.Add(std::move(page), record);
  }
}

}  // namespace arsip::extractors
