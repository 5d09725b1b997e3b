// The bytes of one entry of a ZIP file; declared in zip_directory.h.
#include <zlib.h>

#include <algorithm>
#include <array>
#include <memory>

#include "archive/file_window.h"
#include "archive/zip_directory.h"

namespace arsip::archive {
namespace {

constexpr size_t kEntryPieceBytes = 128u << 10;

class EntryCheck {
 public:
  EntryCheck(const std::string& path, const ZipEntry& entry,
             const std::function<Status(std::string_view)>& sink)
      : path_(path), entry_(entry), sink_(sink) {}
  Error Broken(std::string what) const {
    return Error{ErrorCode::kCorruption, std::move(what), path_ + ":" + entry_.name};
  }
  Status Give(std::string_view bytes) {
    if (bytes.size() > entry_.size - given_) return Broken("more bytes than the directory says");
    crc_ = crc32_z(crc_, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
    given_ += bytes.size();
    return sink_(bytes);
  }
  Status Finish() const {
    if (given_ != entry_.size) return Broken("fewer bytes than the directory says");
    if (crc_ != entry_.crc32) return Broken("the CRC-32 is not what the directory says");
    return Ok();
  }

 private:
  const std::string& path_;
  const ZipEntry& entry_;
  const std::function<Status(std::string_view)>& sink_;
  uint64_t given_ = 0;
  uLong crc_ = crc32_z(0, nullptr, 0);
};

Status CopyStored(FileWindow& file, EntryCheck& check) {
  while (true) {
    ARSIP_ASSIGN(const std::string_view piece, file.Peek(kEntryPieceBytes));
    if (piece.empty()) return check.Finish();
    ARSIP_TRY(check.Give(piece));
    file.Skip(piece.size());
  }
}

struct EndInflate {
  void operator()(z_stream* stream) const {
    inflateEnd(stream);
    delete stream;
  }
};

Status Inflate(FileWindow& file, EntryCheck& check) {
  std::unique_ptr<z_stream, EndInflate> stream(new z_stream{});
  if (inflateInit2(stream.get(), -MAX_WBITS) != Z_OK) return check.Broken("cannot inflate");
  const auto out = std::make_unique<std::array<char, kEntryPieceBytes>>();
  int code = Z_OK;
  while (code == Z_OK) {
    ARSIP_ASSIGN(const std::string_view piece, file.Peek(kEntryPieceBytes));
    stream->next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
    stream->avail_in = static_cast<uInt>(piece.size());
    do {
      stream->next_out = reinterpret_cast<Bytef*>(out->data());
      stream->avail_out = kEntryPieceBytes;
      code = inflate(stream.get(), Z_NO_FLUSH);
      ARSIP_TRY(check.Give({out->data(), kEntryPieceBytes - stream->avail_out}));
    } while (code == Z_OK && (stream->avail_in > 0 || stream->avail_out == 0));
    file.Skip(piece.size() - stream->avail_in);
    if (code == Z_BUF_ERROR && !piece.empty()) code = Z_OK;
    if (piece.empty() && code == Z_OK) code = Z_DATA_ERROR;
  }
  if (code != Z_STREAM_END || file.position() != file.size()) {
    return check.Broken("no whole deflate stream");
  }
  return check.Finish();
}

}  // namespace

Status ReadZipEntry(const std::string& path, const ZipEntry& entry,
                    const std::function<Status(std::string_view)>& sink) {
  ARSIP_ASSIGN(const auto file, FileWindow::Open(path, {entry.data_offset, entry.compressed_size}));
  EntryCheck check(path, entry, sink);
  return entry.stored ? CopyStored(*file, check) : Inflate(*file, check);
}

}  // namespace arsip::archive
