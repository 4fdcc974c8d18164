#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "projections/audit.hpp"
#include "tests/projections/written_log.hpp"

namespace portal {
namespace {

using test::WrittenLog;
using Positions = std::vector<Position>;

const Principal app{PrincipalKind::key, "sk_app"};
const Principal portal_session{PrincipalKind::session, "ps_1"};

ActionRecorded viewed(const std::string& invoice) {
  return {"invoice.view", invoice, ActionOutcome::done, {}, {}, {}};
}

ActionRefused refused(const std::string& invoice) {
  return {"invoice.pay", invoice, "nothing_due", {}, "Nothing is due."};
}

TokenCreated token(const std::string& id) {
  return {TokenId{id}, CustomerId{"cus_a"}, "0123digest", {}, test::epoch};
}

ActionPage actions(const Views& views, const ActionQuery& query) {
  const auto answer = list_actions(*views.snapshot(), query);
  if (!answer) throw std::runtime_error(answer.error().message);
  if (!*answer) throw std::runtime_error(answer->error().message);
  return **answer;
}

TEST(Audit, SaysWhoDidWhat) {
  WrittenLog log;
  log.customer("cus_a", viewed("in_7"), portal_session);
  const auto page = actions(*test::rows_after(log.events()), {});
  ASSERT_EQ(page.actions.size(), 1U);
  const Action& action = page.actions.front();
  EXPECT_EQ(action.position, "1");
  EXPECT_EQ(action.time, log.now());
  EXPECT_EQ(action.principal, portal_session);
  EXPECT_EQ(action.action, "invoice.view");
  EXPECT_EQ(action.resource, (ActionResource{"invoice", "in_7"}));
  EXPECT_EQ(action.customer, CustomerId{"cus_a"});
  EXPECT_EQ(action.outcome, ActionOutcome::done);
  EXPECT_EQ(action.request_id, "req_1");
  EXPECT_EQ(action.events, (std::vector<ActionEvents>{{"1", "action.recorded.v1", 1}}));
}

TEST(Audit, ShowsWhatWasRefusedAndWhy) {
  WrittenLog log;
  log.customer("cus_a", refused("in_7"), portal_session);
  const auto page = actions(*test::rows_after(log.events()), {});
  ASSERT_EQ(page.actions.size(), 1U);
  EXPECT_EQ(page.actions.front().action, "invoice.pay");
  EXPECT_EQ(page.actions.front().outcome, ActionOutcome::refused);
  EXPECT_EQ(page.actions.front().reason, "nothing_due");
}

TEST(Audit, GathersACommandsEventsIntoOneAction) {
  WrittenLog log;
  log.command<CustomerEvent>(
    "customer/cus_a", "customer_token.create",
    {token("cst_1"), token("cst_2"), TokenRevoked{TokenId{"cst_1"}}}, app
  );
  const std::vector<ActionEvents> expected{
    {"1", "customer_token.created.v1", 2}, {"3", "customer_token.revoked.v1", 1}};
  for (const std::size_t batch : {1U, 2U, 3U}) {
    const auto page = actions(*test::rows_after(log.events(), batch), {});
    ASSERT_EQ(page.actions.size(), 1U);
    EXPECT_EQ(page.actions.front().action, "customer_token.create");
    EXPECT_EQ(page.actions.front().resource, (ActionResource{"customer_token", "cst_1"}));
    EXPECT_EQ(page.actions.front().events, expected) << "batches of " << batch;
  }
}

TEST(Audit, ShowsTheObjectBeforeAndAfterWithoutDigests) {
  WrittenLog log;
  log.customer("cus_a", token("cst_1"));
  log.customer("cus_a", TokenRevoked{TokenId{"cst_1"}});
  const auto page = actions(*test::rows_after(log.events()), {});
  ASSERT_EQ(page.actions.size(), 2U);
  EXPECT_FALSE(page.actions[1].before);
  ASSERT_TRUE(page.actions[1].after);
  ASSERT_TRUE(page.actions[0].before);
  ASSERT_TRUE(page.actions[0].after);
  EXPECT_EQ(page.actions[0].before, page.actions[1].after);
  EXPECT_EQ(page.actions[0].before->text.find("revokedAt"), std::string::npos);
  EXPECT_NE(page.actions[0].after->text.find("revokedAt"), std::string::npos);
  EXPECT_EQ(page.actions[0].after->text.find("0123digest"), std::string::npos);
}

TEST(Audit, KeepsAddressesSealed) {
  Envelope head;
  head.stream = "customer/cus_a";
  head.version = 1;
  head.type = ActionRecorded::type;
  head.ip = Personal<std::string>{Sealed{"aXA"}};
  head.user_agent = Personal<std::string>{Sealed{"dWE"}};
  const auto data = write_message(viewed("in_1"));
  const auto event = RecordedEvent::parse(write_stored(1, test::epoch, write_tail(head, data)));
  ASSERT_TRUE(event);
  const auto page = actions(*test::rows_after(std::span{&*event, 1}), {});
  ASSERT_EQ(page.actions.size(), 1U);
  EXPECT_EQ(page.actions.front().ip, head.ip);
  EXPECT_EQ(page.actions.front().user_agent, head.user_agent);
}

TEST(Audit, RefusesTwoCursors) {
  ActionQuery query;
  query.starting_after = 1;
  query.ending_before = 2;
  const auto answer = list_actions(*make_memory_views()->snapshot(), query);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->error().param, "endingBefore");
}

// -- against a naive model
// --------------------------------------------------------------------------

/// An action as the naive model knows it.
struct Known {
  Position position = 0;
  Instant time;
  std::string customer;
  std::string principal;
  std::string action;
  ActionOutcome outcome = ActionOutcome::done;
};

Positions by_definition(const std::vector<Known>& all, const ActionQuery& query, bool& more) {
  Positions found;
  for (auto known = all.rbegin(); known != all.rend(); ++known) {
    if (query.customer && known->customer != query.customer->text()) continue;
    if (query.principal && known->principal != *query.principal) continue;
    if (query.action && known->action != *query.action) continue;
    if (query.outcome && known->outcome != *query.outcome) continue;
    if (query.from && known->time < *query.from) continue;
    if (query.to && known->time >= *query.to) continue;
    if (query.starting_after && known->position >= *query.starting_after) continue;
    if (query.ending_before && known->position <= *query.ending_before) continue;
    found.push_back(known->position);
  }
  more = found.size() > query.limit;
  if (more && query.ending_before)
    found.erase(found.begin(), found.end() - static_cast<std::ptrdiff_t>(query.limit));
  if (more) found.resize(query.limit);
  return found;
}

/// Random commands of one to four events, and what is known of them.
struct RandomActions {
  WrittenLog log;
  std::vector<Known> known;
  std::mt19937 chance;

