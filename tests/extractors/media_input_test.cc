// Bytes that FFmpeg must not be trusted with.
#include "extractors/media_input.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "read_media.h"

namespace arsip::extractors {
namespace {

using ::testing::Le;
using ::testing::StartsWith;

TEST(WorkBudgetTest, IsSpentByWorkAlone) {
  const WorkBudget none(0);
  EXPECT_TRUE(none.spent());
  const WorkBudget budget(30);
  EXPECT_FALSE(budget.spent());
  uint64_t worked = 0;
  while (!budget.spent()) ++worked;
  EXPECT_GT(worked, 0u);
  EXPECT_GE(budget.used_ms(), 30u);
}

TEST(HostileMediaTest, ACodecThatIsNotOnTheListIsNamedAndNotDecoded) {
  const Extraction extraction =
      Read(MediaOf(PatternInput(1, 160, 120) + " -c:v ffv1 -pix_fmt yuv420p", ".mkv"));
  const Record& record = extraction.records(0);
  EXPECT_EQ(record.state(), "unsupported: no stream that is read");
  EXPECT_EQ(record.media_facts().streams(0).codec(), "ffv1");
  EXPECT_EQ(record.media_facts().streams(0).state(), "unsupported: codec");
  EXPECT_EQ(record.media_facts().frames_decoded(), 0u);
}

// security.md item 70.
TEST(HostileMediaTest, ThousandsOfTracksEndAtALimit) {
  const auto box = [](const std::string& kind, const std::string& body) {
    std::string out(4, '\0');
    const auto size = static_cast<uint32_t>(body.size() + 8);
    for (int i = 0; i < 4; ++i)
      out[static_cast<size_t>(i)] = static_cast<char>(size >> (24 - 8 * i));
    return out + kind + body;
  };
  std::string tracks;
  for (int i = 0; i < 5'000; ++i)
    tracks += box("trak", box("mdia", box("mdhd", std::string(24, '\0'))));
  const std::string file = box("ftyp", "isom" + std::string(4, '\0') + "isom") +
                           box("moov", box("mvhd", std::string(100, '\0')) + tracks);
  const Extraction extraction = Read(file);
  EXPECT_THAT(extraction.records(0).state(), StartsWith("refused-limit: ")) << "of 5,000 tracks";
}

TEST(HostileMediaTest, BytesThatAreCutOrWrongAreSaidToBe) {
  const std::string& film = Film();
  for (size_t cut = 40; cut < film.size(); cut += film.size() / 8) {
    const Extraction extraction = Read(film.substr(0, cut));
    EXPECT_NE(extraction.records(0).state(), "") << cut;
  }
  std::string damaged = MediaOf(PatternInput(3, 320, 240) + " -c:v mpeg2video -q:v 3", ".ts");
  for (size_t i = 20'000; i < damaged.size(); i += 997) damaged[i] = static_cast<char>(~damaged[i]);
  const Extraction extraction = Read(damaged);
  EXPECT_THAT(extraction.records(0).media_facts().frames_size(), Le(4));
}

}  // namespace
}  // namespace arsip::extractors
