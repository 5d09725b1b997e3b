// MagicDatabase: what kind of file bytes are, by libmagic (file(1), magic(5)), for
// WARC-Identified-Payload-Type (WARC 1.1 section 5.19) where the signatures of base/media_type.h
// end: documents, fonts, firmware, formats of thirty years.
//
// Not for text: libmagic tries hundreds of regular expressions on it, 2 to 7 ms for a page of 30
// kB, and calls pages "text/plain" or "text/xml" that browsers show as HTML. Bounded by what it is
// given, by libmagic's own limits, and by the sandbox; it knows no limit of time. Not thread-safe.
#ifndef ARSIP_EXTRACTORS_MAGIC_DATABASE_H_
#define ARSIP_EXTRACTORS_MAGIC_DATABASE_H_

#include <memory>
#include <string_view>

#include "base/result.h"

// libmagic's own name for its handle.
struct magic_set;

namespace arsip::extractors {

class MagicDatabase {
 public:
  // Of Debian's libmagic-mgc. MAGIC and ~/.magic have no say.
  static constexpr const char* kPath = "/usr/share/misc/magic.mgc";
  // More of a payload is not looked at.
  static constexpr size_t kMaxBytes = 8192;

  // Maps the file; nothing is opened afterwards. kNotFound: no such file, or of another version of
  // libmagic.
  static Result<MagicDatabase> Load(const char* path = kPath);

  // "application/msword"; empty when libmagic says nothing, or nothing more than text/plain or
  // application/octet-stream. Valid until the next call.
  std::string_view Identify(std::string_view first_bytes);

 private:
  struct Close {
    void operator()(magic_set* magic) const;
  };
  explicit MagicDatabase(magic_set* magic) : magic_(magic) {}

  std::unique_ptr<magic_set, Close> magic_;
};

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_MAGIC_DATABASE_H_
