// PartialBody: the bytes [begin, end) of a body that can only be read from its beginning.
// Not thread-safe.
#ifndef ARSIP_PORTAL_PARTIAL_BODY_H_
#define ARSIP_PORTAL_PARTIAL_BODY_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "portal/http_exchange.h"

namespace arsip::portal {

class PartialBody : public HttpBody {
 public:
  PartialBody(std::unique_ptr<HttpBody> whole, uint64_t begin, uint64_t end)
      : whole_(std::move(whole)), begin_(begin), end_(end) {}

  // kCorruption: the body is shorter.
  Result<Piece> Read() override;

 private:
  std::unique_ptr<HttpBody> whole_;
  const uint64_t begin_;
  const uint64_t end_;
  uint64_t position_ = 0;
};

// What a body comes to, read to its end.
struct BodyExtent {
  uint64_t length = 0;
  std::string digest;  // SHA-256, lower-case hexadecimal
  bool whole = false;  // false: it did not end within the pieces allowed
};
Result<BodyExtent> MeasureBody(HttpBody& body, int most_pieces);

}  // namespace arsip::portal

#endif  // ARSIP_PORTAL_PARTIAL_BODY_H_
