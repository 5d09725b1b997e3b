// HLS and DASH playlists.
#include <cstdint>
#include <string_view>

#include "extractors/playlist_links.h"
#include "link_checks.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace arsip::extractors;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  CheckLinks([text](LinkSet& links) { CollectM3u8Links(text, links); });
  CheckLinks([text](LinkSet& links) { CollectMpdLinks(text, links); });
  Require(!IsM3u8(text) || text.find("#EXTM3U") <= 3);
  return 0;
}
