// How subscriptions end, and how that is undone.

#include "tests/events/billing_world.hpp"

namespace portal::testing {
namespace {

const SubscriptionId sub_1{"sub_1"};

World subscribed() {
  World world;
  world.card("pm_card_visa");
  EXPECT_EQ(world.subscribe("price_pro"), "");
  world.happened();
  return world;
}

UpdateSubscription cancel_at_period_end(bool value) {
  UpdateSubscription ask;
  ask.id = sub_1;
  ask.cancel_at_period_end = value;
  return ask;
}

TEST(Cancellation, NowEndsAtOnce) {
  World world = subscribed();
  EXPECT_EQ(world.ask(CancelSubscription{sub_1, {}}), "");
  EXPECT_EQ(world.happened(), Types{"subscription.canceled"});
  EXPECT_EQ(world.status(), "canceled");
  EXPECT_EQ(world.subscription().ended_at, world.now);
  EXPECT_FALSE(billing_due(world.state));
  EXPECT_EQ(world.ask(CancelSubscription{sub_1, {}}), "subscription_already_canceled");
}

TEST(Cancellation, AtPeriodEndRunsToTheEndAndChargesNothingMore) {
  World world = subscribed();
  EXPECT_EQ(world.ask(CancelSubscription{sub_1, CancelWhen::period_end}), "");
  EXPECT_EQ(world.status(), "active");
  EXPECT_EQ(world.subscription().cancel_at, at("2026-02-28T10:00:00Z"));
  EXPECT_EQ(
    world.ask(CancelSubscription{sub_1, CancelWhen::period_end}), "cancellation_already_scheduled"
  );
  world.happened();
  world.advance("2027-01-01T00:00:00Z");
  EXPECT_EQ(world.happened(), Types{"subscription.canceled"});
  EXPECT_EQ(world.subscription().ended_at, at("2026-02-28T10:00:00Z"));
  EXPECT_EQ(world.subscription().canceled_at, at(start_of_2026));
}

TEST(Cancellation, IsUndoneBeforeThePeriodEnds) {
  World world = subscribed();
  EXPECT_EQ(world.ask(cancel_at_period_end(true)), "");
  EXPECT_EQ(world.ask(cancel_at_period_end(true)), "");
  EXPECT_EQ(world.ask(cancel_at_period_end(false)), "");
  EXPECT_EQ(
    world.happened(), (Types{"subscription.cancel_scheduled", "subscription.cancel_undone"})
  );
  EXPECT_FALSE(world.subscription().cancel_at);
  EXPECT_EQ(world.ask(ReactivateSubscription{sub_1}), "subscription_not_canceled");
  world.advance("2026-02-28T10:00:00Z");
  EXPECT_EQ(world.status(), "active");
}

TEST(Cancellation, OfAnIncompleteOneVoidsItsInvoice) {
  World world;
  world.subscribe("price_pro");
  EXPECT_EQ(
    world.ask(CancelSubscription{sub_1, CancelWhen::period_end}), "subscription_incomplete"
  );
  world.happened();
  EXPECT_EQ(world.ask(CancelSubscription{sub_1, {}}), "");
  EXPECT_EQ(world.happened(), (Types{"subscription.canceled", "invoice.voided"}));
}

TEST(Cancellation, OfATrialNeverCharges) {
  World world;
  world.card("pm_card_visa");
  world.catalog.prices[PriceId{"price_pro"}].trial_days = 7;
  world.subscribe("price_pro");
  EXPECT_EQ(world.ask(cancel_at_period_end(true)), "");
  world.advance("2027-01-01T00:00:00Z");
  EXPECT_EQ(world.status(), "canceled");
  EXPECT_TRUE(world.state.billing.invoices.empty());
}

TEST(Cancellation, OfAPastDueOneStopsCollecting) {
  World world = subscribed();
  world.card("pm_card_visa_chargeDeclined");
  world.advance("2026-02-28T10:00:00Z");
  world.happened();
  EXPECT_EQ(world.ask(CancelSubscription{sub_1, {}}), "");
  EXPECT_EQ(world.happened(), (Types{"subscription.canceled", "invoice.collection_stopped"}));
  EXPECT_FALSE(billing_due(world.state));
  world.card("pm_card_visa");
  EXPECT_EQ(world.ask(PayInvoice{world.invoice().id, {}}), "");
  EXPECT_EQ(world.status(), "canceled");
}

TEST(Reactivation, AfterTheEndStartsAnewOnTheSameTermsOnce) {
  World world = subscribed();
  world.ask(CancelSubscription{sub_1, {}});
  world.catalog.prices[PriceId{"price_pro"}].trial_days = 30;
  world.happened();
  EXPECT_EQ(world.ask(ReactivateSubscription{sub_1}), "");
  EXPECT_EQ(world.happened().front(), "subscription.created");
  const std::string anew = world.subject.id;
  EXPECT_NE(anew, "sub_1");
  EXPECT_EQ(world.status(anew), "active");
  // It ended and began in one moment: nothing of what was paid is used, and nothing is paid again.
  ASSERT_EQ(world.invoice(anew).lines.size(), 2U);
  EXPECT_EQ(world.invoice(anew).lines[0].amount, -2000);
  EXPECT_EQ(world.invoice(anew).lines[1].amount, 2000);
  EXPECT_EQ(world.subscription(anew).replaces, sub_1);
  EXPECT_EQ(world.subscription().replaced_by, SubscriptionId{anew});
  EXPECT_EQ(world.ask(ReactivateSubscription{sub_1}), "subscription_already_reactivated");
}

TEST(Reactivation, ThroughCancelAtPeriodEndFalseStartsAnewToo) {
  World world = subscribed();
  world.ask(CancelSubscription{sub_1, {}});
  EXPECT_EQ(world.ask(cancel_at_period_end(false)), "");
  EXPECT_EQ(world.status(world.subject.id), "active");
}

TEST(Reactivation, IsRefusedWhenThePriceIsNoLongerSold) {
  World world = subscribed();
  world.ask(CancelSubscription{sub_1, {}});
  world.catalog.prices[PriceId{"price_pro"}].active = false;
  EXPECT_EQ(world.ask(ReactivateSubscription{sub_1}), "price_archived");
}

TEST(Subscription, ChangesMetadataByKey) {
  World world = subscribed();
  UpdateSubscription ask;
  ask.id = sub_1;
  ask.metadata = MetadataPatch{{{"a", "1"}, {"b", "2"}}};
  EXPECT_EQ(world.ask(ask), "");
  ask.metadata = MetadataPatch{{{"a", std::nullopt}, {"c", "3"}}};
  EXPECT_EQ(world.ask(ask), "");
  EXPECT_EQ(world.subscription().metadata, (Metadata{{"b", "2"}, {"c", "3"}}));
}

TEST(Subscription, IsRefusedWhenItHasMovedOn) {
  World world = subscribed();
  world.if_version = 1;
  EXPECT_EQ(world.ask(CancelSubscription{sub_1, {}}), "version_mismatch");
  world.if_version = static_cast<Version>(world.subscription().version);
  EXPECT_EQ(world.ask(CancelSubscription{sub_1, {}}), "");
}

TEST(Subscription, ThatIsUnknownIsNotFound) {
  World world;
  EXPECT_EQ(world.ask(CancelSubscription{SubscriptionId{"sub_x"}, {}}), "subscription_not_found");
}

TEST(Subscription, SaysWhatMayBeAskedOfItAndWhyNot) {
  World world = subscribed();
  const auto allowed = [&](std::string_view action) {
    for (const AllowedAction& one : allowed_actions(world.subscription())) {
      if (one.action == action) {
        EXPECT_EQ(one.allowed, !one.reason.has_value());
        return one.allowed;
      }
    }
    ADD_FAILURE() << action;
    return false;
  };
  EXPECT_TRUE(allowed("cancel_at_period_end"));
  EXPECT_FALSE(allowed("reactivate"));
  world.ask(cancel_at_period_end(true));
  EXPECT_FALSE(allowed("cancel_at_period_end"));
  EXPECT_TRUE(allowed("reactivate"));
  world.ask(CancelSubscription{sub_1, {}});
  EXPECT_FALSE(allowed("update"));
  EXPECT_FALSE(allowed("cancel"));
  EXPECT_TRUE(allowed("reactivate"));
}

TEST(Deletion, EndsEverythingThatWouldBillAgain) {
  World world = subscribed();
  world.subscribe("price_basic", "sub_2");
  world.card("pm_card_visa_chargeDeclined");
  world.subscribe("price_pro", "sub_3");
  EXPECT_EQ(renewing_subscriptions(world.state).size(), 3U);
  const auto decision = end_billing(world.state, world.context(world.now));
  ASSERT_TRUE(decision);
  for (const CustomerEvent& event : decision->events) fold(world.state, event, 99, world.now);
  EXPECT_EQ(world.status("sub_1"), "canceled");
  EXPECT_EQ(world.status("sub_2"), "canceled");
  EXPECT_EQ(world.status("sub_3"), "canceled");
  EXPECT_EQ(world.invoice("sub_3").status, InvoiceStatus::voided);
  EXPECT_FALSE(billing_due(world.state));
  EXPECT_TRUE(renewing_subscriptions(world.state).empty());
}

} // namespace
} // namespace portal::testing
