// Sha1Stream: SHA-1 (RFC 3174) of a payload that does not fit in memory, beside base/digest.h's
// Sha256Stream. Not thread-safe. Movable.
#ifndef ARSIP_ARCHIVE_SHA1_STREAM_H_
#define ARSIP_ARCHIVE_SHA1_STREAM_H_

#include <memory>
#include <string_view>

#include "base/digest.h"

namespace arsip::archive {

class Sha1Stream {
 public:
  Sha1Stream();
  ~Sha1Stream();
  Sha1Stream(Sha1Stream&&) noexcept;
  Sha1Stream& operator=(Sha1Stream&&) noexcept;
  void Update(std::string_view bytes);
  // Ends the digest; the stream must not be used afterwards.
  Sha1 Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_SHA1_STREAM_H_
