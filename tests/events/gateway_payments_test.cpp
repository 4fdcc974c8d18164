// Payments that another gateway than the sandbox is asked for: the attempt stands in the log before the
// gateway hears of it, its answer comes back as a command, and nothing in between is guessed.

#include "tests/events/billing_world.hpp"

namespace portal::testing {
namespace {

const InvoiceId in_1{"in_1"};

/// A customer whose card is stripe's, and an open invoice over 50.00.
World with_open_invoice() {
  World world;
  world.card("pm_stripe");
  for (auto& [id, method] : world.state.payment_methods) method.gateway = "stripe";
  CreateInvoice ask;
  ask.id = in_1;
  ask.currency = usd();
  ask.lines = {{"Set-up", 5000, {}, {}}};
  EXPECT_EQ(world.ask(ask), "");
  EXPECT_EQ(world.ask(FinalizeInvoice{in_1}), "");
  world.happened();
  return world;
}

const Invoice& invoice(const World& world) { return world.state.billing.invoices.at(in_1); }

const Payment& payment(const World& world) {
  return world.state.billing.payments.at(*invoice(world).payment);
}

SettlePayment settled(const PaymentId& id, ChargeOutcome outcome) {
  SettlePayment settle;
  settle.id = id;
  settle.outcome = outcome;
  if (outcome == ChargeOutcome::failed) {
    settle.failure = PaymentFailure{"card_declined", "The card was declined."};
  }
  return settle;
}

TEST(GatewayPayment, IsStartedAndWaitsForTheGatewaysAnswer) {
  auto world = with_open_invoice();
  EXPECT_EQ(world.ask(PayInvoice{in_1, {}}), "");
  EXPECT_EQ(world.happened(), (Types{"payment.started"}));
  EXPECT_EQ(payment(world).status, PaymentStatus::processing);
  EXPECT_FALSE(payment_refusal(invoice(world)));
  EXPECT_EQ(world.ask(PayInvoice{in_1, {}}), "payment_in_progress");
  EXPECT_EQ(world.ask(VoidInvoice{in_1}), "payment_in_progress");
  EXPECT_EQ(world.ask(settled(payment(world).id, ChargeOutcome::succeeded)), "");
  EXPECT_EQ(world.happened(), (Types{"payment.succeeded", "invoice.paid"}));
  EXPECT_EQ(world.ask(PayInvoice{in_1, {}}), "invoice_already_paid");
}

TEST(GatewayPayment, IsSettledOnceHoweverOftenTheGatewayAnswers) {
  auto world = with_open_invoice();
  world.ask(PayInvoice{in_1, {}});
  const PaymentId id = payment(world).id;
  world.ask(settled(id, ChargeOutcome::succeeded));
  world.happened();
  EXPECT_EQ(world.ask(settled(id, ChargeOutcome::succeeded)), "");
  EXPECT_EQ(world.ask(settled(id, ChargeOutcome::failed)), "");
  EXPECT_EQ(world.happened(), Types{});
}

TEST(GatewayPayment, IsRegisteredUnderOneNameAlone) {
  auto world = with_open_invoice();
  world.ask(PayInvoice{in_1, {}});
  const PaymentId id = payment(world).id;
  world.happened();
  EXPECT_EQ(world.ask(RegisterPayment{id, "pi_1"}), "");
  EXPECT_EQ(world.ask(RegisterPayment{id, "pi_1"}), "");
  EXPECT_EQ(world.happened(), (Types{"payment.registered"}));
  EXPECT_EQ(world.ask(RegisterPayment{id, "pi_2"}), "payment_already_registered");
  EXPECT_EQ(payment(world).gateway_reference, "pi_1");
}

TEST(GatewayPayment, ThatNeedsActionIsCheckedOnceTheCustomerConfirms) {
  auto world = with_open_invoice();
  world.ask(PayInvoice{in_1, {}});
  auto asks = settled(payment(world).id, ChargeOutcome::requires_action);
  asks.next_action_url = Personal<std::string>{"https://bank.example/3ds"};
  EXPECT_EQ(world.ask(asks), "");
  EXPECT_EQ(payment_refusal(invoice(world))->code, "payment_requires_action");
  EXPECT_EQ(*payment(world).next_action_url->clear(), "https://bank.example/3ds");
  EXPECT_EQ(
    world.ask(ConfirmPayment{payment(world).id, Confirmation::failed}), "outcome_not_yours_to_say"
  );
  world.happened();
  EXPECT_EQ(world.ask(ConfirmPayment{payment(world).id, Confirmation::succeeded}), "");
  EXPECT_EQ(world.happened(), (Types{"payment.check_requested"}));
  EXPECT_EQ(payment(world).status, PaymentStatus::processing);
  EXPECT_EQ(world.ask(settled(payment(world).id, ChargeOutcome::succeeded)), "");
  EXPECT_EQ(invoice(world).status, InvoiceStatus::paid);
  EXPECT_FALSE(payment(world).next_action_url);
}

TEST(GatewayPayment, ThatTakesAnothersPlaceNamesIt) {
  auto world = with_open_invoice();
  world.ask(PayInvoice{in_1, {}});
  const PaymentId first = payment(world).id;
  world.ask(RegisterPayment{first, "pi_1"});
  world.ask(settled(first, ChargeOutcome::requires_action));
  world.ask(PayInvoice{in_1, {}});
  EXPECT_NE(payment(world).id, first);
  EXPECT_EQ(payment(world).supersedes, first);
  EXPECT_EQ(payment(world).supersedes_reference, "pi_1");
  // The first one's end says nothing about the invoice any more.
  world.happened();
  world.ask(settled(first, ChargeOutcome::failed));
  EXPECT_EQ(world.happened(), (Types{"payment.failed"}));
  EXPECT_EQ(invoice(world).status, InvoiceStatus::open);
  world.ask(settled(payment(world).id, ChargeOutcome::succeeded));
  EXPECT_EQ(invoice(world).status, InvoiceStatus::paid);
}

TEST(GatewayPayment, ThatComesForAnInvoicePaidOtherwiseBecomesBalance) {
  auto world = with_open_invoice();
  world.ask(PayInvoice{in_1, {}});
  const PaymentId first = payment(world).id;
  world.ask(settled(first, ChargeOutcome::requires_action));
  world.ask(PayInvoice{in_1, {}});
  world.ask(settled(payment(world).id, ChargeOutcome::succeeded));
  world.happened();
  EXPECT_EQ(world.ask(settled(first, ChargeOutcome::succeeded)), "");
  EXPECT_EQ(world.happened(), (Types{"payment.succeeded", "customer.balance_changed"}));
  EXPECT_EQ(world.state.customer->balance, -5000);
}

TEST(GatewayPayment, OfASubscriptionThatExpiresIsCalledOffAndKeptIfTheMoneyHadMoved) {
  World world;
  world.card("pm_stripe");
  for (auto& [id, method] : world.state.payment_methods) method.gateway = "stripe";
  EXPECT_EQ(world.subscribe("price_pro"), "");
  EXPECT_EQ(world.status(), "incomplete");
  const PaymentId id = world.payment().id;
  world.happened();
  world.advance(world.now + std::chrono::hours{23});
  EXPECT_EQ(world.status(), "incomplete_expired");
  EXPECT_EQ(
    world.happened(), (Types{"subscription.expired", "payment.cancel_requested", "invoice.voided"})
  );
  prune_billing(world.state, world.now + std::chrono::hours{100});
  EXPECT_EQ(world.ask(settled(id, ChargeOutcome::succeeded)), "");
  EXPECT_EQ(world.state.customer->balance, -2000);
  EXPECT_EQ(world.invoice().status, InvoiceStatus::voided);
}

TEST(GatewayPayment, ActivatesTheSubscriptionThatWaitedForIt) {
  World world;
  world.card("pm_stripe");
  for (auto& [id, method] : world.state.payment_methods) method.gateway = "stripe";
  world.subscribe("price_pro");
  EXPECT_EQ(world.ask(settled(world.payment().id, ChargeOutcome::succeeded)), "");
  EXPECT_EQ(world.status(), "active");
  // A renewal that is not answered for leaves the subscription as it is, and is not tried again.
  world.advance(world.now + std::chrono::days{40});
  EXPECT_EQ(world.status(), "active");
  EXPECT_EQ(world.state.billing.payments.size(), 2U);
  EXPECT_EQ(world.ask(settled(world.payment().id, ChargeOutcome::failed)), "");
  EXPECT_EQ(world.status(), "past_due");
  EXPECT_TRUE(world.invoice().next_attempt);
}

TEST(GatewayPayment, ByHandOverTheLastRetryLeavesThatRetryOwed) {
  World world;
  world.card("pm_card_visa");
  world.subscribe("price_pro");
  world.card("pm_stripe");
  world.state.payment_methods.at(*world.state.customer->default_payment_method).gateway = "stripe";
  const auto fail = [&] { world.ask(settled(world.payment().id, ChargeOutcome::failed)); };
  world.advance("2026-02-28T10:00:00Z");
  fail();
  const auto first = *world.invoice().first_failure_at;
  for (const int day : {1, 3, 5}) {
    world.advance(first + std::chrono::days{day});
    fail();
  }
  world.advance(first + std::chrono::days{6});
  EXPECT_EQ(world.ask(PayInvoice{world.invoice().id, {}}), "");
  world.advance(first + std::chrono::days{8});
  EXPECT_EQ(world.status(), "past_due");
  fail();
  EXPECT_EQ(world.status(), "past_due");
  world.advance(world.now + Millis{1});
  fail();
  EXPECT_EQ(world.status(), "canceled");
}

} // namespace
} // namespace portal::testing
