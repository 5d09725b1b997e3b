#include "cli/exit_code.h"

#include <cstdio>
#include <string>

#include "base/log.h"

namespace arsip::cli {
namespace {

// What a user can do about it; empty where the message says it already.
std::string_view Advice(ErrorCode code) {
  switch (code) {
    case ErrorCode::kNoSpace:
      return "Free some space or give another --archive, then run the same command again: it "
             "resumes.";
    case ErrorCode::kUnavailable:
      return "Another arsip process may be using this archive; wait for it or stop it.";
    case ErrorCode::kCorruption:
      return "The WARC files are the truth: `arsip verify` names what is damaged, `arsip index "
             "rebuild` "
             "makes the index anew.";
    case ErrorCode::kIo:
      return "Check the disk (dmesg). What was acknowledged is safe; running again resumes.";
    default:
      return "";
  }
}

// Neutralises line by line: a message may have one problem a line.
std::string Printable(const std::string& text) {
  std::string out;
  for (size_t begin = 0; begin <= text.size();) {
    size_t end = text.find('\n', begin);
    if (end == std::string::npos) end = text.size();
    if (begin > 0) out += '\n';
    out += Neutralise(std::string_view(text).substr(begin, end - begin));
    begin = end + 1;
  }
  return out;
}

}  // namespace

ExitCode ExitCodeOf(const Error& error) {
  switch (error.code) {
    case ErrorCode::kInvalidInput:
    case ErrorCode::kNotFound:
      return kUsage;
    default:
      return kEnvironment;
  }
}

ExitCode Complain(const Error& error) {
  std::fprintf(stderr, "arsip: %s\n", Printable(error.ToString()).c_str());
  const std::string_view advice = Advice(error.code);
  if (!advice.empty())
    std::fprintf(stderr, "  %.*s\n", static_cast<int>(advice.size()), advice.data());
  return ExitCodeOf(error);
}

ExitCode ComplainOfCollection(const Error& error) {
  const ExitCode code = Complain(error);
  return error.code == ErrorCode::kPermission ? kUsage : code;
}

}  // namespace arsip::cli
