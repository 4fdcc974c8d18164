// Credit for unused time that an open invoice charges is given once that invoice is paid, and never twice.

#include "tests/events/billing_world.hpp"

namespace portal::testing {
namespace {

const SubscriptionId sub_1{"sub_1"};

/// Two thousand a month, a tenth of April over, and April's invoice not paid.
World behind() {
  World world{"2026-03-01T00:00:00Z"};
  world.card("pm_card_visa");
  EXPECT_EQ(world.subscribe("price_pro"), "");
  world.card("pm_card_visa_chargeDeclined");
  world.advance("2026-04-04T00:00:00Z");
  world.card("pm_card_visa");
  return world;
}

CancelSubscription at_once(ProrationBehavior behavior) {
  CancelSubscription ask;
  ask.id = sub_1;
  ask.effective = CancelWhen::now;
  ask.proration_behavior = behavior;
  return ask;
}

TEST(HeldCredit, OfACancellationComesWhenTheOpenInvoiceIsPaid) {
  World world = behind();
  const InvoiceId open = world.invoice().id;
  ASSERT_EQ(world.invoice().status, InvoiceStatus::open);
  ASSERT_EQ(world.ask(at_once(ProrationBehavior::create_prorations)), "");
  EXPECT_EQ(world.state.customer->balance, 0) << "what was not paid is not given back";
  ASSERT_EQ(world.ask(PayInvoice{open, {}}), "");
  EXPECT_EQ(world.state.customer->balance, -1800);
  EXPECT_EQ(world.invoice().billing_reason, BillingReason::subscription_cancel);
}

TEST(HeldCredit, GoesWithTheInvoiceThatIsVoided) {
  World world = behind();
  const InvoiceId open = world.invoice().id;
  ASSERT_EQ(world.ask(at_once(ProrationBehavior::create_prorations)), "");
  ASSERT_EQ(world.ask(VoidInvoice{open}), "");
  EXPECT_EQ(world.state.customer->balance, 0);
  world.advance("2026-08-01T00:00:00Z");
  EXPECT_EQ(world.state.customer->balance, 0);
}

TEST(HeldCredit, IsNotGivenWhereNoneWasAskedFor) {
  World world = behind();
  const InvoiceId open = world.invoice().id;
  ASSERT_EQ(world.ask(at_once(ProrationBehavior::none)), "");
  ASSERT_EQ(world.ask(PayInvoice{open, {}}), "");
  EXPECT_EQ(world.state.customer->balance, 0);
}

TEST(HeldCredit, KeepsAReactivatedSubscriptionFromBeingPaidTwice) {
  for (const auto behavior : {ProrationBehavior::none, ProrationBehavior::create_prorations}) {
    SCOPED_TRACE(name_of(behavior));
    World world = behind();
    const InvoiceId open = world.invoice().id;
    ASSERT_EQ(world.ask(at_once(behavior)), "");
    ASSERT_EQ(world.ask(ReactivateSubscription{sub_1}), "");
    const std::string anew = world.subject.id;
    EXPECT_EQ(world.invoice(anew).amount_due, 2000);
    ASSERT_EQ(world.ask(PayInvoice{open, {}}), "");
    EXPECT_EQ(world.state.customer->balance, -1800) << "the time since is served by the new one";
    ASSERT_EQ(world.ask(CancelSubscription{SubscriptionId{anew}, CancelWhen::now}), "");
    ASSERT_EQ(world.ask(ReactivateSubscription{SubscriptionId{anew}}), "");
    EXPECT_EQ(world.state.customer->balance, -1800) << "and once";
  }
}

} // namespace
} // namespace portal::testing
