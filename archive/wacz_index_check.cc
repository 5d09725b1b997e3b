#include "archive/wacz_index_check.h"

#include <optional>
#include <utility>

#include "archive/capture.h"
#include "archive/cdxj_line.h"
#include "archive/file_window.h"
#include "archive/member_inflater.h"
#include "archive/zipnum.h"
#include "base/digest.h"

namespace arsip::archive {
namespace {

using Severity = VerifyProblem::Severity;

constexpr char kExpected = 'E', kSha256 = 'H', kSeen = 'S', kBlocks = 'Z';
constexpr uint64_t kMaxBlockBytes = 64u << 20;

std::string KeyOfRecord(std::string_view filename, uint64_t offset) {
  std::string key(filename);
  key.push_back('\0');
  AppendBigEndian64(key, offset);
  return key;
}

// Labels and cases differ between tools.
bool SameDigest(std::string_view a, std::string_view b) {
  if (a == b) return true;
  const auto sha1 = ParseSha1(a), other_sha1 = ParseSha1(b);
  const auto sha256 = ParseSha256(a), other_sha256 = ParseSha256(b);
  if (sha1.has_value() && other_sha1.has_value()) return *sha1 == *other_sha1;
  if (sha256.has_value() && other_sha256.has_value()) return *sha256 == *other_sha256;
  // Of two algorithms: nothing to compare.
  return (sha1.has_value() && other_sha256.has_value()) ||
         (sha256.has_value() && other_sha1.has_value());
}

Result<Sha256> DigestOf(const std::string& path, FilePart part) {
  ARSIP_ASSIGN(const auto file, FileWindow::Open(path, part));
  Sha256Stream digest;
  while (true) {
    ARSIP_ASSIGN(const std::string_view piece, file->PeekSome());
    if (piece.empty()) return digest.Finish();
    digest.Update(piece);
    file->Skip(piece.size());
  }
}

// What `line` says that the record does not, in words; empty: nothing. `harmless` is what only some
// readers mind.
std::string Differences(const CdxjLine& line, const CdxjLine& record, std::string& harmless) {
  std::string wrong;
  const auto compare = [](std::string& out, const char* name, std::string_view is,
                          std::string_view said) {
    if (is == said) return;
    out.append(out.empty() ? "" : "; ").append(name).append(" is '").append(said.substr(0, 200));
    out.append("', the record's is '").append(is.substr(0, 200)).append("'");
  };
  compare(wrong, "url", record.url, line.url);
  compare(wrong, "timestamp", record.timestamp,
          std::string_view(line.timestamp).substr(0, record.timestamp.size()));
  if (!line.status.empty()) compare(wrong, "status", record.status, line.status);
  if (line.length > 0) {
    compare(wrong, "length", std::to_string(record.length), std::to_string(line.length));
  }
  if (!line.digest.empty() && !record.digest.empty() && !SameDigest(line.digest, record.digest)) {
    compare(wrong, "digest", record.digest, line.digest);
  }
  // The method and the body of a request that is no GET are part of the key, and not of the record.
  if (line.urlkey.find("__wb_method=") == line.urlkey.npos) {
    compare(harmless, "urlkey", record.urlkey, line.urlkey);
  }
  if (!record.mime.empty()) compare(harmless, "mime", record.mime, line.mime);
  return wrong;
}

}  // namespace

void WaczIndexCheck::Tell(Severity severity, std::string what) {
  const std::string at = number_ == 0 ? "" : ":" + std::to_string(number_);
  problems_.Add(severity, where_ + at, std::move(what));
}

Status WaczIndexCheck::Told(Status status) {
  if (status.has_value()) return status;
  const Error& error = status.error();
  if (error.code != ErrorCode::kInvalidInput && error.code != ErrorCode::kCorruption) {
    return status;
  }
  Tell(Severity::kError, error.message);
  return Ok();
}

Status WaczIndexCheck::Expect(CaptureIndex& records) {
  Status status;
  ARSIP_TRY(records.ForEachCapture({}, {}, [&](const Capture& capture) {
    status = lines_.Add(kExpected, KeyOfRecord(capture.location.filename, capture.location.offset),
                        FormatCdxj(capture));
    return status.has_value();
  }));
  return status;
}

Status WaczIndexCheck::ExpectSha256(SortedLines& lines, std::string_view filename, uint64_t offset,
                                    const Sha256& said) {
  return lines.Add(kSha256, KeyOfRecord(filename, offset), FormatDigest(said));
}

Status WaczIndexCheck::CheckLine(std::string_view line) {
  ++number_;
  if (line.empty() || line.starts_with("!meta")) return Ok();
  ++count_;
  if (line < last_line_) Tell(Severity::kError, "the line sorts before the one above it");
  last_line_ = line;
  const auto parsed = ParseCdxjLine(line);
  if (!parsed.has_value()) {
    Tell(Severity::kError, parsed.error().message);
    return Ok();
  }
  const std::string key = KeyOfRecord(parsed->filename, parsed->offset);
  ARSIP_ASSIGN(const auto expected, lines_.Find(kExpected, key));
  if (!expected.has_value()) {
    Tell(Severity::kError, "no response, revisit or resource begins at " +
                               WhereOf(parsed->filename.substr(0, 200), parsed->offset));
    return Ok();
  }
  ARSIP_TRY(lines_.Add(kSeen, key));
  ARSIP_ASSIGN(CdxjLine record, ParseCdxjLine(*expected));
  if (ParseSha256(parsed->digest).has_value()) {
    ARSIP_ASSIGN(auto said, lines_.Find(kSha256, key));
    record.digest = said.has_value() ? std::move(*said) : std::string();
  }
  std::string harmless;
  const std::string wrong = Differences(*parsed, record, harmless);
  if (!wrong.empty()) Tell(Severity::kError, wrong);
  if (!harmless.empty()) Tell(Severity::kWarning, harmless);
  return Ok();
}

Status WaczIndexCheck::CheckPlain(const ZipEntry& index) {
  where_ = index.name;
  number_ = 0;
  last_line_.clear();
  LineSplitter lines([this](std::string_view line) { return CheckLine(line); });
  ARSIP_TRY(Told(ReadZipEntry(path_, index,
                              [&lines](std::string_view piece) { return lines.Update(piece); })));
  return Told(lines.Finish());
}

Status WaczIndexCheck::LearnBlocks(const ZipEntry& index) {
  where_ = index.name;
  number_ = 0;
  LineSplitter lines([this](std::string_view line) -> Status {
    ++number_;
    if (line.empty() || line.starts_with("!meta")) return Ok();
    const auto block = ParseZipNumLine(line);
    if (!block.has_value()) {
      Tell(Severity::kError, block.error().message);
      return Ok();
    }
    ++blocks_;
    std::string key;
    AppendBigEndian64(key, block->offset);
    return lines_.Add(kBlocks, key, line);
  });
  ARSIP_TRY(Told(ReadZipEntry(path_, index,
                              [&lines](std::string_view piece) { return lines.Update(piece); })));
  return Told(lines.Finish());
}

Status WaczIndexCheck::CheckBlock(const ZipEntry& blocks, uint64_t offset, uint64_t length,
                                  std::string_view first_line) {
  std::string key;
  AppendBigEndian64(key, offset);
  ARSIP_ASSIGN(const auto line, lines_.Find(kBlocks, key));
  const std::string at = "the block at " + std::to_string(offset);
  if (!line.has_value()) {
    Tell(Severity::kError, at + " is not in the short index");
    return Ok();
  }
  --blocks_;
  ARSIP_ASSIGN(const ZipNumBlock block, ParseZipNumLine(*line));
  if (block.length != length)
    Tell(Severity::kError, at + " is not as long as the short index says");
  if (!first_line.starts_with(block.key + " ")) {
    Tell(Severity::kError, at + " does not begin with the line the short index names");
  }
  if (block.digest.empty()) return Ok();
  ARSIP_ASSIGN(const Sha256 digest, DigestOf(path_, {blocks.data_offset + offset, length}));
  if (FormatDigest(digest) != block.digest) {
    Tell(Severity::kError, at + " is " + FormatDigest(digest) + ", the short index says " +
                               block.digest.substr(0, 200));
  }
  return Ok();
}

Status WaczIndexCheck::CheckZipNum(const ZipEntry& blocks, const ZipEntry* index) {
  blocks_ = 0;
  has_blocks_ = index != nullptr;
  if (has_blocks_) ARSIP_TRY(LearnBlocks(*index));
  where_ = blocks.name;
  number_ = 0;
  last_line_.clear();
  ARSIP_ASSIGN(const auto file, FileWindow::Open(path_, {blocks.data_offset, blocks.size}));
  MemberInflater member(*file);
  for (uint64_t offset = 0; offset < file->size(); offset = member.end()) {
    member.Begin(offset);
    std::string first;
    uint64_t bytes = 0;
    LineSplitter lines([&](std::string_view line) {
      if (first.empty()) first = line;
      return CheckLine(line);
    });
    MemberInflater::Step step = MemberInflater::Step::kBytes;
    while (true) {
      ARSIP_ASSIGN(step, member.Read());
      if (step != MemberInflater::Step::kBytes) break;
      bytes += member.bytes().size();
      if (bytes > kMaxBlockBytes && has_blocks_) {
        Tell(Severity::kError, "a block of more than 64 MiB; the rest is not read");
        return Ok();
      }
      const Status updated = lines.Update(member.bytes());
      if (!updated.has_value()) return Told(updated);
    }
    if (step != MemberInflater::Step::kEnd) {
      Tell(Severity::kError,
           "the block at " + std::to_string(offset) + " is damaged; the rest is not read");
      return Ok();
    }
    ARSIP_TRY(Told(lines.Finish()));
    if (has_blocks_) ARSIP_TRY(CheckBlock(blocks, offset, member.end() - offset, first));
  }
  if (blocks_ > 0) {
    Tell(Severity::kError,
         "the short index names " + std::to_string(blocks_) + " blocks that are not there");
  }
  return Ok();
}

Status WaczIndexCheck::Finish() {
  return lines_.ForEach(kExpected, [this](std::string_view key, std::string_view) -> Status {
    ARSIP_ASSIGN(const auto seen, lines_.Find(kSeen, key));
    if (seen.has_value()) return Ok();
    constexpr size_t kOffsetBytes = 8;
    const size_t name_end = key.size() - kOffsetBytes - 1;
    problems_.Add(
        Severity::kError,
        WhereOf(std::string(key.substr(0, name_end)), ReadBigEndian64(key.substr(name_end + 1))),
        "no line of the index leads to this capture");
    return Ok();
  });
}

}  // namespace arsip::archive
