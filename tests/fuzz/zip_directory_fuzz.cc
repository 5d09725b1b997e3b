// Whatever bytes a ZIP file has: entries lie within the file and apart, and none gives more bytes
// than it says.
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "archive/zip_directory.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace arsip;
  using namespace arsip::archive;
  constexpr const char* kMemory = "/dev/shm";
  const std::string path = std::string(access(kMemory, W_OK) == 0 ? kMemory : "/tmp") +
                           "/arsip-fuzz-" + std::to_string(getpid()) + ".zip";
  FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr || std::fwrite(bytes, 1, size, file) != size) std::abort();
  std::fclose(file);
  auto entries = ReadZipDirectory(path, {.max_entries = 1000});
  if (entries.has_value()) {
    std::ranges::sort(*entries, {}, &ZipEntry::data_offset);
    uint64_t end = 0;
    for (const ZipEntry& entry : *entries) {
      if (entry.data_offset < end || entry.data_offset > size ||
          entry.compressed_size > size - entry.data_offset) {
        std::abort();
      }
      end = entry.data_offset + entry.compressed_size;
      uint64_t given = 0;
      const Status read = ReadZipEntry(path, entry, [&](std::string_view piece) {
        given += piece.size();
        if (given > entry.size) std::abort();
        return given > (16u << 20) ? Status(Error{ErrorCode::kNoSpace, "enough", ""}) : Ok();
      });
      if (read.has_value() && given != entry.size) std::abort();
    }
  }
  unlink(path.c_str());
  return 0;
}
