#include "portal/partial_body.h"

#include <algorithm>

#include "base/digest.h"

namespace arsip::portal {

Result<HttpBody::Piece> PartialBody::Read() {
  ARSIP_ASSIGN(Piece piece, whole_->Read());
  const uint64_t from = position_;
  position_ += piece.bytes.size();
  if (piece.last && position_ < end_) {
    return Error{ErrorCode::kCorruption, "the content has become shorter", "range"};
  }
  if (position_ > end_) piece.bytes.resize(piece.bytes.size() - (position_ - end_));
  if (from < begin_) piece.bytes.erase(0, std::min<uint64_t>(begin_ - from, piece.bytes.size()));
  piece.last = position_ >= end_;
  return piece;
}

Result<BodyExtent> MeasureBody(HttpBody& body, int most_pieces) {
  BodyExtent extent;
  Sha256Stream digest;
  for (int pieces = 0; pieces < most_pieces && !extent.whole; ++pieces) {
    ARSIP_ASSIGN(const HttpBody::Piece piece, body.Read());
    extent.length += piece.bytes.size();
    digest.Update(piece.bytes);
    extent.whole = piece.last;
  }
  extent.digest = HexEncode(digest.Finish());
  return extent;
}

}  // namespace arsip::portal
