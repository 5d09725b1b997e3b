#include "frontier/worker_table.h"

#include <gtest/gtest.h>

namespace arsip::frontier {
namespace {

TEST(WorkerTableTest, WorkerIsFoundByNameAndByConnection) {
  WorkerTable table;
  WorkerSession& session = *table.Add("w");
  table.Connect(session, {0, "id1", ""});
  EXPECT_EQ(table.FindByName("w"), &session);
  EXPECT_EQ(table.FindByPeer({0, "id1", ""}), &session);
  EXPECT_EQ(table.FindByPeer({1, "id1", ""}), nullptr) << "another endpoint is another connection";
  EXPECT_EQ(table.FindByName("x"), nullptr);
}

TEST(WorkerTableTest, NewConnectionEndsTheFormer) {
  WorkerTable table;
  WorkerSession& session = *table.Add("w");
  table.Connect(session, {0, "id1", ""});
  table.Connect(session, {0, "id2", ""});
  EXPECT_EQ(table.FindByPeer({0, "id1", ""}), nullptr);
  EXPECT_EQ(table.FindByPeer({0, "id2", ""}), &session);
}

TEST(WorkerTableTest, LeasesFollowTheirWorker) {
  WorkerTable table;
  WorkerSession& a = *table.Add("a");
  WorkerSession& b = *table.Add("b");
  table.Assign({0, 1, 1}, a);
  table.Assign({0, 1, 2}, a);
  table.Assign({0, 1, 3}, b);
  table.Assign({0, 1, 1}, a);
  EXPECT_EQ(a.leases, 2u);
  EXPECT_EQ(table.Owner({0, 1, 2}), &a);
  EXPECT_EQ(table.Owner({0, 2, 2}), nullptr) << "another epoch";
  table.Release({0, 1, 2});
  table.Release({0, 1, 2});
  EXPECT_EQ(table.LeasesOf(a), (std::vector<LeaseId>{{0, 1, 1}}));
  table.Remove(a);
  EXPECT_EQ(table.Owner({0, 1, 1}), nullptr);
  EXPECT_EQ(table.Owner({0, 1, 3}), &b);
  EXPECT_EQ(table.sessions().size(), 1u);
}

TEST(WorkerTableTest, CreditIsWhatWasAskedAndNotGranted) {
  WorkerSession session;
  EXPECT_EQ(session.credit(), 0u);
  session.asked = 10;
  session.granted = 4;
  EXPECT_EQ(session.credit(), 6u);
  session.granted = 11;
  EXPECT_EQ(session.credit(), 0u);
  session.granted = 0;
  session.reachable = false;
  EXPECT_EQ(session.credit(), 0u);
}

TEST(WorkerTableTest, CreditIsBoundedHoweverMuchIsAsked) {
  WorkerSession session;
  session.asked = UINT64_MAX;
  EXPECT_EQ(session.credit(), WorkerTable::kMaxLeasesPerWorker);
  session.leases = WorkerTable::kMaxLeasesPerWorker - 1;
  EXPECT_EQ(session.credit(), 1u);
  session.leases = WorkerTable::kMaxLeasesPerWorker;
  EXPECT_EQ(session.credit(), 0u);
}

TEST(WorkerTableTest, WorkersAreBounded) {
  WorkerTable table;
  for (size_t i = 0; i < WorkerTable::kMaxWorkers; ++i) {
    ASSERT_NE(table.Add(std::to_string(i)), nullptr);
  }
  EXPECT_EQ(table.Add("one more"), nullptr);
  table.Remove(*table.FindByName("17"));
  EXPECT_NE(table.Add("one more"), nullptr);
}

}  // namespace
}  // namespace arsip::frontier
