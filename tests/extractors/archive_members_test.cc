#include "extractors/archive_members.h"

#include <archive.h>
#include <archive_entry.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "document_samples.h"

namespace arsip::extractors {
namespace {

using ::testing::ElementsAre;
using Step = ArchiveMembers::Step;

// Two files, written by libarchive itself in the named format.
std::string Written(int (*format)(struct ::archive*), int (*filter)(struct ::archive*)) {
  std::string bytes(1u << 20, '\0');
  size_t used = 0;
  struct ::archive* writer = archive_write_new();
  format(writer);
  if (filter != nullptr) filter(writer);
  archive_write_open_memory(writer, bytes.data(), bytes.size(), &used);
  for (const char* name : {"satu.txt", "dua.txt"}) {
    struct ::archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name);
    archive_entry_set_size(entry, 5);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_write_header(writer, entry);
    archive_write_data(writer, "isi 5", 5);
    archive_entry_free(entry);
  }
  archive_write_close(writer);
  archive_write_free(writer);
  bytes.resize(used);
  return bytes;
}

std::vector<std::string> Listed(const std::string& bytes, std::string_view type) {
  std::vector<std::string> lines;
  auto members = ArchiveMembers::Open(bytes, type);
  if (!members) return {"refused"};
  MemberBudget budget(bytes.size());
  ArchiveMember member;
  Step step = Step::kMember;
  while ((step = (*members)->Next(member, budget)) == Step::kMember) {
    lines.push_back(member.name + ":" + member.content + std::string(member.state));
  }
  if (step == Step::kCorrupt) lines.push_back("corrupt");
  if (step == Step::kExhausted) lines.push_back("exhausted");
  return lines;
}

TEST(ArchiveMembersTest, EveryFormatOfTheListIsRead) {
  const auto both = ElementsAre("satu.txt:isi 5", "dua.txt:isi 5");
  EXPECT_THAT(
      Listed(Written(archive_write_set_format_7zip, nullptr), "application/x-7z-compressed"), both);
  EXPECT_THAT(Listed(Written(archive_write_set_format_zip, nullptr), "application/zip"), both);
  EXPECT_THAT(Listed(Written(archive_write_set_format_ustar, nullptr), "application/x-tar"), both);
  EXPECT_THAT(Listed(Written(archive_write_set_format_ustar, archive_write_add_filter_zstd),
                     "application/zstd"),
              both);
  EXPECT_THAT(Listed(Written(archive_write_set_format_ustar, archive_write_add_filter_gzip),
                     "application/gzip"),
              both);
}

TEST(ArchiveMembersTest, NoOtherFormatIsTried) {
  const std::string cpio = Written(archive_write_set_format_cpio_newc, nullptr);
  EXPECT_FALSE(ArchiveMembers::IsContainer("application/x-cpio"));
  EXPECT_FALSE(ArchiveMembers::IsContainer("application/vnd.rar"));
  for (const char* type : {"application/zip", "application/x-7z-compressed", "application/gzip"}) {
    EXPECT_THAT(Listed(cpio, type), testing::AnyOf(ElementsAre("corrupt"), ElementsAre("refused")))
        << type;
  }
}

TEST(ArchiveMembersTest, NamesAreTheBytesThatStandThere) {
  ArchiveMembers::Preload();
  EXPECT_THAT(Listed(ZipOf({{"\xE0\xB8\x81.txt", "x"}}), "application/zip"),
              ElementsAre("\xE0\xB8\x81.txt:x"));
  EXPECT_THAT(Listed(TarOf({{"\xFF\xFE.txt", "x"}}), "application/x-tar"),
              ElementsAre("\xFF\xFE.txt:x"));
}

TEST(MemberBudgetTest, GrantsNothingOnceABoundIsReached) {
  MemberBudget ratio(10);
  EXPECT_TRUE(ratio.TakeBytes(kExpansionFreeBytes + 10 * kMaxExpansionRatio));
  EXPECT_FALSE(ratio.TakeBytes(1));
  EXPECT_EQ(ratio.refusal(), "refused-limit: ratio");
  EXPECT_FALSE(ratio.TakeMember());
  MemberBudget bytes(uint64_t{1} << 30);
  EXPECT_TRUE(bytes.TakeBytes(kMaxMemberBytesOfPayload));
  EXPECT_FALSE(bytes.TakeBytes(1));
  EXPECT_EQ(bytes.refusal(), "refused-limit: bytes");
  MemberBudget members(10);
  for (uint32_t i = 0; i < kMaxMembers; ++i) ASSERT_TRUE(members.TakeMember());
  EXPECT_FALSE(members.TakeMember());
}

}  // namespace
}  // namespace arsip::extractors
