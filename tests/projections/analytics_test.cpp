#include <gtest/gtest.h>

#include "projections/analytics.hpp"
#include "tests/projections/written_log.hpp"

namespace portal {
namespace {

using test::WrittenLog;

const SubscriptionId sub{"sub_1"};

ReportCounts counts_of(const WrittenLog& log, const ReportQuery& query) {
  const auto views = test::rows_after(log.events());
  static constexpr std::string_view metrics[] = {
    "started",           "outcome",         "reason",         "score",
    "offer_eligible",    "offer_shown",     "offer_accepted", "offer_declined",
    "offer_lost_30",     "offer_lost_60",   "offer_lost_90",  "offer_revenue",
    "customers_exposed", "customers_saved", "customers_left", "session_created",
    "session_opened",    "action",          "flow_started",   "flow_finished",
    "flow_left"};
  const auto counts = report_counts(*views->snapshot(), query, metrics);
  if (!counts) throw std::runtime_error(counts.error().message);
  return *counts;
}

/// Everything that the log tells of.
ReportQuery whole() { return {report_day(test::epoch) - 1, report_day(test::epoch) + 400, {}}; }

Cancellation begun(const std::string& id, std::string_view country, std::string_view variant) {
  Cancellation story;
  story.id = CancellationId{id};
  story.customer = CustomerId{"cus_a"};
  story.subscription = sub;
  story.configuration = {ConfigurationId{"pc_1"}, 1};
  story.product = ProductId{"prod_pro"};
  story.price = PriceId{"price_pro"};
  story.country = std::string{country};
  story.eligible = {"half"};
  story.assignment = Assignment{"exp", std::string{variant}, 1, 100};
  return story;
}

CancellationOfferShown shown(const std::string& id) {
  CancellationOfferShown event;
  event.id = CancellationId{id};
  event.offer.offer = "half";
  return event;
}

CancellationConfirmed confirmed(const std::string& id, std::int64_t score) {
  CancellationConfirmed event;
  event.id = CancellationId{id};
  event.subscription = sub;
  event.survey = ExitSurvey{CancellationReason::unused, {}, score};
  return event;
}

/// Two cancellations: one that an offer ended, one that was confirmed.
WrittenLog two_stories() {
  WrittenLog log;
  log.customer("cus_a", CancellationStarted{begun("can_1", "DE", "control")});
  log.customer("cus_a", shown("can_1"));
  log.customer(
    "cus_a",
    CancellationOfferAccepted{
      CancellationId{"can_1"}, sub, "half", OfferType::discount, test::epoch + Millis{3'000}}
  );
  log.customer("cus_b", CancellationStarted{begun("can_2", "FR", "gift")});
  log.customer("cus_b", shown("can_2"));
  log.customer("cus_b", CancellationOfferDeclined{CancellationId{"can_2"}, "half", test::epoch});
  log.customer("cus_b", confirmed("can_2", 9));
  return log;
}

TEST(Analytics, CountsStoriesOffersReasonsAndScores) {
  const auto counts = counts_of(two_stories(), whole());
  EXPECT_EQ(counts.total("started"), 2);
  EXPECT_EQ(counts.total("outcome", "retained"), 1);
  EXPECT_EQ(counts.total("outcome", "canceled"), 1);
  EXPECT_EQ(counts.total("offer_eligible", "half"), 2);
  EXPECT_EQ(counts.total("offer_shown", "half"), 2);
  EXPECT_EQ(counts.total("offer_accepted", "half"), 1);
  EXPECT_EQ(counts.total("offer_declined", "half"), 1);
  EXPECT_EQ(counts.total("reason", "unused"), 1);
  EXPECT_EQ(counts.total("score", "9"), 1);
}

TEST(Analytics, NarrowsByOneDimensionAndBySeveral) {
  const auto log = two_stories();
  const auto narrowed = [&](ReportDimensions only) {
    ReportQuery query = whole();
    query.only = std::move(only);
    return counts_of(log, query).total("started");
  };
  EXPECT_EQ(narrowed({"prod_pro", "", "", ""}), 2);
  EXPECT_EQ(narrowed({"", "price_pro", "", ""}), 2);
  EXPECT_EQ(narrowed({"", "", "DE", ""}), 1);
  EXPECT_EQ(narrowed({"", "", "", "exp/gift"}), 1);
  EXPECT_EQ(narrowed({"prod_pro", "", "FR", ""}), 1);
  EXPECT_EQ(narrowed({"prod_pro", "", "FR", "exp/control"}), 0);
  EXPECT_EQ(narrowed({"prod_free", "", "", ""}), 0);
}

TEST(Analytics, LeavesOutWhatIsOutsideThePeriod) {
  ReportQuery query = whole();
  query.first = report_day(test::epoch) + 1;
  EXPECT_EQ(counts_of(two_stories(), query).total("started"), 0);
  query.first = report_day(test::epoch);
  query.last = query.first;
  EXPECT_EQ(counts_of(two_stories(), query).total("started"), 2);
}

TEST(Analytics, FindsTheNewestCommentsOfAPeriodUnderWhatItIsNarrowedTo) {
  auto log = two_stories();
  for (const std::string id : {"can_3", "can_4", "can_5"}) {
    log.customer("cus_c", CancellationStarted{begun(id, id == "can_4" ? "DE" : "FR", "gift")});
    auto said = confirmed(id, 3);
    said.survey->feedback = Personal<std::string>{"Too slow."};
    log.customer("cus_c", said);
  }
  const auto views = test::rows_after(log.events());
  const auto found = [&](const ReportQuery& query, std::size_t limit) {
    return newest_commented(*views->snapshot(), query, limit).value();
  };
  using Ids = std::vector<CancellationId>;
  const CancellationId third{"can_3"}, fourth{"can_4"}, fifth{"can_5"};
  EXPECT_EQ(found(whole(), 10), (Ids{fifth, fourth, third})); // can_2 said nothing
  EXPECT_EQ(found(whole(), 2), (Ids{fifth, fourth}));
  ReportQuery narrowed = whole();
  narrowed.only.country = "DE";
  EXPECT_EQ(found(narrowed, 10), Ids{fourth});
  ReportQuery earlier = whole();
  earlier.last = report_day(test::epoch) - 1;
  EXPECT_EQ(found(earlier, 10), Ids{});
}

TEST(Analytics, WatchesThoseWhoStayed) {
  auto log = two_stories();
  InvoiceCreated drafted;
  drafted.invoice.id = InvoiceId{"in_1"};
  drafted.invoice.customer = CustomerId{"cus_a"};
  drafted.invoice.subscription = sub;
  drafted.invoice.currency = *Currency::parse("usd");
  log.customer("cus_a", drafted);
  InvoicePaid paid;
  paid.id = InvoiceId{"in_1"};
  paid.amount_paid = 1'500;
  log.customer("cus_a", paid);
  const Instant after_45_days = test::epoch + Millis{std::chrono::hours{24 * 45}};
  log.customer("cus_a", SubscriptionCanceled{sub, after_45_days, after_45_days, {}});
  const auto counts = counts_of(log, whole());
  EXPECT_EQ(counts.total("offer_revenue", "half/usd"), 1'500);
  EXPECT_EQ(counts.total("offer_lost_30", "half"), 0);
  EXPECT_EQ(counts.total("offer_lost_60", "half"), 1);
  EXPECT_EQ(counts.total("offer_lost_90", "half"), 1);
}

TEST(Analytics, JudgesEachOfferThatKeptTheSameSubscription) {
  auto log = two_stories();
  log.customer("cus_a", CancellationStarted{begun("can_7", "DE", "control")});
  const Instant again = test::epoch + Millis{std::chrono::hours{24 * 20}};
  log.customer(
    "cus_a",
    CancellationOfferAccepted{CancellationId{"can_7"}, sub, "gift", OfferType::credit, again}
  );
  const Instant ended = again + Millis{std::chrono::hours{24 * 29}};
  log.customer("cus_a", SubscriptionCanceled{sub, ended, ended, {}});
  const auto counts = counts_of(log, whole());
  EXPECT_EQ(counts.total("offer_lost_30", "half"), 0);
  EXPECT_EQ(counts.total("offer_lost_60", "half"), 1);
  EXPECT_EQ(counts.total("offer_lost_30", "gift"), 1);
  const auto& lost = counts.series("offer_lost_90", "gift");
  EXPECT_EQ(lost.on(report_day(again)), 1);
  EXPECT_EQ(lost.until(report_day(again) - 1), 0);
  EXPECT_EQ(lost.until(report_day(ended)), 1);
}

TEST(Analytics, CountsACustomerOnceInAVariantHoweverOftenItBegins) {
  WrittenLog log;
  for (const std::string id : {"can_1", "can_2", "can_3"}) {
    log.customer("cus_a", CancellationStarted{begun(id, "DE", "gift")});
    log.customer("cus_a", shown(id));
    log.customer(
      "cus_a",
      CancellationOfferAccepted{CancellationId{id}, sub, "half", OfferType::discount, test::epoch}
    );
  }
  log.customer("cus_b", CancellationStarted{begun("can_4", "FR", "gift")});
  log.customer("cus_b", confirmed("can_4", 3));
  ReportQuery of_variant = whole();
  of_variant.only.variant = "exp/gift";
  const auto counts = counts_of(log, of_variant);
  EXPECT_EQ(counts.total("started"), 4);
  EXPECT_EQ(counts.total("customers_exposed"), 2);
  EXPECT_EQ(counts.total("customers_saved"), 1);
  EXPECT_EQ(counts.total("customers_left"), 1);
  of_variant.only.country = "FR";
  EXPECT_EQ(counts_of(log, of_variant).total("customers_exposed"), 1);
}

SubscriptionCreated subscribed(const SubscriptionId& id, std::string_view name) {
  SubscriptionCreated event;
  event.subscription.id = id;
  event.subscription.customer = CustomerId{"cus_a"};
  event.subscription.currency = *Currency::parse("usd");
  SubscriptionItem item;
  item.id = SubscriptionItemId{"si_1"};
  item.terms.currency = event.subscription.currency;
  item.price = PriceId{"price_" + std::string{name}};
  item.terms.product = ProductId{"prod_" + std::string{name}};
  event.subscription.items = {item};
  return event;
}

TEST(Analytics, CountsTheUseOfThePortalUnderWhatItsCustomerIsThen) {
  const auto session = [](const std::string& id) {
    SessionCreated created;
    created.id = SessionId{id};
    created.customer = CustomerId{"cus_a"};
    created.configuration = {ConfigurationId{"pc_1"}, 1};
    return created;
  };
  WrittenLog log;
  CustomerCreated customer;
  customer.id = CustomerId{"cus_a"};
  customer.country = "DE";
  log.customer("cus_a", customer);
  log.customer("cus_a", session("ps_1"));
  log.customer("cus_a", subscribed(sub, "pro"));
  log.customer("cus_a", session("ps_2"));
  CustomerUpdated moved;
  moved.id = customer.id;
  moved.country = "FR";
  log.customer("cus_a", moved);
  log.customer("cus_a", session("ps_3"));
  log.customer("cus_a", SubscriptionCanceled{sub, test::epoch, test::epoch, {}});
  log.customer("cus_a", session("ps_4"));
  const auto made = [&](const ReportDimensions& only) {
    ReportQuery query = whole();
    query.only = only;
    return counts_of(log, query).total("session_created");
  };
  EXPECT_EQ(made({}), 4);
  EXPECT_EQ(made({"prod_pro", "", "", ""}), 2);
  EXPECT_EQ(made({"", "price_pro", "", ""}), 2);
  EXPECT_EQ(made({"", "", "DE", ""}), 2);
  EXPECT_EQ(made({"prod_pro", "", "FR", ""}), 1);
}

TEST(Analytics, CountsSessionsActionsAndFlows) {
  const Principal in_flow{PrincipalKind::session, "ps_1"};
  WrittenLog log;
  for (const std::string id : {"ps_1", "ps_2"}) {
    SessionCreated created;
    created.id = SessionId{id};
    created.customer = CustomerId{"cus_a"};
    created.configuration = {ConfigurationId{"pc_1"}, 1};
    created.flow_data = FlowData{FlowType::subscription_cancel, sub, {}, {}, {}};
    log.customer("cus_a", created);
  }
  SessionOpened opened;
  opened.id = SessionId{"ps_1"};
  log.customer("cus_a", opened);
  CancellationStarted started{begun("can_1", "DE", "control")};
  log.customer("cus_a", started, in_flow);
  log.customer("cus_a", confirmed("can_1", 3), in_flow);
  log.customer("cus_a", SessionEnded{SessionId{"ps_1"}, SessionEnd::logout});
  log.customer("cus_a", SessionEnded{SessionId{"ps_2"}, SessionEnd::link_expired});
  const auto counts = counts_of(log, whole());
  EXPECT_EQ(counts.total("session_created"), 2);
  EXPECT_EQ(counts.total("session_opened"), 1);
  EXPECT_EQ(counts.total("action", "customer.change"), 2);
  EXPECT_EQ(counts.total("flow_started", "subscription_cancel"), 2);
  EXPECT_EQ(counts.total("flow_finished", "subscription_cancel"), 1);
  EXPECT_EQ(counts.total("flow_left", "subscription_cancel"), 1);
}

TEST(Analytics, CountsWhatCustomersDidAndLookedAtButNothingThatWasRefused) {
  const Principal customer{PrincipalKind::session, "ps_1"};
  const auto recorded = [](const std::string& action, ActionOutcome outcome) {
    return ActionRecorded{action, {}, outcome, {}, {}, {}};
  };
  WrittenLog log;
  log.customer("cus_a", recorded("portal.view", ActionOutcome::done), customer);
  log.customer("cus_a", recorded("portal.view", ActionOutcome::done), customer);
  log.customer("cus_a", recorded("invoice.download", ActionOutcome::refused), customer);
  log.customer("cus_a", ActionRefused{"invoice.pay", {}, "nothing_due", {}, ""}, customer);
  log.customer("cus_a", recorded("customer.read", ActionOutcome::done)); // by the app
  std::vector<CustomerEvent> both{
    CancellationStarted{begun("can_1", "DE", "control")}, CustomerEvent{shown("can_1")}};
  log.command("customer/cus_a", "cancellation.start", std::move(both), customer);
  const auto counts = counts_of(log, whole());
  EXPECT_EQ(counts.total("action", "portal.view"), 2);
  EXPECT_EQ(counts.total("action", "cancellation.start"), 1);
  EXPECT_EQ(counts.labels("action").size(), 2);
}

TEST(Analytics, AreTheSameHoweverTheLogIsCutIntoBatches) {
  const auto log = two_stories();
  const auto one = test::rows_after(log.events(), 1);
  const auto all = test::rows_after(log.events(), 1'000);
  EXPECT_EQ(test::dump(*one->snapshot()), test::dump(*all->snapshot()));
}

} // namespace
} // namespace portal
