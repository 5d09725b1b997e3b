#include "archive/import_source.h"

#include "capture_samples.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "warc_bytes.h"

namespace arsip::archive {
namespace {

using ::testing::SizeIs;

std::string Read(const ImportSource& source) {
  std::string bytes;
  EXPECT_TRUE(source
                  .read([&bytes](std::string_view piece) {
                    bytes.append(piece);
                    return Ok();
                  })
                  .has_value());
  return bytes;
}

TEST(ImportSourcesOf, AFileIsItself) {
  const testing::TemporaryDirectory directory;
  const std::string path = directory.path() + "/crawl.warc";
  testing::WriteBytes(path, "bytes");
  const auto sources = ImportSourcesOf(path);
  ASSERT_TRUE(sources.has_value());
  ASSERT_THAT(*sources, SizeIs(1));
  EXPECT_EQ(sources->front().name, "crawl.warc");
  EXPECT_EQ(sources->front().path, path);
  EXPECT_EQ(sources->front().bytes, 5u);
  EXPECT_EQ(Read(sources->front()), "bytes");
  EXPECT_EQ(Read(sources->front()), "bytes");
}

TEST(ImportSourcesOf, WhatIsNotThereIsNotFound) {
  EXPECT_EQ(ImportSourcesOf("/nowhere/crawl.warc").error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(ImportSourcesOf("/").has_value());
}

TEST(ImportSourcesOf, ErrorsOfTheSinkAreHandedOn) {
  const testing::TemporaryDirectory directory;
  const std::string path = directory.path() + "/crawl.warc";
  testing::WriteBytes(path, "bytes");
  const auto sources = *ImportSourcesOf(path);
  const Status status = sources.front().read([](std::string_view) {
    return Status(Error{ErrorCode::kNoSpace, "full", ""});
  });
  EXPECT_EQ(status.error().code, ErrorCode::kNoSpace);
}

}  // namespace
}  // namespace arsip::archive
