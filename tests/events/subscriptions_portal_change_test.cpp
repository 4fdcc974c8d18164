// Changes and pauses that customers make themselves: their portal configuration says which and how.

#include <gtest/gtest.h>

#include "tests/events/portal_world.hpp"

namespace portal::testing {
namespace {

const SubscriptionId sub_1{"sub_1"};

AllowedProduct product(const std::string& id, std::optional<QuantityBounds> bounds = {}) {
  AllowedProduct made;
  made.choice.product = ProductId{id};
  made.choice.quantity = bounds;
  return made;
}

PortalFeatures updating() {
  PortalFeatures features;
  features.subscription_update.enabled = true;
  features.subscription_update.proration_behavior = ProrationBehavior::always_invoice;
  features.subscription_update.products = {
    product("prod_basic", QuantityBounds{1, 5}), product("prod_pro")};
  return features;
}

/// A subscriber to `price_basic` inside a session of a configuration with these features.
Given<CustomerState> inside(const PortalFeatures& features) {
  auto given = given_subscriber();
  add_price(given.catalog, "secret", 100);
  add_price(given.catalog, "year", 5'000);
  given.catalog.prices.at(PriceId{"price_year"}).recurring = Recurring{Interval::year, 1};
  add_configuration(given.catalog, "pc_1", features);
  enter_portal(given, R"("configuration":"pc_1")");
  return given;
}

UpdateSubscription change(const std::string& members) {
  return from_json<UpdateSubscription>(R"({"id":"sub_1",)" + members + "}");
}

constexpr auto forbidden = RefusalKind::forbidden;

TEST(PortalChange, IsChargedAsTheConfigurationSays) {
  auto given = inside(updating());
  given.when(change(R"("price":"price_pro")")).done();
  const auto& subscription = given.state.billing.subscriptions.at(sub_1);
  EXPECT_EQ(subscription.items[0].price, PriceId{"price_pro"});
  const Invoice& invoice = given.state.billing.invoices.at(*subscription.latest_invoice);
  EXPECT_EQ(invoice.billing_reason, BillingReason::subscription_update);
}

TEST(PortalChange, CannotChooseAnotherWayToBeCharged) {
  auto given = inside(updating());
  given.when(change(R"("price":"price_pro","prorationBehavior":"none")"))
    .refused(forbidden, "not_allowed_by_configuration", "prorationBehavior");
  given.when(change(R"("price":"price_pro","billingCycleAnchor":"now")"))
    .refused(forbidden, "not_allowed_by_configuration", "billingCycleAnchor");
  given.by(PrincipalKind::key, "sk_1")
    .when(change(R"("price":"price_pro","prorationBehavior":"none")"))
    .done();
}

TEST(PortalChange, IsToWhatTheConfigurationOffersAlone) {
  auto given = inside(updating());
  given.when(change(R"("price":"price_secret")"))
    .refused(forbidden, "price_not_in_configuration", "price");
  given.when(change(R"("items":[{"price":"price_secret"}])"))
    .refused(forbidden, "price_not_in_configuration", "price");
  given.by(PrincipalKind::key, "sk_1").when(change(R"("price":"price_secret")")).done();
}

TEST(PortalChange, KeepsQuantitiesWithinTheirBounds) {
  auto given = inside(updating());
  given.when(change(R"("quantity":6)")).refused(forbidden, "quantity_out_of_bounds", "quantity");
  given.when(change(R"("quantity":5)")).done();
  given.when(change(R"("price":"price_pro","quantity":4)"))
    .refused(forbidden, "quantity_not_adjustable", "quantity");
  given.when(change(R"("price":"price_pro")")).done();
}

TEST(PortalChange, RemovesOnlyWhatItCouldHaveAdded) {
  auto given = inside(updating());
  given.by(PrincipalKind::key, "sk_1");
  given.when(change(R"("items":[{"price":"price_secret"}])")).done();
  given.by(PrincipalKind::session, "ps_1");
  const auto items = given.state.billing.subscriptions.at(sub_1).items;
  const auto remove = [&](std::size_t at) {
    return change(R"("items":[{"id":")" + items[at].id.text() + R"(","deleted":true}])");
  };
  given.when(remove(1)).refused(forbidden, "price_not_in_configuration", "items");
  given.when(remove(0)).done();
}

TEST(PortalChange, IsRefusedWhereItIsOff) {
  auto given = inside(PortalFeatures{});
  given.when(change(R"("price":"price_pro")")).refused(forbidden, "not_allowed_by_configuration");
  given.when(from_json<PreviewSubscription>(R"({"id":"sub_1","price":"price_pro"})"))
    .refused(forbidden, "not_allowed_by_configuration");
}

TEST(PortalChange, ToLessWaitsForThePeriodsEndWhereThatIsAsked) {
  PortalFeatures features = updating();
  features.subscription_update.schedule_at_period_end =
    ScheduleAtPeriodEnd{{ScheduleCondition::decreasing_amount}};
  auto given = inside(features);
  given.when(change(R"("quantity":3)")).done();
  EXPECT_FALSE(given.state.billing.subscriptions.at(sub_1).pending_change);
  given.when(change(R"("quantity":2,"effective":"now")"))
    .refused(forbidden, "not_allowed_by_configuration", "effective");
  given.when(change(R"("quantity":2)")).then_types({"subscription.change_scheduled"});
  given.when(change(R"("pendingChange":null)")).then_types({"subscription.change_undone"});
}

TEST(PortalChange, ToAShorterIntervalWaitsForThePeriodsEndWhereThatIsAsked) {
  PortalFeatures features = updating();
  features.subscription_update.products.clear();
  features.subscription_update.schedule_at_period_end =
    ScheduleAtPeriodEnd{{ScheduleCondition::shortening_interval}};
  auto given = inside(features);
  given.when(change(R"("price":"price_year")")).done();
  EXPECT_FALSE(given.state.billing.subscriptions.at(sub_1).pending_change);
  given.when(change(R"("price":"price_pro")")).then_types({"subscription.change_scheduled"});
}

TEST(PortalChange, GoesByAQuoteAsForAnyoneElse) {
  auto given = inside(updating());
  given.when(from_json<PreviewSubscription>(R"({"id":"sub_1","price":"price_pro"})")).done();
  const Quote quote = given.state.billing.quotes.at(QuoteId{given.subject.id});
  given.after(std::chrono::minutes{5})
    .when(change(R"("quote":")" + quote.quote.text() + '"'))
    .done();
  const auto& subscription = given.state.billing.subscriptions.at(sub_1);
  EXPECT_EQ(
    given.state.billing.invoices.at(*subscription.latest_invoice).amount_due, quote.due_now.total
  );
}

PortalFeatures pausing(std::optional<std::int64_t> most) {
  PortalFeatures features;
  features.subscription_pause.enabled = true;
  features.subscription_pause.max_duration = most;
  return features;
}

TEST(PortalPause, LastsAtMostWhatTheConfigurationSays) {
  auto given = inside(pausing(90));
  const auto ask = [](const std::string& more) {
    return from_json<PauseSubscription>(R"({"id":"sub_1")" + more + "}");
  };
  given.when(ask(R"(,"maxDuration":91)")).refused(forbidden, "pause_too_long", "maxDuration");
  given.when(ask(R"(,"resumesAt":"2027-01-01T00:00:00Z")"))
    .refused(forbidden, "pause_too_long", "resumesAt");
  given.when(ask("")).done();
  const auto& pause = given.state.billing.subscriptions.at(sub_1).pause;
  EXPECT_EQ(*pause->resumes_at - pause->starts_at, std::chrono::days{90});
  given.when(ResumeSubscription{sub_1}).done();
}

TEST(PortalPause, IsRefusedWhereItIsOff) {
  auto given = inside(updating());
  given.when(from_json<PauseSubscription>(R"({"id":"sub_1"})"))
    .refused(forbidden, "not_allowed_by_configuration");
  given.when(ResumeSubscription{sub_1}).refused(forbidden, "not_allowed_by_configuration");
}

TEST(PortalCancellation, CreditsUnusedTimeWhereTheConfigurationSaysSo) {
  PortalFeatures features;
  features.subscription_cancel.enabled = true;
  features.subscription_cancel.mode = CancelMode::immediately;
  features.subscription_cancel.proration_behavior = ProrationBehavior::create_prorations;
  auto given = inside(features);
  given.when(CancelSubscription{sub_1, {}}).done();
  EXPECT_EQ(given.state.customer->balance, -500);
}

} // namespace
} // namespace portal::testing
