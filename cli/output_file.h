// Where archived bytes go: standard output, or a new file. What was captured may be unpleasant to
// see or hostile to a terminal, so a terminal is only given plain text, unless forced.
#ifndef ARSIP_CLI_OUTPUT_FILE_H_
#define ARSIP_CLI_OUTPUT_FILE_H_

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace arsip::cli {

// Whether a terminal shows these bytes and does nothing else: UTF-8 without C0 controls but line
// ends and tabs, without DEL and C1 controls (they are commands to many terminals). Pieces may be
// cut within a character.
class PlainTextCheck {
 public:
  bool Accept(std::string_view bytes);

 private:
  unsigned char before_ = 0;
  int pending_ = 0;  // continuation bytes that the character still needs
};

// Not thread-safe.
class OutputFile {
 public:
  // Empty `path`: standard output. kInvalidInput: the file exists already, it is not overwritten.
  static Result<OutputFile> Open(const std::string& path, bool force);
  OutputFile(OutputFile&& other) noexcept = default;
  OutputFile& operator=(OutputFile&&) = delete;
  // A file that was not closed is removed: no half of a payload is left behind.
  ~OutputFile();

  // kInvalidInput: not plain text, for a terminal; nothing of `bytes` has been written.
  Status Write(std::string_view bytes);
  Status Close();

 private:
  struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  OutputFile(std::string path, bool guarded) : path_(std::move(path)), guarded_(guarded) {}
  std::FILE* stream() const { return file_ != nullptr ? file_.get() : stdout; }

  std::string path_;
  bool guarded_;
  PlainTextCheck plain_text_;
  std::unique_ptr<std::FILE, CloseFile> file_;
};

}  // namespace arsip::cli

#endif  // ARSIP_CLI_OUTPUT_FILE_H_
