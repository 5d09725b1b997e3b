// A record block: the rows of up to kMaxBlockRecords neighbouring records of one file, as one
// value. docs/index-format.md has its bytes.
//
// A block ends where the next record lies in another window of the file, or when it is full. Where
// the blocks of a file begin and what is in them follows from its records alone, whatever the
// batches in which they were added; and a record that is lost changes the blocks of its own window
// only.
// Pure; thread-safe.
#ifndef ARSIP_ARCHIVE_RECORD_BLOCK_H_
#define ARSIP_ARCHIVE_RECORD_BLOCK_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/record_uuid.h"
#include "archive/row_bytes.h"
#include "archive/warc_record.h"

namespace arsip::archive {

inline constexpr uint64_t kBlockWindowBytes = 1u << 20;
inline constexpr size_t kMaxBlockRecords = 256;
// A block that has as many takes no more records: ids may be long texts.
inline constexpr size_t kFullBlockBytes = 8u << 10;

inline uint64_t BlockWindow(uint64_t offset) { return offset / kBlockWindowBytes; }

// The id of a record: a UUID, or another text.
struct BlockRecordId {
  static BlockRecordId Of(std::string_view record_id);
  std::string Format() const { return text.empty() ? FormatRecordUuid(uuid) : text; }
  bool operator==(const BlockRecordId&) const = default;

  RecordUuid uuid;
  std::string text;  // not a UUID; never empty then
};

struct BlockRecord {
  RecordType type = RecordType::kWarcinfo;
  uint64_t offset = 0;
  uint64_t length = 0;
  BlockRecordId id;
  bool operator==(const BlockRecord&) const = default;
};

// The ids that are likely to come next: those that follow the last of a few runs.
class IdRuns {
 public:
  // How an id is written. Persistent.
  enum class Form : uint8_t {
    kNext = 0,    // the last id of the latest run, plus one
    kNear = 1,    // the latest run; what its counter is from there follows
    kSecond = 2,  // the same, in the run before it
    kThird = 3,   // and in the one before that
    kUuid = 4,    // 16 bytes follow: a run begins
    kText = 5,
  };
  struct Written {
    Form form = Form::kText;
    int64_t step = 0;  // from the last id of the run plus one; forms 1 to 3
  };
  // Learns it, too.
  Written Write(const BlockRecordId& id);
  // nullopt: no such run, or a counter that none has. Does not learn.
  std::optional<RecordUuid> Read(Form form, int64_t step) const;

 private:
  static constexpr size_t kRuns = 3;
  std::array<RecordUuid, kRuns> last_{};  // the latest first
  size_t count_ = 0;
};

class RecordBlockWriter {
 public:
  // Whether the record after those that are in it belongs there, too.
  bool Takes(uint64_t offset) const;
  // REQUIRES: it lies behind those that are in it.
  void Add(const BlockRecord& record);
  size_t count() const { return count_; }
  uint64_t first_offset() const { return first_; }
  const std::string& value() const { return out_.bytes(); }

 private:
  RowWriter out_;
  IdRuns runs_;
  size_t count_ = 0;
  uint64_t first_ = 0;
  uint64_t end_ = 0;
};

// The records of a block, one after the other.
class RecordBlockReader {
 public:
  RecordBlockReader(uint64_t first_offset, std::string_view value)
      : in_(value), end_(first_offset) {}
  // False at the end, and at bytes that no writer makes: then ok() is false.
  bool Next();
  bool ok() const { return ok_; }
  const BlockRecord& record() const { return record_; }

 private:
  bool ReadId(uint8_t form);

  RowReader in_;
  IdRuns runs_;
  BlockRecord record_;
  size_t count_ = 0;
  uint64_t end_ = 0;
  bool ok_ = true;
};

// nullopt for bytes that no writer makes.
std::optional<std::vector<BlockRecord>> DecodeRecordBlock(uint64_t first_offset,
                                                          std::string_view value);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_RECORD_BLOCK_H_
