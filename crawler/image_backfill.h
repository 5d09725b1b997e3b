// ImageBackfill: which captures of an archive have no perceptual hash, or one of an older rule, and
// the records in DIR/derived/ that give them one: of archives that are older than the hash, of
// files that others wrote, of images in a content coding. The index makes the same rows of them as
// of a crawl's own records. Not thread-safe; `index` outlives it. Errors: kCorruption (the index),
// and those of PayloadOriginals::DigestOf.
#ifndef ARSIP_CRAWLER_IMAGE_BACKFILL_H_
#define ARSIP_CRAWLER_IMAGE_BACKFILL_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "archive/capture.h"
#include "archive/capture_index.h"
#include "archive/image_search.h"
#include "archive/payload_originals.h"
#include "archive/warc_record.h"
#include "base/result.h"
#include "crawler/sandbox_broker.h"

namespace arsip::crawler {

class ImageBackfill {
 public:
  ImageBackfill(const std::string& archive_directory, archive::CaptureIndex& index)
      : index_(index), originals_(archive_directory, index), search_(archive_directory, index) {}

  // Of a whole response: the index has no hash of its payload by the rule in force, or does not
  // know that it was seen there.
  Result<bool> LacksHash(const archive::Capture& capture);

  // The same, or there is no thumbnail of it.
  Result<bool> LacksAny(const archive::Capture& capture);
  // What it lacks, of what the sandbox said of its payload.
  Result<std::vector<archive::WarcRecord>> RecordsOf(const archive::Capture& capture,
                                                     const SandboxResult& result,
                                                     uint64_t payload_bytes);

  // Of a revisit of an image that has a hash: what tells the index of it. Nullopt: it knows, or
  // there is no hash.
  Result<std::optional<archive::WarcRecord>> SightingOf(const archive::Capture& revisit);

 private:
  Result<bool> LacksHash(const archive::Capture& capture, const Sha256& payload);
  Result<bool> LacksThumbnail(const Sha256& payload);

  archive::CaptureIndex& index_;
  archive::PayloadOriginals originals_;
  archive::ImageSearch search_;
};

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_IMAGE_BACKFILL_H_
