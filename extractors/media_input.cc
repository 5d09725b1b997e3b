#include "extractors/media_input.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>

#include "base/media_type.h"
#include "extractors/media_formats.h"
#include "extractors/media_limits.h"

namespace arsip::extractors {
namespace {

constexpr size_t kSniffBytes = 4096;
constexpr int kIoBytes = 1 << 16;
// How much is read to guess what a header does not say.
constexpr int64_t kProbeBytes = 5 << 20;
constexpr int64_t kProbeMicroseconds = 5'000'000;

uint64_t ProcessorMs() {
  timespec time{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<uint64_t>(time.tv_sec) * 1'000 +
         static_cast<uint64_t>(time.tv_nsec) / 1'000'000;
}

// Whatever a file wants to have opened beside itself.
int RefuseToOpen(AVFormatContext*, AVIOContext**, const char*, int, AVDictionary**) {
  return AVERROR(EACCES);
}

// FFmpeg frees an option's text by itself.
char* OptionText(const std::string& text) { return ::av_strdup(text.c_str()); }

Error Refusal(int error, const WorkBudget& budget) {
  if (budget.spent()) return Error{ErrorCode::kPermission, "refused-limit: time", "media"};
  // What goes beyond a limit of FFmpeg's own (streams, one allocation) looks like this.
  if (error == AVERROR(ENOMEM)) {
    return Error{ErrorCode::kPermission, "refused-limit: streams or memory", "media"};
  }
  return Error{ErrorCode::kInvalidInput, "corrupt: " + MediaErrorText(error), "media"};
}

}  // namespace

std::string MediaErrorText(int error) {
  std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
  ::av_strerror(error, text.data(), text.size());
  return text.data();
}

WorkBudget::WorkBudget(uint32_t milliseconds)
    : begin_ms_(ProcessorMs()), end_ms_(begin_ms_ + milliseconds) {}
bool WorkBudget::spent() const { return ProcessorMs() >= end_ms_; }
uint64_t WorkBudget::used_ms() const { return ProcessorMs() - begin_ms_; }

Result<std::unique_ptr<MediaInput>> MediaInput::Open(std::string_view bytes,
                                                     const WorkBudget& budget) {
  const std::string_view type = SniffMediaType(bytes.substr(0, kSniffBytes));
  const std::string_view demuxer = DemuxerFor(type);
  if (demuxer.empty()) {
    return Error{ErrorCode::kInvalidInput, "unsupported: " + std::string(type), "media"};
  }
  std::unique_ptr<MediaInput> input(new MediaInput(bytes, budget));
  ARSIP_TRY(input->Start(demuxer));
  return input;
}

MediaInput::~MediaInput() {
  ::avformat_close_input(&format_);
  if (io_ != nullptr) ::av_freep(&io_->buffer);
  ::avio_context_free(&io_);
}

Status MediaInput::Start(std::string_view demuxer) {
  const Error no_memory{ErrorCode::kInternal, "no memory", "media"};
  auto* buffer = static_cast<unsigned char*>(::av_malloc(kIoBytes));
  if (buffer == nullptr) return no_memory;
  io_ = ::avio_alloc_context(buffer, kIoBytes, 0, this, ReadBytes, nullptr, Seek);
  if (io_ == nullptr) {
    ::av_free(buffer);
    return no_memory;
  }
  format_ = ::avformat_alloc_context();
  if (format_ == nullptr) return no_memory;
  format_->pb = io_;
  format_->flags |= AVFMT_FLAG_CUSTOM_IO;
  format_->io_open = RefuseToOpen;
  format_->interrupt_callback = {Interrupted, this};
  format_->max_streams = kMaxDemuxedStreams;
  format_->probesize = kProbeBytes;
  format_->max_analyze_duration = kProbeMicroseconds;
  // A list without any protocol's name.
  format_->protocol_whitelist = OptionText("none");
  format_->format_whitelist = OptionText(AllowedDemuxers());
  format_->codec_whitelist = OptionText(AllowedDecoders());
  const AVInputFormat* form = ::av_find_input_format(std::string(demuxer).c_str());
  if (form == nullptr) return Error{ErrorCode::kInternal, "no such demuxer", "media"};
  int error = ::avformat_open_input(&format_, nullptr, form, nullptr);
  if (error < 0) return Refusal(error, *budget_);
  error = ::avformat_find_stream_info(format_, nullptr);
  if (error < 0 && format_->nb_streams == 0) return Refusal(error, *budget_);
  return Ok();
}

int MediaInput::ReadBytes(void* input, uint8_t* to, int size) {
  auto& self = *static_cast<MediaInput*>(input);
  if (self.budget_->spent()) return AVERROR_EXIT;
  const size_t left = self.bytes_.size() - std::min(self.at_, self.bytes_.size());
  const size_t count = std::min(left, static_cast<size_t>(std::max(size, 0)));
  if (count == 0) return AVERROR_EOF;
  std::memcpy(to, self.bytes_.data() + self.at_, count);
  self.at_ += count;
  return static_cast<int>(count);
}

int64_t MediaInput::Seek(void* input, int64_t offset, int whence) {
  auto& self = *static_cast<MediaInput*>(input);
  const auto size = static_cast<int64_t>(self.bytes_.size());
  if (whence == AVSEEK_SIZE) return size;
  int64_t base = 0;
  switch (whence & ~AVSEEK_FORCE) {
    case SEEK_SET:
      break;
    case SEEK_CUR:
      base = static_cast<int64_t>(self.at_);
      break;
    case SEEK_END:
      base = size;
      break;
    default:
      return AVERROR(EINVAL);
  }
  int64_t to = 0;
  if (__builtin_add_overflow(base, offset, &to) || to < 0) return AVERROR(EINVAL);
  self.at_ = static_cast<size_t>(to);
  return to;
}

int MediaInput::Interrupted(void* input) {
  return static_cast<MediaInput*>(input)->budget_->spent() ? 1 : 0;
}

void MediaInput::UseOnly(int first_stream, int second_stream) {
  for (unsigned i = 0; i < format_->nb_streams; ++i) {
    const bool used = static_cast<int>(i) == first_stream || static_cast<int>(i) == second_stream;
    format_->streams[i]->discard = used ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
  }
}

bool MediaInput::Read(AVPacket& packet) {
  return !budget_->spent() && ::av_read_frame(format_, &packet) >= 0;
}

CodecPointer MediaInput::OpenDecoder(const AVStream& stream, bool keyframes_only,
                                     std::string& why) {
  const std::string name(DecoderFor(::avcodec_get_name(stream.codecpar->codec_id)));
  const AVCodec* decoder = name.empty() ? nullptr : ::avcodec_find_decoder_by_name(name.c_str());
  if (decoder == nullptr) {
    why = "unsupported: codec";
    return nullptr;
  }
  CodecPointer codec(::avcodec_alloc_context3(decoder));
  if (!codec || ::avcodec_parameters_to_context(codec.get(), stream.codecpar) < 0) {
    why = "corrupt: parameters";
    return nullptr;
  }
  codec->pkt_timebase = stream.time_base;
  codec->thread_count = 1;
  codec->thread_type = 0;
  codec->max_pixels = kMaxFramePixels;
  if (keyframes_only) codec->skip_frame = AVDISCARD_NONKEY;
  if (const int error = ::avcodec_open2(codec.get(), decoder, nullptr); error < 0) {
    const bool too_large = int64_t{codec->width} * codec->height > kMaxFramePixels;
    why = too_large ? "refused-limit: pixels" : "corrupt: " + MediaErrorText(error);
    return nullptr;
  }
  return codec;
}

}  // namespace arsip::extractors
