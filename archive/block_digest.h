// BlockDigestCheck: a labelled digest (WARC 1.1 sections 5.8 and 5.9) compared with the bytes it is
// over. SHA-1 and SHA-256 in any spelling of base/digest.h; other algorithms are not checked. Not
// thread-safe.
#ifndef ARSIP_ARCHIVE_BLOCK_DIGEST_H_
#define ARSIP_ARCHIVE_BLOCK_DIGEST_H_

#include <optional>
#include <string>
#include <string_view>

#include "archive/sha1_stream.h"
#include "base/digest.h"

namespace arsip::archive {

// "sha1:3I42..." or "sha256:e3b0..."; a label is needed. Both empty for anything else.
struct LabelledDigest {
  std::optional<Sha1> sha1;
  std::optional<Sha256> sha256;

  static LabelledDigest Parse(std::string_view field);
  bool known() const { return sha1.has_value() || sha256.has_value(); }
};

class BlockDigestCheck {
 public:
  explicit BlockDigestCheck(std::string_view field) : said_(LabelledDigest::Parse(field)) {}
  // False: the field is absent or of another algorithm, nothing is checked.
  bool checks() const { return said_.known(); }
  void Update(std::string_view bytes);
  // The difference in words; nullopt when there is none.
  std::optional<std::string> Finish();

 private:
  LabelledDigest said_;
  Sha1Stream sha1_;
  Sha256Stream sha256_;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_BLOCK_DIGEST_H_
