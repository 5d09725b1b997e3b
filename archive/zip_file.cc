#include "archive/zip_file.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <optional>
#include <utility>

#include "archive/file_descriptor.h"

namespace arsip::archive {
namespace {

struct FreeWriter {
  void operator()(struct ::archive* writer) const { archive_write_free(writer); }
};
struct FreeEntry {
  void operator()(struct ::archive_entry* entry) const { archive_entry_free(entry); }
};

}  // namespace

struct ZipFileWriter::Writing {
  std::string path;
  FileDescriptor file;
  int error_number = 0;  // of the last failed write(2)
  uint64_t bytes = 0;
  UtcTime modified{};
  std::optional<Sha256Stream> digest;  // an entry is open
  Entry entry;
  uint64_t left = 0;
  std::unique_ptr<struct ::archive, FreeWriter> zip;  // first to go: it still writes
};

namespace {

template <class Writing>
la_ssize_t WriteTo(struct ::archive* zip, void* context, const void* bytes, size_t length) {
  auto* writing = static_cast<Writing*>(context);
  size_t done = 0;
  while (done < length) {
    const ssize_t wrote =
        write(writing->file.get(), static_cast<const char*>(bytes) + done, length - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) {
      writing->error_number = errno;
      archive_set_error(zip, errno, "cannot write");
      return -1;
    }
    done += static_cast<size_t>(wrote);
  }
  writing->bytes += length;
  return static_cast<la_ssize_t>(length);
}

}  // namespace

ZipFileWriter::ZipFileWriter(std::unique_ptr<Writing> writing) : writing_(std::move(writing)) {}
ZipFileWriter::~ZipFileWriter() = default;
uint64_t ZipFileWriter::bytes() const { return writing_->bytes; }

Error ZipFileWriter::Failure(const char* action) const {
  if (writing_->error_number != 0) {
    return ErrnoError(writing_->error_number, action, writing_->path);
  }
  const char* what = archive_error_string(writing_->zip.get());
  return Error{ErrorCode::kIo, std::string(action) + ": " + (what != nullptr ? what : "no reason"),
               writing_->path};
}

Result<std::unique_ptr<ZipFileWriter>> ZipFileWriter::Create(const std::string& path,
                                                             UtcTime modified) {
  constexpr mode_t kMode = 0640;
  auto writing = std::make_unique<Writing>();
  writing->path = path;
  writing->modified = modified;
  writing->file = FileDescriptor(
      open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, kMode));
  if (!writing->file.open()) return ErrnoError(errno, "cannot create", path);
  writing->zip.reset(archive_write_new());
  struct ::archive* zip = writing->zip.get();
  std::unique_ptr<ZipFileWriter> writer(new ZipFileWriter(std::move(writing)));
  if (zip == nullptr || archive_write_set_format_zip(zip) != ARCHIVE_OK ||
      archive_write_set_options(zip, "zip:compression=store") != ARCHIVE_OK ||
      archive_write_set_bytes_in_last_block(zip, 1) != ARCHIVE_OK ||
      archive_write_open(zip, writer->writing_.get(), nullptr, &WriteTo<Writing>, nullptr) !=
          ARCHIVE_OK) {
    return writer->Failure("cannot begin a ZIP file");
  }
  return writer;
}

Status ZipFileWriter::Begin(const std::string& name, uint64_t size) {
  constexpr int kEntryMode = 0644;
  const std::unique_ptr<struct ::archive_entry, FreeEntry> entry(archive_entry_new());
  if (entry == nullptr) return Error{ErrorCode::kInternal, "out of memory", writing_->path};
  archive_entry_set_pathname(entry.get(), name.c_str());
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), kEntryMode);
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(size));
  const auto seconds = std::chrono::floor<std::chrono::seconds>(writing_->modified);
  archive_entry_set_mtime(entry.get(), seconds.time_since_epoch().count(), 0);
  if (archive_write_header(writing_->zip.get(), entry.get()) != ARCHIVE_OK) {
    return Failure("cannot begin an entry");
  }
  writing_->entry = {.name = name, .size = size, .sha256 = {}};
  writing_->left = size;
  writing_->digest.emplace();
  return Ok();
}

Status ZipFileWriter::Write(std::string_view bytes) {
  if (bytes.size() > writing_->left) {
    return Error{ErrorCode::kInvalidInput, "more bytes than were announced", writing_->entry.name};
  }
  writing_->digest->Update(bytes);
  while (!bytes.empty()) {
    const la_ssize_t wrote = archive_write_data(writing_->zip.get(), bytes.data(), bytes.size());
    if (wrote <= 0) return Failure("cannot write");
    bytes.remove_prefix(static_cast<size_t>(wrote));
    writing_->left -= static_cast<uint64_t>(wrote);
  }
  return Ok();
}

Result<ZipFileWriter::Entry> ZipFileWriter::End() {
  if (writing_->left > 0) {
    return Error{ErrorCode::kInvalidInput, "fewer bytes than were announced", writing_->entry.name};
  }
  if (archive_write_finish_entry(writing_->zip.get()) != ARCHIVE_OK) {
    return Failure("cannot end an entry");
  }
  writing_->entry.sha256 = writing_->digest->Finish();
  writing_->digest.reset();
  return std::move(writing_->entry);
}

Status ZipFileWriter::Close() {
  if (archive_write_close(writing_->zip.get()) != ARCHIVE_OK) {
    return Failure("cannot write the directory");
  }
  if (fsync(writing_->file.get()) != 0) return ErrnoError(errno, "fsync", writing_->path);
  return Ok();
}

}  // namespace arsip::archive
