// One effect for one Idempotency-Key, one count for one usage event, one winner for one chosen id:
// whatever is sent at once, again, or after a restart.

#include <atomic>
#include <thread>

#include "tests/actors/node_fixture.hpp"

namespace portal::test {
namespace {

using RetriesTest = NodeFixture;

bool is_transient(const Outcome& outcome) {
  return outcome.refusal && (outcome.refusal->code == "idempotency_key_in_use" ||
                             outcome.refusal->kind == RefusalKind::too_many);
}

Outcome ask_until_answered(Node& node, const Submission& submission) {
  for (;;) {
    Outcome outcome = ask(node, submission);
    if (!is_transient(outcome)) return outcome;
  }
}

UsageItem usage_item(const std::string& id) {
  UsageItem item;
  item.source = "api";
  item.id = id;
  item.type = "request";
  item.time = noon;
  return item;
}

Submission record_usage(const std::string& customer, const std::vector<std::string>& ids) {
  RecordUsage command;
  for (const std::string& id : ids) command.events.push_back(usage_item(id));
  return to_customer(customer, command);
}

Submission grant_credit(const std::string& customer, const std::string& id) {
  GrantCredit command;
  command.id = CreditGrantId{id};
  command.amount = 500;
  command.currency = *Currency::parse("usd");
  return to_customer(customer, command);
}

TEST_F(RetriesTest, AThousandAtOnceHaveOneEffectAndOneReply) {
  Node& node = start();
  auto submission = with_key(create_customer("cus_1"), *vault, "key-1");
  submission.reveal = R"("secret":"shown-once")";
  std::vector<Outcome> outcomes(1'000);
  std::atomic<std::size_t> next{0};
  std::vector<std::thread> clients;
  for (int client = 0; client < 8; ++client) {
    clients.emplace_back([&] {
      for (std::size_t at = next++; at < outcomes.size(); at = next++) {
        outcomes[at] = ask_until_answered(node, submission);
      }
    });
  }
  for (std::thread& client : clients) client.join();
  std::size_t replayed = 0;
  for (const Outcome& outcome : outcomes) {
    EXPECT_EQ(outcome.status, 201);
    EXPECT_EQ(outcome.body, outcomes.front().body);
    EXPECT_EQ(outcome.position, 1U);
    EXPECT_EQ(outcome.version, 1U);
    replayed += outcome.replayed ? 1 : 0;
  }
  EXPECT_EQ(replayed, 999U);
  EXPECT_EQ(log.head(), 1U);
  EXPECT_NE(outcomes.front().body.find("shown-once"), std::string::npos);
}

TEST_F(RetriesTest, AreAnsweredAcrossARestart) {
  const auto submission = with_key(create_customer("cus_1"), *vault, "key-1");
  const std::string body = ask(start(), submission).body;
  const Outcome again = ask(start(), submission);
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(again.body, body);
  EXPECT_EQ(log.head(), 1U);
}

TEST_F(RetriesTest, AKeyInFlightIsSaidToBe) {
  Node& node = start();
  log.hold();
  auto first = send(node, with_key(create_customer("cus_1"), *vault, "key-1"));
  log.wait_for_held_append();
  const Outcome second = ask(node, with_key(create_customer("cus_1"), *vault, "key-1"));
  ASSERT_TRUE(second.refusal);
  EXPECT_EQ(second.refusal->code, "idempotency_key_in_use");
  EXPECT_GT(second.retry_after.count(), 0);
  log.release();
  EXPECT_EQ(first.get().status, 201);
}

TEST_F(RetriesTest, AKeyIsNotUsedForAnotherRequest) {
  Node& node = start();
  ask(node, with_key(create_customer("cus_1"), *vault, "key-1"));
  const Outcome other = ask(node, with_key(note("cus_1", "x"), *vault, "key-1", "other"));
  ASSERT_TRUE(other.refusal);
  EXPECT_EQ(other.refusal->code, "idempotency_key_reused");
  EXPECT_EQ(log.head(), 1U);
}

TEST_F(RetriesTest, ARecordedRefusalIsReplayedToo) {
  Node& node = start();
  ask(node, create_customer("cus_1"));
  auto submission = with_key(create_customer("cus_1"), *vault, "key-1");
  submission.origin.principal = {PrincipalKind::session, "ps_1"};
  const Outcome first = ask(node, submission);
  const Outcome second = ask(node, submission);
  ASSERT_TRUE(first.refusal && second.refusal);
  EXPECT_EQ(*first.refusal, *second.refusal);
  EXPECT_TRUE(second.replayed);
  EXPECT_EQ(log.head(), 2U);
}

TEST_F(RetriesTest, UsageCountsOnceForEver) {
  {
    Node& node = start();
    ask(node, create_customer("cus_1"));
    const Outcome first = ask(node, record_usage("cus_1", {"a", "b", "a"}));
    EXPECT_EQ(first.body, R"({"object":"usage_receipt","accepted":2,"duplicates":1})");
    const Outcome second = ask(node, record_usage("cus_1", {"b", "c"}));
    EXPECT_EQ(second.body, R"({"object":"usage_receipt","accepted":1,"duplicates":1})");
  }
  const Outcome third = ask(start(), record_usage("cus_1", {"a", "b", "c"}));
  EXPECT_EQ(third.body, R"({"object":"usage_receipt","accepted":0,"duplicates":3})");
  EXPECT_EQ(log.head(), 4U);
}

TEST_F(RetriesTest, UsageSentFromManySidesAtOnceCountsOnce) {
  Node& node = start();
  ask(node, create_customer("cus_1"));
  ask(node, create_customer("cus_2"));
  std::vector<std::string> ids;
  for (int at = 0; at < 40; ++at) ids.push_back("u" + std::to_string(at));
  log.hold();
  std::vector<std::future<Outcome>> answers;
  for (int at = 0; at < 20; ++at) {
    answers.push_back(send(node, record_usage(at % 2 == 0 ? "cus_1" : "cus_2", ids)));
    std::rotate(ids.begin(), ids.begin() + 7, ids.end());
  }
  log.release();
  for (auto& answer : answers) EXPECT_EQ(answer.get().status, 200);
  EXPECT_EQ(log.head(), 2U + 40U);
}

TEST_F(RetriesTest, OneOfTwoStreamsWinsAChosenId) {
  Node& node = start();
  ask(node, create_customer("cus_1"));
  ask(node, create_customer("cus_2"));
  log.hold();
  auto one = send(node, grant_credit("cus_1", "cg_1"));
  auto two = send(node, grant_credit("cus_2", "cg_1"));
  log.release();
  const Outcome outcomes[] = {one.get(), two.get()};
  EXPECT_EQ(outcomes[0].status + outcomes[1].status, 200);
  const Outcome& loser = outcomes[0].refusal ? outcomes[0] : outcomes[1];
  ASSERT_TRUE(loser.refusal);
  EXPECT_EQ(loser.refusal->code, "resource_already_exists");
  EXPECT_EQ(loser.refusal->param, "id");
  const Outcome later = ask(start(), grant_credit("cus_2", "cg_1"));
  ASSERT_TRUE(later.refusal);
  EXPECT_EQ(later.refusal->code, "resource_already_exists");
}

TEST_F(RetriesTest, ARefusedCommandLeavesItsChosenIdFree) {
  Node& node = start();
  EXPECT_TRUE(ask(node, grant_credit("cus_none", "cg_1")).refusal);
  ask(node, create_customer("cus_1"));
  EXPECT_EQ(ask(node, grant_credit("cus_1", "cg_1")).status, 200);
}

} // namespace
} // namespace portal::test
