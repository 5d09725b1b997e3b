#include "cli/input_file.h"

#include <fstream>

namespace arsip::cli {

Result<std::string> ReadInputFile(const std::string& path, uint64_t max_bytes) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error{ErrorCode::kNotFound, "cannot be read", path};
  std::string bytes;
  constexpr size_t kPiece = 1u << 16;
  while (file && bytes.size() <= max_bytes) {
    const size_t before = bytes.size();
    bytes.resize(before + kPiece);
    file.read(bytes.data() + before, kPiece);
    bytes.resize(before + static_cast<size_t>(file.gcount()));
  }
  if (file.bad()) return Error{ErrorCode::kIo, "cannot be read", path};
  return bytes;
}

}  // namespace arsip::cli