  explicit RandomActions(std::uint32_t seed) : chance(seed) {
    for (int count = 0; count < 700; ++count) {
      const std::string customer = "cus_" + std::to_string(below(5));
      const Principal principal{PrincipalKind::key, "sk_" + std::to_string(below(3))};
      const Position position = log.events().size() + 1;
      ActionOutcome outcome = ActionOutcome::done;
      std::string action = below(9) == 0 ? "rare" : "usage.record";
      if (below(3) == 0) {
        outcome = ActionOutcome::refused;
        action = "invoice.pay";
        log.customer(customer, refused("in_1"), principal);
      } else {
        const UsageRecorded usage{CustomerId{customer}, "s", "i", "call", test::epoch, {}};
        const std::vector<CustomerEvent> events(1 + below(4), usage);
        log.command("customer/" + customer, action, events, principal);
      }
      known.push_back({position, log.now(), customer, principal.id, action, outcome});
    }
  }

  std::size_t below(std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>{0, limit - 1}(chance);
  }

  ActionQuery query() {
    ActionQuery made;
    made.limit = below(12) + 1;
    if (below(3) == 0) made.customer = CustomerId{"cus_" + std::to_string(below(6))};
    if (below(3) == 0) made.principal = "sk_" + std::to_string(below(4));
    if (below(3) == 0) made.action = below(2) == 0 ? "rare" : "invoice.pay";
    if (below(3) == 0) made.outcome = static_cast<ActionOutcome>(below(2));
    const auto some_time = [&] {
      return test::epoch + Millis{
                             static_cast<std::int64_t>(below(720)) * 1000 - 5000 +
                             static_cast<std::int64_t>(below(2))};
    };
    if (below(3) == 0) made.from = some_time();
    if (below(3) == 0) made.to = some_time();
    const auto direction = below(3);
    if (direction == 1) made.starting_after = below(log.events().size() + 3);
    if (direction == 2) made.ending_before = below(log.events().size() + 3);
    return made;
  }
};

TEST(Audit, AgreesWithANaiveModelOnRandomQueries) {
  constexpr std::uint32_t seed = 99;
  SCOPED_TRACE("seed " + std::to_string(seed));
  RandomActions random{seed};
  const auto views = test::rows_after(random.log.events(), 41);
  for (int count = 0; count < 800; ++count) {
    const ActionQuery query = random.query();
    bool more = false;
    const Positions expected = by_definition(random.known, query, more);
    const ActionPage page = actions(*views, query);
    Positions made;
    for (const Action& action : page.actions) made.push_back(action.position_number());
    ASSERT_EQ(made, expected) << "query " << count;
    ASSERT_EQ(page.has_more, more) << "query " << count;
  }
}

} // namespace
} // namespace portal
