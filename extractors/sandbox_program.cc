#include "extractors/sandbox_program.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>

#include "extractors/sandbox_channel.h"

namespace arsip::extractors {
namespace {

constexpr int kExitUsage = 2;
constexpr int kExitEnvironment = 4;
// An answer this long leaves its memory behind; a shorter one's is used again.
constexpr size_t kKeptAnswerBytes = 1u << 20;

template <class Packet>
bool Send(const Packet& packet) {
  return ::write(kChannelFd, &packet, sizeof packet) == sizeof packet;
}

// Descriptors 0 to 2 on /dev/null, 3 to 5 the channel, nothing else. A sanitizer keeps its place to
// report to.
bool TidyDescriptors() {
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null < 0) return false;
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fd == STDERR_FILENO && BuiltWithSanitizer()) continue;
    if (::dup2(null, fd) < 0) return false;
  }
  return ::close_range(kOutputFd + 1, ~0u, 0) == 0;
}

// glibc's qsort asks for the machine's memory when it first sorts more than a kibibyte, which
// poppler does on some pages: asked before the walls, it is not asked again.
void SortOnce() {
  std::array<uint64_t, 512> numbers{};
  std::qsort(numbers.data(), numbers.size(), sizeof(uint64_t),
             [](const void* a, const void* b) { return std::memcmp(a, b, sizeof(uint64_t)); });
}

class Server {
 public:
  Server(const ChannelLayout& layout, SharedRegion input, SharedRegion output,
         PayloadReader& reader)
      : layout_(layout), input_(std::move(input)), output_(std::move(output)), reader_(reader) {}

  // Until the broker hangs up. Ends without destructors: what they would close is not theirs to
  // close any more.
  [[noreturn]] void Serve() {
    RequestPacket request;
    while (::read(kChannelFd, &request, sizeof request) == sizeof request) {
      if (!Send(Answer(request))) break;
    }
    ::_exit(0);
  }

 private:
  AnswerPacket Answer(const RequestPacket& packet) {
    AnswerPacket answer;
    answer.slot = packet.slot;
    answer.sequence = packet.sequence;
    answer.status = AnswerStatus::kBadRequest;
    const uint64_t room = layout_.input_slot_bytes;
    if (packet.slot >= layout_.slots || packet.request_bytes > room ||
        packet.payload_bytes > room - packet.request_bytes) {
      return answer;
    }
    const char* slot = input_.at(packet.slot * layout_.input_slot_bytes);
    if (!request_.ParseFromArray(slot, static_cast<int>(packet.request_bytes))) return answer;
    const std::string_view payload(slot + packet.request_bytes, packet.payload_bytes);
    reader_.Extract(request_, payload, extraction_);
    answer.answer_bytes = extraction_.ByteSizeLong();
    answer.status = AnswerStatus::kTooLong;
    if (answer.answer_bytes > layout_.output_slot_bytes) return answer;
    char* out = output_.at(packet.slot * layout_.output_slot_bytes);
    extraction_.SerializeWithCachedSizesToArray(reinterpret_cast<uint8_t*>(out));
    if (answer.answer_bytes > kKeptAnswerBytes) extraction_ = Extraction();
    answer.status = AnswerStatus::kAnswered;
    return answer;
  }

  const ChannelLayout layout_;
  SharedRegion input_;
  SharedRegion output_;
  PayloadReader& reader_;
  ExtractionRequest request_;
  Extraction extraction_;
};

int Refuse(const Error& error) {
  HelloPacket hello;
  hello.status = HelloStatus::kRefused;
  hello.SetText(error.ToString());
  Send(hello);
  return kExitEnvironment;
}

int Run(const ChannelLayout& layout, const SandboxOptions& options, PayloadReader& reader) {
  if (!TidyDescriptors()) return kExitEnvironment;
  auto input = SharedRegion::Map(kInputFd, layout.input_bytes(), SharedRegion::Access::kRead);
  if (!input) return Refuse(input.error());
  auto output =
      SharedRegion::Map(kOutputFd, layout.output_bytes(), SharedRegion::Access::kReadWrite);
  if (!output) return Refuse(output.error());
  input->CloseDescriptor();
  output->CloseDescriptor();
  Server server(layout, std::move(*input), std::move(*output), reader);
  SortOnce();
  if (Status warm = reader.WarmUp(); !warm) return Refuse(warm.error());
  const std::string versions = reader.Versions();
  const Result<SandboxLayers> layers = EnterSandbox(options);
  if (!layers) return Refuse(layers.error());
  HelloPacket hello;
  hello.SetText(layers->Up());
  hello.SetVersions(versions);
  if (!Send(hello)) return kExitEnvironment;
  server.Serve();
}

}  // namespace

SandboxArguments ParseSandboxArguments(int argc, char** argv) {
  SandboxArguments arguments;
  arguments.options.channel_fd = kChannelFd;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--allow-missing-layers") {
      arguments.options.allow_missing_layers = true;
    } else if (argument == "--channel" && i + 1 < argc) {
      arguments.channel = argv[++i];
    }
  }
  return arguments;
}

int RunSandboxProgram(const char* name, const SandboxArguments& arguments, PayloadReader& reader) {
  const Result<ChannelLayout> layout = ChannelLayout::Parse(arguments.channel);
  if (!layout) {
    std::fprintf(stderr, "%s is started by arsip, not by hand\n", name);
    return kExitUsage;
  }
  return Run(*layout, arguments.options, reader);
}

}  // namespace arsip::extractors
