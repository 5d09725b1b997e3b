// libmagic under arbitrary bytes, as the sandbox calls it: no crash, and an answer that may stand
// in a WARC field. What is slow is libFuzzer's to find (-timeout).
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "extractors/magic_database.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using arsip::extractors::MagicDatabase;
  static auto database = MagicDatabase::Load();
  if (!database) std::abort();
  const std::string_view type = database->Identify({reinterpret_cast<const char*>(bytes), size});
  for (const char c : type) {
    if (c <= ' ' || c > '~') std::abort();
  }
  return 0;
}
