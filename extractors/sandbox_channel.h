// What passes between the sandbox broker and an arsip-sandbox process: small packets over a
// SOCK_SEQPACKET pair, bytes through two shared regions. Both sides come from one build: this is no
// persistent format.
//
// A region is divided into equal slots. The broker writes request and payload into an input slot
// that is free and sends a RequestPacket; the process answers in the order of the requests, the
// answer lying in the output slot of the same number, and touches a slot no more once it has
// answered. Before the first request it sends one HelloPacket. The process maps the input
// read-only. End of file on the socket asks it to exit.
#ifndef ARSIP_EXTRACTORS_SANDBOX_CHANNEL_H_
#define ARSIP_EXTRACTORS_SANDBOX_CHANNEL_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace arsip::extractors {

// The descriptors that a sandbox process is born with.
inline constexpr int kChannelFd = 3;
inline constexpr int kInputFd = 4;
inline constexpr int kOutputFd = 5;

struct ChannelLayout {
  uint32_t slots = 0;
  uint64_t input_slot_bytes = 0;
  uint64_t output_slot_bytes = 0;

  uint64_t input_bytes() const { return slots * input_slot_bytes; }
  uint64_t output_bytes() const { return slots * output_slot_bytes; }
  // "4:33554432:8388608", the one argument of the process's command line that matters.
  std::string ToString() const;
  static Result<ChannelLayout> Parse(std::string_view text);
};

enum class HelloStatus : uint32_t { kReady = 1, kRefused = 2 };

struct HelloPacket {
  static constexpr uint32_t kMagic = 0x41727302;
  uint32_t magic = kMagic;
  HelloStatus status = HelloStatus::kReady;
  char text[248] = {};      // the walls that are up; or why there are not enough. Ends with a NUL
  char versions[128] = {};  // of what answers depend on: extractor_versions.h. Ends with a NUL

  void SetText(std::string_view value);
  void SetVersions(std::string_view value);
  // Whatever the other side wrote, bounded.
  std::string_view Text() const;
  std::string_view Versions() const;
};

struct RequestPacket {
  uint32_t slot = 0;
  uint32_t sequence = 0;
  uint64_t request_bytes = 0;  // an ExtractionRequest at the slot's beginning
  uint64_t payload_bytes = 0;  // behind it
};

enum class AnswerStatus : uint32_t { kAnswered = 1, kTooLong = 2, kBadRequest = 3 };

struct AnswerPacket {
  uint32_t slot = 0;
  uint32_t sequence = 0;
  uint64_t answer_bytes = 0;  // an Extraction at the slot's beginning
  AnswerStatus status = AnswerStatus::kAnswered;
  uint32_t reserved = 0;
};

// Memory that two processes see. Unmapped with the object. Movable.
class SharedRegion {
 public:
  SharedRegion() = default;
  ~SharedRegion();
  SharedRegion(SharedRegion&& other) noexcept;
  SharedRegion& operator=(SharedRegion&& other) noexcept;

  // A memfd of fixed size, mapped for reading and writing; `fd` (close-on-exec) belongs to the
  // region. Its pages cost nothing until they are written.
  static Result<SharedRegion> Create(const char* name, uint64_t bytes);
  enum class Access { kRead, kReadWrite };
  // Maps what somebody else created; checks its size. The region takes the descriptor over.
  static Result<SharedRegion> Map(int fd, uint64_t bytes, Access access);

  char* at(uint64_t offset) const { return static_cast<char*>(memory_) + offset; }
  int fd() const { return fd_; }
  // Another descriptor of the same memory through which it cannot be written.
  Result<int> OpenReadOnly() const;
  // Gives pages back; they read as zeros.
  void Discard(uint64_t offset, uint64_t bytes) const;
  // The mapping stays.
  void CloseDescriptor();

 private:
  void* memory_ = nullptr;
  uint64_t bytes_ = 0;
  int fd_ = -1;
};

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_SANDBOX_CHANNEL_H_
