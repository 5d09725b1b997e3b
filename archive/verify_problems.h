// VerifyProblems: counts every problem that Verify finds and keeps the first of them. Not
// thread-safe.
#ifndef ARSIP_ARCHIVE_VERIFY_PROBLEMS_H_
#define ARSIP_ARCHIVE_VERIFY_PROBLEMS_H_

#include <cstdint>
#include <string>
#include <utility>

#include "archive/verify.h"
#include "archive/warc_reader.h"

namespace arsip::archive {

class VerifyProblems {
 public:
  using Severity = VerifyProblem::Severity;

  // `report` must outlive this.
  VerifyProblems(VerifyReport& report, size_t limit) : report_(report), limit_(limit) {}

  void Add(Severity severity, std::string where, std::string what) {
    ++(severity == Severity::kError ? report_.errors : report_.warnings);
    if (report_.problems.size() >= limit_) return;
    report_.problems.push_back({severity, std::move(where), std::move(what)});
  }

 private:
  VerifyReport& report_;
  const size_t limit_;
};

// Damage is an error; what a reader gets over is a warning.
inline VerifyProblem::Severity SeverityOf(ReadProblem::Kind kind) {
  const bool objection =
      kind == ReadProblem::Kind::kBadTrailer || kind == ReadProblem::Kind::kSeveralRecords;
  return objection ? VerifyProblem::Severity::kWarning : VerifyProblem::Severity::kError;
}

inline std::string WhereOf(const std::string& filename, uint64_t offset) {
  return filename + "@" + std::to_string(offset);
}

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_VERIFY_PROBLEMS_H_
