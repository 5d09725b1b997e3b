// SeenRunWriter: makes one SeenRun. Memory: the run's filter, and a buffer.
#ifndef ARSIP_FRONTIER_SEEN_RUN_WRITER_H_
#define ARSIP_FRONTIER_SEEN_RUN_WRITER_H_

#include <memory>
#include <string>

#include "frontier/seen_run.h"

namespace arsip::frontier {

class SeenRunWriter {
 public:
  // Replaces a file of that number: nobody names it yet. As many `entries` are added.
  static Result<std::unique_ptr<SeenRunWriter>> Create(const std::string& directory,
                                                       uint64_t number, uint64_t entries);

  // REQUIRES: keys ascend (SeenBefore()), and no arrival is 0.
  Status Add(const SeenEntry& entry);
  // Durable when it returns, its name in the directory too.
  Result<SeenRunName> Finish();

 private:
  SeenRunWriter(SeenFile file, std::string directory, uint64_t number, uint64_t entries)
      : file_(std::move(file)),
        directory_(std::move(directory)),
        entries_(entries),
        filter_(entries),
        home_pages_(SeenPagesFor(entries)) {
    name_.number = number;
  }
  Status EndPage();

  SeenFile file_;
  std::string directory_;
  SeenRunName name_;
  const uint64_t entries_;  // that were announced
  SeenFilter filter_;
  const uint64_t home_pages_;
  uint64_t page_number_ = 0;
  SeenPage page_{};
  size_t slot_ = 0;     // of page_, the first free one
  std::string buffer_;  // pages that are not written yet
};

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_SEEN_RUN_WRITER_H_
