#include "events/billing_amounts.hpp"
#include "tests/events/billing_world.hpp"

namespace portal::testing {
namespace {

CreateInvoice one_off(std::vector<RequestedLine> lines) {
  CreateInvoice ask;
  ask.id = InvoiceId{"in_1"};
  ask.currency = usd();
  ask.lines = std::move(lines);
  return ask;
}

const InvoiceId in_1{"in_1"};

const Invoice& first(const World& world) { return world.state.billing.invoices.at(in_1); }

TEST(Invoice, OneOffIsDraftedFinalizedAndPaidByHand) {
  World world;
  world.card("pm_card_visa");
  EXPECT_EQ(world.ask(one_off({{"Set-up", 5000, {}, {}}, {"Seats", {}, 250, 4}})), "");
  EXPECT_EQ(first(world).status, InvoiceStatus::draft);
  EXPECT_FALSE(first(world).number);
  EXPECT_EQ(world.ask(PayInvoice{in_1, {}}), "invoice_not_open");
  EXPECT_EQ(world.ask(FinalizeInvoice{in_1}), "");
  EXPECT_EQ(first(world).status, InvoiceStatus::open);
  EXPECT_EQ(first(world).number, "A1B2C3D4-0001");
  EXPECT_EQ(first(world).amount_due, 6000);
  EXPECT_EQ(world.ask(FinalizeInvoice{in_1}), "invoice_already_finalized");
  EXPECT_EQ(world.ask(PayInvoice{in_1, {}}), "");
  EXPECT_EQ(first(world).status, InvoiceStatus::paid);
  EXPECT_EQ(world.ask(PayInvoice{in_1, {}}), "invoice_already_paid");
  EXPECT_EQ(world.ask(VoidInvoice{in_1}), "invoice_already_paid");
}

TEST(Invoice, RecordsADeclinedPaymentAndStaysOpen) {
  World world;
  world.card("pm_card_visa_chargeDeclinedInsufficientFunds");
  world.ask(one_off({{"Set-up", 5000, {}, {}}}));
  world.ask(FinalizeInvoice{in_1});
  world.happened();
  EXPECT_EQ(world.ask(PayInvoice{in_1, {}}), "");
  EXPECT_EQ(
    world.happened(), (Types{"payment.started", "payment.failed", "invoice.payment_failed"})
  );
  EXPECT_EQ(first(world).status, InvoiceStatus::open);
  const auto refusal = payment_refusal(first(world));
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->kind, RefusalKind::payment);
  EXPECT_EQ(refusal->code, "payment_failed");
  EXPECT_EQ(first(world).payment_error->code, "insufficient_funds");
  EXPECT_FALSE(first(world).next_attempt);
  world.card("pm_card_visa");
  EXPECT_EQ(world.ask(PayInvoice{in_1, {}}), "");
  EXPECT_FALSE(payment_refusal(first(world)));
  EXPECT_EQ(world.state.billing.payments.size(), 2U);
}

TEST(Invoice, PayingAgainGivesUpThePaymentThatWaits) {
  World world;
  world.card("pm_card_authenticationRequired");
  world.ask(one_off({{"Set-up", 5000, {}, {}}}));
  world.ask(FinalizeInvoice{in_1});
  world.ask(PayInvoice{in_1, {}});
  EXPECT_EQ(payment_refusal(first(world))->code, "payment_requires_action");
  const PaymentId waiting = *first(world).payment;
  world.card("pm_card_visa");
  EXPECT_EQ(world.ask(PayInvoice{in_1, {}}), "");
  EXPECT_EQ(world.state.billing.payments.at(waiting).failure->code, "superseded");
  EXPECT_EQ(world.ask(ConfirmPayment{waiting, Confirmation::succeeded}), "payment_not_waiting");
}

TEST(Invoice, ThatIsVoidCannotBePaid) {
  World world;
  world.card("pm_card_visa");
  world.ask(one_off({{"Set-up", 5000, {}, {}}}));
  world.ask(FinalizeInvoice{in_1});
  EXPECT_EQ(world.ask(VoidInvoice{in_1}), "");
  EXPECT_EQ(world.ask(PayInvoice{in_1, {}}), "invoice_not_open");
  EXPECT_EQ(world.ask(VoidInvoice{in_1}), "invoice_already_void");
}

TEST(Invoice, IsRefusedForTheSameReasonAfterItHasLeftTheState) {
  World world;
  world.card("pm_card_visa");
  world.ask(one_off({{"Set-up", 5000, {}, {}}}));
  world.ask(FinalizeInvoice{in_1});
  world.ask(PayInvoice{in_1, {}});
  prune_billing(world.state, world.now);
  EXPECT_EQ(world.state.billing.invoices.size(), 1U);
  prune_billing(world.state, world.now + std::chrono::hours{25});
  EXPECT_TRUE(world.state.billing.invoices.empty());
  EXPECT_TRUE(world.state.billing.payments.empty());
  EXPECT_EQ(world.ask(PayInvoice{in_1, {}}), "invoice_already_paid");
}

TEST(Invoice, WithWrongLinesIsRefusedByName) {
  World world;
  EXPECT_EQ(world.ask(one_off({})), "parameter_invalid");
  EXPECT_EQ(world.ask(one_off({{"Both", 1, 1, {}}})), "parameters_exclusive");
  EXPECT_EQ(world.refusal->param, "lines[0].amount");
  EXPECT_EQ(world.ask(one_off({{"Less", -1, {}, {}}})), "amount_negative");
  EXPECT_FALSE(world.ask(one_off({{"", 1, {}, {}}})).empty());
  EXPECT_EQ(world.refusal->param, "lines[0].description");
  world.state.customer->currency = *Currency::parse("eur");
  EXPECT_EQ(world.ask(one_off({{"Set-up", 1, {}, {}}})), "currency_mismatch");
}

TEST(Invoice, UsesTheCustomersBalanceAfterCredit) {
  World world;
  world.state.customer->balance = -700;
  world.state.customer->currency = usd();
  world.ask(GrantCredit{CreditGrantId{"cg_1"}, 1000, usd(), {}, {}, {}, {}, {}, {}});
  world.ask(one_off({{"Set-up", 5000, {}, {}}}));
  world.ask(FinalizeInvoice{in_1});
  EXPECT_EQ(first(world).credits_applied, 1000);
  EXPECT_EQ(first(world).balance_applied, 700);
  EXPECT_EQ(first(world).amount_due, 3300);
  EXPECT_EQ(world.state.customer->balance, 0);
  world.ask(VoidInvoice{in_1});
  EXPECT_EQ(world.state.customer->balance, -700);
  EXPECT_EQ(world.state.billing.credit_grants.at(CreditGrantId{"cg_1"}).remaining, 1000);
}

TEST(Invoice, AsAnApiObjectHasItsTotalAsAmount) {
  World world;
  world.ask(one_off({{"Set-up", 5000, {}, {}}}));
  const std::string json = render(world.state, first(world), world.now);
  EXPECT_TRUE(json.starts_with(R"({"object":"invoice","id":"in_1")")) << json;
  EXPECT_NE(json.find(R"("amount":5000)"), std::string::npos);
}

// -- who may ------------------------------------------------------------------------------------------

TEST(Customers, MayNotDoWhatOnlyTheAppMay) {
  World world;
  world.ask(one_off({{"Set-up", 5000, {}, {}}}));
  world.card("pm_card_visa");
  world.subscribe("price_pro");
  world.origin.principal = {PrincipalKind::token, "cst_1"};
  const std::string no = "not_allowed_for_customers";
  EXPECT_EQ(world.ask(one_off({{"Set-up", 5000, {}, {}}})), no);
  EXPECT_EQ(world.ask(FinalizeInvoice{in_1}), no);
  EXPECT_EQ(world.ask(VoidInvoice{in_1}), no);
  EXPECT_EQ(world.ask(GrantCredit{{}, 1, usd(), {}, {}, {}, {}, {}, {}}), no);
  EXPECT_EQ(world.ask(VoidCreditGrant{CreditGrantId{"cg_1"}}), no);
  EXPECT_EQ(world.subscribe("price_pro", "sub_2"), no);
  UpdateSubscription ask;
  ask.id = SubscriptionId{"sub_1"};
  ask.coupon = CouponId{"cou_1"};
  EXPECT_EQ(world.ask(ask), no);
  ask.coupon = {};
  ask.metadata = MetadataPatch{{{"hasUsedDiscount", std::nullopt}}};
  EXPECT_EQ(world.ask(ask), no);
}

// -- arithmetic ---------------------------------------------------------------------------------------

TEST(Allocation, GivesTheRestToTheLargestRemainders) {
  EXPECT_EQ(allocate(100, {1, 1, 1}), (std::vector<std::int64_t>{34, 33, 33}));
  EXPECT_EQ(allocate(10, {0, 5, 15}), (std::vector<std::int64_t>{0, 3, 7}));
  EXPECT_EQ(allocate(7, {2, 3, 2}), (std::vector<std::int64_t>{2, 3, 2}));
  EXPECT_EQ(allocate(0, {4, 4}), (std::vector<std::int64_t>{0, 0}));
}

TEST(Discount, IsSpreadOverTheLinesWithoutLosingACent) {
  std::vector<InvoiceLine> lines(3);
  for (InvoiceLine& line : lines) line.amount = 333;
  Discount discount;
  discount.coupon = CouponId{"cou_1"};
  discount.percent_off = *Decimal::parse("33.3");
  EXPECT_EQ(discount_lines(lines, discount), 333); // 999 × 33.3 % = 332.667
  Invoice invoice;
  invoice.lines = lines;
  total_up(invoice);
  EXPECT_EQ(invoice.discount_total, 333);
  EXPECT_EQ(invoice.total, 666);
}

} // namespace
} // namespace portal::testing
