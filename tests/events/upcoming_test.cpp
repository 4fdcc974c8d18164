#include "tests/events/billing_world.hpp"

namespace portal::testing {
namespace {

UpcomingInvoice upcoming(World& world) {
  return look<UpcomingInvoice>(world, PreviewUpcomingInvoice{});
}

/// What must be the same of the invoice that was foretold and the one that came.
void expect_same(const UpcomingInvoice& foretold, const Invoice& made) {
  EXPECT_EQ(foretold.date, made.created);
  EXPECT_EQ(foretold.period_start, made.period_start);
  EXPECT_EQ(foretold.period_end, made.period_end);
  EXPECT_EQ(foretold.subtotal, made.subtotal);
  EXPECT_EQ(foretold.discount_total, made.discount_total);
  EXPECT_EQ(foretold.tax_total, made.tax_total);
  EXPECT_EQ(foretold.total, made.total);
  EXPECT_EQ(foretold.credits, made.credits);
  EXPECT_EQ(foretold.balance_applied, made.balance_applied);
  EXPECT_EQ(foretold.amount_due, made.amount_due);
  ASSERT_EQ(foretold.lines.size(), made.lines.size());
  for (std::size_t at = 0; at < made.lines.size(); ++at) {
    InvoiceLine line = foretold.lines[at];
    line.id = made.lines[at].id;
    EXPECT_EQ(line, made.lines[at]);
  }
}

TEST(UpcomingInvoice, IsTheOneThatComes) {
  World world;
  world.card("pm_card_visa");
  TaxRate& rate = world.catalog.tax_rates[TaxRateId{"txr_1"}];
  rate.id = TaxRateId{"txr_1"};
  rate.percentage.value = *Decimal::parse("8.875");
  world.add_coupon("cou_third", CouponDuration::forever).percent_off = *Decimal::parse("33.3");
  CreateSubscription ask;
  ask.id = SubscriptionId{"sub_1"};
  ask.items = {{PriceId{"price_pro"}, 3}, {PriceId{"price_calls"}, {}}};
  ask.coupon = CouponId{"cou_third"};
  ask.tax_rates = {TaxRateId{"txr_1"}};
  EXPECT_EQ(world.ask(ask), "");
  world.ask(GrantCredit{CreditGrantId{"cg_1"}, 777, usd(), {}, {}, {}, {}, {}, {}});
  note_usage(
    world.state, "api.call", at("2026-02-02T00:00:00Z"), RawJson{R"({"tokens":100.5})"}, 99
  );
  const auto before = write_message(world.state);
  const std::size_t events = world.log.size();
  const UpcomingInvoice foretold = upcoming(world);
  EXPECT_EQ(world.log.size(), events);
  EXPECT_EQ(write_message(world.state), before);
  EXPECT_GT(foretold.tax_total, 0);
  world.advance(world.subscription().current_period_end);
  expect_same(foretold, world.invoice());
}

TEST(UpcomingInvoice, IsOfTheSubscriptionWhosePeriodEndsFirst) {
  World world;
  world.card("pm_card_visa");
  world.subscribe("price_year", "sub_1");
  world.subscribe("price_basic", "sub_2");
  EXPECT_EQ(upcoming(world).subscription, SubscriptionId{"sub_2"});
  EXPECT_EQ(upcoming(world).total, 500);
}

TEST(UpcomingInvoice, IsRefusedWhereNoneWillCome) {
  World world;
  world.card("pm_card_visa");
  EXPECT_EQ(world.ask(PreviewUpcomingInvoice{}), "no_upcoming_invoice");
  world.subscribe("price_pro");
  EXPECT_EQ(world.ask(PreviewUpcomingInvoice{SubscriptionId{"sub_2"}}), "subscription_not_found");
  world.ask(CancelSubscription{SubscriptionId{"sub_1"}, CancelWhen::period_end});
  EXPECT_EQ(world.ask(PreviewUpcomingInvoice{SubscriptionId{"sub_1"}}), "no_upcoming_invoice");
}

} // namespace
} // namespace portal::testing
