#include "portal/gzip_body.h"

#include <zlib.h>

#include <algorithm>
#include <utility>

#include "base/http_message.h"

namespace arsip::portal {

struct GzipBody::Deflater {
  z_stream stream{};
  bool ready = false;
  Deflater() {
    // 16: a gzip header. Level 1: the network is the slow part.
    ready = deflateInit2(&stream, 1, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK;
  }
  ~Deflater() {
    if (ready) deflateEnd(&stream);
  }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;
};

GzipBody::GzipBody(std::unique_ptr<HttpBody> plain)
    : plain_(std::move(plain)), deflater_(std::make_unique<Deflater>()) {}
GzipBody::~GzipBody() = default;

Result<HttpBody::Piece> GzipBody::Read() {
  if (!deflater_->ready) return Error{ErrorCode::kInternal, "zlib does not start", "gzip"};
  ARSIP_ASSIGN(Piece plain, plain_->Read());
  Piece coded;
  coded.last = plain.last;
  z_stream& stream = deflater_->stream;
  stream.next_in = reinterpret_cast<Bytef*>(plain.bytes.data());
  stream.avail_in = static_cast<uInt>(plain.bytes.size());
  int code = Z_OK;
  while (stream.avail_in > 0 || (plain.last && code != Z_STREAM_END)) {
    char buffer[32768];
    stream.next_out = reinterpret_cast<Bytef*>(buffer);
    stream.avail_out = sizeof buffer;
    code = deflate(&stream, plain.last ? Z_FINISH : Z_NO_FLUSH);
    coded.bytes.append(buffer, sizeof buffer - stream.avail_out);
    if (code == Z_STREAM_ERROR) return Error{ErrorCode::kInternal, "zlib failed", "gzip"};
  }
  return coded;
}

bool AcceptsGzip(std::string_view field) {
  while (!field.empty()) {
    const size_t end = std::min(field.find(','), field.size());
    std::string_view coding = field.substr(0, end);
    field.remove_prefix(std::min(end + 1, field.size()));
    const size_t semicolon = std::min(coding.find(';'), coding.size());
    const std::string_view weight = coding.substr(semicolon);
    coding = coding.substr(0, semicolon);
    while (coding.starts_with(' ')) coding.remove_prefix(1);
    while (coding.ends_with(' ')) coding.remove_suffix(1);
    if (!EqualsIgnoreCase(coding, "gzip") && coding != "*") continue;
    const size_t q = weight.find("q=");
    if (q == std::string_view::npos) return true;
    return weight.find_first_of("123456789", q) != std::string_view::npos;
  }
  return false;
}

void CompressFor(const HttpRequest& request, HttpResponse& response) {
  response.fields.emplace_back("Vary", "Accept-Encoding");
  if (!AcceptsGzip(request.Get("Accept-Encoding")) || response.body == nullptr) return;
  response.fields.emplace_back("Content-Encoding", "gzip");
  response.length.reset();
  response.body = std::make_unique<GzipBody>(std::move(response.body));
}

}  // namespace arsip::portal
