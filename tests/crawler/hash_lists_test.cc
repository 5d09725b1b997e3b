#include "crawler/hash_lists.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include "archive/hash_forms.h"

namespace arsip::crawler {
namespace {

using seeds::HashListAction;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

archive::Hash256 RandomHash(std::mt19937_64& random) {
  return {{random(), random(), random(), random()}};
}

archive::ImageFact ImageOf(const archive::Hash256& hash, uint32_t quality = 80) {
  archive::ImageFact fact;
  fact.hash = hash;
  fact.quality = quality;
  return fact;
}

class HashListsTest : public ::testing::Test {
 protected:
  HashListsTest() : directory_(std::filesystem::temp_directory_path() / "arsip-lists-XXXXXX") {
    std::string name = directory_.string();
    directory_ = ::mkdtemp(name.data());
  }
  ~HashListsTest() override { std::filesystem::remove_all(directory_); }

  seeds::HashList List(const std::string& name, const std::string& text,
                       HashListAction action = HashListAction::kTag) {
    const std::string path = (directory_ / name).string();
    std::ofstream(path, std::ios::binary) << text;
    return {name, path, action, false};
  }
  std::shared_ptr<HashLists> Open(std::vector<seeds::HashList> lists) {
    auto opened = HashLists::Open(std::move(lists));
    EXPECT_TRUE(opened) << opened.error().ToString();
    return opened ? *opened : nullptr;
  }

