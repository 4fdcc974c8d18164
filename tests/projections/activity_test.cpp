#include <gtest/gtest.h>

#include "projections/activity.hpp"
#include "tests/projections/written_log.hpp"

namespace portal {
namespace {

using test::WrittenLog;

const Principal app{PrincipalKind::key, "sk_app"};
const Principal portal_session{PrincipalKind::session, "ps_1"};
const Principal clock_of_server{PrincipalKind::system, "clock"};

ActionRecorded did(const std::string& action, ActionOutcome outcome = ActionOutcome::done) {
  return {action, "in_7", outcome, {}, {}, {}};
}

TokenRevoked revoked(const std::string& id) { return {TokenId{id}}; }

ActivityPage activity(const Views& views, ActivityQuery query = {CustomerId{"cus_a"}}) {
  auto page = list_activity(*views.snapshot(), query);
  if (!page) throw std::runtime_error(page.error().message);
  return std::move(*page);
}

TEST(Activity, TellsWhatWasDoneAndByWhom) {
  WrittenLog log;
  log.customer("cus_a", revoked("cst_1"), app);
  log.customer("cus_a", revoked("cst_2"), portal_session);
  log.customer("cus_a", revoked("cst_3"), clock_of_server);
  const auto page = activity(*test::rows_after(log.events()));
  ASSERT_EQ(page.entries.size(), 3U);
  EXPECT_EQ(page.entries[0].activity.by, Doer::automatic);
  EXPECT_EQ(page.entries[1].activity.by, Doer::you);
  EXPECT_EQ(page.entries[2].activity.by, Doer::support);
  for (const auto& entry : page.entries) {
    EXPECT_EQ(entry.activity.what, std::vector{Happening::access_withdrawn});
  }
  EXPECT_EQ(page.entries[2].subject, (Subject{"customer_token", "cst_1"}));
}

TEST(Activity, LeavesLooksOutAndTellsDownloads) {
  WrittenLog log;
  log.customer("cus_a", did("portal.view"), portal_session);
  log.customer("cus_a", did("invoice.download"), portal_session);
  log.customer("cus_a", did("invoice.download", ActionOutcome::refused), portal_session);
  const auto page = activity(*test::rows_after(log.events()));
  ASSERT_EQ(page.entries.size(), 1U);
  EXPECT_EQ(page.entries[0].activity.what, std::vector{Happening::invoice_downloaded});
}

TEST(Activity, TellsWhatTheCustomerTriedInVainButNotWhatTheAppDid) {
  WrittenLog log;
  const ActionRefused in_vain{"invoice.pay", "in_7", "nothing_due", {}, "Nothing is due."};
  log.customer("cus_a", in_vain, app);
  log.customer("cus_a", in_vain, portal_session);
  const auto page = activity(*test::rows_after(log.events()));
  ASSERT_EQ(page.entries.size(), 1U);
  EXPECT_EQ(page.entries[0].activity.outcome, ActionOutcome::refused);
  EXPECT_EQ(page.entries[0].activity.what, std::vector{Happening::invoice_paid});
}

TEST(Activity, ShowsTheAddressOfOnesOwnActsAlone) {
  for (const auto& [principal, shown] : {std::pair{app, false}, std::pair{portal_session, true}}) {
    Envelope head;
    head.stream = "customer/cus_a";
    head.version = 1;
    head.type = TokenRevoked::type;
    head.action = "customer_token.revoke";
    head.principal = principal;
    head.ip = Personal<std::string>{Sealed{"aXA"}};
    const auto data = write_message(revoked("cst_1"));
    const auto event = RecordedEvent::parse(write_stored(1, test::epoch, write_tail(head, data)));
    ASSERT_TRUE(event);
    const auto page = activity(*test::rows_after(std::span{&*event, 1}));
    ASSERT_EQ(page.entries.size(), 1U);
    EXPECT_EQ(page.entries[0].activity.ip.has_value(), shown);
  }
}

TEST(Activity, IsPagedThroughLooksWithoutLosingAnything) {
  WrittenLog log;
  for (int at = 0; at < 7; ++at) {
    log.customer("cus_a", revoked("cst_" + std::to_string(at)), portal_session);
    for (int look = 0; look < 20; ++look) log.customer("cus_a", did("portal.view"), portal_session);
    log.customer("cus_b", revoked("cst_b"), portal_session);
  }
  for (const std::size_t batch : {1U, 10U, 1000U}) {
    const auto views = test::rows_after(log.events(), batch);
    std::vector<std::string> seen;
    ActivityQuery query{CustomerId{"cus_a"}};
    query.limit = 3;
    for (bool more = true; more;) {
      const auto page = activity(*views, query);
      more = page.has_more;
      ASSERT_EQ(page.entries.size(), more ? 3U : 1U);
      for (const auto& entry : page.entries) seen.push_back(entry.subject.id);
      query.starting_after = std::stoull(page.entries.back().activity.id);
    }
    const std::vector<std::string> all{"cst_6", "cst_5", "cst_4", "cst_3",
                                       "cst_2", "cst_1", "cst_0"};
    EXPECT_EQ(seen, all) << "batches of " << batch;
    query.starting_after.reset();
    query.ending_before = std::stoull(activity(*views).entries.at(4).activity.id);
    const auto newer = activity(*views, query);
    ASSERT_EQ(newer.entries.size(), 3U);
    EXPECT_EQ(newer.entries.front().subject.id, "cst_5");
    EXPECT_EQ(newer.entries.back().subject.id, "cst_3");
    EXPECT_TRUE(newer.has_more);
  }
}

TEST(Activity, KnowsEveryEventThatItNames) {
  // A name that no event has would tell nothing, silently.
  std::vector<std::string_view> types;
  Alternatives<CustomerEvent>::for_each([&]<class T>(std::type_identity<T> /*alternative*/) {
    if (happening_of(T::type)) types.push_back(T::type);
  });
  EXPECT_EQ(types.size(), 37U);
}

TEST(Activity, KnowsEveryCommandThatMayBeTriedInVain) {
  std::vector<std::string_view> types;
  Alternatives<CustomerCommand>::for_each([&]<class T>(std::type_identity<T> /*alternative*/) {
    if (happening_of_action(T::type, ActionOutcome::refused)) types.push_back(T::type);
  });
  EXPECT_EQ(types.size(), 14U);
}

} // namespace
} // namespace portal
