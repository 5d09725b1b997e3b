// MediaInput: the bytes of a media file as FFmpeg's demuxer and decoders see them, inside the
// sandbox. Bytes come from memory; no protocol exists, so a file that names another finds nothing.
// The demuxer is the one that media_formats.h names, decoders are opened from the same list, with
// one thread. Everything stops at the end of a budget of processor time. Not thread-safe.
#ifndef ARSIP_EXTRACTORS_MEDIA_INPUT_H_
#define ARSIP_EXTRACTORS_MEDIA_INPUT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

namespace arsip::extractors {

// FFmpeg's word for one of its errors.
std::string MediaErrorText(int error);

// A budget of processor time that begins with the object.
class WorkBudget {
 public:
  explicit WorkBudget(uint32_t milliseconds);
  bool spent() const;
  uint64_t used_ms() const;

 private:
  uint64_t begin_ms_;
  uint64_t end_ms_;
};

struct FreeCodec {
  void operator()(AVCodecContext* codec) const { ::avcodec_free_context(&codec); }
};
struct FreePacket {
  void operator()(AVPacket* packet) const { ::av_packet_free(&packet); }
};
struct FreeFrame {
  void operator()(AVFrame* frame) const { ::av_frame_free(&frame); }
};
using CodecPointer = std::unique_ptr<AVCodecContext, FreeCodec>;
using PacketPointer = std::unique_ptr<AVPacket, FreePacket>;
using FramePointer = std::unique_ptr<AVFrame, FreeFrame>;

class MediaInput {
 public:
  // `bytes` and `budget` outlive the input. Errors: kInvalidInput "unsupported: TYPE",
  // "corrupt: ..."; kPermission "refused-limit: ...".
  static Result<std::unique_ptr<MediaInput>> Open(std::string_view bytes, const WorkBudget& budget);
  ~MediaInput();
  MediaInput(const MediaInput&) = delete;
  MediaInput& operator=(const MediaInput&) = delete;

  const AVFormatContext& format() const { return *format_; }
  // Another budget from here on, which outlives the input too.
  void Continue(const WorkBudget& budget) { budget_ = &budget; }
  // Packets of other streams are not returned any more.
  void UseOnly(int first_stream, int second_stream);
  // False: there are no more, or the budget is spent.
  bool Read(AVPacket& packet);
  // Null when there is no decoder on the list, or it does not take the stream; `why` says it.
  static CodecPointer OpenDecoder(const AVStream& stream, bool keyframes_only, std::string& why);

 private:
  MediaInput(std::string_view bytes, const WorkBudget& budget) : bytes_(bytes), budget_(&budget) {}
  Status Start(std::string_view demuxer);
  static int ReadBytes(void* input, uint8_t* to, int size);
  static int64_t Seek(void* input, int64_t offset, int whence);
  static int Interrupted(void* input);

  const std::string_view bytes_;
  const WorkBudget* budget_;
  size_t at_ = 0;
  AVIOContext* io_ = nullptr;
  AVFormatContext* format_ = nullptr;
};

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_MEDIA_INPUT_H_
