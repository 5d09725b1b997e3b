// WarcReader: the records of one WARC file, in order or at an offset: .warc.gz, .warc.zst (one
// frame a record) and plain. WARC 1.1 section 4 and Annex D; RFC 1952;
// https://iipc.github.io/warc-specifications/specifications/warc-zstd/
//
// Survives damage: a cut-off or flipped member, a missing trailer, garbage between members are told
// to the reporter with file and offset, and reading goes on at the next magic (or "WARC/1." line)
// that starts a valid record. When the records so far carried the WARC-Warcinfo-ID of their
// file, one found inside damage must carry it too: an archive embedded in a hostile page does not
// come to the surface.
//
//   ARSIP_ASSIGN(auto reader, WarcReader::Open(path, {}, reporter));
//   while (true) {
//     ARSIP_ASSIGN(const bool more, reader->Next());
//     if (!more) break;
//     use(reader->header());
//     while (true) { ARSIP_ASSIGN(auto piece, reader->ReadBlock()); if (piece.empty()) break; ... }
//     ARSIP_TRY(reader->Finish());  // now offset(), length() and intact() hold
//   }
// Not thread-safe. Memory is bounded whatever the file: ~1 MiB and a header; of a .warc.zst, its
// window and dictionary too (8 MiB each at most).
// Errors are I/O errors only (kIo, kNotFound, kPermission); damage is not an error here.
#ifndef ARSIP_ARCHIVE_WARC_READER_H_
#define ARSIP_ARCHIVE_WARC_READER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "archive/file_window.h"
#include "archive/warc_header_parser.h"
#include "base/result.h"

namespace arsip::archive {

struct ReadProblem {
  enum class Kind : uint8_t {
    kGarbage,         // bytes between records that are none
    kTruncated,       // the file ends inside a record
    kBadMember,       // inflate or its check value failed
    kBadHeader,       // no valid WARC header
    kShortBlock,      // the member ends before Content-Length
    kBadTrailer,      // no CRLF CRLF after the block; the record itself is whole
    kSeveralRecords,  // a further record, or other bytes, in one member; only its first can be
                      // found by offset
    kForeignRecord,   // a record inside damage that does not belong to this file
  };
  Kind kind = Kind::kGarbage;
  std::string file;
  uint64_t offset = 0;   // where the record, or the garbage, begins
  uint64_t skipped = 0;  // bytes of the file passed over because of it
  std::string what;

  // "x.warc.gz@1234: member is cut off (512 bytes skipped)"
  std::string ToString() const;
};

class ReadReporter {
 public:
  virtual ~ReadReporter() = default;
  virtual void Report(const ReadProblem& problem) = 0;
};

// Keeps the first `limit` problems and counts all.
class ReadProblems : public ReadReporter {
 public:
  explicit ReadProblems(size_t limit = 1000) : limit_(limit) {}
  void Report(const ReadProblem& problem) override;
  const std::vector<ReadProblem>& list() const { return list_; }
  uint64_t count() const { return count_; }

 private:
  size_t limit_;
  uint64_t count_ = 0;
  std::vector<ReadProblem> list_;
};

struct WarcReaderOptions {
  uint64_t begin = 0;         // where to start: the offset of a record. Default: 0.
  uint64_t end = UINT64_MAX;  // bytes from here on are not there. Default: the file's end.
  // The file is a part of `path`; offsets are relative to it. Default: all of `path`.
  FilePart part = {};
  bool only_first_record =
      false;  // end after the record at `begin`; no search when it is damaged. Default: false.
};

class WarcReader {
 public:
  // `reporter` must outlive the reader.
  static Result<std::unique_ptr<WarcReader>> Open(const std::string& path,
                                                  const WarcReaderOptions& options,
                                                  ReadReporter& reporter);
  virtual ~WarcReader() = default;

  // To the next record, finishing the one at hand. False at the end of the file.
  virtual Result<bool> Next() = 0;
  // The next bytes of the block, valid until the next call; empty at its end, or where damage
  // begins.
  virtual Result<std::string_view> ReadBlock() = 0;
  // Reads what is left of the record and its trailer.
  virtual Status Finish() = 0;

  virtual const WarcHeader& header() const = 0;
  // The header's bytes as stored, blank line included.
  virtual std::string_view header_bytes() const = 0;
  // The newlines that ended the record, after Finish(): CR LF CR LF unless kBadTrailer was told.
  virtual std::string_view trailer_bytes() const = 0;
  // Of the member (of the record in a plain file). length() and intact() hold after Finish().
  virtual uint64_t offset() const = 0;
  virtual uint64_t length() const = 0;
  // Header, block and check value are whole.
  virtual bool intact() const = 0;
  // 0 for the first record of its member; the others cannot be found by offset.
  virtual uint32_t index_in_member() const = 0;

  // The file is gzip members, not plain records.
  virtual bool compressed() const = 0;
  // Bytes of the file passed so far, for progress.
  virtual uint64_t position() const = 0;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_WARC_READER_H_
