// Fields lie inside the head, in order, and name what they say.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/http_message.h"
#include "base/media_type.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const arsip::HttpHead head = arsip::HttpHead::ParseResponse(text);
  if (head.status_code() != 0 && (head.status_code() < 100 || head.status_code() > 999))
    std::abort();
  if (head.fields().size() > arsip::kMaxHttpFields) std::abort();
  size_t end = 0;
  for (const arsip::HttpField& field : head.fields()) {
    if (field.line_begin < end || field.line_end <= field.line_begin || field.line_end > size) {
      std::abort();
    }
    end = field.line_end;
    if (field.name.empty() || text.substr(field.line_begin, field.name.size()) != field.name) {
      std::abort();
    }
    if (!head.Get(field.name).has_value()) std::abort();
    arsip::MediaType::Parse(field.value);
    const auto seconds = arsip::ParseRetryAfterSeconds(field.value, 784111777);
    if (seconds && (*seconds < 0 || *seconds > 7L * 24 * 3600)) std::abort();
  }
  return 0;
}
