// A hash file of any bytes: the reader ends, gives entries of whole blocks only, and what it takes
// for whole reads the same once the rest is cut off. The first byte chooses the kind; what has no
// header of the right generation gets one, so that the blocks are reached.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "archive/hash_file.h"

namespace {

using namespace arsip;
using namespace arsip::archive;

HashFile InMemory(std::string_view bytes) {
  return {"fuzz", bytes.size(), [bytes](uint64_t offset, std::span<char> buffer) -> Result<size_t> {
            if (offset + buffer.size() > bytes.size()) std::abort();
            std::memcpy(buffer.data(), bytes.data() + offset, buffer.size());
            return buffer.size();
          }};
}

Result<HashFileEnd> Read(std::string_view bytes, const HashFileIdentity& identity,
                         std::string& encoded) {
  uint64_t sequence = 0;
  const auto take = [&](HashOperation operation, std::span<const HashEntry> entries) {
    encoded += EncodeHashBlock(identity, sequence, operation, entries);
    sequence += entries.size();
    return Ok();
  };
  return ReadHashFile(InMemory(bytes), identity, take);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  if (size == 0) return 0;
  const HashFileIdentity identity{bytes[0] % 2 == 0 ? HashFileKind::kLog : HashFileKind::kSealed,
                                  bytes[0] / 2u};
  std::string file(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  const std::string header = EncodeHashFileHeader(identity);
  if (!file.starts_with(header)) file.insert(0, header);
  std::string encoded = header;
  const Result<HashFileEnd> end = Read(file, identity, encoded);
  if (!end.has_value()) {
    if (end.error().code != ErrorCode::kCorruption || end.error().where.empty()) std::abort();
    return 0;
  }
  if (end->offset > file.size()) std::abort();
  // One encoding: what was read is what is written.
  if (identity.kind == HashFileKind::kSealed) {
    encoded += EncodeHashBlock(identity, end->entries, HashOperation::kEnd, {});
  }
  if (encoded != std::string_view(file).substr(0, end->offset)) std::abort();
  std::string again = header;
  const Result<HashFileEnd> cut =
      Read(std::string_view(file).substr(0, end->offset), identity, again);
  if (!cut.has_value() || cut->offset != end->offset || cut->entries != end->entries) std::abort();
  return 0;
}
