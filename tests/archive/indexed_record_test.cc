#include "archive/indexed_record.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace arsip::archive {
namespace {

TEST(SerialOfFilename, IsReadFromOurNames) {
  EXPECT_EQ(SerialOfFilename("arsip-20261122101112123-00001-77~host~0.warc.gz"), 1u);
  EXPECT_EQ(SerialOfFilename("arsip-20261122101112123-00042-77~host~0.warc.gz.open"), 42u);
  EXPECT_EQ(SerialOfFilename("a-b-derived-20261122101112123-123456-7~h-2~0.warc.gz"), 123456u);
}

TEST(SerialOfFilename, OtherNamesHaveNone) {
  for (const char* name : {
           "",
           "x.warc.gz",
           "IAH-20080430204825-00000-blackbook.warc.gz",       // 14 digits
           "arsip-20261122101112123-00000-77~host~0.warc.gz",  // not a serial of ours
           "arsip-20261122101112123-0001-77~host~0.warc.gz",
           "arsip-20261122101112123-00001",
           "arsip-20261122101112123-",
           "arsip-20261122101112123-99999999999-7~host~0.warc.gz",
           "arsip-20261122101112123-2147483648-7~host~0.warc.gz",
           "arsip-20261122101112123x00001-7~host~0.warc.gz",
       }) {
    EXPECT_EQ(SerialOfFilename(name), std::nullopt) << name;
  }
}

}  // namespace
}  // namespace arsip::archive
