#include "extractors/media_extractor.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "base/media_type.h"
#include "extractors/media_facts.h"
#include "extractors/media_fingerprint.h"
#include "extractors/media_frames.h"
#include "extractors/media_input.h"
#include "extractors/media_limits.h"

extern "C" {
#include <libavutil/cpu.h>
#include <libavutil/log.h>
#include <libavutil/mem.h>
}

namespace arsip::extractors {
namespace {

constexpr size_t kSniffBytes = 4096;

uint32_t OrDefault(uint32_t value, uint32_t otherwise) { return value == 0 ? otherwise : value; }

// One file, from its header to its last frame.
class MediaReading {
 public:
  MediaReading(const ExtractionRequest& request, std::string_view payload, Extraction& extraction)
      : request_(request),
        max_ms_(uint64_t{std::min(OrDefault(request.max_media_seconds(), kMaxMediaSeconds),
                                  kMaxMediaSeconds)} *
                1'000),
        opening_(std::min(Work(), kMaxMediaOpeningMs)),
        budget_(Work()),
        extraction_(extraction),
        record_(*extraction.add_records()) {
    auto input = MediaInput::Open(payload, opening_);
    if (!input) {
      record_.set_state(input.error().message);
      const MediaType type{extraction.sniffed_media_type(), ""};
      record_.set_kind(type.video() ? Record::VIDEO : Record::AUDIO);
      return;
    }
    input_ = std::move(*input);
    input_->Continue(budget_);
    ReadAll();
  }

 private:
  uint32_t Work() const { return OrDefault(request_.max_work_ms(), kDefaultMediaWorkMs); }
  MediaFacts& facts() { return *record_.mutable_media_facts(); }

  void ReadAll() {
    chosen_ = ChooseStreams(input_->format());
    DescribeMedia(input_->format(), chosen_, record_);
    OpenDecoders();
    input_->UseOnly(chosen_.video, chosen_.audio);
    frame_.reset(::av_frame_alloc());
    packet_.reset(::av_packet_alloc());
    if (frame_ && packet_ && (video_ || audio_)) ReadPackets();
    Finish();
  }

  void OpenDecoders() {
    if (CodecPointer codec = OpenDecoder(chosen_.video)) {
      const AVRational rate = Stream(chosen_.video).avg_frame_rate;
      FrameHashing hashing;
      hashing.frames_per_second = rate.num > 0 && rate.den > 0 ? ::av_q2d(rate) : 0;
      hashing.interval_ms = OrDefault(request_.hash_interval_ms(), kDefaultHashIntervalMs);
      hashing.every_frame = request_.keyframes_only();
      hashing.prune_distance = request_.prune_distance();
      hashing.contact_sheet = request_.want_contact_sheet();
      hasher_ = std::make_unique<FrameHasher>(hashing);
      video_ = std::move(codec);
      facts().set_keyframes_only(request_.keyframes_only());
    }
    if (CodecPointer codec = OpenDecoder(chosen_.audio)) {
      fingerprint_ = std::make_unique<AudioFingerprint>();
      audio_ = std::move(codec);
    }
  }

  const AVStream& Stream(int index) const { return *input_->format().streams[index]; }

  CodecPointer OpenDecoder(int& index) {
    if (index < 0) return nullptr;
    std::string why;
    CodecPointer codec = MediaInput::OpenDecoder(Stream(index), request_.keyframes_only(), why);
    if (codec) return codec;
    if (index < facts().streams_size()) facts().mutable_streams(index)->set_state(why);
    index = -1;
    return nullptr;
  }

  void ReadPackets() {
    bool more = true;
    while (more && input_->Read(*packet_)) {
      more = Decode(packet_.get());
      ::av_packet_unref(packet_.get());
    }
    if (budget_.spent()) {
      limit_ = "time";
      return;
    }
    // What the decoders still hold.
    if (more && video_) Send(*video_, nullptr, true);
    if (more && audio_) Send(*audio_, nullptr, false);
  }

  // False: nothing more is wanted.
  bool Decode(const AVPacket* packet) {
    if (video_ && packet->stream_index == chosen_.video) return Send(*video_, packet, true);
    if (audio_ && packet->stream_index == chosen_.audio) return Send(*audio_, packet, false);
    return true;
  }

  bool Send(AVCodecContext& codec, const AVPacket* packet, bool video) {
    int error = ::avcodec_send_packet(&codec, packet);
    if (error < 0 && error != AVERROR(EAGAIN)) {
      facts().set_packets_refused(facts().packets_refused() + 1);
      return true;
    }
    while (!budget_.spent()) {
      error = ::avcodec_receive_frame(&codec, frame_.get());
      if (error == AVERROR(EAGAIN) || error == AVERROR_EOF) return true;
      if (error < 0) {
        facts().set_packets_refused(facts().packets_refused() + 1);
        return true;
      }
      const bool more = video ? TakeVideo(*frame_) : TakeAudio(*frame_);
      ::av_frame_unref(frame_.get());
      if (!more) return false;
    }
    return false;
  }

  bool TakeVideo(const AVFrame& frame) {
    const AVStream& stream = Stream(chosen_.video);
    const int64_t start = stream.start_time == AV_NOPTS_VALUE ? 0 : stream.start_time;
    const bool timed = frame.best_effort_timestamp != AV_NOPTS_VALUE;
    int64_t since = 0;
    if (timed && !__builtin_sub_overflow(frame.best_effort_timestamp, start, &since)) {
      video_ms_ = std::max(video_ms_, MillisecondsOf(since, stream.time_base));
    }
    if (!hasher_->Add(frame, timed ? MillisecondsOf(since, stream.time_base) : video_ms_)) {
      limit_ = "frames";
      return false;
    }
    return WithinDuration(video_ms_);
  }

  bool TakeAudio(const AVFrame& frame) {
    if (!fingerprint_->Add(frame)) facts().set_packets_refused(facts().packets_refused() + 1);
    return WithinDuration(fingerprint_->heard_ms());
  }

  bool WithinDuration(uint64_t ms) {
    if (ms < max_ms_) return true;
    limit_ = "duration";
    return false;
  }

  void Finish() {
    if (hasher_) {
      hasher_->Finish(facts());
      facts().set_video_ms(video_ms_);
      if (request_.want_contact_sheet()) extraction_.set_contact_sheet(hasher_->Sheet());
    }
    if (fingerprint_) fingerprint_->Finish(facts());
    const bool empty = facts().frames_decoded() == 0 && facts().audio_ms() == 0;
    if (!limit_.empty()) {
      record_.set_state("refused-limit: " + limit_);
    } else if (empty) {
      record_.set_state(!video_ && !audio_ ? "unsupported: no stream that is read"
                                           : "corrupt: nothing could be decoded");
    } else if (request_.body_truncated()) {
      record_.set_state("refused-limit: bytes");
    } else if (facts().packets_refused() > 0) {
      record_.set_state("damaged");
    }
  }

  const ExtractionRequest& request_;
  const uint64_t max_ms_;
  const WorkBudget opening_;
  const WorkBudget budget_;
  Extraction& extraction_;
  Record& record_;
  std::unique_ptr<MediaInput> input_;
  ChosenStreams chosen_;
  CodecPointer video_;
  CodecPointer audio_;
  std::unique_ptr<FrameHasher> hasher_;
  std::unique_ptr<AudioFingerprint> fingerprint_;
  FramePointer frame_;
  PacketPointer packet_;
  uint64_t video_ms_ = 0;
  std::string limit_;
};

std::string MajorMinor(unsigned version) {
  return std::to_string(AV_VERSION_MAJOR(version)) + "." +
         std::to_string(AV_VERSION_MINOR(version));
}

}  // namespace

void MediaExtractor::Preload() {
  ::av_log_set_callback([](void*, int, const char*, va_list) {});
  ::av_max_alloc(kMaxMediaAllocation);
  ::av_get_cpu_flags();
}

void MediaExtractor::Extract(const ExtractionRequest& request, std::string_view payload,
                             Extraction& extraction) {
  extraction.Clear();
  extraction.set_extractor("media");
  extraction.set_version(std::string(kMediaVersion));
  const std::string_view type = SniffMediaType(payload.substr(0, kSniffBytes));
  extraction.set_sniffed_media_type(std::string(type));
  extraction.set_decoded_bytes(payload.size());
  const MediaReading reading(request, payload, extraction);
  Record& record = *extraction.mutable_records(0);
  record.set_media_type(std::string(type));
  record.set_bytes(payload.size());
}

std::string MediaVersions() {
  return "media " + std::string(kMediaVersion) + ", avformat " + MajorMinor(::avformat_version()) +
         ", avcodec " + MajorMinor(::avcodec_version()) + ", chromaprint " +
         FingerprintLibraryVersion();
}

}  // namespace arsip::extractors
