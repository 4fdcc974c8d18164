#include "tests/events/billing_world.hpp"

namespace portal::testing {
namespace {

const InvoiceId in_1{"in_1"};

CreateInvoice one_off(std::vector<RequestedLine> lines) {
  CreateInvoice ask;
  ask.id = in_1;
  ask.currency = usd();
  ask.lines = std::move(lines);
  return ask;
}

const Invoice& first(const World& world) { return world.state.billing.invoices.at(in_1); }

TEST(DraftInvoice, TakesLinesInAndOut) {
  World world;
  EXPECT_EQ(world.ask(one_off({{"Set-up", 5000, {}, {}}, {"Seats", {}, 250, 4}})), "");
  UpdateInvoice change;
  change.id = in_1;
  change.remove_lines = {first(world).lines.front().id};
  change.add_lines = {{"Training", 700, {}, {}}};
  change.metadata = MetadataPatch{{{"order", "7"}}};
  EXPECT_EQ(world.ask(change), "");
  EXPECT_EQ(first(world).lines.size(), 2U);
  EXPECT_EQ(first(world).total, 1700);
  EXPECT_EQ(first(world).amount_due, 1700);
  EXPECT_EQ(first(world).metadata.at("order"), "7");
  change = {};
  change.id = in_1;
  world.happened();
  EXPECT_EQ(world.ask(change), "");
  EXPECT_TRUE(world.happened().empty()) << "nothing changed";
  change.remove_lines = {InvoiceLineId{"il_none"}};
  EXPECT_EQ(world.ask(change), "invoice_line_not_found");
  EXPECT_EQ(world.refusal->param, "removeLines[0]");
}

TEST(DraftInvoice, ThatIsEmptyCannotBeFinalized) {
  World world;
  world.ask(one_off({{"Set-up", 5000, {}, {}}}));
  UpdateInvoice change;
  change.id = in_1;
  change.remove_lines = {first(world).lines.front().id};
  EXPECT_EQ(world.ask(change), "");
  EXPECT_EQ(world.ask(FinalizeInvoice{in_1}), "invoice_empty");
}

TEST(DraftInvoice, CanBeDeletedUntilItIsFinalized) {
  World world;
  world.ask(one_off({{"Set-up", 5000, {}, {}}}));
  EXPECT_EQ(world.ask(DeleteInvoice{in_1}), "");
  EXPECT_EQ(
    render(world.state, world.subject, world.now),
    R"({"object":"invoice","id":"in_1","deleted":true})"
  );
  EXPECT_EQ(world.ask(DeleteInvoice{in_1}), "invoice_not_found");
  world.ask(one_off({{"Set-up", 5000, {}, {}}}));
  world.ask(FinalizeInvoice{in_1});
  EXPECT_EQ(first(world).number, "A1B2C3D4-0001") << "a deleted draft leaves no gap";
  EXPECT_EQ(world.ask(DeleteInvoice{in_1}), "invoice_already_finalized");
  UpdateInvoice change;
  change.id = in_1;
  EXPECT_EQ(world.ask(change), "invoice_already_finalized");
}

TEST(DraftInvoice, CanBeFinalizedAtOnce) {
  World world;
  CreateInvoice ask = one_off({{"Set-up", 5000, {}, {}}});
  ask.auto_finalize = true;
  EXPECT_EQ(world.ask(ask), "");
  EXPECT_EQ(first(world).status, InvoiceStatus::open);
  EXPECT_EQ(world.happened(), (Types{"invoice.created", "invoice.finalized"}));
}

TEST(DraftInvoice, TakesAPriceThatIsChargedOnceWithItsTaxBehavior) {
  World world;
  TaxRate& rate = world.catalog.tax_rates[TaxRateId{"txr_1"}];
  rate.id = TaxRateId{"txr_1"};
  rate.percentage.value = Decimal::from_integer(25);
  Price& price = world.catalog.prices[PriceId{"price_once"}];
  price.tax_behavior = TaxBehavior::inclusive;
  RequestedLine line;
  line.price = PriceId{"price_once"};
  line.quantity = 2;
  line.tax_rates = {TaxRateId{"txr_1"}};
  EXPECT_EQ(world.ask(one_off({line})), "");
  EXPECT_EQ(first(world).lines.front().description, "Plan price_once");
  EXPECT_EQ(first(world).total, 1800);
  EXPECT_EQ(first(world).tax_total, 360);
  line.price = PriceId{"price_pro"};
  CreateInvoice ask = one_off({line});
  EXPECT_EQ(world.ask(ask), "price_recurring");
  EXPECT_EQ(world.refusal->param, "lines[0].price");
  ask.lines.front().price = PriceId{"price_none"};
  EXPECT_EQ(world.ask(ask), "price_not_found");
  ask.lines.front().amount = 5;
  EXPECT_EQ(world.ask(ask), "parameters_exclusive");
}

TEST(DraftInvoice, IsDueInTheFuture) {
  World world;
  CreateInvoice ask = one_off({{"Set-up", 5000, {}, {}}});
  ask.due_date = world.now;
  EXPECT_EQ(world.ask(ask), "parameter_in_the_past");
  ask.due_date = world.now + std::chrono::days{14};
  EXPECT_EQ(world.ask(ask), "");
  EXPECT_EQ(first(world).due_date, ask.due_date);
}

TEST(Invoice, ThatIsGivenUpCanStillBePaidOrVoided) {
  World world;
  world.card("pm_card_visa");
  world.ask(one_off({{"Set-up", 5000, {}, {}}}));
  EXPECT_EQ(world.ask(MarkInvoiceUncollectible{in_1}), "invoice_not_open");
  EXPECT_EQ(world.ask(VoidInvoice{in_1}), "invoice_not_open");
  world.ask(FinalizeInvoice{in_1});
  EXPECT_EQ(world.ask(MarkInvoiceUncollectible{in_1}), "");
  EXPECT_EQ(first(world).status, InvoiceStatus::uncollectible);
  EXPECT_EQ(first(world).status_transitions.marked_uncollectible_at, world.now);
  EXPECT_EQ(world.ask(MarkInvoiceUncollectible{in_1}), "invoice_already_uncollectible");
  EXPECT_EQ(world.ask(PayInvoice{in_1, {}}), "");
  EXPECT_EQ(first(world).status, InvoiceStatus::paid);
  EXPECT_EQ(world.ask(MarkInvoiceUncollectible{in_1}), "invoice_already_paid");
}

TEST(Invoice, ThatIsTheFirstOfASubscriptionTakesItAlongWhenGivenUp) {
  World world;
  world.subscribe("price_pro");
  EXPECT_EQ(world.status(), "incomplete");
  EXPECT_EQ(world.ask(MarkInvoiceUncollectible{world.invoice().id}), "");
  EXPECT_EQ(world.status(), "incomplete_expired") << "no service for an invoice that was given up";
}

} // namespace
} // namespace portal::testing
