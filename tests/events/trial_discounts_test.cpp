// A coupon given in a trial begins with the first period that is paid, whenever that comes, and lasts as
// long as it says.

#include "tests/events/billing_world.hpp"

namespace portal::testing {
namespace {

const SubscriptionId sub_1{"sub_1"};

/// In a trial of a year, with half off for two months.
World in_trial() {
  World world;
  world.card("pm_card_visa");
  Coupon& coupon = world.add_coupon("cou_half", CouponDuration::repeating);
  coupon.percent_off = *Decimal::parse("50");
  coupon.duration_in_months = 2;
  CreateSubscription ask;
  ask.id = sub_1;
  ask.price = PriceId{"price_pro"};
  ask.coupon = coupon.id;
  ask.trial_days = 365;
  EXPECT_EQ(world.ask(ask), "");
  return world;
}

/// What is taken off the invoices that are made by then, in order.
std::vector<std::int64_t> discounts_until(World& world, std::string_view when) {
  world.advance(when);
  std::vector<std::int64_t> all;
  for (const InvoiceCreated& event : world.all<InvoiceCreated>()) {
    all.push_back(event.invoice.discount_total);
  }
  return all;
}

using Amounts = std::vector<std::int64_t>;

TEST(TrialDiscount, BeginsWithTheTrialsEnd) {
  World world = in_trial();
  EXPECT_EQ(discounts_until(world, "2027-05-15T00:00:00Z"), (Amounts{1000, 1000, 0, 0}));
}

TEST(TrialDiscount, BeginsWithATrialThatEndsEarly) {
  World world = in_trial();
  world.advance("2026-02-10T00:00:00Z");
  UpdateSubscription ask;
  ask.id = sub_1;
  ask.billing_cycle_anchor = BillingCycleAnchor::now;
  ASSERT_EQ(world.ask(ask), "");
  EXPECT_EQ(world.subscription().discount->starts_at, at("2026-02-10T00:00:00Z"));
  EXPECT_EQ(world.subscription().discount->ends_at, at("2026-04-10T00:00:00Z"));
  EXPECT_EQ(discounts_until(world, "2026-05-15T00:00:00Z"), (Amounts{1000, 1000, 0, 0}));
}

TEST(TrialDiscount, OfACanceledTrialBeginsWithTheReactivation) {
  World world = in_trial();
  world.advance("2026-02-10T00:00:00Z");
  ASSERT_EQ(world.ask(CancelSubscription{sub_1, CancelWhen::now}), "");
  ASSERT_EQ(world.ask(ReactivateSubscription{sub_1}), "");
  EXPECT_EQ(discounts_until(world, "2026-05-15T00:00:00Z"), (Amounts{1000, 1000, 0, 0}));
}

TEST(TrialDiscount, OfAnAcceptedOfferLastsItsMonthsToo) {
  World world = in_trial();
  Discount offered = *world.subscription().discount;
  offered.ends_at = *offered.ends_at + Millis{1}; // as offers end
  evolve(world.state, SubscriptionDiscounted{sub_1, offered}, EventMeta{99, world.now});
  world.advance("2026-02-10T00:00:00Z");
  UpdateSubscription ask;
  ask.id = sub_1;
  ask.billing_cycle_anchor = BillingCycleAnchor::now;
  ASSERT_EQ(world.ask(ask), "");
  EXPECT_EQ(world.subscription().discount->ends_at, at("2026-04-10T00:00:00.001Z"));
}

} // namespace
} // namespace portal::testing
