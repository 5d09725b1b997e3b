#include "crawler/chunked_body.h"

#include <algorithm>
#include <cstddef>

namespace arsip::crawler {

ChunkedBody::ChunkedBody(std::string_view head, Body& chunks, Body& payload)
    : chunks_(chunks),
      stream_(true, [&payload](std::string_view bytes) { return payload.Append(bytes); }) {
  // A head gives the sink nothing, and nothing can fail.
  static_cast<void>(stream_.Update(head));
}

Status ChunkedBody::Append(std::string_view bytes) {
  ARSIP_TRY(stream_.Update(bytes));
  if (ended()) {
    // libcurl hands over whatever stood in its buffer, also behind the end.
    const auto left = static_cast<size_t>(stream_.chunks_length() - chunks_.size());
    extra_bytes_ = extra_bytes_ || left < bytes.size();
    bytes = bytes.substr(0, std::min(left, bytes.size()));
  }
  return chunks_.Append(bytes);
}

Status ChunkedBody::Finish() { return stream_.Finish(); }

}  // namespace arsip::crawler
