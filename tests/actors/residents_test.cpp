// Actors that come, go, crash and are loaded again.

#include <thread>

#include "actors/load.hpp"
#include "tests/actors/node_fixture.hpp"

namespace portal::test {
namespace {

using ResidentsTest = NodeFixture;

TEST_F(ResidentsTest, NothingIsLostWhileFarMoreCustomersAreBusyThanStay) {
  auto settings = calm_settings();
  settings.resident_max = 3;
  Node& node = start(settings);
  static constexpr int customers = 20;
  static constexpr int rounds = 25;
  for (int at = 0; at < customers; ++at) {
    EXPECT_EQ(ask(node, create_customer("cus_" + std::to_string(at))).status, 201);
  }
  std::vector<std::future<Outcome>> answers;
  for (int round = 0; round < rounds; ++round) {
    for (int at = 0; at < customers; ++at) {
      answers.push_back(send(node, note("cus_" + std::to_string(at), std::to_string(round))));
    }
  }
  for (auto& answer : answers) EXPECT_EQ(answer.get().status, 200);
  for (int at = 0; at < customers; ++at) {
    EXPECT_EQ(*log.stream_head("customer/cus_" + std::to_string(at)), 1U + rounds);
  }
  EXPECT_EQ(log.head(), static_cast<Position>(customers * (rounds + 1)));
}

TEST_F(ResidentsTest, LoadTheSameStateFromASnapshotAsFromTheWholeStream) {
  auto settings = calm_settings();
  settings.snapshot_every = 10;
  {
    Node& node = start(settings);
    ask(node, create_customer("cus_1"));
    for (int at = 0; at < 34; ++at) ask(node, note("cus_1", std::to_string(at)));
  }
  stop();
  const std::string stream = "customer/cus_1";
  const auto from_snapshot = load<CustomerDecider>({log, *views, *vault}, stream, false);
  EXPECT_EQ(from_snapshot->snapshot_version, 30U);
  const auto none = make_memory_views();
  const auto from_log = load<CustomerDecider>({log, *none, *vault}, stream, false);
  EXPECT_EQ(from_log->snapshot_version, 0U);
  EXPECT_EQ(from_snapshot->version, 35U);
  EXPECT_EQ(from_log->version, 35U);
  EXPECT_EQ(from_snapshot->state, from_log->state);
}

TEST_F(ResidentsTest, IgnoreASnapshotOfAnotherHistory) {
  auto settings = calm_settings();
  settings.snapshot_every = 5;
  {
    Node& node = start(settings);
    ask(node, create_customer("cus_1"));
    for (int at = 0; at < 9; ++at) ask(node, note("cus_1", std::to_string(at)));
  }
  stop();
  const auto other = make_memory_log(*vault);
  const auto loaded = load<CustomerDecider>({*other, *views, *vault}, "customer/cus_1", false);
  EXPECT_EQ(loaded->snapshot_version, 0U);
  EXPECT_EQ(loaded->version, 0U);
}

TEST_F(ResidentsTest, ACommandThatThrowsIsAFaultAndTheNextOneFindsTheStateWhole) {
  Node& node = start();
  ask(node, create_customer("cus_1"));
  auto nonsense = note("cus_1", "x");
  nonsense.command = CatalogCommand{CreateProduct{}};
  const Outcome outcome = ask(node, std::move(nonsense));
  ASSERT_TRUE(outcome.fault);
  EXPECT_EQ(outcome.fault->kind, FaultKind::misuse);
  EXPECT_EQ(ask(node, note("cus_1", "y")).version, 2U);
}

TEST_F(ResidentsTest, AfterThreeCrashesOneCustomerIsSetAsideAndTheOthersGoOn) {
  auto settings = calm_settings();
  Node& before = start(settings);
  ask(before, create_customer("cus_1"));
  ask(before, create_customer("cus_2"));
  Node& node = start(settings);
  log.make_unreadable("customer/cus_1");
  for (int crash = 0; crash < 3; ++crash) {
    const Outcome outcome = ask(node, note("cus_1", "x"));
    ASSERT_TRUE(outcome.fault);
    EXPECT_EQ(outcome.fault->kind, FaultKind::damaged);
  }
  log.make_unreadable("customer/cus_1", false);
  const Outcome aside = ask(node, note("cus_1", "x"));
  ASSERT_TRUE(aside.fault);
  EXPECT_EQ(aside.fault->kind, FaultKind::io);
  EXPECT_EQ(aside.retry_after.count(), 60);
  EXPECT_EQ(ask(node, note("cus_2", "x")).status, 200);
}

TEST_F(ResidentsTest, AnErasureDestroysTheKeyBeforeItIsAnswered) {
  Node& node = start();
  ask(node, create_customer("cus_1"));
  const auto line = lines_of(log, "customer/cus_1").front();
  EXPECT_NE(
    open_personal(line, **vault->codec(CustomerId{"cus_1"})).find("ada@"), std::string::npos
  );
  EXPECT_EQ(ask(node, to_customer("cus_1", EraseCustomer{})).status, 200);
  EXPECT_EQ(
    open_personal(line, **vault->codec(CustomerId{"cus_1"})).find("ada@"), std::string::npos
  );
}

TEST_F(ResidentsTest, AnErasureThatWasCutOffIsCarriedOutAfterTheRestart) {
  Node& node = start();
  ask(node, create_customer("cus_1"));
  ASSERT_TRUE(settled(node));
  const auto line = lines_of(log, "customer/cus_1").front();
  vault_gate.refuse_erasures = true;
  auto answer = send(node, to_customer("cus_1", EraseCustomer{}));
  log.wait_for_head(2);
  stop();
  EXPECT_TRUE(answer.get().fault);
  EXPECT_NE(
    open_personal(line, **vault->codec(CustomerId{"cus_1"})).find("ada@"), std::string::npos
  );
  vault_gate.refuse_erasures = false;
  start();
  vault_gate.wait_for_erasure();
  EXPECT_EQ(
    open_personal(line, **vault->codec(CustomerId{"cus_1"})).find("ada@"), std::string::npos
  );
}

} // namespace
} // namespace portal::test
