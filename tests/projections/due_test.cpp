#include <gtest/gtest.h>

#include "projections/due.hpp"
#include "tests/projections/written_log.hpp"

namespace portal {
namespace {

using test::WrittenLog;

constexpr Instant later(std::int64_t hours) { return test::epoch + std::chrono::hours{hours}; }

CustomerCreated customer(const std::string& id) {
  CustomerCreated created;
  created.id = CustomerId{id};
  return created;
}

SubscriptionCreated
subscription(const std::string& id, const std::string& customer, Instant period_end) {
  Subscription made;
  made.id = SubscriptionId{id};
  made.customer = CustomerId{customer};
  made.status = SubscriptionStatus::active;
  made.currency = *Currency::parse("usd");
  made.current_period_start = test::epoch;
  made.current_period_end = period_end;
  made.billing_anchor = test::epoch;
  return {made};
}

CreditGranted grant(const std::string& id, const std::string& customer, Instant expires_at) {
  CreditGrant made;
  made.id = CreditGrantId{id};
  made.customer = CustomerId{customer};
  made.currency = *Currency::parse("usd");
  made.amount = 100;
  made.remaining = 100;
  made.expires_at = expires_at;
  return {made};
}

SessionCreated session(const std::string& id, const std::string& customer, Instant expires_at) {
  SessionCreated created;
  created.id = SessionId{id};
  created.customer = CustomerId{customer};
  created.link_digest = "digest";
  created.return_url = "https://app.example/";
  created.configuration = {ConfigurationId{"pc_1"}, 1};
  created.expires_at = expires_at;
  return created;
}

/// What is due by then: `hours stream`.
std::vector<std::string> due(const Views& views, std::int64_t hours, std::size_t limit = 10) {
  std::vector<std::string> shown;
  const auto found = due_before(*views.snapshot(), later(hours), limit);
  if (!found) return {found.error().message};
  for (const DueStream& one : *found) {
    shown.push_back(
      std::to_string((one.at - test::epoch) / std::chrono::hours{1}) + ' ' + one.stream
    );
  }
  return shown;
}

using Texts = std::vector<std::string>;

/// Two customers with subscriptions, a credit grant and a session.
WrittenLog two_customers() {
  WrittenLog log;
  log.customer("cus_a", customer("cus_a"));
  log.customer("cus_b", customer("cus_b"));
  log.customer("cus_a", subscription("sub_1", "cus_a", later(30)));
  log.customer("cus_a", grant("cg_1", "cus_a", later(20)));
  log.customer("cus_b", session("ps_1", "cus_b", later(10)));
  log.customer("cus_b", subscription("sub_2", "cus_b", later(25)));
  return log;
}

TEST(Due, NamesEachStreamOnceByItsEarliest) {
  const auto views = test::rows_after(two_customers().events());
  EXPECT_EQ(due(*views, 9), Texts{});
  EXPECT_EQ(due(*views, 10), (Texts{"10 customer/cus_b"}));
  EXPECT_EQ(due(*views, 99), (Texts{"10 customer/cus_b", "20 customer/cus_a"}));
  EXPECT_EQ(due(*views, 99, 1), (Texts{"10 customer/cus_b"}));
  EXPECT_EQ(due(*views, 99, 0), Texts{});
}

TEST(Due, KnowsWhatComesFirstOfAll) {
  const auto views = test::rows_after(two_customers().events());
  const auto first = earliest_due(*views->snapshot());
  ASSERT_TRUE(first && *first);
  EXPECT_EQ((*first)->at, later(10));
  EXPECT_EQ((*first)->stream, "customer/cus_b");
  EXPECT_FALSE(*earliest_due(*make_memory_views()->snapshot()));
}

TEST(Due, MovesWithTheObjects) {
  WrittenLog log = two_customers();
  log.customer("cus_b", SessionEnded{SessionId{"ps_1"}, SessionEnd::logout});
  log.customer("cus_a", CreditExpired{CreditGrantId{"cg_1"}, *Currency::parse("usd"), -100});
  log.customer(
    "cus_b",
    SubscriptionCanceled{SubscriptionId{"sub_2"}, later(1), later(1), CancelReason::requested}
  );
  const auto views = test::rows_after(log.events());
  EXPECT_EQ(due(*views, 99), (Texts{"30 customer/cus_a"}));
}

TEST(Due, AgreesWithTheWholeStateAfterEveryEvent) {
  WrittenLog log = two_customers();
  log.customer("cus_b", SessionEnded{SessionId{"ps_1"}, SessionEnd::logout});
  log.customer("cus_b", session("ps_2", "cus_b", later(5)));
  log.customer("cus_b", SessionOpened{SessionId{"ps_2"}, "cookie"});
  log.customer("cus_b", SessionSeen{SessionId{"ps_2"}});
  CustomerState state;
  std::vector<RecordedEvent> own;
  for (const RecordedEvent& event : log.events()) {
    if (event.head().stream != "customer/cus_b") continue;
    own.push_back(event);
    const auto happened = decode_variant<CustomerEvent>(event.head().type, event.data());
    evolve(
      state, *happened, {static_cast<Version>(event.head().version), event.head().effective_at}
    );
    const auto views = make_memory_views();
    const auto batch = views->begin();
    ASSERT_TRUE(fold_into(*batch, own));
    const auto first = earliest_due(*batch);
    ASSERT_TRUE(first);
    const auto shown = *first ? std::optional{(*first)->at} : std::nullopt;
    EXPECT_EQ(shown, next_due(state)) << event.head().type;
  }
}

} // namespace
} // namespace portal
