#include "crawler/hash_list_gate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace arsip::crawler {
namespace {

using seeds::HashListAction;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

HashListMatch MatchOf(HashListAction action) {
  HashListMatch match;
  match.list = "a";
  match.action = action;
  match.algorithm = "pdq";
  match.form = "original";
  match.line = 1;
  return match;
}

TEST(HashListGateTest, TheStrictestActionCountsAndQuarantineIsNotTold) {
  const HashListMatch tag = MatchOf(HashListAction::kTag);
  const HashListMatch stop = MatchOf(HashListAction::kQuarantineAndStop);
  EXPECT_EQ(ActionOf({}), std::nullopt);
  EXPECT_EQ(ActionOf({tag, stop}), HashListAction::kQuarantineAndStop);
  EXPECT_THAT(HashListLines({tag, stop}), IsEmpty());
  EXPECT_THAT(HashListLines({tag}),
              ElementsAre("list=a; action=tag; algorithm=pdq; distance=0; form=original; line=1"));
}

TEST(HashListGateTest, QuarantineWritesOneLineThatItsOwnerAloneReads) {
  std::string name = (std::filesystem::temp_directory_path() / "arsip-gate-XXXXXX").string();
  const std::filesystem::path directory = ::mkdtemp(name.data());
  const std::string hex = "d8f8f0cce0f4a84f0e370a22028f67f0b36e2ed596623e1d33e6b39c4e9c9b22";
  std::ofstream(directory / "stop.txt") << hex << "\n";
  const SystemClock clock;
  EXPECT_EQ(*HashListGate::Open({}, directory.string(), clock), nullptr);
  auto gate = HashListGate::Open(
      {{"stop", (directory / "stop.txt").string(), HashListAction::kQuarantineAndStop, false}},
      directory.string(), clock);
  ASSERT_TRUE(gate && *gate);
  FetchResult fetched;
  fetched.url = *Url::Parse("https://example.org/a");
  archive::ImageFact image;
  image.quality = 80;
  image.hash = *archive::ParseHash256(hex);
  ASSERT_TRUE((*gate)->Judge(fetched, Sha256{}, image));
  image.hash.words[0] = ~image.hash.words[0];
  ASSERT_TRUE((*gate)->Judge(fetched, Sha256{}, image));
  const auto path = directory / "quarantine" / "hash-matches.jsonl";
  std::ifstream file(path);
  std::string line;
  ASSERT_TRUE(std::getline(file, line));
  EXPECT_THAT(line, HasSubstr("\"url\":\"https://example.org/a\""));
  EXPECT_THAT(line, HasSubstr(hex));
  EXPECT_FALSE(std::getline(file, line));
  EXPECT_EQ(std::filesystem::status(path).permissions(), std::filesystem::perms(0600));
  std::filesystem::remove_all(directory);
}

}  // namespace
}  // namespace arsip::crawler
