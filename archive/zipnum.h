// ZipNumWriter: a CDXJ index in compressed blocks, and the short index that finds a block: what
// pywb calls a ZipNum cluster, in the form WACZ files carry it ("cdxj-gzip-1.0").
// https://specs.webrecorder.net/wacz/1.1.1/#indexes
//
//   blocks  one gzip member (RFC 1952) for every 300 lines
//   index   !meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}
//           URLKEY TIMESTAMP {"offset":0,"length":2411,"digest":"sha256:..."}   one for each member
//
// URLKEY and TIMESTAMP are those of the member's first line. Memory: one block. Not thread-safe.
#ifndef ARSIP_ARCHIVE_ZIPNUM_H_
#define ARSIP_ARCHIVE_ZIPNUM_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace arsip::archive {

struct ZipNumOptions {
  std::string blocks_name = "index.cdx.gz";  // what the index calls the file of blocks
  size_t lines_per_block = 300;              // Default: 300, as cdxj-indexer writes.
  size_t max_block_bytes =
      1u << 20;  // of text; a block of long lines ends earlier. Default: 1 MiB.
};

class ZipNumWriter {
 public:
  using Sink = std::function<Status(std::string_view)>;
  ZipNumWriter(ZipNumOptions options, Sink blocks, Sink index);

  // A CDXJ line without its line end. kInvalidInput: it is none, or sorts before the last one.
  Status Add(std::string_view line);
  // The last block. Nothing may follow.
  Status Finish();

 private:
  Status EndBlock();

  const ZipNumOptions options_;
  const Sink blocks_;
  const Sink index_;
  std::string last_line_;
  std::string block_;
  std::string first_key_;  // "URLKEY TIMESTAMP" of the block
  size_t lines_ = 0;
  uint64_t offset_ = 0;
  bool begun_ = false;
};

// One line of the index. kInvalidInput: it is none.
struct ZipNumBlock {
  std::string key;  // "URLKEY TIMESTAMP"
  uint64_t offset = 0;
  uint64_t length = 0;
  std::string digest;  // "sha256:..."; empty: it has none
};
Result<ZipNumBlock> ParseZipNumLine(std::string_view line);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_ZIPNUM_H_
