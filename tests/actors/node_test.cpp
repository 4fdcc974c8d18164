#include <filesystem>

#include <unistd.h>

#include "projections/objects.hpp"
#include "tests/actors/node_fixture.hpp"

namespace portal::test {
namespace {

using NodeTest = NodeFixture;

bool answered(std::future<Outcome>& answer) {
  return answer.wait_for(std::chrono::seconds{0}) == std::future_status::ready;
}

Submission create_product(const std::string& id) {
  CreateProduct command;
  command.id = ProductId{id};
  command.name = "Enterprise";
  return to_catalog(CatalogCommand{command});
}

TEST_F(NodeTest, RepliesWithTheObjectOnceItIsDurable) {
  Node& node = start();
  log.hold();
  auto answer = send(node, create_customer("cus_1"));
  log.wait_for_held_append();
  EXPECT_FALSE(answered(answer));
  log.release();
  const Outcome outcome = answer.get();
  EXPECT_EQ(outcome.status, 201);
  EXPECT_EQ(outcome.position, 1U);
  EXPECT_EQ(outcome.version, 1U);
  EXPECT_NE(outcome.body.find("ada@example.com"), std::string::npos);
}

TEST_F(NodeTest, StoresPersonalValuesSealedOnly) {
  Node& node = start();
  auto submission = create_customer("cus_1");
  submission.origin.ip = Personal<std::string>{"203.0.113.9"};
  ask(node, std::move(submission));
  const std::string line = lines_of(log, "customer/cus_1").front();
  EXPECT_EQ(line.find("ada@example.com"), std::string::npos);
  EXPECT_EQ(line.find("203.0.113.9"), std::string::npos);
  EXPECT_NE(line.find("$sealed"), std::string::npos);
}

TEST_F(NodeTest, TellsNothingOfWhatAFailedAppendLost) {
  Node& node = start();
  log.hold();
  auto created = send(node, create_customer("cus_1"));
  log.wait_for_held_append();
  auto refused = send(node, create_customer("cus_1"));
  log.fail_with({FaultKind::indeterminate, "fdatasync failed"});
  log.release();
  EXPECT_EQ(fatal().message, "fdatasync failed");
  for (auto* answer : {&created, &refused}) {
    const Outcome outcome = answer->get();
    EXPECT_EQ(outcome.status, 0);
    EXPECT_FALSE(outcome.refusal);
    ASSERT_TRUE(outcome.fault);
    EXPECT_EQ(outcome.fault->kind, FaultKind::indeterminate);
  }
  EXPECT_FALSE(node.status().ready);
}

TEST_F(NodeTest, GoesOnWhileEarlierAppendsAreInFlight) {
  Node& node = start();
  ask(node, create_customer("cus_1"));
  log.hold();
  std::vector<std::future<Outcome>> answers;
  answers.push_back(send(node, note("cus_1", "0")));
  log.wait_for_held_append();
  for (int at = 1; at < 30; ++at) answers.push_back(send(node, note("cus_1", std::to_string(at))));
  log.release();
  for (std::size_t at = 0; at < answers.size(); ++at) {
    EXPECT_EQ(answers[at].get().version, at + 2) << "per stream, in the order of submission";
  }
}

TEST_F(NodeTest, RefusesBeyondItsPermitsAndTakesCommandsAgainAfterwards) {
  auto settings = calm_settings();
  settings.in_flight_max = 3;
  settings.in_flight_per_customer_max = 2;
  Node& node = start(settings);
  log.hold();
  auto first = send(node, create_customer("cus_1"));
  log.wait_for_held_append();
  auto second = send(node, note("cus_1", "x"));
  const Outcome busy = ask(node, note("cus_1", "y"));
  ASSERT_TRUE(busy.refusal);
  EXPECT_EQ(busy.refusal->kind, RefusalKind::too_many);
  EXPECT_GT(busy.retry_after.count(), 0);
  auto third = send(node, create_customer("cus_2"));
  const Outcome full = ask(node, create_customer("cus_3"));
  ASSERT_TRUE(full.fault);
  EXPECT_EQ(full.fault->kind, FaultKind::io);
  EXPECT_GT(full.retry_after.count(), 0);
  log.release();
  EXPECT_EQ(first.get().status, 201);
  EXPECT_EQ(second.get().status, 200);
  EXPECT_EQ(third.get().status, 201);
  EXPECT_EQ(ask(node, create_customer("cus_3")).status, 201);
  EXPECT_EQ(node.status().overloaded, 2U);
  EXPECT_EQ(node.status().in_flight, 0U);
}

TEST_F(NodeTest, ShowsTheCatalogOnlyOnceItIsCommitted) {
  Node& node = start();
  log.hold();
  auto answer = send(node, create_product("prod_1"));
  log.wait_for_held_append();
  EXPECT_TRUE(node.catalog()->products.empty());
  log.release();
  EXPECT_FALSE(answer.get().body.empty());
  EXPECT_EQ(node.catalog()->products.size(), 1U);
  const auto kept = node.catalog(); // a reader that keeps its snapshot sees no later change
  ask(node, create_product("prod_2"));
  ask(node, create_product("prod_3"));
  EXPECT_EQ(kept->products.size(), 1U);
  EXPECT_EQ(node.catalog()->products.size(), 3U);
}

TEST_F(NodeTest, FindsTheCatalogAgainAfterARestart) {
  ask(start(), create_product("prod_1"));
  EXPECT_EQ(start().catalog()->products.size(), 1U);
}

TEST_F(NodeTest, RecordsWhatACustomerIsRefused) {
  Node& node = start();
  ask(node, create_customer("cus_1"));
  auto submission = create_customer("cus_1");
  submission.origin.principal = {PrincipalKind::session, "ps_1"};
  EXPECT_TRUE(ask(node, std::move(submission)).refusal);
  EXPECT_TRUE(ask(node, create_customer("cus_1")).refusal) << "a key's refusal is not recorded";
  EXPECT_EQ(
    types_of(log, "customer/cus_1"),
    (std::vector<std::string>{"customer.created.v1", "action.refused.v1"})
  );
}

TEST_F(NodeTest, ShowsReadersWhatWasCommittedWhenTheyAsked) {
  Node& node = start();
  ask(node, create_customer("cus_1"));
  ASSERT_TRUE(settled(node));
  const auto row = find_object(*node.rows(), {"customer", "cus_1"});
  ASSERT_TRUE(row && *row);
  EXPECT_EQ((*row)->version, 1U);
  std::promise<bool> early;
  node.when_visible(2, std::chrono::seconds{20}, [&](bool seen) { early.set_value(seen); });
  EXPECT_FALSE(early.get_future().get()) << "position 2 is past the head";
}

TEST_F(NodeTest, BuildsForgottenViewsAnewBeforeItIsReady) {
  {
    Node& node = start();
    ask(node, create_customer("cus_1"));
    for (int at = 0; at < 30; ++at) ask(node, note("cus_1", std::to_string(at)));
  }
  stop();
  forget_views();
  Node& node = start();
  ASSERT_TRUE(settled(node));
  EXPECT_TRUE(node.status().ready) << node.status().not_ready_because;
  EXPECT_EQ(node.status().views_at, 31U);
  EXPECT_EQ((*find_object(*node.rows(), {"customer", "cus_1"}))->version, 31U);
}

TEST_F(NodeTest, AnswersFromHistory) {
  Node& node = start();
  ask(node, create_customer("cus_1"));
  std::promise<Stored<Instant>> moved;
  node.advance_clock(noon + Millis{60'000}, [&](Stored<Instant> at) { moved.set_value(at); });
  ASSERT_TRUE(moved.get_future().get());
  ask(node, note("cus_1", "later"));
  EXPECT_EQ(*node.position_at(noon + Millis{1}), 1U);
  EXPECT_EQ(*node.position_at(noon + Millis{60'000}), 2U);
  EXPECT_EQ(*node.position_at(noon - Millis{1}), 0U);
  const auto before = node.rows_as_of("customer/cus_1", 1);
  ASSERT_TRUE(before);
  EXPECT_EQ((*find_object(**before, {"customer", "cus_1"}))->version, 1U);
  const auto after = node.rows_as_of("customer/cus_1", 2);
  EXPECT_EQ((*find_object(**after, {"customer", "cus_1"}))->version, 2U);
}

TEST_F(NodeTest, TellsListenersOfEachCommit) {
  Node& node = start();
  std::promise<Position> heard;
  auto handle = node.on_commit([&](Position head) { heard.set_value(head); });
  ask(node, create_customer("cus_1"));
  EXPECT_EQ(heard.get_future().get(), 1U);
  handle.reset();
  ask(node, note("cus_1", "unheard"));
}

TEST_F(NodeTest, TakesNoCommandsOnceItDrains) {
  Node& node = start();
  ask(node, create_customer("cus_1"));
  node.drain(std::chrono::seconds{5});
  const Outcome outcome = ask(node, note("cus_1", "late"));
  EXPECT_TRUE(outcome.fault);
  EXPECT_FALSE(node.status().ready);
}

TEST_F(NodeTest, RunsOnDatabasesInADirectoryAcrossRestarts) {
  const std::string directory = ::testing::TempDir() + "/node_" + std::to_string(::getpid());
  std::filesystem::remove_all(directory);
  auto settings = calm_settings();
  settings.data_directory = directory;
  std::string body;
  {
    auto node = Node::start(settings);
    ASSERT_TRUE(node) << node.error().message;
    const auto submission = with_key(create_customer("cus_1"), (*node)->vault(), "key-1");
    body = ask(**node, submission).body;
    EXPECT_NE(body.find("ada@example.com"), std::string::npos);
  }
  {
    auto node = Node::start(settings);
    ASSERT_TRUE(node) << node.error().message;
    const Outcome again =
      ask(**node, with_key(create_customer("cus_1"), (*node)->vault(), "key-1"));
    EXPECT_TRUE(again.replayed);
    EXPECT_EQ(again.body, body);
    EXPECT_EQ(again.position, 1U);
    EXPECT_EQ(ask(**node, note("cus_1", "x")).version, 2U);
    EXPECT_TRUE(settled(**node));
  }
  std::filesystem::remove_all(directory);
}

} // namespace
} // namespace portal::test
