// Glue: how many payload bytes of a response the collection wants, by its declared Content-Type.
#ifndef ARSIP_CRAWLER_MEDIA_LIMIT_H_
#define ARSIP_CRAWLER_MEDIA_LIMIT_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "seeds/collection.h"

namespace arsip::crawler {

// 0 for a kind the collection does not want (the head is kept, the body is cut: truncated
// "length"); nullopt: no limit of the collection's own.
std::optional<uint64_t> MediaLimit(const seeds::MediaPolicy& media, std::string_view content_type);

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_MEDIA_LIMIT_H_
