// Changes that wait for the period's end, and changes that are refused.

#include "events/subscription_items.hpp"
#include "tests/events/subscription_asks.hpp"

namespace portal::testing {
namespace {

// -- with the period's end ----------------------------------------------------------------------------

UpdateSubscription later(UpdateSubscription ask) {
  ask.effective = EffectiveWhen::period_end;
  return ask;
}

TEST(PendingChange, ComesWithThePeriodsEnd) {
  World world = subscriber("price_pro");
  world.advance(half);
  ASSERT_EQ(world.ask(later(to_price("price_basic"))), "");
  EXPECT_EQ(world.subscription().items[0].price, PriceId{"price_pro"});
  EXPECT_EQ(world.subscription().pending_change->effective_at, at("2026-05-01T00:00:00Z"));
  world.advance("2026-05-01T00:00:00Z");
  EXPECT_EQ(amounts(world.invoice().lines), (Amounts{500}));
  EXPECT_FALSE(world.subscription().pending_change);
}

TEST(PendingChange, ToAnotherIntervalIsCountedFromThere) {
  World world = subscriber("price_pro");
  world.advance(half);
  ASSERT_EQ(world.ask(later(to_price("price_year"))), "");
  world.advance("2026-05-01T00:00:00Z");
  EXPECT_EQ(amounts(world.invoice().lines), (Amounts{12'000}));
  EXPECT_EQ(world.subscription().current_period_end, at("2027-05-01T00:00:00Z"));
}

TEST(PendingChange, CanBeUndone) {
  World world = subscriber("price_pro");
  ASSERT_EQ(world.ask(later(to_price("price_basic"))), "");
  UpdateSubscription undo;
  undo.id = SubscriptionId{"sub_1"};
  undo.pending_change = Patch<RawJson>::null();
  ASSERT_EQ(world.ask(undo), "");
  EXPECT_EQ(world.ask(undo), "no_pending_change");
  undo.pending_change = RawJson{"{}"};
  EXPECT_EQ(world.ask(undo), "parameter_invalid");
  world.advance("2026-05-01T00:00:00Z");
  EXPECT_EQ(world.invoice().total, 2000);
}

TEST(PendingChange, GivesWayToAChangeNowAndToACancellation) {
  World world = subscriber("price_pro");
  ASSERT_EQ(world.ask(later(to_price("price_basic"))), "");
  ASSERT_EQ(world.ask(to_price("price_ten")), "");
  EXPECT_FALSE(world.subscription().pending_change);
  ASSERT_EQ(world.ask(later(to_price("price_basic"))), "");
  ASSERT_EQ(world.ask(CancelSubscription{SubscriptionId{"sub_1"}, CancelWhen::period_end}), "");
  EXPECT_FALSE(world.subscription().pending_change);
  EXPECT_EQ(world.ask(later(to_price("price_basic"))), "cancellation_already_scheduled");
}

// -- the end ------------------------------------------------------------------------------------------

TEST(SubscriptionEnd, CollectsWhatWaits) {
  World world = subscriber("price_ten");
  world.advance(half);
  ASSERT_EQ(world.ask(to_price("price_pro")), "");
  ASSERT_EQ(world.ask(CancelSubscription{SubscriptionId{"sub_1"}, CancelWhen::now}), "");
  EXPECT_EQ(world.invoice().total, 500);
  EXPECT_EQ(world.invoice().billing_reason, BillingReason::subscription_cancel);
}

TEST(SubscriptionEnd, CreditsUnusedTimeWhereThatIsAsked) {
  World world = subscriber("price_ten");
  world.advance(half);
  CancelSubscription ask{SubscriptionId{"sub_1"}, CancelWhen::now};
  ask.proration_behavior = ProrationBehavior::create_prorations;
  ASSERT_EQ(world.ask(ask), "");
  EXPECT_EQ(world.state.customer->balance, -500);
  // And not again when it goes on.
  ASSERT_EQ(world.ask(ReactivateSubscription{SubscriptionId{"sub_1"}}), "");
  EXPECT_EQ(world.invoice(world.subject.id).total, 1000);
}

TEST(SubscriptionEnd, BeforeItsTimeIsNotPaidForTwiceWhenItGoesOn) {
  World world = subscriber("price_ten");
  world.advance(half);
  ASSERT_EQ(world.ask(CancelSubscription{SubscriptionId{"sub_1"}, CancelWhen::now}), "");
  ASSERT_EQ(world.ask(ReactivateSubscription{SubscriptionId{"sub_1"}}), "");
  const Invoice& invoice = world.invoice(world.subject.id);
  EXPECT_EQ(amounts(invoice.lines), (Amounts{-500, 1000}));
}

// -- refusals -----------------------------------------------------------------------------------------

struct Refused {
  UpdateSubscription ask;
  std::string code;
  std::string param;
};

TEST(SubscriptionChange, IsRefusedByName) {
  World world = subscriber("price_ten");
  world.add_price("price_weekly", 300).recurring = Recurring{Interval::week, 1};
  const SubscriptionItemId item = world.subscription().items[0].id;
  UpdateSubscription nothing;
  nothing.id = SubscriptionId{"sub_1"};
  nothing.proration_behavior = ProrationBehavior::none;
  UpdateSubscription both = to_price("price_pro");
  both.items = {{{}, PriceId{"price_basic"}, {}, {}}};
  UpdateSubscription none = to_price("price_ten");
  none.quantity = 0;
  UpdateSubscription anchor = later(to_price("price_pro"));
  anchor.billing_cycle_anchor = BillingCycleAnchor::now;
  const std::vector<Refused> table{
    {to_price("price_none"), "price_not_found", "price"},
    {to_price("price_old"), "price_archived", "price"},
    {to_price("price_once"), "price_not_recurring", "price"},
    {to_price("price_eur"), "currency_mismatch", "price"},
    {to_items({{{}, PriceId{"price_weekly"}, {}, {}}}), "interval_mismatch", "price"},
    {to_items({{{}, PriceId{"price_ten"}, {}, {}}}), "price_repeated", "price"},
    {to_items({{item, {}, {}, true}}), "items_empty", "items"},
    {to_items({{SubscriptionItemId{"si_none"}, {}, 2, {}}}), "subscription_item_not_found",
     "items[0].id"},
    {to_items({{{}, {}, 2, {}}}), "parameter_missing", "items[0].price"},
    {to_items({{item, {}, 2, true}}), "parameters_exclusive", "items[0].deleted"},
    {both, "parameters_exclusive", "items"},
    {none, "parameter_out_of_range", "quantity"},
    {anchor, "parameters_exclusive", "billingCycleAnchor"},
    {nothing, "change_missing", "price"},
  };
  for (const Refused& row : table) {
    EXPECT_EQ(world.ask(row.ask), row.code);
    if (!world.refusal) continue;
    EXPECT_EQ(world.refusal->param, row.param) << row.code;
    EXPECT_GT(world.refusal->message.size(), 20U) << row.code;
  }
  ASSERT_EQ(world.ask(to_items({{{}, PriceId{"price_basic"}, {}, {}}})), "");
  EXPECT_EQ(world.ask(to_price("price_pro")), "item_ambiguous");
  ASSERT_EQ(world.ask(CancelSubscription{SubscriptionId{"sub_1"}, CancelWhen::now}), "");
  EXPECT_EQ(world.ask(to_price("price_pro")), "subscription_already_canceled");
}

} // namespace
} // namespace portal::testing