  std::filesystem::path directory_;
  std::mt19937_64 random_{1};
  const archive::Hash256 hash_ = RandomHash(random_);
  const std::string hex_ = archive::FormatHash256(hash_);
};

TEST_F(HashListsTest, PlainLinesNameTheirKindOrHaveThatOfTheList) {
  const Sha256 payload = ComputeSha256("x");
  const std::string digest = HexEncode(payload);
  auto bare = List("bare", digest + "\n");
  bare.bare_is_sha256 = true;
  const auto lists =
      Open({List("plain", "# comment\n\npdq " + hex_ + "\r\nsha256 " + digest), bare});
  const auto matches = lists->Match(payload, ImageOf(hash_));
  ASSERT_THAT(matches, SizeIs(3));
  EXPECT_EQ(matches[0].algorithm, "sha256");
  EXPECT_EQ(matches[0].line, 4u);
  EXPECT_EQ(matches[1].list, "bare");
  EXPECT_EQ(matches[2].algorithm, "pdq");
  EXPECT_EQ(matches[2].line, 3u);
}

TEST_F(HashListsTest, CsvOfThreatExchangeKeepsCategoryAndTags) {
  const auto lists =
      Open({List("csv", "signal_type,signal_str,collab,category,tags\r\npdq," + hex_ +
                            ",7,\"a, \"\"b\"\"\",one two\nvideo_md5,0123,7,c,d\n")});
  const auto matches = lists->Match(Sha256{}, ImageOf(hash_));
  ASSERT_THAT(matches, SizeIs(1));
  EXPECT_EQ(matches[0].category, "a, \"b\"");
  EXPECT_EQ(matches[0].tags, "one two");
  EXPECT_EQ(lists->loaded()[0].other, 1u);
  EXPECT_EQ(lists->loaded()[0].bad_lines, 0u);
}

TEST_F(HashListsTest, BadLinesAreToldWithTheirNumbersAndSkipped) {
  const auto lists = Open({List("bad", "nonsense\npdq " + hex_ + "\npdq " + hex_.substr(1) +
                                           "\nmd5 0123\n" + std::string(70'000, 'a') + "\n")});
  const LoadedHashList loaded = lists->loaded()[0];
  EXPECT_EQ(loaded.pdq, 1u);
  EXPECT_EQ(loaded.bad_lines, 4u);
  EXPECT_THAT(loaded.problems,
              ElementsAre(HasSubstr("1: not 64"), HasSubstr("3: not 64"), HasSubstr("4: neither"),
                          HasSubstr("5: the line is too long")));
}

TEST_F(HashListsTest, DegenerateHashesOfAListAreSkippedAndTold) {
  std::string squares;
  for (int i = 0; i < 8; ++i) squares += "5555aaaa";
  const auto lists = Open({List("list", squares + "\n" + std::string(64, '0') + "\n" + hex_)});
  EXPECT_EQ(lists->loaded()[0].degenerate, 2u);
  EXPECT_THAT(lists->loaded()[0].problems,
              ElementsAre(HasSubstr("1: a degenerate"), HasSubstr("2: a degenerate")));
  EXPECT_THAT(lists->Match(Sha256{}, ImageOf(*archive::ParseHash256(squares), 100)), IsEmpty());
}

TEST_F(HashListsTest, AListWithoutAGoodLineOrFileIsRefused) {
  const auto none = HashLists::Open({List("none", "md5 0123\n")});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::kInvalidInput);
  EXPECT_THAT(none.error().message, HasSubstr("'none' has no hash"));
  EXPECT_FALSE(HashLists::Open({{"gone", "/nonexistent/list", HashListAction::kTag, false}}));
}

TEST_F(HashListsTest, NearAndTurnedHashesMatchPoorImagesDoNot) {
  const auto lists = Open({List("list", hex_)});
  archive::Hash256 near = archive::FormsOf(hash_)[4];
  near.words[0] ^= 0x7fffffff;  // 31 bits
  const auto matches = lists->Match(Sha256{}, ImageOf(near));
  ASSERT_THAT(matches, SizeIs(1));
  EXPECT_EQ(matches[0].distance, 31u);
  EXPECT_EQ(matches[0].form, "flipx");
  EXPECT_THAT(lists->Match(Sha256{}, ImageOf(hash_, 49)), IsEmpty());
  near.words[1] ^= 1;
  EXPECT_THAT(lists->Match(Sha256{}, ImageOf(near)), IsEmpty());
}

TEST_F(HashListsTest, TurnedPicturesAreHeldAgainstListsByTheHashesOfTheirPixels) {
  const auto lists = Open({List("list", hex_)});
  // Turned back it is the listed one, but for 20 bits; its own hash is 20 more from what that says.
  archive::Hash256 listed = hash_;
  listed.words[0] ^= 0xfffff;
  archive::ImageFact image = ImageOf(archive::FormsOf(listed)[5]);
  image.hash.words[2] ^= 0xfffff;
  EXPECT_THAT(lists->Match(Sha256{}, image), IsEmpty());
  image.turned = {hash_ ^ archive::Hash256{{~0ull, 0, 0, 0}},
                  hash_ ^ archive::Hash256{{0, ~0ull, 0, 0}}, listed};
  const auto matches = lists->Match(Sha256{}, image);
  ASSERT_THAT(matches, SizeIs(1));
  EXPECT_EQ(matches[0].distance, 20u);
  EXPECT_EQ(matches[0].form, "flipy");
}

TEST_F(HashListsTest, TheStrictestActionCounts) {
  const auto lists = Open({List("a", hex_), List("b", hex_, HashListAction::kQuarantineAndStop),
                           List("c", hex_, HashListAction::kPrioritise)});
  const auto matches = lists->Match(Sha256{}, ImageOf(hash_));
  ASSERT_THAT(matches, SizeIs(3));
  EXPECT_EQ(matches[0].list, "b");
  EXPECT_EQ(matches[2].list, "a");
}

TEST_F(HashListsTest, DeletionsAreHonouredByAReloadAndABadFileChangesNothing) {
  const archive::Hash256 other = RandomHash(random_);
  const auto lists = Open({List("list", hex_ + "\n" + archive::FormatHash256(other))});
  EXPECT_FALSE(*lists->ReloadIfChanged());
  List("list", archive::FormatHash256(other));
  EXPECT_TRUE(*lists->ReloadIfChanged());
  EXPECT_THAT(lists->Match(Sha256{}, ImageOf(hash_)), IsEmpty());
  EXPECT_THAT(lists->Match(Sha256{}, ImageOf(other)), SizeIs(1));
  List("list", "nothing of use");
  EXPECT_FALSE(lists->ReloadIfChanged());
  EXPECT_FALSE(*lists->ReloadIfChanged());  // told once
  EXPECT_FALSE(lists->Reload());
  EXPECT_THAT(lists->Match(Sha256{}, ImageOf(other)), SizeIs(1));
}

// ARSIP_HASHES=10000000 is the size of the goal: docs/benchmarks.md.
TEST_F(HashListsTest, AHundredThousandHashesAreLoadedAndFoundInBoundedMemory) {
  const char* const said = std::getenv("ARSIP_HASHES");
  const size_t count = said == nullptr ? 100'000 : std::strtoull(said, nullptr, 10);
  std::vector<archive::Hash256> some;
  seeds::HashList list = List("large", "");
  {
    std::ofstream file(list.file, std::ios::binary);
    for (size_t i = 0; i < count; ++i) {
      const archive::Hash256 hash = RandomHash(random_);
      if (i % (count / 100) == 0) some.push_back(hash);
      file << "pdq " << archive::FormatHash256(hash) << "\n";
    }
  }
  rusage usage{};
  const auto spent = [&usage] {
    ::getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
  };
  const double before = spent();
  const auto began = std::chrono::steady_clock::now();
  const auto lists = Open({list});
  const auto loaded = std::chrono::steady_clock::now();
  const double loading = spent() - before;
  ASSERT_NE(lists, nullptr);
  EXPECT_EQ(lists->loaded()[0].pdq, count);
  for (archive::Hash256 hash : some) {
    hash.words[2] ^= 0xff;
    const auto matches = lists->Match(Sha256{}, ImageOf(hash));
    ASSERT_THAT(matches, SizeIs(1));
    EXPECT_EQ(matches[0].distance, 8u);
  }
  const auto matched = std::chrono::steady_clock::now();
  using Seconds = std::chrono::duration<double>;
  spent();
  std::printf(
      "%zu hashes: loaded in %.2f s (%.2f s of processor time), %.3f ms a look-up in eight "
      "forms, %zu bytes, peak of the "
      "process %ld KiB\n",
      count, Seconds(loaded - began).count(), loading,
      Seconds(matched - loaded).count() * 1000 / static_cast<double>(some.size()),
      lists->memory_bytes(), usage.ru_maxrss);
  EXPECT_LT(lists->memory_bytes(), count * 200 + (16u << 20));
}

}  // namespace
}  // namespace arsip::crawler
