// Taxes of lines: on top and inside, several at once, exempt customers, one rounding a line and rate.

#include "events/billing_amounts.hpp"
#include "events/taxes.hpp"
#include "tests/events/billing_world.hpp"

namespace portal::testing {
namespace {

TaxTerms rate(const std::string& id, std::string_view percentage, bool inclusive = false) {
  return {TaxRateId{id}, "Tax " + id, DecimalText{*Decimal::parse(percentage)}, inclusive};
}

InvoiceLine line(std::int64_t amount, std::optional<TaxBehavior> behavior = {}) {
  InvoiceLine made;
  made.amount = amount;
  made.tax_behavior = behavior;
  return made;
}

struct TaxRow {
  std::string_view what;
  std::int64_t amount;
  std::int64_t off;
  std::optional<TaxBehavior> behavior;
  std::vector<TaxTerms> rates;
  std::vector<std::int64_t> taxes;
  std::int64_t taxable;
};

TEST(Taxes, ComeOutToTheCent) {
  const auto on_top = TaxBehavior::exclusive;
  const auto inside = TaxBehavior::inclusive;
  const std::vector<TaxRow> rows{
    {"on top", 1000, 0, on_top, {rate("txr_1", "19")}, {190}, 1000},
    {"a half is rounded away from zero", 50, 0, on_top, {rate("txr_1", "19")}, {10}, 50},
    {"below zero too", -50, 0, on_top, {rate("txr_1", "19")}, {-10}, -50},
    {"four decimals", 1999, 0, on_top, {rate("txr_1", "8.8750")}, {177}, 1999},
    {"after the discount", 1000, 333, on_top, {rate("txr_1", "19")}, {127}, 667},
    {"inside", 1190, 0, inside, {rate("txr_1", "19")}, {190}, 1000},
    {"inside, rounded", 999, 0, inside, {rate("txr_1", "19")}, {160}, 839},
    {"inside, after the discount", 1190, 595, inside, {rate("txr_1", "19")}, {95}, 500},
    {"two on top", 1000, 0, on_top, {rate("txr_1", "5"), rate("txr_2", "9.975")}, {50, 100}, 1000},
    {"two inside", 1150, 0, inside, {rate("txr_1", "5"), rate("txr_2", "10")}, {50, 100}, 1000},
    {"the price decides", 1190, 0, inside, {rate("txr_1", "19", false)}, {190}, 1000},
    {"without a price the rate does", 1190, 0, {}, {rate("txr_1", "19", true)}, {190}, 1000},
    {"inside first, then on top",
     1050,
     0,
     {},
     {rate("txr_1", "10"), rate("txr_2", "5", true)},
     {50, 100},
     1000},
    {"nothing", 0, 0, on_top, {rate("txr_1", "19")}, {0}, 0},
    {"all of it", 500, 0, on_top, {rate("txr_1", "100")}, {500}, 500},
  };
  for (const TaxRow& row : rows) {
    SCOPED_TRACE(row.what);
    InvoiceLine taxed = line(row.amount, row.behavior);
    if (row.off > 0) taxed.discounts.push_back({CouponId{"cou_1"}, row.off});
    tax_line(taxed, row.rates, TaxExempt::none);
    std::vector<std::int64_t> taxes;
    for (const LineTax& tax : taxed.taxes) {
      taxes.push_back(tax.amount);
      EXPECT_EQ(tax.taxable_amount, row.taxable);
      EXPECT_EQ(
        divide_rounded(Int128{tax.basis->amount} * tax.basis->numerator, tax.basis->denominator),
        tax.amount
      );
    }
    EXPECT_EQ(taxes, row.taxes);
  }
}

TEST(Taxes, OfTheExemptAreNothingAndSayWhy) {
  InvoiceLine taxed = line(1190, TaxBehavior::inclusive);
  tax_line(taxed, {rate("txr_1", "19")}, TaxExempt::exempt);
  EXPECT_EQ(taxed.taxes.front().amount, 0);
  EXPECT_EQ(taxed.taxes.front().relief, TaxRelief::customer_exempt);
  EXPECT_EQ(taxed.taxes.front().taxable_amount, 1190);
  tax_line(taxed, {rate("txr_1", "19")}, TaxExempt::reverse);
  EXPECT_EQ(taxed.taxes.front().relief, TaxRelief::reverse_charge);
  EXPECT_FALSE(taxed.taxes.front().basis);
}

TaxRate& add_rate(World& world, const std::string& id, std::string_view percentage) {
  TaxRate& made = world.catalog.tax_rates[TaxRateId{id}];
  made.id = TaxRateId{id};
  made.display_name = "VAT";
  made.percentage.value = *Decimal::parse(percentage);
  return made;
}

TEST(Taxes, AreOnEveryInvoiceOfTheSubscriptionAfterItsDiscount) {
  World world;
  world.card("pm_card_visa");
  add_rate(world, "txr_1", "19");
  world.add_coupon("cou_half", CouponDuration::forever).percent_off = Decimal::from_integer(50);
  CreateSubscription ask;
  ask.id = SubscriptionId{"sub_1"};
  ask.price = PriceId{"price_pro"};
  ask.coupon = CouponId{"cou_half"};
  ask.tax_rates = {TaxRateId{"txr_1"}};
  EXPECT_EQ(world.ask(ask), "");
  EXPECT_EQ(world.invoice().tax_total, 190);
  EXPECT_EQ(world.invoice().total, 1190);
  EXPECT_EQ(world.payment().amount, 1190);
  // The terms were agreed: a rate that is archived, or changed behind our back, changes nothing.
  world.catalog.tax_rates.clear();
  world.advance(world.subscription().current_period_end);
  EXPECT_EQ(world.invoice().total, 1190);
  EXPECT_EQ(world.invoice().lines.front().taxes.front().tax_rate, TaxRateId{"txr_1"});
}

TEST(Taxes, InsideThePriceChangeNoTotal) {
  World world;
  add_rate(world, "txr_1", "19");
  world.catalog.prices[PriceId{"price_pro"}].tax_behavior = TaxBehavior::inclusive;
  CreateSubscription ask;
  ask.id = SubscriptionId{"sub_1"};
  ask.price = PriceId{"price_pro"};
  ask.tax_rates = {TaxRateId{"txr_1"}};
  EXPECT_EQ(world.ask(ask), "");
  EXPECT_EQ(world.invoice().total, 2000);
  EXPECT_EQ(world.invoice().tax_total, 319);
}

TEST(Taxes, AreNotChargedToTheExempt) {
  World world;
  add_rate(world, "txr_1", "19");
  world.state.customer->tax_exempt = TaxExempt::reverse;
  CreateSubscription ask;
  ask.id = SubscriptionId{"sub_1"};
  ask.price = PriceId{"price_pro"};
  ask.tax_rates = {TaxRateId{"txr_1"}};
  EXPECT_EQ(world.ask(ask), "");
  EXPECT_EQ(world.invoice().total, 2000);
  EXPECT_EQ(world.invoice().tax_exempt, TaxExempt::reverse);
}

TEST(Taxes, ThatCannotBeTakenAreRefusedByName) {
  World world;
  add_rate(world, "txr_1", "19");
  add_rate(world, "txr_old", "16").active = false;
  CreateSubscription ask;
  ask.price = PriceId{"price_pro"};
  ask.tax_rates = {TaxRateId{"txr_1"}, TaxRateId{"txr_none"}};
  EXPECT_EQ(world.ask(ask), "tax_rate_not_found");
  EXPECT_EQ(world.refusal->param, "taxRates[1]");
  ask.tax_rates = {TaxRateId{"txr_old"}};
  EXPECT_EQ(world.ask(ask), "tax_rate_archived");
  ask.tax_rates = {TaxRateId{"txr_1"}, TaxRateId{"txr_1"}};
  EXPECT_EQ(world.ask(ask), "tax_rate_repeated");
  ask.tax_rates.assign(11, TaxRateId{"txr_1"});
  EXPECT_EQ(world.ask(ask), "too_many_tax_rates");
}

} // namespace
} // namespace portal::testing
