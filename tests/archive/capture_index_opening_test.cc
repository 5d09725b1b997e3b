// What CaptureIndex::Open takes for an index, and what it refuses.
#include <filesystem>

#include "archive/capture_index.h"
#include "capture_index_fixture.h"
#include "gmock/gmock.h"
#include "warc_bytes.h"

namespace arsip::archive {
namespace {

using testing::DumpOf;
using ::testing::HasSubstr;
using testing::SampleRecord;
using Sync = KeyValueStore::Sync;

class CaptureIndexOpening : public testing::CaptureIndexFixture {};

TEST_F(CaptureIndexOpening, SurvivesReopening) {
  SampleRecord page;
  Add(page);
  const auto before = DumpOf(*index_);
  Reopen(true);
  EXPECT_EQ(DumpOf(*index_), before);
}

TEST_F(CaptureIndexOpening, WhatMustExistAndDoesNotIsNotFound) {
  const auto index = CaptureIndex::Open(directory_.path() + "/none", true);
  ASSERT_FALSE(index.has_value());
  EXPECT_EQ(index.error().code, ErrorCode::kNotFound);
}

TEST_F(CaptureIndexOpening, ASecondOpeningIsUnavailable) {
  const auto again = CaptureIndex::Open(path(), true);
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().code, ErrorCode::kUnavailable);
}

void ExpectAdvice(const std::string& path) {
  const auto index = CaptureIndex::Open(path, true);
  ASSERT_FALSE(index.has_value());
  EXPECT_EQ(index.error().code, ErrorCode::kCorruption) << index.error().ToString();
  EXPECT_THAT(index.error().ToString(), HasSubstr("arsip index rebuild"));
}

TEST_F(CaptureIndexOpening, AnotherSchemaOrCanonicaliserIsRefusedWithAdvice) {
  for (const char* key : {"Mschema", "Mcanonicaliser"}) {
    const std::string other = directory_.path() + "/" + key;
    {
      auto index = *CaptureIndex::Open(other, false);
      WriteBatch batch;
      batch.Put(key, "999");
      ASSERT_TRUE(index->store().Write(batch, Sync::kYes).has_value());
    }
    ExpectAdvice(other);
  }
}

// Security item 88.
TEST_F(CaptureIndexOpening, ADatabaseOfAnotherKindIsRefusedWithAdvice) {
  const std::string other = directory_.path() + "/other";
  {
    auto store = *KeyValueStore::Open(other, {});
    WriteBatch batch;
    batch.Put("frontier", "row");
    ASSERT_TRUE(store->Write(batch, Sync::kYes).has_value());
  }
  ExpectAdvice(other);
  EXPECT_FALSE(CaptureIndex::Open(other, false).has_value());
}

// Security item 88: each of the database's files missing, emptied or flipped is refused, or loses
// nothing.
TEST_F(CaptureIndexOpening, DamageToAnyFileOfTheDatabaseIsRefusedLoudly) {
  for (int i = 0; i < 50; ++i) {
    SampleRecord page{.id = i + 1, .offset = static_cast<uint64_t>(i) * 100};
    page.url = "https://example.org/" + std::to_string(i);
    Add(page);
  }
  Reopen(true);  // the log becomes a table
  const auto whole = DumpOf(*index_);
  index_.reset();
  size_t refused = 0;
  for (const std::string& name : testing::NamesIn(path())) {
    if (name == "LOCK" || name.starts_with("LOG")) continue;
    for (const char* damage : {"missing", "empty", "flipped"}) {
      const std::string copy = directory_.path() + "/copy";
      std::filesystem::remove_all(copy);
      std::filesystem::copy(path(), copy);
      const std::string file = copy + "/" + name;
      std::string bytes = testing::ReadBytes(file);
      if (std::string(damage) == "missing") {
        std::filesystem::remove(file);
      } else {
        if (std::string(damage) == "empty") bytes.clear();
        if (!bytes.empty())
          bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 0xff);
        testing::WriteBytes(file, bytes);
      }
      auto index = CaptureIndex::Open(copy, true);
      if (!index.has_value()) {
        // Without CURRENT there is no database; making a new one over the old tables is refused
        // too.
        const bool headless = index.error().code == ErrorCode::kNotFound && name == "CURRENT";
        EXPECT_TRUE(headless || index.error().code == ErrorCode::kCorruption) << name << damage;
        EXPECT_TRUE(!headless || !CaptureIndex::Open(copy, false).has_value());
        ++refused;
        continue;
      }
      std::vector<std::pair<std::string, std::string>> rows;
      const Status read = (*index)->Dump([&](std::string_view key, std::string_view value) {
        rows.emplace_back(key, value);
        return true;
      });
      if (read.has_value()) {
        EXPECT_EQ(rows, whole) << name << " " << damage;
      } else {
        ++refused;
      }
    }
  }
  EXPECT_GE(refused, 6u);
}

}  // namespace
}  // namespace arsip::archive
