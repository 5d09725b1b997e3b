// FrameInflater: the bytes of one Zstandard frame (RFC 8878) of a .warc.zst file, its checksum
// verified, with the dictionary that the file begins with.
// https://iipc.github.io/warc-specifications/specifications/warc-zstd/
//
// Memory: at most the two limits below and 1 MiB; a frame or dictionary that asks for more cannot
// be read. Not thread-safe.
#ifndef ARSIP_ARCHIVE_FRAME_INFLATER_H_
#define ARSIP_ARCHIVE_FRAME_INFLATER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "archive/file_window.h"
#include "archive/member_inflater.h"
#include "base/result.h"

namespace arsip::archive {

class FrameInflater {
 public:
  using Step = MemberInflater::Step;
  // What the specification asks of every decoder ("Window and dictionary limits").
  static constexpr int kMaxWindowLog = 23;
  static constexpr size_t kMaxDictionaryBytes = 8u << 20;

  explicit FrameInflater(FileWindow& file);
  ~FrameInflater();
  FrameInflater(const FrameInflater&) = delete;
  FrameInflater& operator=(const FrameInflater&) = delete;

  // Whether `bytes` can begin a frame: magic, no reserved bit.
  static bool MayBegin(std::string_view bytes);
  // Whether a .warc.zst file can begin with `bytes`: a frame, or a dictionary frame.
  static bool MayBeginFile(std::string_view bytes);

  // Call it once, first. A dictionary that cannot be read is no error: every frame that needs it is
  // kBad.
  Status LoadDictionary();
  // Past the skippable frames that begin at `offset`: the dictionary, or extension frames.
  Result<uint64_t> SkipSkippable(uint64_t offset);

  void Begin(uint64_t offset);
  // Never kBadCheck: where a frame ends whose checksum does not hold is not known.
  // After any step but kBytes, the same step is given again.
  Result<Step> Read();
  // Valid until the next Read.
  std::string_view bytes() const { return bytes_; }
  // Past the frame, after kEnd.
  uint64_t end() const { return end_; }

 private:
  struct Decoder;

  FileWindow& file_;
  std::unique_ptr<Decoder> decoder_;
  std::unique_ptr<char[]> output_;
  std::string_view bytes_;
  enum class State : uint8_t { kStart, kInside, kOver } state_ = State::kOver;
  Step last_ = Step::kBad;
  uint64_t end_ = 0;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_FRAME_INFLATER_H_
