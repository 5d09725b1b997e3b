// SeenRunWriter: makes one SeenRun. Memory: the run's filter and fences, and a buffer.
#ifndef ARSIP_FRONTIER_SEEN_RUN_WRITER_H_
#define ARSIP_FRONTIER_SEEN_RUN_WRITER_H_

#include <memory>
#include <string>

#include "frontier/seen_run.h"

namespace arsip::frontier {

class SeenRunWriter {
 public:
  // Replaces a file of that number: nobody names it yet. At most `entries` are added.
  static Result<std::unique_ptr<SeenRunWriter>> Create(const std::string& directory,
                                                       uint64_t number, uint64_t entries);

  // REQUIRES: keys ascend.
  Status Add(const SeenEntry& entry);
  // Durable when it returns, its name in the directory too.
  Result<SeenRunName> Finish();

 private:
  SeenRunWriter(SeenFile file, std::string directory, uint64_t number, uint64_t entries)
      : file_(std::move(file)), directory_(std::move(directory)), filter_(entries) {
    name_.number = number;
  }
  Status EndPage();

  SeenFile file_;
  std::string directory_;
  SeenRunName name_;
  SeenFilter filter_;
  SeenFences fences_;
  SeenPage page_{};
  std::string buffer_;  // pages that are not written yet
};

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_SEEN_RUN_WRITER_H_
