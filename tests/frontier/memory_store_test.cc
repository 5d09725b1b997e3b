#include <gtest/gtest.h>

#include <memory>

#include "frontier/frontier_store.h"
#include "store_contract.h"

namespace arsip::frontier {
namespace {

class MemoryUnderTest : public StoreUnderTest {
 public:
  FrontierStore& store() override { return *store_; }
  void Reopen() override { store_ = NewMemoryStore(); }

 private:
  std::unique_ptr<FrontierStore> store_ = NewMemoryStore();
};

INSTANTIATE_TEST_SUITE_P(Memory, FrontierStoreContract,
                         testing::Values(StoreFactory{
                             "Memory", [] { return std::make_unique<MemoryUnderTest>(); }}));

TEST(MemoryStore, LosesEverythingWithItsObject) {
  MemoryUnderTest under_test;
  ASSERT_TRUE(under_test.store().TakeOver(0, "owner").has_value());
  ASSERT_TRUE(under_test.store().TakeOver(0, "owner").has_value());
  under_test.Reopen();
  EXPECT_EQ(under_test.store().TakeOver(0, "owner")->epoch, 1U);
}

}  // namespace
}  // namespace arsip::frontier
