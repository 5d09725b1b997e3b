#include "extractors/magic_database.h"

#include <gtest/gtest.h>

#include <string>

namespace arsip::extractors {
namespace {

using std::string_literals::operator""s;

TEST(MagicDatabase, KnowsFormatsBeyondTheSignaturesOfBrowsers) {
  auto database = MagicDatabase::Load();
  ASSERT_TRUE(database) << database.error().ToString();
  EXPECT_EQ(database->Identify("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\10\2\0\0\0"s),
            "image/png");
  EXPECT_EQ(database->Identify("SQLite format 3\0\20\0\1\1\0@  "s + std::string(100, '\0')),
            "application/vnd.sqlite3");
  EXPECT_EQ(database->Identify("\xCA\xFE\xBA\xBE\0\0\0\x34\0\x1D"s), "application/x-java-applet");
  EXPECT_EQ(database->Identify("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n"), "application/pdf");
}

TEST(MagicDatabase, SaysNothingWhereItKnowsNothing) {
  auto database = MagicDatabase::Load();
  ASSERT_TRUE(database);
  EXPECT_EQ(database->Identify(""), "");
  EXPECT_EQ(database->Identify("plain words"), "");
  EXPECT_EQ(database->Identify("\1\2\3\4\5\6\7"), "");
}

TEST(MagicDatabase, OneAnswerDoesNotColourTheNext) {
  auto database = MagicDatabase::Load();
  ASSERT_TRUE(database);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(database->Identify("GIF89a\1\0\1\0\x80\0\0"s), "image/gif");
    EXPECT_EQ(database->Identify("\1\2\3\4\5\6\7"), "");
  }
}

TEST(MagicDatabase, AFileThatIsNoDatabaseIsNotFound) {
  for (const char* path : {"/nonexistent.mgc", "/etc/hostname"}) {
    const auto database = MagicDatabase::Load(path);
    ASSERT_FALSE(database) << path;
    EXPECT_EQ(database.error().code, ErrorCode::kNotFound) << path;
    EXPECT_EQ(database.error().where, path);
  }
}

}  // namespace
}  // namespace arsip::extractors
