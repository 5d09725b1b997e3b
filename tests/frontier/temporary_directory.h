// A directory of a test's own, removed with the object.
#ifndef ARSIP_TESTS_FRONTIER_TEMPORARY_DIRECTORY_H_
#define ARSIP_TESTS_FRONTIER_TEMPORARY_DIRECTORY_H_

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace arsip::frontier {

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "arsip-frontier-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) std::abort();
    path_ = name;
  }
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace arsip::frontier

#endif  // ARSIP_TESTS_FRONTIER_TEMPORARY_DIRECTORY_H_
