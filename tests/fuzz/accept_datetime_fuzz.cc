// A date that is read is written as it was read, but for the name of its day and a leap second.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/http_date.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto time = arsip::ParseHttpDate(text);
  if (!time.has_value() || text.substr(23, 2) == "60") return 0;
  if (arsip::FormatHttpDate(*time).substr(3) != text.substr(3)) std::abort();
  return 0;
}
