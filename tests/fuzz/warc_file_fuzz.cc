// Whatever bytes a WARC file has, gzip or plain: reading ends, offsets only grow, no record reaches
// beyond the file, and what was called whole reads the same when it is opened at its offset.
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>

#include "archive/record_facts.h"
#include "archive/warc_reader.h"

namespace {

using namespace arsip::archive;

constexpr const char* kMemory = "/dev/shm";

std::string FileOf(const uint8_t* bytes, size_t size) {
  std::string path = std::string(access(kMemory, W_OK) == 0 ? kMemory : "/tmp") + "/arsip-fuzz-" +
                     std::to_string(getpid()) + ".warc";
  FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr || std::fwrite(bytes, 1, size, file) != size) std::abort();
  std::fclose(file);
  return path;
}

std::optional<RecordFacts> Facts(WarcReader& reader) {
  const auto facts = ReadRecordFacts(reader, {.block_sha256 = true});
  if (!facts.has_value()) std::abort();  // errors are of the disk only
  return reader.intact() ? std::optional(*facts) : std::nullopt;
}

void CheckAlone(const std::string& path, uint64_t offset, uint64_t length,
                const RecordFacts& expected) {
  ReadProblems ignored(0);
  const auto reader = WarcReader::Open(
      path, {.begin = offset, .end = offset + length, .only_first_record = true}, ignored);
  if (!reader.has_value()) std::abort();
  const auto found = (*reader)->Next();
  if (!found.has_value() || !*found) std::abort();
  const auto facts = Facts(**reader);
  if (!facts.has_value() || facts->block_sha256 != expected.block_sha256) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const std::string path = FileOf(bytes, size);
  ReadProblems problems(10);
  const auto reader = WarcReader::Open(path, {}, problems);
  if (!reader.has_value()) std::abort();
  uint64_t last_end = 0;
  for (size_t records = 0;; ++records) {
    if (records > size) std::abort();  // a record has more than one byte
    const auto more = (*reader)->Next();
    if (!more.has_value()) std::abort();
    if (!*more) break;
    const auto facts = Facts(**reader);
    if (!facts.has_value()) continue;
    if (facts->block_length != (*reader)->header().content_length()) std::abort();
    if ((*reader)->index_in_member() > 0) continue;
    const uint64_t offset = (*reader)->offset();
    const uint64_t length = (*reader)->length();
    if (offset < last_end || length == 0 || offset + length > size) std::abort();
    last_end = offset + length;
    CheckAlone(path, offset, length, *facts);
  }
  unlink(path.c_str());
  return 0;
}
