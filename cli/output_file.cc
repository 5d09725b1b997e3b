#include "cli/output_file.h"

#include <unistd.h>

#include <cerrno>
#include <utility>

namespace arsip::cli {

namespace {

// Of a character that begins with this byte; -1: none does.
int ContinuationBytes(unsigned char lead) {
  if (lead < 0x80) return 0;
  if (lead >= 0xc2 && lead < 0xe0) return 1;
  if (lead >= 0xe0 && lead < 0xf0) return 2;
  return lead >= 0xf0 && lead < 0xf5 ? 3 : -1;
}

}  // namespace

bool PlainTextCheck::Accept(std::string_view bytes) {
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (pending_ > 0) {
      if (byte < 0x80 || byte > 0xbf) return false;
      if (before_ == 0xc2 && byte < 0xa0) return false;  // U+0080 to U+009F
      --pending_;
    } else {
      if ((byte < 0x20 && c != '\n' && c != '\r' && c != '\t') || byte == 0x7f) return false;
      pending_ = ContinuationBytes(byte);
      if (pending_ < 0) return false;
    }
    before_ = byte;
  }
  return true;
}

Result<OutputFile> OutputFile::Open(const std::string& path, bool force) {
  if (path.empty()) return OutputFile(path, !force && ::isatty(STDOUT_FILENO) == 1);
  OutputFile output(path, false);
  output.file_.reset(std::fopen(path.c_str(), "wbx"));
  if (output.file_ != nullptr) return output;
  if (errno == EEXIST) {
    return Error{ErrorCode::kInvalidInput, "exists already and is not overwritten", path};
  }
  return ErrnoError(errno, "cannot make this file", path);
}

OutputFile::~OutputFile() {
  if (file_ == nullptr) return;
  file_.reset();
  ::unlink(path_.c_str());
}

Status OutputFile::Write(std::string_view bytes) {
  if (guarded_ && !plain_text_.Accept(bytes)) {
    return Error{ErrorCode::kInvalidInput,
                 "this is no plain text and is not shown on a terminal; use --output FILE, a pipe, "
                 "or --force",
                 "terminal"};
  }
  if (std::fwrite(bytes.data(), 1, bytes.size(), stream()) == bytes.size()) return Ok();
  return ErrnoError(errno, "cannot write", path_.empty() ? "standard output" : path_);
}

Status OutputFile::Close() {
  if (std::fflush(stream()) != 0) {
    return ErrnoError(errno, "cannot write", path_.empty() ? "standard output" : path_);
  }
  if (file_ == nullptr) return Ok();
  if (std::fclose(file_.release()) == 0) return Ok();
  const int error = errno;
  ::unlink(path_.c_str());
  return ErrnoError(error, "cannot write", path_);
}

}  // namespace arsip::cli
