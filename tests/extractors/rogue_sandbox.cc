// Speaks the channel's language well enough to be believed, and then misbehaves as the payload
// says: what the broker must survive. Its first bytes choose: "crash", "crash-once PATH", "hang",
// "spin",
// "oversized", "garbage", "wrong-slot", "short-packet", "hang-up", "too-many-links", "exit",
// "swell"; anything else is answered with its own text as the title. Under the name
// refusing_sandbox or stillborn_sandbox it does not come up at all.
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <string>
#include <string_view>

#include "extractors/extraction.pb.h"
#include "extractors/sandbox_channel.h"

namespace arsip::extractors {
namespace {

template <class Packet>
void Send(const Packet& packet) {
  if (::write(kChannelFd, &packet, sizeof packet) < 0) ::_exit(1);
}

struct Slots {
  ChannelLayout layout;
  SharedRegion input;
  SharedRegion output;
};

// The k-th word of the payload, counted from 0.
std::string Word(std::string_view payload, size_t k) {
  size_t at = 0;
  for (; k > 0; --k) at = std::min(payload.find(' ', at), payload.size() - 1) + 1;
  return std::string(payload.substr(at, payload.find(' ', at) - at));
}

AnswerPacket Answer(Slots& slots, const RequestPacket& request, const Extraction& extraction) {
  AnswerPacket answer;
  answer.slot = request.slot;
  answer.sequence = request.sequence;
  answer.answer_bytes = extraction.ByteSizeLong();
  extraction.SerializeToArray(slots.output.at(request.slot * slots.layout.output_slot_bytes),
                              static_cast<int>(answer.answer_bytes));
  return answer;
}

void Serve(Slots& slots, const RequestPacket& request) {
  const char* slot = slots.input.at(request.slot * slots.layout.input_slot_bytes);
  const std::string payload(slot + request.request_bytes, request.payload_bytes);
  const std::string deed = Word(payload, 0);
  Extraction extraction;
  extraction.set_title(payload.substr(0, 100));
  struct stat status {};
  if (deed == "crash" || (deed == "crash-once" && ::stat(Word(payload, 1).c_str(), &status) != 0)) {
    if (deed == "crash-once") std::ofstream(Word(payload, 1)) << "crashed";
    std::abort();
  }
  if (deed == "exit") ::_exit(7);
  if (deed == "hang") ::pause();
  while (deed == "spin") (void)std::clock();
  if (deed == "swell") {
    static std::string kept;
    kept.assign(100u << 20, 's');
  }
  if (deed == "hang-up") {
    ::close(kChannelFd);
    ::pause();
  }
  if (deed == "too-many-links") {
    for (int i = 0; i < 200; ++i) extraction.add_links()->set_reference("x");
  }
  if (deed == "short-packet") Send(uint16_t{7});
  AnswerPacket answer = Answer(slots, request, extraction);
  if (deed == "oversized") answer.answer_bytes = slots.layout.output_slot_bytes + 1;
  if (deed == "wrong-slot") answer.slot = 1'000'000;
  if (deed == "garbage") {
    std::memset(slots.output.at(request.slot * slots.layout.output_slot_bytes), 0xFF, 64);
    answer.answer_bytes = 64;
  }
  Send(answer);
}

}  // namespace

int Main(int argc, char** argv) {
  if (argc < 3) return 2;
  const auto layout = ChannelLayout::Parse(argv[2]);
  if (!layout) return 2;
  auto input = SharedRegion::Map(kInputFd, layout->input_bytes(), SharedRegion::Access::kRead);
  auto output =
      SharedRegion::Map(kOutputFd, layout->output_bytes(), SharedRegion::Access::kReadWrite);
  if (!input || !output) return 4;
  Slots slots{*layout, std::move(*input), std::move(*output)};
  HelloPacket hello;
  hello.SetText("none");
  // The tests ask for a refusal by the name under which they start it.
  if (std::string_view(argv[0]).ends_with("refusing_sandbox")) {
    hello.status = HelloStatus::kRefused;
    hello.SetText("the kernel refuses these walls: landlock");
  }
  if (std::string_view(argv[0]).ends_with("stillborn_sandbox")) return 9;
  Send(hello);
  RequestPacket request;
  while (::read(kChannelFd, &request, sizeof request) == sizeof request) Serve(slots, request);
  return 0;
}

}  // namespace arsip::extractors

int main(int argc, char** argv) { ::_exit(arsip::extractors::Main(argc, argv)); }
