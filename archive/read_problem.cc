#include "archive/warc_reader.h"

namespace arsip::archive {

std::string ReadProblem::ToString() const {
  std::string text = file + "@" + std::to_string(offset) + ": " + what;
  if (skipped > 0) text += " (" + std::to_string(skipped) + " bytes skipped)";
  return text;
}

void ReadProblems::Report(const ReadProblem& problem) {
  ++count_;
  if (list_.size() < limit_) list_.push_back(problem);
}

}  // namespace arsip::archive
