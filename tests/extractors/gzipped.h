// Coded bodies for tests, made by zlib.
#ifndef ARSIP_TESTS_EXTRACTORS_GZIPPED_H_
#define ARSIP_TESTS_EXTRACTORS_GZIPPED_H_

#include <zlib.h>

#include <string>
#include <string_view>

namespace arsip::extractors {

enum class Wrapper { kGzip = 15 + 16, kZlib = 15, kRaw = -15 };

inline std::string Deflated(std::string_view bytes, Wrapper wrapper = Wrapper::kGzip) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, static_cast<int>(wrapper), 8, Z_DEFAULT_STRATEGY);
  std::string coded(deflateBound(&stream, bytes.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(coded.data());
  stream.avail_out = static_cast<uInt>(coded.size());
  deflate(&stream, Z_FINISH);
  coded.resize(stream.total_out);
  deflateEnd(&stream);
  return coded;
}

}  // namespace arsip::extractors

#endif  // ARSIP_TESTS_EXTRACTORS_GZIPPED_H_
