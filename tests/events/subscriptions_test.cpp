#include "tests/events/billing_world.hpp"

namespace portal::testing {
namespace {

TEST(Subscription, BeginsActiveWithAPaidInvoice) {
  World world;
  world.card("pm_card_visa");
  EXPECT_EQ(world.subscribe("price_pro"), "");
  EXPECT_EQ(
    world.happened(),
    (Types{
      "subscription.created", "invoice.created", "invoice.finalized", "payment.started",
      "payment.succeeded", "invoice.paid", "subscription.activated"})
  );
  EXPECT_EQ(world.status(), "active");
  EXPECT_EQ(world.subject, (Subject{"subscription", "sub_1"}));
  const Invoice& invoice = world.invoice();
  EXPECT_EQ(invoice.number, "A1B2C3D4-0001");
  EXPECT_EQ(invoice.total, 2000);
  EXPECT_EQ(invoice.amount_paid, 2000);
  EXPECT_EQ(invoice.attempt_count, 1);
  EXPECT_EQ(invoice.billing_reason, BillingReason::subscription_create);
  EXPECT_EQ(invoice.lines.front().description, "Plan price_pro");
  EXPECT_EQ(world.payment().idempotency_key, world.payment().id.text());
}

TEST(Subscription, IsIncompleteWhileItsFirstPaymentIsDeclinedAndExpiresAfter23Hours) {
  World world;
  world.card("pm_card_visa_chargeDeclined");
  EXPECT_EQ(world.subscribe("price_pro"), "");
  EXPECT_EQ(world.status(), "incomplete");
  EXPECT_EQ(world.invoice().payment_error->code, world.payment().failure->code);
  EXPECT_FALSE(world.invoice().next_attempt);
  world.happened();
  world.advance("2026-02-01T08:59:59.999Z");
  EXPECT_EQ(world.happened(), Types{});
  world.advance("2026-02-01T09:00:00Z");
  EXPECT_EQ(world.happened(), (Types{"subscription.expired", "invoice.voided"}));
  EXPECT_EQ(world.status(), "incomplete_expired");
  EXPECT_EQ(world.invoice().status, InvoiceStatus::voided);
  EXPECT_FALSE(billing_due(world.state));
}

TEST(Subscription, BeginsWhenTheCustomerConfirmsThePayment) {
  World world;
  world.card("pm_card_authenticationRequired");
  EXPECT_EQ(world.subscribe("price_pro"), "");
  EXPECT_EQ(world.status(), "incomplete");
  EXPECT_EQ(world.payment().status, PaymentStatus::requires_action);
  EXPECT_EQ(world.invoice().payment_error->code, "authentication_required");
  world.happened();
  EXPECT_EQ(world.ask(ConfirmPayment{world.payment().id, Confirmation::succeeded}), "");
  EXPECT_EQ(
    world.happened(), (Types{"payment.succeeded", "invoice.paid", "subscription.activated"})
  );
  EXPECT_EQ(
    world.ask(ConfirmPayment{world.payment().id, Confirmation::succeeded}), "payment_not_waiting"
  );
}

TEST(Subscription, StaysIncompleteWhenTheCustomerDoesNotConfirm) {
  World world;
  world.card("pm_card_authenticationRequired");
  world.subscribe("price_pro");
  EXPECT_EQ(world.ask(ConfirmPayment{world.payment().id, Confirmation::failed}), "");
  EXPECT_EQ(world.status(), "incomplete");
  EXPECT_EQ(world.payment().failure->code, "authentication_failed");
}

TEST(Subscription, AsksForSetupAuthenticationOnce) {
  World world;
  world.card("pm_card_authenticationRequiredOnSetup");
  world.subscribe("price_pro");
  EXPECT_EQ(world.payment().status, PaymentStatus::requires_action);
  world.ask(ConfirmPayment{world.payment().id, Confirmation::succeeded});
  world.advance("2026-02-28T10:00:00Z");
  EXPECT_EQ(world.status(), "active");
  EXPECT_EQ(world.invoice().status, InvoiceStatus::paid);
}

TEST(Subscription, WithoutAPaymentMethodWaitsToBePaid) {
  World world;
  EXPECT_EQ(world.subscribe("price_pro"), "");
  EXPECT_EQ(world.status(), "incomplete");
  EXPECT_EQ(world.invoice().payment_error->code, "no_payment_method");
  EXPECT_EQ(world.ask(PayInvoice{world.invoice().id, {}}), "no_payment_method");
  world.card("pm_card_visa");
  EXPECT_EQ(world.ask(PayInvoice{world.invoice().id, {}}), "");
  EXPECT_EQ(world.status(), "active");
}

TEST(Subscription, ThatIsFreeIsActiveWithoutAPayment) {
  World world;
  EXPECT_EQ(world.subscribe("price_free"), "");
  EXPECT_EQ(world.status(), "active");
  EXPECT_EQ(world.invoice().status, InvoiceStatus::paid);
  EXPECT_TRUE(world.state.billing.payments.empty());
}

TEST(Subscription, OnTrialIsChargedWhenTheTrialEnds) {
  World world;
  world.card("pm_card_visa");
  CreateSubscription ask;
  ask.id = SubscriptionId{"sub_1"};
  ask.price = PriceId{"price_pro"};
  ask.trial_days = 14;
  EXPECT_EQ(world.ask(ask), "");
  EXPECT_EQ(world.happened(), Types{"subscription.created"});
  EXPECT_EQ(world.status(), "trialing");
  world.advance("2026-02-14T10:00:00Z");
  EXPECT_EQ(
    world.happened(), (Types{
                        "subscription.trial_ended", "invoice.created", "invoice.finalized",
                        "payment.started", "payment.succeeded", "invoice.paid"})
  );
  EXPECT_EQ(world.status(), "active");
  EXPECT_EQ(world.subscription().current_period_start, at("2026-02-14T10:00:00Z"));
  EXPECT_EQ(world.subscription().current_period_end, at("2026-03-14T10:00:00Z"));
}

TEST(Subscription, TakesTheTrialOfItsPrice) {
  World world;
  world.catalog.prices[PriceId{"price_pro"}].trial_days = 7;
  world.subscribe("price_pro");
  EXPECT_EQ(world.subscription().trial_end, at("2026-02-07T10:00:00Z"));
}

TEST(Subscription, IsPastDueWhenTheTrialEndsWithoutAPaymentMethod) {
  World world;
  world.catalog.prices[PriceId{"price_pro"}].trial_days = 7;
  world.subscribe("price_pro");
  world.advance("2026-02-07T10:00:00Z");
  EXPECT_EQ(world.status(), "past_due");
}

TEST(Subscription, RenewsOnItsAnchorsDayAndClampsToShortMonths) {
  World world;
  world.card("pm_card_visa");
  world.subscribe("price_pro");
  std::vector<std::string> ends;
  for (int month = 0; month < 4; ++month) {
    ends.push_back(to_text(world.subscription().current_period_end).substr(0, 10));
    world.advance(world.subscription().current_period_end);
  }
  EXPECT_EQ(ends, (Types{"2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"}));
  EXPECT_EQ(world.invoice().number, "A1B2C3D4-0005");
}

TEST(Subscription, IsRetriedAfter1And3And5And7DaysAndThenEnds) {
  World world;
  world.card("pm_card_visa");
  world.subscribe("price_pro");
  world.card("pm_card_visa_chargeDeclined");
  world.happened();
  world.advance("2026-02-28T10:00:00Z");
  EXPECT_EQ(
    world.happened(),
    (Types{
      "subscription.renewed", "invoice.created", "invoice.finalized", "payment.started",
      "payment.failed", "invoice.payment_failed", "subscription.past_due"})
  );
  std::vector<std::string> retries;
  while (world.status() == "past_due") {
    retries.push_back(to_text(*world.invoice().next_attempt));
    world.advance(*world.invoice().next_attempt);
  }
  EXPECT_EQ(
    retries, (Types{
               "2026-03-01T10:00:00.000Z", "2026-03-03T10:00:00.000Z", "2026-03-05T10:00:00.000Z",
               "2026-03-07T10:00:00.000Z"})
  );
  EXPECT_EQ(world.status(), "canceled");
  EXPECT_EQ(world.subscription().cancel_reason, CancelReason::payment_failed);
  EXPECT_EQ(world.invoice().status, InvoiceStatus::uncollectible);
  EXPECT_EQ(world.invoice().attempt_count, 5);
  EXPECT_FALSE(billing_due(world.state));
}

TEST(Subscription, StaysUnpaidWhereThatIsConfiguredAndIsActiveAgainOncePaid) {
  World world;
  world.card("pm_card_visa");
  CreateSubscription ask;
  ask.id = SubscriptionId{"sub_1"};
  ask.price = PriceId{"price_pro"};
  ask.after_retries = AfterRetries::unpaid;
  world.ask(ask);
  world.card("pm_card_chargeCustomerFail");
  world.advance("2026-03-08T00:00:00Z");
  EXPECT_EQ(world.status(), "unpaid");
  const InvoiceId unpaid = world.invoice().id;
  world.happened();
  world.advance("2026-03-31T10:00:00Z");
  EXPECT_EQ(
    world.happened(), (Types{"subscription.renewed", "invoice.created", "invoice.finalized"})
  );
  world.card("pm_card_visa");
  EXPECT_EQ(world.ask(PayInvoice{unpaid, {}}), "");
  EXPECT_EQ(world.status(), "unpaid");
  EXPECT_EQ(world.ask(PayInvoice{world.invoice().id, {}}), "");
  EXPECT_EQ(world.status(), "active");
}

TEST(Subscription, RecoversWhenARetrySucceeds) {
  World world;
  world.card("pm_card_visa");
  world.subscribe("price_pro");
  world.card("pm_card_visa_chargeDeclined");
  world.advance("2026-02-28T10:00:00Z");
  world.card("pm_card_visa");
  world.happened();
  world.advance("2026-03-01T10:00:00Z");
  EXPECT_EQ(
    world.happened(),
    (Types{"payment.started", "payment.succeeded", "invoice.paid", "subscription.activated"})
  );
}

TEST(Subscription, ChargesItsOwnPaymentMethodBeforeTheCustomersDefault) {
  World world;
  world.card("pm_card_visa");
  world.card("pm_card_visa_chargeDeclined");
  CreateSubscription ask;
  ask.id = SubscriptionId{"sub_1"};
  ask.price = PriceId{"price_pro"};
  ask.default_payment_method = PaymentMethodId{"pm_1"};
  EXPECT_EQ(world.ask(ask), "");
  EXPECT_EQ(world.status(), "active");
}

TEST(Subscription, WithAnAnchorChargesTheFirstPeriodInProportion) {
  World world{"2026-06-16T00:00:00Z"};
  world.card("pm_card_visa");
  CreateSubscription ask;
  ask.id = SubscriptionId{"sub_1"};
  ask.price = PriceId{"price_pro"};
  ask.billing_anchor = at("2026-07-01T00:00:00Z");
  EXPECT_EQ(world.ask(ask), "");
  const InvoiceLine line = world.invoice().lines.front();
  EXPECT_EQ(line.amount, 1000); // 15 of 30 days
  EXPECT_TRUE(line.proration);
  EXPECT_EQ(*line.proration_basis, (ProrationBasis{2000, 1'296'000, 2'592'000}));
  world.advance("2026-07-01T00:00:00Z");
  EXPECT_EQ(world.invoice().total, 2000);
  EXPECT_EQ(world.subscription().current_period_end, at("2026-08-01T00:00:00Z"));
}

TEST(Subscription, WithAnAnchorAndNoProrationBeginsFree) {
  World world{"2026-06-16T00:00:00Z"};
  CreateSubscription ask;
  ask.id = SubscriptionId{"sub_1"};
  ask.price = PriceId{"price_pro"};
  ask.billing_anchor = at("2026-07-01T00:00:00Z");
  ask.proration_behavior = ProrationBehavior::none;
  EXPECT_EQ(world.ask(ask), "");
  EXPECT_EQ(world.happened(), (Types{"subscription.created", "subscription.activated"}));
}

TEST(Subscription, OfSeveralItemsIsOneInvoice) {
  World world;
  world.card("pm_card_visa");
  CreateSubscription ask;
  ask.id = SubscriptionId{"sub_1"};
  ask.items = {
    {PriceId{"price_pro"}, 3}, {PriceId{"price_basic"}, {}}, {PriceId{"price_calls"}, {}}};
  EXPECT_EQ(world.ask(ask), "");
  EXPECT_EQ(world.invoice().lines.size(), 2U);
  EXPECT_EQ(world.invoice().total, 6500);
}

// -- coupons ------------------------------------------------------------------------------------------

std::vector<std::int64_t> totals(World& world, const std::string& coupon, int periods) {
  world.card("pm_card_visa");
  CreateSubscription ask;
  ask.id = SubscriptionId{"sub_1"};
  ask.price = PriceId{"price_pro"};
  ask.coupon = CouponId{coupon};
  EXPECT_EQ(world.ask(ask), "");
  std::vector<std::int64_t> all{world.invoice().total};
  for (int period = 1; period < periods; ++period) {
    world.advance(world.subscription().current_period_end);
    all.push_back(world.invoice().total);
  }
  return all;
}

TEST(Coupon, OnceTakesOffTheFirstInvoice) {
  World world;
  world.add_coupon("cou_once", CouponDuration::once).percent_off = Decimal::from_integer(25);
  EXPECT_EQ(totals(world, "cou_once", 3), (std::vector<std::int64_t>{1500, 2000, 2000}));
  EXPECT_EQ(world.all<SubscriptionDiscountEnded>().front().reason, DiscountEnd::used);
}

TEST(Coupon, RepeatingTakesOffForItsMonths) {
  World world;
  Coupon& coupon = world.add_coupon("cou_three", CouponDuration::repeating);
  coupon.percent_off = Decimal::from_integer(50);
  coupon.duration_in_months = 3;
  EXPECT_EQ(
    totals(world, "cou_three", 5), (std::vector<std::int64_t>{1000, 1000, 1000, 2000, 2000})
  );
  EXPECT_EQ(world.all<SubscriptionDiscountEnded>().front().reason, DiscountEnd::expired);
}

TEST(Coupon, ForeverTakesOffAnAmountButNeverMoreThanTheInvoice) {
  World world;
  Coupon& coupon = world.add_coupon("cou_amount", CouponDuration::forever);
  coupon.amount_off = 5000;
  coupon.currency = usd();
  EXPECT_EQ(totals(world, "cou_amount", 3), (std::vector<std::int64_t>{0, 0, 0}));
  EXPECT_TRUE(world.state.billing.payments.empty());
}

TEST(Coupon, ThatIsAppliedAgainDoesNotLastLonger) {
  World world;
  Coupon& coupon = world.add_coupon("cou_three", CouponDuration::repeating);
  coupon.percent_off = Decimal::from_integer(50);
  coupon.duration_in_months = 3;
  totals(world, "cou_three", 2);
  const auto before = world.subscription().discount;
  UpdateSubscription ask;
  ask.id = SubscriptionId{"sub_1"};
  ask.coupon = CouponId{"cou_three"};
  EXPECT_EQ(world.ask(ask), "");
  EXPECT_EQ(world.subscription().discount, before);
  ask.coupon = Patch<CouponId>::null();
  EXPECT_EQ(world.ask(ask), "");
  EXPECT_FALSE(world.subscription().discount);
}

} // namespace
} // namespace portal::testing
