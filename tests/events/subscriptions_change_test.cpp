// Changing what a subscription is to: which changes may be, and what each costs.

#include "events/subscription_items.hpp"
#include "tests/events/subscription_asks.hpp"

namespace portal::testing {
namespace {

TEST(SubscriptionChange, FromTenToTwentyAtHalfThePeriodIsMinusFivePlusTen) {
  World world = subscriber("price_ten");
  world.advance(half);
  UpdateSubscription ask = to_price("price_pro");
  ask.proration_behavior = ProrationBehavior::always_invoice;
  ASSERT_EQ(world.ask(ask), "");
  EXPECT_EQ(amounts(world.invoice().lines), (Amounts{-500, 1000}));
  EXPECT_EQ(world.invoice().total, 500);
  EXPECT_EQ(world.invoice().status, InvoiceStatus::paid);
  EXPECT_EQ(world.invoice().billing_reason, BillingReason::subscription_update);
}

TEST(SubscriptionChange, FromFiveToTwentyAfterOneOfThirtyDaysIsMinus483Plus1933) {
  World world = subscriber("price_basic");
  world.advance(one_day);
  UpdateSubscription ask = to_price("price_pro");
  ask.proration_behavior = ProrationBehavior::always_invoice;
  ASSERT_EQ(world.ask(ask), "");
  EXPECT_EQ(amounts(world.invoice().lines), (Amounts{-483, 1933}));
  const ProrationBasis& basis = *world.invoice().lines[1].proration_basis;
  EXPECT_EQ(basis, (ProrationBasis{2000, 29 * 86'400, 30 * 86'400, 0}));
  EXPECT_EQ(world.invoice().lines[1].unit_amount, Decimal::from_integer(2000));
  EXPECT_EQ(
    world.invoice().lines[0].credit_for, world.all<InvoiceCreated>()[0].invoice.lines[0].id
  );
}

TEST(SubscriptionChange, WaitsForTheNextInvoiceUnlessItIsInvoicedAtOnce) {
  World world = subscriber("price_ten");
  world.advance(half);
  world.happened();
  ASSERT_EQ(world.ask(to_price("price_pro")), "");
  EXPECT_EQ(world.happened(), Types{"subscription.changed"});
  EXPECT_EQ(waiting(world), (Amounts{-500, 1000}));
  world.advance("2026-05-01T00:00:00Z");
  EXPECT_EQ(amounts(world.invoice().lines), (Amounts{-500, 1000, 2000}));
  EXPECT_EQ(waiting(world), Amounts{});
}

TEST(SubscriptionChange, WithoutProrationCostsFromTheNextPeriodOn) {
  World world = subscriber("price_ten");
  world.advance(half);
  UpdateSubscription ask = to_price("price_pro");
  ask.proration_behavior = ProrationBehavior::none;
  ASSERT_EQ(world.ask(ask), "");
  EXPECT_EQ(waiting(world), Amounts{});
  // What was charged is still ten: that, and no more, can be given back.
  ask = to_price("price_basic");
  ASSERT_EQ(world.ask(ask), "");
  EXPECT_EQ(waiting(world), (Amounts{-500, 250}));
}

TEST(SubscriptionChange, BackAndForthInOneMomentCostsNothing) {
  World world = subscriber("price_ten");
  world.advance(at("2026-04-11T07:13:21Z"));
  for (int turn = 0; turn < 5; ++turn) {
    ASSERT_EQ(world.ask(to_price("price_pro")), "");
    ASSERT_EQ(world.ask(to_price("price_ten")), "");
  }
  std::int64_t sum = 0;
  for (const std::int64_t amount : waiting(world)) sum += amount;
  EXPECT_EQ(sum, 0);
}

TEST(SubscriptionChange, OfQuantityIsProratedToo) {
  World world = subscriber("price_ten");
  world.advance(half);
  UpdateSubscription ask;
  ask.id = SubscriptionId{"sub_1"};
  ask.quantity = 3;
  ASSERT_EQ(world.ask(ask), "");
  EXPECT_EQ(waiting(world), (Amounts{-500, 1500}));
  EXPECT_EQ(world.subscription().items[0].quantity, 3);
  ASSERT_EQ(world.ask(to_price("price_pro")), "");
  EXPECT_EQ(world.subscription().items[0].quantity, 3);
}

TEST(SubscriptionChange, AddsChangesAndRemovesItems) {
  World world = subscriber("price_ten");
  const SubscriptionItemId first = world.subscription().items[0].id;
  world.advance(half);
  ASSERT_EQ(world.ask(to_items({{{}, PriceId{"price_basic"}, 2, {}}})), "");
  EXPECT_EQ(waiting(world), (Amounts{500}));
  const SubscriptionItemId second = world.subscription().items[1].id;
  ASSERT_EQ(world.ask(to_items({{first, {}, {}, true}, {second, {}, 1, {}}})), "");
  EXPECT_EQ(waiting(world), (Amounts{500, -500, -500, 250}));
  ASSERT_EQ(world.subscription().items.size(), 1U);
  EXPECT_EQ(world.subscription().items[0].id, second);
}

TEST(SubscriptionChange, BillsTheUsageOfAMeteredItemThatIsRemoved) {
  World world = subscriber("price_ten");
  ASSERT_EQ(world.ask(to_items({{{}, PriceId{"price_calls"}, {}, {}}})), "");
  const SubscriptionItemId calls = world.subscription().items[1].id;
  world.advance(half);
  note_usage(world.state, "api.call", world.now, RawJson{R"({"tokens":7})"}, 7);
  UpdateSubscription ask = to_items({{calls, {}, {}, true}});
  ask.proration_behavior = ProrationBehavior::none;
  ASSERT_EQ(world.ask(ask), "");
  EXPECT_EQ(waiting(world), (Amounts{21}));
  world.advance("2026-05-01T00:00:00Z");
  EXPECT_EQ(amounts(world.invoice().lines), (Amounts{21, 1000}));
}

TEST(SubscriptionChange, OfTheIntervalBeginsANewPeriodAndIsBilledAtOnce) {
  World world = subscriber("price_ten");
  world.advance(half);
  ASSERT_EQ(world.ask(to_price("price_year")), "");
  EXPECT_EQ(amounts(world.invoice().lines), (Amounts{-500, 12'000}));
  EXPECT_EQ(world.subscription().billing_anchor, at(half));
  EXPECT_EQ(world.subscription().current_period_end, at("2027-04-16T00:00:00Z"));
}

TEST(SubscriptionChange, OfTheIntervalWithoutProrationGivesNothingBack) {
  World world = subscriber("price_ten");
  world.advance(half);
  UpdateSubscription ask = to_price("price_year");
  ask.proration_behavior = ProrationBehavior::none;
  ASSERT_EQ(world.ask(ask), "");
  EXPECT_EQ(amounts(world.invoice().lines), (Amounts{12'000}));
}

TEST(SubscriptionChange, FromFreeToPaidBeginsANewPeriod) {
  World world = subscriber("price_free");
  world.advance(half);
  ASSERT_EQ(world.ask(to_price("price_pro")), "");
  EXPECT_EQ(amounts(world.invoice().lines), (Amounts{2000}));
  EXPECT_EQ(world.subscription().current_period_start, at(half));
  World unchanged = subscriber("price_free");
  unchanged.advance(half);
  UpdateSubscription ask = to_price("price_pro");
  ask.billing_cycle_anchor = BillingCycleAnchor::unchanged;
  ASSERT_EQ(unchanged.ask(ask), "");
  EXPECT_EQ(waiting(unchanged), (Amounts{1000}));
}

TEST(SubscriptionChange, OfTheAnchorAloneBillsANewPeriodLessTheRestOfTheOld) {
  World world = subscriber("price_ten");
  world.advance(half);
  UpdateSubscription ask;
  ask.id = SubscriptionId{"sub_1"};
  ask.billing_cycle_anchor = BillingCycleAnchor::now;
  ASSERT_EQ(world.ask(ask), "");
  EXPECT_EQ(amounts(world.invoice().lines), (Amounts{-500, 1000}));
  EXPECT_EQ(world.subscription().current_period_end, at("2026-05-16T00:00:00Z"));
}

TEST(SubscriptionChange, ToSomethingCheaperCreditsTheBalance) {
  World world = subscriber("price_pro");
  world.advance(half);
  UpdateSubscription ask = to_price("price_basic");
  ask.proration_behavior = ProrationBehavior::always_invoice;
  ASSERT_EQ(world.ask(ask), "");
  EXPECT_EQ(world.invoice().total, -750);
  EXPECT_EQ(world.invoice().status, InvoiceStatus::paid);
  EXPECT_EQ(world.state.customer->balance, -750);
  world.advance("2026-05-01T00:00:00Z");
  EXPECT_EQ(world.invoice().amount_due, 0);
  EXPECT_EQ(world.state.customer->balance, -250);
}

TEST(SubscriptionChange, GivesBackNoMoreThanADiscountLeft) {
  World world{april};
  world.add_price("price_ten", 1000);
  world.add_coupon("cou_1", CouponDuration::forever).percent_off = *Decimal::parse("50");
  world.card("pm_card_visa");
  CreateSubscription create;
  create.id = SubscriptionId{"sub_1"};
  create.price = PriceId{"price_ten"};
  create.coupon = CouponId{"cou_1"};
  ASSERT_EQ(world.ask(create), "");
  world.advance(half);
  UpdateSubscription ask = to_price("price_pro");
  ask.proration_behavior = ProrationBehavior::always_invoice;
  ASSERT_EQ(world.ask(ask), "");
  // The discount is inside, and is taken off no second time.
  EXPECT_EQ(amounts(world.invoice().lines), (Amounts{-250, 500}));
  EXPECT_EQ(world.invoice().discount_total, 0);
}

TEST(SubscriptionChange, KeepsACouponForOneInvoiceForAWholeOne) {
  World world = subscriber("price_ten");
  world.add_coupon("cou_1", CouponDuration::once).percent_off = *Decimal::parse("50");
  world.advance(half);
  UpdateSubscription ask = to_price("price_pro");
  ask.coupon = CouponId{"cou_1"};
  ask.proration_behavior = ProrationBehavior::always_invoice;
  ASSERT_EQ(world.ask(ask), "");
  EXPECT_EQ(amounts(world.invoice().lines), (Amounts{-500, 1000}));
  EXPECT_TRUE(world.subscription().discount);
  world.advance("2026-05-01T00:00:00Z");
  EXPECT_EQ(world.invoice().total, 1000);
  EXPECT_FALSE(world.subscription().discount);
}

TEST(SubscriptionChange, SharesAnAmountOffAmongAllItemsOnce) {
  World world{april};
  world.add_price("price_ten", 1000);
  world.add_price("price_addon", 1000);
  Coupon& coupon = world.add_coupon("cou_1", CouponDuration::forever);
  coupon.amount_off = 1000;
  coupon.currency = usd();
  world.card("pm_card_visa");
  CreateSubscription create;
  create.id = SubscriptionId{"sub_1"};
  create.items = {{PriceId{"price_ten"}, {}}, {PriceId{"price_addon"}, {}}};
  create.coupon = CouponId{"cou_1"};
  ASSERT_EQ(world.ask(create), "");
  world.advance(half);
  const SubscriptionItemId addon = world.subscription().items[1].id;
  ASSERT_EQ(world.ask(to_items({{addon, PriceId{"price_pro"}, {}, {}}})), "");
  // 500 of the 1000 stay with the item that stays.
  EXPECT_EQ(waiting(world), (Amounts{-250, 750}));
}

TEST(SubscriptionChange, HoldsACreditUntilWhatItCreditsIsPaid) {
  World world{april};
  world.add_price("price_ten", 1000);
  world.card("pm_card_visa");
  ASSERT_EQ(world.subscribe("price_ten"), "");
  world.card("pm_card_chargeCustomerFail");
  world.advance("2026-05-01T00:00:00Z");
  ASSERT_EQ(world.status(), "past_due");
  const InvoiceId unpaid = world.invoice().id;
  world.advance("2026-05-01T06:00:00Z");
  ASSERT_EQ(world.ask(to_price("price_basic")), "");
  const auto& lines = world.state.billing.books.at(SubscriptionId{"sub_1"}).waiting;
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].held_by, unpaid);
  EXPECT_FALSE(lines[1].held_by);
  ASSERT_EQ(world.ask(VoidInvoice{unpaid}), "");
  EXPECT_EQ(lines.size(), 1U) << "what is void was never charged: nothing is given back";
}

TEST(SubscriptionChange, OfATrialCostsNothingAndTheTrialGoesOn) {
  World world{april};
  world.card("pm_card_visa");
  CreateSubscription create;
  create.id = SubscriptionId{"sub_1"};
  create.price = PriceId{"price_basic"};
  create.trial_days = 10;
  ASSERT_EQ(world.ask(create), "");
  ASSERT_EQ(world.ask(to_price("price_pro")), "");
  EXPECT_EQ(world.status(), "trialing");
  EXPECT_EQ(waiting(world), Amounts{});
  world.advance("2026-04-11T00:00:00Z");
  EXPECT_EQ(world.invoice().total, 2000);
}

TEST(SubscriptionChange, WithANewAnchorEndsATrial) {
  World world{april};
  world.card("pm_card_visa");
  CreateSubscription create;
  create.id = SubscriptionId{"sub_1"};
  create.price = PriceId{"price_basic"};
  create.trial_days = 10;
  ASSERT_EQ(world.ask(create), "");
  world.advance(one_day);
  UpdateSubscription ask = to_price("price_pro");
  ask.billing_cycle_anchor = BillingCycleAnchor::now;
  ASSERT_EQ(world.ask(ask), "");
  EXPECT_EQ(world.status(), "active");
  EXPECT_EQ(world.subscription().trial_end, at(one_day));
  EXPECT_EQ(world.invoice().total, 2000);
}

} // namespace
} // namespace portal::testing
